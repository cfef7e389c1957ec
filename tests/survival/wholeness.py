"""What must hold after a kill: every file is whole, and the drawing is there as far as it goes."""

import math
import os
import re
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
from PySide6.QtCore import QSettings

from digitpad.collection import Collection
from digitpad.data.samples import Samples
from digitpad.ink.drawing import CANVAS_SIDE, Drawing
from digitpad.ink.recovery import left_drawings
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.crashes import left_crash
from digitpad.support.files import OLD, TEMPORARY
from digitpad.support.folders import (
    models_folder,
    recovery_folder,
    user_data_folder,
    user_log_folder,
    user_settings_file,
)
from digitpad.support.log_file import log_path
from digitpad.training.loop import train
from digitpad.training.progress import EpochDone
from digitpad.training.unfinished import Unfinished, fingerprint, load_unfinished
from tests.survival.victim import POINTS, pixels

KEPT = 3  # models and trainings that stay from one kill to the next
# Qt's, beside the settings; no other program writes into these folders.
QT_TEMPORARY = re.compile(r"settings\.ini\.[A-Za-z]{6}")


def check_files(samples: Samples) -> dict[str, int]:
    """Read every file that the program wrote; returns how many of each kind there are.

    samples: what trainings that were broken off began with; each of them learns on for an epoch.
    Raises AssertionError, or what a reader raises, for a file that is not whole.
    """
    settings = QSettings(str(user_settings_file()), QSettings.Format.IniFormat)
    assert settings.status() == QSettings.Status.NoError
    if user_settings_file().exists():
        brush = settings.value("canvas/brush")  # kept at the end; the guide's step from the start
        assert brush is None or 10 <= int(str(brush)) < 120
    drawings = list((user_data_folder() / "saved").glob("*.json"))
    for path in drawings:
        assert load_drawing(path).strokes
    listing = Collection().listing()
    assert not listing.problems, listing.problems
    models = list(models_folder().glob("*.safetensors"))
    for path in models:
        load_checkpoint(path)
    trainings = list(unfinished_folder().glob("*.safetensors"))
    for path in trainings:
        go_on(load_unfinished(path), samples)
    assert left_crash(user_log_folder()) is None
    if log_path().exists():
        log_path().read_text(encoding="utf-8")
    return {
        "drawings": len(drawings), "settings": int(user_settings_file().exists()),
        "digits": len(listing.entries), "models": len(models), "trainings": len(trainings),
    }  # fmt: skip


def unfinished_folder() -> Path:
    """Return where trainings are that were broken off."""
    return user_data_folder() / "unfinished"


def go_on(left: Unfinished, samples: Samples) -> None:
    """Train for one epoch more from where ``left`` stands."""
    assert left.fingerprint == fingerprint(samples)
    assert 1 <= left.progress.epoch < left.recipe.epochs
    assert len(left.curves.epochs) == left.progress.epoch
    for event in train(left.network, left.recipe, samples, left.device, left.progress):
        if isinstance(event, EpochDone):
            assert event.epoch == left.progress.epoch + 1
            assert math.isfinite(event.train_loss)
            return
    raise AssertionError("it does not go on")


def forget_oldest() -> None:
    """Delete models and trainings but for the latest few, so that looking does not take longer."""
    for folder in (models_folder(), unfinished_folder()):
        by_age = sorted(folder.glob("*.safetensors"), key=lambda path: path.stat().st_mtime)
        for path in by_age[:-KEPT]:
            path.unlink()
            path.with_name(f"{path.name}.lock").unlink(missing_ok=True)


def leftovers() -> list[Path]:
    """Return what nobody reads in digitpad's own folders: halves of files, and locks of none.

    What is saved in a folder of the user's own may leave a hidden file there, which is not
    digitpad's to delete.
    """
    own = [path for folder in (user_data_folder(), user_log_folder(), user_settings_file().parent)
           for path in folder.rglob("*") if path.is_file()]  # fmt: skip
    return sorted({
        path for path in own
        if path.parent != user_data_folder() / "saved"
        and (TEMPORARY.fullmatch(path.name) or QT_TEMPORARY.fullmatch(path.name)
             or path.suffix == ".crash"
             or (path.suffix == ".lock" and not path.with_suffix("").exists()))
    })  # fmt: skip


def make_old() -> None:
    """Have all files be of yesterday: only then is it sure that nobody writes them any more."""
    then = time.time() - OLD - 24 * 3600
    for path in leftovers():
        os.utime(path, (then, then))


def take_left(forget: bool = True) -> Drawing | None:
    """Return the drawing that the next start would offer, and forget it, or leave it."""
    left, problems = left_drawings(recovery_folder())
    assert not problems, problems
    assert len(left) <= 1
    if not left:
        return None
    if forget:
        left[0].file.discard()
    else:
        left[0].file.release()
    return left[0].drawing


def forget_all() -> None:
    """Leave nothing of this kill to the next one's check."""
    for left in left_drawings(recovery_folder())[0]:
        left.file.discard()


def points_kept(drawing: Drawing | None, seed: int, side: int) -> int:
    """Return how many points that were drawn are in ``drawing``, which must begin as they do."""
    if drawing is None:
        return 0
    total = 0
    for number, stroke in enumerate(drawing.strokes):
        drawn = pixels(seed, number, side)
        path = [drawn[0], *(b for a, b in pairwise(drawn) if a != b)]
        expected = np.array(path[: len(stroke.xy)]) * (CANVAS_SIDE / side)
        np.testing.assert_allclose(stroke.xy, expected, atol=2e-3)
        is_last = number == len(drawing.strokes) - 1
        assert is_last or len(stroke.xy) == len(path), f"stroke {number} has lost its end"
        total += POINTS if len(stroke.xy) == len(path) else len(stroke.xy)
    return total
