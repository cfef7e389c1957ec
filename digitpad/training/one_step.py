"""One step of learning: what stochastic gradient descent makes of the gradients of one image.

In NumPy, for the few numbers of one image: it needs no torch, and the network may come from
anywhere. It is what ``torch.optim.SGD`` does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from digitpad.graph.changes import Changes, Learnt
from digitpad.graph.gradient import Gradients, WeightUse, weight_use
from digitpad.graph.operation import Array, Position


def take_step(found: Gradients, learning_rate: float, momentum: float) -> Changes:
    """Return the changes of the network with one more step: w - rate * v, v = momentum * v + dL/dw.

    What was silenced stays so. A kernel that was changed by hand learns as all do.
    """
    trace = found.trace
    before = trace.changes.learnt
    numbers: dict[str, Array] = {}
    velocity: dict[str, Array] = {}
    for key, gradient in found.numbers.items():
        old = None if before is None else before.velocity.get(key)
        velocity[key] = gradient if old is None else np.float32(momentum) * old + gradient
        numbers[key] = trace.graph.numbers[key] - np.float32(learning_rate) * velocity[key]
    steps = 1 if before is None else before.steps + 1
    kernels = {}
    for place in trace.changes.kernels:
        key = trace.graph.operations[trace.graph.index[place.layer]].keys["weight"]
        kernels[place] = numbers.get(key, trace.graph.numbers[key])[place.kernel, place.channel]
    learnt = Learnt(trace.original, numbers, velocity, steps)
    return replace(trace.changes, kernels=kernels, learnt=learnt)


@dataclass(frozen=True, eq=False)
class WeightStep:
    """What one step makes of one weight, taken apart.

    use: where it was used and what each place contributed to its gradient. new: old - rate *
    velocity, where velocity is momentum * before + gradient; before: the velocity of the steps
    that were taken.
    """

    use: WeightUse
    old: float
    gradient: float
    before: float
    learning_rate: float
    momentum: float

    @property
    def velocity(self) -> float:
        """What the rate is multiplied with."""
        return self.momentum * self.before + self.gradient

    @property
    def new(self) -> float:
        """The weight after the step."""
        return self.old - self.learning_rate * self.velocity


def weight_step(
    found: Gradients, index: int, place: Position, learning_rate: float, momentum: float
) -> WeightStep | None:
    """Take the step of the weight at ``place`` of operation ``index`` apart.

    None for one that does not learn. Raises TypeError as ``weight_use`` does.
    """
    gradient = found.of_part(index, "weight")
    if gradient is None:
        return None
    graph, learnt = found.trace.graph, found.trace.changes.learnt
    key = graph.operations[index].keys["weight"]
    velocity = None if learnt is None else learnt.velocity.get(key)
    return WeightStep(
        weight_use(found, index, place),
        float(graph.numbers[key][place]),
        float(gradient[place]),
        0.0 if velocity is None else float(velocity[place]),
        learning_rate,
        momentum,
    )
