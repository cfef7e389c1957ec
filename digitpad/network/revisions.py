"""Undo and redo of a value that is changed step by step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")

MOST_REVISIONS = 200  # that can be undone


@dataclass(frozen=True)
class Revisions(Generic[T]):
    """The present value, those before it and those that were undone; a value itself.

    last: what the latest change was of. A change of the same thing, as of one number that is
    stepped up and up, is undone together with it.
    """

    present: T
    past: tuple[T, ...] = ()
    future: tuple[T, ...] = ()
    last: str = ""

    def changed(self, value: T, of: str = "") -> Revisions[T]:
        """Return it with ``value`` at present; what was undone can no longer be done again."""
        if value == self.present:
            return self
        if of and of == self.last:
            return Revisions(value, self.past, (), of)
        return Revisions(value, (*self.past, self.present)[-MOST_REVISIONS:], (), of)

    def undone(self) -> Revisions[T]:
        """Return it one change earlier; as it is when there is none."""
        if not self.past:
            return self
        return Revisions(self.past[-1], self.past[:-1], (self.present, *self.future))

    def redone(self) -> Revisions[T]:
        """Return it with the change that was undone last; as it is when there is none."""
        if not self.future:
            return self
        return Revisions(self.future[0], (*self.past, self.present), self.future[1:])
