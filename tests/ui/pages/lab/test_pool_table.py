"""The table of pools as it is painted, without a window: names, maps, numbers, what is selected."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.lab.inputs import FOUR_BY_FOUR
from digitpad.lab.kernels import kernel
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import PoolSettings
from digitpad.lab.result import LabResult, lab_result
from digitpad.support.colour_scales import table as scale
from digitpad.ui.pages.lab.pool_table import PoolTable
from digitpad.ui.theme import LIGHT
from digitpad.ui.widgets.painted import MOVES
from tests.ui.painted import in_colour, is_frame, shades, written

FOUR = np.array(FOUR_BY_FOUR.numbers, np.float32).reshape(4, 4)
NONE = Qt.KeyboardModifier.NoModifier
NAMES = ["input", "max", "average", "L2", "global max", "global avg.", "adapt. max", "adapt. avg."]
WIDTH = 84 + 8 * 90  # pixels: of the rows' names, and of eight columns
BLOCKS = FOUR.reshape(2, 2, 2, 2)  # row, row within, column, column within
MAPS = {
    "input": FOUR, "max": BLOCKS.max((1, 3)), "average": BLOCKS.mean((1, 3)),
    "L2": np.sqrt((BLOCKS**2).sum((1, 3))), "global max": FOUR.max(keepdims=True),
    "global avg.": FOUR.mean(keepdims=True), "adapt. max": BLOCKS.max((1, 3)),
    "adapt. avg.": BLOCKS.mean((1, 3)),
}  # fmt: skip


def column(name):
    left = 84 + 90 * NAMES.index(name)
    return left, left + 90


@pytest.fixture
def table(qtbot):
    table = PoolTable()
    qtbot.addWidget(table)
    table.resize(WIDTH, 180)
    table.show()
    table.setFocus()
    show(table)
    return table


def show(table, **settings):
    settings = LabSettings(FOUR_BY_FOUR, (kernel([[-2.0]]),), **settings)
    table.show_result(lab_result(settings, None, None, with_pools=True))


def in_column(found, name):
    left, right = column(name)
    return [one for one in found if left < one.place.center().x() < right]


def map_rect(name):
    """Where a map is painted: as many whole pixels a value as fit beside 6 pixels, in the middle.

    Above it are 16 pixels for the name and 2 more, below it as much for its shape and the table.
    """
    rows, columns = MAPS[name].shape
    room = (84, 180 - 5 * 16 - 8)
    side = min(room[0] // columns, room[1] // rows)
    left = sum(column(name)) / 2 - side * columns / 2
    top = 18 + (room[1] - side * rows) / 2
    return left, top, left + side * columns, top + side * rows


def test_each_pool_stands_in_a_column_of_its_own_under_its_name(table):
    found = written(table)
    for name in NAMES:
        (head,) = [one for one in found if one.text == name]
        assert head.place.center().x() == pytest.approx(sum(column(name)) / 2, abs=1)
        assert head.place.center().y() == pytest.approx(8, abs=1)
        assert head.colour == LIGHT.text
        (shape,) = [one for one in in_column(found, name) if "×" in one.text]
        assert shape.text == "×".join(map(str, (1, *MAPS[name].shape)))
        assert shape.colour == LIGHT.muted
        assert shape.place.center().y() == pytest.approx(180 - 50 - 16 + 7, abs=2)
    assert {one.pixels for one in found if one.place.center().y() > 125} == {11}


def test_what_the_shift_changes_stands_in_three_lines_below_a_line(table):
    found = written(table)
    rows = ["mean change", "of its mean", "values changed"]
    lines = [180 - 50 + 16 * n + 9 for n in range(3)]
    for text, middle in zip(rows, lines, strict=True):
        (one,) = [one for one in found if one.text == text]
        assert one.place.left() == pytest.approx(0, abs=1)
        assert one.place.center().y() == pytest.approx(middle, abs=1.5)
        assert one.colour == LIGHT.muted
    moved = np.pad(FOUR, ((0, 0), (1, 0)))[:, :4]
    blocks = moved.reshape(2, 2, 2, 2)
    for name, before, after in (
        ("input", FOUR, moved), ("max", MAPS["max"], blocks.max((1, 3))),
        ("average", MAPS["average"], blocks.mean((1, 3))),
    ):  # fmt: skip
        differs = np.abs(after - before)
        numbers = [f"{differs.mean():.3f}", f"{differs.mean() / np.abs(before).mean():.0%}",
                   f"{(differs > 0).mean():.0%}"]  # fmt: skip
        below = [one for one in in_column(found, name) if one.place.center().y() > 130]
        below.sort(key=lambda one: one.place.top())
        assert [one.text.replace(" ", "").replace("\u202f", "") for one in below] == [
            one.replace(" ", "") for one in numbers
        ]
        for one, middle in zip(below, lines, strict=True):
            assert one.place.center().y() == pytest.approx(middle, abs=1.5)
            assert one.place.center().x() == pytest.approx(sum(column(name)) / 2, abs=1)
            assert one.colour == LIGHT.text
    across = in_colour(table, LIGHT.border)
    assert np.flatnonzero(across.all(axis=1)).tolist() == [130]


@pytest.mark.parametrize("name", NAMES)
def test_a_map_lies_in_a_frame_with_its_numbers_in_its_colours(table, name):
    left, top, right, bottom = (round(n) for n in map_rect(name))
    start, end = column(name)
    frame = in_colour(table, LIGHT.border)[:120, start:end]
    assert is_frame(frame, left - start, top, right - start, bottom, reach=1)
    values, painted = MAPS[name], shades(table)
    side = (right - left) // values.shape[1]
    most = values.max() if name == "L2" else FOUR.max()
    numbers = {
        (round(one.place.center().x()), round(one.place.center().y())): one
        for one in in_column(written(table), name)
    }
    for row, line in enumerate(values):
        for place, value in enumerate(line):
            x, y = left + place * side, top + row * side
            shade = scale(False, False)[round(float(value / most) * 254)]
            assert painted[y + 2, x + 2] == shade, (row, place)
            near = [
                one.text for (a, b), one in numbers.items()
                if abs(a - x - side / 2) <= 1 and abs(b - y - side / 2) <= 1.5
            ]  # fmt: skip
            assert near == [f"{value:.0f}" if value == round(value) else f"{value:.2f}"]


def test_what_is_pooled_is_named_in_the_first_column(table):
    show(table, pooled="output")
    found = written(table)
    assert next(one.text for one in in_column(found, "input")) == "output"
    assert not [one for one in found if one.text == "input"]
    lowest = scale(True, False)[round((-6 / 6 + 1) / 2 * 254)]
    left, top, right, _ = map_rect("input")
    third = round(left + (right - left) / 2)  # of four
    assert shades(table)[round(top) + 2, third + 2] == lowest, "-2 x 3"


def test_an_impossible_pool_is_a_warning_and_cannot_be_selected(table):
    show(table, pooling=PoolSettings(size=(9, 9)))
    found = written(table)
    for name in NAMES:
        (head,) = [one for one in found if one.text == name]
        is_there = name in ("input", *NAMES[4:])
        assert head.colour == (LIGHT.text if is_there else LIGHT.faint), name
        assert head.place.center().y() == pytest.approx(8, abs=1)
        signs = [one for one in in_column(found, name) if one.text == "⚠"]
        assert len(signs) == (0 if is_there else 1), name
        for one in signs:
            assert one.colour == LIGHT.warning
            assert one.place.center().x() == pytest.approx(sum(column(name)) / 2, abs=1)
            assert 40 < one.place.center().y() < 110
    chosen = []
    table.chosen.connect(chosen.append)
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(84 + 90 + 45, 60))
    assert chosen == [(0,)]


@pytest.mark.parametrize("key", [*MOVES])
def test_a_key_goes_from_an_impossible_pool_to_the_first_that_is_possible(table, key):
    show(table, pooling=PoolSettings(size=(9, 9)))
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(84 + 90 + 45, 60))
    QApplication.postEvent(table, QKeyEvent(QEvent.Type.KeyPress, key, NONE))
    QApplication.processEvents()
    assert table.current() == (NAMES.index("global max") - 1, 0, 0, 0)


def test_the_selected_value_is_framed_in_its_own_pool(table):
    for name, place in (("average", (1, 0, 1, 0)), ("adapt. max", (5, 0, 0, 1))):
        table.set_current(place)
        left, top, right, _ = map_rect(name)
        side = (right - left) / 2
        x, y = left + place[3] * side, top + place[2] * side
        edges = (round(n) for n in (x, y, x + side, y + side))
        assert is_frame(in_colour(table, LIGHT.second), *edges)


def test_a_selected_value_that_is_gone_is_not_selected_any_more(table):
    table.set_current((0, 0, 1, 1))
    show(table)
    assert table.current() == (0, 0, 1, 1)
    show(table, pooling=PoolSettings(stride=(4, 4)))
    assert table.current() is None
    assert not in_colour(table, LIGHT.second).any()


def test_without_pools_nothing_is_painted_and_no_key_does_anything(table):
    table.show_result(LabResult(LabSettings()))
    assert not written(table)
    assert not in_colour(table, LIGHT.border).any()
    assert table.accessibleDescription() == ""
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(table, key)
    QTest.mouseClick(table, Qt.MouseButton.LeftButton, pos=QPoint(84 + 90 + 45, 60))
    assert table.current() is None


def test_the_table_is_told_in_words(table):
    lines = table.accessibleDescription().splitlines()
    assert [line.split(":")[0] for line in lines] == NAMES
    assert lines[1].startswith("max: 1 × 2 × 2, ")
    show(table, pooling=PoolSettings(size=(9, 9)))
    assert "does not fit" in table.accessibleDescription().splitlines()[1]
