"""What macOS wants to know of an application: the part of Info.plist that is digitpad's own."""

from __future__ import annotations

from document_types import TYPES, DocumentType

# The oldest macOS that Qt 6.10 and later run on, and the one that the libraries of torch need: of
# which torch that is known. constraints.txt has another one? Then look at its libraries with
# `otool -l` (minos).
OF_QT = "13.0"
TORCH, OF_TORCH = "2.13", "14.0"


def information(*, with_training: bool) -> dict[str, object]:
    """Return what PyInstaller adds to the Info.plist that it writes.

    with_training: PyTorch is in the bundle.
    """
    return {
        "CFBundleDisplayName": "digitpad",
        "CFBundleDocumentTypes": [_opened(kind) for kind in TYPES],
        "LSApplicationCategoryType": "public.app-category.education",
        "LSMinimumSystemVersion": OF_TORCH if with_training else OF_QT,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "MIT licence",
        "NSPrincipalClass": "NSApplication",
        "NSRequiresAquaSystemAppearance": False,  # dark where the system is dark
        "UTExportedTypeDeclarations": [_declared(kind) for kind in TYPES if kind.is_own],
        "UTImportedTypeDeclarations": [
            _declared(kind) for kind in TYPES if not (kind.is_own or kind.is_known)
        ],
    }


def _opened(kind: DocumentType) -> dict[str, object]:
    return {
        "CFBundleTypeName": kind.title,
        "CFBundleTypeRole": "Editor" if kind.is_own else "Viewer",
        "LSHandlerRank": "Owner" if kind.is_own else "Alternate",
        "LSItemContentTypes": [kind.uti],
    }


def _declared(kind: DocumentType) -> dict[str, object]:
    """Return how macOS learns which files are of a type that it does not know."""
    return {
        "UTTypeIdentifier": kind.uti,
        "UTTypeDescription": kind.title,
        "UTTypeConformsTo": ["public.data", "public.content"],
        "UTTypeTagSpecification": {
            "public.filename-extension": [suffix.removeprefix(".") for suffix in kind.suffixes],
            "public.mime-type": [kind.mime],
        },
    }
