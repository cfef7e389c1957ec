"""What events of mouse, pen and finger say, and where a path leaves the sheet."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QTouchEvent

from digitpad.ink.drawing import CANVAS_SIDE

PEN_STAYS = 0.5  # seconds after its last event in which a pen is taken to be near


@dataclass(frozen=True)
class Touch:
    """Where, in canvas units, and when a pen was put down."""

    at: QPointF
    pressure: float
    seconds: float


class PenTarget(Protocol):
    """What is drawn on. Positions are in its pixels, times in milliseconds."""

    @property
    def is_in_use(self) -> bool:
        """True while something is down on it."""

    def put_down(
        self, position: QPointF, pressure: float, milliseconds: int, *, is_turned: bool = False
    ) -> None:
        """Begin a stroke; with the other end of a pen, if it ``is_turned``."""

    def go_on(self, position: QPointF, pressure: float, milliseconds: int) -> None:
        """Draw on."""

    def finish_stroke(self) -> None:
        """End the stroke."""

    def discard(self) -> None:
        """Forget the stroke."""


class PenEvents:
    """Tells mouse, tablet pen and finger apart, and has ``sheet`` do what each means."""

    def __init__(self, sheet: PenTarget) -> None:
        self._sheet = sheet
        self._finger: int | None = None
        self._pen_seen = float("-inf")  # seconds, of the clock

    def mouse_press(self, event: QMouseEvent) -> bool:
        """Begin a stroke; False: the event is for others."""
        if event.button() != Qt.MouseButton.LeftButton or not is_a_mouse(event):
            return False
        self._sheet.put_down(event.position(), 1.0, event.timestamp())
        return True

    def mouse_move(self, event: QMouseEvent) -> None:
        """Draw on while the button is down."""
        if event.buttons() & Qt.MouseButton.LeftButton and is_a_mouse(event):
            self._sheet.go_on(event.position(), 1.0, event.timestamp())

    def mouse_release(self, event: QMouseEvent) -> None:
        """End the stroke where the button is let go."""
        if event.button() == Qt.MouseButton.LeftButton and is_a_mouse(event):
            self._sheet.go_on(event.position(), 1.0, event.timestamp())
            self._sheet.finish_stroke()

    def tablet(self, event: QTabletEvent) -> None:
        """Draw with a tablet's pen, or erase with its other end."""
        event.accept()  # which keeps Qt from making a mouse event of it
        self._pen_seen = time.monotonic()
        if self._finger is not None:  # the palm of the hand that holds the pen came first
            self._finger = None
            self._sheet.discard()
        kind = event.type()
        if kind == QEvent.Type.TabletPress:
            is_turned = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._sheet.put_down(
                event.position(), pressure_of(event), event.timestamp(), is_turned=is_turned
            )
        elif kind == QEvent.Type.TabletMove and self._sheet.is_in_use:
            self._sheet.go_on(event.position(), pressure_of(event), event.timestamp())
        elif kind == QEvent.Type.TabletRelease:
            # A pen that leaves reports no pressure; its last point keeps what it pressed with.
            self._sheet.finish_stroke()

    def touch(self, event: QTouchEvent) -> bool:
        """Draw with the first finger; others, and the palm, are left out until it is lifted.

        A trackpad's fingers scroll, on macOS by touch events: they are not on the canvas. Beside a
        pen no touch draws.
        """
        if event.deviceType() != QInputDevice.DeviceType.TouchScreen:
            event.accept()  # else Qt would make a mouse of it
            return True
        if event.type() == QEvent.Type.TouchCancel:
            self._finger = None
            self._sheet.discard()
            return True
        for point in event.points():
            state = point.state()
            if state == point.State.Pressed and self._finger is None and not self._is_pen_near():
                self._finger = point.id()
                self._sheet.put_down(point.position(), 1.0, event.timestamp())
            elif point.id() == self._finger and state != point.State.Stationary:
                self._sheet.go_on(point.position(), 1.0, event.timestamp())
                if state == point.State.Released:
                    self._finger = None
                    self._sheet.finish_stroke()
        event.accept()
        return True

    def _is_pen_near(self) -> bool:
        return time.monotonic() - self._pen_seen < PEN_STAYS


def is_a_mouse(event: QMouseEvent) -> bool:
    """Tell a mouse from what Qt makes of a pen or a finger: those come as themselves."""
    return event.device().type() not in (
        QInputDevice.DeviceType.Stylus,
        QInputDevice.DeviceType.TouchScreen,
    )


def pressure_of(event: QTabletEvent) -> float:
    """Return how hard the pen presses; as a mouse does where it cannot tell."""
    can_tell = event.device().capabilities() & QInputDevice.Capability.Pressure
    return event.pressure() if can_tell else 1.0


def edge_between(inside: QPointF, outside: QPointF) -> QPointF:
    """Return where the way from a point on the sheet to one beside it leaves the sheet."""
    share = 1.0
    for start, end in ((inside.x(), outside.x()), (inside.y(), outside.y())):
        if not 0.0 <= end <= CANVAS_SIDE:
            edge = 0.0 if end < 0.0 else CANVAS_SIDE
            share = min(share, (edge - start) / (end - start))
    return inside + (outside - inside) * share


def square(centre: QPointF, radius: float) -> QRectF:
    """Return the rectangle around a circle."""
    return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
