"""An attribution in words and numbers."""

from __future__ import annotations

from math import floor, log10

from digitpad.network.attribution import PATCH, Attribution, Method
from digitpad.network.percent import percent
from digitpad.ui.layers.number_rows import NamedNumber
from digitpad.ui.layers.words import Translate


def method_name(method: Method, tr: Translate) -> str:
    """Return what ``method`` is called."""
    match method:
        case "integrated gradients":
            return tr("Integrated gradients")
        case "occlusion":
            return tr("Occlusion")
        case "gradient":
            return tr("Gradient")


def what_is_seen(found: Attribution, tr: Translate) -> str:
    """Return what the colours of the map mean."""
    alone = found.rather_than is None
    match found.method:
        case "integrated gradients" if alone:
            text = tr(
                "Red pixels speak for {0}, blue ones against it. Their sum is close to what the "
                "ink adds to its log odds."
            )
        case "integrated gradients":
            text = tr(
                "Red pixels speak for {0}, blue ones for {1}. Their sum is close to what the ink "
                "adds to the log odds."
            )
        case "occlusion" if alone:
            text = tr(
                "A patch of blank paper, {2} × {2} pixels, covers one place after the other. "
                "Red: without this ink {0} is less likely. Blue: more."
            )
        case "occlusion":
            text = tr(
                "A patch of blank paper, {2} × {2} pixels, covers one place after the other. "
                "Red: this ink helps {0} against {1}. Blue: it helps {1}."
            )
        case "gradient" if alone:
            text = tr(
                "What a little more ink would do, on blank paper too. Red: it would speak for "
                "{0}. Blue: against it."
            )
        case "gradient":
            text = tr(
                "What a little more ink would do, on blank paper too. Red: it would speak for "
                "{0}. Blue: for {1}."
            )
    return text.format(found.digit, found.rather_than, PATCH)


def numbers(found: Attribution, tr: Translate) -> tuple[NamedNumber, ...]:
    """Return the log odds of image and blank paper, their difference, and the sum of the map.

    The sum stands only where it is to be the difference.
    """
    if found.rather_than is None:
        name = tr("Log odds of {0}").format(found.digit)
    else:
        name = tr("Log odds of {0} to {1}").format(found.digit, found.rather_than)
    here, blank = percent(found.probability), percent(found.blank_probability)
    rows = [
        NamedNumber(name, signed(found.odds, 2), here),
        NamedNumber(tr("on blank paper"), signed(found.blank_odds, 2), blank),
        NamedNumber(tr("The ink adds"), signed(found.odds - found.blank_odds, 2)),
    ]
    if found.method == "integrated gradients":
        rows.append(NamedNumber(tr("All pixels together"), signed(found.total, 2)))
    return tuple(rows)


def signed(number: float, digits: int) -> str:
    """Return ``+1.20``, ``−1.20`` or, where nothing of it is left, ``0.00``."""
    text = f"{number:+.{digits}f}"
    return text[1:] if float(text) == 0 else text.replace("-", "−")


def decimals(largest: float) -> int:
    """Return how many decimals tell numbers up to ``largest``, which is above 0, apart."""
    return max(3, 2 - floor(log10(largest)))
