"""Strokes files: a drawing as JSON, ``{"size": [w, h], "strokes": [[[x, y], ...], ...]}``.

Brush widths, pressure and time stand beside the paths in ``pens``, and a data set's sample that
lies under the strokes in ``picture``, 28 rows of 28 numbers from 0 to 255; a picture of paper,
which has no strokes, in ``photo``; and in ``groups`` the numbers of strokes that are said to be one
digit. Other programs may leave all of them out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digitpad.ink.drawing import PRESSURE, SAMPLE_SIDE, TIME, Drawing, Pixels, Stroke
from digitpad.support.errors import ContentError, StrokesError
from digitpad.support.files import write_atomically
from digitpad.support.untrusted_json import list_of, parts, read_json, within

if TYPE_CHECKING:
    from digitpad.ink.photo.on_sheet import Photo

LARGEST_FILE = 16 * 2**20  # bytes: some 500,000 points, hours of drawing
MOST_STROKES = LARGEST_FILE  # a number of a stroke is below it
LARGEST_SIZE = 1e6  # units: the side of a sheet
# By the longer side of the sheet: what is read can be read again once it is fitted to the canvas.
FARTHEST = 1e6  # how far from the sheet a point may lie
WIDEST = 1e3  # a brush: one of 10,000 takes minutes to draw, and covers no more
SMALLEST_SIZE = 1e-3  # units: the side of a sheet that can be enlarged to the canvas
LARGEST_TIME = 1e10  # seconds: a pen's clock may count from 1970
DEFAULT_WIDTH_OF_SIDE = 0.05  # of the sheet's longer side, where the file names no width


def save_drawing(drawing: Drawing, path: Path) -> None:
    """Write ``drawing`` to ``path``. Raises DigitpadError when it cannot be written."""
    write_atomically(path, json.dumps(to_json(drawing)).encode())


def load_drawing(path: Path) -> Drawing:
    """Read a strokes file. Raises StrokesError when it is not one."""
    try:
        content = read_json(path, LARGEST_FILE)
    except ContentError as error:
        raise StrokesError(
            "{path} cannot be read: {problem}. Choose another file.", path=path, problem=error
        ) from error
    try:
        return from_json(content)
    except ContentError as error:
        raise StrokesError(
            '{path} is not a strokes file. It needs {{"size": [w, h], "strokes": [[[x, y], ...], '
            "...]}}, and here {problem}.",
            path=path, problem=error,
        ) from error  # fmt: skip


def to_json(drawing: Drawing) -> dict[str, Any]:
    """Return ``drawing`` as the plain values of a strokes file."""
    sample = {} if drawing.picture is None else {"picture": drawing.picture.tolist()}
    photo = {}
    if drawing.photo is not None:
        from digitpad.ink.photo.photo_json import photo_json  # strokes are read without Pillow

        photo = {"photo": photo_json(drawing.photo)}
    groups = {"groups": group_numbers(drawing)} if drawing.groups else {}
    return (
        sample
        | photo
        | groups
        | {
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
    )


def group_numbers(drawing: Drawing) -> list[list[int]]:
    """Return the drawing's groups as the numbers of their strokes."""
    place = {stroke: index for index, stroke in enumerate(drawing.strokes)}
    return [[place[stroke] for stroke in group] for group in drawing.groups]


def from_json(content: Any, name: str = "drawing") -> Drawing:
    """Return the drawing of a strokes file's values. Raises ContentError."""
    found = parts(
        content, name, {"size": _size, "strokes": list_of(lambda path, _: path)},
        {
            "pens": list_of(lambda pen, _: pen), "picture": _picture, "photo": _photo,
            "groups": list_of(list_of(within(0, MOST_STROKES), 1)),
        }, others=True,
    )  # fmt: skip
    size, pens, picture = found["size"], found.get("pens", ()), found.get("picture")
    photo, groups = found.get("photo"), found.get("groups", ())
    if (picture is not None or photo is not None) and size[0] != size[1]:
        raise ContentError("a sample needs a square sheet")
    if photo is not None and found["strokes"]:
        raise ContentError("it has strokes and a picture of paper, and only one of them is read")
    side = float(size.max())
    strokes = tuple(
        _stroke(
            _path(path, f"{name}.strokes[{index}]", side),
            pens[index] if index < len(pens) else None, f"{name}.pens[{index}]", side,
        ) for index, path in enumerate(found["strokes"])
    )  # fmt: skip
    sheet = (float(size[0]), float(size[1]))
    return Drawing(strokes, sheet, picture, photo=photo, groups=_groups(groups, strokes))


