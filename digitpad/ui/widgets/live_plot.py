"""A plot that is drawn in a thread of its own, shown here, and saved as a file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QPointF, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from digitpad.support.files import write_atomically
from digitpad.training.plots.plot_spec import Frame, PlotColours
from digitpad.ui.background import Job, Latest, Queue
from digitpad.ui.messages import ask_save_path
from digitpad.ui.theme import theme, theme_source
from digitpad.ui.widgets.painted import Painted, write_in_middle

# Told apart with any colour vision (Okabe and Ito), light and dark.
EARLIER = ("#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c6d31", "#7f7f7f")


class Draws(Protocol):
    """What draws a plot; one is used by one thread."""

    def draw(self, spec: Any) -> Frame:
        """Return the picture of ``spec``."""

    def save(self, spec: Any, kind: str) -> bytes:
        """Return ``spec`` as a file of ``kind``, "png" or "svg"."""


class LivePlot(Painted):
    """Shows what ``spec`` says. ``ended(str)``: a file was saved, or why something failed."""

    ended = Signal(str)

    def __init__(self, chart: Callable[[], Draws], parent: QWidget | None = None) -> None:
        """Make an empty plot. chart: returns what draws; it is called in the threads."""
        super().__init__(parent)
        self._new_chart = chart
        self._chart: Draws | None = None  # of the thread that draws
        self._frame: Frame | None = None
        self._image: QImage | None = None
        self._drawing, self._saving = Latest(self), Queue(self, finishes=True)
        self._drawing.answered.connect(self._take)
        self._drawing.failed.connect(self.ended)
        theme_source.changed.connect(self.refresh)

    def has_content(self) -> bool:
        """Tell whether there is something to draw, and to save."""
        raise NotImplementedError

    def spec(self) -> Any:
        """Return what is shown, as a value."""
        raise NotImplementedError

    def empty_text(self) -> str:
        """Return what is said while there is no picture."""
        raise NotImplementedError

    def frame(self) -> Frame | None:
        """Return what is shown, or None before the first picture."""
        return self._frame

    @Slot()
    def refresh(self) -> None:
        """Have the plot drawn anew, if anybody can see it."""
        if not self.has_content():
            self._drawing.forget()
            self._frame = self._image = None
            self.update()
        elif self.isVisible():
            self._drawing.ask(partial(self._draw, self.spec()))

    def save(self, path: Path, kind: str) -> None:
        """Write the plot to ``path`` as "png" or "svg"; ``ended`` follows."""
        work = partial(_save, self._new_chart, self.spec(), path, kind)
        self._saving.do(work, self._tell_saved, self.ended.emit)

    def save_as(self, proposed: str) -> None:
        """Ask where to write the plot, and do so. proposed: a name without a suffix."""
        kinds = {"png": self.tr("PNG picture (*.png)"), "svg": self.tr("SVG drawing (*.svg)")}
        path, kind = ask_save_path(self, self.tr("Save Plot"), proposed, kinds)
        if path is not None:
            self.save(path, kind)

    def _colours(self) -> PlotColours:
        colours = theme()
        return PlotColours(
            background=colours.panel, text=colours.text, muted=colours.muted,
            grid=colours.border, training=colours.accent, validation=colours.second,
            best=colours.second, earlier=EARLIER,
        )  # fmt: skip

    def _draw(self, spec: Any) -> Frame:
        if self._chart is None:
            self._chart = self._new_chart()
        return self._chart.draw(spec)

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
        self.ended.emit(self.tr("Saved {0}").format(path))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        if self._image is not None:
            painter.drawImage(QPointF(0, 0), self._image)
            return
        room = self.rect().adjusted(24, 0, -24, 0)
        write_in_middle(painter, room, self.empty_text(), theme().muted)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self.refresh()


def _save(chart: Callable[[], Draws], spec: Any, path: Path, kind: str, _job: Job) -> Path:
    write_atomically(path, chart().save(spec, kind))
    return path
