"""How the pixels of a foreign network were normalised: the way in which it reads digits best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from digitpad.data.sources import Check, go_on
from digitpad.graph.graph import Graph
from digitpad.graph.ops.input import InputOp
from digitpad.graph.ops.slice import PadOp
from digitpad.handwriting.synthetic import FIRST_TEST_HAND, synthetic
from digitpad.network.architecture import MNIST_MEAN, MNIST_STD
from digitpad.support.messages import Text

# (mean, standard deviation) by name, in the order in which they are preferred when they read alike.
NORMALISATIONS: Mapping[str, tuple[float, float]] = MappingProxyType({
    "MNIST": (MNIST_MEAN, MNIST_STD), "0.5/0.5": (0.5, 0.5), "none": (0.0, 1.0),
})  # fmt: skip
MOST = 200  # digits
PRODUCTS = 4e9  # for all together: about a second; a large network reads fewer digits
LEAST_READ = 0.3  # of the digits: a network that reads no more has not learnt to


@dataclass(frozen=True)
class NormalisationGuess:
    """mean, std: of the best; MNIST's where nothing can be told. read: of ``count``, by name.

    name: the best's; "" where the network reads no digits, whatever is done to them.
    """

    mean: float
    std: float
    name: str
    read: Mapping[str, int]
    count: int

    def sentence(self) -> Text:
        """Return in words what was guessed, and why."""
        mnist, half, none = (self.read.get(name, 0) for name in NORMALISATIONS)
        numbers = {"count": self.count, "mnist": mnist, "half": half, "none": none}
        if not self.name:
            return Text(
                "How its pixels are normalised cannot be told: MNIST's mean and deviation are used."
            )
        if self.name == "MNIST":
            return Text(
                "Normalised with MNIST's mean and deviation: so it reads {mnist} of {count} "
                "made-up digits, with 0.5/0.5 {half}, without {none}.", **numbers,
            )  # fmt: skip
        if self.name == "none":
            return Text(
                "Not normalised: so it reads {none} of {count} made-up digits, with MNIST's mean "
                "and deviation {mnist}, with 0.5/0.5 {half}.", **numbers,
            )  # fmt: skip
        return Text(
            "Normalised with mean 0.5 and deviation 0.5: so it reads {half} of {count} made-up "
            "digits, with MNIST's {mnist}, without {none}.", **numbers,
        )  # fmt: skip


def with_normalisation(graph: Graph, mean: float, std: float) -> Graph:
    """Return ``graph`` with pixels normalised so, the paper around the drawing too."""
    first, *rest = graph.operations
    paper, new_paper = ((0 - m) / s for m, s in ((graph.input.mean, graph.input.std), (mean, std)))
    operations = [replace(first, kind=InputOp(mean, std))]
    for operation in rest:
        kind = operation.kind
        if isinstance(kind, PadOp) and operation.inputs == (first.name,) and kind.value == paper:
            kind = replace(kind, value=new_paper)
        operations.append(replace(operation, kind=kind))
    return replace(graph, operations=tuple(operations))


def guess_normalisation(graph: Graph, check: Check = go_on) -> NormalisationGuess:
    """Have ``graph``, which takes drawings and tells ten digits apart, read synthetic digits.

    Of ways that read as many it is the one with the likelier answers. check: called now and then;
    what it raises ends the work.
    """
    mean, std = NORMALISATIONS["MNIST"]
    if graph.classes != 10 or graph.input_shape != (1, 28, 28):
        return NormalisationGuess(mean, std, "", {}, 0)
    count = _affordable(graph)
    samples = synthetic(count, 1, FIRST_TEST_HAND)
    images = np.divide(samples.images, 255, dtype=np.float32)
    labels = samples.labels
    read: dict[str, int] = {}
    likelihood: dict[str, float] = {}
    for name, numbers in NORMALISATIONS.items():
        reader = with_normalisation(graph, *numbers)
        right, total = 0, 0.0
        for start in range(0, count, 10):
            check()
            probabilities = reader.probabilities(images[start : start + 10])
            truth = labels[start : start + 10]
            right += int((probabilities.argmax(axis=1) == truth).sum())
            own = probabilities[np.arange(len(truth)), truth]
            total += float(np.log(np.maximum(np.nan_to_num(own), 1e-9)).sum())
        read[name], likelihood[name] = right, total
    best = max(NORMALISATIONS, key=lambda name: (read[name], likelihood[name]))
    if read[best] < LEAST_READ * count:
        return NormalisationGuess(mean, std, "", read, count)
    return NormalisationGuess(*NORMALISATIONS[best], best, read, count)


def _affordable(graph: Graph) -> int:
    """Return how many digits to read, in tens."""
    products = sum(
        operation.kind.multiplications(graph.input_shapes(n), operation.shape)
        for n, operation in enumerate(graph.operations)
    )
    each = max(products * len(NORMALISATIONS), 1)
    return int(np.clip(PRODUCTS / each // 10 * 10, 10, MOST))
