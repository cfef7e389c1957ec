"""The thread that draws charts: matplotlib takes longer for one than a frame may."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.support.files import write_atomically
from digitpad.training.test_and_save import sentence_about

if TYPE_CHECKING:
    from digitpad.training.plots.chart import Chart
    from digitpad.training.plots.plot_spec import PlotSpec

log = logging.getLogger(__name__)


class ChartThread(QThread):
    """Draws the scene that it was given last; those given meanwhile are left out.

    ``drawn(Frame)``; ``saved(str)`` names the file, ``failed(str)`` tells why there is none.
    """

    drawn = Signal(object)
    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a thread that starts at its first scene."""
        super().__init__(parent)
        self._changed = Condition()
        self._waiting: PlotSpec | None = None
        self._to_save: list[tuple[PlotSpec, Path, str]] = []

    def request(self, spec: PlotSpec) -> None:
        """Ask for ``spec`` to be drawn."""
        with self._changed:
            self._waiting = spec
            self._changed.notify()
        self._start_once()

    def save(self, spec: PlotSpec, path: Path, kind: str) -> None:
        """Write ``spec`` to ``path`` as "png" or "svg"."""
        with self._changed:
            self._to_save.append((spec, path, kind))
            self._changed.notify()
        self._start_once()

    def stop(self) -> None:
        """End the thread and wait for it; what is to be saved is saved before."""
        self.requestInterruption()
        with self._changed:
            self._waiting = None
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        """Draw until ``stop``."""
        chart: Chart | None = None
        while True:
            with self._changed:
                while not (self._waiting or self._to_save or self.isInterruptionRequested()):
                    self._changed.wait()
                spec, self._waiting = self._waiting, None
                to_save, self._to_save = self._to_save, []
            try:
                if chart is None and (spec or to_save):
                    from digitpad.training.plots.chart import Chart

                    chart = Chart()
                for job in to_save:
                    assert chart is not None
                    self._save(chart, *job)
                if spec is not None and chart is not None:
                    self.drawn.emit(chart.draw(spec))
            except Exception as error:  # an exception in run() would end the thread in silence
                log.exception("The chart could not be drawn")
                self.failed.emit(sentence_about(error))
            if self.isInterruptionRequested():
                return

    def _save(self, chart: Chart, spec: PlotSpec, path: Path, kind: str) -> None:
        try:
            write_atomically(path, chart.save(spec, kind))
        except Exception as error:
            log.warning("The chart could not be saved", exc_info=True)
            self.failed.emit(sentence_about(error))
        else:
            self.saved.emit(str(path))

    def _start_once(self) -> None:
        if not self.isRunning() and not self.isInterruptionRequested():
            self.start(QThread.Priority.LowPriority)
