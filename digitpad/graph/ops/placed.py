"""Values taken from given places: picked by index, masked, unfolded, written over in part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import Rearranging, Shape
from digitpad.support.messages import Text


@dataclass(frozen=True, eq=False)
class PlacedOp(Rearranging):
    """Each output is the value at ``index`` of the inputs, all in one row; 0 where that is -1.

    index: in the shape of the output, without the batch if ``batched``: then each image's values
    are taken from its own.
    """

    kind: ClassVar[str] = "placed"
    index: NDArray[np.intp] = field(default_factory=lambda: np.zeros((1,), np.intp))
    batched: bool = True

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        n = max(len(x) for x in inputs) if self.batched else 1
        rows = [x.reshape(len(x) if self.batched else 1, -1) for x in inputs]
        row = np.concatenate([np.broadcast_to(x, (n, x.shape[1])) for x in rows], axis=1)
        found = row[:, self.index.reshape(-1)]
        if (self.index < 0).any():
            found[:, self.index.reshape(-1) < 0] = fill
        return found.reshape((n, *self.index.shape) if self.batched else self.index.shape)

    def settings(self) -> dict[str, Any]:  # noqa: D102
        return {"index": self.index.tolist(), "batched": self.batched}

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        return Text("The same values in other places.")
