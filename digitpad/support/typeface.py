"""The typeface of what matplotlib draws: the one that ships with digitpad."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from threading import Lock

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from digitpad.support.folders import assets_folder
from digitpad.support.typeface_names import CHINESE, OURS

FAMILIES = ("Inter", "DejaVu Sans")  # the second has most signs that the first lacks
NO_SIGN = "□"
THINNEST = 0.1  # of a font's size: no sign is less wide
SEMIBOLD = 600  # the weight of our font's second file

_lock = Lock()  # charts and figures are drawn in threads of their own


def use_our_font() -> None:
    """Make it the font of all figures, and let drawings be the same each time they are saved."""
    with _lock:
        if OURS not in _known():
            for file in sorted((assets_folder() / "fonts").glob("*.otf")):
                font_manager.fontManager.addfont(str(file))
        known = _known()
        mpl.rcParams["font.family"] = [*FAMILIES, *(name for name in CHINESE if name in known)]
        mpl.rcParams["svg.hashsalt"] = "digitpad"


def _known() -> set[str]:
    return {font.name for font in font_manager.fontManager.ttflist}


def drawable(text: str) -> str:
    """Return ``text`` with a box for each sign that no font has; control characters are spaces."""
    families = mpl.rcParams["font.family"]

    def drawn(sign: str) -> str:
        if sign.isprintable():
            return sign if _has(sign, families) else NO_SIGN
        return "\n" if sign == "\n" else " "

    return "".join(map(drawn, text))


def font(text: str, size: float, *, semibold: bool = False) -> FontProperties:
    """Return what ``text`` is written with; it is semibold if our own font has all of its signs."""
    if semibold and all(_has(sign, FAMILIES[:1]) for sign in text):
        return FontProperties(family=FAMILIES[0], size=size, weight=SEMIBOLD)
    return FontProperties(size=size)


def width_of(text: str, size: float, *, semibold: bool = False) -> float:
    """Return how wide ``text`` is at ``size``, in the unit of ``size``."""
    width, _, _ = text_to_path.get_text_width_height_descent(
        text, font(text, size, semibold=semibold), ismath=False
    )
    return float(width)


def shortened(text: str, size: float, room: float, *, semibold: bool = False) -> str:
    """Return ``text``, or its beginning with an ellipsis where it is wider than ``room``."""
    if width_of(text, size, semibold=semibold) <= room:
        return text
    while text and width_of(f"{text}…", size, semibold=semibold) > room:
        text = text[: max(len(text) - max(len(text) // 8, 1), 0)]
    return f"{text.rstrip()}…"


def wrapped(text: str, size: float, room: float, most: int) -> list[str]:
    """Return ``text`` as at most ``most`` lines, none wider than ``room``.

    Lines break at spaces, and inside a word that is wider than a line.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if _fits(longer, size, room):
                line = longer
                continue
            if line:
                lines.append(line)
            while len(word) > 1 and not _fits(word, size, room) and len(lines) <= most:
                fitting = _fitting(word, size, room)
                lines.append(word[:fitting])
                word = word[fitting:]
            line = word
            if len(lines) > most:
                break
        lines.append(line)
        if len(lines) > most:
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened(f"{lines[most - 1]} …", size, room)]
    return lines


def _fits(text: str, size: float, room: float) -> bool:
    """Tell whether ``text`` is at most ``room`` wide; a very long one need not be measured."""
    return len(text) * THINNEST * size <= room and width_of(text, size) <= room


def _fitting(word: str, size: float, room: float) -> int:
    """Return how many signs of ``word`` fit into ``room``, one at the least."""
    fits, fits_not = 1, len(word)
    while fits_not - fits > 1:
        middle = (fits + fits_not) // 2
        if _fits(word[:middle], size, room):
            fits = middle
        else:
            fits_not = middle
    return fits


def _has(sign: str, families: Sequence[str]) -> bool:
    return any(sign in _signs(family) for family in families)


@cache
def _signs(family: str) -> frozenset[str]:
    file = font_manager.findfont(FontProperties(family=family))
    return frozenset(map(chr, font_manager.get_font(file).get_charmap()))
