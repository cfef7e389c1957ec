"""The live plot: a chart drawn elsewhere, shown here, with zoom by mouse, wheel and keys."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.support.files import write_atomically
from digitpad.training.plots.plot_spec import (
    Frame,
    LossCurve,
    PlotColours,
    PlotLabels,
    PlotSpec,
    View,
)
from digitpad.ui.background import Job, Latest, Queue
from digitpad.ui.messages import tell
from digitpad.ui.theme import theme, theme_source

if TYPE_CHECKING:
    from digitpad.training.plots.chart import Chart

SMALLEST_DRAG = 6  # pixels: less is a click
WHEEL_STEP = 1.25  # times larger for each notch
# Told apart with any colour vision (Okabe and Ito), light and dark.
EARLIER = ("#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31", "#7f7f7f")


class LossPlot(QWidget):
    """Shows runs; drag a rectangle to zoom in, double click to see all again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty plot."""
        super().__init__(parent)
        self.setObjectName("lossPlot")
        self.setAccessibleName(self.tr("Loss and accuracy"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._current: LossCurve | None = None
        self._earlier: tuple[LossCurve, ...] = ()
        self._cursor: float | None = None
        self._view: View | None = None
        self._frame: Frame | None = None
        self._image: QImage | None = None
        self._drag: tuple[QPoint, QPoint] | None = None
        self._chart: Chart | None = None  # of the thread that draws
        self._drawing, self._saving = Latest(self), Queue(self, finishes=True)
        self._drawing.answered.connect(self._take)
        self._drawing.failed.connect(tell)
        theme_source.changed.connect(self.refresh)

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

    def frame(self) -> Frame | None:
        """Return what is shown, or None before the first picture."""
        return self._frame

    @Slot()
    def show_all(self) -> None:
        """Zoom out to the whole."""
        self._view = None
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Have the chart drawn anew, if anybody can see it."""
        if self.isVisible() and (self._current is not None or self._earlier):
            self._drawing.ask(partial(self._draw, self.spec()))

    def spec(self) -> PlotSpec:
        """Return what is shown, as a value."""
        colours = theme()
        return PlotSpec(
            (self.width(), self.height()),
            self.devicePixelRatioF(),
            PlotColours(
                background=colours.panel, text=colours.text, muted=colours.muted,
                grid=colours.border, training=colours.accent, validation=colours.second,
                best=colours.second, earlier=EARLIER,
            ),
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

    def save(self, path: Path, kind: str) -> None:
        """Write the plot to ``path`` as "png" or "svg"; ``told`` follows."""
        self._saving.do(partial(_save, self.spec(), path, kind), self._tell_saved, tell)

    def _draw(self, spec: PlotSpec) -> Frame:
        from digitpad.training.plots.chart import Chart

        if self._chart is None:
            self._chart = Chart()
        return self._chart.draw(spec)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(600, 360)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(300, 170)

    @Slot(object)
    def _take(self, frame: Frame) -> None:
        height, width, _ = frame.image.shape
        image = QImage(
            frame.image.data, width, height, 4 * width, QImage.Format.Format_RGBA8888
        ).copy()
        image.setDevicePixelRatio(frame.ratio)
        self._frame, self._image = frame, image
        self.update()

    def _tell_saved(self, path: Path) -> None:
        tell(self.tr("Saved {0}").format(path))

    # Events

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        if self._image is not None:
            painter.drawImage(QPointF(0, 0), self._image)
        if self._current is None and not self._earlier:
            painter.fillRect(self.rect(), QColor(theme().panel))
            painter.setPen(QColor(theme().muted))
            painter.drawText(
                self.rect().adjusted(24, 0, -24, 0),
                int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap),
                self.tr("Press Train. Loss and accuracy are drawn here while the network learns."),
            )
        if self._drag is not None:
            colour = QColor(theme().accent)
            painter.setPen(colour)
            colour.setAlpha(40)
            painter.fillRect(QRect(*self._drag).normalized(), colour)
            painter.drawRect(QRect(*self._drag).normalized())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self.refresh()

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
        x = min(max((point.x() - left) / width, 0.0), 1.0)
        y = min(max((top + height - point.y()) / height, 0.0), 1.0)
        low, high = (math.log(value) for value in shown.loss)
        start, end = shown.epochs
        return start + x * (end - start), math.exp(low + y * (high - low))

    def _zoom(self, factor: float, about: QPoint) -> None:
        if self._frame is None:
            return
        shown = self._frame.shown
        time, loss = self._at(about)
        start, end = (time + (edge - time) * factor for edge in shown.epochs)
        low, high = (loss * (edge / loss) ** factor for edge in shown.loss)
        self._zoom_to(View((max(start, 0.0), end), (low, high)))

    def _zoom_to(self, view: View) -> None:
        (start, end), (low, high) = view.epochs, view.loss
        if end - start < 1e-4 or high / low < 1.001:
            return  # nothing is left to be seen
        self._view = replace(view, loss=(max(low, 1e-6), min(high, 1e3)))
        self.refresh()


def _save(spec: PlotSpec, path: Path, kind: str, _job: Job) -> Path:
    from digitpad.training.plots.chart import Chart

    write_atomically(path, Chart().save(spec, kind))
    return path
