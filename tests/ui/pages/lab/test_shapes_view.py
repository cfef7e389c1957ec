"""The lab's formulas and costs as they are painted: what stands where, in which colour."""

import numpy as np
import pytest

from digitpad.lab.inputs import FOUR_BY_FOUR, numbers_source
from digitpad.lab.kernels import preset
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import ConvolutionSettings, Padding
from digitpad.lab.result import LabResult, lab_result
from digitpad.ui.pages.lab.shapes_view import ShapesView
from digitpad.ui.theme import LIGHT
from tests.ui.painted import in_colour, written


@pytest.fixture
def view(qtbot):
    view = ShapesView()
    qtbot.addWidget(view)
    view.resize(620, 300)
    return view


def show(view, convolution=None, source=FOUR_BY_FOUR):
    settings = LabSettings(source, (preset("sobel x"),), convolution or ConvolutionSettings())
    view.show_result(lab_result(settings, None, None, with_pools=False))


def formula(view, axis):
    """The letters and the numbers below them, of the rows, 0, or the columns, 1, as one reads."""
    found = written(view)
    (name,) = [one.place for one in found if one.text == ("Rows", "Columns")[axis]]
    (end,) = [
        one.place for one in found if one.text.startswith(("Columns", "Input")[axis])
    ]  # fmt: skip
    room = (view.width() - 22) * 0.45
    between = [
        one for one in found
        if name.top() < one.place.top() < end.top() - 1 and one.place.left() < room
    ]  # fmt: skip
    upper = min(one.place.top() for one in between)
    between.sort(key=lambda one: one.place.left())
    return (
        [one for one in between if one.place.top() == upper],
        [one for one in between if one.place.top() > upper],
    )


def test_each_number_of_a_formula_stands_below_its_letter(view):
    show(view, ConvolutionSettings((2, 1), Padding(1, 1, 0, 3), (1, 1)))
    for axis, letters, numbers in (
        (0, "floor((|n| + |2p| − |k|) / |s|) + 1 = |m",
         "floor((|4| + |2·1| − |3|) / |2|) + 1 = |2"),
        (1, "floor((|n| + |p₁ + p₂| − |k|) / |s|) + 1 = |m",
         "floor((|4| + |0 + 3| − |3|) / |1|) + 1 = |5"),
    ):  # fmt: skip
        above, below = formula(view, axis)
        assert "|".join(one.text for one in above) == letters
        assert "|".join(one.text for one in below) == numbers
        for letter, number in zip(above, below, strict=True):
            assert letter.place.center().x() == pytest.approx(number.place.center().x(), abs=1)
            assert letter.place.bottom() <= number.place.top() + 1
        ends = [max(a.place.right(), b.place.right()) for a, b in zip(above, below, strict=True)]
        starts = [min(a.place.left(), b.place.left()) for a, b in zip(above, below, strict=True)]
        assert all(end <= start + 1 for end, start in zip(ends, starts[1:], strict=False))


def test_input_and_output_have_one_colour_in_a_formula_and_the_kernel_has_another(view):
    show(view, ConvolutionSettings(dilation=(2, 1), padding=Padding(2, 2, 0, 0)))
    letters, numbers = formula(view, 0)
    assert {one.colour for one in letters} == {LIGHT.muted}
    colours = [
        ("floor((", LIGHT.text), ("4", LIGHT.accent), (" + ", LIGHT.text), ("2·2", LIGHT.text),
        (" − ", LIGHT.text), ("2", LIGHT.second), ("·(", LIGHT.text), ("3", LIGHT.second),
        (" − 1) − 1", LIGHT.text), (") / ", LIGHT.text), ("1", LIGHT.text),
        (") + 1 = ", LIGHT.text), ("4", LIGHT.accent),
    ]  # fmt: skip
    assert [(one.text, one.colour) for one in numbers] == colours
    assert [one.text for one in letters if one.text.isalpha()] == ["n", "d", "k", "s", "m"]


