"""Jobs, and the thread that does them: what ``Latest``, ``Task`` and ``Queue`` are made of."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import Any

from PySide6.QtCore import QThread, Signal, Slot

from digitpad.support.errors import Cancelled, DigitpadError
from digitpad.support.pytorch import why_it_fails

log = logging.getLogger(__name__)

SHORTEST_BEAT = 0.1  # seconds between two signals of progress: a flood would hold up the window


class Job:
    """One thing to do, as the function that does it sees it: it is called with this."""

    def __init__(self, work: Callable[[Job], Any], number: int = 0) -> None:
        self.work, self.number = work, number
        self.is_cancelled = False
        self.result: Any = None
        self.thread: Thread | None = None  # that does it
        self._stops: list[Callable[[], None]] = []
        self._last = float("-inf")  # seconds, of the clock: when progress was told

    def check(self) -> None:
        """Raise Cancelled when the work shall end: to be called every now and then."""
        if self.is_cancelled:
            raise Cancelled

    def tell(self, progress: object) -> None:
        """Have the window told how far the work is, at most ten times a second."""
        now = time.monotonic()
        if self.thread is not None and now - self._last >= SHORTEST_BEAT:
            self._last = now
            self.thread.moved.emit(self, progress)

    def on_cancel(self, stop: Callable[[], None]) -> None:
        """Have ``stop`` called, in the window's thread, when the work shall end; or at once."""
        self._stops.append(stop)
        if self.is_cancelled:  # perhaps a moment ago, so that ``stop`` is called twice
            stop()

    def cancel(self) -> None:
        """Have the work end as soon as it looks."""
        self.is_cancelled = True
        for stop in tuple(self._stops):
            stop()


class Thread(QThread):
    """Does jobs in the order in which they come.

    ``ended(Job, problem)`` after each: the problem is "" where there is none, and None
    where the job was cancelled. ``moved(Job, object)``: how far it is.
    """

    ended = Signal(object, object)
    moved = Signal(object, object)

    def __init__(self, unexpected: str, last: Callable[[], None] | None, *, finishes: bool) -> None:
        super().__init__()  # without a parent, which would take it along while it runs
        self.is_over = False
        self._unexpected, self._last, self._finishes = unexpected, last, finishes
        self._changed = Condition()
        self._waiting: deque[Job] = deque()
        self._present: Job | None = None

    def put(self, job: Job, *, alone: bool, priority: QThread.Priority) -> None:
        """Do ``job`` after those that wait, or ``alone``, instead of them."""
        job.thread = self
        with self._changed:
            if alone:
                self._waiting.clear()
            self._waiting.append(job)
            self._changed.notify()
        if not self.isRunning():
            for thread in [thread for thread in started if thread.isFinished()]:
                thread.wait()
                started.discard(thread)
            started.add(self)
            self.start(priority)

    def forget(self) -> None:
        """Do nothing of what waits."""
        with self._changed:
            self._waiting.clear()

    @Slot()
    def end(self) -> None:
        """Do nothing more, but what is to be finished."""
        with self._changed:
            self.is_over = True
            present = self._present
            if not self._finishes:
                self._waiting.clear()
            self._changed.notify()
        if present is not None and not self._finishes:
            present.cancel()

    def run(self) -> None:  # noqa: D102
        while self._next():
            self._do()
        if self._last is not None:
            try:
                self._last()
            except Exception:
                log.exception("The last of the work in the background broke off")

    def _next(self) -> bool:
        """Wait for the next job; False when the thread shall end."""
        with self._changed:
            self._present = None
            while not self._waiting and not self.is_over:
                self._changed.wait()
            if self._waiting:
                self._present = self._waiting.popleft()
            return self._present is not None

    def _do(self) -> None:
        job = self._present
        assert job is not None
        problem: str | None = ""
        try:
            job.result = job.work(job)
        except Cancelled:
            problem = None
        except DigitpadError as error:
            problem = str(error)
        except Exception as error:  # it would end the thread in silence
            if job.is_cancelled:
                problem = None  # as an import that the end of the program cuts short
            elif no_torch := why_it_fails(error):
                problem = str(no_torch)
                log.info("Work in the background needs PyTorch", exc_info=True)
            else:
                log.exception("Work in the background broke off")
                problem = self._unexpected.format(error, type(error).__name__)
        self.ended.emit(job, problem)


started: set[Thread] = set()  # a QThread that is dropped while it runs aborts the process
