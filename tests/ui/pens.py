"""Real events of mouse, tablet and touch, sent to a canvas or a button."""

from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QPointingDeviceUniqueId, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

# Digits in parts of the canvas's side.
ONE = [(0.5, 0.15), (0.5, 0.85)]
SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.45, 0.85)]
ZERO = [(0.5, 0.15), (0.3, 0.3), (0.28, 0.6), (0.45, 0.85), (0.65, 0.75), (0.72, 0.45), (0.62, 0.2),
        (0.5, 0.15)]  # fmt: skip


def pixels(canvas, path, steps=12):
    """Points along ``path`` in pixels, as a hand moves: many small steps."""
    side = canvas.width()
    points = []
    for (ax, ay), (bx, by) in pairwise(path):
        for step in range(steps):
            t = step / steps
            points.append(QPoint(round((ax + t * (bx - ax)) * side),
                                 round((ay + t * (by - ay)) * side)))  # fmt: skip
    last = path[-1]
    return [*points, QPoint(round(last[0] * side), round(last[1] * side))]


def mouse(canvas, path):
    """Draw ``path`` with the left button."""
    points = pixels(canvas, path)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])
    return points


def click(window, name):
    """Click the push button called ``name``."""
    QTest.mouseClick(window.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def press_again(button):
    """The second press of a double click on what is at its place by now, ``button``."""
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)


class Tablet:
    """A pen on a tablet."""

    def __init__(self, turned=False, has_pressure=True):
        kind = QPointingDevice.PointerType
        abilities = QInputDevice.Capability.Position
        if has_pressure:
            abilities |= QInputDevice.Capability.Pressure
        self.device = QPointingDevice(
            "pen", 7, QInputDevice.DeviceType.Stylus, kind.Eraser if turned else kind.Pen,
            abilities, 1, 1, "seat",
            QPointingDeviceUniqueId(),
        )  # fmt: skip

    def send(self, canvas, kind, point, pressure):
        """Send one event; True when the canvas took it."""
        down = kind != QEvent.Type.TabletRelease
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        event = QTabletEvent(
            kind, self.device, QPointF(point), QPointF(canvas.mapToGlobal(point)), pressure,
            0, 0, 0, 0, 0, Qt.KeyboardModifier.NoModifier, left, left if down else none,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)
        return event.isAccepted()

    def draw(self, canvas, path, pressures):
        """Draw ``path``; pressures go along it."""
        points = pixels(canvas, path)
        shares = [pressures[i * len(pressures) // len(points)] for i in range(len(points))]
        taken = [self.send(canvas, QEvent.Type.TabletPress, points[0], shares[0])]
        for point, pressure in zip(points[1:], shares[1:], strict=True):
            taken.append(self.send(canvas, QEvent.Type.TabletMove, point, pressure))
        taken.append(self.send(canvas, QEvent.Type.TabletRelease, points[-1], 0.0))
        assert all(taken)
        return points


def touch(canvas, device, path):
    """Draw ``path`` with one finger."""
    points = pixels(canvas, path)
    QTest.touchEvent(canvas, device).press(0, points[0], canvas).commit()
    for point in points[1:]:
        QTest.touchEvent(canvas, device).move(0, point, canvas).commit()
    QTest.touchEvent(canvas, device).release(0, points[-1], canvas).commit()
    return points
