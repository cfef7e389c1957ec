"""Everything that the convolution lab shows, as one value, and as JSON that a lesson can keep."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from digitpad.lab import untrusted_json
from digitpad.lab.inputs import DRAWING, InputSource
from digitpad.lab.kernels import Kernel, preset
from digitpad.lab.limits import ConvolutionSettings, LabError, Padding, Pair, PoolSettings
from digitpad.lab.steps import Cell
from digitpad.support.files import write_atomically

LARGEST_FILE = 4 * 2**20  # bytes; the largest picture with the largest kernels takes 2 MB


@dataclass(frozen=True)
class LabSettings:
    """What the lab is set to.

    The parts need not fit one another: a lesson may show a setting that is impossible, and why.
    shift: (down, right), by which the input moves to test the pools. cell: chosen, of the output.
    """

    source: InputSource = DRAWING
    kernels: tuple[Kernel, ...] = field(default_factory=lambda: (preset("sobel x"),))
    convolution: ConvolutionSettings = field(default_factory=ConvolutionSettings)
    pooling: PoolSettings = field(default_factory=PoolSettings)
    shift: Pair = (0, 1)
    cell: Cell | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the scene as plain values of JSON."""
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
        }

    @classmethod
    def from_json(cls, content: Any) -> LabSettings:
        """Return the scene of plain values, which may be a stranger's.

        What a scene can do without may be missing: all but "source" and "kernels". Raises LabError
        for anything that is no scene, or beyond the lab's limits.
        """
        try:
            parts = untrusted_json.parts(
                content,
                "the scene",
                needed={"source": untrusted_json.source, "kernels": untrusted_json.kernels},
                optional={
                    "convolution": untrusted_json.convolution,
                    "pooling": untrusted_json.pooling,
                    "shift": untrusted_json.shift,
                    "cell": untrusted_json.cell,
                },
            )
        except (ValueError, TypeError, OverflowError, RecursionError) as error:
            raise LabError(f"This is not a scene for the lab: {error}. Choose another.") from error
        return cls(**parts)


def save_settings(lab_settings: LabSettings, path: Path) -> None:
    """Write ``lab_settings`` to ``path`` as JSON. Raises DigitpadError when that fails."""
    write_atomically(path, json.dumps(lab_settings.to_json()).encode())


def load_settings(path: Path) -> LabSettings:
    """Read a scene's file. Raises LabError when it is not one."""
    try:
        if not path.is_file():  # a pipe would be waited for
            raise LabError(f"{path} is not a file. Choose a scene's file.")
        with path.open("rb") as file:
            text = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a zero byte
        reason = getattr(error, "strerror", None) or str(error)
        raise LabError(f"{path} cannot be read: {reason}. Choose another file.") from error
    if len(text) > LARGEST_FILE:
        raise LabError(
            f"{path} is larger than {LARGEST_FILE // 2**20} MB, so it is not a scene's file. "
            "Choose another file."
        )
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LabError(f"{path} is not JSON, so it holds no scene. Choose another file.") from error
    return LabSettings.from_json(content)


def _source_values(source: InputSource) -> dict[str, Any]:
    values: dict[str, Any] = {"kind": source.kind}
    if source.name:
        values["name"] = source.name
    if source.kind == "numbers":
        values["numbers"] = [list(row) for row in source.numbers]
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
