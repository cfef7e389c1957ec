"""The whole flow at a glance: ink, every layer's maps, and why; one of them is chosen.

Branches lie side by side, connections that skip layers are arcs, a folded module is one cell.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from digitpad.graph.flow import Flow, FlowCell
from digitpad.graph.maps import as_maps, maps_shape, on_maps
from digitpad.graph.receptive_field import Region
from digitpad.graph.trace import Activations, ShownLayer
from digitpad.ink.input.frame import Array
from digitpad.reading.classify import DigitAnswer
from digitpad.support.colour_scales import limit, shaded
from digitpad.ui.pages.layers.flow_places import (
    INK,
    LANE,
    FlowPlaces,
    paint_connections,
    places_of,
)
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import (
    MANY,
    fitted,
    ink_image,
    outline,
    paint_mosaic,
    paint_values,
)
from digitpad.ui.widgets.names import layer_title
from digitpad.ui.widgets.painted import Painted, fitting, sized

NAME, SHAPE = 18.0, 16.0  # pixels above and below the maps
GAP = 1.0  # pixels between maps
MARGIN = 8.0  # pixels beside a cell's texts
LEAST = 40.0  # pixels: a cell's width, for its picture
TEXT_PIXELS = 11
LARGE = (30, 22)  # pixels: of the answer, and of one of more letters, as with a mark of doubt
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
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)  # that of a cell
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._places = FlowPlaces()
        self._titles: Sequence[str] = ()
        self._trace: Activations | None = None
        self._answer: DigitAnswer | None = None
        self._sheet: Array | None = None
        self._each = False
        self._current = 0
        self._regions: dict[int, Region] = {}
        self._rects: list[QRectF] = []
        self._kept: QPixmap | None = None
        self._key: tuple[object, ...] = ()
        self._lay_out()

    def set_flow(self, flow: Flow) -> None:
        """Show ``flow`` from now on."""
        self._places = places_of(flow)
        self._titles = [_short_title(cell) for cell in flow.cells]
        self._lay_out()
        self.select(min(self._current, self.why))
        self.size_changed.emit()

    def show_trace(
        self,
        trace: Activations | None,
        sheet: Array | None,
        answer: DigitAnswer | None,
        *,
        each: bool,
    ) -> None:
        """Show the layers' values and the answer, or none. sheet: (h, w) in 0..1, as drawn."""
        self._trace, self._sheet, self._each = trace, sheet, each
        self._answer = answer
        self.update()

    def mark(self, regions: dict[int, Region]) -> None:
        """Frame regions, by the index of the output that they belong to; others have no frame."""
        self._regions = regions
        self.update()

    @property
    def why(self) -> int:
        """The place after the layers."""
        return self._places.why

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
        lanes = self._places.lanes
        height = self.usual[1] if lanes == 1 else round(LANE * lanes)
        return QSize(self.usual[0], height + round(self._places.head))

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(self.least[0], self.sizeHint().height())

    def _lay_out(self) -> None:
        self._rects = self._places.rects(self._needs(), self.width(), self.height())

    def width_needed(self) -> int:
        """Return how wide the strip would have to be for all its texts."""
        return round(sum(self._needs()))

    def _needs(self) -> list[float]:
        """Return how wide each column would have to be for its texts."""
        metrics = QFontMetricsF(self._font())
        needs = [LEAST] * (self._places.columns + 2)
        for place in self._places.all:
            column, texts = self._places.column(place), (self._title(place), self._shape(place))
            width = MARGIN + max(map(metrics.horizontalAdvance, texts))
            needs[column] = max(needs[column], width)
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
        return "×".join(map(str, self._places.cells[place].layer.shape))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._surroundings())
        for place in self._places.all:
            if not self.layer_rect(place).intersects(QRectF(event.rect())):
                continue  # it is scrolled out of sight
            area = self._area(place)
            if place == INK:
                self._paint_ink(painter, area)
            elif place == self.why:
                self._paint_question(painter, area)
            else:
                self._paint_layer(painter, self._places.cells[place].layer, area)

    def _area(self, place: int) -> QRectF:
        """Return where the values of the cell at ``place`` are painted."""
        return self.layer_rect(place).adjusted(4, NAME + 3, -4, -SHAPE - 3)

    def _surroundings(self) -> QPixmap:
        """Return names, shapes and the frame of the chosen cell, which seldom change."""
        ratio = self.devicePixelRatioF()
        key = (self.size(), ratio, self._current, self.hasFocus(), theme(), *self._places.cells)
        if key != self._key or self._kept is None:
            self._key = key
            self._kept = QPixmap(self.size() * ratio)
            self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._kept)
            painter.setFont(self._font())
            paint_connections(painter, self._places, self._rects)
            for place in self._places.all:
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
        answer, colours = self._answer, theme()
        text = "?" if answer is None else answer.marked
        font = sized(self.font(), LARGE[len(text) > 1], bold=True)
        painter.setFont(fitting(font, text, area.width()))
        sure_or_not = colours.accent if answer is None or answer.is_sure else colours.warning
        painter.setPen(QColor(colours.faint if answer is None else sure_or_not))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    # Choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose_at(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        cell = self._cell(self._current)
        if cell is not None and cell.folds and event.button() == Qt.MouseButton.LeftButton:
            self.fold_asked.emit(cell.folds, False)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        if event.reason() != QContextMenuEvent.Reason.Keyboard:
            self._choose_at(QPointF(event.pos()))
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
        menu.addSeparator()
        menu.addActions(self.actions())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _cell(self, place: int) -> FlowCell | None:
        return self._places.cells[place] if INK < place < self.why else None

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

    def _choose_at(self, point: QPointF) -> None:
        for place in self._places.all:
            if self.layer_rect(place).contains(point):
                self._choose(place)

    def _choose(self, place: int) -> None:
        if INK <= place <= self.why and place != self._current:
            self.select(place)
            self.chosen.emit(place)


def _short_title(cell: FlowCell) -> str:
    """Return a cell's title without the module that is unfolded around it."""
    if not cell.folds and not cell.within:
        return layer_title(cell.layer)
    name = cell.title.removeprefix(f"{cell.within}.")
    return FOLDED + name if cell.folds else name
