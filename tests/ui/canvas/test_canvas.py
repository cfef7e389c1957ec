"""The canvas: real events become strokes with every point, and ink where they went."""

from dataclasses import replace
from time import monotonic

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QInputDevice, QMouseEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.ink.drawing import PRESSURE, TIME, Drawing, Stroke
from digitpad.ink.strokes_file import load_drawing, save_drawing
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.theme import LIGHT, theme_source
from tests.ui.painted import shades
from tests.ui.pens import ONE, SEVEN, ZERO, Tablet, mouse, pixels, touch


@pytest.fixture
def canvas(qtbot):
    canvas = Canvas()
    canvas.resize(500, 500)
    qtbot.addWidget(canvas)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


@pytest.fixture(scope="module")
def touch_device():
    return QTest.createTouchDevice()


def ink(canvas):
    """True where the canvas is nearly black, as no hint on it is, inside its edge."""
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    grey = rows[2:-2, 2 : image.width() - 2]
    return np.pad(grey < 60, 2)


def on_sheet(points):
    return [[2 * point.x(), 2 * point.y()] for point in points]


def test_every_point_of_the_mouse_is_kept(canvas):
    points = mouse(canvas, SEVEN)
    (stroke,) = canvas.drawing.strokes
    assert stroke.xy.tolist() == on_sheet(points)
    assert (stroke.points[:, PRESSURE] == 1).all()


def test_ink_is_where_the_mouse_went_and_as_wide_as_the_brush(canvas):
    canvas.set_brush(40)  # 20 pixels
    mouse(canvas, ONE)
    rows = ink(canvas)[100:400]
    assert (rows.sum(axis=1) == 20).all()
    assert rows[:, 240:260].all()


def test_curves_are_smooth(canvas):
    # A corner of a right angle in long steps: the curve cuts it, the polyline would not.
    canvas.set_brush(10)
    points = [QPoint(100, 100), QPoint(400, 100), QPoint(400, 400)]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
    painted = ink(canvas)
    # The quadratic curve from (250, 100) by (400, 100) to (400, 250) passes its middle here.
    assert painted[138, 362]
    assert not painted[102, 398]


def test_a_dot_is_ink(canvas):
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(120, 340))
    (stroke,) = canvas.drawing.strokes
    assert stroke.xy.tolist() == [[240, 680]]
    painted = ink(canvas)
    assert painted[340, 120]
    assert painted.sum() == pytest.approx(np.pi * 12.5**2, rel=0.05)


def test_other_buttons_do_not_draw(canvas):
    QTest.mouseClick(canvas, Qt.MouseButton.RightButton, pos=QPoint(120, 340))
    assert canvas.drawing.is_empty


def test_the_pen_stays_on_the_sheet(canvas):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 250))
    QTest.mouseMove(canvas, QPoint(700, -90))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(700, -90))
    left = 500 - 680 / 3  # where the line from (800, 500) to (1400, -180) crosses x = 1000
    assert canvas.drawing.strokes[0].xy == pytest.approx(np.array([[800, 500], [1000, left]]))


def test_no_ink_runs_along_the_edge_while_the_pen_is_beside_the_sheet(canvas):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 100))
    for point in (QPoint(550, 100), QPoint(550, 400), QPoint(300, 400)):
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 400))
    out, back = canvas.drawing.strokes
    assert out.xy.tolist() == [[800, 200], [1000, 200]]
    assert back.xy.tolist() == [[1000, 800], [600, 800]]
    assert not ink(canvas)[150:350].any()
    canvas.undo()
    assert len(canvas.drawing.strokes) == 1


def test_a_pen_that_is_lifted_beside_the_sheet_draws_no_more(canvas):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 100))
    QTest.mouseMove(canvas, QPoint(600, 100))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(600, 100))
    assert not canvas.is_in_use
    QTest.mouseMove(canvas, QPoint(300, 300))
    assert len(canvas.drawing.strokes) == 1


