"""Pen digits on synthetic photographs of paper: how many are read right, by kind of paper.

    python tests/bench/photographs.py --pen ../shared/data/pen/pendigits-orig.tra
        [--digits 500] [--paper squared] [--model FILE] [--seed 1] [--sheet FILE.png]

Draws each digit on each kind of paper, once, and has it read from the same file twice: as a
scan, which every picture was taken for before, and as a photograph. Prints the accuracies, that
of the same strokes on the canvas, and how long cleaning takes. --sheet: a picture of the first
photographs, their ink and the network's input. --wrong: a folder for what is misread.
"""

import argparse
import itertools
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from pen_digits import BOX, read_pen_digits
from PIL import Image

sys.path.append(str(Path(__file__).parents[2]))

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.ink.photo.picture import (
    ink_input,
    open_grey,
    open_picture,
    opened_input,
    picture_ink,
)
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.classify import classify
from digitpad.support.errors import EmptyInkError
from digitpad.support.folders import bundled_model
from tests.ink.photo.cleaned_ink import clean_ink
from tests.ink.photo.photographs import chance_scene, photograph

PAPERS = ("blank", "lined", "squared")
LIGHTS = ("even", "uneven")
PENS = ("pen", "pencil")
SHOWN = 8  # photographs of a kind on the sheet
TILE = (320, 240)  # pixels


def main() -> None:
    """Run the measurement that the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pen", type=Path, required=True)
    parser.add_argument("--digits", type=int, default=500)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--paper", choices=PAPERS, action="append", help="else all")
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--wrong", type=Path, help="folder")
    options = parser.parse_args()
    torch.set_num_threads(1)
    network = load_checkpoint(options.model or bundled_model()).network
    random = np.random.default_rng(options.seed)
    everything = read_pen_digits(options.pen)
    digits = [everything[i] for i in random.permutation(len(everything))[: options.digits]]

    right_drawn = sum(
        classify(network, network_input(_drawing(digit))).digit == digit.label for digit in digits
    )
    print(f"drawn on the canvas: {100 * right_drawn / len(digits):.1f}% of {len(digits)}")
    print(f"{'paper':8} {'light':7} {'ink':7} {'before':>8} {'after':>8}   digits")
    seconds: list[float] = []
    tiles: list[Image.Image] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "photograph.jpg"
        for paper, light, pen in itertools.product(options.paper or PAPERS, LIGHTS, PENS):
            right = {"before": 0, "after": 0}
            for number, digit in enumerate(digits):
                scene = chance_scene(paper, pen, light, random)
                photograph(digit.strokes, scene).save(file, scene)
                for name, read in (("before", read_as_scan), ("after", read_first)):
                    start = time.perf_counter()
                    answer = _answer(network, read, file)
                    if name == "after":
                        seconds.append(time.perf_counter() - start)
                    right[name] += answer == digit.label
                if options.wrong and answer != digit.label:
                    kind = f"{paper}-{light}-{pen}-{number}-is{digit.label}-read{answer}.jpg"
                    (options.wrong / kind).write_bytes(file.read_bytes())
                if number < SHOWN and options.sheet:
                    tiles.append(_tile(file))
            shares = [f"{100 * right[name] / len(digits):7.1f}%" for name in right]
            print(f"{paper:8} {light:7} {pen:7} {' '.join(shares)}   {len(digits)}", flush=True)
    middle, late = np.percentile(seconds, [50, 95]) * 1000
    print(f"from file to answer: median {middle:.0f} ms, 95 % within {late:.0f} ms")
    if options.sheet:
        _pasted(tiles).save(options.sheet)


def read_first(file):
    """Return what the network sees first of a picture file."""
    return opened_input(*open_picture(file))


def read_as_scan(file):
    """Return the input as it was before photographs were cleaned."""
    return ink_input(picture_ink(open_grey(file)))


def _drawing(digit):
    return Drawing(tuple(Stroke.from_xy(stroke) for stroke in digit.strokes), (BOX, BOX))


def _answer(network, read, file):
    try:
        return classify(network, read(file)).digit
    except EmptyInkError:
        return None


def _tile(file):
    """Photograph, all its ink, and the network's input, side by side."""
    picture = Image.open(file)
    tile = Image.new("RGB", (3 * TILE[0], TILE[1]), "grey")
    tile.paste(picture.resize(TILE), (0, 0))
    try:
        ink = clean_ink(*open_picture(file))
        image = read_first(file)
    except EmptyInkError:
        return tile
    for index, values in ((1, ink), (2, image)):
        grey = Image.fromarray(np.uint8(255 - 255 * values)).convert("RGB")
        grey = grey.resize(TILE if index == 1 else (TILE[1], TILE[1]), Image.Resampling.BOX)
        tile.paste(grey, (index * TILE[0], 0))
    return tile


def _pasted(tiles):
    width, height = tiles[0].size
    sheet = Image.new("RGB", (width * 4, height * -(-len(tiles) // 4)), "white")
    for index, tile in enumerate(tiles):
        sheet.paste(tile, (index % 4 * width, index // 4 * height))
    return sheet


if __name__ == "__main__":
    main()
