"""Everything that the convolution lab shows, as one value, and as JSON that a lesson can keep.

A stranger may have written it: ``_SCENE`` reads each part.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from digitpad.lab.inputs import (
    COLOUR_SHAPES,
    COLOURS,
    DRAWING,
    LARGEST_GRID,
    LONGEST_NAME,
    SOURCE_KINDS,
    InputSource,
    planes_source,
)
from digitpad.lab.kernels import Kernel, kernel, preset, stacked
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
    LabError,
    Padding,
    Pair,
    PoolSettings,
)
from digitpad.lab.steps import Cell
from digitpad.support.errors import ContentError
from digitpad.support.untrusted_json import (
    Reader,
    list_of,
    made,
    one_of,
    or_none,
    parts,
    text,
    truth,
    within,
)

Area = Literal["steps", "shapes", "pooling"]  # what is shown below input, kernels and output
AREAS: tuple[Area, ...] = ("steps", "shapes", "pooling")
PooledMaps = Literal["input", "output"]
POOLED_MAPS: tuple[PooledMaps, ...] = ("input", "output")


@dataclass(frozen=True)
class LabSettings:
    """What the lab is set to.

    The parts need not fit one another: a lesson may show a setting that is impossible, and why.
    pooled: what the pools are of. shift: (down, right), by which the input moves to test the pools.
    cell: chosen, of the output.
    """

    source: InputSource = DRAWING
    kernels: tuple[Kernel, ...] = field(default_factory=lambda: (preset("sobel x"),))
    convolution: ConvolutionSettings = field(default_factory=ConvolutionSettings)
    pooling: PoolSettings = field(default_factory=PoolSettings)
    shift: Pair = (0, 1)
    cell: Cell | None = None
    pooled: PooledMaps = "input"

    def to_json(self) -> dict[str, Any]:
        """Return the settings as plain values of JSON."""
        return {
            "source": _source_values(self.source),
            "kernels": [
                {"numbers": one.weights.tolist(), "bias": one.bias, "name": one.name}
                for one in self.kernels
            ],
            "convolution": {
                "stride": list(self.convolution.stride),
                "dilation": list(self.convolution.dilation),
                "padding": _padding_values(self.convolution.padding),
            },
            "pooling": {
                key: list(value) if isinstance(value, tuple) else value
                for key, value in asdict(self.pooling).items()
            },
            "shift": list(self.shift),
            "cell": (
                None if self.cell is None else [self.cell.kernel, self.cell.row, self.cell.column]
            ),
            # Left out where it is the usual: earlier versions read nothing that they do not know.
            **({} if self.pooled == "input" else {"pooled": self.pooled}),
        }

    @classmethod
    def from_json(cls, content: Any) -> LabSettings:
        """Return the settings of plain values, which may be a stranger's.

        What they can do without may be missing: all but "source" and "kernels". Raises LabError
        for anything that is no settings of the lab, or beyond its limits.
        """
        try:
            return cls(**parts(content, "scene", *_SCENE))
        except ContentError as error:
            raise LabError(
                "This is not a scene for the lab: {problem}. Choose another.", problem=error
            ) from error


def _source_values(source: InputSource) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": source.kind}
    if source.name:
        values["name"] = source.name
    if source.kind == "numbers":
        planes = [[list(row) for row in plane] for plane in source.numbers]
        # One channel is written as earlier versions read it.
        values["numbers"] = planes if len(planes) > 1 else planes[0]
    if source.kind in ("sample", "picture"):
        values["shape"] = list(source.shape)
        values["pixels"] = base64.b64encode(source.pixels).decode("ascii")
    if source.label is not None:
        values["label"] = source.label
    return values


def _padding_values(padding: Padding) -> dict[str, Any]:
    if padding.is_same:
        return {"same": True, "mode": padding.mode}
    return {
        "top": padding.top, "bottom": padding.bottom, "left": padding.left,
        "right": padding.right, "mode": padding.mode,
    }  # fmt: skip


def _pair(lowest: int, highest: int) -> Reader:
    return list_of(within(lowest, highest), 2, 2)


def _pixels(content: Any, name: str) -> bytes:
    largest = max(PICTURE_CHANNELS) * LARGEST_SIDE**2
    try:
        if isinstance(content, str) and len(content) <= largest * 4 // 3 + 4:
            return base64.b64decode(content, validate=True)
    except ValueError:
        pass
    raise ContentError('"{name}" is not the pixels of a picture', name=name)


PICTURE_CHANNELS = (1, 3)
_NAME = text(LONGEST_NAME, one_line=True)
_NUMBER = within(-LARGEST_NUMBER, LARGEST_NUMBER)
_GRID = list_of(list_of(_NUMBER, 1, LARGEST_GRID), 1, LARGEST_GRID)
_GRIDS = list_of(_GRID, COLOURS, COLOURS)
_PLANE = list_of(list_of(_NUMBER, 1, LARGEST_KERNEL), 1, LARGEST_KERNEL)
_IMAGE: Mapping[str, Reader] = {
    "shape": list_of(within(1, LARGEST_SIDE), 3, 3), "pixels": _pixels,
}  # fmt: skip


def _grids(content: Any, name: str) -> tuple[Any, ...]:
    """Read rows of numbers, or three grids of such rows; return planes."""
    first = content[0] if isinstance(content, list) and content else None
    if isinstance(first, list) and first and isinstance(first[0], list):
        planes: tuple[Any, ...] = _GRIDS(content, name)
        return planes
    return (_GRID(content, name),)


# What each kind of input has: what it needs, and what may be missing.
_SOURCES: Mapping[str, tuple[Mapping[str, Reader], Mapping[str, Reader]]] = {
    "drawing": ({}, {}),
    "sample": (_IMAGE, {"label": within(0, 9)}),
    "picture": (_IMAGE, {"name": _NAME}),
    "numbers": ({"numbers": _grids}, {}),
    "stage": ({"name": _NAME}, {}),
    "colours": ({}, {}),
}


def _source(content: Any, name: str) -> InputSource:
    kind = {"kind": one_of(SOURCE_KINDS)}
    needed, optional = _SOURCES[parts(content, name, kind, others=True)["kind"]]
    found = parts(content, name, {**kind, **needed}, optional)
    if "numbers" in found:
        return planes_source(found["numbers"])
    shape = found.get("shape")
    if shape is not None:
        if found["kind"] == "sample" and shape != (1, 28, 28):
            raise ContentError("a sample is not 28 x 28 pixels")
        if shape[0] not in PICTURE_CHANNELS:
            raise ContentError("a picture has 1 or 3 channels")
        if len(found["pixels"]) != math.prod(shape):
            raise ContentError("there are more or fewer pixels than the shape says")
    if found["kind"] == "stage" and not found["name"]:
        raise ContentError("a stage has no name")
    return COLOUR_SHAPES if found["kind"] == "colours" else InputSource(**found)


def _kernels(content: Any, name: str) -> tuple[Kernel, ...]:
    found: tuple[Kernel, ...] = list_of(_kernel, 1, MOST_KERNELS)(content, name)
    stacked(found)
    return found


def _kernel(content: Any, name: str) -> Kernel:
    planes = {"numbers": list_of(_PLANE, 1, MOST_CHANNELS)}
    found = parts(content, name, planes, {"bias": _NUMBER, "name": _NAME})
    return kernel(found["numbers"], found.get("bias", 0.0), found.get("name", ""))


def _convolution(content: Any, name: str) -> ConvolutionSettings:
    return made(ConvolutionSettings, content, name, {
        "stride": _pair(1, LARGEST_STRIDE), "dilation": _pair(1, LARGEST_DILATION),
        "padding": _padding,
    })  # fmt: skip


def _padding(content: Any, name: str) -> Padding:
    sides = dict.fromkeys(("top", "bottom", "left", "right"), within(0, LARGEST_PADDING))
    found = parts(content, name, {}, {**sides, "mode": one_of(PADDING_MODES), "same": truth})
    found["is_same"] = found.pop("same", False)
    if found["is_same"] and found.keys() & sides:
        raise ContentError('"{name}" is "same" and has amounts too', name=name)
    return Padding(**found)


def _pooling(content: Any, name: str) -> PoolSettings:
    return made(PoolSettings, content, name, {
        "kind": one_of(POOL_KINDS), "size": _pair(1, LARGEST_POOL_WINDOW),
        "stride": _pair(1, LARGEST_STRIDE), "padding": _pair(0, LARGEST_POOL_WINDOW // 2),
        "target": _pair(1, LARGEST_SIDE),
    })  # fmt: skip


def _cell(content: Any, name: str) -> Cell:
    # No output has more rows.
    return Cell(*list_of(within(0, LARGEST_SIDE + 2 * LARGEST_PADDING), 3, 3)(content, name))


# What a lesson calls a scene: what it needs, and what may be missing.
_SCENE: tuple[Mapping[str, Reader], Mapping[str, Reader]] = (
    {"source": _source, "kernels": _kernels},
    {
        "convolution": _convolution, "pooling": _pooling,
        "shift": _pair(-LARGEST_SIDE, LARGEST_SIDE), "cell": or_none(_cell),
        "pooled": one_of(POOLED_MAPS),
    },
)  # fmt: skip