def test_tablet_pressure_is_kept_and_changes_the_width(canvas):
    canvas.set_brush(60)
    points = Tablet().draw(canvas, ONE, [0.1, 1.0])
    (stroke,) = canvas.drawing.strokes
    assert stroke.xy.tolist() == on_sheet(points)
    assert sorted(set(stroke.points[:, PRESSURE])) == pytest.approx([0.1, 1.0])
    widths = ink(canvas).sum(axis=1)
    assert widths[100:200].max() < 14
    assert widths[330:400].min() > 26


def test_the_other_end_of_the_pen_erases(canvas):
    mouse(canvas, ONE)
    Tablet(turned=True).draw(canvas, [(0.3, 0.5), (0.7, 0.5)], [1.0])
    assert len(canvas.drawing.strokes) == 2
    assert not ink(canvas)[250].any()


def test_a_finger_draws(canvas, touch_device):
    points = touch(canvas, touch_device, SEVEN)
    (stroke,) = canvas.drawing.strokes
    assert stroke.xy.tolist() == on_sheet(points)


def test_a_second_finger_is_left_out(canvas, touch_device):
    QTest.touchEvent(canvas, touch_device).press(0, QPoint(100, 100), canvas).commit()
    QTest.touchEvent(canvas, touch_device).stationary(0).press(1, QPoint(400, 400), canvas).commit()
    QTest.touchEvent(canvas, touch_device).move(0, QPoint(110, 200), canvas).move(
        1, QPoint(410, 300), canvas
    ).commit()
    QTest.touchEvent(canvas, touch_device).release(1, QPoint(410, 300), canvas).stationary(
        0
    ).commit()
    QTest.touchEvent(canvas, touch_device).release(0, QPoint(110, 200), canvas).commit()
    (stroke,) = canvas.drawing.strokes
    assert stroke.xy.tolist() == [[200, 200], [220, 400]]


def test_a_touch_that_the_system_takes_away_leaves_no_ink(canvas, touch_device):
    QTest.touchEvent(canvas, touch_device).press(0, QPoint(100, 100), canvas).commit()
    QTest.touchEvent(canvas, touch_device).move(0, QPoint(200, 300), canvas).commit()
    QApplication.sendEvent(canvas, QTouchEvent(QEvent.Type.TouchCancel, touch_device))
    assert canvas.drawing.is_empty
    assert not ink(canvas).any()
    QTest.touchEvent(canvas, touch_device).release(0, QPoint(200, 300), canvas).commit()


def test_a_pen_that_cannot_tell_its_pressure_presses_as_a_mouse(canvas):
    Tablet(has_pressure=False).draw(canvas, ONE, [0.0])
    assert (canvas.drawing.strokes[0].points[:, PRESSURE] == 1).all()


def test_undo_and_redo_go_through_every_change(canvas):
    drawings = [canvas.drawing]
    pictures = [ink(canvas)]

    def note():
        drawings.append(canvas.drawing)
        pictures.append(ink(canvas))

    mouse(canvas, ONE)
    note()
    mouse(canvas, SEVEN)
    note()
    canvas.set_erasing(True)
    mouse(canvas, [(0.2, 0.5), (0.8, 0.5)])
    canvas.set_erasing(False)
    note()
    canvas.clear()
    note()
    assert [len(drawing.strokes) for drawing in drawings] == [0, 1, 2, 4, 0]
    for index in (3, 2, 1, 0):
        canvas.undo()
        assert canvas.drawing.strokes == drawings[index].strokes
        np.testing.assert_array_equal(ink(canvas), pictures[index])
    canvas.undo()
    assert canvas.drawing.is_empty
    for index in (1, 2, 3, 4):
        canvas.redo()
        assert canvas.drawing.strokes == drawings[index].strokes
        np.testing.assert_array_equal(ink(canvas), pictures[index])


def test_undo_in_the_middle_of_a_stroke_takes_it_off(canvas):
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(200, 200))
    canvas.undo()
    QTest.mouseMove(canvas, QPoint(300, 300))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert canvas.drawing.is_empty
    assert not ink(canvas).any()


