"""The Windows programs and their installer say what they are."""

import re

import parts
import windows_runtime_files
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


def test_a_bundle_without_the_c_runtime_is_noticed(tmp_path):
    """Wherever they lie, and in whichever case the library that brought them writes their names."""
    (tmp_path / "_internal" / "PySide6").mkdir(parents=True)
    assert len(windows_runtime_files.left_out(tmp_path)) == 4
    (tmp_path / "_internal" / "VCRUNTIME140.dll").touch()
    (tmp_path / "_internal" / "VCRUNTIME140_1.dll").touch()
    (tmp_path / "_internal" / "PySide6" / "msvcp140.dll").touch()
    assert windows_runtime_files.left_out(tmp_path) == ["msvcp140_atomic_wait.dll"]
