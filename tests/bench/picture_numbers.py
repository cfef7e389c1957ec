"""Pictures of two digits, and of letters, which are none: what is read in them.

    python tests/bench/picture_numbers.py --data ../shared/data [--only NAME ...] [--count 300]
        [--seed 1] [--model FILE] [--fonts FOLDER ...] [--show FOLDER]

"mnist": pairs of MNIST's test digits of frames 28, 56 and 112 pixels high, their ink 2 to 12 pixels
apart, half of them white on black. "frames": all of 00 to 99, a digit's frame beside the other's, 0
to 12 pixels apart. "pen": pairs of pen digits 180 pixels high, 20 apart, of pens 5 to 28 pixels
wide. "fonts": 0 to 9 and 00 to 99 in each font. "letters": A to Z and a to z alone in each font.

What is not read, or not surely, is told with what its digits are read as alone, in pictures of
their own; where those are right it counts as the number's fault. Of letters only sure answers are
told.
"""

import argparse
import string
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from close_numbers import picture_of, row_of
from pen_digits import read_pen_digits
from PIL import Image, ImageDraw, ImageFont

from digitpad.data.catalogue import load_test
from digitpad.graph.graph import Graph
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.written import Way, Written, read_picture
from digitpad.support.errors import EmptyInkError
from digitpad.support.folders import bundled_model

SIDES = (28, 56, 112)  # pixels: MNIST's frame
GAPS = (2, 12)  # pixels
PENS = (5, 10, 18, 28)
SIZES = (24, 48, 120)  # points of a font
FONTS = [Path("/usr/share/fonts/truetype"), Path("/usr/share/fonts/opentype/urw-base35")]
NO_LETTERS = ("CJK", "Symbol", "D050000L", "Math", "Fallback", "Dingbat", "Emoji")


@dataclass
class Case:
    """A picture, what it says, and those of its digits alone."""

    picture: Image.Image
    text: str
    alone: list[Image.Image]


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--fonts", type=Path, nargs="+", default=FONTS)
    parser.add_argument("--show", type=Path, help="a folder for the pictures that are told")
    options = parser.parse_args()
    network = load_checkpoint(options.model or bundled_model()).network
    for number, (name, measure) in enumerate(MEASURES.items()):
        if options.only and name not in options.only:
            continue
        random = np.random.default_rng([options.seed, number])
        start = time.process_time()
        measure(network, options, random)
        print(f"    ({name}: {time.process_time() - start:.0f} s)", flush=True)


def read(network: Graph, picture: Image.Image, way: Way | None = None) -> Written | None:
    """Return what is read in a grey picture; None where it shows no ink."""
    size, picture = picture.size, picture.copy()
    picture.thumbnail((640, 640), Image.Resampling.BOX)
    try:
        grey = np.asarray(picture, np.float32) / np.float32(255)
        return read_picture(network, grey, None, size, way)
    except EmptyInkError:
        return None


def marked(written: Written | None) -> str:
    """Return what is read, with question marks."""
    if written is None:
        return "-"
    if written.number is not None:
        return written.number.marked_text
    return "".join(digit.marked for digit in written.digits)


def tell(network: Graph, name: str, cases: list[Case], show: Path | None) -> None:
    """Print how many cases are right, and what is not the fault of their digits."""
    count: Counter[str] = Counter()
    told = []
    for index, case in enumerate(cases):
        found = marked(read(network, case.picture))
        if found == case.text:
            count["sure"] += 1
            continue
        count["right"] += found.replace("?", "") == case.text
        count["wrong"] += "?" not in found and "□" not in found
        alone = "".join(marked(read(network, one, "digit")) for one in case.alone)
        if alone.replace("?", "") == case.text:
            count["fault"] += alone == case.text or found.replace("?", "") != case.text
        told.append(f"{case.text}: {found}, alone {alone}")
        if show:
            show.mkdir(parents=True, exist_ok=True)
            plain = found.replace("?", "q").replace("□", "u").replace("\n", "n")
            case.picture.save(show / f"{name.replace(' ', '_')}_{index}_{case.text}_{plain}.png")
    total = len(cases)
    print(
        f"{name}: right {100 * (count['sure'] + count['right']) / total:.1f} %, and sure "
        f"{100 * count['sure'] / total:.1f} %, surely wrong {100 * count['wrong'] / total:.1f} % "
        f"of {total}; {count['fault']} though the digits alone are read", flush=True,
    )  # fmt: skip
    for line in told:
        print("   ", line)


def pasted(digits: list[np.ndarray], apart: list[int], is_light: bool) -> Image.Image:
    """Return pictures (h, w), white ink, side by side; apart: columns after each but the last."""
    side = len(digits[0])
    margin = side // 3
    x, places = margin, []
    for digit, gap in zip(digits, [*apart, 0], strict=True):
        places.append(x)
        x += digit.shape[1] + gap
    sheet = np.zeros((side + 2 * margin, x + margin), np.uint8)
    for digit, place in zip(digits, places, strict=True):
        area = sheet[margin : margin + side, place : place + digit.shape[1]]
        np.maximum(area, digit, out=area)
    return Image.fromarray(sheet if is_light else 255 - sheet)


