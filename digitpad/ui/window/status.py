"""The status bar: what happens, how far work is, and which model reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QLabel, QMainWindow

from digitpad.ui.messages import messages
from digitpad.ui.widgets.basics import Line
from digitpad.ui.window.answer_panel import AnswerPanel
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint

SHOWN_FOR = 8000  # milliseconds, a message


class Status(QObject):
    """Fills the status bar of ``window``, and says where ``answer`` is why no model reads."""

    def __init__(self, session: Session, answer: AnswerPanel, window: QMainWindow) -> None:
        """Follow ``session`` and all that is told."""
        super().__init__(window)
        self._session, self._answer, self._window = session, answer, window
        self.work = Line()
        self.model = QLabel(self.tr("Loading the model…"))
        window.setWindowTitle(self.tr("digitpad"))
        window.statusBar().setSizeGripEnabled(False)
        window.statusBar().addWidget(self.work, 1)
        window.statusBar().addPermanentWidget(self.model)
        session.model_changed.connect(self._tell_model)
        session.model_failed.connect(self._tell_model_failure)
        messages.came.connect(self._show_message)

    def tell_loading(self, path: Path) -> None:
        """Say which model is being loaded."""
        self.model.setText(self.tr("Loading {0}…").format(path.name))

    @Slot(float, str)
    def tell_progress(self, share: float, words: str) -> None:
        """Show, in the window's title too, how far a training is; -1 when there is none."""
        if share < 0:
            self._window.setWindowTitle(self.tr("digitpad"))
            self.work.setText("")
            return
        percent = f"{100 * share:.0f}"
        self._window.setWindowTitle(self.tr("{0} % trained – digitpad").format(percent))
        self.work.setText(self.tr("Training {0} % · {1}").format(percent, words))

    @Slot(object)
    def _tell_model(self, checkpoint: Checkpoint) -> None:
        self._answer.show_message("")
        training_info = checkpoint.training_info
        if training_info.test_accuracy is None:
            text = self.tr("Model {0}, runs on the CPU").format(checkpoint.path.stem)
        else:
            text = self.tr("Model {0}, {1} % of test digits right, runs on the CPU").format(
                checkpoint.path.stem, f"{training_info.test_accuracy * 100:.2f}"
            )
        self.model.setText(text)

    @Slot(str)
    def _tell_model_failure(self, message: str) -> None:
        present = self._session.checkpoint
        if present is None:
            self.model.setText(self.tr("No model"))
            self._answer.show_message(self.tr("{0} You can draw all the same.").format(message))
        else:
            self._tell_model(present)
            self._answer.show_message(message)

    @Slot(str)
    def _show_message(self, text: str) -> None:
        self._window.statusBar().showMessage(text, SHOWN_FOR)
