"""The designer's rows as they are painted and typed into, without the dialog around them."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.network.design.assessment import assess
from digitpad.network.presets import PRESETS
from digitpad.ui.dialogs.designer.layer_delegate import TotalsLine
from digitpad.ui.dialogs.designer.layers_model import (
    LAYER,
    MULTIPLICATIONS,
    OUTPUT,
    PARAMETERS,
    SETTINGS,
)
from digitpad.ui.dialogs.designer.layers_table import LayersTable
from digitpad.ui.theme import LIGHT
from tests.ui.painted import in_colour, shades, written

LEFT = Qt.MouseButton.LeftButton
TUTORIAL = ArchitectureDraft.of(PRESETS["tutorial"])
BROKEN = TUTORIAL.with_setting(3, "size", 33)
NESTED = TUTORIAL.added("residual", 1)


@pytest.fixture
def table(qtbot):
    table = LayersTable()
    qtbot.addWidget(table)
    table.resize(1010, 800)
    table.show()
    table.show_assessment(assess(TUTORIAL), 11)
    return table


def cell(table, row, column):
    return table.visualRect(table.model().index(row, column))


def in_cell(table, row, column):
    rect = cell(table, row, column)
    return [
        one for one in written(table.viewport())
        if rect.contains(one.place.center().toPoint())
    ]  # fmt: skip


def test_a_layers_name_stands_over_its_kind(table):
    for row, name, kind in ((0, "conv1", "Convolution"), (2, "pool1", "Max pooling"),
                            (6, "flatten", "Flatten")):  # fmt: skip
        upper, lower = sorted(in_cell(table, row, LAYER), key=lambda one: one.place.top())
        assert (upper.text, lower.text) == (name, kind)
        assert upper.place.bottom() <= lower.place.top() + 1
        assert upper.place.left() == pytest.approx(lower.place.left(), abs=1)
        assert upper.place.left() == pytest.approx(11, abs=1)
        assert (upper.colour, lower.colour) == (LIGHT.text, LIGHT.muted)
        assert (upper.is_bold, lower.is_bold) == (True, False)
        middle = (upper.place.top() + lower.place.bottom()) / 2
        assert middle == pytest.approx(cell(table, row, LAYER).top() + 21, abs=3)


def test_settings_stand_in_boxes_behind_their_names(table):
    """A name has 50 pixels, four are between, a box has 60, and eight are after it."""
    rect = cell(table, 0, SETTINGS)
    found = in_cell(table, 0, SETTINGS)
    frames = in_colour(table.viewport(), LIGHT.border)
    for slot, (name, value) in enumerate(
        [("kernels", "8"), ("size", "3"), ("stride", "1"), ("padding", "1")]
    ):
        left, top = rect.left() + slot * 118, rect.top() + 8
        (caption,) = [one for one in found if one.text == name]
        assert caption.place.right() == pytest.approx(left + 50, abs=1.5)
        assert caption.place.center().y() == pytest.approx(top + 13, abs=1)
        assert caption.colour == LIGHT.muted
        number = next(
            one for one in found
            if left + 54 < one.place.center().x() < left + 114 and one.place.top() < top + 26
        )  # fmt: skip
        assert number.text == value
        assert number.place.left() == pytest.approx(left + 61, abs=1.5)
        assert number.place.center().y() == pytest.approx(caption.place.center().y(), abs=1)
        assert number.colour == LIGHT.text
        around = frames[top - 2 : top + 29, left + 52 : left + 117]
        inside = around[6:-6]
        columns = np.flatnonzero(inside.mean(axis=0) > 0.8)
        assert columns.tolist() == pytest.approx([2, 61], abs=1), "its sides"
    second = [one for one in found if one.place.top() > rect.top() + 36]
    assert {one.text for one in second} == {"groups", "dilation", "across", "1", "3"}


def test_figures_stand_in_columns_of_their_own(table):
    expected = {OUTPUT: "8 × 28 × 28", PARAMETERS: "80", MULTIPLICATIONS: "56,448"}
    for column, text in expected.items():
        (one,) = in_cell(table, 0, column)
        rect = cell(table, 0, column)
        assert one.text == text
        assert one.colour == LIGHT.text
        assert one.place.center().y() == pytest.approx(rect.top() + 21, abs=1.5)
        if column == OUTPUT:
            assert one.place.left() == pytest.approx(rect.left() + 8, abs=1)
        else:
            assert one.place.right() == pytest.approx(rect.right() - 8, abs=1.5)
    assert [in_cell(table, 1, column)[0].text for column in (PARAMETERS, MULTIPLICATIONS)] == [
        "–", "–",
    ]  # fmt: skip


def test_a_line_is_below_each_row_and_the_chosen_one_has_a_ground_and_a_bar(table):
    table.show_assessment(assess(TUTORIAL), 2)
    picture = shades(table.viewport())
    border, window = (
        in_colour(table.viewport(), LIGHT.border),
        in_colour(table.viewport(), LIGHT.window),
    )
    bar = in_colour(table.viewport(), LIGHT.accent)
    for row in range(8):
        rect = cell(table, row, LAYER)
        assert border[rect.bottom(), rect.left() + 4 : rect.right()].all(), row
        assert window[rect.top() + 1, rect.right() - 3] == (row == 2), row
        assert window[cell(table, row, OUTPUT).top() + 1, cell(table, row, OUTPUT).left() + 2] == (
            row == 2
        )
        columns = np.flatnonzero(bar[rect.top() + 1 : rect.bottom(), :40].all(axis=0))
        assert columns.tolist() == ([0, 1, 2] if row == 2 else []), row
    assert picture.shape == border.shape
    texts = [one.text for one in in_cell(table, 2, SETTINGS)]
    assert texts == [], "its boxes are there to be typed in"
    assert table.editor.boxes["size"].isVisible()
    assert not table.editor.boxes["kernels"].isVisible()


def check_mark(picture, left, middle):
    """A triangle of 14 pixels with a stroke in it begins at ``left``, and ``middle`` is its row."""
    there = picture != picture[0, 0]
    rows, columns = np.nonzero(there)
    assert [columns.min(), columns.max()] == pytest.approx([left, left + 14], abs=1.5)
    assert [rows.min(), rows.max()] == pytest.approx([middle - 6, middle + 6], abs=1.5)
    widths = [np.ptp(np.flatnonzero(there[row])) for row in range(middle - 5, middle + 6)]
    assert widths == sorted(widths), "wider from its top to its foot"
    stroke = there[:, left + 6 : left + 8].any(axis=1)
    assert stroke[middle - 2 : middle + 1].all()
    assert not there[middle + 1, left + 4], "paper is beside the stroke"


def test_a_problem_has_the_room_of_the_figures_and_a_mark_before_the_name(table):
    table.show_assessment(assess(BROKEN), 11)
    (one,) = in_cell(table, 3, OUTPUT)
    assert one.text.startswith("conv2: a window of 33 does not fit into 14 pixels")
    assert one.colour == LIGHT.warning
    assert cell(table, 3, OUTPUT).width() >= 106 + 94 + 118
    assert one.place.left() == pytest.approx(cell(table, 3, OUTPUT).left() + 8, abs=1)
    name = next(one for one in in_cell(table, 3, LAYER) if one.text == "conv2")
    assert name.place.left() == pytest.approx(11 + 20, abs=1)
    top = cell(table, 3, LAYER).top()
    check_mark(shades(table.viewport())[top + 1 : top + 41, :29], 11, 19)
    for row in (4, 5):
        shape = in_cell(table, row, OUTPUT)[0]
        assert (shape.text, shape.colour) == ("–", LIGHT.faint)
    table.show_assessment(assess(TUTORIAL), 11)
    assert cell(table, 3, OUTPUT).width() == 106
    assert not in_colour(table.viewport(), LIGHT.warning).any()


def test_a_long_problem_makes_its_row_higher(table):
    before = cell(table, 3, LAYER).height()
    assert before == 42 + 30, "two lines of boxes"
    assert cell(table, 1, LAYER).height() == 42
    draft = TUTORIAL.with_setting(3, "groups", 7)
    assessment = assess(draft)
    assert assessment.place == 3
    table.show_assessment(assessment, 11)
    (one,) = in_cell(table, 3, OUTPUT)
    assert one.place.bottom() <= cell(table, 3, OUTPUT).bottom()
    assert one.place.top() >= cell(table, 3, OUTPUT).top()
    narrow = table._delegate.height_of_problem("word " * 100, 318)
    wide = table._delegate.height_of_problem("word " * 100, 2000)
    assert narrow > wide >= 42
    assert table._delegate.height_of_problem("word", 318) == 42


def test_what_a_block_holds_stands_further_to_the_right(table):
    table.show_assessment(assess(NESTED), 0)
    rows = assess(NESTED).layers
    lefts = {}
    for row, layer in enumerate(rows):
        lefts.setdefault(layer.level, set()).add(
            round(min(one.place.left() for one in in_cell(table, row, LAYER)))
        )
    assert lefts[0] == {11}
    assert lefts[1] == {11 + 14}


def test_a_branch_has_no_name_and_its_word_stands_in_the_middle(table):
    draft = TUTORIAL.added("branches", 1)
    table.show_assessment(assess(draft), 0)
    row = next(n for n, layer in enumerate(assess(draft).layers) if not layer.layer.name)
    (one,) = in_cell(table, row, LAYER)
    assert one.colour == LIGHT.text
    assert not one.is_bold
    rect = cell(table, row, LAYER)
    assert one.place.center().y() == pytest.approx(rect.top() + 21, abs=1.5)


def test_a_click_on_a_setting_lets_it_be_typed_and_tells_what_was_typed(qtbot, table):
    told = []
    table.setting_changed.connect(lambda *change: told.append(change))
    rect = cell(table, 0, SETTINGS)
    QTest.mouseClick(table.viewport(), LEFT, pos=rect.topLeft() + QPoint(118 + 30, 20))
    box = table.editor.boxes["size"]
    assert table.current == 0
    table.activateWindow()
    qtbot.waitUntil(box.hasFocus)
    QTest.keyClicks(box, "5")
    assert told == [(0, "size", 5)]
    QTest.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(table.editor.boxes["kernels"].hasFocus)


def test_a_setting_that_is_refused_says_why(table):
    said = []
    table.refused.connect(said.append)
    table.show_assessment(assess(TUTORIAL), 0)
    box = table.editor.boxes["kernels"]
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, "0")
    QTest.keyClick(box, Qt.Key.Key_Tab)
    assert len(said) == 1
    assert said[0].startswith("0 is not a whole number from 1 to ")


def test_boxes_stay_with_their_row_while_the_list_is_scrolled(table):
    table.show_assessment(assess(TUTORIAL), 3)
    table.resize(1010, 200)
    for value in (0, 40):
        table.verticalScrollBar().setValue(value)
        assert table.editor.geometry() == cell(table, 3, SETTINGS)
        caption = table.editor._captions["size"].geometry()
        box = table.editor.boxes["size"].geometry()
        assert caption.left() == 118
        assert (box.left(), box.width()) == (118 + 54, 60)
        assert box.top() == caption.top() == 8
    assert table.editor._captions["dilation"].geometry().top() == 8 + 30


def test_the_other_layer_that_is_chosen_is_told_once(table):
    told = []
    table.current_changed.connect(lambda: told.append(table.current))
    QTest.mouseClick(table.viewport(), LEFT, pos=cell(table, 4, LAYER).center())
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert told == [4, 3]
    table.show_assessment(assess(ArchitectureDraft("x", ())))
    assert table.current == 0


# The line of the whole network


@pytest.fixture
def totals(qtbot):
    totals = TotalsLine()
    qtbot.addWidget(totals)
    totals.resize(700, 38)
    return totals


def test_the_cost_of_a_network_stands_beside_that_of_the_tutorials(totals):
    totals.show_assessment(assess(TUTORIAL))
    (one,) = written(totals)
    assert one.text == totals.text() == totals.accessibleName() == totals.toolTip()
    assert one.text.startswith("12 layers · 79,797 parameters, 1.0 times the tutorial network's")
    assert one.colour == LIGHT.text
    assert one.place.left() == pytest.approx(0, abs=1)
    assert one.place.center().y() == pytest.approx(19, abs=1)
    assert not in_colour(totals, LIGHT.warning).any()
    totals.show_assessment(assess(TUTORIAL.with_setting(7, "features", 98)))
    assert totals.text() == (
        "12 layers · 157,168 parameters, 2.0 times the tutorial network's · 662,676 "
        "multiplications an image, 1.1 times"
    )
    totals.show_assessment(assess(TUTORIAL.with_setting(0, "kernels", 4)))
    assert totals.text().endswith(" · 331,338 multiplications an image, 0.57 times")


def test_a_problem_of_a_network_has_a_mark_before_it(totals):
    totals.show_assessment(assess(BROKEN))
    (one,) = written(totals)
    assert one.text == assess(BROKEN).problem
    assert one.colour == LIGHT.warning
    assert one.place.left() == pytest.approx(14 + 9, abs=1)
    check_mark(shades(totals)[:, :20], 1, 18)
