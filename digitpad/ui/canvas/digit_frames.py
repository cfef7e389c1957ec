"""Frames around the digits on the canvas; around those of a picture they can be dragged."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.ink.drawing import CANVAS_SIDE
from digitpad.reading.canvas_number import SheetNumber
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.pen_events import is_a_mouse
from digitpad.ui.theme import theme

ROOM = 4  # pixels between ink and frame
ROUNDING = 5  # pixels, radius of the corners
GRIP = 6  # pixels beside a frame's line from which it is dragged
HANDLE = 7  # pixels, of the squares at the corners of a frame that can be dragged
# The second of two quick presses is a double click, which a widget takes as a press.
PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)
NEW = -1  # instead of a digit's number: a frame that is drawn anew
LEFT, TOP, RIGHT, BOTTOM = range(4)
WHOLE = frozenset((LEFT, TOP, RIGHT, BOTTOM))  # sides that move together: the frame itself moves

SHAPES = {
    frozenset((LEFT,)): Qt.CursorShape.SizeHorCursor,
    frozenset((RIGHT,)): Qt.CursorShape.SizeHorCursor,
    frozenset((TOP,)): Qt.CursorShape.SizeVerCursor,
    frozenset((BOTTOM,)): Qt.CursorShape.SizeVerCursor,
    frozenset((LEFT, TOP)): Qt.CursorShape.SizeFDiagCursor,
    frozenset((RIGHT, BOTTOM)): Qt.CursorShape.SizeFDiagCursor,
    frozenset((RIGHT, TOP)): Qt.CursorShape.SizeBDiagCursor,
    frozenset((LEFT, BOTTOM)): Qt.CursorShape.SizeBDiagCursor,
}


@dataclass(frozen=True)
class Grasp:
    """A frame that is dragged: which, by which of its sides, from where, and how it was.

    Places are in pixels of the canvas.
    """

    index: int
    sides: frozenset[int]
    start: QPointF
    frame: QRectF

    def dragged(self, to: QPointF) -> QRectF:
        """Return the frame once the mouse is at ``to``."""
        edges = edges_of(self.frame)
        step = to - self.start
        for side in self.sides:
            edges[side] += step.x() if side in (LEFT, RIGHT) else step.y()
        corners = QPointF(edges[LEFT], edges[TOP]), QPointF(edges[RIGHT], edges[BOTTOM])
        return QRectF(*corners).normalized()


class DigitFrames(QWidget):
    """A thin frame around each digit, a thick one around the selected.

    ``chosen(int)``: the digit, from 0, that was clicked with Ctrl; a click without it draws.
    ``framed(int, QRectF)``: in a picture, the digit whose frame was dragged, -1 for a new frame,
    and where the frame is now, in canvas units. A side or a corner crops; with Ctrl, from inside,
    the frame moves, and from elsewhere there is a new one.
    """

    chosen = Signal(int)
    framed = Signal(int, object)

    def __init__(self, canvas: Canvas) -> None:
        """Lie over ``canvas``, hidden until there is a number."""
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("digitFrames")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._number: SheetNumber | None = None
        self._boxes: list[QRectF] = []  # canvas units
        self._selected = 0
        self._grasp: Grasp | None = None
        self._dragged = QRectF()  # pixels, while a frame is grasped
        self.hide()
        self.resize(canvas.size())  # of a window made anew it has its size already
        canvas.setMouseTracking(True)  # the cursor tells where a frame can be grasped
        canvas.installEventFilter(self)

    def show_number(self, number: SheetNumber | None, selected: int) -> None:
        """Frame the digits of ``number``, or nothing."""
        if number is not self._number:
            self._number, self._grasp = number, None
            count = 0 if number is None else len(number.digits)
            self._boxes = [_rect(number, index) for index in range(count) if number is not None]
        self._selected = selected
        self.setVisible(number is not None)
        self.update()

    @property
    def frames(self) -> list[QRectF]:
        """Where the frames are, in pixels of the canvas."""
        to_pixels = QTransform.fromScale(self.width() / CANVAS_SIDE, self.height() / CANVAS_SIDE)
        room = 0 if self._is_picture() else ROOM
        return [to_pixels.mapRect(box).adjusted(-room, -room, room, room) for box in self._boxes]

    @Slot(float, float)
    def choose_at(self, x: float, y: float) -> None:
        """Choose the digit at a place of the sheet, if there is one."""
        index = None if self._number is None else self._number.at(x, y)
        if index is not None:
            self.chosen.emit(index)

    def eventFilter(self, canvas: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if event.type() == QEvent.Type.Resize and isinstance(canvas, QWidget):
            self.resize(canvas.size())
        elif isinstance(event, QMouseEvent) and isinstance(canvas, QWidget) and is_a_mouse(event):
            return self._take_mouse(canvas, event)
        elif event.type() == QEvent.Type.KeyPress and self._grasp is not None:
            self._let_go()
            return True
        return False

    def _take_mouse(self, canvas: QWidget, event: QMouseEvent) -> bool:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if event.type() in PRESSES:
            return self._press(event, is_left)
        if self._grasp is not None:
            self._dragged = self._grasp.dragged(event.position()) & QRectF(self.rect())
            self.update()
            if event.type() == QEvent.Type.MouseButtonRelease and is_left:
                self._release(event)
            return True
        if event.type() == QEvent.Type.MouseMove and not event.buttons():
            self._show_cursor(canvas, event.position())
        return False

    def _press(self, event: QMouseEvent, is_left: bool) -> bool:
        """Grasp a frame, or choose the digit under a click with Ctrl, which never draws."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        with_ctrl = modifiers == Qt.KeyboardModifier.ControlModifier
        if self._number is None or not (is_left or event.button() == Qt.MouseButton.RightButton):
            return False
        if not is_left:  # what the menu is about
            self._choose(event.position())
            return False
        if self._can_be_grasped():
            self._grasp = self._grasp_at(event.position(), with_ctrl)
            if self._grasp is not None:
                self._dragged = QRectF(self._grasp.frame)
                return True
        if with_ctrl:
            self._choose(event.position())
        return with_ctrl

    def _release(self, event: QMouseEvent) -> None:
        grasp, frame = self._grasp, self._dragged
        assert grasp is not None
        self._let_go()
        way = event.position() - grasp.start
        if way.manhattanLength() < QApplication.startDragDistance():
            self._choose(event.position())
            return
        to_sheet = QTransform.fromScale(CANVAS_SIDE / self.width(), CANVAS_SIDE / self.height())
        self.framed.emit(grasp.index, to_sheet.mapRect(frame))

    def _let_go(self) -> None:
        self._grasp = None
        self.update()

    def _choose(self, place: QPointF) -> None:
        scale = CANVAS_SIDE / max(1, self.width())
        self.choose_at(place.x() * scale, place.y() * scale)

    # Frames of a picture

    def _is_picture(self) -> bool:
        return self._number is not None and self._number.sheet.photo is not None

    def _can_be_grasped(self) -> bool:
        return self._is_picture() and not self._canvas.is_erasing

    def _grasp_at(self, place: QPointF, with_ctrl: bool) -> Grasp | None:
        """Return what a press at ``place`` drags; None where it draws."""
        if with_ctrl:
            inside = [n for n, frame in enumerate(self.frames) if frame.contains(place)]
            if inside:
                return Grasp(inside[0], WHOLE, place, self.frames[inside[0]])
            return Grasp(NEW, frozenset((RIGHT, BOTTOM)), place, QRectF(place, place))
        order = sorted(range(len(self._boxes)), key=lambda index: index != self._selected)
        for index in order:  # where two lie on each other, the selected one
            frame = self.frames[index]
            sides = _sides_at(frame, place)
            if sides:
                return Grasp(index, sides, place, frame)
        return None

    def _show_cursor(self, canvas: QWidget, place: QPointF) -> None:
        grasp = self._grasp_at(place, with_ctrl=False) if self._can_be_grasped() else None
        shape = Qt.CursorShape.CrossCursor if grasp is None else SHAPES[grasp.sides]
        if canvas.cursor().shape() != shape:
            canvas.setCursor(shape)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        frames = self.frames
        if self._grasp is not None and self._grasp.index != NEW:
            frames[self._grasp.index] = self._dragged
        for index, frame in enumerate(frames):
            self._paint(painter, frame & sheet, index == self._selected)
        if self._grasp is not None and self._grasp.index == NEW:
            self._paint(painter, self._dragged, True)

    def _paint(self, painter: QPainter, frame: QRectF, is_selected: bool) -> None:
        colour = QColor(theme().accent)
        if is_selected:
            painter.setPen(QPen(colour, 2.5))
        elif self._is_picture():  # it is seen on paper of any colour
            painter.setPen(QPen(colour, 1.5))
        else:
            painter.setPen(QPen(QColor(theme().muted), 1, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(frame, ROUNDING, ROUNDING)
        if is_selected and self._is_picture():
            for corner in (
                frame.topLeft(), frame.topRight(), frame.bottomLeft(), frame.bottomRight()
            ):  # fmt: skip
                handle = QRectF(0, 0, HANDLE, HANDLE)
                handle.moveCenter(corner)
                painter.fillRect(handle, colour)


def edges_of(frame: QRectF) -> list[float]:
    """Return left, top, right and bottom."""
    return [frame.left(), frame.top(), frame.right(), frame.bottom()]


def _sides_at(frame: QRectF, place: QPointF) -> frozenset[int]:
    """Return the sides of ``frame`` that are near enough to ``place`` to be grasped."""
    if not frame.adjusted(-GRIP, -GRIP, GRIP, GRIP).contains(place):
        return frozenset()
    across = {LEFT: abs(place.x() - frame.left()), RIGHT: abs(place.x() - frame.right())}
    down = {TOP: abs(place.y() - frame.top()), BOTTOM: abs(place.y() - frame.bottom())}
    near = [min(sides, key=sides.__getitem__) for sides in (across, down)]
    return frozenset(side for side in near if (across | down)[side] <= GRIP)


def _rect(number: SheetNumber, index: int) -> QRectF:
    left, top, right, bottom = number.box(index)
    return QRectF(left, top, right - left, bottom - top)
