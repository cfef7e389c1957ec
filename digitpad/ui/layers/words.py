"""Stages in words: titles, and what each kind of stage does."""

from __future__ import annotations

from collections.abc import Callable

from digitpad.ink.preparation import STEPS, Preparation
from digitpad.network import description as d
from digitpad.network.changes import Changes
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
        case d.L2Pool2d() as stage:
            return tr(
                "The root of the sum of squares of each {0} × {0} window, stride {1}."
            ).format(stage.size, stage.stride)
        case d.AdaptiveMaxPool2d(size=1):
            return tr("The largest value of each map.")
        case d.AdaptiveAvgPool2d(size=1):
            return tr("The mean of each map.")
        case d.AdaptiveMaxPool2d() as stage:
            return tr("The largest value of each of {0} × {0} parts of the map.").format(stage.size)
        case d.AdaptiveAvgPool2d() as stage:
            return tr("The mean of each of {0} × {0} parts of the map.").format(stage.size)
        case d.BatchNorm2d():
            return tr(
                "Each map less its mean, over its deviation, both of the training; then times a "
                "weight, plus a bias."
            )
        case d.LeakyReLU() as stage:
            return tr("Negative values are multiplied by {0}, the others stay.").format(
                f"{stage.slope:g}"
            )
        case d.GELU():
            return tr("Each value times the share of a normal distribution that lies below it.")
        case d.Sigmoid():
            return tr("Each value is squeezed between 0 and 1.")
        case d.Tanh():
            return tr("Each value is squeezed between −1 and 1.")
        case d.Linear() as stage:
            return tr("{0} units, each a weighted sum of all {1} values before it.").format(
                stage.features, shown.input_shape[0]
            )
        case d.LogSoftmax():
            return tr("From logits to probabilities that sum to 1.")
    return ""


def changes_in_words(changes: Changes, preparation: Preparation, tr: Translate) -> list[str]:
    """Return what is changed by hand, one part after the other."""
    off = {
        "crop": tr("no crop"), "box": tr("no box"), "pen": tr("own brush"),
        "centre": tr("not centred"), "grey": tr("no grey"), "normalise": tr("not normalised"),
    }  # fmt: skip
    words = [off[step] for step in STEPS if not getattr(preparation, step)]
    silenced = ", ".join(
        f"{channel.stage} {channel.number}" for channel in sorted(changes.silenced)
    )
    if silenced:
        words.append(tr("{0} silenced").format(silenced))
    kernels = ", ".join(sorted({f"{place.stage} {place.kernel}" for place in changes.kernels}))
    if kernels:
        words.append(tr("{0} changed").format(kernels))
    return words
