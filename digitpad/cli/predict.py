"""``digitpad predict``: the digits in pictures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitpad.cli import Parser
from digitpad.cli.arguments import add_json, add_model, model
from digitpad.support.errors import DigitpadError
from digitpad.support.messages import Text, plural

if TYPE_CHECKING:
    from digitpad.ink.input.frame import Array
    from digitpad.reading.classify import Answer
    from digitpad.reading.number import NumberReading


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "images", nargs="+", type=Path, metavar="IMAGE",
        help=Text("a PNG, JPEG or BMP picture, or a strokes file (.json)"),
    )  # fmt: skip
    parser.add_argument(
        "--number", action="store_true",
        help=Text("read all digits of each picture, from left to right"),
    )  # fmt: skip
    add_model(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Read each picture; one that cannot be read does not keep the others from it."""
    from digitpad.reading.classify import agreed, classify
    from digitpad.reading.number import read_number_file

    network = model(options.model).network
    results: list[dict[str, Any]] = []
    failures: list[DigitpadError] = []
    for file in options.images:
        try:
            if options.number:
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
        "probabilities": list(answer.probabilities),
    }


def _number_result(file: Path, reading: NumberReading) -> dict[str, Any]:
    digits = []
    for digit in reading.digits:
        left, top, right, bottom = digit.box
        digits.append({
            "digit": digit.answer.digit,
            "confidence": digit.answer.confidence,
            "probabilities": list(digit.answer.probabilities),
            "box": [left, top, right - left, bottom - top],
        })  # fmt: skip
    return {
        "file": str(file),
        "number": reading.text,
        "confidence": reading.confidence,
        "digits": digits,
    }


def sentence(result: dict[str, Any]) -> str:
    """Return a line for people."""
    from digitpad.reading.classify import percent

    read = result["number"].replace("\n", " / ") if "number" in result else result["digit"]
    return f"{result['file']}: {read} ({percent(result['confidence'])})"
