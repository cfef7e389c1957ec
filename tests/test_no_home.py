"""A home folder that cannot be written: it is told, and digitpad draws and reads all the same."""

import os
import subprocess
import sys


def test_selftest_names_the_folder_and_passes(tmp_path):
    (tmp_path / "home").write_text("no folder: nobody can write there, not even root")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("XDG_")
    } | {"HOME": str(tmp_path / "home"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "digitpad", "selftest"], env=environment, cwd=tmp_path,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (told,) = [line for line in done.stdout.splitlines() if line.startswith("ok      files: ")]
    assert f"but {tmp_path / 'home'}" in told
    assert "cannot be written" in told
    assert "reads 7 from mouse events" in done.stdout
    assert "Traceback" not in done.stderr
