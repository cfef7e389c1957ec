"""Whole numbers: pen digits side by side, taken apart and read.

    python tests/bench/whole_numbers.py --pen ../shared/data/pen/pendigits-orig.tra
        [--writers 16-30] [--rows 200] [--seed 1] [--model FILE]

Half of the rows are one writer's, half are mixed. Heights vary by a fifth, rows slant by up to a
tenth, and one digit's second stroke in ten is drawn when all else has been. Six rows in ten have
gaps of 0.1 to 0.45 digit heights, one in four of 0 to 0.1, and in the others the digits' boxes
overlap by up to 0.12. Prints how often the strokes were put together just so, how often the whole
number was read right, and how often the window takes it for a number: a single digit should never
be one. The weights were made with writers 1 to 15.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from pen_digits import PenDigit, read_pen_digits
from PIL import Image, ImageDraw

from digitpad.graph.graph import Graph
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.canvas_number import is_number
from digitpad.reading.number import NumberReading, read_number, read_picture_number
from digitpad.support.folders import bundled_model

HEIGHT = 100.0  # units
GAPS = {"usual": (0.1, 0.45), "tight": (0.0, 0.1), "overlapping": (-0.12, 0.0)}  # heights
SHARE_OF_GAPS = (0.6, 0.25, 0.15)
LATE = 0.1  # of the second strokes
LENGTHS = range(2, 9)


@dataclass
class Row:
    """Digits side by side: the strokes, which digit each belongs to, and the number."""

    strokes: list[np.ndarray]
    owners: list[int]
    text: str

    @property
    def drawing(self) -> Drawing:
        """The strokes on a sheet."""
        return Drawing(tuple(Stroke.from_xy(stroke.tolist()) for stroke in self.strokes))

    def is_taken_apart(self, reading: NumberReading) -> bool:
        """Tell whether each digit of ``reading`` is made of all strokes of one digit alone."""
        found = [[piece.stroke for piece in digit.pieces] for digit in reading.digits]
        return found == [
            [stroke for stroke, owner in enumerate(self.owners) if owner == number]
            for number in range(len(self.text))
        ]


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pen", type=Path, required=True)
    parser.add_argument("--writers", default="16-30", metavar="A-B")
    parser.add_argument("--rows", type=int, default=200, help="of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    network = load_checkpoint(options.model or bundled_model()).network
    first, last = map(int, options.writers.split("-"))
    digits = [digit for digit in read_pen_digits(options.pen) if first <= digit.writer <= last]
    digits = [PenDigit(d.label, d.writer, [s for s in d.strokes if s]) for d in digits]
    random = np.random.default_rng(options.seed)
    print(f"writers {options.writers}, seed {options.seed}")

    lone = [row_of([digit], random) for digit in digits]
    tell("single digits", network, lone)
    whole = [
        tell(f"{length} digits", network, rows(digits, length, options.rows, random))
        for length in LENGTHS
    ]
    print(
        "2 to 8 digits: taken apart {:.1f} %, number right {:.1f} %".format(*np.mean(whole, axis=0))
    )
    for gap in GAPS:
        tell(f"4 digits, {gap} gaps", network, rows(digits, 4, options.rows, random, gap))
    tell("4 digits, each second stroke last", network,
         rows(digits, 4, options.rows, random, late=1.0))  # fmt: skip
    tell_joined(network, digits, options.rows, random)
    tell_two_rows(network, digits, options.rows, random)
    for gap in GAPS:
        tell_pictures(network, rows(digits, 4, options.rows, random, gap), gap)
    tell_time(network, digits, random)


def rows(
    digits: list[PenDigit], length: int, count: int, random: np.random.Generator,
    gap: str | None = None, late: float = LATE,
) -> list[Row]:  # fmt: skip
    """Return rows of ``length`` digits, every other one by a single writer."""
    made = []
    for number in range(count):
        writer = digits[random.integers(len(digits))].writer
        some = [d for d in digits if d.writer == writer] if number % 2 else digits
        chosen = [some[index] for index in random.integers(len(some), size=length)]
        made.append(row_of(chosen, random, gap, late))
    return made


def row_of(
    digits: list[PenDigit], random: np.random.Generator, gap: str | None = None, late: float = LATE
) -> Row:
    """Put ``digits`` side by side."""
    gap = gap or str(random.choice(list(GAPS), p=SHARE_OF_GAPS))
    slant = random.uniform(-0.1, 0.1)
    x = HEIGHT
    at_once: list[tuple[int, np.ndarray]] = []
    afterwards: list[tuple[int, np.ndarray]] = []
    for index, digit in enumerate(digits):
        everything = np.concatenate([np.array(stroke) for stroke in digit.strokes])
        low, high = everything.min(axis=0), everything.max(axis=0)
        # What was written flat keeps its shape and does not become a giant.
        height = max(high[1] - low[1], 0.6 * (high[0] - low[0]), 1.0)
        scale = HEIGHT * random.uniform(0.8, 1.2) / height
        if index:
            x += HEIGHT * random.uniform(*GAPS[gap])
        down = HEIGHT * (2 + random.uniform(-0.08, 0.08)) + slant * x
        offset = np.array([x - low[0] * scale, down - (low[1] + high[1]) / 2 * scale])
        for number, stroke in enumerate(digit.strokes):
            is_late = number > 0 and random.random() < late
            (afterwards if is_late else at_once).append((index, np.array(stroke) * scale + offset))
        x += (high[0] - low[0]) * scale
    order = at_once + afterwards
    return Row([stroke for _, stroke in order], [owner for owner, _ in order],
               "".join(str(digit.label) for digit in digits))  # fmt: skip


def tell(name: str, network: Graph, made: list[Row]) -> tuple[float, float]:
    """Print and return how often the rows were taken apart, and read, right, in percent."""
    readings = [read_number(network, row.drawing) for row in made]
    apart = share([row.is_taken_apart(r) for row, r in zip(made, readings, strict=True)])
    right = share([row.text == r.text for row, r in zip(made, readings, strict=True)])
    seen = share([is_number(reading) for reading in readings])
    print(f"{name}: taken apart {apart:.2f} %, number right {right:.2f} %, a number in the window "
          f"{seen:.2f} % of {len(made):,}")  # fmt: skip
    return apart, right


def tell_joined(
    network: Graph, digits: list[PenDigit], count: int, random: np.random.Generator
) -> None:
    """Print how often digits that were written without lifting the pen are read."""
    single = [digit for digit in digits if len(digit.strokes) == 1]
    for length in (2, 3):
        made = rows(single, length, count, random, "usual", late=0.0)
        alone = share([row.text == read_number(network, row.drawing).text for row in made])
        right, parted = [], []
        for row in made:
            joined = Drawing((Stroke.from_xy(np.concatenate(row.strokes).tolist()),))
            text = read_number(network, joined).text
            right.append(text == row.text)
            parted.append(len(text) == length)
        print(f"{length} digits in one stroke: as many found {share(parted):.1f} %, number right "
              f"{share(right):.1f} %; lifting the pen {alone:.1f} %")  # fmt: skip


def tell_two_rows(
    network: Graph, digits: list[PenDigit], count: int, random: np.random.Generator
) -> None:
    """Print how often two rows, from middle to middle 1.3 to 1.7 heights, are read as two."""
    apart, right = [], []
    for upper, lower in zip(
        rows(digits, 3, count, random), rows(digits, 4, count, random), strict=True
    ):
        down = HEIGHT * random.uniform(1.3, 1.7)
        both = Row(upper.strokes + [stroke + np.array([0, down]) for stroke in lower.strokes],
                   upper.owners + [owner + 3 for owner in lower.owners],
                   upper.text + lower.text)  # fmt: skip
        reading = read_number(network, both.drawing)
        apart.append(both.is_taken_apart(reading))
        right.append(reading.text == f"{upper.text}\n{lower.text}")
    print(f"two rows of 3 and 4 digits: taken apart {share(apart):.1f} %, both numbers right "
          f"{share(right):.1f} %")  # fmt: skip


def tell_pictures(network: Graph, made: list[Row], gap: str) -> None:
    """Print how often pictures of the rows are read."""
    parted, right = [], []
    for row in made:
        text = read_picture_number(network, picture_of(row)).text
        parted.append(len(text) == len(row.text))
        right.append(text == row.text)
    print(f"pictures of 4 digits, {gap} gaps: as many found {share(parted):.1f} %, "
          f"number right {share(right):.1f} %")  # fmt: skip


def picture_of(row: Row, pen: int = 9) -> np.ndarray:
    """Return a scan of ``row``, (h, w) float32 in 0..1."""
    everything = np.concatenate(row.strokes)
    low = everything.min(axis=0) - 20
    width, height = np.ceil(everything.max(axis=0) - low + 20).astype(int).tolist()
    paper = Image.new("L", (4 * width, 4 * height))
    draw = ImageDraw.Draw(paper)
    for stroke in row.strokes:
        path = (4 * (stroke - low)).ravel().tolist()
        draw.line(path, fill=255, width=4 * pen, joint="curve")
        for x, y in zip(path[::2], path[1::2], strict=True):
            draw.ellipse((x - 2 * pen, y - 2 * pen, x + 2 * pen, y + 2 * pen), fill=255)
    return np.asarray(paper.reduce(4), dtype=np.float32) / np.float32(255)


def tell_time(network: Graph, digits: list[PenDigit], random: np.random.Generator) -> None:
    """Print how long reading takes, with points as dense as a mouse sends them."""
    for length in (1, 8):
        times = []
        for row in rows(digits, length, 60, random):
            strokes = tuple(Stroke.from_xy(dense(stroke).tolist()) for stroke in row.strokes)
            start = time.process_time()
            read_number(network, Drawing(strokes))
            times.append(1000 * (time.process_time() - start))
        print(f"{length} digits, time of one thread: median {np.median(times):.1f} ms, 95 % below "
              f"{np.percentile(times, 95):.1f} ms")  # fmt: skip


def dense(stroke: np.ndarray, points: int = 120) -> np.ndarray:
    """Return ``stroke`` with about one second's mouse events in it."""
    places = np.linspace(0, len(stroke) - 1, max(points, len(stroke)))
    index = np.arange(len(stroke))
    return np.stack([np.interp(places, index, stroke[:, axis]) for axis in (0, 1)], axis=1)


def share(right: list[bool]) -> float:
    """Return how many are true, in percent."""
    return 100 * float(np.mean(right))


if __name__ == "__main__":
    main()
