"""A training in a thread, and how far it is."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.network.architecture import Architecture
from digitpad.support.folders import models_folder
from digitpad.ui.background import Job, Task

if TYPE_CHECKING:
    from digitpad.training.curves import Curves
    from digitpad.training.plan import Plan
    from digitpad.training.progress import Progress
    from digitpad.training.session import Outcome, TrainingSession

TICK = 190  # milliseconds between two looks at a running training
GIVE_WAY = 0.2  # seconds after each point of a pen


class TrainingTask(QObject):
    """Does one training at a time.

    ``looked(TrainingSession)``: its state, curves and weights may be newer, once a TICK and at the
    end. ``ended(Outcome)``: or None where it could not begin.
    """

    looked = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject) -> None:
        """Train nothing yet."""
        super().__init__(parent)
        self.session: TrainingSession | None = None  # once torch is there
        self._task: Task | None = None
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._look)

    @property
    def is_running(self) -> bool:
        """True from the start until the outcome is there."""
        return self._task is not None

    def start(self, plan: Plan, data: str, unfinished: Path) -> None:
        """Train ``plan``. data: what the data set is loaded by.

        unfinished: the file that each epoch is saved in, to go on from there.
        """
        self._task = Task(partial(_train, plan, data, unfinished), self)
        self._task.moved.connect(self._take_session)
        self._task.done.connect(self._take_outcome)
        self._task.failed.connect(self._fail)
        self._task.start()
        self._timer.start()

    def pause_or_resume(self) -> None:
        """Rest after the present batch, or go on."""
        if self.session is not None and self.session.state().phase == "paused":
            self.session.resume()
        elif self.session is not None:
            self.session.pause()

    def stop(self) -> None:
        """End after the present batch; the best weights so far are tested and saved."""
        if self._task is not None:
            self._task.cancel()

    @Slot()
    def give_way(self) -> None:
        """Leave room on the processor for a pen that draws."""
        if self.session is not None:
            self.session.give_way(GIVE_WAY)

    def end(self) -> Outcome | None:
        """Tell nothing more, now that the thread was ended; returns what came of it, if it did."""
        self._timer.stop()
        return None if self._task is None else self._task.result

    @Slot(object)
    def _take_session(self, session: TrainingSession) -> None:
        self.session = session

    @Slot()
    def _look(self) -> None:
        if self.session is not None:
            self.looked.emit(self.session)

    @Slot(object)
    def _take_outcome(self, outcome: Outcome | None) -> None:
        self._look()
        self._task = self.session = None
        self._timer.stop()
        self.ended.emit(outcome)

    @Slot()
    def _fail(self) -> None:
        self._take_outcome(None)


def make_ready(_job: Job) -> None:
    """Import what the first batch would wait for, two seconds and more: in a thread."""
    with suppress(ImportError):  # which the first training tells
        import digitpad.training.session  # noqa: F401
        from digitpad.training.loop import import_compiler

        import_compiler()


def _train(plan: Plan, data: str, unfinished: Path, job: Job) -> Outcome:
    """Train, test and save, in a thread; the window is told the training session."""
    from digitpad.training.module import train_with_all_threads
    from digitpad.training.session import TrainingSession
    from digitpad.training.unfinished import Unfinished, fingerprint, save_unfinished

    architecture = plan.network

    def keep(progress: Progress, curves: Curves) -> None:
        assert isinstance(architecture, Architecture)
        sample = fingerprint(plan.data.training)
        save_unfinished(
            unfinished,
            Unfinished(
                architecture, plan.recipe, data, sample, plan.device, progress, curves
            ),
        )  # fmt: skip

    train_with_all_threads()
    can_be_resumed = isinstance(architecture, Architecture)  # other code is in no file of ours
    session = TrainingSession(plan, models_folder(), keep if can_be_resumed else None)
    job.tell(session)
    job.on_cancel(session.stop)
    return session.run()
