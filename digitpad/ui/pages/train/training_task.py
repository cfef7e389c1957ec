"""A training in a thread, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QWidget

from digitpad.network.files.code_needed import can_be_made_again, description_of
from digitpad.support.folders import models_folder
from digitpad.ui.background import Job, Task
from digitpad.ui.messages import StopQuestion
from digitpad.ui.window.one_training import TICK

if TYPE_CHECKING:
    from digitpad.training.curves import Curves
    from digitpad.training.plan import Plan
    from digitpad.training.progress import Progress
    from digitpad.training.runs import Run
    from digitpad.training.session import Outcome, TrainingSession
    from digitpad.ui.pages.train.network_choice import Networks
    from digitpad.ui.pages.train.notices import Offer, Told
    from digitpad.ui.pages.train.preparation import Trainable

RARELY = 5  # ticks, while a pen draws: what it draws comes first


class TrainingTask(QObject):
    """Does one training at a time.

    ``looked(TrainingSession)``: its state, curves and weights may be newer, once a TICK, RARELY
    while a pen draws, and at the end. ``ended(Outcome)``: or None where it could not begin; then
    ``failed(str)`` says why.
    """

    looked = Signal(object)
    ended = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        """Train nothing yet."""
        super().__init__(parent)
        self.session: TrainingSession | None = None  # once torch is there
        self.data = ""  # what the data set is loaded by
        self._task: Task | None = None
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self._tick)
        self._ticks = 0  # since the last look

    @property
    def is_running(self) -> bool:
        """True from the start until the outcome is there."""
        return self._task is not None

    def _can_be_resumed(self) -> bool:
        """Tell whether the next start can go on with it: an epoch of it was kept."""
        session = self.session
        return (
            session is not None
            and (session.plan.start is not None or bool(session.curves.epochs))
            and can_be_made_again(description_of(session.plan.network))
        )

    def start(self, plan: Plan, data: str, unfinished: Path) -> None:
        """Train ``plan``. data: what the data set is loaded by.

        unfinished: the file that each epoch is saved in, to go on from there.
        """
        self.data = data
        self._task = Task(
            partial(_train, plan, data, unfinished), self,
            self.tr("The training could not begin: {1}: {0}. Start digitpad again."),
        )  # fmt: skip
        self._task.moved.connect(self._take_session)
        self._task.done.connect(self._take_outcome)
        self._task.failed.connect(self._fail)
        self._task.cancelled.connect(self._fail)  # before there was anything to stop
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

    def may_end(self, window: QWidget, progressed: SignalInstance) -> bool:
        """Ask above ``window`` whether it may end early; True when none is under way.

        ``progressed`` tells the question when it has ended by itself.
        """
        return not self.is_running or StopQuestion(
            window, progressed, "stopQuestion",
            self.tr("Training Is Running"),
            self.tr(
                "Stop the training and close? The best weights so far are kept, and the next "
                "start offers to resume after the last whole epoch."
            )
            if self._can_be_resumed()
            else self.tr("Stop the training and close? The best weights so far are kept."),
            self.tr("&Keep Training"),
        ).may_stop()  # fmt: skip

    @Slot()
    def give_way(self) -> None:
        """Leave room on the processor for a pen that draws."""
        if self.session is not None:
            self.session.give_way()

    def end(self) -> Outcome | None:
        """Tell nothing more, now that the thread was ended; returns what came of it, if it did."""
        self._timer.stop()
        return None if self._task is None else self._task.result

    @Slot(object)
    def _take_session(self, session: TrainingSession) -> None:
        self.session = session

    @Slot()
    def _tick(self) -> None:
        self._ticks += 1
        if self._ticks >= RARELY or self.session is None or not self.session.is_giving_way:
            self._look()

    def _look(self) -> None:
        self._ticks = 0
        if self.session is not None:
            self.looked.emit(self.session)

    @Slot(object)
    def _take_outcome(self, outcome: Outcome | None) -> None:
        self._look()
        self._task = self.session = None
        self._timer.stop()
        self.ended.emit(outcome)

    @Slot(str)
    @Slot()
    def _fail(self, problem: str = "") -> None:
        self._take_outcome(None)
        self.failed.emit(problem)


@dataclass(frozen=True)
class UnderWay:
    """What one page hands over to the next, made in another language: all that is not a choice."""

    training: TrainingTask
    waiting: tuple[Trainable, str] | None  # for the data called so
    runs: tuple[Run, ...]
    offer: Offer
    told: Told | None
    networks: Networks
    stands_in: bool  # synthetic handwriting, for the data set that was chosen


def _train(plan: Plan, data: str, unfinished: Path, job: Job) -> Outcome:
    """Train, test and save, in a thread; the window is told the training session."""
    from digitpad.training.session import TrainingSession
    from digitpad.training.unfinished import Unfinished, fingerprint, save_unfinished

    network = description_of(plan.network)

    def keep(progress: Progress, curves: Curves) -> None:
        sample = fingerprint(plan.data.training)
        save_unfinished(
            unfinished,
            Unfinished(
                network, plan.recipe, data, sample, plan.device, progress, curves
            ),
        )  # fmt: skip

    session = TrainingSession(
        plan, models_folder(), keep if can_be_made_again(network) else None
    )  # fmt: skip
    job.tell(session)
    job.on_cancel(session.stop)
    return session.run()
