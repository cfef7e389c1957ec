"""Practice: digits to draw in a mixed order, and how many of them were read as what they are."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

LENGTHS = (10, 20, 50)  # digits to draw


@dataclass(frozen=True)
class Practice:
    """asked: the digits to draw, in their order. read: what the first of them were read as."""

    asked: tuple[int, ...]
    read: tuple[int, ...] = ()

    @property
    def next(self) -> int | None:
        """The digit to draw now; None at the end."""
        return self.asked[len(self.read)] if len(self.read) < len(self.asked) else None

    @property
    def right(self) -> int:
        """How many were read as what they are."""
        return sum(self._hits())

    @property
    def streak(self) -> int:
        """How many of the last ones were right without a break."""
        hits = self._hits()
        return next((n for n, hit in enumerate(reversed(hits)) if not hit), len(hits))

    @property
    def longest_streak(self) -> int:
        """The most that were right without a break."""
        longest = length = 0
        for hit in self._hits():
            length = length + 1 if hit else 0
            longest = max(longest, length)
        return longest

    def mistakes(self) -> tuple[tuple[int, int, int], ...]:
        """Return (digit, read wrong, drawn) of each digit that went wrong, the worst first."""
        drawn, wrong = [0] * 10, [0] * 10
        for digit, hit in zip(self.asked, self._hits(), strict=False):
            drawn[digit] += 1
            wrong[digit] += not hit
        digits = [digit for digit in range(10) if wrong[digit]]
        digits.sort(key=lambda digit: (-wrong[digit] / drawn[digit], digit))
        return tuple((digit, wrong[digit], drawn[digit]) for digit in digits)

    def answered(self, read: int) -> Practice:
        """Return the practice after the digit to draw now was read as ``read``."""
        if self.next is None:
            raise ValueError("the practice is over")
        return replace(self, read=(*self.read, read))

    def taken_back(self) -> Practice:
        """Return the practice before the last digit: it is asked for again."""
        return replace(self, read=self.read[:-1])

    def _hits(self) -> list[bool]:
        return [asked == read for asked, read in zip(self.asked, self.read, strict=False)]


def new_practice(length: int, seed: int | None = None) -> Practice:
    """Return a practice of ``length`` digits: each ten of them has every digit once.

    No digit is asked for twice in a row. seed: for the same order again.
    """
    random = np.random.default_rng(seed)
    asked: list[int] = []
    while len(asked) < length:
        ten = random.permutation(10).tolist()
        if asked and ten[0] == asked[-1]:
            ten.reverse()
        asked += ten
    return Practice(tuple(asked[:length]))
