"""One value's arithmetic, each number shown."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget

from digitpad.network import arithmetic as a
from digitpad.ui.explanation.arithmetic_text import ArithmeticText
from digitpad.ui.explanation.convolution_view import ArithmeticPart, ConvolutionView
from digitpad.ui.maps.number_text import number
from digitpad.ui.theme import Theme


class ArithmeticView(QStackedWidget):
    """Shows an explanation, whose text can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setObjectName("arithmeticView")
        self.text = ArithmeticText()
        self.convolution = ConvolutionView()
        self.addWidget(self.text)
        self.addWidget(self.convolution)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``; what is shown gets them when it changes."""
        self.text.set_theme(theme)
        self.convolution.set_theme(theme)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(320, 300)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(200, 160)

    def toPlainText(self) -> str:  # noqa: N802
        """Return what is shown as text."""
        if self.currentWidget() is self.text:
            return self.text.toPlainText()
        return self.convolution.toPlainText()

    def show_nothing(self) -> None:
        """Tell how to get an explanation."""
        self.text.show_nothing()
        self.setCurrentWidget(self.text)

    def show_explanation(
        self, heading: str, explanation: a.Explanation, own: float, rectified: bool, silenced: bool
    ) -> None:
        """Show ``explanation`` under ``heading``.

        own: the network's own value. rectified: a ReLU follows. silenced: the value is set to
        zero by hand.
        """
        conclusion = self._conclusion(own, rectified, silenced)
        self.show_steps(heading, explanation, conclusion)

    def show_steps(
        self,
        heading: str,
        explanation: a.Explanation,
        conclusion: list[str],
        until: ArithmeticPart = ArithmeticPart.TOTAL,
    ) -> None:
        """Show ``explanation`` under ``heading``, then the lines of ``conclusion``.

        until: how much of a convolution is shown.
        """
        if isinstance(explanation, a.Convolution):
            self.convolution.show_convolution(heading, explanation, conclusion, until)
            self.setCurrentWidget(self.convolution)
        else:
            self.text.show_text(heading, explanation, conclusion)
            self.setCurrentWidget(self.text)

    def _conclusion(self, own: float, rectified: bool, silenced: bool) -> list[str]:
        if silenced:
            return [self.tr("It is silenced: the network gets 0.")]
        lines = [self.tr("The network says {0}").format(number(own))]
        if rectified:
            lines.append(f"ReLU: max(0, {number(own)}) = {number(max(0.0, own))}")
        return lines
