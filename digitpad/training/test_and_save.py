"""The end of a training: the network is tested and saved, with how it came to be."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from torch import Tensor

from digitpad.data.samples import DataSet
from digitpad.graph.graph import Graph
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.files.checkpoint import Checkpoint, save_checkpoint
from digitpad.network.files.library import SUFFIX, free_path, with_room
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.errors import DigitpadError
from digitpad.support.messages import Text
from digitpad.support.numbers import date_and_time
from digitpad.training.adapt.replay import other_hands
from digitpad.training.evaluation import Report, evaluate
from digitpad.training.loop import as_tensors
from digitpad.training.module import AnyNetwork, graph_with
from digitpad.training.recipe import Recipe

HANDS_DIGITS = 2000  # of synthetic hands that test: a fifth of a second


def sentence_about(error: BaseException) -> str:
    """Return what happened and what to do, for whatever training, testing or saving raised."""
    if isinstance(error, MemoryError) or "not enough memory" in str(error) or (
        "out of memory" in str(error) or "can't allocate memory" in str(error)
    ):  # fmt: skip
        return str(Text(
            "There is not enough memory for this training. Choose a smaller batch size or close "
            "other programs, then train again."
        ))  # fmt: skip
    if isinstance(error, DigitpadError):
        return str(error)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return str(Text("The disk is full. Make room on it, then train again."))
    told = str(error).splitlines()[0] if str(error) else type(error).__name__
    return str(Text(
        "Training broke off: {told}. Train again; if it happens again, report it.", told=told
    ))  # fmt: skip


@dataclass(frozen=True, eq=False)
class SavedTraining:
    """A trained network, how well it reads the test set, and why it could not be saved, if so."""

    checkpoint: Checkpoint
    report: Report
    problem: DigitpadError | None


@dataclass(frozen=True)
class Epochs:
    """The epochs after which weights were kept; is_cut_short: the last was not finished."""

    count: int
    is_cut_short: bool = False


def named(what: Architecture | Graph, recipe: Recipe, folder: Path, started: datetime) -> Path:
    """Return the file for a network and ``recipe``; the tutorial's needs no name."""
    parts = (what.name, recipe.name) if what != TUTORIAL else (recipe.name,)
    return folder / f"{with_room('-'.join(parts), f'-{started:%Y%m%d-%H%M%S}')}{SUFFIX}"


def hands_accuracy(network: AnyNetwork) -> float:
    """Return the share, 0..1, of digits by synthetic hands that ``network`` reads right.

    Nothing learns from these hands.
    """
    return evaluate(network, *_hands()).accuracy


@cache
def _hands() -> tuple[Tensor, Tensor]:
    return other_hands(HANDS_DIGITS)


def test_and_save(
    network: AnyNetwork, recipe: Recipe, epochs: Epochs, data: DataSet, path: Path, *,
    may_replace: bool,
) -> SavedTraining:  # fmt: skip
    """Test ``network``, which learnt for so many ``epochs``, and save it as ``path``.

    It is tested by the data set's own test images, and by synthetic hands that it has not learnt
    from: a test set is not the world.
    may_replace: what is there; else it is saved beside that under another name, for trainings that
    began in one second have the same.
    """
    report = evaluate(network, *as_tensors(data.test))
    training_info = TrainingInfo(
        data=data.name, recipe=recipe.to_json(), seed=recipe.seed,
        test_accuracy=report.accuracy, epochs=epochs.count, is_cut_short=epochs.is_cut_short,
        made=date_and_time(datetime.now()), hands_accuracy=hands_accuracy(network),
    )  # fmt: skip
    graph = graph_with(network)
    problem = None
    if not may_replace:
        path = free_path(path.parent, path.stem)
    try:
        save_checkpoint(path, graph, training_info)
    except DigitpadError as error:
        problem = error
    return SavedTraining(Checkpoint(graph, training_info, path), report, problem)
