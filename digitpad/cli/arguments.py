"""Arguments that several commands take, and what is read or printed because of them."""

from __future__ import annotations

import argparse
import json
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
from digitpad.support.errors import DataError, DigitpadError, MissingDataError
from digitpad.support.folders import bundled_model, data_folder
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet, Samples
    from digitpad.network.files.checkpoint import Checkpoint

USUAL = DATASETS[0]
FOLDER = "folder"  # the user's own, instead of one of these
THEMES = ("light", "dark")
DEVICES = ("cpu", "cuda", "mps")


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
    parser.add_argument("--model", type=Path, metavar="FILE", help=Text("else the bundled one"))


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
            title=source_of(options.dataset).title, folder=data_folder(options.data),
            name=options.dataset,
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
