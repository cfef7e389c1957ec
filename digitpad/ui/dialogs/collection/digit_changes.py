"""Changes to several of the user's digits at once, the last of which can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from digitpad.collection import Deleted, Kept
from digitpad.support.messages import plural
from digitpad.ui.collection.digits import Digits


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
