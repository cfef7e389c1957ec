"""What kinds of blocks, their settings and shapes are called in the designer."""

from __future__ import annotations

from collections.abc import Callable

from digitpad.network.layers import Shape

Translate = Callable[[str], str]


def kind_title(kind: str, tr: Translate) -> str:
    """Return what a kind of block is called."""
    return {
        "conv": tr("Convolution"),
        "batch_norm": tr("Batch normalisation"),
        "relu": tr("ReLU"),
        "leaky_relu": tr("Leaky ReLU"),
        "gelu": tr("GELU"),
        "sigmoid": tr("Sigmoid"),
        "tanh": tr("Tanh"),
        "max_pool": tr("Max pooling"),
        "avg_pool": tr("Average pooling"),
        "l2_pool": tr("L2 pooling"),
        "adaptive_avg_pool": tr("Adaptive average pooling"),
        "adaptive_max_pool": tr("Adaptive max pooling"),
        "dropout": tr("Dropout"),
        "flatten": tr("Flatten"),
        "linear": tr("Linear (fully connected)"),
        "log_softmax": tr("Log-softmax"),
    }[kind]


def kind_hint(kind: str, tr: Translate) -> str:
    """Return a sentence about what a kind of block does."""
    return {
        "conv": tr("Kernels slide over all maps: multiply, sum, add a bias. One map a kernel."),
        "batch_norm": tr("Each map less its mean, over its deviation, then scaled and shifted."),
        "relu": tr("Negative values become zero."),
        "leaky_relu": tr("Negative values are multiplied by a small slope."),
        "gelu": tr("A smooth ReLU."),
        "sigmoid": tr("Squeezes each value between 0 and 1."),
        "tanh": tr("Squeezes each value between −1 and 1."),
        "max_pool": tr("The largest value of each window."),
        "avg_pool": tr("The mean of each window."),
        "l2_pool": tr("The root of the sum of squares of each window."),
        "adaptive_avg_pool": tr("The mean of each part of the map; size 1 is global pooling."),
        "adaptive_max_pool": tr("The largest value of each part of the map; size 1 is global."),
        "dropout": tr("While training, a share of the values is set to zero."),
        "flatten": tr("All maps become one row of values."),
        "linear": tr("Every unit weighs all values before it."),
        "log_softmax": tr("Always at the end: ten values become probabilities of the digits."),
    }[kind]


def setting_title(setting: str, tr: Translate) -> str:
    """Return what a setting is called."""
    return {
        "kernels": tr("kernels"),
        "size": tr("size"),
        "stride": tr("stride"),
        "padding": tr("padding"),
        "features": tr("units"),
        "rate": tr("rate"),
        "slope": tr("slope"),
    }[setting]


def shape_text(shape: Shape | None) -> str:
    """Return ``8 × 28 × 28``, or a dash where there is none."""
    return "–" if shape is None else " × ".join(map(str, shape))


def count_text(count: int) -> str:
    """Return a count with its thousands apart; a dash for none."""
    return f"{count:,}" if count else "–"
