"""Pictures as people bring them: how many are read right, and how many surely wrong.

    python tests/bench/pictures.py --data ../shared/data [--only NAME ...] [--digits 120]
        [--model FILE] [--wrong FOLDER]

Reads, in one run, the cells of photographed sudokus with and without their printed lines, the
scans of optdigits and semeion, and made-up photographs of pen digits, whose paper, light, size, pen
and file are left to chance: plain, in a box, in a circle, underlined, with a line at the edge, with
specks of dust far away, in a hard shadow, 60 pixels wide, with a contrast of 20 of 255; and MNIST's
test digits, black on white, each cut out at its ink, 20 pixels high and larger. An answer is sure
as the window says it is; a picture that is refused is neither right nor wrong. --wrong: a folder
for the pictures that are misread, each beside the network's input.
"""

import argparse
import io
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from pen_digits import PenDigit, read_pen_digits
from PIL import Image, ImageDraw, ImageFilter

from digitpad.data.catalogue import load_test
from digitpad.ink.photo.picture import decoded_picture, opened_inputs
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.classify import agreed, classify
from digitpad.support.errors import EmptyInkError
from digitpad.support.folders import bundled_model

WRITERS = range(21, 31)  # whom the bundled model did not learn from
SHARPNESS = 4  # strokes are drawn this much larger, then averaged
MADE_UP = (
    "plain", "box", "circle", "underlined", "edge line", "dust", "hard shadow", "60 pixels",
    "contrast 20",
)  # fmt: skip
CUT_OUT = (1, 1.5, 2, 3)  # times MNIST's size, of which the ink is 20 pixels high at most

Labelled = tuple[Image.Image, int]


@dataclass
class Tally:
    """What became of the pictures of one kind."""

    count: int = 0
    right: int = 0
    sure_and_wrong: int = 0
    refused: int = 0
    seconds: float = 0.0


def main() -> None:
    """Run the measurement that the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True, help="with pictures/, mnist/ and pen/")
    parser.add_argument("--digits", type=int, default=120, help="made-up photographs of a kind")
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--model", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wrong", type=Path, help="folder")
    options = parser.parse_args()
    torch.set_num_threads(1)
    network = load_checkpoint(options.model or bundled_model()).network
    print(f"{'pictures':22} {'right':>7} {'sure, wrong':>12} {'refused':>8} {'ms':>5}   of")
    for name, pictures in kinds(options.data, options.digits, options.seed):
        if options.only and name not in options.only:
            continue
        tally = Tally()
        for number, (picture, label) in enumerate(pictures):
            image, answer = _read(network, picture, tally)
            right = answer is not None and answer.digit == label
            tally.count += 1
            tally.right += right
            tally.sure_and_wrong += answer is not None and answer.is_sure and not right
            if options.wrong and not right:
                digit = "none" if answer is None else f"{answer.digit}-{answer.confidence:.2f}"
                options.wrong.mkdir(parents=True, exist_ok=True)
                file = f"{name.replace(' ', '-')}-{number}-is{label}-read{digit}.png"
                beside(picture, image).save(options.wrong / file)
        print(
            f"{name:22} {100 * tally.right / tally.count:6.1f}% "
            f"{100 * tally.sure_and_wrong / tally.count:11.1f}% "
            f"{tally.refused:8} {1000 * tally.seconds / tally.count:5.0f}   {tally.count}",
            flush=True,
        )


def kinds(data: Path, digits: int, seed: int) -> Iterator[tuple[str, Iterator[Labelled]]]:
    """Yield each kind's name and its pictures with their labels."""
    cells = np.load(data / "pictures" / "sudoku_cells.npz")
    framed, label = cells["framed"], cells["label"]
    yield "sudoku, with lines", labelled(framed, label)
    yield "sudoku, without", labelled(framed[:, 20:-20, 20:-20], label)
    for name in ("optdigits_orig", "semeion"):
        scans = np.load(data / "pictures" / f"{name}.npz")
        pixels = next(scans[key] for key in scans.files if scans[key].ndim == 3)
        yield name, labelled(pixels, scans["label"])
    test = load_test("mnist", data / "mnist")
    some = np.random.default_rng(seed).permutation(len(test.labels))[: 2 * digits]
    for scale in CUT_OUT:
        cut = (cut_out(255 - test.images[i], scale) for i in some)
        yield f"cut out, x {scale}", zip(cut, test.labels[some].tolist(), strict=True)
    everything = read_pen_digits(data / "pen" / "pendigits-orig.tra")
    unseen = [digit for digit in everything if digit.writer in WRITERS]
    for kind in MADE_UP:
        random = np.random.default_rng([seed, MADE_UP.index(kind)])
        some = [unseen[i] for i in random.permutation(len(unseen))[:digits]]
        yield kind, ((made_up(digit, kind, random), digit.label) for digit in some)


