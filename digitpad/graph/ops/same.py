"""What leaves every value as it is: dropout after the training, and what is there for its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from numpy.typing import NDArray

from digitpad.graph.operation import Rearranging, Shape
from digitpad.support.messages import Text


@dataclass(frozen=True)
class SameOp(Rearranging):
    """Gives what it gets. rate: of the values that dropout sets to zero while training."""

    kind: ClassVar[str] = "same"
    rate: float = 0.0

    def place(self, inputs: Sequence[NDArray[Any]], fill: Any = 0) -> NDArray[Any]:  # noqa: D102
        return inputs[0]

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        if self.rate:
            return Text("While training, some values are set to zero; now it gives what it gets.")
        return Text("It gives what it gets.")
