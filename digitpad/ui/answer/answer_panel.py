"""The answer beside the canvas: one big digit, its confidence, the input and ten bars."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from digitpad.network.read import Reading
from digitpad.ui.answer.input_preview import InputPreview
from digitpad.ui.answer.probability_bars import ProbabilityBars, percent
from digitpad.ui.theme import Theme
from digitpad.ui.widgets import label, panel

NO_ANSWER = "–"
DIGIT_PIXELS = 112  # height of the big digit's type
CONFIDENCE_PIXELS = 20


class AnswerPanel(QWidget):
    """Shows one reading; it computes nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a panel without an answer."""
        super().__init__(parent)
        self.prediction = label(NO_ANSWER, "prediction")
        self.prediction.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.prediction.setAccessibleName(self.tr("The network's answer"))
        self.prediction.setFont(_font(self.prediction, DIGIT_PIXELS))
        self.confidence = label("", "confidence")
        self.confidence.setFont(_font(self.confidence, CONFIDENCE_PIXELS))
        self.confidence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.confidence.setAccessibleName(self.tr("Confidence of the answer"))
        self.message = label("", "message")
        self.message.setWordWrap(True)
        self.message.hide()
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.preview = InputPreview()
        self.bars = ProbabilityBars()

        upper = QHBoxLayout()
        upper.setSpacing(12)
        upper.addWidget(_titled(self.tr("The network reads"), self.prediction, self.confidence), 1)
        upper.addWidget(_titled(self.tr("What it sees"), self.preview), 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(upper)
        layout.addWidget(self.message)
        layout.addWidget(_titled(self.tr("Probability of each digit"), self.bars), 1)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.bars.set_theme(theme)

    @Slot(object)
    def show_reading(self, reading: Reading | None) -> None:
        """Show ``reading``: input and, where there is one, answer."""
        self.preview.set_image(None if reading is None else reading.image)
        answer = None if reading is None else reading.answer
        self.prediction.setText(NO_ANSWER if answer is None else str(answer.digit))
        self.confidence.setText("" if answer is None else percent(answer.confidence))
        self.bars.set_probabilities(() if answer is None else answer.probabilities)

    @Slot(str)
    def show_message(self, text: str) -> None:
        """Show a sentence that the user should read, or nothing for an empty one."""
        self.message.setText(text)
        self.message.setVisible(bool(text))


def _titled(heading: str, *widgets: QWidget) -> QFrame:
    frame = panel()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(16, 12, 16, 14)
    layout.setSpacing(6)
    layout.addWidget(label(heading, "heading"))
    for index, widget in enumerate(widgets):
        layout.addWidget(widget, 1 if index == 0 else 0)
    return frame


def _font(widget: QWidget, pixels: int) -> QFont:
    font = QFont(widget.font())
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold)
    return font
