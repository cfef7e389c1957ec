"""``digitpad predict``: the digits in pictures."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitpad.cli import Parser
from digitpad.cli.arguments import add_json, add_model, add_network, checkpoint_of
from digitpad.support.errors import DigitpadError
from digitpad.support.messages import Text, plural

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.reading.written import Written


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "images", nargs="+", type=Path, metavar="IMAGE",
        help=Text("a picture, a strokes file (.json), or a table with a row of pixels each (.csv)"),
    )  # fmt: skip
    forced = parser.add_mutually_exclusive_group()
    for way, words in (
        ("digit", Text("take each picture for one digit")),
        ("number", Text("take each picture for a number, from left to right, row by row")),
    ):
        forced.add_argument(
            f"--{way}", action="store_const", const=way, dest="way", help=str(words)
        )
    add_network(parser)
    add_model(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Read each picture; one that cannot be read does not keep the others from it."""
    from digitpad.data.table import TABLE_SUFFIXES
    from digitpad.reading.written import read_file

    network = checkpoint_of(options).network
    results: list[dict[str, Any]] = []
    failures: list[DigitpadError] = []
    for file in options.images:
        try:
            if file.suffix.lower() in TABLE_SUFFIXES:
                results += _row_results(network, file)
            else:
                results.append(result_of(file, read_file(network, file, options.way)))
        except DigitpadError as error:
            failures.append(error)
    if options.json:
        print(json.dumps({"results": results}))
    else:
        for result in results:
            print(sentence(result))
    if len(failures) > 1:
        raise DigitpadError(plural(
            len(failures) - 1, "{first} (%n more failed.)", "{first} (%n more failed.)",
            first=failures[0],
        ))  # fmt: skip
    if failures:
        raise failures[0]
    return 0


def result_of(file: Path, written: Written) -> dict[str, Any]:
    """Return the contract's JSON object for one picture; boxes are x0, y0, x1, y1."""
    one = written.answer
    return {
        "file": str(file),
        "text": written.text,
        "sure": written.is_sure,
        "digits": [
            {
                "digit": digit.answer.digit,
                "confidence": digit.answer.confidence,
                "sure": digit.answer.is_sure,
                "box": [float(side) for side in digit.box],
            }
            for digit in written.digits
        ],
        "marks": [
            {"text": mark.text, "read": not mark.is_unread, "box": [float(n) for n in mark.box]}
            for mark in written.marks
        ],
        "digit": None if one is None else one.digit,
        "confidence": None if one is None else one.confidence,
        "probabilities": None if one is None else list(one.probabilities),
    }


def _row_results(network: Graph, file: Path) -> list[dict[str, Any]]:
    """Return an object for each row of a table, counted from 1; its labels are left alone."""
    from digitpad.data.table import read_table
    from digitpad.ink.input.frame import to_levels
    from digitpad.reading.classify import classify_all
    from digitpad.reading.number import ReadDigit
    from digitpad.reading.written import Written

    images = read_table(file).images
    answers = classify_all(network, to_levels(images))
    whole = (0.0, 0.0, float(images.shape[2]), float(images.shape[1]))
    return [
        result_of(file, Written(str(answer.digit), (ReadDigit(answer, whole),), answer))
        | {"row": row}
        for row, answer in enumerate(answers, 1)
    ]


def sentence(result: dict[str, Any]) -> str:
    """Return a line for people."""
    from digitpad.reading.classify import percent

    read = result["text"].replace("\n", " / ")
    file = f"{result['file']}:{result['row']}" if "row" in result else result["file"]
    sure = percent(math.prod(digit["confidence"] for digit in result["digits"]))
    if result["sure"]:
        return f"{file}: {read} ({sure})"
    return str(Text("{file}: {read} ({sure}, not sure)", file=file, read=read, sure=sure))
