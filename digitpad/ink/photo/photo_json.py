"""A picture on the canvas as values of a strokes file: PNG in base64, so that nothing is lost.

``{"grey": "iVBO…", "colours": "iVBO…", "crops": [{"box": [l, t, r, b], "cut": true}]}``, of which
only ``grey`` must be there.
"""

from __future__ import annotations

import io
from base64 import b64decode, b64encode
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

from digitpad.ink.drawing import Pixels
from digitpad.ink.photo.on_sheet import Crop, PaperImage, Photo
from digitpad.ink.photo.picture import WORKING_SIDE
from digitpad.support.errors import ContentError
from digitpad.support.untrusted_json import Reader, list_of, parts, text, truth, within

LONGEST_MARK = 4  # letters
MOST_CROPS = 2000  # a form of 100 cells, and long numbers in all of them
LONGEST_SIDE = 4 * WORKING_SIDE  # pixels: what was saved here has at most a quarter of it


def photo_json(photo: Photo) -> dict[str, Any]:
    """Return ``photo`` as plain values."""
    grey, colours = _encoded(photo.image)
    content: dict[str, Any] = {"grey": grey}
    if colours is not None:
        content["colours"] = colours
    if photo.crops is not None:
        content["crops"] = [
            {"box": list(crop.box), "cut": crop.is_cut} | ({"mark": crop.mark} if crop.mark else {})
            for crop in photo.crops
        ]
    return content


def photo_from(content: Any, name: str) -> Photo:
    """Return the picture of a file's values. Raises ContentError."""
    found = parts(
        content, name, {"grey": _pixels_of("L")},
        {"colours": _pixels_of("RGB"), "crops": list_of(_crop, 0, MOST_CROPS)}, others=True,
    )  # fmt: skip
    grey, colours = found["grey"], found.get("colours")
    if colours is not None and colours.shape[:2] != grey.shape:
        raise ContentError('"{name}" has colours of another size', name=name)
    crops = found.get("crops")
    height, width = grey.shape
    if crops is not None:
        crops = tuple(
            crop for crop in crops if crop.box[2] <= width and crop.box[3] <= height
        )  # fmt: skip
    return Photo(PaperImage(grey, colours), crops)


@lru_cache(maxsize=2)  # of the same picture again and again, while its frames are moved
def _encoded(image: PaperImage) -> tuple[str, str | None]:
    return _png(image.grey), None if image.colours is None else _png(image.colours)


def _png(pixels: Pixels) -> str:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=3)
    return b64encode(buffer.getvalue()).decode()


def _pixels_of(mode: str) -> Reader:
    def read(content: Any, name: str) -> Pixels:
        problem = ContentError('"{name}" is not a picture', name=name)
        if not isinstance(content, str):
            raise problem
        try:
            data = b64decode(content, validate=True)
            with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
                if picture.mode != mode or max(picture.size) > LONGEST_SIDE:
                    raise problem
                return np.array(picture)
        except ContentError:
            raise
        except Exception as error:  # Pillow raises nearly anything on a stranger's bytes
            raise problem from error

    return read


def _crop(content: Any, name: str) -> Crop:
    side = within(0.0, float(LONGEST_SIDE))
    found = parts(
        content, name, {"box": list_of(side, 4, 4)},
        {"cut": truth, "mark": text(LONGEST_MARK)}, others=True,
    )  # fmt: skip
    left, top, right, bottom = map(float, found["box"])
    if not (left < right and top < bottom):
        raise ContentError('"{name}" is an empty frame', name=name)
    return Crop((left, top, right, bottom), found.get("cut", True), found.get("mark", ""))
