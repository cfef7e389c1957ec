"""The user's digits as the window's parts share them: every change is made in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from digitpad.collection import Collection, Kept
from digitpad.data.sources import Check
from digitpad.ink.drawing import Drawing
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
