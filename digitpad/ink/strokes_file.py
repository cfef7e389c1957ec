"""Strokes files: a drawing as JSON, ``{"size": [w, h], "strokes": [[[x, y], ...], ...]}``.

Brush widths, pressure and time stand beside the paths in ``pens``, and a data set's sample that
lies under the strokes in ``picture``, 28 rows of 28 numbers from 0 to 255; other programs may leave
both out.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from digitpad.ink.drawing import PRESSURE, SAMPLE_SIDE, TIME, Drawing, Pixels, Stroke
from digitpad.support.errors import StrokesError
from digitpad.support.files import write_atomically

LARGEST_FILE = 16 * 2**20  # bytes: some 500,000 points, hours of drawing
LARGEST_SIZE = 1e6  # units: the side of a sheet, and how far from it a point may lie
SMALLEST_SIZE = 1e-3  # units: the side of a sheet that can be enlarged to the canvas
LARGEST_TIME = 1e10  # seconds: a pen's clock may count from 1970
DEFAULT_WIDTH_OF_SIDE = 0.05  # of the sheet's longer side, where the file names no width


def save_drawing(drawing: Drawing, path: Path) -> None:
    """Write ``drawing`` to ``path``. Raises DigitpadError when it cannot be written."""
    write_atomically(path, json.dumps(to_json(drawing)).encode())


def load_drawing(path: Path) -> Drawing:
    """Read a strokes file. Raises StrokesError when it is not one."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise StrokesError(
                f"{path} is larger than {LARGEST_FILE // 2**20} MB, so it is not a strokes file. "
                "Choose another file."
            )
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise StrokesError(
            f"{path} cannot be read: {error.strerror}. Check its name and permissions."
        ) from error
    except (ValueError, RecursionError) as error:
        raise StrokesError(
            f"{path} is not JSON, so it holds no strokes. Choose another."
        ) from error
    try:
        return from_json(content)
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise StrokesError(
            f'{path} is not a strokes file. It needs {{"size": [w, h], "strokes": '
            f"[[[x, y], ...], ...]}}, and here {error}."
        ) from error


def to_json(drawing: Drawing) -> dict[str, Any]:
    """Return ``drawing`` as the plain values of a strokes file."""
    sample = {} if drawing.picture is None else {"picture": drawing.picture.tolist()}
    return sample | {
        "size": list(drawing.size),
        "strokes": [stroke.xy.round(3).tolist() for stroke in drawing.strokes],
        "pens": [
            {
                "width": stroke.width,
                "pressure": stroke.points[:, PRESSURE].round(4).tolist(),
                "time": stroke.points[:, TIME].round(4).tolist(),
            }
            for stroke in drawing.strokes
        ],
    }


def from_json(content: Any) -> Drawing:
    """Return the drawing of a strokes file's values.

    Raises TypeError, ValueError, KeyError or OverflowError, saying what is wrong with them.
    """
    if not isinstance(content, dict) or "size" not in content or "strokes" not in content:
        raise ValueError('"size" or "strokes" is missing')
    size = _numbers(content["size"], "size")
    if size.shape != (2,) or not (size >= SMALLEST_SIZE).all():
        raise ValueError(f'"size" is not two numbers from {SMALLEST_SIZE:g} on')
    if not isinstance(content["strokes"], list):
        raise ValueError('"strokes" is not a list')
    pens = content.get("pens", [])
    if not isinstance(pens, list):
        raise ValueError('"pens" is not a list')
    strokes = []
    for index, path in enumerate(content["strokes"]):
        xy = _numbers(path, f"stroke {index + 1}")
        if xy.ndim != 2 or xy.shape[1] != 2:
            raise ValueError(f"stroke {index + 1} is not a list of [x, y]")
        pen = pens[index] if index < len(pens) and isinstance(pens[index], dict) else {}
        strokes.append(_stroke(xy, pen, default_width=DEFAULT_WIDTH_OF_SIDE * float(size.max())))
    picture = _picture(content["picture"]) if "picture" in content else None
    return Drawing(tuple(strokes), (float(size[0]), float(size[1])), picture)


def _picture(values: Any) -> Pixels:
    picture = _numbers(values, "picture")
    if picture.shape != (SAMPLE_SIDE, SAMPLE_SIDE):
        raise ValueError('"picture" is not 28 rows of 28 numbers')
    if not ((picture >= 0) & (picture <= 255)).all():
        raise ValueError('"picture" holds a number outside 0 to 255')
    return picture.astype(np.uint8)


def _stroke(xy: np.ndarray, pen: dict[str, Any], default_width: float) -> Stroke:
    width = pen.get("width", default_width)
    if (
        isinstance(width, bool)
        or not isinstance(width, int | float)
        or not 0 < width <= LARGEST_SIZE
    ):
        raise ValueError("a width is not a number above 0")
    stroke = Stroke.from_xy(xy.tolist(), float(width))
    for name, column in (("pressure", PRESSURE), ("time", TIME)):
        if name in pen:
            values = _numbers(pen[name], name, LARGEST_TIME)
            if values.shape != (len(xy),):
                raise ValueError(f'"{name}" does not have one number for each point')
            stroke.points[:, column] = values
    stroke.points[:, PRESSURE].clip(0, 1, out=stroke.points[:, PRESSURE])
    return stroke


def _numbers(values: Any, name: str, largest: float = LARGEST_SIZE) -> np.ndarray:
    """Return ``values`` as float64; everything but finite numbers of a sane size is refused."""
    if not isinstance(values, list) or not values:
        raise ValueError(f"{name} is not a list with something in it")
    array = np.array(values)  # raises ValueError when lists inside differ in length
    if array.dtype.kind not in "if":
        raise ValueError(f"{name} holds something other than numbers")
    array = array.astype(np.float64)
    if not (np.abs(array) <= largest).all():
        raise ValueError(f"{name} holds a number beyond {largest:,.0f}")
    return array
