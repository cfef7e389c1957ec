"""What takes longer than a frame is done beside the window: here alone threads are made, and ended.

``Latest`` answers the newest question, ``Task`` does one piece of work, ``Queue`` one thing after
another. ``end_all(window)`` ends all that belongs to a window, and waits for it.
"""

from __future__ import annotations

import atexit
from collections.abc import Callable
from functools import partial
from typing import Any
from weakref import WeakMethod, WeakSet

from PySide6.QtCore import QObject, QThread, Signal, Slot
from shiboken6 import isValid

from digitpad.support.errors import Cancelled
from digitpad.ui.background.thread import Job, Thread, started
from digitpad.ui.messages import tell

__all__ = [
    "Job", "Latest", "Otherwise", "Queue", "Task", "Then", "at_end", "end_all", "running",
]  # fmt: skip

Then = Callable[[Any], None]  # is given what came of it
Otherwise = Callable[[str], None]  # is given the sentence that says why nothing came of it


class _Work(QObject):
    """What runs for its parent, and all that this is in.

    ``moved(object)``: how far it is, what the function told; not after it was cancelled.
    """

    moved = Signal(object)

    _priority = QThread.Priority.InheritPriority

    def __init__(
        self, parent: QObject, unexpected: str = "", last: Callable[[], None] | None = None, *,
        finishes: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        unexpected = unexpected or self.tr("That did not work: {1}: {0}. Try again.")
        self._thread = Thread(unexpected, last, finishes=finishes)
        self._thread.ended.connect(self._take)
        self._thread.moved.connect(self._move)
        self.destroyed.connect(self._thread.end)
        _works.add(self)

    @property
    def is_over(self) -> bool:
        """True once this, or what it belongs to, was ended: nothing is done any more."""
        if self._thread.is_over:
            return True
        return not self._thread.isRunning() and any(_is_within(self, owner) for owner in _ended)

    def _put(self, job: Job, *, alone: bool = False) -> None:
        self._thread.put(job, alone=alone, priority=self._priority)

    # Slots that a class below had in its own way would be called, in PySide6 6.11, also when the
    # object has been deleted meanwhile: these two are for all.

    @Slot(object, object)
    def _take(self, job: Job, problem: str | None) -> None:
        if not self._thread.is_over:
            self._end(job, problem)

    @Slot(object, object)
    def _move(self, job: Job, progress: object) -> None:
        if not self._thread.is_over and not job.is_cancelled:
            self.moved.emit(progress)

    def _end(self, job: Job, problem: str | None) -> None:
        raise NotImplementedError


class Latest(_Work):
    """Answers the question that it was asked last; those asked meanwhile are left out.

    ``answered(object)`` brings what the question, a function, returned; ``failed(str)`` why it did
    not return. Each question has the next number of a row: after ``forget`` none asked before it is
    answered. The function runs in the thread, one at a time: it must not touch a widget. It should
    take at most a second, which is what ``end_all`` may wait for.
    """

    answered = Signal(object)
    failed = Signal(str)

    def __init__(
        self, parent: QObject, unexpected: str = "", *,
        prepare: Callable[[], None] | None = None,
        priority: QThread.Priority = QThread.Priority.LowPriority,
    ) -> None:  # fmt: skip
        """Answer for ``parent``; the thread starts at the first question.

        unexpected: the sentence where something else than a DigitpadError is raised; {0} is the
        error, {1} its kind. prepare: what the thread does before its first answer.
        """
        super().__init__(parent, unexpected)
        self._prepare, self._priority = prepare, priority
        self._asked = self._answered = 0  # numbers of the newest question, and the newest answer
        self._present = 0  # number of the one that is being answered

    def ask(self, question: Callable[[], object]) -> None:
        """Have ``question`` called, instead of what waits now; after the end, never."""
        if not self.is_over:
            self._asked += 1
            self._put(Job(partial(self._answer, question), self._asked), alone=True)

    @property
    def is_idle(self) -> bool:
        """True while no answer is to come."""
        return self._answered == self._asked or self._thread.is_over

    def forget(self) -> None:
        """Answer nothing that was asked so far."""
        self._thread.forget()
        self._answered = self._asked

    def check(self) -> None:
        """Raise Cancelled where what is being answered was forgotten.

        A question that takes long calls it every now and then, in the thread.
        """
        if self._present <= self._answered:
            raise Cancelled

    def _answer(self, question: Callable[[], object], job: Job) -> object:
        self._present = job.number
        if self._prepare is not None:
            self._prepare()
            self._prepare = None
        return question()

    def _end(self, job: Job, problem: str | None) -> None:
        if job.number <= self._answered:
            return
        self._answered = job.number
        if problem:
            self.failed.emit(problem)
        else:
            self.answered.emit(job.result)


class Task(_Work):
    """Does one piece of work and ends: ``done(object)``, ``failed(str)`` or ``cancelled()``."""

    done = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(
        self, work: Callable[[Job], Any], parent: QObject, unexpected: str = ""
    ) -> None:  # fmt: skip
        """Plan to call ``work``; ``start`` it. unexpected: as of ``Latest``."""
        super().__init__(parent, unexpected)
        self._job = Job(work)
        self._is_running = False

    @property
    def is_running(self) -> bool:
        """True from ``start`` until its end is told, or it was ended."""
        return self._is_running and not self._thread.is_over

    @property
    def result(self) -> Any:
        """What the work has returned; None before."""
        return self._job.result

    def start(self) -> None:
        """Begin, unless what it belongs to was ended."""
        if not self.is_over:
            self._is_running = True
            self._put(self._job)

    def cancel(self) -> None:
        """Have the work end as soon as it looks; a signal tells when it has."""
        self._job.cancel()

    def _end(self, job: Job, problem: str | None) -> None:
        self._is_running = False
        self._thread.end()
        self._thread.wait()  # it has said its last
        self.deleteLater()
        if problem is None:
            self.cancelled.emit()
        elif problem:
            self.failed.emit(problem)
        else:
            self.done.emit(job.result)


class Queue(_Work):
    """Does one thing after another."""

    def __init__(
        self, parent: QObject, unexpected: str = "", last: Callable[[], None] | None = None, *,
        finishes: bool,
    ) -> None:  # fmt: skip
        """Work for ``parent``; the thread starts with the first job.

        finishes: what waits at the end is done, else it is cancelled. last: what the thread does
        when it ends. unexpected: as of ``Latest``.
        """
        super().__init__(parent, unexpected, last, finishes=finishes)
        self._followers: dict[Job, tuple[Then, Otherwise, Callable[[], None]]] = {}

    @property
    def is_idle(self) -> bool:
        """True while nothing is done, and nothing waits."""
        return not self._followers or self._thread.is_over

    def do(
        self, work: Callable[[Job], Any], then: Then = lambda _: None,
        otherwise: Otherwise = tell,
        at_last: Callable[[], None] = lambda: None,
    ) -> Job:  # fmt: skip
        """Call ``work`` after what waits already; after the end, never. The job can be cancelled.

        otherwise: unless it is given, the status bar tells why nothing came of it. Of a job that
        was cancelled, at_last alone is called; else after one of the others.
        """
        job = Job(work)
        if not self.is_over:
            self._followers[job] = then, otherwise, at_last
            self._put(job)
        return job

    def _end(self, job: Job, problem: str | None) -> None:
        then, otherwise, at_last = self._followers.pop(job)
        if problem:
            otherwise(problem)
        elif problem is not None:
            then(job.result)
        at_last()


_works: WeakSet[_Work] = WeakSet()
_ended: WeakSet[QObject] = WeakSet()
_endings: list[WeakMethod[Callable[[], None]]] = []


def at_end(method: Callable[[], None]) -> None:
    """Have ``method``, of a QObject, called when ``end_all`` has ended what works for it."""
    _endings.append(WeakMethod(method))


def running(owner: QObject | None = None) -> list[QThread]:
    """Return the threads that run for ``owner`` and anything in it; None: all."""
    return [thread for thread in _threads_of(owner) if thread.isRunning()]


def end_all(owner: QObject | None = None) -> None:
    """End what works for ``owner`` and anything in it, for good, and wait; None: everything.

    Nothing is told any more. All are asked to end before the first is waited for.
    """
    if owner is not None:
        _ended.add(owner)
    threads = _threads_of(owner)
    for thread in threads:
        thread.end()
    for thread in threads:
        thread.wait()
    for reference in tuple(_endings):
        method = reference()
        of: Any = None if method is None else getattr(method, "__self__", None)
        if method is None or not isValid(of):
            _endings.remove(reference)
        elif _is_within(of, owner):
            _endings.remove(reference)
            method()


def _threads_of(owner: QObject | None) -> list[Thread]:
    threads = {work._thread for work in list(_works) if isValid(work) and _is_within(work, owner)}
    return list(threads if owner is not None else threads | started)


def _is_within(inner: QObject | None, owner: QObject | None) -> bool:
    while inner is not owner and inner is not None:
        inner = inner.parent()
    return inner is owner


# A process that ends under a running QThread is aborted, also where no window was closed.
atexit.register(end_all)
