"""digitpad doctor: what is wrong is said with how to mend it; no check stops the others."""

import json
import shutil
import sys

import pytest

from digitpad.cli import checks as installation
from digitpad.cli import main
from digitpad.cli.doctor import CHECKS
from digitpad.collection import Collection
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.support.folders import bundled_model, models_folder, user_data_folder

PIP = f"{sys.executable} -m pip install"


def doctor(capsys, *arguments):
    status = main(["doctor", *arguments])
    out, err = capsys.readouterr()
    assert len(err.splitlines()) == (0 if status == 0 else 1)
    return status, out


def checks(capsys):
    status, out = doctor(capsys, "--json")
    report = json.loads(out)
    assert report["well"] == (status == 0)
    return {check["name"]: check for check in report["checks"]}


def test_all_is_well_here(capsys):
    status, out = doctor(capsys)
    assert status == 0
    assert out.splitlines()[-1] == "All is well."


def test_json_tells_versions_folders_models_and_data_sets(capsys, data_folder, monkeypatch):
    monkeypatch.setenv("DIGITPAD_DATA", str(data_folder))
    models_folder().mkdir(parents=True)
    shutil.copy(bundled_model(), models_folder() / "mine.safetensors")
    Collection().add(Drawing((Stroke.from_xy([(1, 1), (500, 900)]),)), 1)
    found = checks(capsys)
    assert {"digitpad", "Python", "PySide6-Essentials", "torch", "numpy"} <= set(
        found["versions"]["details"]
    )
    assert found["qt"]["details"]["version"].startswith("6.")
    assert found["devices"]["details"]["devices"][0] == "cpu"
    assert found["bundled model"]["details"]["digit"] == 7
    assert found["bundled model"]["details"]["test_accuracy"] > 0.99
    assert len(found["bundled model"]["details"]["sha256"]) == 64
    assert found["own models"]["details"] == {"models": 1, "problems": []}
    assert found["own digits"]["details"]["digits"] == 1
    assert found["data set MNIST"]["text"] == "100 test digits"
    assert "digitpad fetch usps" in found["data set USPS"]["remedy"]
    folder = found["folder for models and digits"]["details"]
    assert folder["path"] == str(user_data_folder())
    assert folder["writable"]
    assert folder["free_mb"] > 0


def test_it_writes_nothing(capsys, own_folders):
    assert doctor(capsys)[0] == 0
    assert list(own_folders.rglob("*")) == []


def test_a_check_that_fails_does_not_stop_the_others(capsys, monkeypatch):
    def fail():
        raise RuntimeError("the check has a bug")

    monkeypatch.setitem(CHECKS, "versions", fail)
    found = checks(capsys)
    assert found["versions"]["state"] == "wrong"
    assert "RuntimeError: the check has a bug" in found["versions"]["text"]
    assert found["bundled model"]["state"] == "well"


def test_a_damaged_model_is_wrong_and_named(capsys):
    models_folder().mkdir(parents=True)
    (models_folder() / "bad.safetensors").write_bytes(b"bad")
    status, out = doctor(capsys)
    assert status == 1
    assert "WRONG   own models: " in out
    assert "bad.safetensors" in out
    assert "1 of" in out.splitlines()[-1]


def test_a_missing_bundled_model_is_wrong_with_how_to_get_it(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(installation, "bundled_model", lambda: tmp_path / "gone.safetensors")
    found = checks(capsys)
    assert found["bundled model"]["state"] == "wrong"
    assert "pip install" in found["bundled model"]["remedy"]


def test_a_bundle_is_not_told_to_use_pip(monkeypatch):
    monkeypatch.setattr(installation.sys, "frozen", True, raising=False)
    monkeypatch.setattr(installation, "package_version", lambda name: None)
    remedy = str(installation.check_versions().remedy)
    assert "pip" not in remedy
    assert "archive" in remedy


def test_a_data_set_that_is_not_the_published_one_is_wrong(capsys, data_folder, monkeypatch):
    monkeypatch.setenv("DIGITPAD_DATA", str(data_folder))
    file = data_folder / "MNIST" / "raw" / "t10k-labels-idx1-ubyte"
    file.write_bytes(file.read_bytes()[:-1])
    found = checks(capsys)
    assert found["data set MNIST"]["state"] == "wrong"
    assert "digitpad fetch mnist" in found["data set MNIST"]["remedy"]


def test_a_folder_that_cannot_be_written_is_wrong(capsys, monkeypatch, own_folders):
    (own_folders / "file").write_text("in the way")
    monkeypatch.setenv("XDG_DATA_HOME", str(own_folders / "file"))
    found = checks(capsys)
    assert found["folder for models and digits"]["state"] == "wrong"
    assert not found["folder for models and digits"]["details"]["writable"]


@pytest.mark.parametrize(
    ("package", "version", "python", "remedy"),
    [
        ("torch", "2.9.1", (3, 12), f"{PIP} 'torch>=2.10'"),
        (
            "PySide6-Essentials",
            "6.12.0",
            (3, 11),
            f"{PIP} 'PySide6-Essentials<6.12'",
        ),
        ("torch", "2.13.0", (3, 10), "Install digitpad with a newer Python."),
    ],
)
def test_versions_that_are_known_to_fail_are_wrong(monkeypatch, package, version, python, remedy):
    real = installation.versions()
    monkeypatch.setattr(installation, "versions", lambda: real | {package: version})
    monkeypatch.setattr(installation.sys, "version_info", (*python, 0))
    finding = installation.check_versions()
    assert (finding.state, str(finding.remedy)) == ("wrong", remedy)


def test_a_python_that_came_later_is_not_wrong(monkeypatch):
    monkeypatch.setattr(installation.sys, "version_info", (3, 15, 0))
    assert installation.check_versions().state == "well"


def test_a_missing_package_is_wrong(monkeypatch):
    real = installation.package_version
    monkeypatch.setattr(
        installation, "package_version", lambda name: None if name == "captum" else real(name)
    )
    finding = installation.check_versions()
    assert finding.state == "wrong"
    assert finding.text == "captum is not installed"


def test_what_a_bundle_leaves_out_is_not_missing_there(monkeypatch):
    real = installation.package_version
    monkeypatch.setattr(
        installation, "package_version", lambda name: None if name == "torchvision" else real(name)
    )
    assert installation.check_versions().state == "wrong"
    monkeypatch.setattr(installation, "is_bundle", lambda: True)
    assert installation.check_versions().state == "well"


def test_a_torch_that_does_not_load_is_told_with_one_thing_to_do(monkeypatch):
    """The Redistributable of Windows, say; "install it again" beside it would not help."""
    monkeypatch.setitem(sys.modules, "digitpad.training.plan", None)  # an ImportError
    monkeypatch.setattr(installation, "why_it_fails", lambda _: "Install the runtime.")
    found = installation.check_devices()
    assert (found.state, found.text, found.remedy) == ("wrong", "Install the runtime.", "")


def test_libraries_that_qt_misses_are_named_with_the_command(monkeypatch):
    monkeypatch.setattr("digitpad.support.display.loads", lambda library: library != "libEGL.so.1")
    finding = installation.check_qt()
    assert finding.state == "wrong"
    assert "sudo apt-get install libegl1" in finding.remedy


def test_no_display_is_a_note(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert installation.check_display().state == "note"
