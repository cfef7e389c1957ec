"""The paper under a picture's ink: what the eraser leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from digitpad.ink.drawing import Pixels
from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask, dilated
from digitpad.ink.photo.cleaned import ink_of
from digitpad.ink.photo.marks import SOFT, SOLID
from digitpad.ink.photo.on_sheet import PaperImage
from digitpad.ink.segment.parts import Box
from digitpad.support.errors import EmptyInkError

BLOCKS = 32  # along the picture's longer side: so finely is the paper's colour known
SMALLEST_BLOCK = 4  # pixels
FAINT = 0.02  # ink from which a pixel is no paper
ENOUGH = 0.25  # of a block: with less paper in it, it takes the colour of those beside it


@dataclass(frozen=True, eq=False)
class BarePaper:
    """A picture without its ink. is_ink: (h, w), True where the picture has solid ink."""

    image: PaperImage
    is_ink: Mask

    def ink_left(self, rubbed: PaperImage, box: Box) -> float:
        """Return how much of the ink in ``box`` the eraser has left, 0..1; 0 where there is none.

        rubbed: the same picture as far as it is rubbed out. box: in its pixels.
        """
        left, top, right, bottom = (round(side) for side in box)
        place = np.s_[max(top, 0) : bottom, max(left, 0) : right]
        is_ink = self.is_ink[place]
        is_gone = is_ink & (rubbed.grey[place] == self.image.grey[place])
        if rubbed.colours is not None and self.image.colours is not None:
            rest, bare = rubbed.colours[place][is_gone], self.image.colours[place][is_gone]
            gone = len(rest) - int((rest != bare).any(axis=1).sum())
        else:
            gone = int(is_gone.sum())
        ink = int(is_ink.sum())
        return (ink - gone) / ink if ink else 0.0


_known: WeakKeyDictionary[PaperImage, BarePaper] = WeakKeyDictionary()


def is_known(image: PaperImage) -> bool:
    """Tell whether ``bare_paper`` answers at once."""
    return image.as_opened in _known


def bare_paper(image: PaperImage) -> BarePaper:
    """Return what is under the ink of a picture, decided once, however much is rubbed out of it.

    Takes some tenths of a second the first time, where its ink is not known yet.
    """
    image = image.as_opened
    if image not in _known:
        _known[image] = _found(image)
    return _known[image]


def _found(image: PaperImage) -> BarePaper:
    try:
        ink = ink_of(image)
    except EmptyInkError:
        ink = np.zeros(image.grey.shape, np.float32)
    inked = dilated(ink >= FAINT, SOFT).astype(np.float32)
    is_paper = _reduced(inked, image) < FAINT
    if not is_paper.any():
        is_paper = np.ones_like(is_paper)
    pixels = [image.grey[..., None], *([] if image.colours is None else [image.colours])]
    grey, *colours = np.split(_under(np.concatenate(pixels, axis=2), is_paper), [1], axis=2)
    bare = PaperImage(grey[..., 0], colours[0] if image.colours is not None else None)
    return BarePaper(bare, _reduced(ink, image) > SOLID)


def _reduced(ink: Array, image: PaperImage) -> Array:
    """Return ``ink``, which is larger than a small picture, as large as that."""
    if ink.shape == image.grey.shape:
        return ink
    return np.asarray(Image.fromarray(ink).resize(image.size, Image.Resampling.BOX), np.float32)


def _under(pixels: Pixels, is_paper: Mask) -> Pixels:
    """Return the colour of the paper at each of ``pixels``, (h, w, channels)."""
    height, width, channels = pixels.shape
    side = max(SMALLEST_BLOCK, -(-max(height, width) // BLOCKS))
    rows, columns = -(-height // side), -(-width // side)
    blocks = np.full((rows, columns, channels), np.nan)
    for row, column in product(range(rows), range(columns)):
        place = np.s_[row * side : (row + 1) * side, column * side : (column + 1) * side]
        own = is_paper[place]
        if own.mean() >= ENOUGH:
            blocks[row, column] = np.median(pixels[place][own], axis=0)
    if np.isnan(blocks).all():
        blocks[:] = np.median(pixels[is_paper], axis=0)
    blocks = _median_around(blocks)  # of lines and dirt that are no ink, nothing stays
    while np.isnan(blocks).any():
        blocks = np.where(np.isnan(blocks), _median_around(blocks), blocks)
    size = columns * side, rows * side
    smooth = [
        np.asarray(Image.fromarray(one).resize(size, Image.Resampling.BILINEAR))[:height, :width]
        for one in np.moveaxis(blocks, 2, 0).astype(np.float32)
    ]
    return np.stack(smooth, axis=2).round().clip(0, 255).astype(np.uint8)


def _median_around(blocks: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the median of the known blocks among the nine around each; NaN where none is."""
    rows, columns = blocks.shape[:2]
    padded = np.pad(blocks, ((1, 1), (1, 1), (0, 0)), constant_values=np.nan)
    around = np.sort(
        [padded[y : y + rows, x : x + columns] for y, x in product(range(3), range(3))], axis=0
    )  # NaN come last
    count = (~np.isnan(around)).sum(axis=0)[None]
    low, high = np.maximum(count - 1, 0) // 2, count // 2
    middle = np.take_along_axis(around, low, 0) + np.take_along_axis(around, high, 0)
    return np.asarray(middle[0] / 2)
