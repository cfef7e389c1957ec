"""The Windows programs and their installer say what they are."""

import re

import parts
from version_resource import version_resource

from digitpad import __version__


def evaluated(text):
    """Return the resource as PyInstaller would, with plain values in the place of its classes."""
    names = ("VSVersionInfo", "StringFileInfo", "StringTable", "StringStruct", "VarFileInfo",
             "VarStruct")  # fmt: skip
    classes = {name: lambda *args, **kwargs: (args, kwargs) for name in names}
    classes["FixedFileInfo"] = lambda **kwargs: kwargs
    return eval(text, classes)


def test_the_resource_holds_digitpads_version():
    text = version_resource()
    _, content = evaluated(text)
    numbers = tuple(int(part) for part in re.findall(r"\d+", __version__)[:3])
    assert content["ffi"]["filevers"] == content["ffi"]["prodvers"] == (*numbers, 0)
    assert f"StringStruct('ProductVersion', '{__version__}')" in text


def test_a_suffix_of_the_version_is_no_number():
    _, content = evaluated(version_resource("1.20.3.dev4"))
    assert content["ffi"]["filevers"] == (1, 20, 3, 0)


def test_the_installer_needs_no_administrator_and_takes_the_version_it_is_told(checkout):
    script = (checkout / "packaging" / "windows" / "digitpad.iss").read_text(encoding="utf-8")
    assert "\nPrivilegesRequired=lowest\n" in script
    assert f"\nAppId={parts.APPLICATION_ID}\n" in script
    assert "\nAppVersion={#Version}\n" in script
