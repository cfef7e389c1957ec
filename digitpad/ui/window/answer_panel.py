"""The answer under the canvas: one big digit, its confidence, the input and ten bars."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.graph.receptive_field import Region
from digitpad.ink.input.frame import SIDE, Array
from digitpad.reading.classify import Answer, percent
from digitpad.reading.read import Reading
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import doubt_words, label, panel

MARK = "#fb923c"  # orange: it is seen on black and on white


class InputPreview(QWidget):
    """Shows an image (28, 28) float32 in 0..1 as grey levels, white ink on black as in MNIST."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty preview."""
        super().__init__(parent)
        self.setObjectName("inputPreview")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_least_zoom(4)
        self.setAccessibleName(self.tr("What the network sees"))
        self.setAccessibleDescription(self.tr("The drawing as 28 by 28 grey pixels."))
        self._image = QImage()
        self._region: Region | None = None
        self.set_image(None)

    def set_least_zoom(self, zoom: int) -> None:
        """Be at least so large that each of the input's pixels has ``zoom`` of the screen's."""
        self.setMinimumSize(zoom * SIDE, zoom * SIDE)

    def set_image(self, image: Array | None) -> None:
        """Show ``image``, or an empty input for None."""
        grey = np.zeros((SIDE, SIDE), np.uint8)
        if image is not None:
            grey = np.ascontiguousarray(np.rint(image * 255).astype(np.uint8))
        # QImage only looks at the array, which goes away: hence the copy.
        self._image = QImage(
            grey.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8
        ).copy()  # fmt: skip
        self.update()

    @Slot(object)
    def mark(self, region: Region | None) -> None:
        """Frame the pixels of ``region``, (channel, row, column) axes; None: no frame."""
        if region != self._region:
            self._region = region
            self.update()

    def image(self) -> QImage:
        """Return the 28 x 28 grey levels that are shown."""
        return self._image

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return self.minimumSize()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        # A whole number of screen pixels for each input pixel, so that all are equally large.
        ratio = self.devicePixelRatioF()
        zoom = max(1, int(min(self.width(), self.height()) * ratio / SIDE))
        side = round(zoom * SIDE / ratio)
        target = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        painter.fillRect(target, QColor("black"))
        painter.drawImage(target, self._image)
        if self._region is None or not all(self._region):
            return
        _, rows, columns = self._region
        pixel = side / SIDE
        painter.setPen(QPen(QColor(MARK), 2))
        painter.drawRect(
            QRectF(
                target.left() + columns[0] * pixel, target.top() + rows[0] * pixel,
                (columns[-1] - columns[0] + 1) * pixel, (rows[-1] - rows[0] + 1) * pixel,
            )
        )  # fmt: skip


DIGIT_WIDTH = 18  # pixels for the digit before its bar
PERCENT_WIDTH = 54  # pixels for the number after it
BAR_HEIGHT = 12
ROW_HEIGHT, LEAST_ROW_HEIGHT = 18, 13


ROWS = 10  # of the bars: of more classes the most probable are shown


