"""The answer under the canvas: one big digit, its confidence, the input and ten bars."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.network.percent import percent
from digitpad.network.read import Reading
from digitpad.ui.answer.input_preview import InputPreview
from digitpad.ui.answer.probability_bars import ProbabilityBars
from digitpad.ui.theme import Theme
from digitpad.ui.widgets import label, panel

NO_ANSWER = "–"
DIGIT_PIXELS = 60  # height of the big digit's type
CONFIDENCE_PIXELS = 16
DIGIT_SIZE, CONFIDENCE_SIZE = (52, 74), (74, 26)  # pixels; "100.0 %" fits
DOUBT_HEIGHT = 18  # pixels
MARGINS = (12, 8, 12, 8)  # pixels inside a panel


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
        # A label of one size does not have the window laid out again for each answer.
        self.prediction.setFixedSize(*DIGIT_SIZE)
        self.confidence.setFixedSize(*CONFIDENCE_SIZE)
        self.doubt = label("", "doubt")
        self.doubt.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.doubt.setFixedSize(CONFIDENCE_SIZE[0], DOUBT_HEIGHT)
        self.message = label("", "message")
        self.message.setWordWrap(True)
        self.message.hide()
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.preview = InputPreview()
        self.bars = ProbabilityBars()

        sees = panel()
        column = QVBoxLayout(sees)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(4)
        column.addWidget(label(self.tr("What it sees"), "heading"))
        column.addWidget(self.preview, 1)
        reads = QHBoxLayout()
        reads.setSpacing(0)
        reads.addStretch(1)
        reads.addWidget(self.prediction)
        how_sure = QVBoxLayout()
        how_sure.setSpacing(0)
        how_sure.addStretch(1)
        how_sure.addSpacing(DOUBT_HEIGHT)  # the confidence stays where it is
        how_sure.addWidget(self.confidence)
        how_sure.addWidget(self.doubt)
        how_sure.addStretch(1)
        reads.addLayout(how_sure)
        reads.addStretch(1)
        column.addLayout(reads)
        likely = panel()
        column = QVBoxLayout(likely)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(4)
        column.addWidget(label(self.tr("Probabilities"), "heading"))
        column.addWidget(self.bars, 1)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(sees, 2)
        row.addWidget(likely, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.message)
        layout.addLayout(row, 1)

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
        is_doubtful = answer is not None and not answer.is_sure
        self.doubt.setText(self.tr("not sure") if is_doubtful else "")
        self.prediction.setEnabled(not is_doubtful)
        self.bars.set_probabilities(() if answer is None else answer.probabilities)

    @Slot(str)
    def show_message(self, text: str) -> None:
        """Show a sentence that the user should read, or nothing for an empty one."""
        self.message.setText(text)
        self.message.setVisible(bool(text))


def _font(widget: QWidget, pixels: int) -> QFont:
    font = QFont(widget.font())
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold)
    return font
