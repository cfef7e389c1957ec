"""The confusion matrix: its colours, keys and clicks."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtTest import QTest

from digitpad.ui.pages.evaluate.confusion_matrix import ConfusionMatrix
from digitpad.ui.theme import LIGHT
from tests.ui.painted import in_colour, is_frame, shades

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def matrix(qtbot):
    matrix = ConfusionMatrix()
    qtbot.addWidget(matrix)
    matrix.resize(500, 460)
    matrix.set_counts(tuple(
        tuple(1000 if t == r else 1 if (t, r) == (4, 9) else 0 for r in range(10))
        for t in range(10)
    ))  # fmt: skip
    matrix.show()
    return matrix


def test_one_mistake_is_seen_beside_a_thousand_right_answers(matrix):
    image = matrix.grab().toImage()

    def background(truth, read):
        return image.pixelColor(matrix.cell_rect(truth, read).topLeft() + QPoint(4, 4))

    nothing, right, wrong = background(4, 8), background(4, 4), background(4, 9)
    assert nothing.name() == LIGHT.window
    for one, other in ((nothing, right), (nothing, wrong), (right, wrong)):
        distance = max(
            abs(one.red() - other.red()), abs(one.green() - other.green()),
            abs(one.blue() - other.blue()),
        )  # fmt: skip
        assert distance > 60


def test_each_row_and_each_column_has_its_digit(matrix):
    painted = shades(matrix)
    expected = QImage(500, 460, QImage.Format.Format_RGB32)
    expected.fill(int(painted[0, 0]))
    painter, font = QPainter(expected), QFont(matrix.font())
    font.setPixelSize(12)
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.text))
    right, middle = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignVCenter
    # 438 pixels for ten columns, right of 62 for titles; 424 for ten rows, below 36.
    tops = [36 + 424 * n // 10 for n in range(11)]
    lefts = [62 + 438 * n // 10 for n in range(11)]
    for n, (top, bottom) in enumerate(pairwise(tops)):
        painter.drawText(QRect(0, top, 54, bottom - top), right | middle, str(n))
    for n, (left, end) in enumerate(pairwise(lefts)):
        painter.drawText(QRect(left, 18, end - left, 16), Qt.AlignmentFlag.AlignCenter, str(n))
    painter.end()
    wanted = shades(expected)
    # Without the titles' words, and the frame of the selected cell.
    assert (painted[36:, 42:57] == wanted[36:, 42:57]).all()
    assert (painted[18:33, 62:] == wanted[18:33, 62:]).all()


def test_keys_walk_through_the_matrix(qtbot, matrix):
    steps = [
        (KEY.Key_Left, (0, 0)), (KEY.Key_Up, (0, 0)), (KEY.Key_Down, (1, 0)),
        (KEY.Key_Right, (1, 1)), (KEY.Key_End, (1, 9)), (KEY.Key_PageDown, (9, 9)),
        (KEY.Key_Down, (9, 9)), (KEY.Key_Home, (9, 0)), (KEY.Key_PageUp, (0, 0)),
    ]  # fmt: skip
    for key, cell in steps:
        QTest.keyClick(matrix, key)
        assert matrix.current() == cell, key
    for _ in range(4):
        QTest.keyClick(matrix, KEY.Key_Down)
    QTest.keyClick(matrix, KEY.Key_End)
    assert matrix.accessibleDescription() == "4 read as 9: 1 of 1,001"
    for key in (KEY.Key_Return, KEY.Key_Space):
        with qtbot.waitSignal(matrix.cell_chosen) as signal:
            QTest.keyClick(matrix, key)
        assert signal.args == [4, 9]


def test_a_click_on_the_titles_chooses_no_cell(qtbot, matrix):
    with qtbot.assertNotEmitted(matrix.cell_chosen):
        QTest.mouseClick(matrix, LEFT, pos=QPoint(5, 200))
        QTest.mouseClick(matrix, LEFT, pos=QPoint(200, 5))


def test_the_chosen_cell_has_a_frame_that_tells_where_the_keys_are(qtbot, matrix):
    QTest.mouseClick(matrix, LEFT, pos=QPoint(62 + 43 * 7 + 20, 36 + 42 * 2 + 20))
    assert matrix.current() == (2, 7)
    matrix.clearFocus()
    qtbot.waitUntil(lambda: not matrix.hasFocus())
    assert not in_colour(matrix, LIGHT.accent).any()
    usual = shades(matrix)
    matrix.activateWindow()
    matrix.setFocus()
    qtbot.waitUntil(matrix.hasFocus)
    left, right = (62 + 438 * n // 10 for n in (7, 8))
    top, bottom = (36 + 424 * n // 10 for n in (2, 3))
    place = left, top, right - 2, bottom - 2  # a gap of one pixel is between cells
    assert is_frame(in_colour(matrix, LIGHT.accent), *place, reach=1)
    assert is_frame(shades(matrix) != usual, *place, reach=4)
    QTest.keyClick(matrix, KEY.Key_Home)
    assert not in_colour(matrix, LIGHT.accent)[:, left - 3 : right].any()
