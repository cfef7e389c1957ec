"""The thread that runs an experiment: it loads the data set, then trains trial by trial."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.support.errors import DigitpadError
from digitpad.training.experiments.experiment import Experiment
from digitpad.training.experiments.store import save_experiment

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet
    from digitpad.training.experiments.running import Series

log = logging.getLogger(__name__)


class Experimenter(QThread):
    """Runs one experiment and ends. ``over(str)``: why it could not go on, or nothing.

    The series is made in the thread, because it needs torch.
    """

    over = Signal(str)

    def __init__(
        self, experiment: Experiment, path: Path, data_folder: Path, models: Path,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        """Plan to run ``experiment``, whose file is ``path``, and to save its networks."""
        super().__init__(parent)
        self._plan = experiment
        self._path, self._data_folder, self._models = path, data_folder, models
        self._lock = Lock()
        self._series: Series | None = None
        self._is_stopped = False  # also where the loop of events never saw ``over``

    @property
    def series(self) -> Series | None:
        """The run, as soon as torch and the data set are there."""
        with self._lock:
            return self._series

    def stop(self) -> None:
        """Ask for the end after the present batch; ``over`` follows."""
        with self._lock:
            self._is_stopped = True
            if self._series is not None:
                self._series.stop()

    def run(self) -> None:
        """Load, then train, test and save each trial."""
        from digitpad.data.fetch import Cancelled

        problem = ""
        try:
            data = self._load()
            from digitpad.network.module import train_with_all_threads
            from digitpad.training.experiments.running import Series

            train_with_all_threads()
            with self._lock:
                self._series = Series(self._plan, data, self._models, self._keep)
                if self._is_stopped:
                    self._series.stop()
            self._series.run()
        except Cancelled:
            pass
        except DigitpadError as error:
            problem = str(error)
        except Exception as error:  # an exception in run() would end the thread in silence
            log.exception("The experiment broke off")
            problem = self.tr("The experiment broke off: {0}. Run it again.").format(error)
        self.over.emit(problem)

    def _load(self) -> DataSet:
        from digitpad.data import catalogue

        return catalogue.load(self._plan.data, self._data_folder, self._check)

    def _check(self) -> None:
        from digitpad.data.fetch import Cancelled

        if self._is_stopped:
            raise Cancelled

    def _keep(self, experiment: Experiment) -> None:
        save_experiment(self._path, experiment)
