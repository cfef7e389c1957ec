"""The whole flow at a glance: ink, every layer's maps, and why; one of them is chosen.

Branches lie side by side, connections that skip layers are arcs, a folded module is one cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QSizePolicy, QWidget

from digitpad.graph.flow import Flow, FlowCell
from digitpad.graph.receptive_field import Region
from digitpad.graph.trace import ShownLayer, Trace
from digitpad.ink.input.frame import Array
from digitpad.support.colour_scales import limit, shaded
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import (
    MANY,
    as_maps,
    fitted,
    ink_image,
    maps_shape,
    on_maps,
    outline,
    paint_mosaic,
    paint_values,
)
from digitpad.ui.widgets.painted import Painted, sized

NAME, SHAPE = 18.0, 16.0  # pixels above and below the maps
GAP = 1.0  # pixels between maps
MARGIN = 8.0  # pixels beside a cell's texts
LEAST = 40.0  # pixels: a cell's width, for its picture
TEXT_PIXELS = 11
INK = -1  # the place before the layers; the one after them is why
LANE = 84.0  # pixels: height of a cell that has others beside it
ARC = 7.0  # pixels above the cells for each level of arcs
LEVELS = 3  # of arcs, at most
BEND = 5.0  # pixels: radius of an arc's corners
FOLDED = "▸ "  # before the name of a folded module
UNFOLD_KEYS = (Qt.Key.Key_Plus, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FlowStrip(Painted):
    """Shows ink, the layers of a trace, and why.

    ``chosen(int)`` tells a place: of a layer, counted from 0, or ``INK``, or the number of layers;
    ``selected(int)`` tells it also where another than the user chose it. ``size_changed()``: it
    needs more room, or less. ``fold_asked(str, bool)``: a module is to be folded, or unfolded.
    """

    chosen = Signal(int)
    selected = Signal(int)
    size_changed = Signal()
    fold_asked = Signal(str, bool)

    usual, least = (500, 118), (300, 118)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty strip."""
        super().__init__(parent)
        self.setObjectName("flowStrip")
        self.setAccessibleName(self.tr("Layers of the network"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._cells: Sequence[FlowCell] = ()
        self._titles: Sequence[str] = ()
        self._columns = self._lanes = 1
        self._arcs: list[tuple[int, int, int]] = []  # from, to, and the level of each
        self._trace: Trace | None = None
        self._sheet: Array | None = None
        self._each = False
        self._current = 0
        self._regions: dict[int, Region] = {}
        self._rects: list[QRectF] = []
        self._kept: QPixmap | None = None
        self._key: tuple[object, ...] = ()
        self._lay_out()

    def set_flow(self, flow: Flow, titles: Sequence[str]) -> None:
        """Show ``flow`` from now on, its cells under ``titles``."""
        self._cells, self._titles = flow.cells, titles
        self._columns, self._lanes = flow.columns, flow.lanes
        self._arcs = _arcs(flow)
        self._lay_out()
        self.select(min(self._current, self.why))
        self.size_changed.emit()

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
        return len(self._cells)

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

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        height = self.usual[1] if self._lanes == 1 else round(LANE * self._lanes)
        return QSize(self.usual[0], height + round(self._head()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(self.least[0], self.sizeHint().height())

    def _lay_out(self) -> None:
        """Make each column as wide as its texts, and give each an equal share of what is left.

        Where that is less than nothing, all give alike.
        """
        needs = self._needs()
        spare = self.width() - sum(needs)
        share = max(spare, 0) / len(needs)
        scale = min(self.width() / sum(needs), 1.0)
        lefts, left = [], 0.0
        for need in needs:
            lefts.append(left)
            left += need * scale + share
        lefts.append(left)
        head = self._head()
        lanes = [0] * len(needs)
        for place in range(INK, self.why + 1):
            lanes[self._column(place)] += 1
        self._rects = []
        for place in range(INK, self.why + 1):
            column = self._column(place)
            height = (self.height() - head) / lanes[column]
            top = head + self._lane(place) * height
            width = lefts[column + 1] - lefts[column]
            self._rects.append(QRectF(lefts[column], top, width, height))

    def _column(self, place: int) -> int:
        """Return the column of a cell, that of the ink being the first."""
        if place == INK:
            return 0
        return self._columns + 1 if place == self.why else self._cells[place].column + 1

    def _lane(self, place: int) -> int:
        return self._cells[place].lane if INK < place < self.why else 0

    def _head(self) -> float:
        """Return the room above the cells, for arcs."""
        return ARC * (1 + max(level for *_, level in self._arcs)) if self._arcs else 0.0

    def width_needed(self) -> int:
        """Return how wide the strip would have to be for all its texts."""
        return round(sum(self._needs()))

    def _needs(self) -> list[float]:
        """Return how wide each column would have to be for its texts."""
        metrics = QFontMetricsF(self._font())
        needs = [LEAST] * (self._columns + 2)
        for place in range(INK, self.why + 1):
            column = self._column(place)
            for text in (self._title(place), self._shape(place)):
                needs[column] = max(needs[column], MARGIN + metrics.horizontalAdvance(text))
        return needs

    def _font(self) -> QFont:
        return sized(self.font(), TEXT_PIXELS)

    def _title(self, place: int) -> str:
        if place == INK:
            return self.tr("ink")
        return self._titles[place] if place < self.why else self.tr("why?")

    def _shape(self, place: int) -> str:
        if not 0 <= place < self.why:
            return ""
        return "×".join(map(str, self._cells[place].layer.shape))

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
                self._paint_layer(painter, self._cells[place].layer, area)

    def _area(self, place: int) -> QRectF:
        """Return where the values of the cell at ``place`` are painted."""
        return self.layer_rect(place).adjusted(4, NAME + 3, -4, -SHAPE - 3)

    def _surroundings(self) -> QPixmap:
        """Return names, shapes and the frame of the chosen cell, which seldom change."""
        ratio = self.devicePixelRatioF()
        key = (
            self.size(), ratio, self._current, self.hasFocus(), theme(), *self._titles,
            *self._cells,
        )  # fmt: skip
        if key != self._key or self._kept is None:
            self._key = key
            self._kept = QPixmap(self.size() * ratio)
            self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._kept)
            painter.setFont(self._font())
            self._paint_lines(painter)
            for place in range(INK, self.why + 1):
                self._paint_frame(painter, place)
            painter.end()
        return self._kept

    def _paint_lines(self, painter: QPainter) -> None:
        """Paint what leads from cell to cell where that is not simply the next one."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme().faint), 1.2))
        for source, target, level in self._arcs:
            out, back = self.layer_rect(source), self.layer_rect(target)
            left, right = out.right() - 2, back.left() + 2
            top = self._head() - ARC * (level + 0.6)
            path = QPainterPath(QPointF(left, out.center().y()))
            path.lineTo(QPointF(left, top + BEND))
            path.quadTo(QPointF(left, top), QPointF(left + BEND, top))
            path.lineTo(QPointF(right - BEND, top))
            path.quadTo(QPointF(right, top), QPointF(right, top + BEND))
            path.lineTo(QPointF(right, back.center().y()))
            painter.drawPath(path)
        for place, cell in enumerate(self._cells):
            for before in cell.inputs:
                one, other = self.layer_rect(before), self.layer_rect(place)
                is_next = cell.column == self._cells[before].column + 1
                if is_next and abs(one.center().y() - other.center().y()) > 1:
                    painter.drawLine(
                        QPointF(one.right() - 3, one.center().y()),
                        QPointF(other.left() + 3, other.center().y()),
                    )

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
        layout = fitted(maps_shape(layer.shape), area, GAP)
        if self._trace is None or layer.index >= len(self._trace.outputs):
            painter.setPen(QPen(QColor(theme().border)))
            for channel in range(layout.count):
                painter.drawRect(layout.map_rect(channel))
            return
        values = as_maps(self._trace.values(layer))
        each = self._each and values.shape[1:] != (1, 1)
        if values.size > MANY and not each:
            paint_values(painter, area.toAlignedRect(), layout, values, layer.signed, limit(values))
        else:
            shades = shaded(values, layer.signed, theme().dark, each=each)
            paint_mosaic(painter, area.toAlignedRect(), layout, shades)
        if layer.index in self._regions:
            pen = QPen(QColor(theme().second), 1)
            outline(painter, layout, on_maps(self._regions[layer.index], layer.shape), pen)

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

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        cell = self._cell(self._current)
        if cell is not None and cell.folds and event.button() == Qt.MouseButton.LeftButton:
            self.fold_asked.emit(cell.folds, False)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        at = QPointF(event.pos())
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            for place in range(self.why):
                if self.layer_rect(place).contains(at):
                    self._choose(place)
        cell = self._cell(self._current)
        menu = QMenu(self)
        if cell is not None and cell.folds:
            menu.addAction(
                self.tr("Unfold {0}").format(cell.folds),
                lambda: self.fold_asked.emit(cell.folds, False),
            )
        if cell is not None and cell.within:
            menu.addAction(
                self.tr("Fold {0}").format(cell.within),
                lambda: self.fold_asked.emit(cell.within, True),
            )
        if not menu.isEmpty():
            menu.exec(event.globalPos())

    def _cell(self, place: int) -> FlowCell | None:
        return self._cells[place] if INK < place < self.why else None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        key, cell = event.key(), self._cell(self._current)
        places: dict[int, int] = {
            Qt.Key.Key_Left: self._current - 1, Qt.Key.Key_Right: self._current + 1,
            Qt.Key.Key_Home: INK, Qt.Key.Key_End: self.why,
        }  # fmt: skip
        if key in places:
            self._choose(places[key])
        elif key in UNFOLD_KEYS and cell is not None and cell.folds:
            self.fold_asked.emit(cell.folds, False)
        elif key == Qt.Key.Key_Minus and cell is not None and cell.within:
            self.fold_asked.emit(cell.within, True)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        if INK <= place <= self.why and place != self._current:
            self.select(place)
            self.chosen.emit(place)


def _arcs(flow: Flow) -> list[tuple[int, int, int]]:
    """Return the connections that skip columns: from, to, and a level that is free above them."""
    skips = sorted(
        (
            (before, place)
            for place, cell in enumerate(flow.cells)
            for before in cell.inputs
            if cell.column > flow.cells[before].column + 1
        ),
        key=lambda pair: flow.cells[pair[1]].column - flow.cells[pair[0]].column,
    )
    arcs: list[tuple[int, int, int]] = []
    for source, target in skips:
        first, last = flow.cells[source].column, flow.cells[target].column
        crossed = {
            level
            for one, other, level in arcs
            if flow.cells[one].column < last and flow.cells[other].column > first
        }
        level = next((n for n in range(LEVELS) if n not in crossed), LEVELS - 1)
        arcs.append((source, target, level))
    return arcs


LEAST_SHARE = 0.75  # of the width that a strip's texts need: with less it is scrolled


TALLEST = 190  # pixels: a flow of more lanes is scrolled up and down too


class FlowScroll(QScrollArea):
    """Holds a strip, and keeps its chosen cell in sight; the wheel scrolls sideways."""

    def __init__(self, strip: FlowStrip, parent: QWidget | None = None) -> None:
        """Hold ``strip``."""
        super().__init__(parent)
        self._strip = strip
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(strip)
        for widget in (self, self.viewport(), strip):
            widget.setAutoFillBackground(False)  # the panel behind it shows
        strip.selected.connect(self._show_place)
        strip.size_changed.connect(self._give_room)
        self._give_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._give_room()
        self._show_place(self._strip.current)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        steps = event.angleDelta().x() or event.angleDelta().y()
        is_across = self.horizontalScrollBar().maximum() > 0
        bar = self.horizontalScrollBar() if is_across else self.verticalScrollBar()
        bar.setValue(bar.value() - steps)
        event.accept()

    @Slot()
    def _give_room(self) -> None:
        needed, height = self._strip.width_needed(), self._strip.sizeHint().height()
        is_scrolled = self.width() < LEAST_SHARE * needed
        self._strip.setMinimumWidth(needed if is_scrolled else 0)
        if is_scrolled:
            height += self.horizontalScrollBar().sizeHint().height()
        self._strip.setMinimumHeight(self._strip.sizeHint().height())
        self.setFixedHeight(min(height, TALLEST))

    @Slot(int)
    def _show_place(self, place: int) -> None:
        cell = self._strip.layer_rect(place).toAlignedRect()
        middle = cell.center()  # and some of its neighbours
        self.ensureVisible(middle.x(), middle.y(), cell.width(), cell.height() // 2)