def test_escape_gives_up_the_stroke_under_way(canvas):
    mouse(canvas, ONE)
    before = ink(canvas)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(300, 400))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 400))
    assert len(canvas.drawing.strokes) == 1
    np.testing.assert_array_equal(ink(canvas), before)


def test_an_eraser_that_touches_nothing_is_nothing_to_undo(canvas):
    mouse(canvas, ONE)
    canvas.set_erasing(True)
    mouse(canvas, [(0.05, 0.1), (0.1, 0.9)])
    assert canvas.undo_stack.count() == 1


def test_the_eraser_is_half_as_wide_again_as_the_brush(canvas):
    canvas.set_brush(20)
    mouse(canvas, [(0.1, 0.5), (0.9, 0.5)])
    canvas.set_brush(40)
    canvas.set_erasing(True)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(250, 250))
    left, right = canvas.drawing.strokes
    # A radius of 30, and 10 of the stroke's own, on either side of 500.
    assert left.xy[-1].tolist() == pytest.approx([460, 500])
    assert right.xy[0].tolist() == pytest.approx([540, 500])


def test_the_eraser_is_seen_while_it_is_down(canvas, monkeypatch):
    mouse(canvas, [(0.1, 0.1), (0.2, 0.1)])
    plain = replace(LIGHT, ink="black", paper="white", border="white", faint="red")
    monkeypatch.setattr(theme_source, "theme", plain)
    theme_source.changed.emit()
    canvas.set_brush(80)
    canvas.set_erasing(True)

    def ring():
        """How far from the middle there is red, in pixels."""
        blue, red = (shades(canvas) >> shift & 0xFF for shift in (0, 16))
        rows, columns = np.nonzero((red > 200) & (blue < 128))
        return np.hypot(rows + 0.5 - 250, columns + 0.5 - 250)

    assert len(ring()) == 0
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(250, 250))
    assert len(ring()) > 100
    np.testing.assert_allclose(ring(), 30, atol=1.5)  # 60 units
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(250, 250))
    assert len(ring()) == 0


def test_erased_ink_is_gone_from_the_picture(canvas):
    mouse(canvas, ZERO)
    canvas.set_erasing(True)
    mouse(canvas, [(0.1, 0.5), (0.9, 0.5)])
    assert not ink(canvas)[240:260].any()
    fresh = ink(canvas)
    canvas.resize(501, 501)
    canvas.resize(500, 500)  # everything is painted anew
    assert (ink(canvas) != fresh).mean() < 1e-3


def test_clearing_an_empty_canvas_is_nothing_to_undo(canvas):
    canvas.clear()
    assert not canvas.undo_stack.canUndo()


def test_incremental_ink_equals_ink_painted_at_once(canvas):
    random = np.random.default_rng(2)
    path = random.uniform(0.1, 0.9, (12, 2)).tolist()
    mouse(canvas, path)
    drawn = ink(canvas)
    other = Canvas()
    other.resize(500, 500)
    other.set_drawing(canvas.drawing, "x")
    np.testing.assert_array_equal(ink(other), drawn)


def test_the_hint_is_there_until_the_first_point(canvas):
    def has_text():
        image = canvas.grab().toImage()
        return len({image.pixel(x, y) for x in range(150, 350) for y in range(230, 270)}) > 1

    assert has_text()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert not has_text()
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    canvas.undo()
    assert has_text()


def test_ink_is_sharp_on_a_dense_screen(canvas, monkeypatch):
    monkeypatch.setattr(Canvas, "devicePixelRatioF", lambda self: 2.0)
    canvas.resize(400, 400)
    mouse(canvas, SEVEN)
    assert canvas._layer._image.width() == 800
    assert canvas._layer._image.devicePixelRatio() == 2.0


def test_a_resized_canvas_keeps_its_drawing(canvas):
    mouse(canvas, SEVEN)
    strokes = canvas.drawing.strokes
    large = ink(canvas)
    canvas.resize(250, 250)
    assert canvas.drawing.strokes == strokes
    small = ink(canvas)
    assert small.sum() == pytest.approx(large.sum() / 4, rel=0.05)


