"""Numbers as they are hard to read: digits that touch and overlap, small zeros, signs, wide rows.

    python tests/bench/close_numbers.py --pen ../shared/data/pen/pendigits-orig.tra
        [--writers 21-30] [--count 200] [--seed 1] [--model FILE] [--only NAME ...]

Digits are 180 units high, their pen is 10 wide. "overlap 25" are pairs of which the paths' boxes
have 25 columns in common; "gap 40" pairs whose ink lies 40 apart. As pictures the units are pixels.
"small zeros" are numbers of 3 to 6 digits whose zeros stand on the line at a third or at half of
the others' height. "marks" are numbers with a point, a comma or a minus at the pen digits' size;
"signs" have =, +, /, one no higher than the digits, or a letter after the second digit: no digit
may be made of it, and the others have to be read. "rows" stacks wide digits so that they touch, and
counts ink that is in no digit, no mark and no unread ink.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from pen_digits import PenDigit, read_pen_digits
from PIL import Image, ImageDraw

from digitpad.graph.graph import Graph
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.number import NumberReading, read_number
from digitpad.reading.written import read_drawing, read_picture
from digitpad.support.folders import bundled_model

HEIGHT, PEN = 180.0, 10.0
Strokes = list[np.ndarray]

SIGNS: dict[str, list[list[tuple[float, float]]]] = {  # in a box of height 1, y down
    "=": [[(0, 0.4), (0.5, 0.4)], [(0, 0.62), (0.5, 0.6)]],
    "+": [[(0.25, 0.2), (0.25, 0.8)], [(0, 0.5), (0.5, 0.5)]],
    "/": [[(0.55, -0.1), (0, 1.1)]],
    "A": [[(0.3, 0), (0, 1)], [(0.3, 0), (0.6, 1)], [(0.1, 0.6), (0.5, 0.6)]],
    "H": [[(0, 0), (0, 1)], [(0.5, 0), (0.5, 1)], [(0, 0.5), (0.5, 0.5)]],
    "x": [[(0, 0.4), (0.5, 1)], [(0.5, 0.4), (0, 1)]],
    "m": [[(0, 1), (0, 0.5), (0.2, 0.45), (0.3, 0.6), (0.3, 1), (0.32, 0.6), (0.5, 0.45),
           (0.6, 0.6), (0.6, 1)]],
    "low /": [[(0.4, 0), (0, 1)]],
    "K": [[(0, 0), (0, 1)], [(0.4, 0), (0, 0.5), (0.4, 1)]],
    "B": [[(0, 0), (0, 1)],
          [(0, 0), (0.3, 0.04), (0.42, 0.22), (0.3, 0.42), (0.03, 0.48), (0.35, 0.55),
           (0.5, 0.75), (0.35, 0.95), (0, 1)]],
    "R": [[(0, 0), (0, 1)],
          [(0, 0), (0.3, 0.03), (0.44, 0.24), (0.3, 0.45), (0.02, 0.5), (0.5, 1)]],
    "M": [[(0, 0), (0, 1)], [(0, 0), (0.35, 0.6), (0.7, 0), (0.7, 1)]],
    "N": [[(0, 0), (0, 1)], [(0, 0), (0.5, 1)], [(0.5, 0), (0.5, 1)]],
    "Y": [[(0, 0), (0.28, 0.5)], [(0.55, 0), (0.28, 0.5)], [(0.28, 0.5), (0.28, 1)]],
    "h": [[(0, 0), (0, 1)], [(0, 0.65), (0.15, 0.45), (0.3, 0.45), (0.36, 0.6), (0.36, 1)]],
    "i": [[(0, 0.42), (0, 1)], [(0, 0.15), (0.01, 0.17)]],
}  # fmt: skip
MARKS: dict[str, list[list[tuple[float, float]]]] = {
    ".": [[(0, 0.97), (0.02, 0.98)]],
    ",": [[(0.06, 0.93), (0.07, 1.0), (0, 1.14)]],
    "−": [[(0, 0.52), (0.35, 0.5)]],
}


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pen", type=Path, required=True)
    parser.add_argument("--writers", default="21-30", metavar="A-B")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--only", nargs="+", default=[])
    options = parser.parse_args()
    network = load_checkpoint(options.model or bundled_model()).network
    first, last = map(int, options.writers.split("-"))
    digits = [digit for digit in read_pen_digits(options.pen) if first <= digit.writer <= last]
    for name, measure in MEASURES.items():
        if options.only and name not in options.only:
            continue
        random = np.random.default_rng([options.seed, list(MEASURES).index(name)])
        start = time.process_time()
        count = options.rows if name == "rows" else options.count
        for line in measure(network, digits, count, random):
            print(line, flush=True)
        print(f"    ({name}: {time.process_time() - start:.0f} s)", flush=True)


def pairs(network, digits, count, random):
    """Yield how many pairs are read, as strokes and as pictures."""
    for name, gap in (("gap 40", 40 + PEN), ("gap 20", 20 + PEN), ("overlap 0", 0),
                      ("overlap 10", -10), ("overlap 25", -25)):  # fmt: skip
        made = (
            row_of([digits[index] for index in random.integers(len(digits), size=2)], gap)
            for _ in range(count)
        )
        yield f"pairs, {name}: {_both_ways(network, made)}"


def zeros(network, digits, count, random):
    """Yield how many numbers with small zeros are read."""

    def number(low):
        length = int(random.integers(3, 7))
        labels = random.integers(1, 10, size=length)
        labels[random.permutation(np.arange(1, length))[: random.integers(1, 3)]] = 0
        some = [random.choice([d for d in digits if d.label == label]) for label in labels]
        return row_of(some, 30 + PEN, low)

    for low in (1 / 2, 1 / 3):
        made = (number(low) for _ in range(count))
        yield f"zeros of {low:.2f} height: {_both_ways(network, made)}"


def marks(network, digits, count, random):
    """Yield how many numbers with a point, a comma, a minus are read with it."""

    def number(mark):
        length = int(random.integers(1 if mark == "−" else 2, 6))
        some = [digits[index] for index in random.integers(len(digits), size=length)]
        place = 0 if mark == "−" else int(random.integers(1, length))
        return row_of(some, 30 + PEN, signs={place: mark})

    for mark in MARKS:
        made = (number(mark) for _ in range(count))
        yield f"numbers with {mark}: {_both_ways(network, made)}"


def _both_ways(network, made) -> str:
    """Tell how many of the rows with what they say are read, as strokes and as pictures."""
    strokes, pictures = [], []
    for row, text in made:
        strokes.append(read_drawing(network, drawing(row)).text == text)
        pictures.append(_picture_text(network, row) == text)
    return f"strokes {share(strokes)}, pictures {share(pictures)}"


def signs(network, digits, count, random):
    """Yield how many numbers with another sign are read without a digit for it."""
    for sign in SIGNS:
        right, pictures = [], []
        for _ in range(count // 2):
            some = [digits[index] for index in random.integers(len(digits), size=4)]
            row, text = row_of(some, 40 + PEN, signs={2: sign})
            right.append(_digits(read_drawing(network, drawing(row))) == text)
            pictures.append(_digits(_picture(network, row)) == text)
        yield f"{sign} among digits: strokes {share(right)}, pictures {share(pictures)}"


def rows(network, digits, count, random):
    """Yield how many wide digits in rows that touch lose ink."""
    lost = 0
    for _ in range(count):
        made: Strokes = []
        y = 0.0
        for _ in range(int(random.integers(2, 4))):
            digit = digits[random.integers(len(digits))]
            wide = random.uniform(1.0, 3.0)
            path = [np.array(s) * (wide, 1.0) for s in digit.strokes if s]
            low = np.concatenate(path).min(axis=0)
            made += [stroke - low + (random.uniform(0, 60), y) for stroke in path]
            y = max(float(stroke[:, 1].max()) for stroke in made) + random.uniform(-15, 15)
        sheet = drawing(made)
        lost += loses_ink(sheet, read_number(network, sheet))
    yield f"rows of wide digits that lose ink: {lost} of {count:,}"


def loses_ink(sheet: Drawing, reading: NumberReading) -> bool:
    """Tell whether any ink of ``sheet`` is in no digit and no mark of ``reading``."""
    pieces = [piece for sign in reading.signs for piece in sign.pieces]
    for number, stroke in enumerate(sheet.strokes):
        own = sorted((p.start, p.end) for p in pieces if p.stroke == number)
        reached = 0.0
        for start, end in own:
            if start > reached:
                return True
            reached = max(reached, end)
        if not own or reached < len(stroke.points) - 1:
            return True
    return False


def row_of(
    digits: list[PenDigit], gap: float, zero: float = 1.0, signs: dict[int, str] | None = None
) -> tuple[Strokes, str]:
    """Return ``digits`` side by side on one line, ``gap`` between their paths, and what they say.

    zero: height of zeros. signs: which stand before which digit.
    """
    made: Strokes = []
    text, x = "", 100.0
    for index, digit in enumerate(digits):
        if signs and index in signs:
            sign = signs[index]
            shape = [HEIGHT * np.array(path) for path in (MARKS | SIGNS)[sign]]
            low = np.concatenate(shape)[:, 0].min()
            shape = [path + np.array([x - low, 100.0]) for path in shape]
            made += shape
            x = max(float(path[:, 0].max()) for path in shape) + gap
            text += sign
        strokes = [np.array(stroke) for stroke in digit.strokes if stroke]
        everything = np.concatenate(strokes)
        low, high = everything.min(axis=0), everything.max(axis=0)
        size = max(high[1] - low[1], 0.6 * (high[0] - low[0]), 1.0)
        scale = HEIGHT * (zero if digit.label == 0 else 1.0) / size
        offset = np.array([x - low[0] * scale, 100.0 + HEIGHT - high[1] * scale])
        made += [stroke * scale + offset for stroke in strokes]
        x += (high[0] - low[0]) * scale + gap
        text += str(digit.label)
    return made, "".join(c for c in text if c.isdigit() or c in MARKS)


def drawing(strokes: Strokes) -> Drawing:
    """Return the strokes on a sheet, with points as dense as a mouse sends them."""
    return Drawing(tuple(Stroke.from_xy(_dense(stroke).tolist(), PEN) for stroke in strokes))


def _dense(stroke: np.ndarray) -> np.ndarray:
    places = np.linspace(0, len(stroke) - 1, max(40, len(stroke)))
    index = np.arange(len(stroke))
    return np.stack([np.interp(places, index, stroke[:, axis]) for axis in (0, 1)], axis=1)


def picture_of(strokes: Strokes, pen: float = PEN) -> Image.Image:
    """Return a scan of the strokes: dark on white, a little soft."""
    everything = np.concatenate(strokes)
    low = everything.min(axis=0) - 60
    width, height = np.ceil(everything.max(axis=0) - low + 60).astype(int).tolist()
    paper = Image.new("L", (4 * width, 4 * height), 245)
    draw = ImageDraw.Draw(paper)
    for stroke in strokes:
        path = (4 * (stroke - low)).ravel().tolist()
        draw.line(path, fill=30, width=round(4 * pen), joint="curve")
        for x, y in zip(path[::2], path[1::2], strict=True):
            draw.ellipse((x - 2 * pen, y - 2 * pen, x + 2 * pen, y + 2 * pen), fill=30)
    return paper.reduce(4)


def _picture(network: Graph, strokes: Strokes):
    picture = picture_of(strokes)
    grey = np.asarray(picture, np.float32) / np.float32(255)
    scale = 640 / max(picture.size)
    if scale < 1:
        picture.thumbnail((640, 640), Image.Resampling.BOX)
        grey = np.asarray(picture, np.float32) / np.float32(255)
    return read_picture(network, grey, None, picture.size)


def _picture_text(network: Graph, strokes: Strokes) -> str:
    return _picture(network, strokes).text


def _digits(written) -> str:
    return "".join(str(digit.answer.digit) for digit in written.digits)


def share(right: list[bool]) -> str:
    """Return how many are true, in percent."""
    return f"{100 * float(np.mean(right)):.1f} %"


MEASURES = {"pairs": pairs, "zeros": zeros, "marks": marks, "signs": signs, "rows": rows}

if __name__ == "__main__":
    main()
