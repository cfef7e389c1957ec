"""Arguments that several commands take, and what is read or printed because of them."""

from __future__ import annotations

import argparse
import ast
import json
import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitpad.cli import Parser
from digitpad.data.catalogue import (
    DATASETS,
    is_present,
    load,
    load_test,
    meant,
    source_of,
)
from digitpad.graph.foreign.source import is_source
from digitpad.network.presets import PRESETS
from digitpad.support.errors import DataError, DigitpadError, MissingDataError
from digitpad.support.folders import best_reader, bundled_model, data_folder
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet, Samples
    from digitpad.network.files.checkpoint import Checkpoint

USUAL = DATASETS[0]
FOLDER = "folder"  # the user's own, instead of one of these
THEMES = ("light", "dark")
DEVICES = ("cpu", "cuda", "mps")
BEST = "best"  # as a model's name: the best reader
SEED = 1  # of the first numbers of a network without weights


def add_dataset(parser: Parser) -> None:
    """Add ``--dataset`` and ``--data``, which ``data_set`` and ``test_samples`` read."""
    parser.add_argument(
        "--dataset", choices=(*DATASETS, FOLDER),
        help=Text("else {usual}, or your own that --data names", usual=USUAL),
    )  # fmt: skip
    add_data(parser)


def add_data(parser: Parser) -> None:
    """Add ``--data``, the folder of the data sets."""
    parser.add_argument(
        "--data", type=Path, metavar="DIR",
        help=Text("folder with MNIST/raw and the like, or your own: pictures in folders 0 to 9, "
                  "IDX, CSV or NPZ files; else DIGITPAD_DATA"),
    )  # fmt: skip


def add_model(parser: Parser) -> None:
    """Add ``--model``, which ``model`` reads."""
    parser.add_argument(
        "--model", type=model_file, metavar="FILE|best",
        help=Text("else the bundled one; best is the larger one that comes with digitpad too"),
    )  # fmt: skip


def model_file(text: str) -> Path:
    """Return the file that ``--model`` names; ``best`` is the best reader, if no file is called so.

    Whether the file is there is not looked at.
    """
    path = Path(text)
    return best_reader() if text == BEST and not path.exists() else path


def add_network(parser: Parser) -> None:
    """Add ``--network`` and what goes with it, which ``checkpoint_of`` reads; not ``--model``."""
    parser.add_argument(
        "--network", type=network_name, metavar="FILE.py:NAME|NAME|FILE.json",
        help=Text("a network of your own code, torchvision.models:NAME, what the designer saved, "
                  "or one of {names}; --model then names its weights", names=", ".join(PRESETS)),
    )  # fmt: skip
    add_making(parser)


def add_making(parser: Parser) -> None:
    """Add what says how a network of code is made, which ``opened_code`` reads."""
    parser.add_argument(
        "--argument", action="append", type=_argument, default=[], dest="arguments",
        metavar="NAME=VALUE", help=Text("of the network's constructor; may be repeated"),
    )  # fmt: skip
    parser.add_argument(
        "--normalisation", type=_normalisation, metavar="MEAN,STD",
        help=Text("what the pixels of a network of your own code are normalised with; MNIST's or, "
                  "with weights, those with which it reads best"),
    )  # fmt: skip


def network_name(text: str) -> str:
    """Return the name of a preset, of code or of a file, which may not be there."""
    if _is_described(text) or is_source(text):
        return text
    raise argparse.ArgumentTypeError(Text(
        "{text} is neither FILE.py:NAME nor a network file nor one of {names}",
        text=text, names=", ".join(PRESETS),
    ))  # fmt: skip


def _is_described(text: str) -> bool:
    # A file that is not there is a failure; what cannot even be one is bad use.
    is_file = text.endswith(".json") or os.path.exists(os.path.expanduser(text))
    return text in PRESETS or is_file


def _argument(text: str) -> tuple[str, Any]:
    """Return name and value; a value that is no Python literal is text."""
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise argparse.ArgumentTypeError(Text("{text} is not NAME=VALUE", text=text))
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return name, value


def _normalisation(text: str) -> tuple[float, float]:
    """Return mean and standard deviation."""
    try:
        mean, std = map(float, text.split(","))
    except ValueError:
        mean, std = math.nan, math.nan
    if not (math.isfinite(mean) and 0 < std < math.inf):
        raise argparse.ArgumentTypeError(
            Text("{text} is not a mean and a deviation such as 0.1307,0.3081", text=text)
        )
    return mean, std


def add_json(parser: Parser) -> None:
    """Add ``--json``, which ``say`` follows."""
    parser.add_argument("--json", action="store_true", help=Text("print JSON"))


def add_device(parser: Parser) -> None:
    """Add ``--device``, what trains."""
    parser.add_argument(
        "--device", choices=DEVICES, default=DEVICES[0],
        help=Text("what computes; the processor is %(default)s"),
    )  # fmt: skip


