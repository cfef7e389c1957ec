"""Several inputs in one output: behind each other, or along an axis of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import Rearranging, Shape
from digitpad.support.messages import Text, plural


@dataclass(frozen=True)
class ConcatenateOp(Rearranging):
    """The inputs behind each other along ``axis``: ``torch.cat``."""

    kind: ClassVar[str] = "concatenate"
    changes_nothing: ClassVar[bool] = False
    axis: int = 1

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return np.concatenate(inputs, axis=self.axis)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return plural(
            len(inputs), "%n input as it is.", "The values of %n inputs, one behind the other."
        )


@dataclass(frozen=True)
class StackOp(Rearranging):
    """The inputs, all of one shape, side by side along a new ``axis``: ``torch.stack``."""

    kind: ClassVar[str] = "stack"
    changes_nothing: ClassVar[bool] = False
    axis: int = 1

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return np.stack(inputs, axis=self.axis)

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return plural(
            len(inputs), "%n input with one more axis.",
            "The values of %n inputs, side by side along a new axis.",
        )  # fmt: skip
