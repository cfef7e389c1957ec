"""A wheel, installed into an empty environment, is a whole digitpad."""

import os
import re
import subprocess
import sys
import sysconfig
from importlib.metadata import distributions
from pathlib import Path

import pytest

from digitpad.support.licences import required_distributions

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
    """An environment with nothing in it but the wheel and what the wheel asks for.

    Which is linked from the tests' own environment: to download and unpack PyTorch anew takes
    minutes and, as the package index has it, five gigabytes. pip tells whether anything is missing.
    """
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder]
    run(*build, CHECKOUT, cwd=folder)
    (wheel,) = folder.glob("digitpad-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    pip = [sys.executable, "-m", "pip", "--python", folder / "venv" / SCRIPTS / "python"]
    run(*pip, "install", "-q", "--no-deps", wheel, cwd=folder)
    packages = Path(sysconfig.get_path("purelib", vars={"base": folder / "venv"}))
    (digitpad,) = distributions(path=[str(packages)])
    wanted = [re.match(r"[\w.-]+", one)[0] for one in digitpad.requires if "extra ==" not in one]
    for package in required_distributions(wanted):
        link(package, packages)
    run(*pip, "check", cwd=folder)
    return folder


def link(package, folder):
    """Have an installed package in another environment too: its modules, and what it tells."""
    for name in {file.parts[0] for file in package.files or ()} - {"..", "__pycache__"}:
        if not (folder / name).exists():  # nvidia is of many packages
            try:
                (folder / name).symlink_to(package.locate_file(name))
            except OSError as error:  # Windows, to all but developers and administrators
                pytest.skip(f"no links can be made here: {error}")


def test_the_installed_wheel_passes_its_self_test(installed):
    digitpad = installed / "venv" / SCRIPTS / "digitpad"
    assert "All is well." in run(digitpad, "selftest", cwd=installed)


def test_the_installed_wheel_brings_its_own_assets(installed):
    code = "from digitpad.support.folders import assets_folder as a; print(a())"
    folder = run(installed / "venv" / SCRIPTS / "python", "-c", code, cwd=installed).strip()
    assert folder.startswith(str(installed))
    files = {path.relative_to(folder).as_posix() for path in Path(folder).rglob("*.*")}
    models = {"models/digitpad.safetensors", "models/best-reader.safetensors"}
    assert {*models, "fonts/OFL.txt", "icons/undo.svg"} <= files
    assert not any(name.startswith("pictures/") for name in files)
