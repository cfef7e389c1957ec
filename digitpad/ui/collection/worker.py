"""A thread that does one thing after another, while the window goes on."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from threading import Condition, Event
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.data.sources import Check
from digitpad.support.errors import DigitpadError

log = logging.getLogger(__name__)


class Cancelled(Exception):  # noqa: N818 - not an error: what a user asked for
    """Ends a job."""


class Job:
    """Something to do away from the window, and what the window does about it afterwards.

    task: is called with a check, which raises Cancelled once the job is cancelled. then: is called
    with its result; otherwise: with the sentence that says why there is none. Neither is called
    for a job that was cancelled.
    """

    def __init__(
        self,
        task: Callable[[Check], Any],
        then: Callable[[Any], None],
        otherwise: Callable[[str], None],
    ) -> None:
        self.task, self.then, self.otherwise = task, then, otherwise
        self._is_cancelled = Event()

    def cancel(self) -> None:
        """Have the job end as soon as it looks."""
        self._is_cancelled.set()

    def check(self) -> None:
        """Raise Cancelled when the job shall end."""
        if self._is_cancelled.is_set():
            raise Cancelled


class Worker(QThread):
    """Does jobs in the order in which they come; ``ended(Job, result, problem)`` after each.

    The problem is "" where there is none, None for a job that was cancelled. The signal is emitted
    from this thread: connect it to methods of QObjects.
    """

    ended = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a worker; it starts with its first job, and ``stop`` ends it."""
        super().__init__(parent)
        self._changed = Condition()
        self._waiting: deque[Job] = deque()
        self._present: Job | None = None
        self._is_over = False

    def do(self, job: Job) -> None:
        """Do ``job`` after those that wait already; nothing after ``stop``."""
        with self._changed:
            if self._is_over:
                return
            self._waiting.append(job)
            self._changed.notify()
        if not self.isRunning():
            self.start()

    def stop(self, *, finish: bool) -> None:
        """End the thread and wait for it; ``finish`` what waits, else cancel it."""
        with self._changed:
            self._is_over = True
            if not finish:
                self._waiting.clear()
                if self._present is not None:
                    self._present.cancel()
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        """Do jobs until ``stop``."""
        while (job := self._next()) is not None:
            try:
                result = job.task(job.check)
            except Cancelled:
                self.ended.emit(job, None, None)
            except DigitpadError as error:
                self.ended.emit(job, None, str(error))
            except Exception as error:  # an exception in run() would end the thread in silence
                log.exception("Work on the user's digits broke off")
                self.ended.emit(
                    job, None, self.tr("That did not work: {0}. Try again.").format(error)
                )
            else:
                self.ended.emit(job, result, "")

    def _next(self) -> Job | None:
        """Wait for the next job; None when the thread shall end."""
        with self._changed:
            self._present = None
            while not self._waiting and not self._is_over:
                self._changed.wait()
            if self._waiting:
                self._present = self._waiting.popleft()
            return self._present
