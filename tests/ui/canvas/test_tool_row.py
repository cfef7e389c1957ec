"""The canvas's tools by themselves, and what is seen while something is dragged over it."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget

from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.drawing_files import DropHint
from digitpad.ui.canvas.tool_row import THICKEST, THINNEST, Square, ToolRow
from tests.ui.painted import in_colour, shades, written
from tests.ui.pens import ONE, mouse

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(300, 300)
    canvas.show()
    return canvas


@pytest.fixture
def tools(qtbot, canvas):
    actions = [QAction(text) for text in ("Eraser", "Undo", "Redo", "Clear")]
    actions[0].setCheckable(True)
    row = ToolRow(canvas, *actions)
    row.eraser, row.undo, row.redo, row.clear = actions
    row.undo.triggered.connect(canvas.undo)
    qtbot.addWidget(row)
    row.resize(500, 40)
    row.show()
    return row


def press(tools, name):
    QTest.mouseClick(tools.findChild(QToolButton, name), LEFT)


def test_the_brush_is_as_wide_as_its_slider_says(canvas, tools):
    assert tools.brush.value() == round(canvas._brush)
    tools.brush.setFocus()
    QTest.keyClick(tools.brush, Qt.Key.Key_End)
    assert canvas._brush == tools.brush.value() == THICKEST == 120
    tools.make_thicker()
    assert canvas._brush == 120
    tools.make_thinner()
    assert canvas._brush == 110
    QTest.keyClick(tools.brush, Qt.Key.Key_Left)
    assert canvas._brush == 105
    QTest.keyClick(tools.brush, Qt.Key.Key_PageDown)
    assert canvas._brush == 95
    QTest.keyClick(tools.brush, Qt.Key.Key_Home)
    assert canvas._brush == THINNEST == 10
    tools.make_thicker()
    assert canvas._brush == 20


def test_the_eraser_is_the_canvases_whoever_takes_it(canvas, tools):
    press(tools, "eraserButton")
    assert canvas.is_erasing
    canvas.set_erasing(False)
    assert not tools.eraser.isChecked()


def test_undo_redo_and_clear_are_there_when_they_do_something(canvas, tools):
    tools.undo.setEnabled(False)
    tools.redo.setEnabled(False)
    mouse(canvas, ONE)
    assert tools.undo.isEnabled()
    press(tools, "undoButton")
    assert canvas.drawing.is_empty
    assert not tools.undo.isEnabled()
    assert tools.redo.isEnabled()
    press(tools, "redoButton")
    assert not canvas.drawing.is_empty
    assert not tools.redo.isEnabled()
    press(tools, "clearButton")
    assert canvas.drawing.is_empty


def test_buttons_have_names_for_those_who_do_not_see_their_pictures(tools):
    for name, said in (("eraserButton", "Eraser"), ("undoButton", "Undo"),
                       ("redoButton", "Redo"), ("clearButton", "Clear")):  # fmt: skip
        button = tools.findChild(QToolButton, name)
        assert button.accessibleName() == said
        assert button.focusPolicy() == Qt.FocusPolicy.TabFocus
    assert tools.brush.accessibleName() == "Brush size"


@pytest.mark.parametrize(
    ("size", "place"), [((300, 200), (50, 0, 200, 200)), ((200, 301), (0, 50, 200, 200))]
)
def test_a_square_is_as_large_as_it_fits_and_in_the_middle(qtbot, size, place):
    content = QWidget()
    content.setMinimumSize(40, 40)
    square = Square(content)
    qtbot.addWidget(square)
    square.resize(*size)
    square.show()
    assert content.geometry().getRect() == place
    assert content.parent() is square


def test_what_is_dragged_over_the_canvas_is_told_where_it_may_be_dropped(canvas):
    hint = DropHint(canvas)
    assert not hint.isVisible()
    palette = hint.palette()
    for role, colour in ((QPalette.ColorRole.Base, "#ffffff"), (QPalette.ColorRole.Highlight,
                         "#0000ff"), (QPalette.ColorRole.WindowText, "#ff0000")):  # fmt: skip
        palette.setColor(role, QColor(colour))
    hint.setPalette(palette)
    mouse(canvas, ONE)
    ink = shades(canvas)[150, 150]
    hint.show_over()
    assert hint.geometry() == canvas.rect()
    picture = shades(canvas)
    through = QColor(int(picture[75, 150])).lightness()
    assert QColor(int(ink)).lightness() + 60 < through < 255, "ink is seen through a veil"
    blue = in_colour(hint, "#0000ff")
    rows, columns = np.flatnonzero(blue.any(axis=1)), np.flatnonzero(blue.any(axis=0))
    ends = [rows[0], 299 - rows[-1], columns[0], 299 - columns[-1]]
    assert max(ends) - min(ends) <= 2
    assert 0 <= min(ends) <= 6
    middle = blue[100:200, 100:200]
    assert not middle.any(), "it is a frame"
    side = blue[40:260, columns[0] : columns[0] + 4].any(axis=1)
    assert 0.3 < side.mean() < 0.95, "which is dashed"
    (one,) = written(hint)
    assert one.text == hint.accessibleName() == "Drop it to have it read"
    assert one.colour == "#ff0000"
    assert one.place.center().toTuple() == pytest.approx((150, 150), abs=1.5)
    assert one.pixels == 12
