"""Work in a thread that makes room for a pen."""

from __future__ import annotations

import time

LONGEST_REST = 0.02  # seconds
FOR_A_POINT = 0.2  # seconds, that a point of a pen asks for


class GivesWay:
    """Work that leaves the processor to somebody who needs it at once.

    Threads that share cores, and Python's lock, wait for each other at every step, so work at full
    speed beside a moving pen is slow for both.
    """

    def __init__(self, rest: float = 1.0) -> None:
        """Go at full speed. rest: when giving way, as many times what a piece of work took."""
        self._rest = rest
        self._until, self._began = 0.0, time.monotonic()

    def give_way(self, seconds: float = FOR_A_POINT) -> None:
        """For so long rest after each piece of work; 0: work on at once; from any thread."""
        self._until = time.monotonic() + seconds

    @property
    def is_giving_way(self) -> bool:
        """True while somebody needs the processor."""
        return time.monotonic() < self._until

    def rest(self) -> None:
        """Rest if somebody needs the processor: called after each piece of work."""
        now = time.monotonic()
        if now < self._until:
            time.sleep(min(self._rest * (now - self._began), LONGEST_REST))
        self._began = time.monotonic()
