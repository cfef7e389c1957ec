"""``digitpad train``: a whole training, tested and saved; one line for each thing told."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.cli import Parser
from digitpad.cli.arguments import (
    add_dataset,
    add_device,
    add_json,
    add_network,
    checkpoint_of,
    count,
    data_set,
    model_file,
    say,
)  # fmt: skip
from digitpad.cli.evaluate import tested
from digitpad.graph.foreign.source import is_source
from digitpad.network.architecture import TUTORIAL
from digitpad.support.messages import Text
from digitpad.training.recipe import FAST_RECIPE, RECIPES

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.network.architecture import Architecture
    from digitpad.training.progress import EpochDone

TOLD = ("epoch", "train_loss", "val_loss", "val_accuracy", "seconds", "samples_per_second")


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    parser.add_argument("--recipe", choices=RECIPES, default=FAST_RECIPE.name)
    add_network(parser)
    parser.add_argument(
        "--model", type=model_file, metavar="FILE|best",
        help=Text("weights to begin with; else the network's own"),
    )  # fmt: skip
    parser.add_argument("--epochs", type=count, help=Text("instead of the recipe's number"))
    parser.add_argument("--seed", type=count, help=Text("instead of the recipe's, 1"))
    add_device(parser)
    parser.add_argument(
        "--out", type=Path, metavar="FILE",
        help=Text("where to save; else the per-user folder for models"),
    )  # fmt: skip
    parser.add_argument(
        "--also", type=Path, metavar="DIR",
        help=Text("learn the digits of this MNIST-style set too, such as My Digits exports"),
    )  # fmt: skip
    add_dataset(parser)
    add_json(parser)


def what_to_train(options: argparse.Namespace) -> Architecture | Graph:
    """Return the description that was named, else the tutorial's; a graph that has numbers already.

    Raises ModelError.
    """
    from digitpad.network.files.architecture_file import architecture_called

    if options.model is not None or is_source(options.network or ""):
        return checkpoint_of(options).network
    return architecture_called(options.network or TUTORIAL.name)


def run(options: argparse.Namespace) -> int:
    """Train, test and save, and tell of each epoch."""
    from dataclasses import replace
    from datetime import datetime

    from tqdm import tqdm

    from digitpad.collection.mnist_set import with_extra
    from digitpad.support.files import check_writable
    from digitpad.support.folders import models_folder
    from digitpad.training.loop import train
    from digitpad.training.plan import checked
    from digitpad.training.progress import BatchDone, EpochDone, Finished
    from digitpad.training.test_and_save import Epochs, named, test_and_save

    what = what_to_train(options)
    recipe = RECIPES[options.recipe]
    recipe = replace(
        recipe, epochs=options.epochs or recipe.epochs, seed=options.seed or recipe.seed
    )
    device = checked(options.device)
    data = data_set(options)
    if options.also is not None:
        data = with_extra(data, options.also)
    path = options.out or named(what, recipe, models_folder(), datetime.now())
    check_writable(path)  # before hours are spent on what could not be saved
    # Standard error holds one line alone where no terminal shows a bar.
    bar = tqdm(
        unit=f" {Text('batches')}", file=sys.stderr, leave=False, disable=options.json or None
    )
    with bar:
        for event in train(what, recipe, data.training, device):
            if isinstance(event, BatchDone):
                bar.total = event.batches
                epoch = Text("Epoch {epoch} of {epochs}", epoch=event.epoch, epochs=recipe.epochs)
                bar.set_description(str(epoch), refresh=False)
                bar.set_postfix(loss=f"{event.loss:.4f}", refresh=False)
                bar.update()
            elif isinstance(event, EpochDone):
                bar.reset()
                bar.clear()  # the line that follows belongs on an empty row
                say(options, {name: getattr(event, name) for name in TOLD}, _epoch(event))
            elif isinstance(event, Finished):
                bar.close()
                saved = test_and_save(
                    event.network, recipe, Epochs(event.best_epoch), data, path,
                    may_replace=options.out is not None,
                )  # fmt: skip
                if saved.problem is not None:
                    raise saved.problem
                hands = saved.checkpoint.training_info.hands_accuracy or 0.0
                said = Text(
                    "{tested}. Synthetic hands, none of them learnt from: {hands:.1f} %. Saved in "
                    "{path} after {seconds:.1f} s of training.",
                    tested=tested(saved.report), hands=100 * hands, path=saved.checkpoint.path,
                    seconds=event.seconds,
                )  # fmt: skip
                say(options, {
                    "model": str(saved.checkpoint.path),
                    "test_accuracy": saved.report.accuracy,
                    "hands_accuracy": hands,
                    "seconds": event.seconds,
                }, said)  # fmt: skip
    return 0


def _epoch(done: EpochDone) -> Text:
    if done.val_loss is None or done.val_accuracy is None:
        return Text(
            "Epoch {done.epoch}: training loss {done.train_loss:.4f}, {done.seconds:.1f} s, "
            "{done.samples_per_second:,.0f} samples/s",
            done=done,
        )
    return Text(
        "Epoch {done.epoch}: training loss {done.train_loss:.4f}, validation loss "
        "{done.val_loss:.4f}, accuracy {accuracy:.2f} %, {done.seconds:.1f} s, "
        "{done.samples_per_second:,.0f} samples/s",
        done=done, accuracy=done.val_accuracy * 100,
    )  # fmt: skip
