"""What dialogs that have somebody's code run are made of: it runs in a thread, and its errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget

from digitpad.support.errors import DigitpadError
from digitpad.ui.background import Job, Task
from digitpad.ui.widgets.basics import show_message, wrapped

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
