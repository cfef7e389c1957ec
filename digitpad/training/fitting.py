"""The steps that make a drawing a network's input, as torch does them."""

from __future__ import annotations

from collections.abc import Iterable

import torch.nn.functional as F
from torch import Tensor

from digitpad.graph.graph import Operation
from digitpad.graph.ops.concatenation import ExpandOp
from digitpad.graph.ops.interpolate import InterpolateOp
from digitpad.graph.ops.slice import PadOp


def fit(x: Tensor, steps: Iterable[Operation]) -> Tensor:
    """Return normalised drawings ``x`` (n, 1, 28, 28) in size, channels and shape of a network.

    steps: of ``graph.fitting``, without the input.
    """
    for step in steps:
        match step.kind:
            case PadOp() as kind:
                x = F.pad(x, kind.amounts, value=kind.value)
            case InterpolateOp() as kind:
                x = F.interpolate(x, kind.size, mode="bilinear")
            case ExpandOp():
                x = x.expand(-1, *step.shape[1:])
            case _:
                x = x.reshape(-1, *step.shape[1:])
    return x
