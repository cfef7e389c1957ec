"""Practice mode: asks for digits, has each one read, and keeps the score."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.collection import PRACTICE
from digitpad.collection.practice import LENGTHS, Practice, new_practice
from digitpad.ui.collection.digits import Added, Digits
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import Line, Part, filled, label, push_button, wrapped
from digitpad.ui.window.session import Session

TASK_PIXELS = 20  # height of the type that says what to draw
BEGINNING, RUNNING, ENDED = 0, 1, 2  # pages
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class PracticePanel(QFrame):
    """Asks for one digit after the other; hidden until ``open``.

    ``clear_asked()``: the canvas shall be empty for the next digit. ``opened()``: digits are asked
    for from now on; ``closed()``: the user is done.
    """

    clear_asked = Signal()
    opened = Signal()
    closed = Signal()

    def __init__(self, session: Session, digits: Digits, parent: QWidget | None = None) -> None:
        """Make the panel for the drawing of ``session``; what is drawn joins ``digits``."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(self.tr("Practice"))
        self._session, self._digits = session, digits
        self._canvas: QWidget | None = None
        self._practice: Practice | None = None
        self._is_waiting = False  # Next was pressed, and the drawing is not read yet
        self.next_action = QAction(self.tr("Next Digit"), self)
        self.next_action.setShortcuts([QKeySequence(key) for key in _ENTER])
        self.next_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.next_action.setAutoRepeat(False)
        self.next_action.setEnabled(False)
        self.next_action.triggered.connect(self._next)

        self.lengths = QButtonGroup(self)
        self.keep = QCheckBox(self.tr("Keep them"))
        self.keep.setObjectName("keepPractice")
        self.keep.setChecked(True)
        self.keep.setToolTip(self.tr("What you draw joins My Digits"))
        self.start_button = push_button(self.tr("&Start"), "startPracticeButton", primary=True)
        self.close_button = push_button(self.tr("&Close"), "closePracticeButton")
        self.task = label("", "practiceTask")
        self.task.setFont(_large(self.task))
        self.score = Line()
        self.score.setObjectName("practiceScore")
        self.last = Line()
        self.last.setObjectName("practiceLast")
        self.next_button = push_button(
            self.tr("&Next"), "nextPracticeButton",
            self.tr("Have the digit read, and go on (Enter)"), primary=True,
        )  # fmt: skip
        self.next_button.setEnabled(False)
        self.stop_button = push_button(self.tr("S&top"), "stopPracticeButton")
        self.result = label("", "practiceResult")
        self.result.setFont(_large(self.result))
        self.mistakes = wrapped("", "field")
        self.again_button = push_button(self.tr("&Again"), "againPracticeButton", primary=True)
        self.done_button = push_button(self.tr("&Close"), "donePracticeButton")
        self._lay_out()
        self._connect()
        self.hide()

    def take_enter_from(self, canvas: QWidget) -> None:
        """Let Enter on ``canvas``, where the digits are drawn, do what Next does."""
        canvas.addAction(self.next_action)
        self._canvas = canvas

    @property
    def is_running(self) -> bool:
        """True while a digit is asked for."""
        return self._practice is not None and self._practice.next is not None

    # Building

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        for page in (self._beginning(), self._running(), self._ended()):
            self._pages.addWidget(page)
        filled(QVBoxLayout(self), self._pages, margins=(12, 8, 12, 8))

    def _beginning(self) -> QWidget:
        title = label(self.tr("Practice"), "practiceTitle")
        title.setFont(_large(title))
        title.setToolTip(self.tr("Draw the digits that are asked for; the network reads them"))
        lengths = []
        for length in LENGTHS:
            button = QPushButton(str(length))
            button.setObjectName(f"practice{length}")
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setChecked(length == LENGTHS[0])
            button.setToolTip(self.tr("Draw %n digits", "", length))
            self.lengths.addButton(button, length)
            lengths.append(button)
        first = filled(QHBoxLayout(), (title, 1), self.start_button, self.close_button, spacing=8)
        words = label(self.tr("digits"), "field")
        second = filled(QHBoxLayout(), *lengths, words, None, self.keep, spacing=8)
        return _page(first, second)

    def _running(self) -> QWidget:
        row = filled(QHBoxLayout(), (self.task, 1), self.next_button, self.stop_button, spacing=8)
        return _page(row, self.score, self.last)

    def _ended(self) -> QWidget:
        row = filled(
            QHBoxLayout(), (self.result, 1), self.again_button, self.done_button, spacing=8,
        )  # fmt: skip
        return _page(row, self.mistakes)

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.start)
        self.again_button.clicked.connect(self.start)
        self.next_button.clicked.connect(self._next)
        self.stop_button.clicked.connect(self.stop)
        self.close_button.clicked.connect(self._close)
        self.done_button.clicked.connect(self._close)
        self._session.drawing_changed.connect(self._enable)
        self._session.reading_changed.connect(self._take_reading)

    # What the user does

    @Slot()
    def open(self) -> None:
        """Show the panel, and ask how many digits it shall be; a running practice goes on."""
        if not self.is_running:
            self._pages.setCurrentIndex(BEGINNING)
        self.show()
        self.opened.emit()
        if not self.is_running:
            self.start_button.setFocus()

    @Slot()
    def start(self) -> None:
        """Ask for the first digit."""
        self._practice = new_practice(self.lengths.checkedId())
        self.last.setText("")
        self._ask()
        self._pages.setCurrentIndex(RUNNING)
        if self._canvas is not None:
            self._canvas.setFocus()

    @Slot()
    def stop(self) -> None:
        """End the practice; what was drawn so far counts."""
        practice, self._is_waiting = self._practice, False
        if practice is None or not practice.read:
            self._practice = None
            self._pages.setCurrentIndex(BEGINNING)
        else:
            self._practice = Practice(practice.asked[: len(practice.read)], practice.read)
            self._sum_up(self._practice)
        self._enable()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() in _ENTER and self.is_running and not event.isAutoRepeat():
            self._next()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _close(self) -> None:
        self._practice = None
        self.hide()
        self.closed.emit()

    @Slot()
    def _next(self) -> None:
        if self.is_running and not self._session.drawing.is_empty:
            self._is_waiting = True
            self._take_reading()

    # What follows from it

    @Slot()
    def _take_reading(self) -> None:
        """Score the drawing once it has been read as it is now."""
        practice, drawing = self._practice, self._session.drawing
        if not self._is_waiting or practice is None or not self._session.is_settled:
            return
        self._is_waiting = False
        asked, reading = practice.next, self._session.reading
        if asked is None or drawing.is_empty or reading is None:
            return
        if reading.answer is None:
            self.last.setText(self._session.why_no_network())
            return
        read = reading.answer.digit
        self._practice = practice.answered(read)
        self._tell_last(asked, read)
        if self.keep.isChecked():
            self._digits.keep(drawing, asked, read, PRACTICE, self._forget, self._tell_problem)
        self.clear_asked.emit()
        self._ask()

    def _ask(self) -> None:
        practice = self._practice
        assert practice is not None
        if practice.next is None:
            self._sum_up(practice)
        else:
            self.task.setText(self.tr("Draw a {0}").format(practice.next))
            self.score.setText(
                self.tr("{0} of {1} · {2} right · {3} in a row").format(
                    len(practice.read) + 1, len(practice.asked), practice.right, practice.streak
                )
            )
        self._enable()

    def _tell_last(self, asked: int, read: int) -> None:
        if asked == read:
            text = self.tr("Right: your {0} was read as {0}.").format(asked)
        else:
            text = self.tr("Wrong: your {0} was read as {1}.").format(asked, read)
        self.last.setText(text)

    def _sum_up(self, practice: Practice) -> None:
        count = len(practice.read)
        self.result.setText(self.tr("{0} of {1} right").format(practice.right, count))
        lines = [self.tr("Most in a row: {0}.").format(practice.longest_streak)]
        wrong = [
            self.tr("{0} ({1} of {2})").format(digit, times, drawn)
            for digit, times, drawn in practice.mistakes()
        ]
        if wrong:
            lines.append(self.tr("Read wrong: {0}.").format(", ".join(wrong)))
        else:
            lines.append(self.tr("No digit was read wrong."))
        self.mistakes.setText(" ".join(lines))
        self._pages.setCurrentIndex(ENDED)
        self.again_button.setFocus()

    @Slot()
    def _enable(self) -> None:
        can_go_on = self.is_running and not self._session.drawing.is_empty
        if can_go_on != self.next_action.isEnabled():
            self.next_action.setEnabled(can_go_on)
            self.next_button.setEnabled(can_go_on)

    def _forget(self, added: Added) -> None:
        """Say nothing about a digit that was kept."""

    def _tell_problem(self, text: str) -> None:
        self.last.setText(text)
        tell(text)


def _page(*parts: Part) -> QWidget:
    page = QWidget()
    filled(QVBoxLayout(page), *parts, spacing=4)
    return page


def _large(widget: QLabel) -> QFont:
    font = QFont(widget.font())
    font.setPixelSize(TASK_PIXELS)
    font.setWeight(QFont.Weight.DemiBold)
    return font
