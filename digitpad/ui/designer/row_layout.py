"""Where a row's settings stand: painted for every row, real boxes in the current one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRect

CAPTION, BOX, GAP = 50, 60, 8  # pixels: the widths of a caption, of its box, and after both
BOX_HEIGHT = 26
SLOTS = 4  # side by side
ROW_HEIGHT = 42
SMALL_PIXELS = 12  # of captions and what stands below a name

# The slot of each setting: what different kinds have alike stands below one another.
_SLOT = {
    "kernels": 0, "features": 0, "rate": 0, "slope": 0, "size": 1, "stride": 2, "padding": 3,
}  # fmt: skip
SETTINGS_WIDTH = SLOTS * (CAPTION + BOX + GAP) + GAP


def places(settings: Mapping[str, Any], cell: QRect) -> dict[str, tuple[QRect, QRect]]:
    """Return where caption and box of each setting are in ``cell``."""
    top = cell.top() + (min(cell.height(), ROW_HEIGHT) - BOX_HEIGHT) // 2
    found = {}
    for name in settings:
        left = cell.left() + _SLOT[name] * (CAPTION + BOX + GAP)
        caption = QRect(left, top, CAPTION, BOX_HEIGHT)
        found[name] = caption, QRect(left + CAPTION + 4, top, BOX, BOX_HEIGHT)
    return found