def test_changes_are_told_with_their_kind(canvas):
    told = []
    canvas.drawing_changed.connect(lambda drawing, more: told.append((len(drawing.strokes), more)))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(110, 120))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(110, 120))
    canvas.undo()
    canvas.redo()
    canvas.clear()
    assert told == [(1, True), (1, True), (0, False), (1, False), (0, False)]


def test_a_stroke_given_away_does_not_change_while_the_pen_moves_on(canvas):
    given = []
    canvas.drawing_changed.connect(lambda drawing, more: given.append(drawing))
    mouse(canvas, [(0.1, 0.1), (0.9, 0.9)] * 30)
    lengths = [len(drawing.strokes[0].points) for drawing in given]
    assert lengths == list(range(1, len(lengths) + 1))
    final = given[-1].strokes[0].xy
    for drawing in given:
        xy = drawing.strokes[0].xy
        np.testing.assert_array_equal(xy, final[: len(xy)])


def test_the_canvas_paints_only_what_changed(qtbot):
    areas = []

    class Noting(Canvas):
        def paintEvent(self, event):
            areas.append(event.rect().width() * event.rect().height())
            super().paintEvent(event)

    canvas = Noting()
    canvas.resize(500, 500)
    qtbot.addWidget(canvas)
    canvas.show()
    mouse(canvas, SEVEN)
    points = pixels(canvas, ONE)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    qtbot.waitUntil(lambda: bool(areas))
    for point in points[1:]:
        areas.clear()
        QTest.mouseMove(canvas, point)
        qtbot.waitUntil(lambda: bool(areas))
        assert max(areas) < 0.02 * 500 * 500
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def test_tablet_events_that_start_elsewhere_do_nothing(canvas):
    Tablet().send(canvas, QEvent.Type.TabletMove, QPoint(50, 50), 0.5)
    Tablet().send(canvas, QEvent.Type.TabletRelease, QPoint(50, 50), 0.0)
    assert canvas.drawing.is_empty


def test_another_drawing_can_be_put_on_and_taken_off(canvas):
    mouse(canvas, ONE)
    canvas.set_drawing(Drawing((Stroke.from_xy([(100, 100), (900, 900)]),)), "Open")
    assert ink(canvas)[250, 250]
    assert canvas.undo_stack.undoText() == "Open"
    canvas.undo()
    assert not ink(canvas)[100, 100]


