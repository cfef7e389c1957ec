"""What kinds of layers, their settings and shapes are called in the designer."""

from __future__ import annotations

from digitpad.graph.operation import Shape
from digitpad.support.numbers import shape_text
from digitpad.ui.language import translate


def kind_title(kind: str) -> str:
    """Return what a kind of layer is called."""
    return {
        "conv": translate("Designer", "Convolution"),
        "batch_norm": translate("Designer", "Batch normalisation"),
        "relu": translate("Designer", "ReLU"),
        "leaky_relu": translate("Designer", "Leaky ReLU"),
        "gelu": translate("Designer", "GELU"),
        "sigmoid": translate("Designer", "Sigmoid"),
        "tanh": translate("Designer", "Tanh"),
        "max_pool": translate("Designer", "Max pooling"),
        "avg_pool": translate("Designer", "Average pooling"),
        "l2_pool": translate("Designer", "L2 pooling"),
        "adaptive_avg_pool": translate("Designer", "Adaptive average pooling"),
        "adaptive_max_pool": translate("Designer", "Adaptive max pooling"),
        "dropout": translate("Designer", "Dropout"),
        "flatten": translate("Designer", "Flatten"),
        "linear": translate("Designer", "Linear (fully connected)"),
        "residual": translate("Designer", "Residual block"),
        "branches": translate("Designer", "Branches"),
        "branch": translate("Designer", "Branch"),
        "log_softmax": translate("Designer", "Log-softmax"),
    }[kind]


def kind_hint(kind: str) -> str:
    """Return a sentence about what a kind of layer does."""
    return {
        "conv": translate(
            "Designer", "Kernels slide over all maps: multiply, sum, add a bias. One map a kernel."
        ),
        "batch_norm": translate(
            "Designer", "Each map less its mean, over its deviation, then scaled and shifted."
        ),
        "relu": translate("Designer", "Negative values become zero."),
        "leaky_relu": translate("Designer", "Negative values are multiplied by a small slope."),
        "gelu": translate("Designer", "A smooth ReLU."),
        "sigmoid": translate("Designer", "Squeezes each value between 0 and 1."),
        "tanh": translate("Designer", "Squeezes each value between −1 and 1."),
        "max_pool": translate("Designer", "The largest value of each window."),
        "avg_pool": translate("Designer", "The mean of each window."),
        "l2_pool": translate("Designer", "The root of the sum of squares of each window."),
        "adaptive_avg_pool": translate(
            "Designer", "The mean of each part of the map; size 1 is global pooling."
        ),
        "adaptive_max_pool": translate(
            "Designer", "The largest value of each part of the map; size 1 is global."
        ),
        "dropout": translate("Designer", "While training, a share of the values is set to zero."),
        "flatten": translate("Designer", "All maps become one row of values."),
        "linear": translate("Designer", "Every unit weighs all values before it."),
        "residual": translate("Designer", "What its layers give, and its own input added to that."),
        "branches": translate(
            "Designer", "Several ways side by side, whose maps are put one behind the other."
        ),
        "branch": translate("Designer", "One way; without layers it hands the input on."),
        "log_softmax": translate(
            "Designer", "Always at the end: ten values become probabilities of the digits."
        ),
    }[kind]


def setting_title(setting: str) -> str:
    """Return what a setting is called."""
    return {
        "kernels": translate("Designer", "kernels"),
        "size": translate("Designer", "size"),
        "stride": translate("Designer", "stride"),
        "padding": translate("Designer", "padding"),
        "dilation": translate("Designer", "dilation"),
        "groups": translate("Designer", "groups"),
        "size_across": translate("Designer", "across"),
        "padding_across": translate("Designer", "across"),
        "features": translate("Designer", "units"),
        "rate": translate("Designer", "rate"),
        "slope": translate("Designer", "slope"),
    }[setting]


def setting_name(setting: str) -> str:
    """Return what a setting is called where nothing stands above it."""
    return {
        "size_across": translate("Designer", "size across"),
        "padding_across": translate("Designer", "padding across"),
    }.get(setting) or setting_title(setting)


def shape_or_dash(shape: Shape | None) -> str:
    """Return ``8 × 28 × 28``, or a dash where there is none."""
    return "–" if shape is None else shape_text(shape)


def count_text(count: int) -> str:
    """Return a count with its thousands apart; a dash for none."""
    return f"{count:,}" if count else "–"