def _photo(values: Any, name: str) -> Photo:
    from digitpad.ink.photo.photo_json import photo_from

    return photo_from(values, name)


def _groups(
    groups: tuple[tuple[int, ...], ...], strokes: tuple[Stroke, ...]
) -> tuple[tuple[Stroke, ...], ...]:  # fmt: skip
    """Return the strokes of each group; one that names a stroke twice, or none, says nothing."""
    taken: set[int] = set()
    found = []
    for group in groups:
        if len(set(group)) == len(group) and max(group) < len(strokes) and taken.isdisjoint(group):
            taken.update(group)
            found.append(tuple(strokes[index] for index in group))
    return tuple(found)


def _size(values: Any, name: str) -> np.ndarray:
    size = _numbers(values, name)
    if size.shape != (2,) or not (size >= SMALLEST_SIZE).all():
        raise ContentError(
            '"{name}" is not two numbers from {least:g} on', name=name, least=SMALLEST_SIZE
        )
    return size


def _path(values: Any, name: str, side: float) -> np.ndarray:
    xy = _numbers(values, name, FARTHEST * side)
    if xy.ndim != 2 or xy.shape[1] != 2:
        raise ContentError('"{name}" is not a list of [x, y]', name=name)
    return xy


def _picture(values: Any, name: str) -> Pixels:
    picture = _numbers(values, name)
    if picture.shape != (SAMPLE_SIDE, SAMPLE_SIDE):
        raise ContentError('"{name}" is not 28 rows of 28 numbers', name=name)
    if not ((picture >= 0) & (picture <= 255)).all():
        raise ContentError('"{name}" holds a number outside 0 to 255', name=name)
    return picture.astype(np.uint8)


def _stroke(xy: np.ndarray, pen: Any, name: str, side: float) -> Stroke:
    """Return the path with what ``pen`` says of it; what is no object says nothing.

    side: of the sheet, the longer one.
    """
    pen = pen if isinstance(pen, dict) else {}
    width = pen.get("width", DEFAULT_WIDTH_OF_SIDE * side)
    if type(width) not in (int, float) or not width > 0:
        raise ContentError('"{name}.width" is not a number above 0', name=name)
    if not width <= WIDEST * side:
        raise _beyond(f"{name}.width", WIDEST * side)
    stroke = Stroke.from_xy(xy.tolist(), float(width))
    for key, column in (("pressure", PRESSURE), ("time", TIME)):
        if key in pen:
            values = _numbers(pen[key], f"{name}.{key}", LARGEST_TIME)
            if values.shape != (len(xy),):
                raise ContentError(
                    '"{name}.{key}" does not have one number for each point', name=name, key=key
                )
            stroke.points[:, column] = values
    stroke.points[:, PRESSURE].clip(0, 1, out=stroke.points[:, PRESSURE])
    return stroke


def _numbers(values: Any, name: str, largest: float = LARGEST_SIZE) -> np.ndarray:
    """Return ``values`` as float64; everything but numbers up to the ``largest`` is refused."""
    if not isinstance(values, list) or not values:
        raise ContentError('"{name}" is not a list with something in it', name=name)
    try:
        array = np.array(values)
    except ValueError as error:
        raise ContentError('lists in "{name}" differ in length', name=name) from error
    if array.dtype.kind not in "if":
        raise ContentError('"{name}" holds something other than numbers', name=name)
    array = array.astype(np.float64)
    if not (np.abs(array) <= largest).all():
        raise _beyond(name, largest)
    return array


def _beyond(name: str, largest: float) -> ContentError:
    return ContentError(
        '"{name}" holds a number beyond {largest:,.0f}', name=name, largest=largest
    )  # fmt: skip
