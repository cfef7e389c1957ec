"""The lab's fields, kernels, sources and verdict by themselves: what they take, tell and show."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.lab.inputs import (
    COLOUR_SHAPES,
    DRAWING,
    FOUR_BY_FOUR,
    THREE_CHANNELS,
    layer_source,
    numbers_source,
    sample_source,
)
from digitpad.lab.kernels import KernelSet, kernel
from digitpad.lab.limits import MOST_KERNELS, Padding
from digitpad.ui.pages.lab.fields import PaddingFields, PairBox
from digitpad.ui.pages.lab.kernel_column import KernelColumn, KernelMenu
from digitpad.ui.pages.lab.playground import LabVerdict
from digitpad.ui.pages.lab.sources import SourceRow
from digitpad.ui.theme import LIGHT
from tests.ui.layers import click
from tests.ui.painted import written

LEFT = Qt.MouseButton.LeftButton
ONE, TWO = kernel([[1, 2], [3, 4]], 0.5), kernel([[0, -1], [1, 0]])


@pytest.fixture
def made(qtbot):
    def shown(widget, width=260, height=300):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    return shown


def heard(signal):
    told = []
    signal.connect(lambda *what: told.append(what[0] if len(what) == 1 else what))
    return told


def type_into(box, text):
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def choose(box, place):
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(place):
        QTest.keyClick(box, Qt.Key.Key_Down)


def entries(menu):
    return [action.text().replace("&", "") for action in menu.actions() if action.text()]


def pick(menu, text):
    next(one for one in menu.actions() if one.text().replace("&", "") == text).trigger()


# Two numbers, and padding


def test_a_pair_is_told_when_it_is_set_by_the_user_and_only_then(made):
    box = made(PairBox("Stride", "labStride", ("Down", "Right"), 1, 9))
    told, refused = heard(box.changed), heard(box.refused)
    box.set_pair((3, 4))
    assert box.pair() == (3, 4)
    assert told == []
    type_into(box.rows, "5")
    type_into(box.columns, "6")
    assert told == [(5, 4), (5, 6)]
    type_into(box.columns, "12")
    assert len(refused) == 1
    assert refused[0].startswith("12 is not a whole number from 1 to 9")
    assert box.pair() == (5, 6)
    assert [box.rows.objectName(), box.columns.objectName()] == [
        "labStrideRows", "labStrideColumns",
    ]  # fmt: skip
    assert [box.rows.toolTip(), box.columns.accessibleName()] == ["Down", "Right"]


@pytest.mark.parametrize(("is_live", "expected"), [(True, [(1, 1), (11, 1)]), (False, [(11, 1)])])
def test_a_number_counts_while_it_is_typed_where_that_does_no_harm(made, is_live, expected):
    box = made(PairBox("", "x", ("", ""), 1, 20, live=is_live))
    box.set_pair((2, 1))
    told = heard(box.changed)
    type_into(box.rows, "11")
    assert told == expected


@pytest.fixture
def padding(made):
    return made(PaddingFields())


def amounts(padding):
    return [box.value() for box in padding.sides]


def test_padding_begins_with_none_and_its_values_cannot_be_chosen(padding):
    assert padding.padding() == Padding()
    assert padding.kind.currentText() == "No padding"
    assert not padding.mode.isEnabled()
    assert [box.isEnabled() for box in padding.sides] == [True] * 4


def test_an_amount_that_is_chosen_is_one_at_each_side(padding):
    told = heard(padding.changed)
    choose(padding.kind, 2)
    assert amounts(padding) == [1, 1, 1, 1]
    assert told[-1] == Padding(1, 1, 1, 1)
    assert padding.mode.isEnabled()
    type_into(padding.sides[2], "3")
    assert told[-1] == Padding(1, 1, 3, 1)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):  # the same size, and amounts again
        QTest.keyClick(padding.kind, key)
    assert amounts(padding) == [1, 1, 3, 1], "what is there stays"
    choose(padding.kind, 0)
    assert told[-1] == Padding()
    assert amounts(padding) == [0, 0, 0, 0]


def test_typed_amounts_say_whether_there_is_padding(padding):
    told = heard(padding.changed)
    for place, name in enumerate(("top", "bottom", "left", "right")):
        padding.set_padding(Padding())
        type_into(padding.sides[place], "2")
        assert told[-1] == Padding(**{name: 2})
        assert padding.kind.currentText() == "Amount"
        type_into(padding.sides[place], "0")
        assert told[-1] == Padding()
        assert padding.kind.currentText() == "No padding"


def test_the_same_size_needs_no_amounts(padding):
    told = heard(padding.changed)
    choose(padding.kind, 1)
    assert told[-1] == Padding.same()
    assert [box.isEnabled() for box in padding.sides] == [False] * 4
    choose(padding.mode, 2)
    assert told[-1] == Padding.same("replicate")
    count = len(told)
    padding.set_padding(Padding(1, 0, 0, 0, "reflect"))
    assert padding.padding() == Padding(1, 0, 0, 0, "reflect")
    assert padding.mode.currentText() == "reflect"
    assert [box.isEnabled() for box in padding.sides] == [True] * 4
    assert len(told) == count, "what is set by the program is not told"


# Kernels


@pytest.fixture
def column(made):
    column = KernelColumn()
    column.lay_out()
    made(column)
    column.show()
    column.show_kernels((ONE, TWO))
    return column


def test_the_selected_kernel_is_shown_in_numbers_and_marked_in_the_strip(column):
    np.testing.assert_array_equal(column.numbers._values, [[[1, 2], [3, 4]]])
    assert column.strip._marked == (0,)
    assert column.bias.value() == 0.5
    assert column.size_box.pair() == (2, 2)
    assert column.numbers._end == column.strip._end == 4.0
    assert not column.same.isVisible()
    told = heard(column.changed)
    click(column.strip, column.strip.value_point((1, 0, 0)))
    assert column.selected == 1
    np.testing.assert_array_equal(column.weights, [[[0, -1], [1, 0]]])
    assert column.strip._marked == (1,)
    assert column.strip.current() is None
    assert column.bias.value() == 0
    assert told == [], "only another one is looked at"


def test_keys_go_from_kernel_to_kernel_and_stop_at_the_ends(column):
    column.strip.setFocus()
    for key, selected in (
        (Qt.Key.Key_Left, 0), (Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 1), (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_PageDown, 1),
    ):  # fmt: skip
        QTest.keyClick(column.strip, key)
        assert column.selected == selected


def test_a_copy_is_added_after_the_last_and_the_selected_one_is_removed(column):
    told = heard(column.changed)
    QTest.mouseClick(column.add, LEFT)
    assert told[-1] == (ONE, TWO, ONE)
    assert column.selected == 2
    QTest.mouseClick(column.remove, LEFT)
    assert told[-1] == (ONE, TWO)
    assert column.selected == 1
    column.show_kernels((ONE, TWO), 0)
    QTest.mouseClick(column.remove, LEFT)
    assert told[-1] == (TWO,)
    assert column.selected == 0
    assert not column.remove.isEnabled()
    for _ in range(MOST_KERNELS - 1):
        assert column.add.isEnabled()
        QTest.mouseClick(column.add, LEFT)
    assert not column.add.isEnabled()
    assert column.remove.isEnabled()


def type_number(column, position, text):
    click(column.numbers, column.numbers.value_point(position))
    for key in text:
        grid = column.numbers
        QTest.keyClick(grid if grid._editor is None else grid._editor, key)
    QTest.keyClick(column.numbers._editor, Qt.Key.Key_Return)


def test_typed_numbers_are_taken_back_one_by_one_until_something_else_was_changed(column):
    told = heard(column.changed)
    type_number(column, (0, 0, 1), "9")
    type_number(column, (0, 1, 1), "8")
    np.testing.assert_array_equal(column.weights, [[[1, 9], [3, 8]]])
    undo = (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(column.numbers, *undo)
    np.testing.assert_array_equal(column.weights, [[[1, 9], [3, 4]]])
    QTest.keyClick(column.numbers, *undo)
    assert told[-1] == (ONE, TWO)
    type_number(column, (0, 0, 1), "9")
    type_into(column.bias, "2")
    count = len(told)
    QTest.keyClick(column.numbers, *undo)
    assert len(told) == count


def test_bias_and_size_are_those_of_the_selected_and_of_all_kernels(column):
    told = heard(column.changed)
    type_into(column.bias, "-1.5")
    assert [one.bias for one in told[-1]] == [-1.5, 0]
    type_into(column.size_box.rows, "3")
    assert [one.size for one in told[-1]] == [(3, 2), (3, 2)]


def test_a_preset_keeps_the_size_that_it_can_have(column):
    told = heard(column.changed)
    pick(column.menu.menu_, "Identity")
    assert told[-1][0].name == "identity"
    sizes = {one.size for one in told[-1]}
    assert len(sizes) == 1, "all kernels have one size"
    assert column.menu.name() == "Identity"
    type_number(column, (0, 0, 0), "7")
    assert column.menu.name() == "Custom"


def test_of_several_channels_the_numbers_may_be_kept_the_same(column):
    three = ONE.for_channels(3)
    column.show_kernels((three,))
    assert column.same.isVisible()
    assert column.same.isChecked()
    type_number(column, (1, 0, 0), "7")
    assert column.weights[:, 0, 0].tolist() == [7, 7, 7]
    column.same.click()
    assert not column.same.isChecked()
    type_number(column, (1, 0, 0), "5")
    assert column.weights[:, 0, 0].tolist() == [7, 5, 7]
    told = heard(column.changed)
    column.same.click()
    assert len(told) == 1
    assert column.weights[:, 0, 0].tolist() == [7, 7, 7], "those of the first"
    column.show_kernels((ONE,))
    assert not column.same.isVisible()


def test_kernels_of_unlike_sizes_have_no_strip(column):
    column.show_kernels((ONE, kernel([[1, 2, 3]])))
    assert column.strip._values is None
    np.testing.assert_array_equal(column.numbers._values, [[[1, 2], [3, 4]]])


def test_what_is_typed_ends_where_a_kernel_of_another_size_comes(column):
    click(column.numbers, column.numbers.value_point((0, 1, 1)))
    QTest.keyClick(column.numbers, Qt.Key.Key_5)
    column.show_kernels((ONE, TWO))
    assert column.numbers._editor is not None
    column.show_kernels((kernel([[1]]),))
    assert column.numbers._editor is None


def test_the_menu_offers_the_kernels_of_each_convolution_in_parts(made):
    menu = made(KernelMenu())
    chosen, presets = heard(menu.network_kernel_chosen), heard(menu.preset_chosen)
    before = entries(menu.menu_)
    menu.set_layers((KernelSet("conv1", 8, 1), KernelSet("conv2", 40, 8)))
    assert entries(menu.menu_)[len(before) :] == [
        "Of the Network's conv1",
        "Of the Network's conv2",
    ]
    first, second = (action.menu() for action in menu.menu_.actions() if action.menu())
    assert entries(first) == [f"Kernel {n}" for n in range(8)]
    assert entries(second) == ["0–15", "16–31", "32–39"]
    pick(second.actions()[2].menu(), "Kernel 39")
    pick(first, "Kernel 0")
    assert chosen == [("conv2", 39), ("conv1", 0)]
    pick(menu.menu_, "Sobel x")
    assert presets == ["sobel x"]
    menu.set_layers(())
    assert entries(menu.menu_) == before


# Sources


@pytest.fixture
def sources(made):
    return made(SourceRow(), 400, 40)


def test_the_menu_offers_all_inputs(sources):
    told, samples = heard(sources.chosen), []
    pictures = heard(sources.picture_asked)
    sources.sample_asked.connect(lambda: samples.append(True))
    sources.set_layers((KernelSet("conv2", 32, 8),))
    for text, source in (
        ("Your Drawing", DRAWING), ("Coloured Shapes", COLOUR_SHAPES),
        ("A Grid of Numbers", FOUR_BY_FOUR), ("Three Grids: Red, Green, Blue", THREE_CHANNELS),
        ("What conv2 Is Given", layer_source("conv2")),
    ):  # fmt: skip
        pick(sources.menu, text)
        assert told[-1] == source
    pick(sources.menu, "A Sample Digit")
    assert samples == [True]
    pick(sources.menu, "A Picture…")
    pick(sources.menu, "A Picture in Grey…")
    assert pictures == [True, False]
    sources.set_layers(())
    assert not [text for text in entries(sources.menu) if text.startswith("What")]


def test_a_source_has_its_name_and_what_belongs_to_it(sources):
    image = np.zeros((28, 28), np.uint8)
    for source, name, has_another, has_size in (
        (DRAWING, "Your drawing", False, False),
        (sample_source(image, 7), "Sample of 7", True, False),
        (sample_source(image), "Sample digit", True, False),
        (FOUR_BY_FOUR, "Grid", False, True), (THREE_CHANNELS, "Three grids", False, True),
        (COLOUR_SHAPES, "Coloured shapes", False, False),
        (layer_source("conv2"), "Input of conv2", False, False),
    ):  # fmt: skip
        sources.show_source(source)
        assert sources.button.name() == name
        assert sources.another.isVisible() == has_another, name
        assert sources.size_box.isVisible() == has_size, name
    samples = []
    sources.sample_asked.connect(lambda: samples.append(True))
    sources.show_source(sample_source(image, 7))
    QTest.mouseClick(sources.another, LEFT)
    assert samples == [True]


def test_a_grid_that_grows_and_shrinks_keeps_the_numbers_that_have_a_place(sources):
    told = heard(sources.chosen)
    sources.show_source(numbers_source([[1, 2], [3, 4]]))
    assert sources.size_box.pair() == (2, 2)
    type_into(sources.size_box.rows, "3")
    assert told[-1] == numbers_source([[1, 2], [3, 4], [0, 0]])
    sources.show_source(told[-1])
    type_into(sources.size_box.columns, "1")
    assert told[-1] == numbers_source([[1], [3], [0]])
    sources.show_source(told[-1])
    sources.show_source(DRAWING)
    pick(sources.menu, "A Grid of Numbers")
    assert told[-1] == numbers_source([[1], [3], [0]]), "that were typed last"


# The verdict


@pytest.fixture
def verdict(made):
    verdict = LabVerdict()
    return made(verdict, 400, verdict.sizeHint().height())


@pytest.mark.parametrize("is_warning", [True, False])
def test_two_lines_stand_below_each_other_and_the_second_may_be_a_warning(verdict, is_warning):
    verdict.show_lines("First line", "Second line", is_warning=is_warning)
    first, second = written(verdict)
    assert (first.text, second.text) == ("First line", "Second line")
    half = verdict.height() / 2
    assert first.place.center().y() == pytest.approx(half / 2, abs=1)
    assert second.place.center().y() == pytest.approx(half * 3 / 2, abs=1)
    assert first.colour == LIGHT.text
    assert second.colour == (LIGHT.warning if is_warning else LIGHT.text)
    assert (
        verdict.text()
        == verdict.accessibleName()
        == verdict.toolTip()
        == ("First line\nSecond line")
    )
    assert not verdict.is_problem
    verdict.show_lines("word " * 60, "", is_warning=False)
    assert written(verdict)[0].text.endswith("…")


def test_a_problem_takes_both_lines_with_a_sign_and_is_smaller_where_it_is_long(verdict):
    verdict.show_problem("It does not fit.")
    (one,) = written(verdict)
    assert one.text == "⚠ It does not fit."
    assert one.colour == LIGHT.warning
    assert one.place.center().y() == pytest.approx(verdict.height() / 2, abs=1.5)
    assert verdict.is_problem
    assert verdict.text() == "It does not fit."
    usual = one.pixels
    verdict.show_problem("It does not fit into so much room. " * 5)
    assert written(verdict)[0].pixels == 12 != usual
    verdict.show_problem("")
    assert not verdict.is_problem
    assert [one.text for one in written(verdict) if one.text] == []
