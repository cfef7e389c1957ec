"""``digitpad export``: a model as other programs take it."""

from __future__ import annotations

import argparse
from pathlib import Path

from digitpad.cli import Parser
from digitpad.cli.arguments import model
from digitpad.support.messages import Text
from digitpad.training.export import KINDS, export, note_on


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "model", type=Path, metavar="MODEL",
        help=Text("a checkpoint or state dict"),
    )  # fmt: skip
    parser.add_argument(
        "--kind", choices=KINDS, default=KINDS[0],
        help=Text("code is a PyTorch script with its weights beside it"),
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="FILE", required=True)


def run(options: argparse.Namespace) -> int:
    """Write the model, and tell into which files."""
    checkpoint = model(options.model)
    files = export(checkpoint, options.out, options.kind)
    print(Text("Exported as {files}", files=", ".join(map(str, files))))
    note = note_on(options.kind, checkpoint.network)
    if note is not None:
        print(note)
    return 0
