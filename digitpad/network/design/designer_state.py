"""What is on the designer's table: the draft with its undo, and what network it began from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from digitpad.network.architecture import Architecture
from digitpad.network.blocks import first_doubled
from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.network.layers import LogSoftmax
from digitpad.network.presets import PRESETS
from digitpad.support.errors import ModelError

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
            if self.past and value == self.past[-1]:  # as a number that is refused in the end
                return Revisions(value, self.past[:-1])
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


# To begin with no layer but the end.
EMPTY = ArchitectureDraft("my_network", ())
OWN = "my_{0}"  # name of what is begun from a preset: a preset's name stays the preset's


@dataclass(frozen=True)
class DesignerState:
    """A value to remember. given: the network that the designer was last opened with."""

    drafts: Revisions[ArchitectureDraft] = field(
        default_factory=lambda: Revisions(begun_from(PRESETS["tutorial"]))
    )
    given: Architecture = PRESETS["tutorial"]

    @property
    def draft(self) -> ArchitectureDraft:
        """The present one."""
        return self.drafts.present

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; ``from_json`` reads them, with nothing to undo."""
        return {
            "network": self.draft.network_so_far().to_json(),
            "given": self.given.to_json(),
        }

    @classmethod
    def from_json(cls, content: Any) -> DesignerState:
        """Return what ``to_json`` wrote; a new draft for anything else."""
        if not isinstance(content, dict):
            return cls()
        try:
            architecture = Architecture.unchecked(content.get("network"))
            given = Architecture.from_json(content.get("given"))
        except ModelError:
            return cls()
        if not architecture.layers or first_doubled(architecture.layers) is not None:
            return cls()
        if not isinstance(architecture.layers[-1], LogSoftmax):
            return cls()
        return cls(Revisions(ArchitectureDraft.of(architecture)), given)


def begun_from(architecture: Architecture) -> ArchitectureDraft:
    """Return the draft of ``architecture``, under a name of its own where it is a preset."""
    draft = ArchitectureDraft.of(architecture)
    if PRESETS.get(architecture.name) == architecture:
        return draft.named(OWN.format(architecture.name))
    return draft
