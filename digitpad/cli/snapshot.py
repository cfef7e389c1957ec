"""``digitpad snapshot``: the window as a picture, drawn without a screen."""

from __future__ import annotations

import argparse
from pathlib import Path

from digitpad.cli import BadUseError, Parser
from digitpad.cli.arguments import add_model, add_network, add_size, add_theme
from digitpad.cli.window import named_network, paint_offscreen
from digitpad.support.messages import Text
from digitpad.ui.pages import PAGES

PAGES_THAT_RUN = ("train", "test")


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    parser.add_argument("out", type=Path, metavar="OUT.png")
    parser.add_argument(
        "--strokes", type=Path, metavar="FILE.json",
        help=Text("put on the canvas"),
    )  # fmt: skip
    parser.add_argument("--page", choices=tuple(PAGES), default="layers")
    parser.add_argument(
        "--run", action="store_true", dest="run_first",
        help=Text("train, or test, on that page first"),
    )  # fmt: skip
    parser.add_argument(
        "--layer", "--stage", metavar="NAME",
        help=Text("on the page layers: ink, conv1, ..., why"),
    )  # fmt: skip
    parser.add_argument(
        "--value", type=_position, metavar="N[,N,N]",
        help=Text("explain this value: map, row, column, or unit"),
    )  # fmt: skip
    add_network(parser)
    add_model(parser)
    add_theme(parser)
    add_size(parser, (1280, 800))


def _position(text: str) -> tuple[int, ...]:
    numbers = text.split(",")
    if len(numbers) not in (1, 3) or not all(n.isascii() and n.isdigit() for n in numbers):
        raise argparse.ArgumentTypeError(
            Text("{text} is not a value's place such as 3,10,12 or 7", text=text)
        )
    return tuple(map(int, numbers))


def run(options: argparse.Namespace) -> int:
    """Draw the window, and write the picture."""
    if options.run_first and options.page not in PAGES_THAT_RUN:
        raise BadUseError(
            "--run needs --page train or test: the page {page} has nothing to run",
            page=options.page,
        )
    if options.layer is not None and options.page != "layers":
        raise BadUseError("--stage needs --page layers")
    if options.value is not None and options.layer is None:
        raise BadUseError("--value needs --stage")
    paint_offscreen()
    from digitpad.ink.strokes_file import load_drawing
    from digitpad.ui.window.snapshot import save_snapshot

    drawing = load_drawing(options.strokes) if options.strokes else None
    save_snapshot(
        options.out, drawing, options.page, options.theme, options.size, options.run_first,
        options.layer, options.value, named_network(options), options.language,
    )  # fmt: skip
    print(Text("The window is in {path}", path=options.out))
    return 0
