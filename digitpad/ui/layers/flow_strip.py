"""The whole flow at a glance: every stage's maps, side by side; one stage is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.network.receptive_field import Region
from digitpad.network.shades import is_signed, shaded
from digitpad.network.trace import ShownStage, Trace
from digitpad.ui.layers.map_painter import as_maps, fitted, outline, paint_maps
from digitpad.ui.theme import LIGHT, Theme

NAME, SHAPE = 18.0, 16.0  # pixels above and below the maps
GAP = 1.0  # pixels between maps


class FlowStrip(QWidget):
    """Shows the stages of a trace; ``stage_chosen(int)`` tells the place of a stage in the flow."""

    stage_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty strip."""
        super().__init__(parent)
        self.setObjectName("flowStrip")
        self.setAccessibleName(self.tr("Stages of the network"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._stages: Sequence[ShownStage] = ()
        self._titles: Sequence[str] = ()
        self._trace: Trace | None = None
        self._each = False
        self._current = 0
        self._regions: dict[int, Region] = {}

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.update()

    def set_stages(self, stages: Sequence[ShownStage], titles: Sequence[str]) -> None:
        """Show ``stages`` from now on, under ``titles``."""
        self._stages, self._titles = stages, titles
        self.select(min(self._current, max(len(stages) - 1, 0)))

    def show_trace(self, trace: Trace | None, *, each: bool) -> None:
        """Show the stages' values, or none."""
        self._trace, self._each = trace, each
        self.update()

    def mark(self, regions: dict[int, Region]) -> None:
        """Frame regions, by the index of the output that they belong to; others have no frame."""
        self._regions = regions
        self.update()

    def select(self, place: int) -> None:
        """Mark the stage at ``place``, counted from 0, as the chosen one."""
        self._current = place
        if self._titles:
            self.setAccessibleDescription(self._titles[place])
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(500, 118)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(300, 118)

    def stage_rect(self, place: int) -> QRectF:
        """Return where the stage at ``place`` is painted."""
        width = self.width() / max(len(self._stages), 1)
        return QRectF(place * width, 0, width, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        for place, (stage, title) in enumerate(zip(self._stages, self._titles, strict=True)):
            self._paint_stage(painter, place, stage, title)

    def _paint_stage(self, painter: QPainter, place: int, stage: ShownStage, title: str) -> None:
        cell = self.stage_rect(place).adjusted(2, 1, -2, -1)
        if place == self._current:
            painter.setPen(QPen(QColor(self._theme.accent), 2 if self.hasFocus() else 1.2))
            painter.setBrush(QColor(self._theme.window))
            painter.drawRoundedRect(cell, 6, 6)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(self._theme.text if place == self._current else self._theme.muted))
        head = QRectF(cell.left(), cell.top() + 2, cell.width(), NAME)
        metrics = painter.fontMetrics()
        painter.drawText(
            head, middle, metrics.elidedText(title, Qt.TextElideMode.ElideRight, int(cell.width()))
        )
        painter.setPen(QColor(self._theme.muted))
        foot = QRectF(cell.left(), cell.bottom() - SHAPE, cell.width(), SHAPE)
        shape = " × ".join(map(str, stage.shape))
        if metrics.horizontalAdvance(shape) > foot.width():
            shape = shape.replace(" ", "")
        painter.drawText(foot, middle, shape)
        area = cell.adjusted(4, NAME + 2, -4, -SHAPE - 2)
        channels, height, width = (*stage.shape, 1, 1)[:3]
        layout = fitted((channels, height, width), area, GAP)
        if self._trace is None or stage.index >= len(self._trace.outputs):
            painter.setPen(QPen(QColor(self._theme.border)))
            for channel in range(layout.count):
                painter.drawRect(layout.map_rect(channel))
            return
        values = as_maps(self._trace.values(stage))
        each = self._each and values.shape[1:] != (1, 1)
        shades = shaded(values, is_signed(stage.stage), self._theme.dark, each=each)
        paint_maps(painter, layout, shades)
        if stage.index in self._regions:
            pen = QPen(QColor(self._theme.second), 1)
            outline(painter, layout, self._regions[stage.index], pen)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() != Qt.MouseButton.LeftButton or not self._stages:
            return
        place = int(event.position().x() * len(self._stages) / max(self.width(), 1))
        self._choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        steps: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(event.key())
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(self._current + step)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._stages) and place != self._current:
            self.select(place)
            self.stage_chosen.emit(place)
