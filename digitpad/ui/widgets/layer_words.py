"""Layers in words: titles, and what each kind of layer does."""

from __future__ import annotations

from digitpad.graph.changes import Changes
from digitpad.graph.trace import ShownLayer
from digitpad.ink.input.preparation import STEPS, Preparation
from digitpad.network import layers as d
from digitpad.support.messages import plural
from digitpad.ui.language import translate


def title(shown: ShownLayer) -> str:
    """Return the layer's short title."""
    if shown.layer is None:
        return translate("Layers", "input")
    if isinstance(shown.layer, d.LogSoftmax):
        return translate("Layers", "softmax")
    return shown.name


def what_it_does(shown: ShownLayer) -> str:
    """Return a sentence about the layer."""
    match shown.layer:
        case None:
            return translate(
                "Layers", "The framed drawing, with MNIST's mean subtracted, over its deviation."
            )
        case d.Conv2d() as layer:
            return str(
                plural(
                    layer.kernels,
                    "%n kernel of {size} × {size} slides, stride {stride}, padding {padding}: "
                    "multiply, sum over all channels before, add the bias.",
                    "%n kernels of {size} × {size} slide, stride {stride}, padding {padding}: "
                    "multiply, sum over all channels before, add the bias.",
                    size=layer.size, stride=layer.stride, padding=layer.padding,
                )
            )  # fmt: skip
        case d.ReLU():
            return translate("Layers", "Negative values become zero, the others stay.")
        case d.MaxPool2d() as layer:
            return translate(
                "Layers", "The largest value of each {0} × {0} window, stride {1}."
            ).format(layer.size, layer.stride)
        case d.AvgPool2d() as layer:
            return translate("Layers", "The mean of each {0} × {0} window, stride {1}.").format(
                layer.size, layer.stride
            )
        case d.L2Pool2d() as layer:
            return translate(
                "Layers", "The root of the sum of squares of each {0} × {0} window, stride {1}."
            ).format(layer.size, layer.stride)
        case d.AdaptiveMaxPool2d(size=1):
            return translate("Layers", "The largest value of each map.")
        case d.AdaptiveAvgPool2d(size=1):
            return translate("Layers", "The mean of each map.")
        case d.AdaptiveMaxPool2d() as layer:
            return translate(
                "Layers", "The largest value of each of {0} × {0} parts of the map."
            ).format(layer.size)
        case d.AdaptiveAvgPool2d() as layer:
            return translate("Layers", "The mean of each of {0} × {0} parts of the map.").format(
                layer.size
            )
        case d.BatchNorm2d():
            return translate(
                "Layers",
                "Each map less its mean, over its deviation, both of the training; then times a "
                "weight, plus a bias.",
            )
        case d.LeakyReLU() as layer:
            return translate(
                "Layers", "Negative values are multiplied by {0}, the others stay."
            ).format(f"{layer.slope:g}")
        case d.GELU():
            return translate(
                "Layers", "Each value times the share of a normal distribution that lies below it."
            )
        case d.Sigmoid():
            return translate("Layers", "Each value is squeezed between 0 and 1.")
        case d.Tanh():
            return translate("Layers", "Each value is squeezed between −1 and 1.")
        case d.Linear() as layer:
            return str(
                plural(
                    layer.features,
                    "%n unit, a weighted sum of all {count} values before it.",
                    "%n units, each a weighted sum of all {count} values before it.",
                    count=shown.input_shape[0],
                )
            )
        case d.LogSoftmax():
            return translate("Layers", "From logits to probabilities that sum to 1.")
    return ""


def changes_in_words(changes: Changes, preparation: Preparation) -> list[str]:
    """Return what is changed by hand, one part after the other."""
    off = {
        "crop": translate("Layers", "no crop"),
        "box": translate("Layers", "no box"),
        "pen": translate("Layers", "own brush"),
        "centre": translate("Layers", "not centred"),
        "grey": translate("Layers", "no grey"),
        "normalise": translate("Layers", "not normalised"),
    }
    words = [off[step] for step in STEPS if not getattr(preparation, step)]
    silenced = ", ".join(
        f"{channel.layer} {channel.number}" for channel in sorted(changes.silenced)
    )
    if silenced:
        words.append(translate("Layers", "{0} silenced").format(silenced))
    kernels = ", ".join(sorted({f"{place.layer} {place.kernel}" for place in changes.kernels}))
    if kernels:
        words.append(translate("Layers", "{0} changed").format(kernels))
    return words
