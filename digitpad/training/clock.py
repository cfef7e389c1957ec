"""A clock that stands still while training is paused."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Counts the seconds since it was made, less those in which it was stopped."""

    def __init__(self, seconds: float = 0.0) -> None:
        """Start at ``seconds``."""
        self._start = time.perf_counter() - seconds

    @property
    def seconds(self) -> float:
        """Seconds on the clock."""
        return time.perf_counter() - self._start

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Stand still inside a ``with`` block."""
        since = time.perf_counter()
        try:
            yield
        finally:
            self._start += time.perf_counter() - since
