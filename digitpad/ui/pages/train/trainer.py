"""The thread that trains."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

if TYPE_CHECKING:
    from digitpad.training.curves import Curves
    from digitpad.training.plan import Plan
    from digitpad.training.progress import Progress
    from digitpad.training.session import Outcome, TrainingSession

log = logging.getLogger(__name__)


class Trainer(QThread):
    """Runs one course and ends. ``over(Outcome | None)``: None when it could not even begin.

    The course is made in the thread, because it needs torch.
    """

    over = Signal(object)

    def __init__(
        self, plan: Plan, folder: Path, data: str, unfinished: Path, parent: QObject | None = None
    ) -> None:
        """Plan to train what ``plan`` says and to save it in ``folder``.

        data: what the data set is loaded by. unfinished: the file that each epoch is saved in, to
        go on from there.
        """
        super().__init__(parent)
        self._plan, self._folder = plan, folder
        self._data, self._unfinished = data, unfinished
        self.outcome: Outcome | None = None
        self._lock = Lock()
        self._training_session: TrainingSession | None = None
        self._stop_at_once = False

    @property
    def training_session(self) -> TrainingSession | None:
        """The course, as soon as torch is there."""
        with self._lock:
            return self._training_session

    def stop(self) -> None:
        """Ask for the end after the present batch; ``over`` follows."""
        with self._lock:
            self._stop_at_once = True
            if self._training_session is not None:
                self._training_session.stop()

    def run(self) -> None:
        """Train, test and save."""
        try:
            from digitpad.network.module import train_with_all_threads
            from digitpad.training.session import TrainingSession

            train_with_all_threads()
            with self._lock:
                self._training_session = TrainingSession(self._plan, self._folder, self._keep)
                if self._stop_at_once:
                    self._training_session.stop()
            self.outcome = self._training_session.run()
        except Exception:  # an exception in run() would end the thread in silence
            log.exception("The training could not begin")
        self.over.emit(self.outcome)

    def _keep(self, progress: Progress, curves: Curves) -> None:
        from digitpad.training.unfinished import Unfinished, fingerprint, save_unfinished

        plan = self._plan
        save_unfinished(
            self._unfinished,
            Unfinished(
                plan.architecture, plan.recipe, self._data, fingerprint(plan.data.training),
                plan.device, progress, curves,
            ),
        )  # fmt: skip
