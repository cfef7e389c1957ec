"""A thick digit that fills its photograph: the light on it is told by both ink and paper."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from digitpad.ink.input.frame import Array
from digitpad.ink.input.render import Mask, stroke_thickness
from digitpad.ink.photo.at_edge import corners_of, edges_of, is_cell
from digitpad.ink.photo.paper import closing, is_quadrangle, is_sheet
from digitpad.ink.segment.connected_components import connected_components

STEP = 4  # pixels: every so many across and down are looked at
ROUNDS = 6  # in which pixels are told to be ink or paper by the light found before
FLOOR = 0.02  # of white, added before logarithms: a camera's black has noise
LEAST_CONTRAST = 0.25  # density of the ink: fainter ink is lost in the light's own slope
NEAR, PLAIN = 0.3, 0.72  # of that density, and of all pixels: so many are as near to ink or paper;
# of levels that are spread evenly, as of a slope of light alone, 0.6 are
BEYOND, THIRD_TONE = 1.0, 0.005  # of that density, and of all pixels: where more is so far beyond
# both tones, as the ink on paper half in a shadow is, they are not ink and paper
FAINT = 0.25  # of the ink: what is fainter is grain
THICK = 0.06  # of the longer side: beside thinner strokes there is paper enough
BLOT = 0.42  # of the same: no stroke is so wide that such a square fits into it
ASIDE = 0.08  # of the same: one piece of ink is at least as near to each side
LIGHT_STROKE = 0.16  # of the shorter side: the holes of a digit in thick bars are wider
BARE_EDGE, BARE_SIDE = 0.35, 0.05  # of all the edge, and of all sides but one, on which a 7 or 2
# may have its bar: else a table is there
BARE_CORNERS = 2  # of the four, at least; a 7 has ink in two


def close_up_ink(grey: Array) -> Array | None:
    """Return the ink of a digit that fills its picture (h, w); None for other pictures.

    grey: 0 black to 1 white. The ink: 0 paper to 1 ink, whichever is darker. Elsewhere paper is
    known by being wider than strokes. Here there may be more ink than paper, but the light on both
    is the same, and grows evenly from side to side.
    """
    log_level = np.log(grey + np.float32(FLOOR))
    found = _two_tones(log_level[::STEP, ::STEP])
    if found is None:
        return None
    slope, middle, is_bright = found
    is_light_ink = _is_edge_dark(is_bright)
    if not _is_close(is_bright if is_light_ink else ~is_bright):
        return None
    if is_sheet(is_bright) if is_light_ink else _is_plate(~is_bright):
        return None
    log_light = _plane(grey.shape, *(slope / STEP))
    is_ink = (log_level - log_light > middle) == is_light_ink
    level = grey / np.exp(log_light)
    paper, full = float(np.median(level[~is_ink])), float(np.median(level[is_ink]))
    ink = np.clip((level - paper) / (full - paper), 0, 1).astype(np.float32)
    return np.where(ink > FAINT, ink, np.float32(0.0))


def _is_plate(is_dark: Mask) -> bool:
    """Tell whether what is dark is a plate with light strokes on it, as a house number has."""
    light = connected_components(~is_dark, np.ones(is_dark.shape, np.float32))
    inside = np.asarray((light.boxes[:, :2] > 0).all(axis=1))
    inside &= (light.boxes[:, 2:] < np.array(is_dark.shape) - 1).all(axis=1)
    thickest = LIGHT_STROKE * min(is_dark.shape)
    return stroke_thickness(light.pixels(inside)) < thickest and is_quadrangle(is_dark, is_dark)


def _plane(shape: tuple[int, ...], down: float, across: float) -> NDArray[np.float64]:
    rows, columns = np.arange(shape[0])[:, None], np.arange(shape[1])
    return np.asarray(rows * down + columns * across)


def _two_tones(log_level: Array) -> tuple[NDArray[np.float64], float, Mask] | None:
    """Return how the light grows, down and across, what parts ink from paper, and what is brighter.

    None where the picture is not of two tones, each as bright as the light makes it.
    """
    rows, columns = (places.ravel() for places in np.indices(log_level.shape))
    level = log_level.ravel().astype(np.float64)
    middle = float(np.percentile(level, [5, 95]).mean())
    is_bright = level > middle
    for _ in range(ROUNDS):
        if not 0.05 < is_bright.mean() < 0.95:
            return None
        known = np.stack([is_bright, ~is_bright, rows, columns], axis=1).astype(np.float64)
        bright, dark, *slope = np.linalg.lstsq(known, level, rcond=None)[0].tolist()
        flat = level - rows * slope[0] - columns * slope[1]
        middle = (bright + dark) / 2
        is_bright = flat > middle
    contrast = bright - dark
    is_plain = np.minimum(abs(flat - bright), abs(flat - dark)) < NEAR * contrast
    if contrast < LEAST_CONTRAST or is_plain.mean() < PLAIN:
        return None
    if (abs(flat - middle) > (0.5 + BEYOND) * contrast).mean() > THIRD_TONE:
        return None
    return np.array(slope), middle, is_bright.reshape(log_level.shape)


def _is_edge_dark(is_bright: Mask) -> bool:
    """Tell whether the paper, which most of the corners show, is darker than the ink."""
    corners = int(corners_of(is_bright).sum())
    return corners < 2 or (corners == 2 and np.concatenate(edges_of(is_bright)).mean() < 0.5)


def _is_close(is_ink: Mask) -> bool:
    """Tell whether thick ink reaches across all the picture, with paper on each side of it."""
    found = connected_components(is_ink, np.ones(is_ink.shape, np.float32))
    if not len(found.boxes):
        return False
    size = np.array(is_ink.shape)
    if is_cell(is_ink):
        return False
    largest = found.boxes[found.mass.argmax()]
    aside = np.stack([largest[:2], size - 1 - largest[2:]])
    if aside.max() > ASIDE * max(size) or stroke_thickness(is_ink) < THICK * max(size):
        return False
    blot = round(BLOT * max(size)) | 1
    around = np.pad(is_ink, blot // 2 + 1).astype(np.float32)
    if (closing(-around, blot) < 0).any():
        return False
    bare = [~edge for edge in edges_of(is_ink)]
    return bool(
        np.concatenate(bare).mean() >= BARE_EDGE
        and sorted(float(side.mean()) for side in bare)[1] >= BARE_SIDE
        and (~corners_of(is_ink)).sum() >= BARE_CORNERS
    )
