"""The whole flow at a glance: ink, every layer's maps, and why; one of them is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from digitpad.graph.receptive_field import Region
from digitpad.graph.trace import ShownLayer, Trace
from digitpad.ink.input.frame import Array
from digitpad.support.colour_scales import shaded
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import as_maps, fitted, ink_image, outline, paint_mosaic
from digitpad.ui.widgets.painted import Painted, sized

NAME, SHAPE = 18.0, 16.0  # pixels above and below the maps
GAP = 1.0  # pixels between maps
MARGIN = 8.0  # pixels beside a cell's texts
LEAST = 40.0  # pixels: a cell's width, for its picture
TEXT_PIXELS = 11
INK = -1  # the place before the layers; the one after them is why


class FlowStrip(Painted):
    """Shows ink, the layers of a trace, and why.

    ``chosen(int)`` tells a place: of a layer, counted from 0, or ``INK``, or the number of layers;
    ``selected(int)`` tells it also where another than the user chose it. ``width_changed()``: its
    texts need more room, or less.
    """

    chosen = Signal(int)
    selected = Signal(int)
    width_changed = Signal()

    usual, least = (500, 118), (300, 118)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty strip."""
        super().__init__(parent)
        self.setObjectName("flowStrip")
        self.setAccessibleName(self.tr("Layers of the network"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._layers: Sequence[ShownLayer] = ()
        self._titles: Sequence[str] = ()
        self._trace: Trace | None = None
        self._sheet: Array | None = None
        self._each = False
        self._current = 0
        self._regions: dict[int, Region] = {}
        self._rects: list[QRectF] = []
        self._kept: QPixmap | None = None
        self._key: tuple[object, ...] = ()
        self._lay_out()

    def set_layers(self, layers: Sequence[ShownLayer], titles: Sequence[str]) -> None:
        """Show ``layers`` from now on, under ``titles``."""
        self._layers, self._titles = layers, titles
        self._lay_out()
        self.select(min(self._current, self.why))
        self.width_changed.emit()

    def show_trace(self, trace: Trace | None, sheet: Array | None, *, each: bool) -> None:
        """Show the layers' values, or none. sheet: (h, w) in 0..1, as it was drawn."""
        self._trace, self._sheet, self._each = trace, sheet, each
        self.update()

    def mark(self, regions: dict[int, Region]) -> None:
        """Frame regions, by the index of the output that they belong to; others have no frame."""
        self._regions = regions
        self.update()

    @property
    def why(self) -> int:
        """The place after the layers."""
        return len(self._layers)

    @property
    def current(self) -> int:
        """The place of the chosen cell."""
        return self._current

    def select(self, place: int) -> None:
        """Mark the cell at ``place`` as the chosen one."""
        self._current = place
        self.setAccessibleDescription(self._title(place))
        self.update()
        self.selected.emit(place)

    # Geometry

    def layer_rect(self, place: int) -> QRectF:
        """Return where the cell at ``place`` is painted."""
        return self._rects[place - INK]

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Make each cell as wide as its texts, and give each an equal share of what is left.

        Where that is less than nothing, all give alike.
        """
        needs = self._needs()
        spare = self.width() - sum(needs)
        share = max(spare, 0) / len(needs)
        scale = min(self.width() / sum(needs), 1.0)
        self._rects, left = [], 0.0
        for need in needs:
            width = need * scale + share
            self._rects.append(QRectF(left, 0, width, self.height()))
            left += width

    def width_needed(self) -> int:
        """Return how wide the strip would have to be for all its texts."""
        return round(sum(self._needs()))

    def _needs(self) -> list[float]:
        """Return how wide each cell would have to be for its texts."""
        metrics = QFontMetricsF(self._font())
        return [
            max(LEAST, *(MARGIN + metrics.horizontalAdvance(text) for text in texts))
            for texts in ((self._title(n), self._shape(n)) for n in range(INK, self.why + 1))
        ]

    def _font(self) -> QFont:
        return sized(self.font(), TEXT_PIXELS)

    def _title(self, place: int) -> str:
        if place == INK:
            return self.tr("ink")
        return self._titles[place] if place < self.why else self.tr("why?")

    def _shape(self, place: int) -> str:
        if not 0 <= place < self.why:
            return ""
        return "×".join(map(str, self._layers[place].shape))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._surroundings())
        for place in range(INK, self.why + 1):
            if not self.layer_rect(place).intersects(QRectF(event.rect())):
                continue  # it is scrolled out of sight
            area = self._area(place)
            if place == INK:
                self._paint_ink(painter, area)
            elif place == self.why:
                self._paint_question(painter, area)
            else:
                self._paint_layer(painter, self._layers[place], area)

    def _area(self, place: int) -> QRectF:
        """Return where the values of the cell at ``place`` are painted."""
        return self.layer_rect(place).adjusted(4, NAME + 3, -4, -SHAPE - 3)

    def _surroundings(self) -> QPixmap:
        """Return names, shapes and the frame of the chosen cell, which seldom change."""
        ratio = self.devicePixelRatioF()
        key = (
            self.size(), ratio, self._current, self.hasFocus(), theme(), *self._titles,
            *self._layers,
        )  # fmt: skip
        if key != self._key or self._kept is None:
            self._key = key
            self._kept = QPixmap(self.size() * ratio)
            self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._kept)
            painter.setFont(self._font())
            for place in range(INK, self.why + 1):
                self._paint_frame(painter, place)
            painter.end()
        return self._kept

    def _paint_frame(self, painter: QPainter, place: int) -> None:
        cell = self.layer_rect(place).adjusted(1, 1, -1, -1)
        if place == self._current:
            painter.setPen(QPen(QColor(theme().accent), 2 if self.hasFocus() else 1.2))
            painter.setBrush(QColor(theme().window))
            painter.drawRoundedRect(cell, 6, 6)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(theme().text if place == self._current else theme().muted))
        head = QRectF(cell.left(), cell.top() + 2, cell.width(), NAME)
        name = painter.fontMetrics().elidedText(
            self._title(place), Qt.TextElideMode.ElideRight, int(cell.width())
        )
        painter.drawText(head, middle, name)
        painter.setPen(QColor(theme().muted))
        foot = QRectF(cell.left(), cell.bottom() - SHAPE, cell.width(), SHAPE)
        painter.drawText(foot, middle, self._shape(place))

    def _paint_layer(self, painter: QPainter, layer: ShownLayer, area: QRectF) -> None:
        channels, height, width = (*layer.shape, 1, 1)[:3]
        layout = fitted((channels, height, width), area, GAP)
        if self._trace is None or layer.index >= len(self._trace.outputs):
            painter.setPen(QPen(QColor(theme().border)))
            for channel in range(layout.count):
                painter.drawRect(layout.map_rect(channel))
            return
        values = as_maps(self._trace.values(layer))
        each = self._each and values.shape[1:] != (1, 1)
        shades = shaded(values, layer.signed, theme().dark, each=each)
        paint_mosaic(painter, area.toAlignedRect(), layout, shades)
        if layer.index in self._regions:
            pen = QPen(QColor(theme().second), 1)
            outline(painter, layout, self._regions[layer.index], pen)

    def _paint_ink(self, painter: QPainter, area: QRectF) -> None:
        """Paint the sheet as it lies on the canvas."""
        side = min(area.width(), area.height())
        place = QRectF(0, 0, side, side)
        place.moveCenter(area.center())
        if self._sheet is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, ink_image(self._sheet, theme().ink_shades))
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setPen(QPen(QColor(theme().border)))
        painter.drawRect(place)

    def _paint_question(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(sized(self.font(), 30, bold=True))
        is_there = self._trace is not None
        painter.setPen(QColor(theme().accent if is_there else theme().faint))
        digit = "" if self._trace is None else str(int(self._trace.probabilities.argmax()))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, digit or "?")

    # Choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() != Qt.MouseButton.LeftButton:
            return
        for place in range(INK, self.why + 1):
            if self.layer_rect(place).contains(event.position()):
                self._choose(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        places: dict[int, int] = {
            Qt.Key.Key_Left: self._current - 1, Qt.Key.Key_Right: self._current + 1,
            Qt.Key.Key_Home: INK, Qt.Key.Key_End: self.why,
        }  # fmt: skip
        if event.key() in places:
            self._choose(places[event.key()])
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        if INK <= place <= self.why and place != self._current:
            self.select(place)
            self.chosen.emit(place)


LEAST_SHARE = 0.75  # of the width that a strip's texts need: with less it is scrolled


class FlowScroll(QScrollArea):
    """Holds a strip, and keeps its chosen cell in sight; the wheel scrolls sideways."""

    def __init__(self, strip: FlowStrip, parent: QWidget | None = None) -> None:
        """Hold ``strip``."""
        super().__init__(parent)
        self._strip = strip
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(strip)
        for widget in (self, self.viewport(), strip):
            widget.setAutoFillBackground(False)  # the panel behind it shows
        strip.selected.connect(self._show_place)
        strip.width_changed.connect(self._give_room)
        self._give_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._give_room()
        self._show_place(self._strip.current)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        steps = event.angleDelta().x() or event.angleDelta().y()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - steps)
        event.accept()

    @Slot()
    def _give_room(self) -> None:
        needed, height = self._strip.width_needed(), self._strip.sizeHint().height()
        is_scrolled = self.width() < LEAST_SHARE * needed
        self._strip.setMinimumWidth(needed if is_scrolled else 0)
        if is_scrolled:
            height += self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height)

    @Slot(int)
    def _show_place(self, place: int) -> None:
        cell = self._strip.layer_rect(place).toAlignedRect()
        self.ensureVisible(cell.center().x(), 0, cell.width(), 0)  # and some of its neighbours
