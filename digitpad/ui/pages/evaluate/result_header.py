"""The head of the Test page: its button, the result in a line, and what that belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QToolButton, QWidget

from digitpad.ui.widgets.basics import label, press_once, progress_bar
from digitpad.ui.widgets.painted import sized

if TYPE_CHECKING:
    from digitpad.training.evaluation import Report

RESULT_PIXELS = 15
BUTTON_WIDTH = 78  # pixels; "Test" and "Cancel" take the same


class ResultHeader(QFrame):
    """Shows what it is told; the page connects ``button``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a header without a result."""
        super().__init__(parent)
        self.setObjectName("panel")
        self._last_result = ""
        self.button = QToolButton()
        self.button.setObjectName("examineButton")
        self.button.setMinimumWidth(BUTTON_WIDTH)
        press_once(self.button)
        self.result = label("", "examinationResult")
        self.source = label("", "heading")
        self.earlier = label("", "message")  # in place of source, in a colour that is noticed
        self.message = label("", "message")
        what = self.tr("Progress of the test")
        self.progress = progress_bar("examineProgress", what, height=6)
        self._lay_out()
        self.show_message("")
        self.show_idle()

    def _lay_out(self) -> None:
        self.result.setFont(sized(self.result.font(), RESULT_PIXELS, bold=True))
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setHorizontalSpacing(14)
        layout.setVerticalSpacing(3)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self.button, 0, 0, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        rows = (self.result, 0), (self.source, 1), (self.earlier, 1), (self.message, 2)
        for text, row in rows:
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            layout.addWidget(text, row, 1)
        layout.addWidget(self.progress, 1, 1)
        # The line under the result stays, empty, while the progress takes its place: otherwise
        # the page below would be laid out and painted anew.
        self.source.setMinimumHeight(self.source.fontMetrics().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        # Qt leaves Return to a dialog's default button, and here is no dialog.
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.button.hasFocus():
            if not event.isAutoRepeat():  # a key held down would test, cancel, test
                self.button.click()
        else:
            super().keyPressEvent(event)

    def set_result(self, report: Report, hands: float | None) -> None:
        """Take the line that ``show_idle`` shows from now on.

        hands: 0..1, the share of digits by other hands that is read right.
        """
        percent = report.accuracy * 100
        if report.correct < report.samples:
            percent = min(percent, 99.99)  # 100.00 % is for what is all right
        self._last_result = self.tr("Average loss {0} · {1} of {2} right ({3} %)").format(
            f"{report.loss:.4f}", f"{report.correct:,}", f"{report.samples:,}", f"{percent:.2f}"
        )
        if hands is not None:
            self._last_result += " · " + self.tr("other hands {0} %").format(f"{100 * hands:.1f}")
            self.result.setToolTip(
                self.tr("Other hands: digits by synthetic hands that no network learns from")
            )

    def show_idle(self) -> None:
        """Show the last result, or what to do for one, and a button that starts."""
        self.button.setText(self.tr("Te&st"))
        self.button.setToolTip(self.tr("Read all test digits with the present model"))
        self.progress.hide()
        self.earlier.hide()
        self.source.show()
        self.result.setText(
            self._last_result or self.tr("Press Test to see how well the model reads.")
        )

    def show_running(self, text: str) -> None:
        """Show ``text`` and a button that cancels; how far it is comes later."""
        self.show_message("")
        self.button.setText(self.tr("&Cancel"))
        self.button.setToolTip(self.tr("Stop; the last result stays"))
        self.result.setText(text)
        self.source.clear()
        self.source.show()
        self.earlier.hide()
        self.progress.setRange(0, 0)
        self.progress.show()

    @Slot(int, int)
    def show_progress(self, done: int, total: int) -> None:
        """Show how many samples of how many have been read."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.result.setText(
            self.tr("Read {0} of {1} test digits").format(f"{done:,}", f"{total:,}")
        )

    @Slot(str)
    def show_message(self, text: str) -> None:
        """Show a sentence that the user should read, or nothing for an empty one."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def show_source(self, model: str, data: str, is_present: bool) -> None:
        """Say which model and data set the result belongs to, and whether they are in use."""
        self.source.setText(self.tr("Model {0}, test digits of {1}").format(model, data))
        self.earlier.setText(
            self.tr("Result of model {0} on {1}; press Test for the present one.").format(
                model, data
            )
        )
        self.source.setVisible(is_present)
        self.earlier.setVisible(not is_present)
