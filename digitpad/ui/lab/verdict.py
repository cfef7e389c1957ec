"""Two lines on what is set: the shapes' formulas and what is never seen, or why it cannot be."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui.theme import LIGHT, Theme


class Verdict(QWidget):
    """Shows one or two lines; a problem in the colour of warnings, with a sign before it.

    It is painted: a label would have the window laid out again for each new text.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty verdict."""
        super().__init__(parent)
        self.setObjectName("labVerdict")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._first = self._second = ""
        self._is_problem = self._is_warning = False

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def text(self) -> str:
        """Return what is said."""
        return f"{self._first}\n{self._second}".strip()

    @property
    def is_problem(self) -> bool:
        """True while it says why something cannot be."""
        return self._is_problem

    def show_lines(self, first: str, second: str, *, is_warning: bool) -> None:
        """Show two lines. is_warning: the second one is in the colour of warnings."""
        self._is_warning = is_warning
        self._set(first, second, False)

    def show_problem(self, text: str) -> None:
        """Show a sentence, over both lines; an empty one shows nothing."""
        self._set(text, "", bool(text))

    def _set(self, first: str, second: str, is_problem: bool) -> None:
        if (first, second, is_problem) == (self._first, self._second, self._is_problem):
            return
        self._first, self._second, self._is_problem = first, second, is_problem
        self.setAccessibleName(self.text())
        self.setToolTip(self.text())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(300, 2 * self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        whole = QRectF(self.rect())
        if self._is_problem:
            painter.setPen(QColor(self._theme.warning))
            flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter)
            text = f"⚠ {self._first}"
            room = painter.boundingRect(whole, flags, text)
            if room.height() > whole.height():  # three lines: in smaller type
                font = painter.font()
                font.setPixelSize(12)
                painter.setFont(font)
            painter.drawText(whole, flags, text)
            return
        half = whole.height() / 2
        for top, text, colour in (
            (0.0, self._first, self._theme.text),
            (half, self._second, self._theme.warning if self._is_warning else self._theme.text),
        ):  # fmt: skip
            painter.setPen(QColor(colour))
            shown = QFontMetrics(self.font()).elidedText(
                text, Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(
                QRectF(0, top, whole.width(), half), Qt.AlignmentFlag.AlignVCenter, shown
            )  # fmt: skip
