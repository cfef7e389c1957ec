"""Why this digit: how much each pixel of the input speaks for a digit, and how much against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

    from digitpad.graph.graph import Graph

Array = NDArray[np.float32]
Method = Literal["integrated gradients", "occlusion", "gradient"]

METHODS: tuple[Method, ...] = get_args(Method)
STEPS = 100  # of integrated gradients: they miss their sum by less than 1 %
# A network of ReLUs bends at once, where Gauss's nodes gain nothing: with 64 of them 2.7 % at most
# was missed, and to find them took four times as long as all gradients together.
RULE = "riemann_middle"
PATCH = 4  # pixels, side of what occlusion covers: about a stroke with its edges
AT_ONCE = 125  # patches in one batch, of 625; fewer for a large network


@dataclass(frozen=True, eq=False)
class Attribution:
    """What in one image speaks for ``digit``, and what against it; a value that is never changed.

    values: (28, 28) float32, above 0 for the digit, below 0 against it, in units of log odds; for
    "gradient" per grey level from 0 to 1.
    rather_than: the digit that the first one is compared with; None for all others together.
    odds, blank_odds: the natural logarithm of p(digit) / p(rather_than), for the image and for
    blank paper.
    """

    values: Array
    digit: int
    method: Method
    odds: float
    blank_odds: float
    rather_than: int | None = None

    @property
    def probability(self) -> float:
        """p(digit), 0..1; with ``rather_than`` as if there were these two digits alone."""
        return probability(self.odds)

    @property
    def blank_probability(self) -> float:
        """The same for blank paper."""
        return probability(self.blank_odds)

    @property
    def total(self) -> float:
        """Sum of all values."""
        return float(self.values.sum(dtype=np.float64))

    @property
    def gap(self) -> float:
        """What integrated gradients miss of ``odds - blank_odds``, which they should sum up to.

        The other methods promise no such sum.
        """
        return self.total - (self.odds - self.blank_odds)


def probability(odds: float) -> float:
    """Return p for log(p / (1 - p)), as near to 1 as float32 comes: like an answer's."""
    return float(np.float32(0.5 * (1.0 + np.tanh(odds / 2))))


def attribute(
    graph: Graph,
    image: Array,
    digit: int,
    method: Method,
    *,
    rather_than: int | None = None,
    normalise: bool = True,
) -> Attribution:
    """Explain what ``graph`` makes of ``image`` (28, 28) in 0..1.

    rather_than: explain why ``digit`` and not this one. normalise: False gives the network the
    image's grey levels as they are.

    What is explained are log odds, log(p(digit) / p(all others)) or log(p(digit) / p(that one)).
    A logit alone means nothing: a pixel that raises all ten speaks for none. The log probability
    of an answer that the network is sure of is 0.0 in float32, and its gradient noise: for a neat
    three it was wrong by 90 %. Log odds go on growing, and name the same probabilities.

    integrated gradients: the gradient's mean on the way from blank paper to the image, times the
    ink. Blank pixels have 0, and all values sum up to what the ink changes.
    Source: Sundararajan et al., "Axiomatic Attribution for Deep Networks", 2017.

    occlusion: a patch of blank paper, 4 x 4, slides over the image; a pixel's value is how much
    the log odds fall, the mean over all patches that cover it.
    Source: Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2014.

    gradient: what a little more ink would do, on blank pixels too; of the equal values that a max
    pool finds on blank paper it follows one.
    Source: Simonyan et al., "Deep Inside Convolutional Networks", 2014.

    Raises ValueError for digits that the network does not know, or twice the same, and for an
    unknown method.
    """
    _check(graph, digit, method, rather_than)
    import torch

    from digitpad.training.module import at_once, module_of, normalisation_of, normalised

    network = module_of(graph if normalise else graph.for_grey_levels)

    def log_odds(greys: Tensor) -> Tensor:  # (n, 28, 28) -> (n,)
        x = normalised(greys, normalisation_of(network)) if normalise else greys.unsqueeze(1)
        logs: Tensor = network(x)  # (n, 10) log probabilities
        if rather_than is not None:
            return logs[:, digit] - logs[:, rather_than]
        others = torch.cat([logs[:, :digit], logs[:, digit + 1 :]], dim=1)  # (n, 9)
        return logs[:, digit] - others.logsumexp(dim=1)

    grey = torch.from_numpy(np.array(image, np.float32))[None]  # (1, 28, 28)
    with torch.no_grad():
        odds, blank_odds = log_odds(torch.cat([grey, torch.zeros_like(grey)])).tolist()
    steps, patches = at_once(network, STEPS), at_once(network, AT_ONCE)
    values = _values(log_odds, grey.requires_grad_(), method, steps, patches)[0]  # (28, 28)
    return Attribution(values.detach().numpy(), digit, method, odds, blank_odds, rather_than)


def _check(graph: Graph, digit: int, method: str, rather_than: int | None) -> None:
    digits = graph.classes
    for number in (digit, 0 if rather_than is None else rather_than):
        if not 0 <= number < digits:
            raise ValueError(f"{number} is not a digit from 0 to {digits - 1}")
    if digit == rather_than:
        raise ValueError(f"nothing speaks for {digit} rather than {digit}")
    if method not in METHODS:
        raise ValueError(f"no such method: {method}")


def _values(
    log_odds: Callable[[Tensor], Tensor], grey: Tensor, method: Method, steps: int, patches: int
) -> Tensor:
    """Return Captum's values of ``grey``, in its shape (1, 28, 28).

    steps, patches: images in one batch.
    """
    from captum.attr import IntegratedGradients, Occlusion, Saliency  # 0.3 s

    values: Tensor
    match method:
        case "integrated gradients":
            values = IntegratedGradients(log_odds).attribute(
                grey, baselines=0.0, n_steps=STEPS, method=RULE, internal_batch_size=steps
            )
        case "occlusion":
            values = Occlusion(log_odds).attribute(
                grey, (PATCH, PATCH), strides=1, baselines=0.0, perturbations_per_eval=patches
            )
        case "gradient":
            values = Saliency(log_odds).attribute(grey, abs=False)
    return values.float()
