"""``digitpad explain``: all that a network made of one image, as files in a folder."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.cli import Parser
from digitpad.cli.arguments import (
    add_json,
    add_model,
    add_network,
    add_size,
    add_theme,
    checkpoint_of,
    say,
)
from digitpad.cli.predict import result_of, sentence
from digitpad.support.messages import Text, plural

if TYPE_CHECKING:
    from digitpad.figures.spec import FigureSpec, Part
    from digitpad.figures.subject import Subject
    from digitpad.graph.trace import Activations
    from digitpad.ink.input.preparation import Steps

FORMATS = ("png", "svg")


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    parser.add_argument(
        "image", type=Path, metavar="IMAGE",
        help=Text("a picture or a strokes file, as for predict"),
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, metavar="DIR", required=True,
        help=Text("folder for figures, tables (.csv) and arrays (.npz)"),
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=FORMATS, default=FORMATS[0],
        help=Text("of the figures"),
    )  # fmt: skip
    add_size(parser, (1600, 1000))
    add_theme(parser)
    parser.add_argument(
        "--caption", metavar="TEXT",
        help=Text("under each figure, else what it shows"),
    )  # fmt: skip
    add_network(parser)
    add_model(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Read the image, and write how it was read."""
    from digitpad.figures.spec import FigureSpec
    from digitpad.graph.trace import trace
    from digitpad.ink.input.preparation import prepare
    from digitpad.ink.picture_formats import STROKES_SUFFIX
    from digitpad.ink.strokes_file import load_drawing
    from digitpad.reading.written import read_drawing, read_file

    network = checkpoint_of(options).network
    if options.image.suffix.lower() == STROKES_SUFFIX:
        drawing = load_drawing(options.image)
        steps, read = prepare(drawing), read_drawing(network, drawing, "digit")
        image = steps.image
    else:
        steps, read = None, read_file(network, options.image, "digit")
        image = read.digits[0].images[0]
    result = result_of(options.image, read)
    width, height = options.size
    spec = FigureSpec(options.format, width, height, dark=options.theme == "dark")
    album = _write_album(
        trace(network, image), steps, options.out, spec, options.image.name, options.caption
    )
    files = [str(file) for file in album]
    said = plural(
        len(files), "{read}, %n file in {folder}", "{read}, %n files in {folder}",
        read=sentence(result), folder=options.out,
    )  # fmt: skip
    say(options, {**result, "files": files}, said)
    return 0


def _write_album(
    trace: Activations, steps: Steps | None, folder: Path, spec: FigureSpec, what: str,
    caption: str | None,
) -> Iterator[Path]:  # fmt: skip
    """Write the flow, each shown layer as figure and table, and all values; yields each file.

    steps: how a drawing became ``trace.image``; the ink is written before the layers then.
    what: was read, for captions. caption: in place of those, in all figures.
    Raises DigitpadError when the folder cannot be written.
    """
    from dataclasses import replace

    from digitpad.figures.spec import FigureLabels, usual_caption
    from digitpad.figures.subject import Subject, arrays, figure, table
    from digitpad.graph.trace import shown_layers
    from digitpad.support.files import write_atomically

    labels = FigureLabels()

    def drawn(subject: Subject) -> bytes:
        usual = usual_caption(trace, subject.part, labels, what)
        captioned = replace(spec, caption=usual if caption is None else caption)
        return figure(subject, captioned, labels)

    def written(name: str, content: bytes) -> Path:
        write_atomically(folder / name, content)
        return folder / name

    flow = Subject(trace, "flow", steps)
    yield written(f"flow.{spec.kind}", drawn(flow))
    ink: tuple[Part, ...] = () if steps is None else ("ink",)
    first = 1 - len(ink)
    for number, part in enumerate((*ink, *shown_layers(trace.graph)), start=first):
        subject = Subject(trace, part, steps)
        name = f"{number:02}-{subject.name}"
        yield written(f"{name}.{spec.kind}", drawn(subject))
        yield written(f"{name}.csv", table(subject).encode())
    yield written("values.npz", arrays(flow))
