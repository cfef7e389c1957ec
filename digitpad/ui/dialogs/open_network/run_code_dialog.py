"""May the code run that a file of ours needs? It is asked each time, with the place and its state.

An unfinished training, an experiment and a checkpoint name the code of their network, and hold its
SHA-256. Nothing of it runs before the user has agreed here.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QThread, Slot
from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from digitpad.ui.background import Job, Latest
from digitpad.ui.dialogs.open_network.code_dialog import CodeDialog
from digitpad.ui.widgets.basics import filled, named, push_button, wrapped

if TYPE_CHECKING:
    from digitpad.network.files.code_needed import CodeNeeded
    from digitpad.training.opening import OpenedNetwork

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
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Code of a Network"), self.place.text(), self.tr("Python files (*.py)")
        )
        if name:
            self.place.setText(name)

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
        self._say(f"{problem} {where}", may_run=False)

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
