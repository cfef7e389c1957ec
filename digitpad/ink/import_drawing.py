"""A drawing from elsewhere: a strokes file, a picture file, or a picture from the clipboard."""

import os
from pathlib import Path

import numpy as np

from digitpad.ink.drawing import Drawing, Pixels
from digitpad.ink.input.frame import Array
from digitpad.ink.photo.picture import picture_input, pixels_input
from digitpad.ink.strokes_file import load_drawing
from digitpad.support.errors import PictureError

STROKES_SUFFIX = ".json"
PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp")


def drawing_from_file(path: Path) -> Drawing:
    """Return strokes, fitted to the canvas, or a picture as the sample that the network sees.

    Raises DigitpadError when the file cannot be used, or shows no ink.
    """
    if os.path.isdir(path):  # Path.is_dir raises for what may not be looked at
        raise PictureError(
            "{path} is a folder. Choose one picture, or one strokes file.", path=path
        )
    if path.suffix.lower() == STROKES_SUFFIX:
        return load_drawing(path).fitted_to_canvas()
    return _sample(picture_input(path))


def drawing_from_pixels(pixels: Pixels, name: str) -> Drawing:
    """Return a picture in memory, (h, w, 4) with opacity, as the sample that the network sees.

    name: what errors call it. Raises DigitpadError when it is too large, or shows no ink.
    """
    return _sample(pixels_input(pixels, name))


def path_in(text: str) -> Path | None:
    """Return the path that ``text`` is, as a file manager copies it; None for any other text."""
    line = text.strip().strip("\"'")
    if not line or len(line) > 4096 or not line.isprintable():
        return None
    path = Path(os.path.expanduser(line))
    has_suffix = path.suffix.lower() in (*PICTURE_SUFFIXES, STROKES_SUFFIX)
    return path if path.is_absolute() or has_suffix else None


def _sample(image: Array) -> Drawing:
    return Drawing(picture=np.rint(image * 255).astype(np.uint8))