def test_a_formula_that_has_no_room_is_smaller_and_fits(view):
    show(view)
    assert formula(view, 0)[0][0].pixels == formula(view, 1)[0][0].pixels == 16
    show(view, ConvolutionSettings(dilation=(2, 1), padding=Padding(1, 1, 0, 3)))
    view.resize(420, 300)
    letters, numbers = formula(view, 0)
    assert 9 <= numbers[0].pixels < 16
    assert max(one.place.right() for one in (*letters, *numbers)) <= (420 - 22) * 0.45 + 1


def test_rows_come_before_columns_and_below_are_the_shapes_and_what_is_never_seen(view):
    show(view)
    found = texts_that_are_not_formulas(view)
    order = ["Rows", "Columns", "Input 1 × 4 × 4, output 1 × 2 × 2: a map for each kernel.",
             "Every pixel of the input is seen."]  # fmt: skip
    tops = [found[text].place.top() for text in order]
    assert tops == sorted(set(tops))
    assert [found[text].colour for text in order] == [LIGHT.muted] * 2 + [LIGHT.text] * 2
    rows, columns = (formula(view, axis)[1][0].place for axis in (0, 1))
    assert found["Rows"].place.bottom() <= formula(view, 0)[0][0].place.top() + 3
    assert rows.bottom() <= found["Columns"].place.top() + 1
    assert columns.bottom() <= found[order[2]].place.top() + 1
    assert found[order[2]].place.bottom() <= found[order[3]].place.top()
    show(view, ConvolutionSettings((2, 2)))
    unseen = texts_that_are_not_formulas(view)["Never seen, hatched: row 3 and column 3."]
    assert unseen.colour == LIGHT.warning
    assert not any("is seen" in one.text for one in written(view))


def texts_that_are_not_formulas(view):
    return {one.text: one for one in written(view) if one.pixels <= 13}


def test_costs_stand_in_a_table_beside_the_formulas_under_a_line(view):
    """4 x 4 pixels and a 3 x 3 kernel with its bias make 2 x 2 values: 2 x 2 x 9 products.

    A fully connected layer has 16 weights and a bias for each of 4 values.
    """
    show(view)
    found = texts_that_are_not_formulas(view)
    left, width = (620 - 22) * 0.45 + 22, (620 - 22) * 0.55  # 22 pixels are between
    rows = (
        ("convolution", "fully connected"),
        ("Parameters", "10", "68", "× 6.8"),
        ("Multiplications", "36", "64", "× 1.8"),
    )
    ends = [left + share * width for share in (0.47, 0.79, 1.0)]
    for row, cells in enumerate(rows):
        for text in cells:
            middle = found[text].place.center().y()
            assert middle == pytest.approx(20 * row + 10, abs=2), text
        for text, end in zip(cells[-3:] if row else cells, ends, strict=False):
            assert found[text].place.right() == pytest.approx(end, abs=1), text
            assert found[text].colour == (LIGHT.text if row else LIGHT.muted), text
        if row:
            assert found[cells[0]].place.left() == pytest.approx(left, abs=1)
            assert found[cells[0]].colour == LIGHT.muted
    line = in_colour(view, LIGHT.border)[20]
    assert np.flatnonzero(line).tolist() == list(range(round(left), round(left + width)))
    sentence = next(text for text in found if text.startswith("A fully connected layer from"))
    assert found[sentence].place.top() >= 3 * 20 + 9
    assert found[sentence].place.left() == pytest.approx(left, abs=1)


def test_an_impossible_setting_has_no_formula(view):
    show(view, source=numbers_source([[1, 2], [3, 4]]))
    assert view.text() == ""
    assert not written(view)
    assert not in_colour(view, LIGHT.border).any()
    view.show_result(LabResult(LabSettings()))
    assert not written(view)


def test_what_is_painted_is_told_to_those_who_cannot_see_it(view):
    show(view)
    painted = texts_that_are_not_formulas(view).keys() - {"convolution", "fully connected"}
    assert len(painted) > 8
    assert [text for text in painted if text not in view.accessibleName()] == []
