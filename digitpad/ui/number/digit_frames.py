"""Frames around the digits of a number, over the canvas: they are no ink."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QWidget

from digitpad.ink.drawing import CANVAS_SIDE
from digitpad.network.sheet_number import SheetNumber
from digitpad.ui.theme import LIGHT, Theme

ROOM = 4  # pixels between ink and frame
ROUNDING = 5  # pixels, radius of the corners
# The second of two quick presses is a double click, which a widget takes as a press.
PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class DigitFrames(QWidget):
    """A thin frame around each digit, a thick one around the selected.

    ``chosen(int)``: the digit, from 0, that was clicked with Ctrl; a click without it draws.
    """

    chosen = Signal(int)

    def __init__(self, canvas: QWidget) -> None:
        """Lie over ``canvas``, hidden until there is a number."""
        super().__init__(canvas)
        self.setObjectName("digitFrames")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme = LIGHT
        self._number: SheetNumber | None = None
        self._boxes: list[QRectF] = []  # canvas units
        self._selected = 0
        self.hide()
        canvas.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_number(self, number: SheetNumber | None, selected: int) -> None:
        """Frame the digits of ``number``, or nothing."""
        if number is not self._number:
            self._number = number
            count = 0 if number is None else len(number.digits)
            self._boxes = [_rect(number, index) for index in range(count) if number is not None]
        self._selected = selected
        self.setVisible(number is not None)
        self.update()

    def eventFilter(self, canvas: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if event.type() == QEvent.Type.Resize and isinstance(canvas, QWidget):
            self.resize(canvas.size())
        elif event.type() in PRESSES and isinstance(event, QMouseEvent):
            return self._take_click(event)
        return False

    def _take_click(self, event: QMouseEvent) -> bool:
        """Choose the digit under a click with Ctrl; such a click never draws on a number."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        with_ctrl = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if self._number is None or not is_left or not with_ctrl:
            return False
        place = event.position() * (CANVAS_SIDE / max(1, self.width()))
        index = self._number.at(place.x(), place.y())
        if index is not None:
            self.chosen.emit(index)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        to_pixels = QTransform.fromScale(self.width() / CANVAS_SIDE, self.height() / CANVAS_SIDE)
        for index, box in enumerate(self._boxes):
            frame = to_pixels.mapRect(box).adjusted(-ROOM, -ROOM, ROOM, ROOM) & sheet
            if index == self._selected:
                painter.setPen(QPen(QColor(self._theme.accent), 2.5))
            else:
                painter.setPen(QPen(QColor(self._theme.muted), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(frame, ROUNDING, ROUNDING)


def _rect(number: SheetNumber, index: int) -> QRectF:
    left, top, right, bottom = number.box(index)
    return QRectF(left, top, right - left, bottom - top)
