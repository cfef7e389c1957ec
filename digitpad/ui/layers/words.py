"""Stages in words: their titles, and what each kind does."""

from __future__ import annotations

from collections.abc import Callable

from digitpad.network import description as d
from digitpad.network.trace import ShownStage

Translate = Callable[[str], str]


def title(shown: ShownStage, tr: Translate) -> str:
    """Return the stage's short title."""
    if shown.stage is None:
        return tr("input")
    if isinstance(shown.stage, d.LogSoftmax):
        return tr("softmax")
    return shown.name


def what_it_does(shown: ShownStage, tr: Translate) -> str:
    """Return a sentence about the stage."""
    match shown.stage:
        case None:
            return tr("The framed drawing, with MNIST's mean subtracted, over its deviation.")
        case d.Conv2d() as stage:
            return tr(
                "{0} kernels of {1} × {1} slide, stride {2}, padding {3}: multiply, sum over all "
                "channels before, add the bias."
            ).format(stage.kernels, stage.size, stage.stride, stage.padding)
        case d.ReLU():
            return tr("Negative values become zero, the others stay.")
        case d.MaxPool2d() as stage:
            return tr("The largest value of each {0} × {0} window, stride {1}.").format(
                stage.size, stage.stride
            )
        case d.AvgPool2d() as stage:
            return tr("The mean of each {0} × {0} window, stride {1}.").format(
                stage.size, stage.stride
            )
        case d.Linear() as stage:
            return tr("{0} units, each a weighted sum of all {1} values before it.").format(
                stage.features, shown.input_shape[0]
            )
        case d.LogSoftmax():
            return tr("From logits to probabilities that sum to 1.")
    return ""
