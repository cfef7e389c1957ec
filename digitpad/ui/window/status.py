"""The status bar: what happens, how far work is, and which model reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QStatusBar, QStyle, QStyleOption, QWidget

from digitpad.ui.messages import messages, take_back, tell
from digitpad.ui.widgets.basics import Line
from digitpad.ui.widgets.names import data_title
from digitpad.ui.window.answer.answer_panel import AnswerPanel
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint

SHOWN_FOR = 8000  # milliseconds at the least, a message
READING = 80  # milliseconds for each of its letters
LONGEST_NAME = 40  # letters of a model's name; more would take a message's room
MARGIN = 8  # pixels beside a message
BAR_MARGIN = 2  # pixels that QStatusBar leaves beside its widgets


def _short(name: str) -> str:
    """Return ``name`` with its middle left out where it is long."""
    half = (LONGEST_NAME - 1) // 2
    return name if len(name) <= LONGEST_NAME else f"{name[:half]}…{name[-half:]}"


class StatusBar(QStatusBar):
    """What stands in it goes while a message needs its place.

    A message that does not fit then either is cut with an ellipsis; a tool tip has all of it.
    """

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._gone: list[QWidget] = []
        self.messageChanged.connect(self._follow)

    @Slot(str)
    def _follow(self, text: str) -> None:
        self.setAccessibleName(text)
        self._make_room(text)
        self._tell_all()

    def _make_room(self, text: str) -> None:
        """Hide what stands beside ``text``, if it is too long for the room that is left."""
        for widget in self._gone:
            widget.show()
        self._gone = []
        if text and self.fontMetrics().horizontalAdvance(text) > self._room().width():
            self._gone = [widget for widget in self._beside() if not widget.isHidden()]
            for widget in self._gone:
                widget.hide()

    def _beside(self) -> list[QWidget]:
        direct = Qt.FindChildOption.FindDirectChildrenOnly
        return [one for one in self.findChildren(QWidget, options=direct) if one.x() > 0]

    def _room(self) -> QRect:
        """Return where a message is: all that widgets, which stand to the right, leave."""
        lefts = [widget.x() for widget in self._beside() if widget.isVisible()]
        right = min(lefts, default=self.width())
        return QRect(MARGIN, 0, right - 2 * MARGIN, self.height())

    def shown(self) -> str:
        """Return the message as it is seen."""
        metrics, room = self.fontMetrics(), self._room().width()
        return metrics.elidedText(self.currentMessage(), Qt.TextElideMode.ElideRight, room)

    def _tell_all(self) -> None:
        text = self.currentMessage()
        self.setToolTip(text if text and self.shown() != text else "")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._tell_all()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        if not self.currentMessage():
            super().paintEvent(event)
            return
        painter, option = QPainter(self), QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option, painter, self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self._room(), Qt.AlignmentFlag.AlignVCenter, self.shown())


class Status(QObject):
    """Fills the status bar of ``window``, and says where ``answer`` is why no model reads."""

    def __init__(self, session: Session, answer: AnswerPanel, window: QMainWindow) -> None:
        """Follow ``session`` and all that is told."""
        super().__init__(window)
        self._session, self._answer, self._window = session, answer, window
        self._failure = ""  # of the file that was opened last, true until another is
        self.work = Line()
        self.model = QLabel(self.tr("Loading the model…"))
        window.setStatusBar(StatusBar())
        window.setWindowTitle(self.tr("digitpad"))
        window.statusBar().setSizeGripEnabled(False)
        window.statusBar().addWidget(self.work, 1)
        self.work.setContentsMargins(MARGIN - BAR_MARGIN, 0, 0, 0)  # in line with messages
        window.statusBar().addPermanentWidget(self.model)
        session.model_asked.connect(self.take_failure_back)
        session.model_changed.connect(self._take_model)
        session.network_changed.connect(self._tell_what_reads)
        session.model_failed.connect(self._tell_model_failure)
        messages.came.connect(self._show_message)
        messages.went.connect(self._take_back)

    def tell_loading(self, path: Path) -> None:
        """Say which model is being loaded."""
        self.model.setText(self.tr("Loading {0}…").format(_short(path.name)))

    @Slot(str)
    def tell_failure(self, text: str) -> None:
        """Say why a file was not opened, until another one is."""
        self._failure = text
        tell(text)

    @Slot()
    def take_failure_back(self) -> None:
        """Say nothing more of a file that was not opened."""
        if self._failure:
            take_back(self._failure)
            self._failure = ""

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
    def _take_model(self, checkpoint: Checkpoint) -> None:
        self._answer.show_message("")
        self.take_failure_back()
        self._tell_model(checkpoint)

    def _tell_model(self, checkpoint: Checkpoint) -> None:
        training_info, name = checkpoint.training_info, _short(checkpoint.path.stem)
        self.model.setToolTip(checkpoint.path.name)
        if training_info.test_accuracy is None:
            text = self.tr("Model {0}, runs on the CPU").format(name)
        else:
            text = self.tr("Model {0}, {1} % right on {2}, runs on the CPU").format(
                name, f"{training_info.test_accuracy * 100:.2f}",
                data_title(training_info.data or "") or self.tr("its test digits"),
            )  # fmt: skip
        self.model.setText(text)

    @Slot()
    def _tell_what_reads(self) -> None:
        """Say that it is not the model, while weights that learn are looked at."""
        checkpoint = self._session.checkpoint
        if checkpoint is not None and self._session.is_learning:
            name = _short(checkpoint.path.stem)
            self.model.setText(self.tr("Weights in training read now, not {0}").format(name))
        elif checkpoint is not None:
            self._tell_model(checkpoint)

    @Slot(str)
    def _tell_model_failure(self, message: str) -> None:
        present = self._session.checkpoint
        if present is None:
            self.model.setText(self.tr("No model"))
            self._answer.show_message(self.tr("{0} You can draw all the same.").format(message))
        else:
            self._tell_model(present)
            self.tell_failure(message)

    @Slot(str)
    def _show_message(self, text: str) -> None:
        self._window.statusBar().showMessage(text, max(SHOWN_FOR, len(text) * READING))

    @Slot(str)
    def _take_back(self, text: str) -> None:
        if self._window.statusBar().currentMessage() == text:
            self._window.statusBar().clearMessage()
