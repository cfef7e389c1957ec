"""Dialogs that have somebody's code run, in a thread; one of them asks whether it may.

An unfinished training, an experiment and a checkpoint name the code of their network, and hold its
SHA-256. Nothing of it runs before the user has agreed, with its place and state before the eyes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QThread, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from digitpad.support.errors import DigitpadError
from digitpad.support.messages import in_turn
from digitpad.ui.background import Job, Latest, Task
from digitpad.ui.messages import ask_open_path
from digitpad.ui.widgets.basics import filled, named, push_button, show_message, wrapped

if TYPE_CHECKING:
    from digitpad.network.files.code_needed import CodeNeeded
    from digitpad.training.opening import OpenedNetwork

Result = tuple[Any, Exception | None]  # what came of it, or why nothing did


class CodeDialog(QDialog):
    """``opened(OpenedNetwork)``: a network whose code has run.

    message, traceback: what the code does, and what it raised; a dialog lays them out.
    """

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Run nothing yet."""
        super().__init__(parent)
        self._task: Task | None = None
        self._then: Callable[[Any], None] | None = None  # who asked for what runs, and wants it
        self._began: QWidget | None = None  # what had the keyboard before it ran
        self._waiting: QWidget | None = None  # while it runs: a disabled button loses the keyboard
        self.finished.connect(self.forget)
        self.message = wrapped("", "message")
        self.message.setTextFormat(Qt.TextFormat.PlainText)  # it is made of strangers' words
        self.traceback = QPlainTextEdit()
        self.traceback.setObjectName("networkTraceback")
        self.traceback.setReadOnly(True)
        self.traceback.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)

    def line(self, name: str, hint: str) -> QLineEdit:
        """Return a line to type in."""
        line = QLineEdit(placeholderText=hint)
        line.setObjectName(name)
        return line

    def enable(self, *, is_free: bool) -> None:
        """Let the buttons that run code be clicked, where nothing runs."""
        raise NotImplementedError

    def next_field(self, *, has_failed: bool) -> QWidget | None:
        """Return what the user does next, now that the code has run: by default the same again."""
        return self._began

    def do(self, work: Callable[[Job], Any], then: Callable[[Any], None]) -> None:
        """Have ``work`` done in a thread, and ``then`` called with what came of it."""
        if self._task is not None:
            return
        self.tell(self.tr("The code runs…"), is_news=True)
        self._then = then
        self._began = self.focusWidget()
        self.enable(is_free=False)
        self._waiting = self.focusWidget()
        self._task = Task(
            partial(_result_of, work), self, self.tr("It could not be opened: {0}.")
        )  # fmt: skip
        self._task.done.connect(self._finish)
        self._task.failed.connect(self._fail)
        self._task.cancelled.connect(partial(self._finish, (None, None)))
        self._task.start()

    @Slot()
    def forget(self) -> None:
        """End what runs, and give it to nobody: it is cancelled, or something else is asked for."""
        self._then = None
        if self._task is not None:
            self._task.cancel()
        self.tell("" if self._task is None else self.tr("The code that ran before has not ended."))

    def tell(self, text: str, traceback: str = "", *, is_news: bool = False) -> None:
        """Show ``text`` and where in the code it happened; hide both for an empty one.

        is_news: it is no problem.
        """
        show_message(self.message, text, is_news=is_news)
        self.traceback.setPlainText(traceback)
        self.traceback.setVisible(bool(traceback))

    def event(self, event: QEvent) -> bool:  # noqa: D102
        is_done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._make_room()
        return is_done

    def _make_room(self) -> None:
        """Grow until nothing is cut: Qt asks for no room for the lines of a wrapped sentence."""
        layout = self.layout()
        assert layout is not None
        needed = layout.minimumHeightForWidth(self.width())
        frame = self.frameGeometry().height() - self.height()
        room = self.screen().availableGeometry().height() - frame
        if self.height() < min(needed, room):
            self.resize(self.width(), min(needed, room))

    @Slot(object)
    def _finish(self, result: Result) -> None:
        then, self._then, self._task = self._then, None, None
        self.enable(is_free=True)
        value, problem = result
        is_awaited, has_stayed = then is not None, self.focusWidget() is self._waiting
        if then is None or problem is None:
            self.tell("")
            if then is not None:
                then(value)
        else:
            self.tell(str(problem), getattr(problem, "traceback", ""))
        if is_awaited and has_stayed and self.isVisible():
            field = self.next_field(has_failed=problem is not None)
            if field is not None:
                field.setFocus()

    @Slot(str)
    def _fail(self, message: str) -> None:
        self._finish((None, RuntimeError(message)))


def _result_of(work: Callable[[Job], Any], job: Job) -> Result:
    """Do ``work``, in the thread; a user's error comes with its traceback."""
    from digitpad.graph.foreign.user_code import may_be_ended

    may_be_ended(job.check, job.on_cancel)
    try:
        return work(job), None
    except DigitpadError as error:
        return None, error


