"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

WELL = "well"
NOTE = "note"  # something does not work here that need not
WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of the examination.

    state: ``well``, ``note`` or ``wrong``. text: what was found. remedy: what to do about it, ""
    where there is nothing to do. details: plain JSON values, for programs.
    """

    name: str
    state: str
    text: str
    remedy: str = ""
    details: dict[str, Any] = field(default_factory=dict)
