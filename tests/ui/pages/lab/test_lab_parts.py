"""The lab's fields, sources and verdict by themselves: what they take, tell and show."""

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
from digitpad.lab.limits import Padding
from digitpad.ui.pages.lab.fields import PaddingFields, PairBox
from digitpad.ui.pages.lab.playground import LabVerdict
from digitpad.ui.pages.lab.sources import SourceRow
from digitpad.ui.theme import LIGHT
from tests.ui.fields import choose, entries, heard, pick, type_into
from tests.ui.painted import written

LEFT = Qt.MouseButton.LeftButton
ONE, TWO = kernel([[1, 2], [3, 4]], 0.5), kernel([[0, -1], [1, 0]])


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
