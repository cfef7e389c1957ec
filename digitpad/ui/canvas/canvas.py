"""The canvas widget: events of mouse, tablet and touch become strokes, and ink on the screen."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QTransform,
    QUndoCommand,
    QUndoStack,
)
from PySide6.QtWidgets import QWidget

from digitpad.ink.drawing import CANVAS_SIDE, DEFAULT_WIDTH, Drawing, PenTrack
from digitpad.ink.erase import erase
from digitpad.ui.canvas.ink_layer import WHOLE, InkLayer, around, bounds, paint_end
from digitpad.ui.theme import theme, theme_source
from digitpad.ui.widgets.basics import paint_hint

PEN_STAYS = 0.5  # seconds after its last event in which a pen is taken to be near
ERASER_TO_BRUSH = 1.5  # the eraser is this much wider than the brush
UNDO_LIMIT = 500  # commands
SHEET = QRectF(0, 0, CANVAS_SIDE, CANVAS_SIDE)


class Canvas(QWidget):
    """A square sheet to draw on, 1000 x 1000 canvas units whatever its size in pixels.

    ``drawing_changed(drawing, more_ink)`` comes with every change, also in the middle of a
    stroke; ``more_ink`` says that the change only added to the drawing.
    """

    drawing_changed = Signal(object, bool)
    eraser_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty canvas."""
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setTabletTracking(True)  # a pen above the canvas tells that it is near
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(160, 160)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._name()
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(UNDO_LIMIT)
        self._drawing = Drawing()
        self._layer = InkLayer()
        self._pen: PenTrack | None = None
        # The first pen's: points keep the time since then, the machine may have run for months.
        self._clock: int | None = None  # milliseconds
        self._outside: QPointF | None = None  # where a pen that is down has left the sheet to
        self._eraser_at: QPointF | None = None
        self._before = self._drawing  # what the stroke or the erasing under way began with
        self._finger: int | None = None
        self._pen_seen = float("-inf")  # seconds, of the clock
        self._brush = DEFAULT_WIDTH
        self._erasing = False
        theme_source.changed.connect(self._rebuild_layer)

    # What others ask and tell

    @property
    def drawing(self) -> Drawing:
        """All strokes so far, the one under the pen included."""
        return self._drawing if self._pen is None else self._drawing.with_stroke(self._pen.stroke())

    def set_drawing(self, drawing: Drawing, text: str) -> None:
        """Put another drawing on the canvas; ``text`` names the change in the undo menu."""
        self.finish_stroke()
        self._push(text, self._drawing, drawing)

    def clear(self) -> None:
        """Take all ink away; undo brings it back."""
        self.finish_stroke()
        if not self._drawing.is_empty:
            self._push(self.tr("Clear"), self._drawing, Drawing())

    def undo(self) -> None:
        """Take the last stroke, erasing or clearing back."""
        self.finish_stroke()
        self.undo_stack.undo()

    def redo(self) -> None:
        """Do again what was undone."""
        self.finish_stroke()
        self.undo_stack.redo()

    def set_brush(self, width: float) -> None:
        """Set the brush's diameter for the strokes to come, in canvas units."""
        self._brush = width

    def set_erasing(self, erasing: bool) -> None:
        """Switch between brush and eraser."""
        if erasing != self._erasing:
            self.finish_stroke()
            self._erasing = erasing
            self.eraser_changed.emit(erasing)

    @property
    def is_in_use(self) -> bool:
        """True while a pen, or the eraser, is down."""
        return self._is_down()

    def finish_stroke(self) -> None:
        """End what the pen is doing as if it had been lifted."""
        self._outside = None
        if self._pen is not None:
            self._lift_pen()
        if self._eraser_at is not None:
            self._lift_eraser()

    # Events in

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton and _is_a_mouse(event):
            self._down(event.position(), 1.0, event.timestamp(), self._erasing)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.buttons() & Qt.MouseButton.LeftButton and _is_a_mouse(event):
            self._move(event.position(), 1.0, event.timestamp())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton and _is_a_mouse(event):
            self._move(event.position(), 1.0, event.timestamp())
            self.finish_stroke()

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802, D102
        # Accepting it keeps Qt from making a mouse event of it.
        event.accept()
        self._pen_seen = time.monotonic()
        if self._finger is not None:  # the palm of the hand that holds the pen came first
            self._finger = None
            self._discard()
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            turned = event.pointerType() == QPointingDevice.PointerType.Eraser
            erasing = self._erasing or turned
            self._down(event.position(), _pressure(event), event.timestamp(), erasing)
        elif kind == QEvent.Type.TabletMove and self._is_down():
            self._move(event.position(), _pressure(event), event.timestamp())
        elif kind == QEvent.Type.TabletRelease:
            # A pen that leaves reports no pressure; its last point keeps what it pressed with.
            self.finish_stroke()

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(self.tr("Draw a digit here with mouse, pen or finger."))

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QTouchEvent):
            return self._touch(event)
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> bool:
        """Draw with the first finger; others, and the palm, are left out until it is lifted.

        A trackpad's fingers scroll, on macOS by touch events: they are not on the canvas. Beside a
        pen no touch draws.
        """
        if event.deviceType() != QInputDevice.DeviceType.TouchScreen:
            event.accept()  # else Qt would make a mouse of it
            return True
        kind = event.type()
        if kind == QEvent.Type.TouchCancel:
            self._finger = None
            self._discard()
            return True
        for point in event.points():
            state = point.state()
            if state == point.State.Pressed and self._finger is None and not self._is_pen_near():
                self._finger = point.id()
                self._down(point.position(), 1.0, event.timestamp(), self._erasing)
            elif point.id() == self._finger and state != point.State.Stationary:
                self._move(point.position(), 1.0, event.timestamp())
                if state == point.State.Released:
                    self._finger = None
                    self.finish_stroke()
        event.accept()
        return True

    def _is_pen_near(self) -> bool:
        return time.monotonic() - self._pen_seen < PEN_STAYS

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Escape and self._is_down():
            self._discard()
        else:
            super().keyPressEvent(event)

    # From events to ink

    def _is_down(self) -> bool:
        return (
            self._pen is not None or self._eraser_at is not None or self._outside is not None
        )  # fmt: skip

    def _down(self, position: QPointF, pressure: float, milliseconds: int, erasing: bool) -> None:
        self.finish_stroke()
        if self._clock is None:
            self._clock = milliseconds
        self._before = self._drawing
        if erasing:
            self._eraser_at = self._on_sheet(position)
        else:
            self._pen = PenTrack(self._brush)
        self._move(position, pressure, milliseconds)

    def _move(self, position: QPointF, pressure: float, milliseconds: int) -> None:
        at = self._on_sheet(position)
        seconds = (milliseconds - (self._clock or 0)) / 1000
        if self._outside is not None:
            self._come_back(self._outside, at, pressure, seconds)
        elif self._pen is not None and SHEET.contains(at):
            self._draw_to(self._pen, at, pressure, seconds)
        elif self._pen is not None:
            self._leave(self._pen, at, pressure, seconds)
        elif self._eraser_at is not None:
            start, self._eraser_at, radius = self._eraser_at, at, self._eraser_radius()
            self._update(_square(start, radius + 2) | _square(at, radius + 2))
            self._show(erase(self._drawing, start.toTuple(), at.toTuple(), radius))

    def _leave(self, pen: PenTrack, to: QPointF, pressure: float, seconds: float) -> None:
        """End the stroke where the pen leaves the sheet: nothing runs along its edge."""
        if len(pen.points):
            x, y = pen.points[-1, :2]
            edge = _edge_between(QPointF(x, y), to)
            self._draw_to(pen, edge, pressure, seconds)
            self._lift_pen()
        else:
            self._pen = None  # it was put down beside the sheet
        self._outside = to

    def _come_back(self, start: QPointF, to: QPointF, pressure: float, seconds: float) -> None:
        """Begin another stroke where the pen comes back onto the sheet."""
        self._outside = to
        if SHEET.contains(to):
            self._outside = None
            self._before, self._pen = self._drawing, PenTrack(self._brush)
            self._draw_to(self._pen, _edge_between(to, start), pressure, seconds)
            self._draw_to(self._pen, to, pressure, seconds)

    def _draw_to(self, pen: PenTrack, at: QPointF, pressure: float, seconds: float) -> None:
        if not pen.add(at.x(), at.y(), pressure, seconds):
            return
        if len(pen.points) == 1 and self._drawing.is_empty:
            self.update()  # the hint goes
        self._layer.grow(pen.points, pen.width)
        self._update(around(pen.points[-3:], pen.width))
        self.drawing_changed.emit(self.drawing, True)

    def _lift_pen(self) -> None:
        assert self._pen is not None
        pen, self._pen = self._pen, None
        self._layer.finish(pen.points, pen.width)
        # What the command finds is there already.
        self._drawing = self._drawing.with_stroke(pen.stroke())
        self._push(self.tr("Stroke"), self._before, self._drawing)

    def _lift_eraser(self) -> None:
        at, self._eraser_at = self._eraser_at, None
        assert at is not None
        self._update(_square(at, self._eraser_radius() + 2))
        if self._before is not self._drawing:
            self._push(self.tr("Erase"), self._before, self._drawing)

    def _discard(self) -> None:
        """Forget the stroke or the erasing that is under way."""
        self._outside = None
        if self._pen is not None:
            reach = bounds([self._pen.stroke()])
            self._pen = None
            self._repaint_layer(reach)
            self.drawing_changed.emit(self._drawing, False)
        if self._eraser_at is not None:
            self._eraser_at = None
            self._show(self._before)

    def _push(self, text: str, before: Drawing, after: Drawing) -> None:
        self.undo_stack.push(DrawingCommand(text, before, after, self._show))

    def _show(self, drawing: Drawing) -> None:
        """Make ``drawing`` the canvas's own, and paint what differs."""
        if drawing is self._drawing:
            return
        old, new = set(self._drawing.strokes), set(drawing.strokes)
        has_same_sheet = self._drawing.picture is drawing.picture
        self._drawing = drawing
        changed = bounds(old ^ new) if has_same_sheet and old & new else WHOLE
        self._repaint_layer(changed)
        self.drawing_changed.emit(drawing, False)

    def _eraser_radius(self) -> float:
        return self._brush * ERASER_TO_BRUSH / 2

    # Ink to pixels

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        area = event.rect()
        painter.fillRect(area, QColor(theme().paper))
        if self._drawing.is_empty and self._pen is None:
            painter.setPen(QColor(theme().faint))
            paint_hint(painter, self, self.tr("Draw a digit here"))
        self._layer.paint_onto(painter, area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.scale(self.width() / CANVAS_SIDE, self.height() / CANVAS_SIDE)
        if self._pen is not None:
            paint_end(painter, self._pen.points, self._pen.width)
        if self._eraser_at is not None:
            painter.setPen(QPen(QColor(theme().faint), 2))
            radius = self._eraser_radius()
            painter.drawEllipse(self._eraser_at, radius, radius)
        painter.restore()
        painter.setPen(QPen(QColor(theme().border), 1))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._rebuild_layer()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:  # all else is made anew, the canvas is not
            self._name()
            self.update()
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._rebuild_layer()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(560, 560)

    @Slot()
    def _rebuild_layer(self) -> None:
        self._layer.resize(self.width(), self.devicePixelRatioF())
        self._repaint_layer(WHOLE)

    def _repaint_layer(self, area: QRectF) -> None:
        self._layer.repaint(self._drawing, area)
        if self._pen is not None:
            self._layer.settle(self._pen.points, self._pen.width)
        # The hint lies outside any stroke, and comes and goes with the first and last one.
        self._update(WHOLE if self._drawing.is_empty else area)

    def _update(self, area: QRectF) -> None:
        """Ask for ``area``, canvas units, to be painted; a pixel more for the antialiasing."""
        scale = self.width() / CANVAS_SIDE
        pixels = QTransform.fromScale(scale, scale).mapRect(area)
        self.update(pixels.toAlignedRect().adjusted(-1, -1, 1, 1))

    def _on_sheet(self, position: QPointF) -> QPointF:
        return position * (CANVAS_SIDE / max(1, self.width()))


def _is_a_mouse(event: QMouseEvent) -> bool:
    """Tell a mouse from what Qt makes of a pen or a finger: those come as themselves."""
    return event.device().type() not in (
        QInputDevice.DeviceType.Stylus,
        QInputDevice.DeviceType.TouchScreen,
    )


def _pressure(event: QTabletEvent) -> float:
    """Return how hard the pen presses; as a mouse does where it cannot tell."""
    can_tell = event.device().capabilities() & QInputDevice.Capability.Pressure
    return event.pressure() if can_tell else 1.0


def _edge_between(inside: QPointF, outside: QPointF) -> QPointF:
    """Return where the way from a point on the sheet to one beside it leaves the sheet."""
    share = 1.0
    for start, end in ((inside.x(), outside.x()), (inside.y(), outside.y())):
        if not 0.0 <= end <= CANVAS_SIDE:
            edge = 0.0 if end < 0.0 else CANVAS_SIDE
            share = min(share, (edge - start) / (end - start))
    return inside + (outside - inside) * share


def _square(centre: QPointF, radius: float) -> QRectF:
    return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)


class DrawingCommand(QUndoCommand):
    """A change from one drawing to another; drawings are values, so both are simply kept."""

    def __init__(
        self, text: str, before: Drawing, after: Drawing, show: Callable[[Drawing], None]
    ) -> None:
        """``show`` is called with the drawing to go to, at once and at each undo and redo."""
        super().__init__(text)
        self._before = before
        self._after = after
        self._show = show

    def undo(self) -> None:  # noqa: D102
        self._show(self._before)

    def redo(self) -> None:  # noqa: D102
        self._show(self._after)
