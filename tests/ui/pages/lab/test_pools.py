"""The pools: of the input or of the output, their numbers, and each value's window at a click."""

import numpy as np
import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest

from digitpad.lab.inputs import FOUR_BY_FOUR
from digitpad.lab.kernels import kernel
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import PoolSettings
from digitpad.ui.pages.lab.lab_view import POOLING, STEPS
from digitpad.ui.theme import LIGHT
from tests.ui.painted import in_colour, is_frame

FOUR = np.array(FOUR_BY_FOUR.numbers, np.float32)
TWICE = kernel([[-2.0]])
SETTINGS = LabSettings(FOUR_BY_FOUR, (TWICE,))


@pytest.fixture
def lab(qtbot, window):
    window.pages.show_page("lab")
    view = window.pages.lab.view
    view.show_settings(SETTINGS)
    view.show_area(POOLING)
    settle(qtbot, view)
    return view


def settle(qtbot, lab):
    qtbot.waitUntil(lambda: lab.is_settled, timeout=20_000)


def click(lab, kind, position):
    table = lab.pooling.table
    point = table.value_point(kind, position).toPoint()
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=point)


def values(lab):
    return {one.settings.kind: one.values for one in lab.result.pools.pooled}


def test_pools_are_of_the_output_where_that_is_chosen(qtbot, lab):
    box = lab.pooling.of_box
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    settle(qtbot, lab)
    assert lab.lab_settings().pooled == "output"
    maps = torch.nn.functional.conv2d(torch.tensor(FOUR)[None], torch.full((1, 1, 1, 1), -2.0))
    np.testing.assert_allclose(
        values(lab)["max"], torch.nn.functional.max_pool2d(maps, 2)[0], atol=1e-6
    )
    np.testing.assert_allclose(values(lab)["global average"].item(), maps.mean(), atol=1e-6)
    moved = torch.zeros_like(maps)
    moved[..., 1:] = maps[..., :-1]
    change = torch.nn.functional.max_pool2d(moved, 2) - torch.nn.functional.max_pool2d(maps, 2)
    found = next(one for one in lab.result.pools.pooled if one.settings.kind == "max").change
    assert found.mean_change == pytest.approx(float(change.abs().mean()), abs=1e-6)
    assert LabSettings.from_json(lab.lab_settings().to_json()) == lab.lab_settings()
    assert "output: " in lab.pooling.table.text()
    QTest.keyClick(box, Qt.Key.Key_Up)
    settle(qtbot, lab)
    assert values(lab)["max"][0].tolist() == [[2, 3], [3, 2]]


def test_a_click_shows_the_window_and_what_is_made_of_it(qtbot, lab):
    click(lab, "max", (0, 1, 0))
    view = lab.pooling
    assert view.views.currentIndex() == 1
    told = view.arithmetic.toPlainText()
    assert "rows 2–3 and columns 0–1" in told
    assert "The largest of the window is 3.000" in told
    for number in (3, 0, 2, 3):
        assert f"{number}.000" in told
    under = lab.playground.input._under
    assert (list(under.rows), list(under.columns)) == ([2, 3], [0, 1])
    QTest.keyClick(view.arithmetic, Qt.Key.Key_Escape)
    assert view.views.currentIndex() == 0
    assert lab.playground.input._under is None


def test_the_average_of_an_outputs_window_is_shown_and_framed_there(qtbot, lab):
    box = lab.pooling.of_box
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    settle(qtbot, lab)
    click(lab, "average", (0, 0, 1))
    expected = -2 * FOUR[0, :2, 2:].mean()
    assert f"mean of the window is −{abs(expected):.3f}" in lab.pooling.arithmetic.toPlainText()
    under = lab.playground.output._under
    assert (list(under.rows), list(under.columns)) == ([0, 1], [2, 3])
    lab.show_area(STEPS)
    assert lab.playground.output._under is None


def test_it_stays_with_its_value_while_numbers_change_and_goes_where_that_goes(qtbot, lab):
    click(lab, "max", (0, 1, 1))
    lab._type_input((0, 3, 3), 9.0)
    settle(qtbot, lab)
    assert "The largest of the window is 9.000" in lab.pooling.arithmetic.toPlainText()
    lab.show_settings(LabSettings(FOUR_BY_FOUR, (TWICE,), pooling=PoolSettings(size=(4, 4))))
    settle(qtbot, lab)
    assert lab.pooling.views.currentIndex() == 0


def test_keys_go_through_the_pools(qtbot, lab):
    table = lab.pooling.table
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert table.current() == (0, 0, 0, 0)
    QTest.keyClick(table, Qt.Key.Key_Right)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.current() == (0, 0, 1, 1)
    assert "max: largest of rows 2–3, columns 2–3" in lab.pooling.value.text()
    QTest.keyClick(table, Qt.Key.Key_PageDown)
    assert table.current() == (1, 0, 0, 0)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert "mean of the window is 1.000" in lab.pooling.arithmetic.toPlainText()


def test_numbers_stand_in_the_maps_where_there_is_room(qtbot, lab, monkeypatch):
    texts, draw = [], QPainter.drawText

    def note(painter, *arguments):
        texts.extend(one for one in arguments if isinstance(one, str))
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", note)
    lab.pooling.table.grab()
    assert texts.count("3") >= 3, "two of max, one of global max"
    assert "1.50" in texts, "the global average"


def test_an_impossible_pool_says_why_once(qtbot, lab):
    box = lab.pooling.window_box
    box.rows.setFocus()
    box.rows.selectAll()
    QTest.keyClicks(box.rows, "9")
    QTest.keyClick(box.rows, Qt.Key.Key_Return)
    settle(qtbot, lab)
    assert "does not fit" in lab.pooling.value.text()
    assert lab.playground.verdict.text() == "Rows and columns: floor((4 + 2·0 − 1) / 1) + 1 = 4"
    table = lab.pooling.table
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=table._column(1).center().toPoint())
    assert lab.pooling.views.currentIndex() == 0, "it has no window to show"


def test_the_chosen_value_of_a_pool_is_framed(qtbot, lab):
    table = lab.pooling.table
    assert not in_colour(table, LIGHT.second).any()
    click(lab, "max", (0, 1, 0))
    QTest.keyClick(lab.pooling.arithmetic, Qt.Key.Key_Escape)
    half = (table.value_point("max", (0, 1, 1)) - table.value_point("max", (0, 1, 0))).x() / 2
    middle = table.value_point("max", (0, 1, 0))
    edges = (middle.x() - half, middle.y() - half, middle.x() + half, middle.y() + half)
    assert is_frame(in_colour(table, LIGHT.second), *map(round, edges), reach=2)


def test_keys_stop_at_the_last_value_and_the_last_pool(qtbot, lab):
    table, key = lab.pooling.table, Qt.Key
    table.setFocus()
    QTest.keyClick(table, key.Key_Right)
    for side, end in (
        (key.Key_Right, (0, 0, 0, 1)), (key.Key_Down, (0, 0, 1, 1)), (key.Key_Left, (0, 0, 1, 0)),
        (key.Key_Up, (0, 0, 0, 0)),
    ):  # fmt: skip
        for _ in range(4):
            QTest.keyClick(table, side)
        assert table.current() == end
    last = sum(one.values is not None for one in lab.result.pools.pooled) - 1
    for side, end in ((key.Key_PageDown, last), (key.Key_PageUp, 0)):
        for _ in range(9):
            QTest.keyClick(table, side)
        assert table.current() == (end, 0, 0, 0)
