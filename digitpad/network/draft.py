"""What is on the designer's table: the blueprint, and the network that it was begun from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from digitpad.errors import ModelError
from digitpad.network.blueprint import Blueprint
from digitpad.network.description import LogSoftmax, Network
from digitpad.network.presets import PRESETS

OWN = "my_{0}"  # name of what is begun from a preset: a preset's name stays the preset's


@dataclass(frozen=True)
class Draft:
    """A value to remember. given: the network that the designer was last opened with."""

    blueprint: Blueprint = field(default_factory=lambda: begun_from(PRESETS["tutorial"]))
    given: Network = PRESETS["tutorial"]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; ``from_json`` reads them."""
        return {
            "network": self.blueprint.network_so_far().to_json(),
            "given": self.given.to_json(),
        }

    @classmethod
    def from_json(cls, content: Any) -> Draft:
        """Return what ``to_json`` wrote; a new draft for anything else."""
        if not isinstance(content, dict):
            return cls()
        try:
            network = Network.unchecked(content.get("network"))
            given = Network.from_json(content.get("given"))
        except ModelError:
            return cls()
        names = [stage.name for stage in network.stages]
        if not names or len(set(names)) != len(names):
            return cls()
        if not isinstance(network.stages[-1], LogSoftmax):
            return cls()
        return cls(Blueprint.of(network), given)


def begun_from(network: Network) -> Blueprint:
    """Return the blueprint of ``network``, under a name of its own where it is a preset."""
    blueprint = Blueprint.of(network)
    if PRESETS.get(network.name) == network:
        return blueprint.named(OWN.format(network.name))
    return blueprint
