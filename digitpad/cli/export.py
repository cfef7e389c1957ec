"""``digitpad export``: a model as other programs take it."""

from __future__ import annotations

import argparse
from pathlib import Path

from digitpad.cli import Parser
from digitpad.cli.arguments import model
from digitpad.support.messages import Text
from digitpad.training.export import KINDS, Kind, export, kind_of, note_on


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "model", type=Path, metavar="MODEL",
        help=Text("a checkpoint or state dict"),
    )  # fmt: skip
    parser.add_argument(
        "--kind", choices=KINDS,
        help=Text("else what FILE's ending says, and code, a PyTorch script with its weights "
                  "beside it, where it says nothing"),
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="FILE", required=True)


def run(options: argparse.Namespace) -> int:
    """Write the model, and tell into which files."""
    checkpoint = model(options.model)
    kind: Kind = options.kind or kind_of(options.out)
    files = export(checkpoint, options.out, kind)
    print(Text("Exported as {files}", files=", ".join(map(str, files))))
    note = note_on(kind, checkpoint.network)
    if note is not None:
        print(note)
    return 0
