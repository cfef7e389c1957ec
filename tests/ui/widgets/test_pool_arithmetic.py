"""What the arithmetic of a pool's value shows: its window, what is made of it; and many logits."""

import numpy as np
import pytest
import torch

from digitpad.graph.ops.pooling import PoolOp
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.support.numbers import number
from digitpad.ui.theme import LIGHT
from digitpad.ui.widgets.arithmetic_view import ArithmeticView
from tests.ui.painted import in_colour, written

IMAGE = np.float32([[1, 5, 2], [-3, 4, 8], [7, 6, -9]])[None]
AROUND = ((1, 1), (1, 1))


@pytest.fixture
def shown(qtbot):
    def show(explanation):
        view = ArithmeticView()
        qtbot.addWidget(view)
        view.resize(420, 300)
        view.show()
        view.show_steps("The heading", explanation, ["The end"])
        return view

    return show


def cells(view):
    return [one for one in written(view.convolution.viewport()) if one.pixels == 11]


def of(kind, row, column, image=IMAGE):
    return kind.explain([image[None]], {}, (0, 0, row, column))


def test_a_max_pools_window_stands_under_its_heading_and_the_largest_is_framed(shown):
    view = shown(of(PoolOp((2, 2), (2, 2), AROUND), 1, 0))  # rows 1 and 2, columns -1 and 0
    found = cells(view)
    assert [one.text for one in found] == ["pad", "−3.000", "pad", "7.000"]
    lefts, tops = ({round(getattr(one.place.center(), axis)()) for one in found} for axis in "xy")
    assert np.ptp([*lefts]) == pytest.approx(44, abs=1)
    assert np.ptp([*tops]) == pytest.approx(19, abs=1)
    others = [one.text for one in written(view.convolution.viewport()) if one.pixels != 11]
    assert others == ["The heading", "The largest of the window is 7.000", "The end"]
    middle = found[3].place.center()
    across, down = round(middle.x()), round(middle.y())
    there = in_colour(view.convolution.viewport(), LIGHT.text)
    for row in (down - 9, down + 8):  # the frame's edges, between numbers and words
        assert there[row - 1 : row + 2, across - 18 : across + 18].any(axis=0).all()
    for column in (across - 21, across + 20):
        assert there[down - 6 : down + 6, column - 1 : column + 2].any(axis=1).all()
    first = found[0].place.center()
    assert not there[round(first.y()) - 9, : round(first.x()) + 18].any()
    assert view.toPlainText().splitlines() == [
        "The heading", "pad\t−3.000", "pad\t7.000", "The largest of the window is 7.000", "The end",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "torchs", "words"),
    [
        (
            PoolOp((2, 2), (2, 2), AROUND, how="mean"), torch.nn.AvgPool2d(2, 2, 1),
            "The mean of the window is {0}",
        ),
        (
            PoolOp((2, 2), (2, 2), AROUND, how="mean", counts_padding=False),
            torch.nn.AvgPool2d(2, 2, 1, count_include_pad=False),
            "The sum of the window, divided by 2, is {0}",
        ),
        (
            PoolOp((2, 2), (2, 2), AROUND, how="mean", divisor=3),
            torch.nn.AvgPool2d(2, 2, 1, divisor_override=3),
            "The sum of the window, divided by 3, is {0}",
        ),
        (
            PoolOp((2, 2), (1, 1), how="l2"), torch.nn.LPPool2d(2, 2, 1),
            "The root of the sum of the window's squares is {0}",
        ),
        (
            PoolOp((2, 2), (2, 2), ceil_mode=True, how="l2"),
            torch.nn.LPPool2d(2, 2, 2, ceil_mode=True),
            "The root of 2.000 × the sum of the window's squares is {0}",
        ),
    ],
)  # fmt: skip
def test_the_sentence_says_what_is_made_of_the_window(shown, kind, torchs, words):
    expected = float(torchs(torch.from_numpy(IMAGE))[0, 0, 1])
    told = shown(of(kind, 0, 1)).toPlainText()
    assert words.format(number(expected)) in told


def test_of_a_window_as_large_as_a_picture_what_is_seen_is_painted(shown):
    image = np.random.default_rng(1).random((1, 256, 256), np.float32)
    view = shown(of(PoolOp((256, 256), (1, 1)), 0, 0, image))
    assert 100 < len(cells(view)) < 250
    bar = view.convolution.verticalScrollBar()
    bar.setValue(bar.maximum())
    told = [one.text for one in written(view.convolution.viewport())]
    assert f"The largest of the window is {number(float(image.max()))}" in told
    assert number(float(image[0, 255, 0])) in told


def test_of_a_thousand_logits_the_largest_and_its_own_are_listed(shown):
    logits = np.random.default_rng(1).normal(size=1000).astype(np.float32)
    own = int(logits.argsort()[500])
    view = shown(SoftmaxOp(1, is_log=False).explain([logits[None]], {}, (0, own)))
    told = view.toPlainText().split()
    largest = logits.argsort()[::-1][:12]
    for n in (*largest, own):
        assert number(float(logits[n])) in told
    powers = np.exp(np.float64(logits) - logits.max())
    rest = powers.sum() - powers[[*largest, own]].sum()
    assert f"and 987 others: {number(rest)}" in view.toPlainText()
    share = torch.softmax(torch.from_numpy(logits), 0)[own]
    assert f"{share:.3f}" in told