class ProbabilityBars(QWidget):
    """Shows ten probabilities; the largest one in the accent colour, its digit in bold."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make bars without values."""
        super().__init__(parent)
        self.setObjectName("probabilities")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Probabilities"))
        self._probabilities: tuple[float, ...] = ()
        self._row_height = ROW_HEIGHT

    def set_row_height(self, pixels: int) -> None:
        """Have the bars stand ``pixels`` below each other where there is a choice."""
        self._row_height = pixels
        self.updateGeometry()

    def set_probabilities(self, probabilities: tuple[float, ...]) -> None:
        """Show ``probabilities`` of the digits 0 to 9, each 0..1; none for an empty tuple."""
        self._probabilities = probabilities
        told = ", ".join(f"{digit}: {percent(value)}" for digit, value in enumerate(probabilities))
        if probabilities and not self.is_sure:
            told = self.tr("{0}; not sure").format(told)
        self.setAccessibleDescription(told)
        self.setToolTip("" if self.is_sure else doubt_words())
        self.update()

    @property
    def is_sure(self) -> bool:
        """False where no class is probable enough: none stands out then."""
        return not self._probabilities or Answer(self._probabilities).is_sure

    def probabilities(self) -> tuple[float, ...]:
        """Return what is shown."""
        return self._probabilities

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(230, 10 * self._row_height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(116, ROWS * LEAST_ROW_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        best = max(self._probabilities, default=1.0)
        row = self.height() / ROWS
        for place, digit in enumerate(self._shown()):
            value = self._probabilities[digit] if self._probabilities else None
            self._paint_row(painter, digit, value, place * row, row, value == best)

    def _shown(self) -> Sequence[int]:
        """Return the classes that are shown: all, or the most probable of many, in their order."""
        count = len(self._probabilities) or ROWS
        if count <= ROWS:
            return range(count)
        likely = sorted(range(count), key=self._probabilities.__getitem__, reverse=True)
        return sorted(likely[:ROWS])

    def _paint_row(
        self, painter: QPainter, digit: int, value: float | None, top: float, height: float,
        is_best: bool,
    ) -> None:  # fmt: skip
        colours = theme()
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if is_best else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(colours.text if is_best else colours.muted))
        middle = Qt.AlignmentFlag.AlignVCenter
        beside = max(DIGIT_WIDTH, painter.fontMetrics().horizontalAdvance(f"{digit} "))
        painter.drawText(
            QRectF(0, top, beside, height), middle | Qt.AlignmentFlag.AlignLeft, str(digit)
        )
        length = self.width() - beside - PERCENT_WIDTH
        groove = QRectF(beside, top + (height - BAR_HEIGHT) / 2, length, BAR_HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.window))
        painter.drawRoundedRect(groove, 4, 4)
        if value is None:
            return
        best = colours.accent if self.is_sure else colours.warning
        painter.setBrush(QColor(best if is_best else colours.faint))
        if value * length >= 1:
            bar = QRectF(groove)
            bar.setWidth(value * length)
            painter.drawRoundedRect(bar, min(4, bar.width() / 2), 4)
        painter.setPen(QColor(colours.text if is_best else colours.muted))
        painter.drawText(
            QRectF(self.width() - PERCENT_WIDTH, top, PERCENT_WIDTH, height),
            middle | Qt.AlignmentFlag.AlignRight, percent(value),
        )  # fmt: skip


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
        self._is_compact = False

        sees = panel()
        column = QVBoxLayout(sees)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(4)
        column.addWidget(label(self.tr("What it sees"), "heading"))
        self._seen_and_read = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._seen_and_read.setSpacing(4)
        self._seen_and_read.addWidget(self.preview, 1)
        self._reads = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._reads.setSpacing(0)
        self._reads.addStretch(1)
        self._reads.addWidget(self.prediction, 0, Qt.AlignmentFlag.AlignHCenter)
        how_sure = QVBoxLayout()
        how_sure.setSpacing(0)
        how_sure.addStretch(1)
        self._above = QSpacerItem(0, DOUBT_HEIGHT)  # the confidence stays where it is
        how_sure.addItem(self._above)
        how_sure.addWidget(self.confidence)
        how_sure.addWidget(self.doubt)
        how_sure.addStretch(1)
        self._reads.addLayout(how_sure)
        self._reads.addStretch(1)
        self._seen_and_read.addLayout(self._reads)
        column.addLayout(self._seen_and_read, 1)
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

    def set_compact(self, compact: bool) -> None:
        """Take less of the height: the answer stands beside what the network sees, not below."""
        if compact == self._is_compact:
            return
        self._is_compact = compact
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._seen_and_read.setDirection(across if compact else down)
        self._reads.setDirection(down if compact else across)
        self._above.changeSize(0, 0 if compact else DOUBT_HEIGHT)
        self.preview.set_least_zoom(3 if compact else 4)
        self.bars.set_row_height(LEAST_ROW_HEIGHT if compact else ROW_HEIGHT)
        self._reads.invalidate()  # a spacer does not tell that it has changed

    @Slot(object)
    def show_reading(self, reading: Reading | None) -> None:
        """Show ``reading``: input and, where there is one, answer."""
        self.preview.set_image(None if reading is None else reading.image)
        answer = None if reading is None else reading.answer
        text = NO_ANSWER if answer is None else str(answer.digit)
        if len(text) != len(self.prediction.text()):
            pixels = min(DIGIT_PIXELS, round(DIGIT_SIZE[0] / (0.62 * len(text))))
            self.prediction.setFont(_font(self.prediction, pixels))
        self.prediction.setText(text)
        self.confidence.setText("" if answer is None else percent(answer.confidence))
        is_doubtful = answer is not None and not answer.is_sure
        self.doubt.setText(self.tr("not sure") if is_doubtful else "")
        self.prediction.setEnabled(not is_doubtful)
        for part in (self.prediction, self.confidence, self.doubt):
            part.setToolTip(doubt_words() if is_doubtful else "")
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
