"""What macOS wants to know of an application: the part of Info.plist that is digitpad's own."""

from __future__ import annotations


def information() -> dict[str, object]:
    """Return what PyInstaller adds to the Info.plist that it writes."""
    return {
        "CFBundleDisplayName": "digitpad",
        "LSApplicationCategoryType": "public.app-category.education",
        "LSMinimumSystemVersion": "13.0",  # Qt 6.10 and later ask for it
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "MIT licence",
        "NSPrincipalClass": "NSApplication",
        "NSRequiresAquaSystemAppearance": False,  # dark where the system is dark
    }
