"""The canvas widget: events of mouse, tablet and touch become strokes, and ink on the screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from digitpad.ink.drawing import CANVAS_SIDE, DEFAULT_WIDTH, Drawing, PenTrack
from digitpad.ink.erase import erase, is_erased_at_once
from digitpad.ui.canvas.drawing_command import DrawingStack
from digitpad.ui.canvas.ink_layer import WHOLE, InkLayer, around, difference, paint_end, spread
from digitpad.ui.canvas.pen_events import PenEvents, Touch, edge_between, square
from digitpad.ui.theme import theme, theme_source
from digitpad.ui.widgets.painted import paint_hint

ERASER_TO_BRUSH = 1.5  # the eraser is this much wider than the brush
TAP = 12.0  # canvas units: a pen that moves less on a picture does not draw


class Canvas(QWidget):
    """A square sheet to draw on, 1000 x 1000 canvas units whatever its size in pixels.

    ``drawing_changed(drawing, more_ink)`` comes with every change, also in the middle of a
    stroke; ``more_ink`` says that the change only added to the drawing. A picture of paper is not
    drawn on: the first stroke begins another drawing, and undo brings the picture back; the eraser
    rubs out its ink.
    ``tapped(float, float)``: a place of a picture, in canvas units, where nothing was drawn.
    """

    drawing_changed = Signal(object, bool)
    tapped = Signal(float, float)
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
        self._drawing = Drawing()
        self.undo_stack = DrawingStack(self, lambda: self._drawing, self._show)
        self._layer = InkLayer()
        self._pen: PenTrack | None = None
        # The first pen's: points keep the time since then, the machine may have run for months.
        self._clock: int | None = None  # milliseconds
        self._outside: QPointF | None = None  # where a pen that is down has left the sheet to
        self._eraser_at: QPointF | None = None
        self._tap: Touch | None = None  # on a picture, that has not become a stroke
        self._before = self._drawing  # what the stroke or the erasing under way began with
        self._events = PenEvents(self)
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
        self.undo_stack.note(text, self._drawing, drawing)

    def clear(self) -> None:
        """Take all ink away; undo brings it back."""
        self.finish_stroke()
        if not self._drawing.is_empty:
            self.undo_stack.note(self.tr("Clear"), self._drawing, Drawing())

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
    def is_erasing(self) -> bool:
        """True while the eraser is chosen."""
        return self._erasing

    @property
    def is_in_use(self) -> bool:
        """True while a pen, or the eraser, is down."""
        return (
            self._pen is not None or self._eraser_at is not None or self._outside is not None
            or self._tap is not None
        )  # fmt: skip

    def finish_stroke(self) -> None:
        """End what the pen is doing as if it had been lifted."""
        self._outside = None
        if self._pen is not None:
            self._lift_pen()
        if self._eraser_at is not None:
            self._lift_eraser()
        if self._tap is not None:
            at, self._tap = self._tap.at, None
            self.tapped.emit(at.x(), at.y())

    # Events in

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if not self._events.mouse_press(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self._events.mouse_move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self._events.mouse_release(event)

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802, D102
        self._events.tablet(event)

    def _name(self) -> None:
        self.setAccessibleName(self.tr("Canvas"))
        self.setAccessibleDescription(self.tr("Draw a digit here with mouse, pen or finger."))

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QTouchEvent):
            return self._events.touch(event)
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Escape and self.is_in_use:
            self.discard()
        else:
            super().keyPressEvent(event)

    # From events to ink

    def put_down(
        self, position: QPointF, pressure: float, milliseconds: int, *, is_turned: bool = False
    ) -> None:
        """Begin a stroke at ``position``, pixels; an erasing where the pen ``is_turned``."""
        self.finish_stroke()
        if self._clock is None:
            self._clock = milliseconds
        self._before = self._drawing
        erasing = self._erasing or is_turned
        if self._drawing.photo is not None and not erasing:
            seconds = (milliseconds - self._clock) / 1000
            self._tap = Touch(self._on_sheet(position), pressure, seconds)
            return
        if erasing:
            self._eraser_at = self._on_sheet(position)
        else:
            self._pen = PenTrack(self._brush)
        self.go_on(position, pressure, milliseconds)

    def go_on(self, position: QPointF, pressure: float, milliseconds: int) -> None:
        """Draw, or erase, on to ``position``, pixels, where a pen is down."""
        at = self._on_sheet(position)
        seconds = (milliseconds - (self._clock or 0)) / 1000
        if self._tap is not None:
            if (at - self._tap.at).manhattanLength() < TAP:
                return
            self._begin_anew(self._tap)
        self._move_to(at, pressure, seconds)

    def _begin_anew(self, start: Touch) -> None:
        """Put the picture aside, and draw from where the pen was put down."""
        picture, self._tap = self._drawing, None
        self._show(Drawing())
        self._before, self._pen = picture, PenTrack(self._brush)
        self._draw_to(self._pen, start.at, start.pressure, start.seconds)

    def _move_to(self, at: QPointF, pressure: float, seconds: float) -> None:
        if self._outside is not None:
            self._come_back(self._outside, at, pressure, seconds)
        elif self._pen is not None and WHOLE.contains(at):
            self._draw_to(self._pen, at, pressure, seconds)
        elif self._pen is not None:
            self._leave(self._pen, at, pressure, seconds)
        elif self._eraser_at is not None:
            start, self._eraser_at, radius = self._eraser_at, at, self._eraser_radius()
            room = radius + 2 + spread(self._drawing)
            reach = square(start, room) | square(at, room)
            self._update(reach)
            if is_erased_at_once(self._drawing):  # else the picture has just come, and is looked at
                self._show(erase(self._drawing, start.toTuple(), at.toTuple(), radius), reach)

    def _leave(self, pen: PenTrack, to: QPointF, pressure: float, seconds: float) -> None:
        """End the stroke where the pen leaves the sheet: nothing runs along its edge."""
        if len(pen.points):
            x, y = pen.points[-1, :2]
            edge = edge_between(QPointF(x, y), to)
            self._draw_to(pen, edge, pressure, seconds)
            self._lift_pen()
        else:
            self._pen = None  # it was put down beside the sheet
        self._outside = to

    def _come_back(self, start: QPointF, to: QPointF, pressure: float, seconds: float) -> None:
        """Begin another stroke where the pen comes back onto the sheet."""
        self._outside = to
        if WHOLE.contains(to):
            self._outside = None
            self._before, self._pen = self._drawing, PenTrack(self._brush)
            self._draw_to(self._pen, edge_between(to, start), pressure, seconds)
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
        self.undo_stack.note(self.tr("Stroke"), self._before, self._drawing)

    def _lift_eraser(self) -> None:
        at, self._eraser_at = self._eraser_at, None
        assert at is not None
        self._update(square(at, self._eraser_radius() + 2))
        if self._before is not self._drawing:
            self.undo_stack.note(self.tr("Erase"), self._before, self._drawing)

    def discard(self) -> None:
        """Forget the stroke or the erasing that is under way."""
        self._outside = self._tap = None
        if self._pen is not None:
            reach = around(self._pen.points, self._pen.width)
            self._pen = None
            self._repaint_layer(reach)
            if self._before is self._drawing:
                self.drawing_changed.emit(self._drawing, False)
            else:
                self._show(self._before)
        if self._eraser_at is not None:
            self._eraser_at = None
            self._show(self._before)

    def _show(self, drawing: Drawing, rubbed: QRectF = WHOLE) -> None:
        """Make ``drawing`` the canvas's own, and paint what differs: of a picture, ``rubbed``."""
        if drawing is self._drawing:
            return
        changed, self._drawing = difference(self._drawing, drawing, rubbed), drawing
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
            painter.setPen(QColor(theme().muted))
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
