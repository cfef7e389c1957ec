"""Pictures for the canvas: opened, and cleaned once however often they are read."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from digitpad.ink.drawing import Drawing, Pixels
from digitpad.ink.input.frame import Array, to_bytes, to_levels
from digitpad.ink.photo.marks import without_marks
from digitpad.ink.photo.on_sheet import PaperImage, Photo
from digitpad.ink.photo.picture import (
    Colours,
    all_ink,
    inputs_in,
    is_input,
    no_ink,
    open_picture,
    opened_pixels,
)
from digitpad.ink.picture_formats import STROKES_SUFFIX
from digitpad.ink.strokes_file import load_drawing
from digitpad.support.errors import EmptyInkError, PictureError

KEPT = 8  # pictures, and parts of them that were framed


@lru_cache(maxsize=KEPT)
def ink_of(image: PaperImage) -> Array:
    """Return the ink of a picture without marks: (h, w) float32, 0 paper to 1 ink.

    Specks that may be the points of a number are in it. Raises EmptyInkError when there is none.
    """
    return without_marks(_all_ink_of(image), points=True).ink


@lru_cache(maxsize=KEPT)
def inputs_of(image: PaperImage) -> tuple[Array, ...]:
    """Return what ``opened_inputs`` does, in levels that a sample can have."""
    grey, _ = image.levels()
    inputs = [grey] if is_input(grey) else inputs_in(_all_ink_of(image), grey)
    return tuple(in_bytes(one) for one in inputs)


@lru_cache(maxsize=KEPT)  # a picture is looked at as a number, and as one digit
def _all_ink_of(image: PaperImage) -> Array:
    return all_ink(*image.levels())


def in_bytes(image: Array) -> Array:
    """Return ``image``, 0..1, in the 256 levels of a sample: what lies on the sheet reads alike."""
    return to_levels(to_bytes(image))


def drawing_from_file(path: Path) -> Drawing:
    """Return strokes, fitted to the canvas, or a picture that lies on it.

    Raises DigitpadError when the file cannot be used, or shows no ink.
    """
    if os.path.isdir(path):  # Path.is_dir raises for what may not be looked at
        raise PictureError(
            "{path} is a folder. Choose one picture, or one strokes file.", path=path
        )
    if path.suffix.lower() == STROKES_SUFFIX:
        return load_drawing(path).fitted_to_canvas()
    try:
        opened = open_picture(path)
    except EmptyInkError as error:  # nothing of it can be seen
        raise no_ink(path) from error
    return _on_canvas(*opened, path)


def drawing_from_pixels(pixels: Pixels, name: str) -> Drawing:
    """Return a picture in memory, (h, w, 4) with opacity, as it lies on the canvas.

    name: what errors call it. Raises DigitpadError when it is too large, or shows no ink.
    """
    return _on_canvas(*opened_pixels(pixels, name), name)


def _on_canvas(grey: Array, colours: Colours | None, name: Path | str) -> Drawing:
    image = PaperImage.of(grey, colours)
    try:
        ink_of(image)  # which whoever reads it finds done
    except EmptyInkError as error:
        raise no_ink(name) from error
    return Drawing(photo=Photo(image))
