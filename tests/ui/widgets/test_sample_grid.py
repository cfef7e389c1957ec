"""The grid of samples: what is painted, keys, clicks, and very many samples."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.ui.theme import DARK, LIGHT, apply_theme
from digitpad.ui.widgets.sample_grid import SampleGrid
from tests.ui.painted import in_colour, is_frame

KEY = Qt.Key


@pytest.fixture
def grid(qtbot, qapp):
    grid = SampleGrid()
    qtbot.addWidget(grid)
    grid.resize(420, 300)
    grid.show()
    grid.activateWindow()
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    return grid


def grey(count):
    """Samples that are one shade each: the number modulo 256."""
    shades = (np.arange(count) % 256).astype(np.uint8)
    return np.broadcast_to(shades[:, None, None], (count, 28, 28))


def fill(grid, count=100):
    grid.set_samples(grey(count), np.arange(count), str)


def columns(grid):
    """How many samples stand beside the first one."""
    top = grid.cell_rect(0).top()
    return next(place for place in range(1, 99) if grid.cell_rect(place).top() != top)


def click(grid, place):
    point = grid.cell_rect(place).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=point)


def shade(grid, place):
    """The colour in the middle of a sample, on the screen."""
    cell = grid.cell_rect(place)
    return grid.viewport().grab().toImage().pixelColor(cell.center().x(), cell.top() + 30)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_sample_is_painted_as_ink_on_paper(grid, theme):
    apply_theme(QApplication.instance(), theme)
    images = np.zeros((2, 28, 28), np.uint8)
    images[1] = 255
    grid.set_samples(images, [0, 1], str)
    assert shade(grid, 0).name() == theme.paper
    assert shade(grid, 1).name() == theme.ink


def test_each_pixel_of_a_sample_is_equally_large_and_crisp(grid):
    image = (np.indices((28, 28)).sum(axis=0) % 2 * 255).astype(np.uint8)  # a chess board
    grid.set_samples(image[None], [0], str)
    shown = grid.viewport().grab().toImage()
    cell = grid.cell_rect(0)
    left, top = cell.left() + (cell.width() - 56) // 2, cell.top() + 6
    for y in range(56):
        for x in range(56):
            wanted = LIGHT.ink if (x // 2 + y // 2) % 2 else LIGHT.paper
            assert shown.pixelColor(left + x, top + y).name() == wanted


def test_indices_choose_the_samples_and_their_order(grid):
    images = np.zeros((9, 28, 28), np.uint8)
    images[8] = 255
    grid.set_samples(images, [3, 8], str)
    assert shade(grid, 0).name() == LIGHT.paper
    assert shade(grid, 1).name() == LIGHT.ink


def test_a_click_tells_the_index_in_the_data_set(qtbot, grid):
    grid.set_samples(grey(100), [40, 7, 99], str)
    with qtbot.waitSignal(grid.activated) as signal:
        click(grid, 1)
    assert signal.args == [7]
    assert grid.current() == 7


def test_a_click_beside_the_samples_does_nothing(qtbot, grid):
    grid.set_samples(grey(3), [0, 1, 2], str)
    with qtbot.assertNotEmitted(grid.activated):
        click(grid, 30)
        cell = grid.cell_rect(0).center()
        QTest.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=cell)
        release = grid.cell_rect(1).center()
        QTest.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=release)
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.RightButton, pos=cell)


def test_keys_move_the_selection(grid):
    fill(grid)
    across = columns(grid)
    page = grid.viewport().height() // grid.cell_rect(0).height() * across
    steps = [
        (KEY.Key_Right, 1), (KEY.Key_Down, 1 + across), (KEY.Key_Left, across),
        (KEY.Key_Up, 0), (KEY.Key_Up, 0), (KEY.Key_Left, 0), (KEY.Key_PageDown, page),
        (KEY.Key_PageDown, 2 * page), (KEY.Key_PageUp, page), (KEY.Key_End, 99),
        (KEY.Key_Right, 99), (KEY.Key_Down, 99), (KEY.Key_PageDown, 99), (KEY.Key_Home, 0),
    ]  # fmt: skip
    for key, expected in steps:
        QTest.keyClick(grid, key)
        assert grid.current() == expected, key
        rect = grid.cell_rect(expected)
        assert grid.viewport().rect().contains(rect), "the selected sample is in view"


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Enter, KEY.Key_Space])
def test_keys_activate_the_selected_sample(qtbot, grid, key):
    grid.set_samples(grey(100), [40, 7, 99], str)
    QTest.keyClick(grid, KEY.Key_Right)
    with qtbot.waitSignal(grid.activated) as signal:
        QTest.keyClick(grid, key)
    assert signal.args == [7]


def test_an_empty_grid_takes_keys_and_clicks_and_shows_its_text(qtbot, grid):
    grid.set_empty_text("Nothing here.")
    with qtbot.assertNotEmitted(grid.activated):
        for key in (KEY.Key_Down, KEY.Key_End, KEY.Key_PageDown, KEY.Key_Return, "5"):
            QTest.keyClick(grid, key)
        click(grid, 0)
    assert grid.current() is None
    assert grid.accessibleDescription() == "Nothing here."
    image = grid.viewport().grab().toImage()
    assert len({image.pixel(x, image.height() // 2) for x in range(image.width())}) > 1


def test_the_focus_is_seen(qtbot, grid):
    fill(grid)

    def accents():
        image = grid.viewport().grab(grid.cell_rect(0)).toImage()
        pixels = (image.pixelColor(x, y).name() for x in range(image.width()) for y in range(9))
        return sum(name == LIGHT.accent for name in pixels)

    assert accents() > 20
    grid.clearFocus()
    assert accents() == 0


def test_a_screen_reader_is_told_the_selected_sample(grid):
    grid.set_samples(grey(2000), np.arange(2000), lambda index: f"7 → {index}")
    QTest.keyClick(grid, KEY.Key_End)
    assert grid.accessibleName()
    assert grid.accessibleDescription() == "Sample 2,000 of 2,000: 7 → 1999"


def test_only_what_is_visible_is_asked_for(qapp, grid):
    asked = set()

    def caption(index):
        asked.add(index)
        return str(index % 10)

    grid.set_samples(grey(240_000), np.arange(240_000), caption)
    grid.viewport().grab()
    assert len(asked) < 200
    asked.clear()
    QTest.keyClick(grid, KEY.Key_End)
    grid.viewport().grab()
    assert 239_999 in asked
    assert len(asked) < 200


def test_another_width_keeps_what_is_in_view(qapp, grid):
    fill(grid, 5000)
    bar = grid.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    height = grid.cell_rect(0).height()
    first = bar.value() // height * columns(grid)
    grid.resize(250, 300)
    qapp.processEvents()
    seen = bar.value() // height * columns(grid)
    assert seen <= first < seen + columns(grid)


def test_fewer_samples_start_at_the_top_again(grid):
    fill(grid, 5000)
    QTest.keyClick(grid, KEY.Key_End)
    fill(grid, 3)
    assert grid.verticalScrollBar().value() == 0
    assert grid.current() == 0
    assert grid.verticalScrollBar().maximum() == 0


def test_each_sample_has_an_edge_and_the_selected_one_a_frame(grid):
    grid.set_samples(np.zeros((2, 28, 28), np.uint8), [0, 1], str)
    edges = in_colour(grid.viewport(), LIGHT.border)
    for place in (0, 1):
        cell = grid.cell_rect(place)
        left, top = cell.left() + (cell.width() - 56) // 2, cell.top() + 6
        here = edges[:, cell.left() : cell.right()]
        assert is_frame(here, left - 1 - cell.left(), top - 1, left + 56 - cell.left(), top + 56,
                        reach=0)  # fmt: skip
    QTest.keyClick(grid, KEY.Key_Right)
    cell, there = grid.cell_rect(grid.current()), in_colour(grid.viewport(), LIGHT.accent)
    sides = there[:, cell.center().x()], there[cell.center().y()]
    for side, ends in zip(
        sides, [(cell.top(), cell.bottom()), (cell.left(), cell.right())], strict=True
    ):
        painted = np.flatnonzero(side)
        assert np.abs(painted[:, None] - ends).min(axis=1).max() <= 3
        assert set(np.abs(painted[:, None] - ends).argmin(axis=1)) == {0, 1}


def test_captions_stand_below_their_samples(grid):
    grid.set_samples(np.zeros((2, 28, 28), np.uint8), [0, 1], lambda index: "■" * index)
    text = in_colour(grid.viewport(), LIGHT.text)
    first, second = grid.cell_rect(0), grid.cell_rect(1)
    assert not text[:, first.left() : first.right()].any()
    rows, columns = np.nonzero(text[:, second.left() : second.right()])
    assert rows.min() > second.top() + 6 + 56
    assert rows.max() <= second.bottom()
    assert columns.mean() == pytest.approx(second.width() / 2, abs=2)