def add_theme(parser: Parser) -> None:
    """Add ``--theme``, of the window or of a figure."""
    parser.add_argument("--theme", choices=THEMES, default=THEMES[0])


def add_size(parser: Parser, usual: tuple[int, int]) -> None:
    """Add ``--size``, width and height of a picture in pixels."""
    parser.add_argument("--size", type=_size, default=usual, metavar="WxH")


def count(text: str) -> int:
    """Return the whole number from 1 that is meant."""
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= 10_000:
        raise argparse.ArgumentTypeError(
            Text("{text} is not a whole number from 1 to 10,000", text=text)
        )
    return number


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise argparse.ArgumentTypeError(Text("{text} is not a size such as 1280x800", text=text))
    size = int(width), int(height)
    if not all(400 <= side <= 8000 for side in size):
        raise argparse.ArgumentTypeError(Text("{text}: each side is from 400 to 8000", text=text))
    return size


def model(path: Path | None) -> Checkpoint:
    """Load the checkpoint or state dict at ``path``, None: the bundled one. Raises ModelError."""
    from digitpad.network.files.checkpoint import load_checkpoint

    return load_checkpoint(path or bundled_model())


def checkpoint_of(options: argparse.Namespace) -> Checkpoint:
    """Return the network that ``--network`` and ``--model`` name, else the bundled one.

    Code is run that the user named with ``--network``, and no other. Without weights its numbers
    are those of its own initialisation. Raises ModelError.
    """
    if options.network is None:
        return model(options.model)
    if is_source(options.network):
        return opened_code(options, options.network, options.model)
    import torch

    torch.manual_seed(getattr(options, "seed", None) or SEED)
    from digitpad.network.files.architecture_file import architecture_called
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.network.files.foreign import load_weights
    from digitpad.network.files.training_info import TrainingInfo
    from digitpad.training.module import Network, graph_with

    architecture = architecture_called(options.network)
    network = Network(architecture)
    if options.model is not None:
        load_weights(network, options.model)
    return Checkpoint(graph_with(network), TrainingInfo(), options.model or Path(options.network))


def opened_code(
    options: argparse.Namespace, name: str, weights: Path | None = None
) -> Checkpoint:  # fmt: skip
    """Run the code that the user named, and return its network. Raises ModelError."""
    import torch

    from digitpad.graph.foreign.source import source_of
    from digitpad.training.opening import open_network

    torch.manual_seed(getattr(options, "seed", None) or SEED)
    found = open_network(
        source_of(name), dict(options.arguments) or None, weights, options.normalisation
    )
    if not getattr(options, "json", False):
        for sentence in found.said:
            print(sentence, file=sys.stderr)
    return found.checkpoint


def data_set(options: argparse.Namespace) -> DataSet:
    """Load the data set that was named, and tell what the user's own holds.

    Raises DataError, DigitpadError where none was named.
    """
    with _telling_how_to_get(options):
        data = load(_chosen(options), data_folder(options.data))
    # JSON says by its figures what there is; what is not used is told all the same.
    for note in (*(() if options.json else data.notes), *data.aside):
        print(note, file=sys.stderr)
    return data


def test_samples(options: argparse.Namespace) -> Samples:
    """Load the test part alone; see ``data_set``."""
    chosen = _chosen(options)
    if isinstance(chosen, Path):
        return data_set(options).test
    with _telling_how_to_get(options):
        return load_test(chosen, data_folder(options.data))


@contextmanager
def _telling_how_to_get(options: argparse.Namespace) -> Iterator[None]:
    """Have a missing data set told in the words of the command line, not in the window's."""
    try:
        yield
    except MissingDataError as error:
        raise DataError(
            "{title} is not in {folder}. Get it with digitpad fetch {name}, or name a folder that "
            "has it with --data or DIGITPAD_DATA.",
            title=source_of(options.dataset or USUAL).title, folder=data_folder(options.data),
            name=options.dataset or USUAL,
        ) from error  # fmt: skip


def _chosen(options: argparse.Namespace) -> str | Path:
    """Return a name of the catalogue, or where the user's own data set is."""
    folder = data_folder(options.data)
    if options.dataset is None and options.data is not None and not is_present(USUAL, folder):
        from digitpad.data.own import holds_own

        if holds_own(options.data):
            return Path(options.data)
    if options.dataset != FOLDER:
        return meant(options.dataset or USUAL, folder)
    if options.data is None:
        raise DigitpadError(
            "There is no folder of your own. Name it with --data: it has pictures in folders 0 to "
            "9, or IDX, CSV or NPZ files."
        )
    return Path(options.data)


def say(options: argparse.Namespace, content: dict[str, Any], text: Text | str) -> None:
    """Print ``content`` at once as JSON where that was asked for, else ``text``."""
    print(json.dumps(content) if options.json else text, flush=True)
