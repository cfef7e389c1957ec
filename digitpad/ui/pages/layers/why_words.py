"""An attribution in words and numbers."""

from __future__ import annotations

from math import floor, log10
from typing import NamedTuple

from digitpad.reading.classify import percent
from digitpad.support.numbers import signed
from digitpad.training.attribution import PATCH, Attribution, Method
from digitpad.ui.language import translate


class NamedNumber(NamedTuple):
    """A number and, in the last column, what else is to be said of it."""

    name: str
    number: str
    beside: str = ""


def method_name(method: Method) -> str:
    """Return what ``method`` is called."""
    match method:
        case "integrated gradients":
            return translate("Why", "Integrated gradients")
        case "occlusion":
            return translate("Why", "Occlusion")
        case "gradient":
            return translate("Why", "Gradient")


def what_is_seen(found: Attribution) -> str:
    """Return what the colours of the map mean."""
    alone = found.rather_than is None
    match found.method:
        case "integrated gradients" if alone:
            text = translate(
                "Why",
                "Red pixels speak for {0}, blue ones against it. Their sum is close to what the "
                "ink adds to its log odds.",
            )
        case "integrated gradients":
            text = translate(
                "Why",
                "Red pixels speak for {0}, blue ones for {1}. Their sum is close to what the ink "
                "adds to the log odds.",
            )
        case "occlusion" if alone:
            text = translate(
                "Why",
                "A patch of blank paper, {2} × {2} pixels, covers one place after the other. "
                "Red: without this ink {0} is less likely. Blue: more.",
            )
        case "occlusion":
            text = translate(
                "Why",
                "A patch of blank paper, {2} × {2} pixels, covers one place after the other. "
                "Red: this ink helps {0} against {1}. Blue: it helps {1}.",
            )
        case "gradient" if alone:
            text = translate(
                "Why",
                "What a little more ink would do, on blank paper too. Red: it would speak for "
                "{0}. Blue: against it.",
            )
        case "gradient":
            text = translate(
                "Why",
                "What a little more ink would do, on blank paper too. Red: it would speak for "
                "{0}. Blue: for {1}.",
            )
    return text.format(found.digit, found.rather_than, PATCH)


def log_odds_words() -> str:
    """Return what log odds are, for a tool tip."""
    return translate(
        "Why",
        "Log odds: the natural logarithm of p / (1 − p). 0 is even, +2.2 is 9 to 1, "
        "+4.6 is 99 to 1.",
    )


def numbers(found: Attribution) -> tuple[NamedNumber, ...]:
    """Return the log odds of image and blank paper, their difference, and the sum of the map.

    The sum stands only where it is to be the difference.
    """
    if found.rather_than is None:
        name = translate("Why", "Log odds of {0}").format(found.digit)
    else:
        name = translate("Why", "Log odds of {0} to {1}").format(found.digit, found.rather_than)
    here, blank = percent(found.probability), percent(found.blank_probability)
    rows = [
        NamedNumber(name, signed(found.odds, 2), here),
        NamedNumber(translate("Why", "on blank paper"), signed(found.blank_odds, 2), blank),
        NamedNumber(translate("Why", "The ink adds"), signed(found.odds - found.blank_odds, 2)),
    ]
    if found.method == "integrated gradients":
        rows.append(NamedNumber(translate("Why", "All pixels together"), signed(found.total, 2)))
    return tuple(rows)


def decimals(largest: float) -> int:
    """Return how many decimals tell numbers up to ``largest``, which is above 0, apart."""
    return max(3, 2 - floor(log10(largest)))
