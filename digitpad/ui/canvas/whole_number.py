"""Whole numbers in the window: the row of digits, their frames on the canvas, the actions."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import QWidget

from digitpad.ink.drawing import CANVAS_SIDE
from digitpad.reading.canvas_number import SheetNumber
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.number_finder import NumberFinder
from digitpad.ui.canvas.number_row import NumberRow
from digitpad.ui.messages import tell
from digitpad.ui.theme import theme
from digitpad.ui.window.session import Session

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
        self._number: SheetNumber | None = None
        self._boxes: list[QRectF] = []  # canvas units
        self._selected = 0
        self.hide()
        canvas.installEventFilter(self)

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
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        with_ctrl = modifiers == Qt.KeyboardModifier.ControlModifier
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
                painter.setPen(QPen(QColor(theme().accent), 2.5))
            else:
                painter.setPen(QPen(QColor(theme().muted), 1, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(frame, ROUNDING, ROUNDING)


def _rect(number: SheetNumber, index: int) -> QRectF:
    left, top, right, bottom = number.box(index)
    return QRectF(left, top, right - left, bottom - top)


class WholeNumber(QObject):
    """What the window has of a number; without one, nothing is seen of it."""

    def __init__(self, session: Session, canvas: Canvas, window: QWidget) -> None:
        """Show what its ``finder`` finds on ``canvas``."""
        super().__init__(window)
        self.finder = NumberFinder(session, canvas, self)
        self.previous = self._action(self.tr("Pre&vious Digit"), "Alt+Left")
        self.following = self._action(self.tr("Ne&xt Digit"), "Alt+Right")
        self.previous.setIconText("‹")
        self.following.setIconText("›")
        self.copy = self._action(self.tr("Copy &Number"), "Ctrl+Shift+C")
        self.row = NumberRow(self.previous, self.following)
        self.frames = DigitFrames(canvas)
        self.row.chosen.connect(self.finder.select)
        self.frames.chosen.connect(self.finder.select)
        self.previous.triggered.connect(self._go_back)
        self.following.triggered.connect(self._go_on)
        self.copy.triggered.connect(self._copy)
        self.show_number()

    def _action(self, text: str, keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        return action

    @property
    def actions_(self) -> list[QAction]:
        """What can be done with a number, for a menu."""
        return [self.previous, self.following, self.copy]

    @Slot()
    def switch_off(self) -> None:
        """Take everything for one digit, as where one is asked for."""
        self.finder.set_on(False)

    @Slot()
    def switch_on(self) -> None:
        """Look for numbers again."""
        self.finder.set_on(True)

    @Slot()
    def show_number(self) -> None:
        """Show the number that is there now, or that there is none."""
        number, selected = self.finder.number, self.finder.selected
        self.row.show_number(None if number is None else number.reading, selected)
        self.frames.show_number(number, selected)
        last = -1 if number is None else len(number.digits) - 1
        self.previous.setEnabled(number is not None and selected > 0)
        self.following.setEnabled(selected < last)
        self.copy.setEnabled(number is not None)

    @Slot()
    def _go_back(self) -> None:
        self.finder.select(self.finder.selected - 1)

    @Slot()
    def _go_on(self) -> None:
        self.finder.select(self.finder.selected + 1)

    @Slot()
    def _copy(self) -> None:
        """Put the number on the clipboard, rows on lines of their own, doubts marked."""
        number = self.finder.number
        if number is not None:
            text = number.reading.marked_text
            QGuiApplication.clipboard().setText(text)
            shown = text.replace("\n", " / ")
            if number.reading.is_sure:
                tell(self.tr("Copied {0}").format(shown))
            else:
                tell(self.tr("Copied {0}, with a ? after what is not sure").format(shown))
