"""The output's maps: all of them, or as far as the kernel has come."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitpad.lab.look import LabResult
from digitpad.lab.steps import Cell
from digitpad.ui.lab.short_grid import ShortGrid

STALE_VEIL = 190  # of 255: over a result that is not that of the present settings


class OutputPicture(ShortGrid):
    """A value can be pointed at and chosen: positions are (kernel, row, column).

    What an impossible setting had before stays to be seen, greyed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty picture."""
        super().__init__(parent)
        self.setObjectName("labOutput")
        self.setAccessibleName(self.tr("Output of the convolution"))
        self._is_old = False
        self._last: Cell | None = None  # the place that is filled now; None: all are
        self._is_written = True

    @property
    def is_greyed(self) -> bool:
        """True while what is shown is the last possible setting's."""
        return self._is_old and self._values is not None

    def show_result(self, result: LabResult) -> None:
        """Show the output of ``result``."""
        self._is_old = result.outcome is None
        self.set_empty_text("" if result.image is None else result.problem)
        if result.outcome is not None:
            self.show_values(result.outcome.maps, signed=True, end=result.output_end)
        elif result.image is None:
            self.show_values(None, signed=True)
        self.update()

    def show_filled(self, last: Cell | None, is_written: bool = True) -> None:
        """Leave out what comes after ``last``, as one reads; None: show all.

        is_written: the value at ``last`` is there too.
        """
        if (last, is_written) != (self._last, self._is_written):
            self._last, self._is_written = last, is_written
            self.update()

    def _begin(self, position: object, typed: str | None) -> None:
        """Let nobody type over a result."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        if self._values is None:
            return
        painter = QPainter(self)
        if self._is_old:
            veil = QColor(self._theme.panel)
            veil.setAlpha(STALE_VEIL)
            painter.fillRect(self.rect(), veil)
        elif self._last is not None:
            self._cover(painter, self._last)

    def _cover(self, painter: QPainter, last: Cell) -> None:
        """Paint paper over what is not computed yet."""
        layout = self._layout()
        assert layout is not None
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        paper = QColor(self._theme.window)
        for kernel in range(last.kernel, layout.count):
            rect = layout.map_rect(kernel)
            if kernel > last.kernel:
                painter.fillRect(rect, paper)
            else:
                top = rect.top() + last.row * layout.side
                left = rect.left() + (last.column + self._is_written) * layout.side
                painter.fillRect(QRectF(left, top, rect.right() - left, layout.side), paper)
                below = top + layout.side
                painter.fillRect(
                    QRectF(rect.left(), below, rect.width(), rect.bottom() - below), paper
                )
            painter.drawRect(rect)
        self._outline_current(painter, layout)  # the frame may lie on what was covered
