"""At 150 and 200 % nothing is clipped, in the smallest and the usual window, in any language."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from digitpad.support.translations import languages

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("factor", ["1.5", "2"])
def test_nothing_is_clipped_on_a_scaled_screen(own_folders, data_folder, factor, language):
    environment = os.environ | {
        "QT_SCALE_FACTOR": factor, "QT_QPA_PLATFORM": "offscreen", "DIGITPAD_LANGUAGE": language,
        "DIGITPAD_DATA": str(data_folder),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.scaled_window", language, "1024x680", "1280x800"],
        capture_output=True, text=True, timeout=300, env=environment, cwd=CHECKOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["ratio"] == float(factor)
    assert found["clipped"] == {}
