"""A thread for questions that take longer than a frame: always the newest one, asked as a call."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Condition

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.support.errors import DigitpadError

log = logging.getLogger(__name__)


class Inquiry(QThread):
    """Calls the function that it was given last; those given meanwhile are left out.

    ``answered(object)`` brings what it returned, ``failed(str)`` why it did not return. The
    function runs in this thread, one at a time: it must not touch a widget. It should take at most
    a second, which is what ``stop`` may wait for.
    """

    answered = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a thread that starts at its first question."""
        super().__init__(parent)
        self._changed = Condition()
        self._waiting: Callable[[], object] | None = None
        self._is_asked = False  # something is being answered
        self._is_stopped = (
            False  # Qt forgets that an interruption was asked for when the thread ends
        )

    def ask(self, question: Callable[[], object]) -> None:
        """Have ``question`` called, instead of what waits now; after ``stop``, never."""
        if self._is_stopped:
            return
        with self._changed:
            self._waiting = question
            self._changed.notify()
        if not self.isRunning():
            self.start(QThread.Priority.LowPriority)

    @property
    def is_idle(self) -> bool:
        """True while nothing is being answered, and nothing waits to be."""
        with self._changed:
            return self._waiting is None and not self._is_asked

    @property
    def is_stopped(self) -> bool:
        """True once ``stop`` was called: nothing is answered any more."""
        return self._is_stopped

    def forget(self) -> None:
        """Call nothing of what waits."""
        with self._changed:
            self._waiting = None

    def stop(self) -> None:
        """End the thread and wait for it."""
        self._is_stopped = True
        self.requestInterruption()
        with self._changed:
            self._waiting = None
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        """Wait for questions and answer them until ``stop``."""
        from digitpad.network.module import read_with_one_thread

        read_with_one_thread()
        while True:
            with self._changed:
                self._is_asked = False
                while self._waiting is None and not self.isInterruptionRequested():
                    self._changed.wait()
                question, self._waiting = self._waiting, None
                self._is_asked = question is not None
            if question is None:
                return
            try:
                self.answered.emit(question())
            except DigitpadError as error:
                self.failed.emit(str(error))
            except Exception as error:  # an exception in run() would end the thread in silence
                log.exception("A question about the network was not answered")
                self.failed.emit(f"{type(error).__name__}: {error}")