LONGEST = 200  # characters of arguments that are shown


class RunCodeDialog(CodeDialog):
    """``opened(OpenedNetwork)``: the network that was asked for, made by its code."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Ask for nothing yet; see ``ask_for``."""
        super().__init__(parent)
        self.setObjectName("runCode")
        self.setWindowTitle(self.tr("Run the Code of a Network"))
        self.resize(560, 300)
        self._needed: CodeNeeded | None = None
        self._weights: Path | None = None
        self._may_run = False  # as far as the file is there
        self.why = wrapped("", "hint")
        self.place = self.line("codePlace", "net.py")
        self.browse = push_button(self.tr("&Browse…"), "browseCodeButton")
        self.made = wrapped("", "hint")
        self.state = wrapped("", "message")
        for label in (self.why, self.made, self.state):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.run = push_button(self.tr("&Run the Code"), "runCodeButton", primary=True)
        self.cancel = push_button(self.tr("&Cancel"), "cancelCodeButton")
        self.cancel.setDefault(True)  # a key that was pressed too often agrees to nothing
        form = QFormLayout()
        form.addRow(
            named(self.tr("C&ode"), self.place),
            filled(QHBoxLayout(), (self.place, 1), self.browse, spacing=6),
        )
        form.addRow(self.tr("Network"), self.made)
        buttons = filled(QHBoxLayout(), None, self.run, self.cancel, spacing=8)
        filled(
            QVBoxLayout(self), self.why, form, self.state, self.message, (self.traceback, 1), None,
            buttons, spacing=10, margins=(14, 12, 14, 12),
        )  # fmt: skip
        # While something trains a thread of low priority would keep the user waiting for seconds.
        self._looks = Latest(self, priority=QThread.Priority.InheritPriority)
        self._looks.answered.connect(self._show_state)
        self._looks.failed.connect(self._show_gone)
        self.place.textChanged.connect(self._look)
        self.browse.clicked.connect(self._choose)
        self.run.clicked.connect(self._run)
        self.cancel.clicked.connect(self.reject)

    def ask_for(self, needed: CodeNeeded, weights: Path | None = None) -> None:
        """Ask whether the code of ``needed`` may run. weights: a checkpoint with its numbers."""
        self._needed, self._weights = needed, weights
        given = ", ".join(f"{name}={value!r}" for name, value in needed.arguments.items())
        given = given if len(given) <= LONGEST else f"{given[:LONGEST]}…"
        self.made.setText(f"{needed.title}({given})")
        self.place.setText(needed.code_source.place)
        self.cancel.setFocus()
        self._look()

    def enable(self, *, is_free: bool) -> None:  # noqa: D102
        self.run.setEnabled(is_free and self._may_run)

    @Slot()
    def _choose(self) -> None:
        kinds = self.tr("Python files (*.py)")
        path = ask_open_path(self, self.tr("Code of a Network"), kinds, self.place.text())
        if path is not None:
            self.place.setText(str(path))

    @Slot()
    def _look(self) -> None:
        """See whether the code is what it was; that reads the file, and runs nothing."""
        if self._needed is None:
            return
        place = self.place.text().strip()
        self.why.setText(
            self.tr("To go on with {0}, the code in {1} has to run. It may do whatever you may do "
                    "on this computer: run what you trust.").format(self._needed.name, place)
        )  # fmt: skip
        self._say("", may_run=False)
        self.forget()
        self._looks.forget()
        if place:
            self._looks.ask(partial(self._needed.has_changed_at, place))

    @Slot(object)
    def _show_state(self, has_changed: bool) -> None:
        changed = self.tr(
            "This code is not what it was then: it has changed. It goes on if the numbers fit."
        )
        self._say(changed if has_changed else "", may_run=True)

    @Slot(str)
    def _show_gone(self, problem: str) -> None:
        where = self.tr("Say where it is now. Nothing is lost meanwhile.")
        self._say(in_turn(problem, where), may_run=False)

    def _say(self, text: str, *, may_run: bool) -> None:
        self.state.setText(text)
        self.state.setVisible(bool(text))
        self._may_run = may_run
        self.enable(is_free=self._task is None)

    @Slot()
    def _run(self) -> None:
        assert self._needed is not None
        place = self.place.text().strip()
        self.do(partial(_opened, self._needed, place, self._weights), self._take)

    def _take(self, found: OpenedNetwork) -> None:
        self.accept()
        self.opened.emit(found)


def _opened(
    needed: CodeNeeded, place: str, weights: Path | None, job: Job
) -> OpenedNetwork:  # fmt: skip
    """Have the code run, in the thread."""
    from digitpad.training.opening import open_again

    return open_again(needed, place, weights, job.check)
