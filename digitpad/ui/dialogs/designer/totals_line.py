"""The whole network in one or two lines: what it costs, or why it cannot be trained."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.network.architecture import TUTORIAL
from digitpad.network.design.assessment import Assessment
from digitpad.ui.dialogs.designer.layer_delegate import MARK, WRAPPED, paint_mark
from digitpad.ui.theme import theme

HEIGHT = 38  # pixels: two lines


class TotalsLine(QWidget):
    """Text with a mark before it where there is a problem; it never changes the layout."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty line."""
        super().__init__(parent)
        self.setObjectName("totalsLine")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._text = ""
        self._is_problem = False

    def text(self) -> str:
        """Return what it says."""
        return self._text

    def show_assessment(self, assessment: Assessment) -> None:
        """Say what a network costs beside the tutorial's, or what is wrong with it."""
        self._is_problem = not assessment.is_valid
        cost = assessment.cost
        self._text = assessment.problem or self.tr(
            "%n layers · {0} parameters, {1} times the tutorial network's · {2} multiplications "
            "an image, {3} times",
            "", len(assessment.layers),
        ).format(
            f"{cost.parameters:,}",
            _ratio(cost.parameters, TUTORIAL.parameter_count()), f"{cost.multiplications:,}",
            _ratio(cost.multiplications, TUTORIAL.multiplications()),
        )  # fmt: skip
        self.setAccessibleName(self._text)
        self.setToolTip(self._text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(400, HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(200, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRect(self.rect())
        painter.setPen(QColor(theme().text))
        if self._is_problem:
            mark = QRectF(1, area.center().y() - MARK / 2, MARK, MARK)
            paint_mark(painter, mark, QColor(theme().warning))
            painter.setPen(QColor(theme().warning))
            area.setLeft(MARK + 9)
        painter.drawText(area, WRAPPED, self._text)


def _ratio(count: int, other: int) -> str:
    ratio = count / other
    return f"{ratio:,.1f}" if ratio >= 0.95 else f"{ratio:.2f}"
