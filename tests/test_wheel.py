"""A wheel, installed into an empty environment, is a whole digitpad."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = "Scripts" if os.name == "nt" else "bin"
CHECKOUT = Path(__file__).resolve().parent.parent


def run(*command, cwd):
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, capture_output=True, text=True, timeout=1500
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """An environment with nothing in it but the wheel and what the wheel asks for."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
    run(*build, CHECKOUT, cwd=folder)
    (wheel,) = folder.glob("digitpad-*.whl")
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    python = folder / "venv" / SCRIPTS / "python"
    constraints = CHECKOUT / "packaging" / "constraints.txt"
    run(python, "-m", "pip", "install", "-q", "-c", constraints, wheel, cwd=folder)
    return folder


def test_the_installed_wheel_passes_its_self_test(installed):
    digitpad = installed / "venv" / SCRIPTS / "digitpad"
    assert "All is well." in run(digitpad, "selftest", cwd=installed)


def test_the_installed_wheel_brings_its_own_assets(installed):
    code = "from digitpad.support.folders import assets_folder as a; print(a())"
    folder = run(installed / "venv" / SCRIPTS / "python", "-c", code, cwd=installed).strip()
    assert folder.startswith(str(installed))
    files = {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*.*")}
    assert {"models/digitpad.safetensors", "fonts/OFL.txt", "icons/undo.svg"} <= files
    assert not any(name.startswith("pictures/") for name in files)
