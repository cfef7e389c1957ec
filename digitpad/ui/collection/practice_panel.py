"""Practice mode: asks for digits, has each one read, and keeps the score."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
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

from digitpad.collection import PRACTICE, Kept
from digitpad.collection.practice import LENGTHS, Practice, new_practice
from digitpad.ui.collection.digits import Added, Digits
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import Line, Part, filled, label, push_button, wrapped
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.ui.canvas.canvas import Canvas

TASK_PIXELS = 20  # height of the type that says what to draw
BEGINNING, RUNNING, ENDED = 0, 1, 2  # pages
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(eq=False)
class _Drawn:
    """A digit that was read; ``kept`` once it is in the collection."""

    kept: Kept | None = None
    is_taken_back: bool = False


class PracticePanel(QFrame):
    """Asks for one digit after the other; hidden until ``open``.

    ``clear_asked()``: the canvas shall be empty for the next digit. ``opened()``: digits are asked
    for from now on; ``closed()``: the user is done. ``adapt_asked()``: the network shall learn.
    """

    clear_asked = Signal()
    adapt_asked = Signal()
    opened = Signal()
    closed = Signal()

    def __init__(self, session: Session, digits: Digits, parent: QWidget | None = None) -> None:
        """Make the panel for the drawing of ``session``; what is drawn joins ``digits``."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(self.tr("Practice"))
        self._session, self._digits = session, digits
        self._canvas: Canvas | None = None
        self._practice: Practice | None = None
        self._is_waiting = False  # Next was pressed, and the drawing is not read yet
        self._asked_about: Drawing | None = None  # not surely read: Next again keeps it
        self._drawn: list[_Drawn] = []  # the digits that were read
        self._mark = 0  # where the canvas' undo stack was when the present digit was asked for
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
        self.back_button = push_button(
            self.tr("Take &Back"), "takeBackPracticeButton",
            self.tr("Take the last digit and its score back, and draw it again"),
        )  # fmt: skip
        self.stop_button = push_button(self.tr("S&top"), "stopPracticeButton")
        self.result = label("", "practiceResult")
        self.result.setFont(_large(self.result))
        self.mistakes = wrapped("", "field")
        self.again_button = push_button(self.tr("&Again"), "againPracticeButton", primary=True)
        self.adapt_button = push_button(
            self.tr("A&dapt…"), "adaptPracticeButton",
            self.tr("Have the network learn the digits that were kept"),
        )  # fmt: skip
        self.done_button = push_button(self.tr("&Close"), "donePracticeButton")
        self._lay_out()
        self._connect()
        self.hide()

    def take_enter_from(self, canvas: Canvas) -> None:
        """Let Enter on ``canvas``, where the digits are drawn, do what Next does; Esc closes."""
        canvas.addAction(self.next_action)
        canvas.installEventFilter(self)
        self._canvas = canvas

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if is_escape and event.type() == QEvent.Type.KeyPress and self.isVisible():
            if self._canvas is not None and self._canvas.is_in_use:
                return False  # it takes the stroke back
            self._close()
            return True
        return False

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
        second = filled(QHBoxLayout(), (self.score, 1), self.back_button, spacing=8)
        return _page(row, second, self.last)

    def _ended(self) -> QWidget:
        row = filled(
            QHBoxLayout(), (self.result, 1), self.adapt_button, self.again_button,
            self.done_button, spacing=8,
        )  # fmt: skip
        return _page(row, self.mistakes)

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.start)
        self.again_button.clicked.connect(self.start)
        self.next_button.clicked.connect(self._next)
        self.back_button.clicked.connect(self.take_back)
        self.adapt_button.clicked.connect(self.adapt_asked)
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
        self._clear()  # what was drawn before is no answer to what is asked
        self._practice = new_practice(self.lengths.checkedId())
        self._drawn, self._asked_about = [], None
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
        elif event.key() == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    @Slot()
    def take_back(self) -> None:
        """Ask for the last digit again: its score counts no more, and it is not kept."""
        practice = self._practice
        if not self.is_running or practice is None or not practice.read:
            return
        self._is_waiting, self._asked_about = False, None
        self._practice = practice.taken_back()
        drawn = self._drawn.pop()
        drawn.is_taken_back = True
        self._let_go(drawn)
        self._clear()
        self._ask()
        self.last.setText(self.tr("Taken back. Draw it again."))
        if self._canvas is not None:
            self._canvas.setFocus()

    def undo(self) -> bool:
        """Take the last digit back if no ink is there to take back; False: ink is.

        What was drawn for another digit never comes back under the present one.
        """
        canvas = self._canvas
        if canvas is None or not self.is_running or not canvas.drawing.is_empty:
            return False
        if canvas.undo_stack.index() > self._mark:
            return False
        self.take_back()
        return True

    @Slot()
    def _close(self) -> None:
        self._practice, self._is_waiting = None, False
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
        is_doubtful = self.keep.isChecked() and not reading.answer.is_sure
        if is_doubtful and self._asked_about is not drawing:
            self._asked_about = drawing
            self.last.setText(
                self.tr("Not sure that this is a digit. Next again keeps it as {0}.").format(asked)
            )
            return
        read = reading.answer.digit
        self._practice = practice.answered(read)
        self._tell_last(asked, read)
        self._drawn.append(_Drawn())
        if self.keep.isChecked():
            note = partial(self._note_kept, self._drawn[-1])
            self._digits.keep(drawing, asked, read, PRACTICE, note, self._tell_problem)
        self._clear()
        self._ask()

    def _clear(self) -> None:
        self.clear_asked.emit()
        if self._canvas is not None:
            self._mark = self._canvas.undo_stack.index()

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
        self.adapt_button.setVisible(self.keep.isChecked())
        self._pages.setCurrentIndex(ENDED)
        self.again_button.setFocus()

    @Slot()
    def _enable(self) -> None:
        practice = self._practice
        self.back_button.setEnabled(
            self.is_running and practice is not None and len(practice.read) > 0
        )
        can_go_on = self.is_running and not self._session.drawing.is_empty
        if can_go_on != self.next_action.isEnabled():
            self.next_action.setEnabled(can_go_on)
            self.next_button.setEnabled(can_go_on)

    def _note_kept(self, drawn: _Drawn, added: Added) -> None:
        drawn.kept = added.kept
        self._let_go(drawn)

    def _let_go(self, drawn: _Drawn) -> None:
        """Take a digit that was taken back out of the collection, as soon as it is there."""
        kept, collection = drawn.kept, self._digits.collection
        if drawn.is_taken_back and kept is not None:
            self._digits.change(
                lambda check: collection.undo([kept]), self._say_nothing, self._tell_problem
            )

    def _say_nothing(self, result: None) -> None:
        """Say nothing about a digit that was taken back."""

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
