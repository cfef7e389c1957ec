"""The parts of a scene, read from JSON that a stranger may have written.

Each function returns its part, or raises ValueError (LabError where the lab's own checks do)
that says what is wrong; lengths are looked at before anything is made of their contents.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Mapping
from typing import Any, cast

from digitpad.lab.inputs import (
    LARGEST_GRID,
    LONGEST_NAME,
    SOURCE_KINDS,
    InputSource,
    SourceKind,
    numbers_source,
)
from digitpad.lab.kernels import Kernel, kernel, stacked
from digitpad.lab.limits import (
    LARGEST_DILATION,
    LARGEST_KERNEL,
    LARGEST_NUMBER,
    LARGEST_PADDING,
    LARGEST_POOL_WINDOW,
    LARGEST_SIDE,
    LARGEST_STRIDE,
    MOST_CHANNELS,
    MOST_KERNELS,
    PADDING_MODES,
    POOL_KINDS,
    ConvolutionSettings,
    Padding,
    PaddingMode,
    Pair,
    PoolKind,
    PoolSettings,
)
from digitpad.lab.steps import Cell

PICTURE_CHANNELS = (1, 3)
LARGEST_CELL = LARGEST_SIDE + 2 * LARGEST_PADDING  # no output has more rows

Reader = Callable[[Any, str], Any]


def parts(
    content: Any, name: str, needed: Mapping[str, Reader], optional: Mapping[str, Reader]
) -> dict[str, Any]:
    """Return what the readers make of an object's values, by key; no other key may be there."""
    readers = {**needed, **optional}
    if not isinstance(content, dict):
        raise ValueError(f"{name} is not an object")
    for key in needed:
        if key not in content:
            raise ValueError(f'{name} has no "{key}"')
    if len(content) > len(readers) or not content.keys() <= readers.keys():
        raise ValueError(f"{name} has something other than {', '.join(readers)}")
    return {key: readers[key](value, key) for key, value in content.items()}


def source(content: Any, name: str) -> InputSource:
    """Read an input."""
    found = parts(
        content, name, needed={"kind": _one_of(SOURCE_KINDS)},
        optional={"name": _text, "shape": _shape, "pixels": _bytes, "numbers": _grid,
                  "label": _whole(0, 9)},
    )  # fmt: skip
    kind = cast(SourceKind, found["kind"])
    own = {
        "drawing": set(),
        "sample": {"shape", "pixels", "label"},
        "picture": {"shape", "pixels", "name"},
        "numbers": {"numbers"},
        "stage": {"name"},
    }[kind]
    if not found.keys() <= own | {"kind"} or not own <= found.keys() | {"label", "name"}:
        raise ValueError(f"{name} does not have what a {kind} has")
    if kind == "numbers":
        return numbers_source(found["numbers"])
    if kind in ("sample", "picture"):
        shape = found["shape"]
        if kind == "sample" and shape != (1, 28, 28):
            raise ValueError("a sample is not 28 x 28 pixels")
        if len(found["pixels"]) != math.prod(shape):
            raise ValueError("there are more or fewer pixels than the shape says")
    if kind == "stage" and not found.get("name"):
        raise ValueError("a stage has no name")
    return InputSource(**found)


def kernels(content: Any, name: str) -> tuple[Kernel, ...]:
    """Read all kernels."""
    found = tuple(_kernel(one, "a kernel") for one in _list(content, name, 1, MOST_KERNELS))
    stacked(found)
    return found


def _kernel(content: Any, name: str) -> Kernel:
    found = parts(
        content, name, needed={"numbers": _planes}, optional={"bias": _number, "name": _text}
    )
    return kernel(found["numbers"], found.get("bias", 0.0), found.get("name", ""))


def convolution(content: Any, name: str) -> ConvolutionSettings:
    """Read stride, padding and dilation."""
    return ConvolutionSettings(
        **parts(
            content, name, needed={},
            optional={"stride": _pair(1, LARGEST_STRIDE), "dilation": _pair(1, LARGEST_DILATION),
                      "padding": _padding},
        )
    )  # fmt: skip


