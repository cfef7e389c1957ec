"""Real pen trajectories: the UNIPEN file of the pendigits database as drawings.

Source: Alpaydin and Alimoglu, "Pen-Based Recognition of Handwritten Digits", UCI Machine Learning
Repository, CC BY 4.0.
"""

from dataclasses import dataclass
from pathlib import Path

BOX = 500  # tablet pixels; y grows upward in the file


@dataclass(frozen=True)
class PenDigit:
    """One digit: its label, who wrote it (1 to 30), and its strokes as (x, y) with y down."""

    label: int
    writer: int
    strokes: list[list[tuple[float, float]]]


def read_pen_digits(path: Path) -> list[PenDigit]:
    """Read every digit of a ``pendigits-orig`` file."""
    digits: list[PenDigit] = []
    stroke: list[tuple[float, float]] | None = None
    for line in path.read_text().splitlines():
        words = line.split()
        if not words:
            continue
        if words[0] == ".COMMENT" and len(words) == 4 and words[1].isdigit():
            digits.append(PenDigit(int(words[1]), int(words[2]), []))
        elif words[0] == ".PEN_DOWN":
            stroke = []
            digits[-1].strokes.append(stroke)
        elif words[0] == ".PEN_UP":
            stroke = None
        elif stroke is not None:
            stroke.append((float(words[0]), BOX - float(words[1])))
    return digits
