"""``digitpad experiment``: one row for each trial, and the table as a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.cli import INTERRUPTED, Parser
from digitpad.cli.arguments import (
    add_dataset,
    add_device,
    add_json,
    add_making,
    count,
    data_set,
    network_name,
    opened_code,
    say,
)  # fmt: skip
from digitpad.graph.foreign.source import is_source
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.presets import PRESETS
from digitpad.support.errors import DigitpadError
from digitpad.support.messages import Text
from digitpad.training.recipe import FAST_RECIPE, RECIPES

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet
    from digitpad.graph.graph import Graph
    from digitpad.training.experiments.experiment import Trial, TrialRow


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "--networks", type=_networks, default=[TUTORIAL.name], metavar="NAME,...",
        help=Text("what the designer saved, FILE.py:NAME, torchvision.models:NAME, or {names}",
                  names=", ".join(PRESETS)),
    )  # fmt: skip
    add_making(parser)
    parser.add_argument(
        "--recipes", type=_recipes, default=[FAST_RECIPE.name], metavar="NAME,...",
        help=", ".join(RECIPES),
    )  # fmt: skip
    parser.add_argument("--epochs", type=count, help=Text("instead of each recipe's number"))
    parser.add_argument("--seeds", type=_seeds, default=[1], metavar="N,...")
    add_device(parser)
    parser.add_argument(
        "--out", type=Path, metavar="FILE.csv",
        help=Text("the table, written anew after each trial"),
    )  # fmt: skip
    parser.add_argument(
        "--models", type=Path, metavar="DIR",
        help=Text("where to save; else the per-user folder for models"),
    )  # fmt: skip
    add_dataset(parser)
    add_json(parser)


def _names(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise argparse.ArgumentTypeError(
            Text("{text} is not a list such as tutorial,modern", text=text)
        )
    return names


def _networks(text: str) -> list[str]:
    return [network_name(name) for name in _names(text)]


def _recipes(text: str) -> list[str]:
    for name in _names(text):
        if name not in RECIPES:
            raise argparse.ArgumentTypeError(
                Text("{name} is none of {names}", name=name, names=", ".join(RECIPES))
            )
    return _names(text)


def _seeds(text: str) -> list[int]:
    return [count(seed) for seed in _names(text)]


def run(options: argparse.Namespace) -> int:
    """Train each network with each recipe and seed, and tell of each trial."""
    from dataclasses import replace

    from digitpad.network.files.code_needed import description_of
    from digitpad.training.experiments.experiment import Trial
    from digitpad.training.plan import checked

    networks = [_network(name, options) for name in options.networks]
    trials = [
        Trial(
            description_of(network),
            replace(RECIPES[name], epochs=options.epochs or RECIPES[name].epochs, seed=seed),
        )
        for network in networks
        for name in options.recipes
        for seed in options.seeds
    ]
    device = checked(options.device)
    data = data_set(options)
    done = failed = 0
    own = [network for network in networks if not isinstance(network, Architecture)]
    rows = rows_of(trials, data, options.models, device, options.out, not options.json, own)
    try:
        for row in rows:
            say(options, row.to_json(), row.text())
            done += 1
            failed += row.test_accuracy is None
    except KeyboardInterrupt:
        stopped = Text("stopped after {done} of {count} trials.", done=done, count=len(trials))
        print(f"digitpad: {stopped}", file=sys.stderr)
        return INTERRUPTED
    if failed:
        raise DigitpadError(
            "{failed} of {count} trials broke off; their lines say why.",
            failed=failed, count=len(trials),
        )  # fmt: skip
    return 0


def _network(name: str, options: argparse.Namespace) -> Architecture | Graph:
    """Return the description, or run the code, that ``name`` is of. Raises ModelError."""
    from digitpad.network.files.architecture_file import architecture_called

    if is_source(name):
        return opened_code(options, name).network
    return architecture_called(name)


def rows_of(
    trials: Sequence[Trial], data: DataSet, models: Path | None, device: str, out: Path | None,
    show_progress: bool, opened: Sequence[Graph] = (),
) -> Iterator[TrialRow]:  # fmt: skip
    """Run ``trials`` and yield the row of each as it is done.

    models: folder for the trained networks, or None for the user's. out: the table's file, written
    anew after each trial; an older table stays until the first is done. opened: networks of
    somebody's own code that trials train. Raises DigitpadError when it cannot be written.
    """
    from tqdm import tqdm

    from digitpad.support.files import check_writable, write_atomically
    from digitpad.support.folders import models_folder
    from digitpad.training.experiments.experiment import Experiment, row_of, to_csv
    from digitpad.training.experiments.running import (
        TrialDone,
        TrialMoved,
        TrialStarted,
        run_experiment,
    )
    from digitpad.training.progress import BatchDone

    experiment = Experiment("experiment", data.name)
    for trial in trials:
        experiment = experiment.with_trial(trial)
    if out is not None:  # before hours are spent on what could not be written
        check_writable(out)
    # Closed also where the reader of the rows stops early, and where an error ends the run.
    with tqdm(
        unit=f" {Text('batches')}", file=sys.stderr, leave=False,
        disable=None if show_progress else True,
    ) as bar:  # fmt: skip
        folder = models or models_folder()
        for event in run_experiment(experiment, data, folder, device, opened=opened):
            match event:
                case TrialStarted(index):
                    bar.reset()
                    begun = Text(
                        "Trial {number} of {count}: {name}",
                        number=index + 1, count=len(trials), name=trials[index].network.name,
                    )  # fmt: skip
                    bar.set_description(str(begun), refresh=False)
                case TrialMoved(index, BatchDone() as batch):
                    bar.total = batch.batches * trials[index].recipe.epochs
                    bar.update()
                case TrialDone(index, experiment, _):
                    bar.clear()  # the line that follows belongs on an empty row
                    if out is not None:
                        write_atomically(out, to_csv(experiment).encode())
                    yield row_of(index + 1, experiment.trials[index])