def _padding(content: Any, name: str) -> Padding:
    amount = _whole(0, LARGEST_PADDING)
    found = parts(
        content, name, needed={},
        optional={"top": amount, "bottom": amount, "left": amount, "right": amount,
                  "mode": _one_of(PADDING_MODES), "same": _truth},
    )  # fmt: skip
    if found.pop("same", False):
        if not found.keys() <= {"mode"}:
            raise ValueError(f'{name} is "same" and has amounts too')
        return Padding.same(cast(PaddingMode, found.get("mode", "zeros")))
    return Padding(**found)


def pooling(content: Any, name: str) -> PoolSettings:
    """Read a pool's settings."""
    found = parts(
        content, name, needed={},
        optional={"kind": _one_of(POOL_KINDS), "size": _pair(1, LARGEST_POOL_WINDOW),
                  "stride": _pair(1, LARGEST_STRIDE),
                  "padding": _pair(0, LARGEST_POOL_WINDOW // 2),
                  "target": _pair(1, LARGEST_SIDE)},
    )  # fmt: skip
    found["kind"] = cast(PoolKind, found.get("kind", "max"))
    return PoolSettings(**found)


def shift(content: Any, name: str) -> Pair:
    """Read by how much the input moves."""
    return _pair(-LARGEST_SIDE, LARGEST_SIDE)(content, name)


def cell(content: Any, name: str) -> Cell | None:
    """Read the chosen cell; None where none is."""
    if content is None:
        return None
    whole = _whole(0, LARGEST_CELL)
    return Cell(*(whole(n, name) for n in _list(content, name, 3, 3)))


def _list(content: Any, name: str, fewest: int, most: int) -> list[Any]:
    if not isinstance(content, list) or not fewest <= len(content) <= most:
        count = f"{fewest}" if fewest == most else f"{fewest} to {most}"
        raise ValueError(f'"{name}" is not a list of {count}')
    return content


def _number(content: Any, name: str) -> float:
    # NaN and infinity, which Python's JSON lets pass, fail the comparison.
    if type(content) not in (int, float) or not abs(content) <= LARGEST_NUMBER:
        raise ValueError(f'"{name}" holds something other than a number up to 1,000,000')
    return float(content)


def _grid(content: Any, name: str, most: int = LARGEST_GRID) -> list[list[float]]:
    rows = _list(content, name, 1, most)
    return [[_number(n, name) for n in _list(row, name, 1, most)] for row in rows]


def _planes(content: Any, name: str) -> list[list[list[float]]]:
    planes = _list(content, name, 1, MOST_CHANNELS)
    return [_grid(plane, name, LARGEST_KERNEL) for plane in planes]


def _whole(lowest: int, highest: int) -> Callable[[Any, str], int]:
    def read(content: Any, name: str) -> int:
        if type(content) is not int or not lowest <= content <= highest:
            raise ValueError(f'"{name}" is not a whole number from {lowest} to {highest}')
        return content

    return read


def _pair(lowest: int, highest: int) -> Callable[[Any, str], Pair]:
    whole = _whole(lowest, highest)

    def read(content: Any, name: str) -> Pair:
        rows, columns = _list(content, name, 2, 2)
        return whole(rows, name), whole(columns, name)

    return read


def _shape(content: Any, name: str) -> tuple[int, int, int]:
    channels, height, width = _list(content, name, 3, 3)
    if channels not in PICTURE_CHANNELS or type(channels) is not int:
        raise ValueError("a picture has 1 or 3 channels")
    side = _whole(1, LARGEST_SIDE)
    return channels, side(height, name), side(width, name)


def _one_of(words: tuple[str, ...]) -> Callable[[Any, str], str]:
    def read(content: Any, name: str) -> str:
        if not isinstance(content, str) or content not in words:
            raise ValueError(f'"{name}" is none of {", ".join(words)}')
        return content

    return read


def _text(content: Any, name: str) -> str:
    if not isinstance(content, str) or len(content) > LONGEST_NAME or not content.isprintable():
        raise ValueError(f'"{name}" is not a short line of text')
    return content


def _truth(content: Any, name: str) -> bool:
    if type(content) is not bool:
        raise ValueError(f'"{name}" is neither true nor false')
    return content


def _bytes(content: Any, name: str) -> bytes:
    largest = max(PICTURE_CHANNELS) * LARGEST_SIDE**2
    if not isinstance(content, str) or len(content) > largest * 4 // 3 + 4:
        raise ValueError(f'"{name}" is not the pixels of a picture')
    return base64.b64decode(content, validate=True)  # raises binascii.Error, a ValueError
