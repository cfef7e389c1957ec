"""A whole training as something to watch and to steer from another thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Condition
from typing import Literal

from digitpad.graph.graph import Graph
from digitpad.network.files.checkpoint import Checkpoint
from digitpad.support.gives_way import GivesWay
from digitpad.support.messages import in_turn
from digitpad.training.curves import Curves
from digitpad.training.evaluation import Report
from digitpad.training.loop import train
from digitpad.training.module import AnyNetwork, graph_with
from digitpad.training.plan import Plan
from digitpad.training.progress import (
    BatchDone,
    EpochDone,
    Event,
    Finished,
    Position,
    Progress,
    ProgressEstimate,
    Started,
)
from digitpad.training.runs import Timeline
from digitpad.training.test_and_save import Epochs, named, sentence_about, test_and_save
from digitpad.training.weights import copy_of, is_finite, still_copy

REST = 10  # times what handing over the newest weights takes: a tenth of a training at most

log = logging.getLogger(__name__)

Phase = Literal["starting", "training", "paused", "testing", "over"]
Ending = Literal["finished", "stopped", "failed"]


@dataclass(frozen=True)
class State:
    """Where a training is; ``epoch`` and ``batch`` count from 1, and are 0 before the first."""

    phase: Phase
    epoch: int
    batch: int
    batches: int
    loss: float | None
    position: Position


@dataclass(frozen=True, eq=False)
class Outcome:
    """How a training ended.

    checkpoint: the best weights, or None when nothing was learnt; its ``path`` exists if they
    could be saved. message: what went wrong, and what to do; empty when all went well.
    """

    ending: Ending
    checkpoint: Checkpoint | None
    report: Report | None
    message: str


class TrainingSession(GivesWay):
    """Drives one training. ``run`` belongs to a thread of its own, all else to any other."""

    def __init__(
        self, plan: Plan, folder: Path, keep: Callable[[Progress, Curves], None] | None = None
    ) -> None:
        """Plan a training whose best weights are saved in ``folder``.

        keep: called after each epoch but the last, to save what going on needs.
        """
        super().__init__()
        self.plan = plan
        self.started = datetime.now()
        self.curves = plan.curves
        self.timeline = Timeline()
        self._path = named(plan.network, plan.recipe, folder, self.started)
        self._keep = keep
        self._changed = Condition()
        self._phase: Phase = "starting"
        self._stop = self._pause = False
        self._last: BatchDone | None = None
        self._estimate = ProgressEstimate(plan.recipe.epochs, 1, 0)
        self._live: AnyNetwork | None = None
        self._progress: Progress | None = plan.start
        self._finished: Finished | None = None
        self._wants_newest = True
        self._newest: Graph | None = None
        self._warning = ""

    # From any thread

    def pause(self) -> None:
        """Rest after the present batch."""
        with self._changed:
            self._pause = True

    def resume(self) -> None:
        """Go on."""
        with self._changed:
            self._pause = False
            self._changed.notify_all()

    def stop(self) -> None:
        """End after the present batch; the best weights so far are tested and saved."""
        with self._changed:
            self._stop = True
            self._changed.notify_all()

    def state(self) -> State:
        """Return where the training is."""
        with self._changed:
            last = self._last
            return State(
                self._phase,
                last.epoch if last is not None else 0,
                last.batch if last is not None else 0,
                last.batches if last is not None else 0,
                last.loss if last is not None else None,
                self._estimate.position(),
            )

    def newest(self) -> Graph | None:
        """Return the network with recent weights, if there is a newer one than at the last call.

        Each call asks for the next one, which is made after the present batch.
        """
        with self._changed:
            newest, self._newest = self._newest, None
            self._wants_newest = True
            return newest

    # In the thread

    def run(self) -> Outcome:
        """Train, test and save; whatever goes wrong is told in the outcome."""
        ending: Ending = "finished"
        message = ""
        try:
            if not self._drive():
                ending = "stopped"
        except Exception as error:
            log.exception("Training broke off")
            ending, message = "failed", sentence_about(error)
        with self._changed:
            self._phase = "testing"
        outcome = self._test_and_save(ending, message)
        with self._changed:
            self._phase = "over"
            self._live = None
        return outcome

    def _drive(self) -> bool:
        """Train to the end, and return True; or until it is stopped, and return False."""
        plan = self.plan
        next_newest = 0.0
        events = train(plan.network, plan.recipe, plan.data.training, plan.device, plan.start)
        for event in events:
            with self._changed:
                self._take(event)
            self.rest()
            if isinstance(event, EpochDone) and self._keep is not None:
                self._keep_progress(event)
            if isinstance(event, Finished):
                return True
            if self._wants_newest and self._live is not None and time.monotonic() >= next_newest:
                begun = time.monotonic()
                newest = graph_with(self._live)
                next_newest = begun + REST * (time.monotonic() - begun)
                with self._changed:
                    self._newest, self._wants_newest = newest, False
            if self._is_to_stop():
                events.close()  # type: ignore[attr-defined]
                return False
        return True

    def _take(self, event: Event) -> None:
        recipe = self.plan.recipe
        match event:
            case Started():
                self._phase = "training"
                self._live = event.network
                self._estimate = ProgressEstimate(
                    recipe.epochs, event.batches * recipe.batch_size, event.validates, event.epoch
                )
                self._add_moment(event.epoch * event.batches, event.epoch)
            case BatchDone():
                self._last = event
                self.curves.add_batch(event)
                is_last = event.batch == event.batches
                self._estimate.batch_done(recipe.batch_size, is_last)
                step = (event.epoch - 1) * event.batches + event.batch
                if self.timeline.wants(step, event.batches):
                    self._add_moment(step, event.epoch - 1 + event.batch / event.batches)
            case EpochDone():
                self.curves.add_epoch(event)
                self._estimate.epoch_done()
                self._progress = event.progress
            case Finished():
                self._finished = event

    def _add_moment(self, step: int, time: float) -> None:
        assert self._live is not None
        self.timeline.add(step, time, copy_of(self._live.state_dict()))

    def _keep_progress(self, event: EpochDone) -> None:
        assert self._keep is not None
        if event.epoch == self.plan.recipe.epochs:
            return
        try:
            self._keep(event.progress, self.curves)
        except Exception as error:
            log.warning("The training's progress could not be saved", exc_info=True)
            self._warning = sentence_about(error)

    def _is_to_stop(self) -> bool:
        with self._changed:
            if self._pause and not self._stop:
                self._phase = "paused"
                self._estimate.paused(True)
                while self._pause and not self._stop:
                    self._changed.wait()
                self._estimate.paused(False)
                self._phase = "training"
            return self._stop

    def _test_and_save(self, ending: Ending, message: str) -> Outcome:
        network, epochs = self._best()
        if network is None:
            return Outcome(ending, None, None, message)
        try:
            saved = test_and_save(
                network, self.plan.recipe, epochs, self.plan.data, self._path, may_replace=False
            )
        except Exception as error:
            log.exception("The trained network could not be tested")
            return Outcome("failed", None, None, message or sentence_about(error))
        return Outcome(
            ending, saved.checkpoint, saved.report,
            in_turn(message, saved.problem or self._warning),
        )  # fmt: skip

    def _best(self) -> tuple[AnyNetwork | None, Epochs]:
        """Return the weights to keep and the epochs that they come from."""
        if self._finished is not None:
            return self._finished.network, Epochs(self._finished.best_epoch)
        progress, last = self._progress, self._last
        if self._live is None or (last is None and progress is None):
            return None, Epochs(0)
        network = still_copy(self._live)
        if progress is not None and (
            self.plan.recipe.keep_best or last is None or not is_finite(network)
        ):
            network.load_state_dict(progress.best_weights)
            epochs = Epochs(progress.best_epoch)
        else:
            assert last is not None
            epochs = Epochs(last.epoch, is_cut_short=last.batch < last.batches)
        return (network if is_finite(network) else None), epochs
