"""What is on the designer's table: the draft, and the network that it was begun from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from digitpad.errors import ModelError
from digitpad.network.blueprint import ArchitectureDraft
from digitpad.network.description import Architecture, LogSoftmax
from digitpad.network.presets import PRESETS

OWN = "my_{0}"  # name of what is begun from a preset: a preset's name stays the preset's


@dataclass(frozen=True)
class DesignerState:
    """A value to remember. given: the network that the designer was last opened with."""

    draft: ArchitectureDraft = field(default_factory=lambda: begun_from(PRESETS["tutorial"]))
    given: Architecture = PRESETS["tutorial"]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; ``from_json`` reads them."""
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
        names = [layer.name for layer in architecture.layers]
        if not names or len(set(names)) != len(names):
            return cls()
        if not isinstance(architecture.layers[-1], LogSoftmax):
            return cls()
        return cls(ArchitectureDraft.of(architecture), given)


def begun_from(architecture: Architecture) -> ArchitectureDraft:
    """Return the draft of ``architecture``, under a name of its own where it is a preset."""
    draft = ArchitectureDraft.of(architecture)
    if PRESETS.get(architecture.name) == architecture:
        return draft.named(OWN.format(architecture.name))
    return draft
