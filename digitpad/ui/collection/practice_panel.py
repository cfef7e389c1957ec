"""Practice mode: asks for digits, has each one read, and keeps the score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from digitpad.collection import PRACTICE
from digitpad.collection.practice import Practice, new_practice
from digitpad.support.messages import in_turn
from digitpad.ui.collection.digits import Digits, Keeping
from digitpad.ui.collection.practice_parts import BEGINNING, ENDED, RUNNING, PracticeParts
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import press_once
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.ui.canvas.canvas import Canvas

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, eq=False)
class PracticeState:
    """Where a practice is, to go on in another language; see what ``PracticePanel`` has."""

    practice: Practice | None
    drawn: list[Keeping]
    mark: int
    is_waiting: bool
    asked_about: Drawing | None
    length: int
    keeps: bool


class PracticePanel(PracticeParts):
    """Asks for one digit after the other; hidden until ``open``.

    ``clear_asked()``: the canvas shall be empty for the next digit. ``begun()``: digits are asked
    for from now on; ``ended()``: no more. ``adapt_asked()``: the network shall learn.
    """

    clear_asked = Signal()
    adapt_asked = Signal()
    begun = Signal()
    ended = Signal()

    def __init__(self, session: Session, digits: Digits, parent: QWidget | None = None) -> None:
        """Make the panel for the drawing of ``session``; what is drawn joins ``digits``."""
        super().__init__(parent)
        self._session, self._digits = session, digits
        self._canvas: Canvas | None = None
        self._practice: Practice | None = None
        self._is_waiting = False  # Next was pressed, and the drawing is not read yet
        self._asked_about: Drawing | None = None  # not surely read: Next again keeps it
        self._drawn: list[Keeping] = []  # the digits that were read
        self._mark = 0  # where the canvas' undo stack was when the present digit was asked for
        self.next_action = QAction(self.tr("Next Digit"), self)
        self.next_action.setShortcuts([QKeySequence(key) for key in _ENTER])
        self.next_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.next_action.setAutoRepeat(False)
        self.next_action.setEnabled(False)
        self.next_action.setVisible(False)  # in the canvas' menu, but while digits are asked for
        self.next_action.triggered.connect(self._next)
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

    def hand_over(self) -> PracticeState | None:
        """Return where the practice is, for a panel made anew; None while it is not open."""
        if self.isHidden():
            return None
        return PracticeState(
            self._practice, self._drawn, self._mark, self._is_waiting, self._asked_about,
            self.lengths.checkedId(), self.keep.isChecked(),
        )  # fmt: skip

    def take_over(self, state: PracticeState) -> None:
        """Go on where another panel was."""
        self.keep.setChecked(state.keeps)
        self.lengths.button(state.length).setChecked(True)
        for one in state.drawn:
            one.go_on_with(self._digits, self._tell_problem)
        self._practice, self._drawn, self._mark = state.practice, state.drawn, state.mark
        self._is_waiting, self._asked_about = state.is_waiting, state.asked_about
        self.open()
        if self.is_running:
            self.begun.emit()
            self._pages.setCurrentIndex(RUNNING)
        if self._practice is not None:
            self._ask()

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.start)
        self.again_button.clicked.connect(self.start)
        press_once(*self.findChildren(QPushButton))  # one page's lie where another's were
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
        self.next_action.setVisible(True)
        self.show()
        if not self.is_running:
            self.start_button.setFocus()

    @Slot()
    def start(self) -> None:
        """Ask for the first digit."""
        self.begun.emit()
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
            self.ended.emit()
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
        self._drawn.pop().take_back()
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
        self.next_action.setVisible(False)
        self.hide()
        self.ended.emit()

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
        answer = reading.unchanged
        if answer is None:
            self.last.setText(self._session.why_no_network())
            return
        is_doubtful = self.keep.isChecked() and not answer.is_sure
        if is_doubtful and self._asked_about is not drawing:
            self._asked_about = drawing
            self.last.setText(
                self.tr("Not sure that this is a digit. Next again keeps it as {0}.").format(asked)
            )
            return
        read = answer.digit
        self._practice = practice.answered(read)
        right = self.tr("Right: your {0} was read as {1}.")
        wrong = self.tr("Wrong: your {0} was read as {1}.")
        self.last.setText((right if read == asked else wrong).format(asked, answer.marked))
        self._drawn.append(Keeping(self._digits, self._tell_problem))
        if self.keep.isChecked():
            self._drawn[-1].keep(drawing, asked, read, PRACTICE)
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
            self.task.setText(self.tr("Draw {0}").format(practice.next))
            self.score.setText(
                self.tr("{0} of {1} · {2} right · {3} in a row").format(
                    len(practice.read) + 1, len(practice.asked), practice.right, practice.streak
                )
            )
        self._enable()

    def _sum_up(self, practice: Practice) -> None:
        self.result.setText(self.tr("{0} of {1} right").format(practice.right, len(practice.read)))
        most = self.tr("Most in a row: {0}.").format(practice.longest_streak)
        wrong = ", ".join(
            self.tr("{0} ({1} of {2})").format(digit, times, drawn)
            for digit, times, drawn in practice.mistakes()
        )
        none_wrong = self.tr("No digit was read wrong.")
        told = self.tr("Read wrong: {0}.").format(wrong) if wrong else none_wrong
        self.mistakes.setText(in_turn(most, told))
        self.adapt_button.setVisible(self.keep.isChecked())
        self._pages.setCurrentIndex(ENDED)
        self.ended.emit()
        self.again_button.setFocus()

    @Slot()
    def _enable(self) -> None:
        has_read = self._practice is not None and len(self._practice.read) > 0
        self.back_button.setEnabled(self.is_running and has_read)
        can_go_on = self.is_running and not self._session.drawing.is_empty
        if can_go_on != self.next_action.isEnabled():
            self.next_action.setEnabled(can_go_on)
            self.next_button.setEnabled(can_go_on)

    def _tell_problem(self, text: str) -> None:
        self.last.setText(text)
        tell(text)
