"""The user's digits as the window's parts share them; every change is made in the background.

The last of several changes at once can be taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
    ) -> None:  # fmt: skip
        """Keep ``drawing`` as the digit ``label``; ``then`` gets an Added."""
        collection = self.collection

        def add(check: Check) -> Added:
            kept = collection.add(drawing, label, read, origin)
            return Added(kept, collection.count())

        self.change(add, then, otherwise)

    def change(self, task: Callable[[Check], Any], then: Then, otherwise: Otherwise) -> None:
        """Do ``task``, which changes the collection and is quick."""
        # It has changed after a problem too: part of it may be done.
        self._changes.do(lambda job: task(job.check), then, otherwise, self.changed.emit)

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
    """A digit that is being kept, and may be taken back before it is there."""

    def __init__(self, digits: Digits, otherwise: Otherwise) -> None:
        """Keep nothing yet. otherwise: is told what goes wrong."""
        self._digits, self._otherwise = digits, otherwise
        self._kept: Kept | None = None
        self._is_taken_back = False

    def keep(self, drawing: Drawing, label: int, read: int | None, origin: str) -> None:
        """Keep ``drawing`` as the digit ``label``."""
        self._digits.keep(drawing, label, read, origin, self._note, self._otherwise)

    def go_on_with(self, digits: Digits, otherwise: Otherwise) -> None:
        """Take it back by ``digits`` from now on, in a window made anew."""
        self._digits, self._otherwise = digits, otherwise

    def take_back(self) -> None:
        """Take it out of the collection, as soon as it is there."""
        self._is_taken_back = True
        self._let_go()

    def _note(self, added: Added) -> None:
        self._kept = added.kept
        self._let_go()

    def _let_go(self) -> None:
        kept, collection = self._kept, self._digits.collection
        if self._is_taken_back and kept is not None:
            self._digits.change(
                lambda check: collection.undo([kept]), lambda _: None, self._otherwise
            )


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


class DigitChanges(QObject):
    """Relabels and deletes.

    ``done(str)`` says what ``take_back`` will undo; ``failed(str)`` why nothing was done, or why
    not all of it.
    """

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, digits: Digits, parent: QObject | None = None) -> None:
        """Change ``digits``."""
        super().__init__(parent)
        self._digits = digits
        self._undo: Callable[[], None] | None = None

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
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    def _take_relabelled(self, kept: tuple[Kept, ...]) -> None:
        changed = [change for change in kept if change.before != change.entry]
        if not changed:
            return
        digit = changed[0].entry.label
        if len(changed) == 1:
            text = self.tr("It is {0} now.").format(digit)
        else:
            text = self.tr("{0} digits are a {1} now.", "", len(changed))
            text = text.format(f"{len(changed):,}", digit)
        collection = self._digits.collection
        self._offer(text, lambda: collection.undo(changed))

    def _take_deleted(self, deleted: Deleted) -> None:
        if deleted.problem:
            self.failed.emit(deleted.problem)
        if not deleted:
            return
        text = plural(len(deleted), "%n digit is deleted.", "%n digits are deleted.")
        collection = self._digits.collection
        self._offer(str(text), lambda: collection.restore(deleted))

    def _offer(self, text: str, way_back: Callable[[], None]) -> None:
        """Have ``take_back`` call ``way_back``; where that fails, it can be tried again."""

        def undo() -> None:
            self._digits.change(lambda check: way_back(), self._forget, fail)

        def fail(problem: str) -> None:
            self._offer(text, way_back)
            self.failed.emit(problem)

        self._undo = undo
        self.done.emit(text)

    def _forget(self, result: object) -> None:
        """Say nothing: the list shows it."""
