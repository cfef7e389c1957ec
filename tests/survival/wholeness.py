"""What must hold after a kill: every file is whole, and the drawing is there as far as it goes."""

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QSettings

from digitpad.data.collection import Collection
from digitpad.diagnostics.crash_file import left_crash
from digitpad.diagnostics.log_file import log_path
from digitpad.folders import (
    models_folder,
    recovery_folder,
    user_data_folder,
    user_log_folder,
    user_settings_file,
)
from digitpad.ink.drawing import CANVAS_SIDE, Drawing
from digitpad.ink.recovery import left_drawings
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.checkpoint import load_checkpoint
from digitpad.training.unfinished import load_unfinished

from .victim import POINTS, pixels


def check_files() -> dict[str, int]:
    """Read every file that the program wrote; returns how many of each kind there are.

    Raises AssertionError, or what a reader raises, for one that is not whole.
    """
    settings = QSettings(str(user_settings_file()), QSettings.Format.IniFormat)
    assert settings.status() == QSettings.Status.NoError
    if user_settings_file().exists():
        assert 10 <= int(str(settings.value("canvas/brush"))) < 120
    drawings = list((user_data_folder() / "saved").glob("*.json"))
    for path in drawings:
        assert load_drawing(path).strokes
    listing = Collection().listing()
    assert not listing.problems, listing.problems
    models = list(models_folder().glob("*.safetensors"))
    for path in models:
        load_checkpoint(path)
    trainings = list((user_data_folder() / "unfinished").glob("*.safetensors"))
    for path in trainings:
        load_unfinished(path)
    assert left_crash(user_log_folder()) is None
    if log_path().exists():
        log_path().read_text(encoding="utf-8")
    return {
        "drawings": len(drawings), "settings": int(user_settings_file().exists()),
        "digits": len(listing.entries), "models": len(models), "trainings": len(trainings),
    }  # fmt: skip


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
