"""What layers and settings are called in the designer, each by a word of its own."""

import pytest

from digitpad.network.blocks import ALL_KINDS
from digitpad.network.design.architecture_draft import SETTING_LIMITS
from digitpad.ui.dialogs.designer.kind_words import (
    count_text,
    kind_hint,
    kind_title,
    setting_name,
    setting_title,
    shape_or_dash,
)

TITLES = {
    "conv": "Convolution", "batch_norm": "Batch normalisation", "relu": "ReLU",
    "leaky_relu": "Leaky ReLU", "gelu": "GELU", "sigmoid": "Sigmoid", "tanh": "Tanh",
    "max_pool": "Max pooling", "avg_pool": "Average pooling", "l2_pool": "L2 pooling",
    "adaptive_avg_pool": "Adaptive average pooling", "adaptive_max_pool": "Adaptive max pooling",
    "dropout": "Dropout", "flatten": "Flatten", "linear": "Linear (fully connected)",
    "residual": "Residual block", "branches": "Branches", "log_softmax": "Log-softmax",
}  # fmt: skip
WORDS = {
    "conv": "slide", "batch_norm": "deviation", "relu": "become zero", "leaky_relu": "slope",
    "gelu": "smooth", "sigmoid": "0 and 1", "tanh": "−1 and 1", "max_pool": "largest",
    "avg_pool": "mean", "l2_pool": "squares", "adaptive_avg_pool": "mean of each part",
    "adaptive_max_pool": "largest value of each part", "dropout": "set to zero",
    "flatten": "one row", "linear": "weighs all", "residual": "own input", "branches": "ways",
    "log_softmax": "probabilities",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(ALL_KINDS))
def test_a_kind_has_a_title_and_a_sentence_about_what_it_does(kind):
    assert kind_title(kind) == TITLES[kind]
    assert WORDS[kind] in kind_hint(kind)
    assert kind_hint(kind).endswith(".")


def test_all_that_can_be_designed_is_named():
    assert {*TITLES} == {*WORDS} == {*ALL_KINDS}
    assert kind_title("branch") == "Branch"
    assert kind_hint("branch").startswith("One way;")
    hints = [kind_hint(kind) for kind in TITLES]
    assert len(set(hints)) == len(hints)


def test_a_setting_has_a_word_and_a_longer_one_where_it_stands_alone():
    titles = {setting: setting_title(setting) for setting in SETTING_LIMITS}
    assert titles == {
        "kernels": "kernels", "size": "size", "stride": "stride", "padding": "padding",
        "dilation": "dilation", "groups": "groups", "size_across": "across",
        "padding_across": "across", "features": "units", "rate": "rate", "slope": "slope",
    }  # fmt: skip
    names = {setting: setting_name(setting) for setting in SETTING_LIMITS}
    assert names == {
        **titles, "size_across": "size across", "padding_across": "padding across"
    }  # fmt: skip


def test_a_shape_or_a_count_that_is_not_there_is_a_dash():
    assert shape_or_dash(None) == count_text(0) == "–"
    assert shape_or_dash((8, 28, 28)) == "8 × 28 × 28"
    assert count_text(12345) == "12,345"
