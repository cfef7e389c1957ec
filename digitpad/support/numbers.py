"""How numbers are written for people: in as many digits as say something, a minus as a minus."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime


def number(value: float, decimals: int = 3) -> str:
    """Return ``value`` with so many decimals, and nothing as ``0.000`` without a minus."""
    text = f"{float(value):.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else _with_minus(text)


def signed(value: float, decimals: int) -> str:
    """Return ``+1.20``, ``−1.20`` or, where nothing of it is left, ``0.00``."""
    text = f"{value:+.{decimals}f}"
    return text[1:] if float(text) == 0 else _with_minus(text)


def readable(value: float, digits: int = 4) -> str:
    """Return ``value`` with so many digits that count."""
    return _with_minus(f"{value + 0.0:.{digits}g}")


def three_digits(value: float) -> str:
    """Return ``value`` with three digits that count, zeros at its end too: ``0.100``."""
    return "0" if value == 0 else _with_minus(f"{value:#.3g}".removesuffix("."))


def whole_or_readable(value: float) -> str:
    """Return a whole number whole, others with four digits that count; thousands in groups."""
    return _with_minus(f"{value + 0.0:,.0f}" if _is_whole(value) else f"{value:,.4g}")


def short(value: float) -> str:
    """Return ``value`` in few letters: whole numbers without a point, others with two decimals."""
    if abs(value) >= 1e5:
        return _with_minus(f"{value:.0e}")
    return number(value, 0 if _is_whole(value) or abs(value) >= 100 else 2)


def shape_text(shape: Sequence[int]) -> str:
    """Return ``8 × 28 × 28``."""
    return " × ".join(map(str, shape))


def date_and_time(moment: datetime) -> str:
    """Return ``2026-11-24 10:30``, which is read alike in every language."""
    return f"{moment:%Y-%m-%d %H:%M}"


def _is_whole(value: float) -> bool:
    """Tell whether ``value`` is a whole number; what is no number at all is none."""
    return math.isfinite(value) and value == round(value)


def _with_minus(text: str) -> str:
    return text.replace("-", "−").replace("e−0", "e−")
