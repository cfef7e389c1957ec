"""``digitpad predict``: the digits in pictures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitpad.cli import Parser
from digitpad.cli.arguments import add_json, add_model, add_network, checkpoint_of
from digitpad.support.errors import DigitpadError
from digitpad.support.messages import Text, plural

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.ink.input.frame import Array
    from digitpad.reading.classify import Answer
    from digitpad.reading.number import NumberReading


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "images", nargs="+", type=Path, metavar="IMAGE",
        help=Text("a picture, a strokes file (.json), or a table with a row of pixels each (.csv)"),
    )  # fmt: skip
    parser.add_argument(
        "--number", action="store_true",
        help=Text("read all digits of each picture, from left to right"),
    )  # fmt: skip
    add_network(parser)
    add_model(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Read each picture; one that cannot be read does not keep the others from it."""
    from digitpad.data.table import TABLE_SUFFIXES
    from digitpad.reading.classify import agreed, classify
    from digitpad.reading.number import read_number_file

    network = checkpoint_of(options).network
    results: list[dict[str, Any]] = []
    failures: list[DigitpadError] = []
    for file in options.images:
        try:
            if file.suffix.lower() in TABLE_SUFFIXES:
                results += _row_results(network, file)
            elif options.number:
                results.append(_number_result(file, read_number_file(network, file)))
            else:
                answers = [classify(network, image) for image in inputs_of(file)]
                results.append(result_of(file, agreed(answers)))
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


def is_strokes(file: Path) -> bool:
    """Tell whether ``file`` holds strokes, and not a picture."""
    return file.suffix.lower() == ".json"


def input_of(file: Path) -> Array:
    """Return what the network sees of a picture, or of a strokes file."""
    return inputs_of(file)[0]


def inputs_of(file: Path) -> list[Array]:
    """Return what the network may see: more than one where a picture can be cleaned two ways."""
    from digitpad.ink.input.render import network_input
    from digitpad.ink.photo.picture import picture_inputs
    from digitpad.ink.strokes_file import load_drawing

    return [network_input(load_drawing(file))] if is_strokes(file) else picture_inputs(file)


def result_of(file: Path, answer: Answer) -> dict[str, Any]:
    """Return the contract's JSON object for one digit."""
    return {
        "file": str(file),
        "digit": answer.digit,
        "confidence": answer.confidence,
        "sure": answer.is_sure,
        "probabilities": list(answer.probabilities),
    }


def _row_results(network: Graph, file: Path) -> list[dict[str, Any]]:
    """Return an object for each row of a table, counted from 1; its labels are left alone."""
    import numpy as np

    from digitpad.data.table import read_table
    from digitpad.reading.classify import classify_all

    images = read_table(file).images
    answers = classify_all(network, images.astype(np.float32) / np.float32(255))
    return [result_of(file, answer) | {"row": row} for row, answer in enumerate(answers, 1)]


def _number_result(file: Path, reading: NumberReading) -> dict[str, Any]:
    digits = []
    for digit in reading.digits:
        left, top, right, bottom = digit.box
        digits.append({
            "digit": digit.answer.digit,
            "confidence": digit.answer.confidence,
            "sure": digit.answer.is_sure,
            "probabilities": list(digit.answer.probabilities),
            "box": [left, top, right - left, bottom - top],
        })  # fmt: skip
    return {
        "file": str(file),
        "number": reading.text,
        "confidence": reading.confidence,
        "sure": reading.is_sure,
        "digits": digits,
    }


def sentence(result: dict[str, Any]) -> str:
    """Return a line for people."""
    from digitpad.reading.classify import percent

    read = result["number"].replace("\n", " / ") if "number" in result else result["digit"]
    file = f"{result['file']}:{result['row']}" if "row" in result else result["file"]
    sure = percent(result["confidence"])
    if result["sure"]:
        return f"{file}: {read} ({sure})"
    return str(Text("{file}: {read} ({sure}, not sure)", file=file, read=read, sure=sure))
