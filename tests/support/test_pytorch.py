"""Where PyTorch is missing or broken, that is said in a sentence with what to do."""

import importlib
import importlib.metadata
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from digitpad.support import pytorch, system_libraries, ways_to_install

CHECKOUT = Path(__file__).resolve().parents[2]


def error_of(module):
    """What comes of importing ``module``."""
    try:
        importlib.import_module(module)
    except Exception as error:
        return error
    raise AssertionError(f"{module} can be imported")


@pytest.fixture
def broken_torch(monkeypatch, tmp_path):
    """A torch that misses a library of the system, as without the MSVC runtime or CUDA."""
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(
        "import ctypes\nctypes.CDLL('libnot_there_at_all.so.1')\n"
    )
    for name in [name for name in sys.modules if name.partition(".")[0] == "torch"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path))


def test_nothing_is_said_where_it_is_installed():
    assert pytorch.why_missing() is None


def test_where_it_is_not_the_command_that_installs_it_is_named(no_torch):
    said = str(pytorch.why_missing())
    assert said.startswith("PyTorch, which training needs, is not installed.")
    assert "pip install torch torchvision captum" in said
    assert sys.executable in said


@pytest.mark.parametrize("has_driver", [True, False])
def test_the_command_takes_builds_for_processors_where_nothing_else_helps(
    no_torch, monkeypatch, has_driver
):
    monkeypatch.setattr(pytorch.sys, "platform", "linux")
    monkeypatch.setattr(pytorch, "has_driver", lambda: has_driver)
    assert (pytorch.CPU_BUILDS in str(pytorch.why_missing())) is not has_driver


def test_the_small_bundle_names_the_full_one(no_torch, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    said = str(pytorch.why_missing())
    assert "small digitpad" in said
    assert "pip" not in said
    assert not pytorch.is_expected()


@pytest.mark.parametrize(("system", "machine"), [("darwin", "x86_64"), ("win32", "ARM64")])
def test_machines_that_it_is_not_made_for_are_not_told_to_install_it(
    no_torch, monkeypatch, system, machine
):
    monkeypatch.setattr(pytorch.sys, "platform", system)
    monkeypatch.setattr(pytorch.platform, "machine", lambda: machine)
    said = str(pytorch.why_missing())
    assert "not made for this kind of computer" in said
    assert "install" not in said.replace("installed", "")
    assert not pytorch.is_expected()


@pytest.mark.parametrize(
    ("system", "machine", "expected"),
    [
        ("linux", "x86_64", True),
        ("linux", "aarch64", True),
        ("win32", "AMD64", True),
        ("win32", "ARM64", False),
        ("darwin", "arm64", True),
        ("darwin", "x86_64", False),
    ],
)
def test_the_package_asks_for_it_where_it_is_made(monkeypatch, system, machine, expected):
    monkeypatch.setattr(pytorch.sys, "platform", system)
    monkeypatch.setattr(pytorch.platform, "machine", lambda: machine)
    assert pytorch.has_builds() is expected
    where = {"sys_platform": system, "platform_machine": machine}
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        requirement.name
        for requirement in map(Requirement, project["project"]["dependencies"])
        if requirement.marker is None or requirement.marker.evaluate(where)
    }
    assert asked & set(pytorch.PACKAGES) == (set(pytorch.PACKAGES) if expected else set())
    assert {"numpy", "PySide6-Essentials", "matplotlib"} <= asked


def test_an_import_that_finds_none_is_told_as_missing(no_torch, monkeypatch):
    monkeypatch.delitem(sys.modules, "captum.attr", raising=False)  # another test's
    assert str(pytorch.why_it_fails(error_of("torch"))) == str(pytorch.why_missing())
    assert str(pytorch.why_it_fails(error_of("captum.attr"))) == str(pytorch.why_missing())


def test_one_that_cannot_be_loaded_is_told_with_the_reason(broken_torch):
    error = error_of("torch")
    assert isinstance(error, OSError)
    said = str(pytorch.why_it_fails(error))
    assert said.startswith("PyTorch cannot be loaded: libnot_there_at_all.so.1")
    assert "--force-reinstall" in said


