"""Paints the designer's rows, of name and kind, settings as boxes, shape and cost or the problem.

The line of the whole network below them is painted too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from digitpad.network.architecture import TUTORIAL
from digitpad.network.design.architecture_draft import settings_of
from digitpad.network.design.assessment import AssessedLayer, Assessment
from digitpad.ui.dialogs.designer.kind_words import (
    count_text,
    kind_title,
    setting_title,
    shape_or_dash,
)
from digitpad.ui.dialogs.designer.layers_model import ASSESSED, LAYER, OUTPUT, PARAMETERS, SETTINGS
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import BOX_HEIGHT

CAPTION, BOX, GAP = 50, 60, 8  # pixels: the widths of a caption, of its box, and after both
SLOTS = 4  # side by side
ROW_HEIGHT = 42
LINE = 30  # from a line of boxes to the next
INDENT = 14  # of what a block holds, each level
SMALL_PIXELS = 12  # of captions and what stands below a name

# Line and slot of each setting: what different kinds have alike stands below one another.
SLOT = {
    "kernels": (0, 0), "features": (0, 0), "rate": (0, 0), "slope": (0, 0), "size": (0, 1),
    "stride": (0, 2), "padding": (0, 3), "groups": (1, 0), "size_across": (1, 1),
    "dilation": (1, 2), "padding_across": (1, 3),
}  # fmt: skip
SETTINGS_WIDTH = SLOTS * (CAPTION + BOX + GAP) + GAP


def places(settings: Mapping[str, Any], cell: QRect) -> dict[str, tuple[QRect, QRect]]:
    """Return where caption and box of each setting are in ``cell``."""
    found = {}
    for name in settings:
        line, slot = SLOT[name]
        top = cell.top() + (min(cell.height(), ROW_HEIGHT) - BOX_HEIGHT) // 2 + line * LINE
        left = cell.left() + slot * (CAPTION + BOX + GAP)
        caption = QRect(left, top, CAPTION, BOX_HEIGHT)
        found[name] = caption, QRect(left + CAPTION + 4, top, BOX, BOX_HEIGHT)
    return found


def settings_height(settings: Mapping[str, Any]) -> int:
    """Return how high a row with these settings is."""
    return ROW_HEIGHT + LINE * max((SLOT[name][0] for name in settings), default=0)


MARK = 14  # pixels: the width of the warning mark
MARGIN = 8
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
WRAPPED = LEFT | Qt.TextFlag.TextWordWrap


class LayerDelegate(QStyledItemDelegate):
    """Paints every cell; fonts are made once, as there are many cells."""

    def __init__(self, parent: QWidget) -> None:
        """Paint for ``parent``, in its font."""
        super().__init__(parent)
        self._font = small(parent.font())
        self._bold = QFont(self._font)
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self._font)
        self._bold_metrics = QFontMetrics(self._bold)

    def sizeHint(self, option: QStyleOptionViewItem, index: Any) -> QSize:  # noqa: N802, D102
        return QSize(60, ROW_HEIGHT)

    def paint(  # noqa: D102
        self, painter: QPainter, option: QStyleOptionViewItem, index: Any
    ) -> None:
        layer: AssessedLayer = index.data(ASSESSED)
        rect, column = option.rect, index.column()
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setFont(self._font)
        if is_current:
            painter.fillRect(rect, QColor(theme().window))
        painter.setPen(QColor(theme().border))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if column == LAYER:
            self._paint_name(painter, rect, layer, is_current)
        elif column == SETTINGS:
            if not is_current:
                self._paint_settings(painter, rect, layer)
        else:
            self._paint_figure(painter, rect, layer, column)

    def _paint_name(
        self, painter: QPainter, rect: QRect, layer: AssessedLayer, is_current: bool
    ) -> None:
        if is_current:
            bar = QRect(rect.left(), rect.top(), 3, rect.height())
            painter.fillRect(bar, QColor(theme().accent))
        area = rect.adjusted(MARGIN + 3 + INDENT * layer.level, 4, -4, 0)
        area.setHeight(ROW_HEIGHT - 8)
        if layer.problem:
            mark = QRectF(area.left(), area.center().y() - MARK / 2, MARK, MARK)
            paint_mark(painter, mark, QColor(theme().warning))
            area.setLeft(area.left() + MARK + 6)
        upper, lower = QRect(area), QRect(area)
        upper.setHeight(area.height() // 2)
        lower.setTop(upper.bottom() + 1)
        elide = Qt.TextElideMode.ElideRight
        kind = kind_title(layer.layer.kind)
        if not layer.layer.name:  # a branch
            painter.setPen(QColor(theme().text))
            painter.drawText(area, LEFT, self._metrics.elidedText(kind, elide, area.width()))
            return
        painter.setPen(QColor(theme().muted))
        painter.drawText(lower, LEFT, self._metrics.elidedText(kind, elide, lower.width()))
        painter.setFont(self._bold)
        painter.setPen(QColor(theme().text))
        name = self._bold_metrics.elidedText(layer.layer.name, elide, upper.width())
        painter.drawText(upper, LEFT, name)

    def _paint_settings(self, painter: QPainter, rect: QRect, layer: AssessedLayer) -> None:
        settings = settings_of(layer.layer)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name, (caption, box) in places(settings, rect).items():
            painter.setPen(QColor(theme().muted))
            painter.drawText(caption, RIGHT, setting_title(name))
            painter.setPen(QColor(theme().border))
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
            painter.setPen(QColor(theme().text))
            painter.drawText(box.adjusted(7, 0, -4, 0), LEFT, f"{settings[name]:g}")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _paint_figure(
        self, painter: QPainter, rect: QRect, layer: AssessedLayer, column: int
    ) -> None:
        area = rect.adjusted(MARGIN, 3, -MARGIN, -3)
        if layer.problem:
            painter.setPen(QColor(theme().warning))
            painter.drawText(area, WRAPPED, layer.problem)
            return
        area.setHeight(ROW_HEIGHT - 6)
        painter.setPen(QColor(theme().text) if layer.shape is not None else QColor(theme().faint))
        if column == OUTPUT:
            painter.drawText(area, LEFT, shape_or_dash(layer.shape))
            return
        count = layer.parameters if column == PARAMETERS else layer.multiplications
        painter.drawText(area, RIGHT, count_text(count))

    def height_of_problem(self, problem: str, width: int) -> int:
        """Return how high a row is whose problem has ``width`` pixels."""
        area = QRect(0, 0, width - 2 * MARGIN, 1000)
        return max(ROW_HEIGHT, self._metrics.boundingRect(area, WRAPPED, problem).height() + 10)


def small(font: QFont) -> QFont:
    """Return ``font`` in the size of a row's texts."""
    smaller = QFont(font)
    smaller.setPixelSize(SMALL_PIXELS)
    return smaller


def paint_mark(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """Paint a triangle with an exclamation mark."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
                        Qt.PenJoinStyle.RoundJoin))  # fmt: skip
    middle = rect.center().x()
    painter.drawPolygon(QPolygonF([
        QPointF(middle, rect.top() + 1), QPointF(rect.right(), rect.bottom() - 1),
        QPointF(rect.left(), rect.bottom() - 1),
    ]))  # fmt: skip
    painter.drawLine(QPointF(middle, rect.top() + 5.5), QPointF(middle, rect.bottom() - 5.5))
    painter.drawPoint(QPointF(middle, rect.bottom() - 3.2))
    painter.restore()


TOTALS_HEIGHT = 38  # pixels: two lines


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
        return QSize(400, TOTALS_HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(200, TOTALS_HEIGHT)

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
