"""Names and numbers in rows, and values that are pointed at, selected and chosen."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.ui.theme import LIGHT
from digitpad.ui.widgets.map_grid import MapGrid
from digitpad.ui.widgets.painted import NumberRows
from tests.ui.painted import in_colour, written

SUM = (("Sum", "3.500"), ("Bias", "−1.000", "of 7"), ("Value", "2.500"))


@pytest.fixture
def rows(qtbot):
    def made(above):
        rows = NumberRows("rows", (200, 3), row=20, pixels=13, above=above)
        qtbot.addWidget(rows)
        rows.resize(260, 70)
        rows.show_rows(SUM)
        return rows

    return made


@pytest.mark.parametrize("above", [0, 2])
def test_a_row_has_its_name_on_the_left_and_its_number_on_the_right(rows, above):
    """The line over the last row takes four pixels; a word beside a number has 64 of its own."""
    rows = rows(above)
    found = {one.text: one for one in written(rows)}
    for row, (name, number, *beside) in enumerate(SUM):
        middle = 20 * row + 10 + (4 if above and row >= above else 0)
        for text in (name, number, *beside):
            assert found[text].place.center().y() == pytest.approx(middle, abs=1), text
        assert found[name].place.left() == pytest.approx(0, abs=1)
        end = 260 - (64 if beside else 0)
        assert found[number].place.right() == pytest.approx(end, abs=1), number
        assert found[name].colour == LIGHT.muted
        assert found[number].colour == LIGHT.text
        assert not found[name].is_bold
        assert found[number].is_bold == (not above and row == 2), number
        assert found[number].pixels == found[name].pixels == 13
    assert found["of 7"].place.right() == pytest.approx(260, abs=1)
    assert found["of 7"].colour == LIGHT.muted


def test_a_line_stands_over_what_comes_of_the_rows_above_it(rows):
    line = in_colour(rows(2), LIGHT.border)
    assert np.flatnonzero(line.all(axis=1)).tolist() == [42]
    assert not in_colour(rows(0), LIGHT.border).any()


def test_rows_are_said_and_have_the_room_that_they_take(rows):
    lined, plain = rows(2), rows(0)
    assert lined.accessibleName() == "Sum 3.500; Bias −1.000 of 7; Value 2.500"
    assert lined.rows() == SUM
    assert (lined.sizeHint().height(), plain.sizeHint().height()) == (64, 60)
    assert lined.minimumSizeHint() == lined.sizeHint()
    assert plain.sizeHint().width() == 200


def test_other_rows_are_painted_in_the_place_of_the_last(rows):
    rows = rows(0)
    rows.show()
    QApplication.processEvents()
    rows.show_rows((("Other", "1"),))
    assert [one.text for one in written(rows) if one.text] == ["Other", "1"]


# Values that are pointed at


@pytest.fixture
def grid(qtbot):
    grid = MapGrid()
    qtbot.addWidget(grid)
    grid.resize(90, 50)
    grid.show_values(np.zeros((2, 2, 2), np.float32), signed=True)
    grid.show()
    grid.told = []
    for name in ("hovered", "chosen", "moved", "silence_asked"):
        getattr(grid, name).connect(lambda *place, name=name: grid.told.append((name, *place)))
    return grid


def press(grid, place, button=Qt.MouseButton.LeftButton):
    QTest.mouseClick(grid, button, pos=grid.value_point(place).toPoint())


def test_the_pointer_tells_what_it_is_over_until_it_leaves(grid):
    QTest.mouseMove(grid, grid.value_point((1, 0, 1)).toPoint())
    QTest.mouseMove(grid, QPoint(45, 1))
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    assert grid.told == [("hovered", (1, 0, 1)), ("hovered", None), ("hovered", None)]


def test_only_the_left_button_chooses_and_only_a_value(grid):
    press(grid, (0, 1, 0), Qt.MouseButton.RightButton)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(45, 1))
    assert grid.current() is None
    assert ("chosen", (0, 1, 0)) not in grid.told
    press(grid, (0, 1, 0))
    assert grid.current() == (0, 1, 0)
    assert grid.told[-1] == ("chosen", (0, 1, 0))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_chooses_what_is_selected_and_nothing_before(grid, key):
    QTest.keyClick(grid, key)
    assert grid.told == []
    grid.set_current((1, 1, 0))
    QTest.keyClick(grid, key)
    assert grid.told == [("chosen", (1, 1, 0))]


def test_keys_move_from_value_to_value_and_from_map_to_map(grid):
    keys = Qt.Key
    QTest.keyClick(grid, keys.Key_Down)
    assert grid.current() == (0, 0, 0), "the first key selects the first value"
    for key in (keys.Key_Down, keys.Key_Right, keys.Key_PageDown, keys.Key_Up, keys.Key_Left,
                keys.Key_PageUp):  # fmt: skip
        QTest.keyClick(grid, key)
    places = [(0, 0, 0), (0, 1, 0), (0, 1, 1), (1, 1, 1), (1, 0, 1), (1, 0, 0), (0, 0, 0)]
    assert grid.told == [("moved", place) for place in places]


def test_s_asks_for_silence_and_with_another_key_held_it_does_not(grid):
    QTest.keyClick(grid, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert grid.told == []
    QTest.keyClick(grid, Qt.Key.Key_S)
    assert grid.told == [("silence_asked",)]


def test_keys_go_on_to_the_window_while_there_are_no_values(grid):
    grid.show_values(None, signed=True)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_S):
        QTest.keyClick(grid, key)
    assert grid.told == []
    assert grid.current() is None
