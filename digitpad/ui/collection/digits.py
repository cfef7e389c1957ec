"""The user's digits as the window's parts share them; every change is made in the background.

The last of several changes at once can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from digitpad.collection import Collection, Deleted, Kept
from digitpad.data.sources import Check
from digitpad.ink.drawing import Drawing
from digitpad.support.messages import plural
from digitpad.ui.background import Job, Otherwise, Queue, Then


@dataclass(frozen=True)
class Added:
    """A digit that was kept, and how many there are now."""

    kept: Kept
    count: int


class Digits(QObject):
    """Works on a collection for the window; ``changed()`` comes after every change from here.

    Changes are made in the order in which they were asked for, and finished when the window closes:
    a digit that was said to be a 7 stays one. What looks, and what takes long, has threads of its
    own, and is cancelled then.
    """

    changed = Signal()

    def __init__(self, collection: Collection, parent: QObject | None = None) -> None:
        """Share ``collection``; nothing is read yet."""
        super().__init__(parent)
        self.collection = collection
        self._changes = Queue(self, finishes=True)
        self._looks, self._long = Queue(self, finishes=False), Queue(self, finishes=False)

    def keep(
        self, drawing: Drawing, label: int, read: int | None, origin: str,
        then: Callable[[Added], None], otherwise: Otherwise,
    ) -> Job:  # fmt: skip
        """Keep ``drawing`` as the digit ``label``; ``then`` gets the job's result, an Added."""
        collection = self.collection

        def add(check: Check) -> Added:
            kept = collection.add(drawing, label, read, origin)
            return Added(kept, collection.count())

        return self.change(add, then, otherwise)

    def change(self, task: Callable[[Check], Any], then: Then, otherwise: Otherwise) -> Job:
        """Do ``task``, which changes the collection and is quick."""
        # It has changed after a problem too: part of it may be done.
        return self._changes.do(lambda job: task(job.check), then, otherwise, self.changed.emit)

    def look(self, task: Callable[[Check], Any], then: Then, otherwise: Otherwise) -> None:
        """Do ``task``, which changes nothing."""
        self._looks.do(lambda job: task(job.check), then, otherwise)

    def work(
        self, task: Callable[[Check], Any], then: Then, otherwise: Otherwise, *, changes: bool
    ) -> Job:
        """Do ``task``, which takes long; the job that is returned can be cancelled."""
        if changes:
            return self._long.do(lambda job: task(job.check), then, otherwise, self.changed.emit)
        return self._long.do(lambda job: task(job.check), then, otherwise)


class Keeping:
    """A digit that is being kept, and may be taken back before it is there.

    It outlives the window's parts: one that is kept while these are made anew is there afterwards,
    for what was asked of ``Digits`` is finished first.
    """

    def __init__(self, digits: Digits, otherwise: Otherwise) -> None:
        """Keep nothing yet. otherwise: is told what goes wrong."""
        self._digits, self._otherwise = digits, otherwise
        self._job: Job | None = None
        self.drawing, self.label = Drawing(), -1

    def keep(
        self, drawing: Drawing, label: int, read: int | None, origin: str,
        then: Callable[[Added], None] = lambda _: None,
    ) -> None:  # fmt: skip
        """Keep ``drawing`` as the digit ``label``."""
        self.drawing, self.label = drawing, label
        self._job = self._digits.keep(drawing, label, read, origin, then, self._fail)

    @property
    def is_wanted(self) -> bool:
        """True once it is being kept; no longer, where that failed."""
        return self._job is not None

    @property
    def added(self) -> Added | None:
        """What came of it; None until it is kept, and where it was not."""
        return None if self._job is None else self._job.result

    def go_on_with(self, digits: Digits, otherwise: Otherwise) -> None:
        """Take it back by ``digits`` from now on, in a window made anew."""
        self._digits, self._otherwise = digits, otherwise

    def take_back(self, then: Then = lambda _: None) -> None:
        """Take it out of the collection, as soon as it is there."""
        collection = self._digits.collection

        def undo(check: Check) -> None:  # after it was kept: one change is made after the other
            if self.added is not None:
                collection.undo([self.added.kept])

        if self._job is not None:
            self._digits.change(undo, then, self._otherwise)

    def _fail(self, problem: str) -> None:
        self._job = None
        self._otherwise(problem)


def digit_of(event: QKeyEvent) -> int | None:
    """Return the digit that was typed without Ctrl and the like, None for another key."""
    digit = event.key() - Qt.Key.Key_0.value
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return digit if plain and 0 <= digit <= 9 else None


class DigitKeys(QObject):
    """Leaves the digits to some widgets and what is inside them.

    Qt asks the widget with the focus, then what it lies in, whether they want a key that is a
    shortcut too. Text fields and number boxes say so by themselves.
    """

    def leave_to(self, widget: QWidget) -> None:
        """Let ``widget`` have the digits that are typed while it, or a part of it, has focus."""
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if digit_of(event) is None:
            return False
        event.accept()
        return True


Change = tuple[Kept, ...] | Deleted  # relabelled, or deleted


class DigitChanges(QObject):
    """Relabels and deletes.

    ``done(str)`` says what ``take_back`` will undo; ``failed(str)`` why nothing was done, or why
    not all of it. last: what was done last, while it can be undone.
    """

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, digits: Digits, parent: QObject | None = None) -> None:
        """Change ``digits``."""
        super().__init__(parent)
        self._digits = digits
        self.last: Change | None = None

    def relabel(self, keys: Sequence[str], digit: int) -> None:
        """Say that the digits with these keys are ``digit``."""
        if keys:
            collection = self._digits.collection
            self._digits.change(lambda check: collection.relabel(keys, digit),
                                self._take_relabelled, self.failed.emit)  # fmt: skip

    def delete(self, keys: Sequence[str]) -> None:
        """Delete the digits with these keys."""
        if keys:
            collection = self._digits.collection
            self._digits.change(lambda check: collection.delete(keys), self._take_deleted,
                                self.failed.emit)  # fmt: skip

    def take_back(self) -> None:
        """Undo what was done last, once."""
        last, self.last = self.last, None
        if last is None:
            return
        collection = self._digits.collection

        def undo(check: Check) -> None:
            if isinstance(last, tuple):
                collection.undo(last)
            else:
                collection.restore(last)

        self._digits.change(undo, self._forget, partial(self._fail, last))

    def _forget(self, result: object) -> None:
        """Say nothing: the list shows it."""

    def _fail(self, last: Change, problem: str) -> None:
        """Say that ``last`` was not undone; unless something was done since, it can be again."""
        if self.last is None:
            self.offer(last)
        self.failed.emit(problem)

    def _take_relabelled(self, kept: tuple[Kept, ...]) -> None:
        changed = tuple(change for change in kept if change.before != change.entry)
        if changed:
            self.offer(changed)

    def _take_deleted(self, deleted: Deleted) -> None:
        if deleted.problem:
            self.failed.emit(deleted.problem)
        if deleted:
            self.offer(deleted)

    def offer(self, change: Change) -> None:
        """Have ``take_back`` undo ``change``, and say so."""
        self.last = change
        if not isinstance(change, tuple):
            text = str(plural(len(change), "%n digit is deleted.", "%n digits are deleted."))
        elif len(change) == 1:
            text = self.tr("It is {0} now.").format(change[0].entry.label)
        else:
            text = self.tr("{0} digits are a {1} now.", "", len(change))
            text = text.format(f"{len(change):,}", change[0].entry.label)
        self.done.emit(text)
