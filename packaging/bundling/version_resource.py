"""The version resource of the Windows programs, as PyInstaller reads it."""

from __future__ import annotations

from digitpad import __version__


def version_resource(version: str = __version__) -> str:
    """Return the text of a version file; ``version`` is of the form 1.2.3, a suffix is left out."""
    numbers = [int(part) for part in version.split(".")[:3] if part.isdecimal()]
    four = tuple([*numbers, 0, 0, 0, 0][:4])
    words = {
        "CompanyName": "digitpad",
        "FileDescription": "digitpad",
        "FileVersion": version,
        "InternalName": "digitpad",
        "LegalCopyright": "MIT licence",
        "ProductName": "digitpad",
        "ProductVersion": version,
    }
    # 0x0409, 1200: US English in Unicode. 0x40004: Windows NT. 1: a program.
    strings = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in words.items())
    return (
        "VSVersionInfo("
        f"ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3F, flags=0, OS=0x40004, "
        "fileType=1, subtype=0, date=(0, 0)), "
        f"kids=[StringFileInfo([StringTable('040904B0', [{strings}])]), "
        "VarFileInfo([VarStruct('Translation', [0x0409, 1200])])])\n"
    )
