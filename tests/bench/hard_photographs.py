"""Numbers of one to three pen digits in made-up photographs: shadows, boards, blur, odd papers.

    python tests/bench/hard_photographs.py --pen ../shared/data/pen/pendigits-orig.tra
        [--count 30] [--seed 1] [--only hand --only chalk] [--wrong FOLDER]

Prints for each kind how many of ``count`` pictures are read right, how many are surely wrong, and
how long that takes. --wrong: a folder for the pictures that are not read right.
"""

import argparse
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from pen_digits import read_pen_digits
from PIL import Image, ImageDraw
from scipy import ndimage

sys.path.append(str(Path(__file__).parents[2]))

import digitpad
from digitpad.support.errors import DigitpadError

Random = np.random.Generator
PAPER, INK = (232, 228, 220), (40, 42, 60)
FINER = 3  # strokes are drawn so many times larger, and reduced
HEIGHT = 100.0  # units of a digit


class Hand:
    """Writes numbers with the digits of a file of pen digits."""

    def __init__(self, digits, random: Random):
        self._digits, self.random = digits, random

    def write(self, height=110, width=5.5, room=60.0) -> tuple[np.ndarray, str]:
        """Return (h, w), how much of each pixel is inked, 0 to 1, and the number."""
        strokes, text, right = [], "", 0.0
        for _ in range(int(self.random.integers(1, 4))):
            digit = self._digits[self.random.integers(len(self._digits))]
            points = np.concatenate(digit.strokes)
            low, size = points.min(0), np.ptp(points, axis=0)
            scale = HEIGHT / max(size[1], 0.6 * size[0], 1)
            corner = np.array([right, HEIGHT - size[1] * scale])
            strokes += [(np.asarray(stroke) - low) * scale + corner for stroke in digit.strokes]
            right += size[0] * scale + self.random.uniform(22, 38)
            text += str(digit.label)
        scale = height / HEIGHT
        size = [round((side + 2 * room) * scale) for side in (right - 30, HEIGHT)]
        sheet = Image.new("L", (size[0] * FINER, size[1] * FINER))
        pen, radius = ImageDraw.Draw(sheet), width * scale * FINER / 2
        for stroke in strokes:
            path = [tuple(point) for point in (stroke + room) * scale * FINER]
            pen.line(path, fill=255, width=round(2 * radius), joint="curve")
            for x, y in path:
                pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
        return np.asarray(sheet.reduce(FINER), float) / 255, text


def mixed(inked, paper, ink):
    return np.asarray(paper) * (1 - inked[..., None]) + np.asarray(ink) * inked[..., None]


def photographed(random: Random, levels, noise=3.0, quality=80) -> Image.Image:
    grainy = levels + random.normal(0, noise, levels.shape)
    file = io.BytesIO()
    picture = Image.fromarray(np.clip(grainy, 0, 255).astype(np.uint8))
    picture.save(file, "JPEG", quality=quality)
    return Image.open(file)


def soft(distance, pixels):
    return 1 / (1 + np.exp(-distance / pixels))


def clouds(random: Random, shape, size, strength):
    values = ndimage.gaussian_filter(random.normal(size=shape), size)
    return strength * values / values.std()


# Each takes the rows, the columns, the picture's height and width, and gives the shadow, 0 to 1.
def slanting(random, y, x, height, width):
    edge = (x / width + y / height - random.uniform(0.8, 1.2)) * height / 1.4
    return soft(edge, random.uniform(2, 30))


def hand(random, y, x, height, width):
    across, pixels = random.uniform(0.2, 0.9), random.uniform(2, 25)
    apart = np.hypot((x - across * width) * 0.7, y - 1.05 * height)
    return soft(0.55 * height - apart, pixels)


def phone(random, y, x, height, width):
    pixels, left, top = random.uniform(2, 20), random.uniform(0.2, 0.7), random.uniform(0.2, 0.6)
    return soft(x - left * width, pixels) * soft(y - top * height, pixels)


def blinds(random, y, x, height, width):
    apart, pixels = random.uniform(60, 130), random.uniform(2, 8)
    along = (y + 0.2 * x + random.uniform(0, 100)) % apart
    return soft(np.abs(along - apart / 2) - apart / 4, pixels)


def lamp(random, y, x, height, width):
    pixels, place = random.uniform(8, 40), random.uniform(0.3, 0.7, 2)
    return soft(np.hypot(x - place[0] * width, y - place[1] * height) - 0.5 * height, pixels)


def in_shadow(shadow, paper=PAPER, ink=INK, width=5.5):
    def kind(hand: Hand):
        inked, text = hand.write(width=width)
        height, across = inked.shape
        rows, columns = np.mgrid[:height, :across]
        share = shadow(hand.random, rows, columns, height, across)
        light = 1 - hand.random.uniform(0.3, 0.65) * share
        return photographed(hand.random, mixed(inked, paper, ink) * light[..., None]), text

    return kind


