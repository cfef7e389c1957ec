"""What the arithmetic of one value says that it is made of."""

from itertools import pairwise

import numpy as np
import pytest

from digitpad.graph.ops.attention import ScaledDotProductAttentionOp
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.linear import LinearOp, MatmulOp
from digitpad.support.colour_scales import is_light, table
from digitpad.support.numbers import number
from digitpad.ui.language import use_language
from digitpad.ui.theme import LIGHT
from digitpad.ui.widgets.arithmetic_view import ArithmeticView
from digitpad.ui.widgets.convolution_view import ArithmeticPart, ConvolutionView
from tests.ui.painted import shades, written


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


# What is painted of a convolution's arithmetic


KERNEL = np.float32([[[1, 0], [-2, 3]], [[0.5, 4], [1, -1]]])
PATCH = np.float32([[[2, 7], [1, 1]], [[4, 0], [3, 5]]])


@pytest.fixture
def arithmetic(qtbot):
    """Two channels of 2 x 2 numbers, in a view that has room for them side by side."""

    def shown(until=ArithmeticPart.TOTAL, width=400):
        view = ConvolutionView()
        qtbot.addWidget(view)
        view.resize(width, 400)
        view.show()
        numbers = {"weight": KERNEL[None], "bias": np.float32([0.25])}
        place = ConvOp((2, 2)).explain([PATCH[None]], numbers, (0, 0, 0, 0))
        view.show_convolution("The heading", place, ["The end"], until)
        return view

    return shown


def cells_of(view):
    """The numbers in cells, a row of cells after the other."""
    cells = [one for one in written(view.viewport()) if one.pixels == 11]
    return sorted(cells, key=lambda one: (round(one.place.center().y()), one.place.center().x()))


def test_patch_kernel_and_products_stand_side_by_side_number_by_number(arithmetic):
    """A cell has 44 x 19 pixels, and a sign between two grids has 18."""
    view = arithmetic()
    cells = cells_of(view)
    expected = [
        number(float(value))
        for channel in range(2)
        for row in range(2)
        for grid in (PATCH, KERNEL, PATCH * KERNEL)
        for value in grid[channel, row]
    ]
    assert [one.text for one in cells] == expected
    lefts = [0, 44, 106, 150, 212, 256]
    for place, one in enumerate(cells):
        middle = lefts[place % 6] + 21.5
        assert one.place.center().x() == pytest.approx(middle, abs=1.5), one.text
    lines = [round(one.place.center().y()) for one in cells[::6]]
    assert [lines[1] - lines[0], lines[3] - lines[2]] == [19, 19]
    signs = [one for one in written(view.viewport()) if one.text in "×="]
    assert [one.text for one in signs] == ["×", "="] * 2
    for place, one in enumerate(signs):
        assert one.colour == LIGHT.muted
        assert one.place.center().x() == pytest.approx((97, 203)[place % 2], abs=1)
        assert one.place.center().y() == pytest.approx(lines[place // 2 * 2] + 9.5, abs=1.5)


def test_each_number_stands_on_the_colour_of_its_grids_scale(arithmetic):
    view = arithmetic()
    painted, cells = shades(view.viewport()), cells_of(view)
    lefts = [0, 44, 106, 150, 212, 256]
    for place, one in enumerate(cells):
        row, column = divmod(place, 6)
        grid = (PATCH, KERNEL, PATCH * KERNEL)[column // 2][row // 2]
        value = grid[row % 2, column % 2]
        shade = table(True, False)[round((value / np.abs(grid).max() + 1) / 2 * 254)]
        top = round(one.place.center().y()) - 9
        block = painted[top + 1 : top + 17, lefts[column] + 1 : lefts[column] + 42]
        assert (block == shade).mean() > 0.4, one.text
        assert painted[top + 8, lefts[column] + 43] == painted[-1, -1], "a gap is between cells"
        assert one.colour == ("#000000" if is_light(int(shade)) else "#ffffff")


def test_above_the_grids_are_heading_sum_and_conclusion_and_below_each_its_own_sum(arithmetic):
    """2 + 0 - 2 + 3 = 3 and 2 + 0 + 3 - 5 = 0."""
    view = arithmetic()
    found = [one for one in written(view.viewport()) if one.pixels != 11 and one.text not in "×="]
    assert [one.text for one in sorted(found, key=lambda one: one.place.top())] == [
        "The heading", "3.000 + 0.000 + bias 0.250 = 3.250", "The end",
        "From map 0: patch × kernel = products", "sum of the products 3.000",
        "From map 1: patch × kernel = products", "sum of the products 0.000",
    ]  # fmt: skip
    assert [one.text for one in found if one.is_bold] == ["The heading"]
    assert {one.colour for one in found} == {LIGHT.text}
    grids = sorted({round(one.place.center().y()) for one in cells_of(view)})
    tops = {one.text: one.place.top() for one in found}
    assert grids[1] < tops["sum of the products 3.000"] < grids[2]
    assert tops["sum of the products 0.000"] > grids[3]
    for one, other in pairwise(sorted(found, key=lambda one: one.place.top())):
        assert one.place.bottom() <= other.place.top()


@pytest.mark.parametrize("until", ArithmeticPart)
def test_what_is_not_reached_yet_is_left_out_and_has_its_place(arithmetic, until):
    whole, view = arithmetic(), arithmetic(until)
    has_products, has_sums = until >= ArithmeticPart.PRODUCTS, until == ArithmeticPart.TOTAL
    there = [one.text for one in written(view.viewport())]
    assert len(cells_of(view)) == (24 if has_products else 16)
    assert there.count("=") == (2 if has_products else 0)
    assert sum("sum of" in text or "bias" in text for text in there) == (3 if has_sums else 0)
    assert there.count("The end") == 1
    places = {(one.text, one.place.getRect()) for one in written(view.viewport())}
    assert places <= {(one.text, one.place.getRect()) for one in written(whole.viewport())}
    lines = view.toPlainText().splitlines()
    assert lines.count("products") == (2 if has_products else 0)
    assert sum(line.startswith("sum of the products") for line in lines) == (2 if has_sums else 0)
    assert any(line.endswith("= 3.250") for line in lines) == has_sums


def test_grids_that_have_no_room_beside_the_others_stand_below_them(arithmetic):
    view = arithmetic(width=250)
    cells = cells_of(view)
    lines = sorted({round(one.place.center().y()) for one in cells})
    assert [sum(round(one.place.center().y()) == line for one in cells) for line in lines] == [
        4, 4, 2, 2, 4, 4, 2, 2,
    ]  # fmt: skip
    assert max(one.place.right() for one in cells) <= view.viewport().width()
    assert view.horizontalScrollBar().maximum() == 0
    products = [one.text for one in cells if round(one.place.center().y()) == lines[2]]
    assert products == [number(2.0), number(0.0)]


def test_what_is_scrolled_is_painted_where_it_is_then(arithmetic):
    view = arithmetic()
    before = shades(view.viewport())
    view.resize(400, 150)
    view.verticalScrollBar().setValue(40)
    np.testing.assert_array_equal(shades(view.viewport()), before[40:190])