def test_a_bundle_is_unpacked_again_where_it_cannot_be_loaded(broken_torch, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    said = str(pytorch.why_it_fails(error_of("torch")))
    assert said.endswith(
        ". Unpack the archive that digitpad came in once more, or install it again."
    )
    assert "pip" not in said


class WindowsLoadError(OSError):
    """What torch raises on Windows where one of its libraries is not loaded."""

    winerror = 126

    def __str__(self):
        return (
            "[WinError 126] The specified module could not be found. Error loading "
            r'"C:\Python\Lib\site-packages\torch\lib\c10.dll" or one of its dependencies.'
        )


@pytest.fixture
def torch_of_windows(monkeypatch, tmp_path):
    """A torch whose libraries Windows does not load, on a Windows that lacks what is told."""
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text(
        "import builtins\ndef load():\n    raise builtins.OF_WINDOWS\nload()\n"
    )
    monkeypatch.setattr("builtins.OF_WINDOWS", WindowsLoadError(), raising=False)
    for name in [name for name in sys.modules if name.partition(".")[0] == "torch"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "platform", "win32")

    def lacks(*libraries):
        def load(name, *_):
            if name in libraries:
                raise FileNotFoundError(f"Could not find module '{name}' (or one of its ...)")

        monkeypatch.setattr(system_libraries.ctypes, "CDLL", load)

    return lacks


@pytest.mark.parametrize(
    "lacking",
    [("msvcp140.dll", "msvcp140_atomic_wait.dll"), ("msvcp140_atomic_wait.dll",),
     ("vcruntime140.dll", "vcruntime140_1.dll", "msvcp140.dll", "msvcp140_atomic_wait.dll")],
)  # fmt: skip
@pytest.mark.parametrize("frozen", [False, True])
def test_where_windows_lacks_the_c_runtime_that_is_what_is_to_be_installed(
    torch_of_windows, monkeypatch, lacking, frozen
):
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    torch_of_windows(*lacking)
    said = str(pytorch.why_it_fails(error_of("torch")))
    assert said == (
        f"PyTorch cannot be loaded: Windows lacks {', '.join(lacking)}, of the Microsoft Visual "
        "C++ Redistributable. Install it from https://aka.ms/vs/17/release/vc_redist.x64.exe, then "
        "start digitpad again."
    )


def test_where_the_runtime_is_there_torch_itself_is_damaged(torch_of_windows):
    torch_of_windows()
    said = str(pytorch.why_it_fails(error_of("torch")))
    assert "WinError 126" in said
    assert "--force-reinstall" in said
    assert "Redistributable" not in said


def test_other_systems_have_no_such_runtime(broken_torch, monkeypatch):
    monkeypatch.setattr(system_libraries.ctypes, "CDLL", None)
    assert system_libraries.missing_runtime() == []


def test_other_errors_are_not_taken_for_it(tmp_path):
    assert pytorch.why_it_fails(error_of("no_such_module")) is None
    assert pytorch.why_it_fails(FileNotFoundError(2, "No such file", "torch")) is None
    assert pytorch.why_it_fails(KeyError("torch")) is None


def test_the_folder_of_an_error_is_not_taken_for_it(tmp_path, monkeypatch):
    """A module of somebody's own that fails while torch is there."""
    (tmp_path / "mine.py").write_text("open('/none/at/all')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert pytorch.why_it_fails(error_of("mine")) is None


def test_a_command_is_that_of_the_program_that_installed_it(monkeypatch, tmp_path):
    monkeypatch.setattr(ways_to_install.sys, "prefix", str(tmp_path))
    monkeypatch.setattr(ways_to_install, "_origin", lambda: (False, ""))
    (tmp_path / "uv-receipt.toml").write_text("")
    assert ways_to_install.adding(("torch", "captum"), "https://x/cpu") == (
        "uv tool install --with torch --with captum --torch-backend cpu digitpad"
    )
    assert str(ways_to_install.once_more()).endswith("uv tool install --reinstall digitpad")
    (tmp_path / "uv-receipt.toml").unlink()
    (tmp_path / "pipx_metadata.json").write_text("{}")
    assert ways_to_install.adding(("torch",)) == "pipx inject digitpad torch"
    assert ways_to_install.adding(("torch",), "https://x/cpu", again=True) == (
        "pipx inject digitpad torch --pip-args '--force-reinstall --extra-index-url https://x/cpu'"
    )
    assert str(ways_to_install.once_more()).endswith("pipx reinstall digitpad")


@pytest.mark.parametrize(
    ("told", "source"),
    [
        (None, "digitpad"),  # of an index
        ('{"url": "file:///home/a%20b/digitpad", "dir_info": {"editable": true}}',
         "--editable '/home/a b/digitpad'"),
        ('{"url": "file:///x/digitpad-1-py3-none-any.whl", "archive_info": {}}',
         "/x/digitpad-1-py3-none-any.whl"),
        ("not JSON", "digitpad"),
    ],
)  # fmt: skip
@pytest.mark.skipif(sys.platform == "win32", reason="paths and quotes of other systems")
def test_it_is_installed_again_from_where_it_came(monkeypatch, told, source):
    class Installed:
        @staticmethod
        def from_name(_name):
            return Installed()

        def read_text(self, _name):
            return told

    monkeypatch.setattr(importlib.metadata, "Distribution", Installed)
    assert str(ways_to_install.once_more()).endswith(f"-m pip install --force-reinstall {source}")
