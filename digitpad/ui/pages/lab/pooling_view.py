"""Pools side by side: their settings, their maps, and how little a shift changes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from digitpad.graph.ops.pooling import Pooling
from digitpad.lab.lab_settings import POOLED_MAPS, PooledMaps
from digitpad.lab.limits import (
    LARGEST_POOL_WINDOW,
    LARGEST_SIDE,
    LARGEST_STRIDE,
    Pair,
    PoolSettings,
)
from digitpad.lab.pooling import explain_pool
from digitpad.lab.result import LabResult
from digitpad.support.messages import with_value
from digitpad.support.numbers import number
from digitpad.ui.pages.lab.fields import PairBox
from digitpad.ui.pages.lab.pool_table import PoolTable
from digitpad.ui.pages.lab.words import pool_name, span
from digitpad.ui.widgets.basics import Line, filled, small_button
from digitpad.ui.widgets.boxes import ChoiceBox
from digitpad.ui.widgets.convolution_view import ConvolutionView
from digitpad.ui.widgets.painted import Place

MOST_SHIFTED = 16  # pixels, either way


class PoolingView(QWidget):
    """Set by the user: ``changed(PoolSettings)``, ``shifted(Pair)``, ``pooled_changed(str)``.

    ``explained(Pooling | None)``: the value whose arithmetic is shown.
    """

    changed = Signal(object)
    shifted = Signal(object)
    pooled_changed = Signal(str)
    explained = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a view with the usual settings."""
        super().__init__(parent)
        self.setObjectName("labPooling")
        self._kind = PoolSettings().kind
        self._result: LabResult | None = None
        self.window_box = PairBox(
            self.tr("Window"), "labPoolSize",
            (self.tr("Rows of the window"), self.tr("Columns of the window")),
            1, LARGEST_POOL_WINDOW, live=False,
        )  # fmt: skip
        self.stride = PairBox(
            self.tr("Stride"), "labPoolStride",
            (self.tr("Stride of the window down"), self.tr("Stride of the window to the right")),
            1, LARGEST_STRIDE,
        )  # fmt: skip
        self.padding = PairBox(
            self.tr("Padding"), "labPoolPadding",
            (self.tr("Padding above and below, of max and average"),
             self.tr("Padding left and right, of max and average")),
            0, LARGEST_POOL_WINDOW // 2,
        )  # fmt: skip
        self.target = PairBox(
            self.tr("Adaptive"), "labPoolTarget",
            (self.tr("Rows of an adaptive pool's output"),
             self.tr("Columns of an adaptive pool's output")),
            1, LARGEST_SIDE, live=False,
        )  # fmt: skip
        self.shift = PairBox(
            self.tr("Shift"), "labShift",
            (self.tr("Pixels that the input moves down"),
             self.tr("Pixels that the input moves right")),
            -MOST_SHIFTED, MOST_SHIFTED,
        )  # fmt: skip
        self.of_box = ChoiceBox("labPooled")
        self.of_box.setAccessibleName(self.tr("What is pooled"))
        self.of_box.setToolTip(self.tr("What is pooled"))
        words = {"input": self.tr("Pools of the input"), "output": self.tr("Pools of the output")}
        for name in POOLED_MAPS:
            self.of_box.addItem(words[name], name)
        self.table = PoolTable()
        self.arithmetic = ConvolutionView()
        self.back = small_button(
            self.tr("All pool&s"), "labAllPools", self.tr("Show all pools side by side again (Esc)")
        )
        self.views = QStackedWidget()
        self._explained: Place | None = None
        self.value = Line("labPoolValue")
        self.boxes = (self.window_box, self.stride, self.padding, self.target, self.shift)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for place, box in enumerate(self.boxes):
            grid.addWidget(box, place // 3, place % 3)
            grid.setColumnStretch(place % 3, 1)
        grid.addWidget(self.of_box, 1, 2)
        one = QWidget()
        filled(
            QHBoxLayout(one), (self.arithmetic, 1), filled(QVBoxLayout(), self.back, None),
            spacing=8,
        )  # fmt: skip
        self.views.addWidget(self.table)
        self.views.addWidget(one)
        filled(QVBoxLayout(self), grid, (self.views, 1), self.value, spacing=4)
        for box in self.boxes[:4]:
            box.changed.connect(self._tell)
        self.shift.changed.connect(self.shifted)
        self.of_box.activated.connect(self._choose_maps)
        self.table.hovered.connect(self._point)
        self.table.moved.connect(self._point)
        self.table.chosen.connect(self._explain)
        self.back.clicked.connect(self.show_all)
        self.set_settings(PoolSettings(), (0, 1))

    def settings(self) -> PoolSettings:
        """Return what is set."""
        return PoolSettings(
            self._kind, self.window_box.pair(), self.stride.pair(), self.padding.pair(),
            self.target.pair(),
        )  # fmt: skip

    def set_settings(
        self, settings: PoolSettings, shift: Pair, pooled: PooledMaps = "input"
    ) -> None:
        """Show settings without a signal."""
        self.of_box.setCurrentIndex(POOLED_MAPS.index(pooled))
        self.show_all()
        self._kind = settings.kind
        self.window_box.set_pair(settings.size)
        self.stride.set_pair(settings.stride)
        self.padding.set_pair(settings.padding)
        self.target.set_pair(settings.target)
        self.shift.set_pair(shift)

    def show_result(self, result: LabResult) -> None:
        """Show the pools of ``result``."""
        self._result = result
        self.table.show_result(result)
        self._point(self.table.under_pointer())
        if self._explained is not None:
            if self.table.current() == self._explained:
                self._explain(self._explained)
            else:  # there is no such value any more
                self.show_all()

    @property
    def problem(self) -> str:
        """Why a pool, or the shift, is impossible; empty where all are possible."""
        pools = None if self._result is None else self._result.pools
        if pools is None:
            return ""
        return next((one.problem for one in pools.pooled if one.problem), pools.problem)

    @Slot()
    def _tell(self) -> None:
        self.changed.emit(self.settings())

    @Slot(int)
    def _choose_maps(self, place: int) -> None:
        self.pooled_changed.emit(POOLED_MAPS[place])

    @Slot(object)
    def _point(self, place: Place | None) -> None:
        """Tell the value under the pointer and how it comes about; else what is impossible."""
        one = None if place is None else self.table.pool_at(place)
        found = None if place is None else self._found(place)
        if one is not None and one.problem:
            self.value.setText(one.problem)
        elif one is None or found is None:
            self.value.setText(self.problem)
        else:
            words = {
                "max": self.tr("largest of rows {0}, columns {1}: {2}"),
                "mean": self.tr("mean of rows {0}, columns {1}: {2}"),
                "l2": self.tr("root of squares of rows {0}, columns {1}: {2}"),
            }[found.how]
            told = words.format(span(found.rows), span(found.columns), number(found.total))
            self.value.setText(with_value(pool_name(one.settings.kind), told))

    def _found(self, place: Place) -> Pooling | None:
        """Return the arithmetic of a value; None where there is none."""
        pools = None if self._result is None else self._result.pools
        if pools is None or len(place) == 1:
            return None
        channel, row, column = place[1:]
        settings = self.table.pool_at(place).settings
        return explain_pool(pools.maps, settings, channel, row, column)

    @Slot(object)
    def _explain(self, place: Place) -> None:
        """Show a value's window with its numbers, and what is made of them."""
        found = self._found(place)
        if found is None:
            return
        self._explained = place
        heading = self.tr("{0}, row {1}, column {2}: rows {3} and columns {4} before it").format(
            pool_name(self.table.pool_at(place).settings.kind), *place[2:],
            span(found.rows), span(found.columns),
        )  # fmt: skip
        self.arithmetic.show_pool(heading, found, [])
        self.views.setCurrentIndex(1)
        self.explained.emit(found)

    @Slot()
    def show_all(self) -> None:
        """Show the pools side by side."""
        self._explained = None
        self.views.setCurrentIndex(0)
        self.explained.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Escape and self._explained is not None:
            self.show_all()
            self.table.setFocus()
        else:
            super().keyPressEvent(event)