def _test_digits(options) -> tuple[np.ndarray, np.ndarray]:
    test = load_test("mnist", options.data / "mnist")
    return test.images, test.labels


def _enlarged(digit: np.ndarray, side: int) -> np.ndarray:
    return np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC))


def _without_columns(digit: np.ndarray) -> np.ndarray:
    """Return ``digit`` without the empty columns beside its ink."""
    columns = np.flatnonzero((digit > 60).any(axis=0))
    return digit[:, columns[0] : columns[-1] + 1]


def mnist(network, options, random) -> None:
    """Pairs of MNIST's digits with their ink so far apart."""
    images, labels = _test_digits(options)
    for side in SIDES:
        cases = []
        for number in range(options.count):
            chosen = random.integers(len(images), size=2)
            gap = int(random.integers(GAPS[0], GAPS[1] + 1))
            digits = [_without_columns(_enlarged(images[index], side)) for index in chosen]
            text = "".join(str(labels[index]) for index in chosen)
            is_light = bool(number % 2)
            alone = [pasted([digit], [], is_light) for digit in digits]
            cases.append(Case(pasted(digits, [gap], is_light), text, alone))
        tell(network, f"mnist {side}", cases, options.show)


def frames(network, options, random) -> None:
    """00 to 99 of MNIST's digits, frame beside frame."""
    images, labels = _test_digits(options)
    for side in SIDES[:2]:
        for is_light in (False, True):
            cases = []
            for number in range(100):
                text = f"{number:02}"
                chosen = [random.choice(np.flatnonzero(labels == int(c))) for c in text]
                gap = int(random.integers(0, GAPS[1] + 1))
                digits = [_enlarged(images[index], side) for index in chosen]
                alone = [pasted([digit], [], is_light) for digit in digits]
                cases.append(Case(pasted(digits, [gap], is_light), text, alone))
            colours = "white on black" if is_light else "black on white"
            tell(network, f"frames {side} {colours}", cases, options.show)


def pen(network, options, random) -> None:
    """Pairs of strangers' pen digits, of several pens."""
    digits = [d for d in read_pen_digits(options.data / "pen" / "pendigits-orig.tra")
              if d.writer > 20]  # fmt: skip
    for width in PENS:
        cases = []
        for _ in range(options.count // 2):
            some = [digits[index] for index in random.integers(len(digits), size=2)]
            strokes, text = row_of(some, 20 + width)
            alone = [picture_of(row_of([digit], 0)[0], width) for digit in some]
            cases.append(Case(picture_of(strokes, width), text, alone))
        tell(network, f"pen of {width}", cases, options.show)


def _fonts(options) -> list[Path]:
    files = [path for folder in options.fonts for kind in ("ttf", "otf")
             for path in folder.rglob(f"*.{kind}")]  # fmt: skip
    return sorted(path for path in files if not any(name in path.stem for name in NO_LETTERS))


def printed(text: str, font: Path, size: int) -> Image.Image:
    """Return black text on white, with the space of a letter around it."""
    face = ImageFont.truetype(str(font), size)
    left, top, right, bottom = face.getbbox(text)
    margin = size // 2
    picture = Image.new("L", (right - left + 2 * margin, bottom - top + 2 * margin), 255)
    ImageDraw.Draw(picture).text((margin - left, margin - top), text, fill=0, font=face)
    return picture


def fonts(network, options, random) -> None:
    """0 to 9 and 00 to 99 in each font, of one size each."""
    for place, font in enumerate(_fonts(options)):
        size = SIZES[place % len(SIZES)]
        cases = [
            Case(printed(text, font, size), text, [printed(c, font, size) for c in text])
            for text in [*string.digits, *(f"{n:02}" for n in range(100))]
        ]
        tell(network, f"{font.stem} {size}", cases, options.show)


def letters(network, options, random) -> None:
    """Letters alone, each font in one size."""
    several: Counter[str] = Counter()
    ones: Counter[str] = Counter()
    total = 0
    for place, font in enumerate(_fonts(options)):
        size, told = SIZES[place % len(SIZES)], []
        for letter in string.ascii_letters:
            picture = printed(letter, font, size)
            found = marked(read(network, picture))
            total += 1
            ones[f"{letter} {found}"] += len(found) == 1 and found.isdigit()
            if len(found) > 1 and "?" not in found and "□" not in found:
                several[letter] += 1
                told.append(f"{letter}: {found!r}")
                if options.show:
                    options.show.mkdir(parents=True, exist_ok=True)
                    plain = found.replace("\n", "n")
                    picture.save(options.show / f"{letter}_{font.stem}_{size}_{plain}.png")
        if told:
            print(f"    {font.stem} {size}:", "  ".join(told), flush=True)
    print(f"letters that are surely several digits: {sum(several.values())} of {total}; "
          f"{several.most_common()}")  # fmt: skip
    print(f"surely one: {ones.total()}; {ones.most_common(40)}")


MEASURES = {"mnist": mnist, "frames": frames, "pen": pen, "fonts": fonts, "letters": letters}

if __name__ == "__main__":
    main()
