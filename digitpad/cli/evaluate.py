"""``digitpad evaluate``: how well a model reads the test images of a data set."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from digitpad.cli import Parser
from digitpad.cli.arguments import (
    add_dataset,
    add_json,
    add_model,
    add_network,
    checkpoint_of,
    say,
    test_samples,
)  # fmt: skip
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from digitpad.training.evaluation import Report


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    add_dataset(parser)
    add_model(parser)
    add_network(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Test the model."""
    from digitpad.training.evaluation import evaluate
    from digitpad.training.loop import as_tensors
    from digitpad.training.module import module_of

    network = module_of(checkpoint_of(options).network)
    report = evaluate(network, *as_tensors(test_samples(options)))
    names = ("samples", "correct", "accuracy", "loss", "confusion")
    say(options, {name: getattr(report, name) for name in names}, tested(report))
    return 0


def tested(report: Report) -> Text:
    """Return what came of a test, for people."""
    return Text(
        "Test set: average loss {report.loss:.4f}, accuracy {report.correct:,}/"
        "{report.samples:,} ({accuracy:.2f} %)",
        report=report, accuracy=report.accuracy * 100,
    )  # fmt: skip
