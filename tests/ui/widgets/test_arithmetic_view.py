"""What the arithmetic of one value says that it is made of."""

import numpy as np
import pytest

from digitpad.graph.ops.attention import ScaledDotProductAttentionOp
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.linear import LinearOp, MatmulOp
from digitpad.ui.language import use_language
from digitpad.ui.widgets.arithmetic_view import ArithmeticView
from digitpad.ui.widgets.convolution_view import ArithmeticPart, ConvolutionView
from tests.ui.painted import shades


@pytest.fixture(params=["en", "zh_CN"])
def language(request, qapp):
    use_language(request.param)
    yield request.param
    use_language("en")


@pytest.fixture
def told(qtbot):
    def shown(explanation):
        view = ArithmeticView()
        qtbot.addWidget(view)
        view.show_steps("heading", explanation, [])
        return view.toPlainText()

    return shown


def product():
    left, right = np.float32([[[1, 2], [3, 4]]]), np.float32([[5, 6, 7], [-1, -2, -3]])
    return MatmulOp().explain([left, right], {}, (0, 1, 2))


def attention():
    query, keys = np.float32([[[0], [2]]]), np.float32([[[0], [0]]])
    values = np.float32([[[9, 4], [9, -8]]])
    return ScaledDotProductAttentionOp().explain([query, keys, values], {}, (0, 1, 1))


def test_a_matrix_product_is_a_row_times_a_column(language, told):
    text = told(product())
    expected = {
        "en": ["Row 1 of the first input times column 2 of the second", "value 0"],
        "zh_CN": ["第一个输入的第 1 行乘以第二个输入的第 2 列", "值 0"],
    }
    assert all(words in text for words in expected[language])
    assert text.endswith("= 9.000")


def test_attention_is_a_mean_of_values_by_their_keys(language, told):
    text = told(attention())
    expected = {
        "en": ["Query 1 takes the mean of column 1 of the values", "key 0"],
        "zh_CN": ["查询 1 取各个值第 1 列的加权平均", "键 0"],
    }
    assert all(words in text for words in expected[language])
    assert text.endswith("= −2.000")


@pytest.mark.parametrize("explanation", [product, attention])
def test_what_has_no_units_and_no_bias_names_none(told, explanation):
    text = told(explanation())
    assert "bias" not in text
    assert "unit" not in text
    assert "0 others" not in text


@pytest.mark.parametrize("biased", [True, False])
def test_a_bias_is_named_where_there_is_one(told, biased):
    bias = {"bias": np.float32([0])} if biased else {}
    unit = LinearOp().explain([np.float32([[2]])], {"weight": np.float32([[3]]), **bias}, (0, 0))
    pixel, kernel = np.float32([[[[2]]]]), np.float32([[[[3]]]])
    place = ConvOp((1, 1)).explain([pixel], {"weight": kernel, **bias}, (0, 0, 0, 0))
    assert ("bias 0.000" in told(unit)) == biased
    assert ("bias 0.000" in told(place)) == biased


@pytest.mark.parametrize("until", ArithmeticPart)
def test_a_screen_reader_is_told_the_sum_of_a_place_once_it_is_shown(qtbot, until):
    view = ConvolutionView()
    qtbot.addWidget(view)
    pixel, kernel = np.float32([[[[2]]]]), np.float32([[[[3]]]])
    place = ConvOp((1, 1)).explain([pixel], {"weight": kernel}, (0, 0, 0, 0))
    view.show_convolution("heading", place, ["the end"], until)
    said = view.accessibleDescription()
    assert said.startswith("heading")
    assert said.endswith("the end")
    assert ("= 6.000" in said) == (until == ArithmeticPart.TOTAL)


@pytest.fixture
def of_many_channels(qtbot):
    """A place that was summed over six channels, in a window that shows a part of it."""
    view = ConvolutionView()
    qtbot.addWidget(view)
    view.resize(320, 200)
    view.show()
    pixels, kernel = np.ones((1, 6, 5, 5), np.float32), np.ones((1, 6, 5, 5), np.float32)
    place = ConvOp((5, 5)).explain([pixels], {"weight": kernel}, (0, 0, 0, 0))
    view.show_convolution("heading", place, ["the end"], ArithmeticPart.TOTAL)
    return view


def test_one_scrolls_to_the_end_of_the_arithmetic_and_no_further(qtbot, of_many_channels):
    view, bar = of_many_channels, of_many_channels.verticalScrollBar()
    bar.setValue(bar.maximum())
    painted = shades(view.viewport())
    ground = painted[-1, 0]
    below = view.viewport().height() - 1 - np.flatnonzero((painted != ground).any(axis=1)).max()
    assert 0 <= below < 30, "the last line stands at the lower edge"
    assert bar.pageStep() == view.viewport().height()
    view.resize(1200, 20 + view.viewport().height() + bar.maximum())
    assert bar.maximum() == 0, "all of it is seen"
    assert view.horizontalScrollBar().maximum() == 0