def labelled(pixels: np.ndarray, labels: np.ndarray) -> Iterator[Labelled]:
    """Yield pictures of pixels (n, h, w) or (n, h, w, 3), uint8, with their labels."""
    for values, label in zip(pixels, labels.tolist(), strict=True):
        yield Image.fromarray(np.ascontiguousarray(values)), int(label)


def cut_out(grey: np.ndarray, scale: float) -> Image.Image:
    """Return ``grey``, ink on white paper, so many times larger, as far as its ink goes."""
    picture = Image.fromarray(grey)
    larger = picture.resize([round(scale * side) for side in picture.size])
    return larger.crop(larger.point([255 * (level < 128) for level in range(256)]).getbbox())


def made_up(digit: PenDigit, kind: str, random: np.random.Generator) -> Image.Image:
    """Return a photograph of ``digit``, one of MADE_UP: what the kind leaves open is chance."""
    width = 60 if kind == "60 pixels" else int(random.integers(160, 900))
    height = round(width * random.uniform(0.8, 1.25))
    shorter = min(width, height)
    share = random.uniform(0.45, 0.75) if width == 60 else random.uniform(0.3, 0.6)
    size = share * shorter  # of the digit's longer side
    pen = max(1.3, size * random.uniform(0.05, 0.12))
    place = np.array([width, height]) / 2 + random.uniform(-0.06, 0.06, 2) * shorter
    coverage, low, high = _ink(digit, width, height, size, pen, place)
    drawn = Image.fromarray(np.uint8(255 * coverage)).resize(
        (width * SHARPNESS, height * SHARPNESS)
    )
    lines = Image.new("L", drawn.size)
    _around(kind, ImageDraw.Draw(lines), low, high, pen, random)
    coverage = np.maximum(coverage, np.asarray(lines.reduce(SHARPNESS), np.float32) / 255)

    paper = random.uniform(0.72, 0.97) * (1 - random.uniform(0, 0.08, 3))
    contrast = 20 / 255 if kind == "contrast 20" else random.uniform(0.4, 0.75)
    blue = np.array([1.0, 0.85, 0.5]) if random.random() < 0.5 else np.ones(3)
    picture = paper - coverage[..., None] * np.minimum(contrast * blue, paper - 0.02)
    picture = picture * _lamp(kind, width, height, random)[..., None]
    noise = random.uniform(0.5, 1.5) if kind == "contrast 20" else random.uniform(0.5, 4)
    blur = random.uniform(0.2, 0.6) if width == 60 else random.uniform(0.4, 1.2)
    soft = Image.fromarray((picture.clip(0, 1) * 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(blur)
    )
    values = np.asarray(soft, np.float32) + random.normal(0, noise, (height, width, 3))
    taken = Image.fromarray(values.clip(0, 255).astype(np.uint8))
    if random.random() < 0.3:
        taken = taken.convert("L")
    if random.random() < 0.6:
        file = io.BytesIO()
        taken.save(file, "JPEG", quality=int(random.integers(75, 95)))
        taken = Image.open(file)
        taken.load()
    return taken


def _ink(digit, width, height, size, pen, place):
    """Return how much of each pixel the pen covers, and the digit's rectangle."""
    points = np.concatenate([np.asarray(stroke, float) for stroke in digit.strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (size - pen) / max(float((high - low).max()), 1.0)
    paper = Image.new("L", (width * SHARPNESS, height * SHARPNESS))
    draw = ImageDraw.Draw(paper)
    for stroke in digit.strokes:
        path = (np.asarray(stroke, float) - (low + high) / 2) * scale + place
        _line(draw, path, pen)
    half = (high - low) / 2 * scale + pen / 2
    return np.asarray(paper.reduce(SHARPNESS), np.float32) / 255, place - half, place + half


def _line(draw, path, pen):
    radius = pen / 2 * SHARPNESS
    corners = (np.asarray(path) * SHARPNESS).tolist()
    draw.line([tuple(corner) for corner in corners], fill=255, width=max(1, round(2 * radius)))
    for x, y in corners:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)


def _around(kind, draw, low, high, pen, random):
    """Draw what is no digit: a box, a circle, an underline, a line at the edge, dust."""
    size, middle = float((high - low).max()), (low + high) / 2
    width, height = draw.im.size[0] / SHARPNESS, draw.im.size[1] / SHARPNESS
    line = max(1.0, pen * random.uniform(0.4, 1.1))
    if kind == "box":
        half = (high - low) / 2 + size * random.uniform(0.12, 0.35, 2)
        if random.random() < 0.5:
            half = np.full(2, half.max())
        corners = middle + half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
        _line(draw, corners + random.normal(0, 0.008 * size, corners.shape), line)
    elif kind == "circle":
        radius = np.hypot(*(high - low)) / 2 + size * random.uniform(0.12, 0.3)
        angles = np.linspace(0, 2 * math.pi * random.uniform(0.97, 1.04), 60)
        squeeze = 1 + random.uniform(-0.05, 0.2)
        ring = np.stack([np.cos(angles) * radius * squeeze, np.sin(angles) * radius], axis=1)
        _line(draw, middle + ring, line)
    elif kind == "underlined":
        y = high[1] + size * random.uniform(0.1, 0.25)
        half = (high[0] - low[0]) / 2 + size * random.uniform(0.05, 0.35)
        tilt = random.normal(0, 0.02 * size)
        _line(draw, [(middle[0] - half, y - tilt), (middle[0] + half, y + tilt)], line)
    elif kind == "edge line":
        gap = random.uniform(0, 0.05) * min(width, height)
        sides = {
            0: [(gap, 0), (gap, height)], 1: [(width - gap, 0), (width - gap, height)],
            2: [(0, gap), (width, gap)], 3: [(0, height - gap), (width, height - gap)],
        }  # fmt: skip
        for side in random.permutation(4)[: random.integers(1, 4)].tolist():
            _line(draw, sides[side], line)
    elif kind == "dust":
        for _ in range(random.integers(2, 12)):
            place = random.uniform(0.02, 0.98, 2) * (width, height)
            if (place > low - 0.15 * size).all() and (place < high + 0.15 * size).all():
                continue
            _line(draw, [place, place + random.uniform(-0.6, 0.6, 2) * pen], pen * 0.6)


def _lamp(kind, width, height, random):
    """Return (h, w): how much light falls on each pixel."""
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    angle = random.uniform(0, 2 * math.pi)
    along = (across * math.cos(angle) + down * math.sin(angle)) / math.sqrt(2)
    if kind == "contrast 20":
        return np.ones((height, width))
    light = 1 - random.uniform(0, 0.12) * (along + 1)
    if kind == "hard shadow":
        angle = random.uniform(0, 2 * math.pi)
        columns, rows = np.meshgrid(np.arange(width) - width / 2, np.arange(height) - height / 2)
        pixels = columns * math.cos(angle) + rows * math.sin(angle)
        pixels += random.uniform(-0.12, 0.12) * min(width, height)  # the edge crosses the digit
        light = light * np.interp(pixels / 6, [-0.5, 0.5], [0.55, 1])
    return light


def _read(network, picture, tally):
    start = time.perf_counter()
    try:
        images = opened_inputs(*decoded_picture(picture, "picture"))
    except EmptyInkError:
        tally.refused += 1
        return None, None
    tally.seconds += time.perf_counter() - start
    return images[0], agreed([classify(network, image) for image in images])


def beside(picture: Image.Image, image: np.ndarray | None) -> Image.Image:
    """Return a picture with the network's input at its right, for people to look at."""
    shown = picture.convert("RGB")
    shown = shown.resize((round(shown.width * 280 / shown.height), 280))
    both = Image.new("RGB", (shown.width + 280, 280), "grey")
    both.paste(shown, (0, 0))
    if image is not None:
        grey = Image.fromarray(np.uint8(255 - 255 * image)).convert("RGB")
        both.paste(grey.resize((280, 280), Image.Resampling.NEAREST), (shown.width, 0))
    return both


if __name__ == "__main__":
    main()
