"""One digit of a number as a button: what it was read as, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from digitpad.network.percent import percent
from digitpad.ui.theme import LIGHT, Theme

if TYPE_CHECKING:
    from digitpad.network.classify import Answer

WIDTH, HEIGHT = 48, 34  # pixels; "100.0 %" fits
NARROW = 32  # pixels, of one among many: its confidence has no sign, and its doubt is a "?"
DIGIT_PIXELS, SURE_PIXELS = 17, 11  # heights of the types
DOUBTED_PIXELS, DOUBT_PIXELS = 14, 10  # the same where a third line says that it is not sure


class DigitButton(QToolButton):
    """Checked while its digit is the one that is looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a button without a digit."""
        super().__init__(parent)
        self.setCheckable(True)
        self.setFixedSize(WIDTH, HEIGHT)
        self._theme = LIGHT
        self._answer: Answer | None = None

    def set_narrow(self, is_narrow: bool) -> None:
        """Take less room, or as much as there is to say."""
        self.setFixedWidth(NARROW if is_narrow else WIDTH)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_digit(self, answer: Answer, place: int, count: int) -> None:
        """Show ``answer``, which is the digit at ``place``, from 1, of ``count``."""
        self._answer = answer
        self.setText(str(answer.digit))
        words = self.tr("Digit {0} of {1}: {2}, {3}") if answer.is_sure else self.tr(
            "Digit {0} of {1}: {2}, {3}, not sure"
        )  # fmt: skip
        told = words.format(place, count, answer.digit, percent(answer.confidence))
        self.setAccessibleName(told)
        self.setToolTip(told)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        # Making QStyle known takes 7 ms, for which a window without a number need not wait.
        from PySide6.QtWidgets import QStyle, QStyleOptionToolButton

        painter = QPainter(self)
        frame = QStyleOptionToolButton()
        self.initStyleOption(frame)
        frame.text = ""
        self.style().drawComplexControl(
            QStyle.ComplexControl.CC_ToolButton, frame, painter, self
        )  # fmt: skip
        answer, theme = self._answer, self._theme
        if answer is None:
            return
        chosen = theme.on_accent if self.isChecked() else None
        digit, sure = str(answer.digit), percent(answer.confidence)
        if self.width() == NARROW:
            sure = sure.removesuffix(" %")
        if answer.is_sure:
            lines = [
                _Line(digit, DIGIT_PIXELS, chosen or theme.text, True),
                _Line(sure, SURE_PIXELS, chosen or theme.muted),
            ]
        else:
            doubt = "?" if self.width() == NARROW else self.tr("not sure")
            lines = [
                _Line(digit, DOUBTED_PIXELS, chosen or theme.muted, True),
                _Line(sure, DOUBT_PIXELS, chosen or theme.muted),
                _Line(doubt, DOUBT_PIXELS, chosen or theme.warning),
            ]
        top = (self.height() - sum(line.pixels for line in lines)) // 2
        for line in lines:
            font = QFont(self.font())
            font.setPixelSize(line.pixels)
            if line.is_bold:
                font.setWeight(QFont.Weight.DemiBold)
            painter.setFont(font)
            painter.setPen(QColor(line.colour))
            # The lines stand closer than the typeface's own height would have them.
            place = QRect(0, top - 4, self.width(), line.pixels + 8)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, line.text)
            top += line.pixels


@dataclass(frozen=True)
class _Line:
    """One line of text on a button, ``pixels`` high."""

    text: str
    pixels: int
    colour: str
    is_bold: bool = False
