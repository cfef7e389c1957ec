"""The live plot: drawn elsewhere, shown here, with zoom by mouse, wheel and keys; and saved."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.support.errors import DigitpadError
from digitpad.support.files import write_atomically
from digitpad.support.typeface_names import importing_matplotlib
from digitpad.training.plots.plot_spec import LossCurve, PlotLabels, PlotSpec, View
from digitpad.training.runs import Run
from digitpad.ui.messages import ask_save_path, tell
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import push_button, small_button
from digitpad.ui.widgets.live_plot import LivePlot
from digitpad.ui.widgets.painted import veil

if TYPE_CHECKING:
    from digitpad.training.plots.chart import Chart

SMALLEST_DRAG = 6  # pixels: less is a click
WHEEL_STEP = 1.25  # times larger for each notch


class LossPlot(LivePlot):
    """Shows runs; drag a rectangle to zoom in, double click to see all again."""

    # Both heights are one: beside a text that wraps, Qt has the usual one of all for the least.
    usual, least = (600, 112), (300, 112)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty plot."""
        super().__init__(_chart, parent)
        self.setObjectName("lossPlot")
        self.setAccessibleName(self.tr("Loss and accuracy"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._current: LossCurve | None = None
        self._earlier: tuple[LossCurve, ...] = ()
        self._cursor: float | None = None
        self._view: View | None = None
        self._drag: tuple[QPoint, QPoint] | None = None
        self.all_button = small_button(
            self.tr("Show All"), "showAllButton",
            self.tr("Zoom out again (0, or a double click on the plot)"),
        )  # fmt: skip
        self.all_button.setParent(self)
        self.all_button.setCursor(Qt.CursorShape.ArrowCursor)
        self.all_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.all_button.clicked.connect(self.show_all)
        self.all_button.hide()
        self.ended.connect(tell)

    # What is shown

    def show_runs(self, current: LossCurve | None, earlier: tuple[LossCurve, ...]) -> None:
        """Show ``current`` strong and ``earlier`` faint."""
        self._current, self._earlier = current, earlier
        self.refresh()

    def set_cursor_time(self, time: float | None) -> None:
        """Mark a moment, in epochs, or none."""
        if time != self._cursor:
            self._cursor = time
            self.refresh()

    def view(self) -> View | None:
        """Return the part that is zoomed in on, or None when all is shown."""
        return self._view

    @Slot()
    def show_all(self) -> None:
        """Zoom out to the whole."""
        self._view = None
        self._offer_all()
        self.refresh()

    def has_content(self) -> bool:  # noqa: D102
        return self._current is not None or bool(self._earlier)

    def empty_text(self) -> str:  # noqa: D102
        if self.has_content():
            return ""  # the picture is on its way
        return self.tr("Press Train. Loss and accuracy are drawn here while the network learns.")

    def spec(self) -> PlotSpec:  # noqa: D102
        return PlotSpec(
            (self.width(), self.height()),
            self.devicePixelRatioF(),
            self._colours(),
            PlotLabels(
                loss=self.tr("Loss"), accuracy=self.tr("Accuracy"), epochs=self.tr("Epochs"),
                batch=self.tr("Training, each batch"), smooth=self.tr("Training, smoothed"),
                validation=self.tr("Validation"), best=self.tr("Best epoch"),
            ),
            self._current,
            self._earlier,
            self._view,
            self._cursor,
        )  # fmt: skip

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        if self._drag is not None:
            painter, area = QPainter(self), QRect(*self._drag).normalized()
            painter.setPen(QColor(theme().accent))
            painter.fillRect(area, veil(theme().accent, 40))
            painter.drawRect(area)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton and self._frame is not None:
            point = event.position().toPoint()
            self._drag = (point, point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if self._drag is not None:
            self._drag = (self._drag[0], event.position().toPoint())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if self._drag is None:
            return
        area, self._drag = QRect(*self._drag).normalized(), None
        self.update()
        if area.width() >= SMALLEST_DRAG and area.height() >= SMALLEST_DRAG:
            low, high = self._at(area.bottomLeft()), self._at(area.topRight())
            self._zoom_to(View((low[0], high[0]), (low[1], high[1])))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        self.show_all()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        notches = event.angleDelta().y() / 120
        if notches and self._frame is not None:
            self._zoom(WHEEL_STEP**-notches, event.position().toPoint())
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        middle = self.rect().center()
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(1 / WHEEL_STEP, middle)
            case Qt.Key.Key_Minus:
                self._zoom(WHEEL_STEP, middle)
            case Qt.Key.Key_0 | Qt.Key.Key_Escape:
                self.show_all()
            case _:
                super().keyPressEvent(event)

    # Zoom

    def _at(self, point: QPoint) -> tuple[float, float]:
        """Return the time in epochs and the loss under ``point``, kept inside the axes."""
        assert self._frame is not None
        left, top, width, height = self._frame.plot
        shown = self._frame.shown
        assert shown is not None
        x = min(max((point.x() - left) / width, 0.0), 1.0)
        y = min(max((top + height - point.y()) / height, 0.0), 1.0)
        low, high = (math.log(value) for value in shown.loss)
        start, end = shown.epochs
        return start + x * (end - start), math.exp(low + y * (high - low))

    def _zoom(self, factor: float, about: QPoint) -> None:
        shown = None if self._frame is None else self._frame.shown
        if shown is None:
            return
        time, loss = self._at(about)
        start, end = (time + (edge - time) * factor for edge in shown.epochs)
        low, high = (loss * (edge / loss) ** factor for edge in shown.loss)
        self._zoom_to(View((max(start, 0.0), end), (low, high)))

    def _zoom_to(self, view: View) -> None:
        (start, end), (low, high) = view.epochs, view.loss
        if end - start < 1e-4 or high / low < 1.001:
            return  # nothing is left to be seen
        self._view = replace(view, loss=(max(low, 1e-6), min(high, 1e3)))
        self._offer_all()
        self.refresh()

    def _offer_all(self) -> None:
        """Have a button in the plot's corner while only a part of it is shown."""
        if self._view is None and self.all_button.hasFocus():
            self.setFocus()
        self.all_button.setVisible(self._view is not None)
        self.all_button.resize(self.all_button.sizeHint())
        self.all_button.move(self.width() - self.all_button.width() - 4, 2)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._offer_all()


def _chart() -> Chart:
    with importing_matplotlib:
        from digitpad.training.plots.chart import Chart

    return Chart()


class PlotFiles(QObject):
    """A button with a menu; what was saved, or why it was not, is told."""

    def __init__(
        self, plot: LossPlot, run: Callable[[], Run | None], parent: QObject | None = None
    ) -> None:
        """Save what ``plot`` shows, and the figures of ``run``."""
        super().__init__(parent)
        self._plot, self._run = plot, run
        self.button = push_button(self.tr("&Save"), "savePlotButton")
        menu = QMenu(self.button)
        self.button.setMenu(menu)
        self.save_picture = QAction(self.tr("P&lot as PNG or SVG…"), menu)
        self.save_figures = QAction(self.tr("&Figures as CSV…"), menu)
        self.show_all = QAction(self.tr("Show &All of the Plot"), menu)
        menu.addActions([self.save_picture, self.save_figures, self.show_all])
        plot.addActions(menu.actions())
        self.save_picture.triggered.connect(self._save_picture)
        self.save_figures.triggered.connect(self._save_figures)
        self.show_all.triggered.connect(plot.show_all)
        menu.aboutToShow.connect(self._enable)

    @Slot()
    def _enable(self) -> None:
        there = self._run() is not None
        self.save_picture.setEnabled(there)
        self.save_figures.setEnabled(there)

    @Slot()
    def _save_picture(self) -> None:
        self._plot.save_as("training")

    @Slot()
    def _save_figures(self) -> None:
        run = self._run()
        if run is None:
            return
        kinds = {"csv": self.tr("Tables (*.csv)")}
        path, _ = ask_save_path(self.button, self.tr("Save Figures"), "training", kinds)
        if path is None:
            return
        try:
            write_atomically(path, run.curves.to_csv().encode())
        except DigitpadError as error:
            tell(str(error))
        else:
            tell(self.tr("Saved {0}").format(path))
