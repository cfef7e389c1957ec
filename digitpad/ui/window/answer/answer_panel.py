"""The answer under the canvas, one big digit and how sure it is; and said, by a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSpacerItem, QVBoxLayout, QWidget

from digitpad.reading.classify import DigitAnswer, percent
from digitpad.reading.read import Reading
from digitpad.support.messages import plural
from digitpad.ui.canvas.whole_number import WholeNumber
from digitpad.ui.messages import announce
from digitpad.ui.theme import theme_source
from digitpad.ui.widgets.basics import doubt_words, filled, label, panel
from digitpad.ui.widgets.painted import sized
from digitpad.ui.window.answer.input_preview import InputPreview
from digitpad.ui.window.answer.message import Message
from digitpad.ui.window.answer.probability_bars import (
    LEAST_ROW_HEIGHT,
    ROW_HEIGHT,
    ProbabilityBars,
)
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.reading.number import NumberReading

NO_ANSWER = "–"
DIGIT_PIXELS = 60  # height of the big digit's type
DIGIT_ASPECT, LINE_ASPECT = 0.64, 1.2  # width of a digit, and height of a line, by that
CONFIDENCE_PIXELS, READING_PIXELS = 16, 12  # of what stands below it
DIGIT_SIZE, CONFIDENCE_SIZE = (52, 74), (74, 26)  # pixels; "100.0 %" fits
DOUBT_HEIGHT = 18  # pixels
NUMBER_HEIGHT = DIGIT_SIZE[1] - CONFIDENCE_SIZE[1]  # with what stands below: as high as a digit
SMALLEST_PIXELS = 9  # height of a type that can be read
CUT_OFF = "…"  # stands for lines that have no room
LONG = 8  # digits: a longer number stands in a tool tip too
MARGINS = (12, 8, 12, 8)  # pixels inside a panel
SETTLED = 500  # milliseconds without another answer: nobody hears out one that changes


class AnswerPanel(QWidget):
    """Shows one reading; it computes nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a panel without an answer."""
        super().__init__(parent)
        self.prediction = label(NO_ANSWER, "prediction")
        self.prediction.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.prediction.setAccessibleName(self.tr("The network's answer"))
        self.prediction.setFont(sized(self.prediction.font(), DIGIT_PIXELS, bold=True))
        self.confidence = label("", "confidence")
        self.confidence.setFont(sized(self.confidence.font(), CONFIDENCE_PIXELS, bold=True))
        self.confidence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.confidence.setAccessibleName(self.tr("Confidence of the answer"))
        # A label of one size does not have the window laid out again for each answer.
        self.prediction.setFixedSize(*DIGIT_SIZE)
        self.confidence.setFixedSize(*CONFIDENCE_SIZE)
        self.doubt = label("", "doubt")
        self.doubt.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.doubt.setFixedSize(CONFIDENCE_SIZE[0], DOUBT_HEIGHT)
        self.message = Message()
        self.preview = InputPreview()
        self.bars = ProbabilityBars()
        self._is_compact = False
        self._number: NumberReading | None = None  # of which what is read is one digit
        self._answer: DigitAnswer | None = None
        self._is_searched = False  # a picture, for what is to be read
        self._steps = 0  # of learning, that the network has taken which answers

        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        sees, likely = panel(), panel()
        self.heading = label(self.tr("What it sees"), "heading")
        probabilities = label(self.tr("Probabilities"), "heading")
        self._above = QSpacerItem(0, DOUBT_HEIGHT)  # the confidence stays where it is
        self._how_sure = filled(QBoxLayout(down), None)
        self._how_sure.addItem(self._above)
        filled(self._how_sure, self.confidence, self.doubt, None, spacing=0)
        self._reads = filled(
            QBoxLayout(across), None, self.prediction, self._how_sure, None, spacing=0
        )
        self._reads.setAlignment(self.prediction, Qt.AlignmentFlag.AlignHCenter)
        self._seen_and_read = filled(QBoxLayout(down), (self.preview, 1), self._reads, spacing=4)
        filled(
            QVBoxLayout(sees), self.heading, (self._seen_and_read, 1), spacing=4, margins=MARGINS
        )
        filled(QVBoxLayout(likely), probabilities, (self.bars, 1), spacing=4, margins=MARGINS)
        row = filled(QHBoxLayout(), (sees, 2), (likely, 3), spacing=10)
        filled(QVBoxLayout(self), self.message, (row, 1), spacing=10)
        # A style sheet that comes later gives labels back the type that they began with.
        theme_source.changed.connect(self._tell)

    def set_compact(self, compact: bool) -> None:
        """Take less of the height: the answer stands beside what the network sees, not below."""
        if compact == self._is_compact:
            return
        self._is_compact = compact
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._seen_and_read.setDirection(across if compact else down)
        self._arrange()
        self.preview.set_least_zoom(3 if compact else 4)
        self.bars.set_row_height(LEAST_ROW_HEIGHT if compact else ROW_HEIGHT)

    def _arrange(self) -> None:
        """Put the answer beside how sure it is; a whole number above it, as wide as there is."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        is_number = self._number is not None
        is_stacked = self._is_compact or is_number
        self._reads.setDirection(down if is_stacked else across)
        in_line = self._is_in_line()
        self._how_sure.setDirection(across if in_line else down)
        if not in_line:
            self.confidence.setFixedWidth(CONFIDENCE_SIZE[0])
            self.doubt.setFixedWidth(CONFIDENCE_SIZE[0])
        self._above.changeSize(0, 0 if is_stacked else DOUBT_HEIGHT)
        width, height = DIGIT_SIZE
        if in_line:
            width, height = self._seen_and_read.geometry().width(), NUMBER_HEIGHT
        elif is_number:
            width = CONFIDENCE_SIZE[0]
        self.prediction.setFixedSize(max(width, DIGIT_SIZE[0]), height)
        self._reads.invalidate()  # a spacer does not tell that it has changed

    def _is_in_line(self) -> bool:
        """Tell whether how sure it is stands in one line, below a whole number."""
        return self._number is not None and not self._is_compact

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        if self._number is not None:
            self._arrange()
            self._tell()

    @Slot(object)
    def show_number(self, number: NumberReading | None) -> None:
        """Show ``number``, of which what is read is one digit; None: there is no more than that."""
        if number is not None and len(number.signs) < 2:
            number = None
        had_number, self._number = self._number is not None, number
        if had_number or number is not None:
            self._arrange()
            self._tell()

    @Slot(object)
    def show_search(self, sheet: Drawing) -> None:
        """Say that the digits on ``sheet`` are looked for: in a picture that takes a while."""
        self._is_searched = sheet.photo is not None
        self._tell()

    @Slot(bool)
    def end_search(self, is_searching: bool) -> None:
        """Take note that the digits are found, once ``is_searching`` is false."""
        if self._is_searched and not is_searching:
            self._is_searched = False
            self._tell()

    @Slot(object)
    def show_reading(self, reading: Reading | None) -> None:
        """Show ``reading``: input and, where there is one, answer."""
        self.preview.set_image(None if reading is None else reading.image)
        self._answer = None if reading is None else reading.answer
        self._mark_learning(0 if reading is None else reading.steps)
        self.bars.set_probabilities(() if self._answer is None else self._answer.probabilities)
        self._tell()

    def _mark_learning(self, steps: int) -> None:
        """Say that it is no trained network that answers, but one after steps of learning."""
        if steps == self._steps:
            return
        self._steps = steps
        text, tip = self.tr("What it sees"), ""
        if steps:
            text = str(plural(steps, "After %n step", "After %n steps"))
            tip = self.tr(
                "The weights are those after the steps of learning on the Layers page. Restore "
                "there has the model answer again."
            )
        self.heading.setText(text)
        self.heading.setToolTip(tip)
        for part in (self.heading, self.prediction):
            part.setProperty("hasLearnt", steps > 0)
            part.style().unpolish(part)
            part.style().polish(part)

    @Slot()
    def _tell(self) -> None:
        """Say what was read, and how sure that is."""
        answer = self._answer if self._number is None or self._answer is None else self._number
        if isinstance(answer, DigitAnswer):
            text = str(answer.digit)
        else:
            text = NO_ANSWER if answer is None else answer.text
        font, shown = _fitting(self.prediction, text)
        self.prediction.setText(shown)
        self.prediction.setFont(font)
        below = "" if answer is None else percent(answer.confidence)
        is_wait = answer is None and self._is_searched
        self.confidence.setText(self.tr("Reading…") if is_wait else below)
        pixels = READING_PIXELS if is_wait else CONFIDENCE_PIXELS
        self.confidence.setFont(sized(self.confidence.font(), pixels, bold=True))
        is_doubtful = answer is not None and not answer.is_sure
        self.doubt.setText(self.tr("not sure") if is_doubtful else "")
        self.prediction.setEnabled(not is_doubtful)
        for part in (self.prediction, self.confidence, self.doubt):
            part.setToolTip(doubt_words() if is_doubtful else "")
        if self._is_in_line():  # where there is no doubt, the confidence is in the middle
            width = self.preview.minimumWidth()
            self.confidence.setFixedWidth(width // 2 if is_doubtful else width)
            self.doubt.setFixedWidth(width // 2 if is_doubtful else 0)
        if shown != text or (len(text) > LONG and not is_doubtful):
            tip = self.prediction.toolTip()
            self.prediction.setToolTip(f"{text}\n{tip}" if tip else text)

    @Slot(str)
    def show_message(self, text: str) -> None:
        """Show a sentence that the user should read, or nothing for an empty one."""
        self.message.tell(text)


class SpokenAnswer(QObject):
    """Has what ``answer`` shows, or the whole number, said once it stays; ``said`` is the last."""

    def __init__(self, session: Session, number: WholeNumber, answer: AnswerPanel) -> None:
        """Follow the readings of ``session``."""
        super().__init__(answer)
        self._session, self._number, self._answer = session, number, answer
        self.said = ""
        self._later = QTimer(self, singleShot=True, interval=SETTLED)
        self._later.timeout.connect(self._say)
        session.reading_changed.connect(self._later.start)
        number.finder.changed.connect(self._later.start)

    @Slot()
    def _say(self) -> None:
        words = self._words()
        if words != self.said:
            self.said = words
            name = self.tr("The network's answer")
            shown = self._answer.prediction
            shown.setAccessibleName(self.tr("{0}: {1}").format(name, words) if words else name)
            announce(shown, words)

    def _words(self) -> str:
        reading = self._session.reading
        if reading is None or reading.answer is None:
            return ""
        words = self._words_of(reading.answer)
        if reading.steps:
            after = plural(reading.steps, "after %n step", "after %n steps of learning")
            words = self.tr("{0}, {1}").format(words, after)
        return words

    def _words_of(self, answer: DigitAnswer) -> str:
        number = self._number.finder.number
        if number is not None and len(number.digits) > 1:
            return self.tr("It reads {0}").format(number.reading.marked_text.replace("\n", ", "))
        words = self.tr("It reads {0}, {1}") if answer.is_sure else self.tr("Not sure: {0}, {1}")
        return words.format(answer.digit, percent(answer.confidence))


def _fitting(widget: QWidget, text: str) -> tuple[QFont, str]:
    """Return the largest type in which ``text``, of one line or several, has room in ``widget``.

    And the text: where the smallest type is too large, only what has room, and "…".
    """
    lines = text.split("\n")
    longest = max(map(len, lines))
    pixels = min(
        DIGIT_PIXELS, round(widget.width() / (DIGIT_ASPECT * longest)),
        round(widget.height() / (LINE_ASPECT * len(lines))),
    )  # fmt: skip
    pixels = max(pixels, SMALLEST_PIXELS)
    while True:
        font = sized(widget.font(), pixels, bold=True)
        metrics = QFontMetrics(font)
        # Digits have nothing below their line.
        most = max(1, (widget.height() + 2 * metrics.descent()) // metrics.lineSpacing())
        widest = max(map(metrics.horizontalAdvance, lines))
        if pixels == SMALLEST_PIXELS or (len(lines) <= most and widest <= widget.width()):
            break
        pixels -= 1
    if len(lines) > most:
        lines = [*lines[: most - 1], CUT_OFF]
    right = Qt.TextElideMode.ElideRight
    return font, "\n".join(metrics.elidedText(line, right, widget.width()) for line in lines)