def test_a_sample_lies_on_the_sheet_pixel_by_pixel(canvas):
    sample = np.zeros((28, 28), dtype=np.uint8)
    sample[3:25, 12:15] = 255
    canvas.set_drawing(Drawing(picture=sample), "Sample")
    shown = ink(canvas)
    expected = np.kron(sample > 127, np.ones((500, 500), bool)).reshape(28, 500, 28, 500)
    middles = shown[(np.arange(28) * 500 // 28 + 9)[:, None], np.arange(28) * 500 // 28 + 9]
    np.testing.assert_array_equal(middles, expected[:, 250, :, 250])


def test_a_sample_is_drawn_over_erased_and_taken_back(canvas):
    sample = np.zeros((28, 28), dtype=np.uint8)
    sample[3:25, 12:15] = 255
    canvas.set_drawing(Drawing(picture=sample), "Sample")
    mouse(canvas, [(0.1, 0.9), (0.3, 0.9)])
    assert len(canvas.drawing.strokes) == 1
    canvas.set_erasing(True)
    mouse(canvas, [(0.4, 0.2), (0.6, 0.2)])
    assert canvas.drawing.picture[5, 13] == 0
    assert not ink(canvas)[100, 245]
    canvas.undo()
    assert ink(canvas)[100, 245]
    canvas.undo()
    assert not canvas.drawing.strokes
    canvas.undo()
    assert canvas.drawing.is_empty


def test_what_is_drawn_after_years_of_uptime_can_be_read_again(canvas, tmp_path):
    years = 10**11  # milliseconds
    for kind, x, time in (
        (QEvent.Type.MouseButtonPress, 50, years), (QEvent.Type.MouseMove, 90, years + 20),
        (QEvent.Type.MouseButtonRelease, 90, years + 40),
    ):  # fmt: skip
        place = QPointF(x, 60)
        buttons = Qt.MouseButton.NoButton if "Release" in kind.name else Qt.MouseButton.LeftButton
        event = QMouseEvent(
            kind, place, canvas.mapToGlobal(place), Qt.MouseButton.LeftButton, buttons,
            Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        event.setTimestamp(time)
        QApplication.sendEvent(canvas, event)
    save_drawing(canvas.drawing, tmp_path / "a.json")
    (stroke,) = load_drawing(tmp_path / "a.json").strokes
    assert stroke.points[:, TIME].tolist()[:2] == [0.0, 0.02]


def trackpad():
    """The device that macOS scrolls with, by touch events."""
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchPad)


def test_two_fingers_that_scroll_on_a_trackpad_do_not_draw(canvas):
    touch(canvas, trackpad(), SEVEN)
    assert canvas.drawing.is_empty
    assert not ink(canvas).any()


def test_a_palm_does_not_draw_while_a_pen_is_near(canvas, touch_device):
    pen = Tablet()
    pen.send(canvas, QEvent.Type.TabletMove, QPoint(300, 300), 0.0)  # above the canvas
    touch(canvas, touch_device, SEVEN)
    assert canvas.drawing.is_empty


def test_a_palm_does_not_break_the_stroke_of_a_pen(canvas, touch_device):
    pen = Tablet()
    pen.send(canvas, QEvent.Type.TabletPress, QPoint(100, 100), 0.5)
    QTest.touchEvent(canvas, touch_device).press(0, QPoint(400, 400), canvas).commit()
    pen.send(canvas, QEvent.Type.TabletMove, QPoint(200, 300), 0.5)
    QTest.touchEvent(canvas, touch_device).release(0, QPoint(400, 400), canvas).commit()
    pen.send(canvas, QEvent.Type.TabletRelease, QPoint(200, 300), 0.0)
    (stroke,) = canvas.drawing.strokes
    np.testing.assert_allclose(stroke.xy[[0, -1]], on_sheet([QPoint(100, 100), QPoint(200, 300)]))


def test_a_palm_that_came_before_its_pen_leaves_no_ink(canvas, touch_device):
    QTest.touchEvent(canvas, touch_device).press(0, QPoint(400, 400), canvas).commit()
    QTest.touchEvent(canvas, touch_device).move(0, QPoint(390, 380), canvas).commit()
    Tablet().send(canvas, QEvent.Type.TabletMove, QPoint(300, 300), 0.0)
    QTest.touchEvent(canvas, touch_device).move(0, QPoint(350, 300), canvas).commit()
    QTest.touchEvent(canvas, touch_device).release(0, QPoint(350, 300), canvas).commit()
    assert canvas.drawing.is_empty


def test_a_finger_draws_again_when_the_pen_has_gone(canvas, touch_device, monkeypatch):
    Tablet().draw(canvas, ONE, [0.5])
    later = monotonic() + 1
    monkeypatch.setattr("digitpad.ui.canvas.pen_events.time.monotonic", lambda: later)
    touch(canvas, touch_device, SEVEN)
    assert len(canvas.drawing.strokes) == 2


@pytest.mark.parametrize("side", [239, 328, 777])
def test_nothing_of_a_stroke_is_left_when_it_is_taken_back(canvas, side):
    """Its antialiased edge neither; with ink beside it, only the stroke's own place is painted."""
    canvas.resize(side, side)
    mouse(canvas, ONE)
    before = shades_of(canvas)
    for x in range(6):
        at = QPoint(20 + 13 * x, side // 2 + x)
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)
        canvas.undo_stack.undo()
        assert (shades_of(canvas) == before).all(), at


def shades_of(canvas):
    image = canvas.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].copy()
