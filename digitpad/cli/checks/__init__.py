"""Checks of this installation, and what they find."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from digitpad.support.messages import Text

WELL = "well"
NOTE = "note"  # something does not work here that need not
WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of the examination.

    state: ``well``, ``note`` or ``wrong``. text: what was found. remedy: what to do about it, ""
    where there is nothing to do. details: plain JSON values, for programs.
    """

    name: Text
    state: str
    text: Text | str
    remedy: Text | str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object; ``name`` is a key there, the same in every language."""
        name = self.name.template.format(**self.name.values)
        return {**vars(self), "name": name, "text": str(self.text), "remedy": str(self.remedy)}
