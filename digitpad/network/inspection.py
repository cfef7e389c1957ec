"""What a look inside asks for, beside the answer: parts switched off, something to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.ink.preparation import ALL_STEPS, Preparation
from digitpad.network.changes import NO_CHANGES, Changes

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.network.module import Network


@dataclass(frozen=True, eq=False)
class Inspection:
    """A value that is never changed.

    changes, preparation: how network and input differ from what answers.
    beside_drawing: another drawing that the same network, with the same changes, shall read too.
    beside_network: another network that shall read the same input too. At most one of the two.
    shows_steps: the steps from the ink to the input are looked at.
    """

    changes: Changes = NO_CHANGES
    preparation: Preparation = ALL_STEPS
    beside_drawing: Drawing | None = None
    beside_network: Network | None = None
    shows_steps: bool = False

    @property
    def changes_nothing(self) -> bool:
        """True when network and input are those that answer."""
        return self.changes.is_empty and self.preparation == ALL_STEPS
