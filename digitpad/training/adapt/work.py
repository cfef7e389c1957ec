"""How far a work is that does something for many images, some at a time."""

from __future__ import annotations

from collections.abc import Iterator

from digitpad.data.sources import Check
from digitpad.training.adapt.events import Adapting

BLOCK = 500  # images at a time: a tenth of a second or so


class AdaptWork:
    """Counts the parts that are done; ``check`` is called for each, and may end the work."""

    def __init__(self, total: int, check: Check) -> None:
        """Plan ``total`` parts."""
        self._total, self._check = total, check
        self._done = 0

    def told(self) -> Adapting:
        """Return how far the work is; one part more is done with the next call."""
        self._check()
        told = Adapting(min(self._done, self._total), self._total)
        self._done += 1
        return told


def blocks(count: int) -> Iterator[slice]:
    """Yield ``count`` images in parts of ``BLOCK``."""
    for start in range(0, count, BLOCK):
        yield slice(start, min(start + BLOCK, count))


def parts(count: int) -> int:
    """Return how many parts ``blocks`` yields."""
    return -(-count // BLOCK)
