"""``digitpad fetch``: download a data set."""

from __future__ import annotations

import argparse
import sys

from digitpad.cli import Parser
from digitpad.cli.arguments import add_data
from digitpad.data.catalogue import PUBLISHED, source_of
from digitpad.support.messages import Text


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "name", nargs="?", choices=PUBLISHED, default=PUBLISHED[0], metavar="NAME",
        help=", ".join(PUBLISHED),
    )  # fmt: skip
    add_data(parser)


def run(options: argparse.Namespace) -> int:
    """Download what is missing of the data set."""
    from tqdm import tqdm

    from digitpad.data.fetch import fetch
    from digitpad.support.folders import data_folder

    folder = data_folder(options.data)
    with tqdm(unit="B", unit_scale=True, file=sys.stderr, leave=False, disable=None) as bar:

        def show(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        fetch(options.name, folder, show)
    title = source_of(options.name).title
    print(Text("{title} is in {folder}", title=title, folder=folder))
    return 0