def grainy_chalk(hand: Hand):
    inked, text = hand.write(width=8)
    inked = inked * np.clip(0.75 + clouds(hand.random, inked.shape, 0.8, 0.3), 0, 1)
    board = np.array([40, 70, 55]) + clouds(hand.random, inked.shape, 12, 6)[..., None]
    return photographed(hand.random, mixed(inked, board, (225, 225, 215)), quality=85), text


def squared(hand: Hand):
    inked, text = hand.write(height=120, width=5)
    paper = np.full((*inked.shape, 3), 247.0)
    apart = int(hand.random.integers(24, 40))
    paper[::apart] = paper[:, ::apart] = (190, 205, 235)
    paper = ndimage.gaussian_filter(paper, (0.6, 0.6, 0))
    return photographed(hand.random, mixed(0.85 * inked, paper, (70, 70, 75))), text


def crumpled(hand: Hand):
    inked, text = hand.write(height=130, width=5)
    rows, columns = np.mgrid[: inked.shape[0], : inked.shape[1]]
    folds = np.zeros(inked.shape)
    for _ in range(9):
        angle, place = hand.random.uniform(0, np.pi), hand.random.uniform(0, 1, 2) * inked.shape
        apart = (columns - place[1]) * np.cos(angle) + (rows - place[0]) * np.sin(angle)
        reach, depth = hand.random.uniform(10, 40), hand.random.uniform(4, 14)
        folds += np.sign(apart) * np.exp(-np.abs(apart) / reach) * depth
    paper = np.array([225, 222, 215]) + folds[..., None]
    return photographed(hand.random, mixed(0.9 * inked, paper, (50, 50, 60))), text


def out_of_focus(hand: Hand):
    inked, text = hand.write(width=6)
    blurred = ndimage.gaussian_filter(inked, hand.random.uniform(3, 5))
    return photographed(hand.random, mixed(0.9 * blurred, PAPER, INK), quality=75), text


def at_night(hand: Hand):
    inked, text = hand.write(width=6)
    levels = mixed(0.8 * inked, (95, 85, 70), (30, 28, 28))
    return photographed(hand.random, levels, noise=13, quality=60), text


def faint(hand: Hand):
    inked, text = hand.write(height=130, width=3.2)
    inked = inked * np.clip(0.28 + clouds(hand.random, inked.shape, 0.7, 0.1), 0.05, 1)
    return photographed(hand.random, mixed(inked, (236, 234, 228), (60, 60, 65)), 2.0), text


def on_wood(hand: Hand):
    inked, text = hand.write(height=130, width=8)
    grain = clouds(hand.random, (inked.shape[0], 1), 2, 9)
    grain = grain + clouds(hand.random, inked.shape, (3, 40), 7)
    levels = mixed(0.95 * inked, np.array([196, 152, 104]) + grain[..., None], (35, 28, 24))
    return photographed(hand.random, levels, noise=2), text


KINDS: dict[str, Callable[[Hand], tuple[Image.Image, str]]] = {
    "slanting": in_shadow(slanting), "hand": in_shadow(hand), "phone": in_shadow(phone),
    "blinds": in_shadow(blinds), "lamp": in_shadow(lamp),
    "pencil": in_shadow(slanting, ink=(90, 90, 95), width=4.5),
    "chalk": in_shadow(slanting, (60, 75, 65), (235, 235, 228), 7),
    "grainy chalk": grainy_chalk, "squared": squared, "crumpled": crumpled,
    "out of focus": out_of_focus, "at night": at_night, "faint": faint, "on wood": on_wood,
}  # fmt: skip


def main() -> None:
    """Run the measurement that the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pen", type=Path, required=True)
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=KINDS, action="append")
    parser.add_argument("--wrong", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    digits = read_pen_digits(options.pen)
    print(f"{'kind':14} {'right':>8} {'surely wrong':>13} {'ms':>6}")
    for name in options.only or KINDS:
        hand = Hand(digits, np.random.default_rng([options.seed, *name.encode()]))
        right, sure, seconds = 0, 0, 0.0
        for number in range(options.count):
            picture, text = KINDS[name](hand)
            start = time.perf_counter()
            found, is_sure = _read(picture)
            seconds += time.perf_counter() - start
            right += found == text
            sure += is_sure and found != text
            if options.wrong and found != text:
                picture.save(options.wrong / f"{name}-{number}-{text}.png")
        milliseconds = 1000 * seconds / options.count
        print(f"{name:14} {right:4}/{options.count} {sure:13} {milliseconds:6.0f}", flush=True)


def _read(picture: Image.Image) -> tuple[str, bool]:
    try:
        answer = digitpad.read(picture)
    except DigitpadError:
        return "", False
    return answer.text, answer.sure


if __name__ == "__main__":
    main()
