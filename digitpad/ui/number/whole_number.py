"""Whole numbers in the window: the row of digits, their frames on the canvas, the actions."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget

from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.number.digit_frames import DigitFrames
from digitpad.ui.number.finder import NumberFinder
from digitpad.ui.number.number_row import NumberRow
from digitpad.ui.session import Session
from digitpad.ui.theme import Theme


class WholeNumber(QObject):
    """What the window has of a number; without one, nothing is seen of it.

    ``told(str)``: something to read in the status bar.
    """

    told = Signal(str)

    def __init__(self, session: Session, canvas: Canvas, window: QWidget) -> None:
        """Read what is on ``canvas``; ``close`` ends the thread."""
        super().__init__(window)
        self.finder = NumberFinder(session, canvas, self)
        self.previous = self._action(self.tr("Pre&vious Digit"), "Alt+Left")
        self.following = self._action(self.tr("Ne&xt Digit"), "Alt+Right")
        self.previous.setIconText("‹")
        self.following.setIconText("›")
        self.copy = self._action(self.tr("Copy &Number"), "Ctrl+Shift+C")
        self.row = NumberRow(self.previous, self.following)
        self.frames = DigitFrames(canvas)
        self.finder.changed.connect(self._show)
        self.row.chosen.connect(self.finder.select)
        self.frames.chosen.connect(self.finder.select)
        self.previous.triggered.connect(self._go_back)
        self.following.triggered.connect(self._go_on)
        self.copy.triggered.connect(self._copy)
        self._show()

    def _action(self, text: str, keys: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        return action

    @property
    def actions_(self) -> list[QAction]:
        """What can be done with a number, for a menu."""
        return [self.previous, self.following, self.copy]

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.row.set_theme(theme)
        self.frames.set_theme(theme)

    def close(self) -> None:
        """End the thread."""
        self.finder.close()

    @Slot()
    def switch_off(self) -> None:
        """Take everything for one digit, as where one is asked for."""
        self.finder.set_on(False)

    @Slot()
    def switch_on(self) -> None:
        """Look for numbers again."""
        self.finder.set_on(True)

    @Slot()
    def _show(self) -> None:
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
        """Put the number on the clipboard, rows on lines of their own."""
        number = self.finder.number
        if number is not None:
            text = number.reading.text
            QGuiApplication.clipboard().setText(text)
            self.told.emit(self.tr("Copied {0}").format(text.replace("\n", " / ")))
