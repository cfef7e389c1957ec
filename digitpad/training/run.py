"""A whole training for the command line: train, test, save; one line for each thing told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from digitpad.data.samples import DataSet
from digitpad.network.architecture import Architecture
from digitpad.support.folders import models_folder
from digitpad.support.messages import Text
from digitpad.training.evaluation import Report
from digitpad.training.loop import train
from digitpad.training.progress import BatchDone, EpochDone, Finished
from digitpad.training.recipe import Recipe
from digitpad.training.test_and_save import named, test_and_save


@dataclass(frozen=True)
class EpochLine:
    """What is told after an epoch."""

    done: EpochDone

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON object."""
        return {
            name: getattr(self.done, name)
            for name in (
                "epoch", "train_loss", "val_loss", "val_accuracy", "seconds", "samples_per_second"
            )
        }  # fmt: skip

    def text(self) -> str:
        """Return a line for people."""
        done = self.done
        if done.val_loss is None or done.val_accuracy is None:
            return str(Text(
                "Epoch {epoch}: training loss {loss:.4f}, {seconds:.1f} s, {speed:,.0f} samples/s",
                epoch=done.epoch, loss=done.train_loss, seconds=done.seconds,
                speed=done.samples_per_second,
            ))  # fmt: skip
        return str(Text(
            "Epoch {epoch}: training loss {loss:.4f}, validation loss {val_loss:.4f}, accuracy "
            "{accuracy:.2f} %, {seconds:.1f} s, {speed:,.0f} samples/s",
            epoch=done.epoch, loss=done.train_loss, val_loss=done.val_loss,
            accuracy=done.val_accuracy * 100, seconds=done.seconds, speed=done.samples_per_second,
        ))  # fmt: skip


@dataclass(frozen=True)
class LastLine:
    """What is told at the end."""

    path: Path
    report: Report
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return the contract's JSON object."""
        return {
            "model": str(self.path),
            "test_accuracy": self.report.accuracy,
            "seconds": self.seconds,
        }

    def text(self) -> str:
        """Return a line for people."""
        report = self.report
        return str(Text(
            "Test set: average loss {loss:.4f}, accuracy {correct:,}/{samples:,} ({accuracy:.2f} "
            "%). Saved in {path} after {seconds:.1f} s of training.",
            loss=report.loss, correct=report.correct, samples=report.samples,
            accuracy=report.accuracy * 100, path=self.path, seconds=self.seconds,
        ))  # fmt: skip


def run_and_save(
    architecture: Architecture, recipe: Recipe, data: DataSet, out: Path | None, device: str,
    show_progress: bool,
) -> Iterator[EpochLine | LastLine]:  # fmt: skip
    """Train ``architecture``, test it and save it; yields the lines to print.

    out: the checkpoint's file, or None for a new one in the per-user folder.
    Raises DataError and DigitpadError as training and saving do.
    """
    path = out or named(architecture, recipe, models_folder(), datetime.now())
    bar = tqdm(unit=f" {Text('batches')}", file=sys.stderr, leave=False, disable=not show_progress)
    for event in train(architecture, recipe, data.training, device):
        if isinstance(event, BatchDone):
            bar.total = event.batches
            epoch = Text("Epoch {epoch} of {epochs}", epoch=event.epoch, epochs=recipe.epochs)
            bar.set_description(str(epoch), refresh=False)
            bar.set_postfix(loss=f"{event.loss:.4f}", refresh=False)
            bar.update()
        elif isinstance(event, EpochDone):
            bar.reset()
            bar.clear()  # the line that follows belongs on an empty row
            yield EpochLine(event)
        elif isinstance(event, Finished):
            bar.close()
            saved = test_and_save(event.network, recipe, event.best_epoch, data, path)
            if saved.problem is not None:
                raise saved.problem
            yield LastLine(path, saved.report, event.seconds)
