"""Frames around digits, by themselves: where they are, what is grasped, and what that tells."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.digit_frames import BOTTOM, LEFT, RIGHT, TOP, DigitFrames, Grasp, edges_of
from digitpad.ui.theme import LIGHT
from tests.ui.painted import in_colour, shades

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
BUTTON = Qt.MouseButton.LeftButton
BOXES = [(100, 200, 300, 600), (500, 200, 800, 700)]  # canvas units: left, top, right, bottom


def number(boxes=BOXES, is_picture=True):
    """A number on a sheet, as the frames know it."""
    return SimpleNamespace(
        digits=[None] * len(boxes), box=lambda index: boxes[index],
        sheet=SimpleNamespace(photo=object() if is_picture else None),
        at=lambda x, y: next(
            (n for n, (left, top, right, bottom) in enumerate(boxes)
             if left <= x <= right and top <= y <= bottom), None,
        ),
    )  # fmt: skip


@pytest.fixture
def canvas(qtbot):
    """500 pixels for 1,000 units of the canvas."""
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(500, 500)
    canvas.show()
    return canvas


@pytest.fixture
def frames(canvas):
    frames = DigitFrames(canvas)
    frames.told = []
    frames.chosen.connect(lambda index: frames.told.append(("chosen", index)))
    frames.framed.connect(lambda index, box: frames.told.append((index, edges_of(box))))
    frames.show_number(number(), 0)
    return frames


def drag(canvas, start, end, modifiers=NONE):
    QTest.mousePress(canvas, BUTTON, modifiers, QPoint(*start))
    QTest.mouseMove(canvas, QPoint(*end))
    QTest.mouseRelease(canvas, BUTTON, modifiers, QPoint(*end))


def ink_of(canvas):
    return canvas.drawing.strokes


# Where they are


def test_a_picture_is_framed_closely_and_ink_with_some_room(frames):
    assert [frame.getRect() for frame in frames.frames] == [
        (50, 100, 100, 200), (250, 100, 150, 250),
    ]  # fmt: skip
    frames.show_number(number(is_picture=False), 0)
    assert frames.frames[0].getRect() == (46, 96, 108, 208)


def test_frames_follow_the_canvas_and_go_with_the_number(canvas, frames):
    canvas.resize(1000, 1000)
    assert frames.size() == canvas.size()
    assert frames.frames[0].getRect() == (100, 200, 200, 400)
    frames.show_number(None, 0)
    assert frames.frames == []
    assert not frames.isVisible()
    frames.show_number(number(BOXES[:1]), 0)
    assert frames.isVisible()
    assert len(frames.frames) == 1


@pytest.mark.parametrize("selected", [0, 1])
def test_the_selected_digit_of_a_picture_has_a_thick_frame_with_handles(canvas, frames, selected):
    frames.show_number(number(), selected)
    picture, blue = shades(canvas), in_colour(canvas, LIGHT.accent)
    ground = QColor(LIGHT.paper).rgb()
    for index, frame in enumerate(frames.frames):
        left, top, right, bottom = (round(n) for n in edges_of(frame))
        middle_x, middle_y = (left + right) // 2, (top + bottom) // 2
        for x, y in ((left, middle_y), (right, middle_y), (middle_x, top), (middle_x, bottom)):
            line = picture[y - 4 : y + 5, x - 4 : x + 5]
            across = line[4] if x in (left, right) else line[:, 4]
            width = (across != ground).sum()
            assert (width >= 3) == (index == selected), (index, x, y)
            assert width >= 1
        for x, y in ((left, top), (right, top), (left, bottom), (right, bottom)):
            corner = blue[y - 3 : y + 3, x - 3 : x + 3]
            assert corner.all() == (index == selected), (index, x, y)
        assert picture[middle_y, middle_x] == ground


def test_ink_has_dotted_frames_and_the_selected_one_no_handles(canvas, frames):
    frames.show_number(number(is_picture=False), 1)
    picture, ground = shades(canvas), QColor(LIGHT.paper).rgb()
    left, top, _, bottom = (round(n) for n in edges_of(frames.frames[0]))
    line = (picture[top + 10 : bottom - 10, left - 1 : left + 2] != ground).any(axis=1)
    assert 0.2 < line.mean() < 0.9, "dots with paper between them"
    left, top, _, bottom = (round(n) for n in edges_of(frames.frames[1]))
    line = (picture[top + 10 : bottom - 10, left - 1 : left + 2] != ground).any(axis=1)
    assert line.all()
    assert QColor(int(picture[top, left])).lightness() > 190, "its corners are round"


def test_a_frame_beside_the_sheet_is_seen_at_its_edge(canvas, frames):
    frames.show_number(number([(-200, 300, 400, 1300)]), 0)
    there = in_colour(canvas, LIGHT.accent)
    assert there[200:450, 1:4].any(axis=1).all()
    assert there[496:499, 20:180].any(axis=0).all()


# Dragging


def test_a_side_is_dragged_alone_and_a_corner_with_both_of_its_sides(canvas, frames):
    for start, end, expected in (
        ((50, 200), (70, 230), [140, 200, 300, 600]),  # its left side, 20 pixels
        ((150, 200), (130, 150), [100, 200, 260, 600]),
        ((100, 100), (60, 130), [100, 260, 300, 600]),
        ((100, 300), (120, 340), [100, 200, 300, 680]),
        ((50, 100), (30, 90), [60, 180, 300, 600]),
        ((150, 300), (160, 320), [100, 200, 320, 640]),
        ((46, 200), (66, 200), [140, 200, 300, 600]),  # beside its line
        ((55, 200), (75, 200), [140, 200, 300, 600]),
    ):
        frames.told.clear()
        drag(canvas, start, end)
        assert frames.told == [(0, pytest.approx(expected))], start
    assert not ink_of(canvas)


def test_a_frame_is_seen_where_it_is_dragged_and_back_where_a_key_gives_that_up(canvas, frames):
    before = shades(canvas)
    QTest.mousePress(canvas, BUTTON, NONE, QPoint(50, 200))
    QTest.mouseMove(canvas, QPoint(20, 200))
    line = in_colour(canvas, LIGHT.accent)
    assert line[150:250, 18:23].any(axis=1).all()
    assert not line[150:250, 45:56].any()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    np.testing.assert_array_equal(shades(canvas), before)
    QTest.mouseRelease(canvas, BUTTON, NONE, QPoint(20, 200))
    assert frames.told == []


def test_dragged_over_its_other_side_a_frame_is_turned_round_and_stays_on_the_sheet(canvas, frames):
    drag(canvas, (50, 200), (200, 200))
    assert frames.told == [(0, pytest.approx([300, 200, 400, 600]))]
    frames.told.clear()
    drag(canvas, (50, 200), (-40, 200))
    assert frames.told == [(0, pytest.approx([0, 200, 300, 600]))]


def test_with_ctrl_a_frame_is_moved_from_inside_and_drawn_anew_from_elsewhere(canvas, frames):
    drag(canvas, (100, 200), (120, 190), CTRL)
    assert frames.told == [(0, pytest.approx([140, 180, 340, 580]))]
    frames.told.clear()
    QTest.mousePress(canvas, BUTTON, CTRL, QPoint(180, 400))
    QTest.mouseMove(canvas, QPoint(240, 480))
    assert in_colour(canvas, LIGHT.accent)[430:450, 238:243].any(axis=1).all(), "the new frame"
    QTest.mouseRelease(canvas, BUTTON, CTRL, QPoint(240, 480))
    assert frames.told == [(-1, pytest.approx([360, 800, 480, 960]))]


def test_a_click_on_a_frame_or_with_ctrl_chooses_its_digit(canvas, frames):
    for start, modifiers, told in (
        ((252, 200), NONE, [("chosen", 1)]), ((300, 300), CTRL, [("chosen", 1)]),
        ((20, 20), CTRL, []),
    ):  # fmt: skip
        frames.told.clear()
        QTest.mouseClick(canvas, BUTTON, modifiers, QPoint(*start))
        assert frames.told == told
    frames.told.clear()
    QTest.mouseClick(canvas, Qt.MouseButton.RightButton, NONE, QPoint(100, 200))
    assert frames.told == [("chosen", 0)], "what the menu is about"
    assert not ink_of(canvas)


def test_over_ink_nothing_is_dragged_and_a_click_without_ctrl_draws(canvas, frames):
    frames.show_number(number(is_picture=False), 0)
    QTest.mouseClick(canvas, BUTTON, CTRL, QPoint(300, 300))
    assert frames.told == [("chosen", 1)]
    assert not ink_of(canvas)
    drag(canvas, (46, 200), (80, 220))
    assert frames.told == [("chosen", 1)]
    assert len(ink_of(canvas)) == 1


def test_the_eraser_rubs_where_a_frame_is(canvas, frames):
    canvas.set_erasing(True)
    drag(canvas, (50, 200), (80, 220))
    assert frames.told == []


def test_where_two_frames_lie_on_each_other_the_selected_one_is_dragged(canvas, frames):
    frames.show_number(number([(100, 200, 300, 600), (100, 200, 500, 600)]), 1)
    drag(canvas, (50, 200), (70, 200))
    assert frames.told == [(1, pytest.approx([140, 200, 500, 600]))]


@pytest.mark.parametrize(
    ("place", "shape"),
    [((50, 200), "SizeHorCursor"), ((150, 200), "SizeHorCursor"), ((100, 100), "SizeVerCursor"),
     ((100, 300), "SizeVerCursor"), ((50, 100), "SizeFDiagCursor"), ((150, 300), "SizeFDiagCursor"),
     ((150, 100), "SizeBDiagCursor"), ((50, 300), "SizeBDiagCursor"), ((100, 200), "CrossCursor"),
     ((43, 200), "CrossCursor"), ((57, 200), "CrossCursor"), ((56, 200), "SizeHorCursor")],
)  # fmt: skip
def test_the_cursor_tells_what_can_be_dragged(canvas, frames, place, shape):
    QTest.mouseMove(canvas, QPoint(200, 450))
    QTest.mouseMove(canvas, QPoint(*place))
    assert canvas.cursor().shape() == getattr(Qt.CursorShape, shape)
    frames.show_number(number(is_picture=False), 0)
    QTest.mouseMove(canvas, QPoint(200, 450))
    QTest.mouseMove(canvas, QPoint(*place))
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_sides_go_with_the_mouse():
    frame = QRectF(10, 20, 30, 40)
    for sides, expected in (
        ({LEFT}, [15, 20, 40, 60]), ({TOP}, [10, 27, 40, 60]), ({RIGHT}, [10, 20, 45, 60]),
        ({BOTTOM}, [10, 20, 40, 67]), ({LEFT, TOP, RIGHT, BOTTOM}, [15, 27, 45, 67]),
    ):  # fmt: skip
        grasp = Grasp(0, frozenset(sides), QPointF(100, 100), frame)
        assert edges_of(grasp.dragged(QPointF(105, 107))) == expected
