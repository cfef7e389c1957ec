"""Pools of the input side by side: their settings, their maps, and how little a shift changes."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from digitpad.graph.operation import Position
from digitpad.lab.limits import (
    LARGEST_POOL_WINDOW,
    LARGEST_SIDE,
    LARGEST_STRIDE,
    Pair,
    PoolSettings,
)
from digitpad.lab.pooling import explain_pool
from digitpad.lab.result import LabResult, Pooled
from digitpad.ui.pages.lab.fields import PairBox
from digitpad.ui.pages.lab.pool_table import PoolTable
from digitpad.ui.pages.lab.words import pool_name, span
from digitpad.ui.widgets.basics import Line, filled
from digitpad.ui.widgets.map_painter import number

MOST_SHIFTED = 16  # pixels, either way


class PoolingView(QWidget):
    """``changed(PoolSettings)`` and ``shifted(Pair)``, set by the user."""

    changed = Signal(object)
    shifted = Signal(object)

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
        self.table = PoolTable()
        self.value = Line()
        self.value.setObjectName("labPoolValue")
        boxes = (self.window_box, self.stride, self.padding, self.target, self.shift)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for place, box in enumerate(boxes):
            grid.addWidget(box, place // 3, place % 3)
            grid.setColumnStretch(place % 3, 1)
        grid.addWidget(self.value, 1, 2)
        filled(QVBoxLayout(self), grid, (self.table, 1), spacing=4)
        for box in boxes[:4]:
            box.changed.connect(self._tell)
        self.shift.changed.connect(self.shifted)
        self.table.pointed.connect(self._point)
        self.set_settings(PoolSettings(), (0, 1))

    def settings(self) -> PoolSettings:
        """Return what is set."""
        return PoolSettings(
            self._kind, self.window_box.pair(), self.stride.pair(), self.padding.pair(),
            self.target.pair(),
        )  # fmt: skip

    def set_settings(self, settings: PoolSettings, shift: Pair) -> None:
        """Show settings without a signal."""
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
        self._point(None, None)

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

    @Slot(object, object)
    def _point(self, one: Pooled | None, position: Position | None) -> None:
        """Tell the value under the pointer and how it comes about; else what is impossible."""
        result = self._result
        if one is not None and one.problem:
            self.value.setText(one.problem)
        elif one is None or position is None or result is None or result.image is None:
            self.value.setText(self.problem)
        else:
            found = explain_pool(result.image, one.settings, *position)
            words = {
                "max": self.tr("largest of rows {0}, columns {1}: {2}"),
                "mean": self.tr("mean of rows {0}, columns {1}: {2}"),
                "l2": self.tr("root of squares of rows {0}, columns {1}: {2}"),
            }[found.how]
            told = words.format(span(found.rows), span(found.columns), number(found.total))
            self.value.setText(f"{pool_name(one.settings.kind)}: {told}")
        self.value.setToolTip(self.value.text())
