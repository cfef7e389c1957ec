"""What is crossed out in a grid of maps."""

import numpy as np
import pytest

from digitpad.ui.widgets.map_grid import MapGrid
from tests.ui.painted import shades


@pytest.mark.parametrize(
    ("shape", "number", "crossed"),
    [((3, 4, 4), 1, [(1, range(4), range(4))]), ((6, 8), 4, [(0, (4,), range(8))]),
     ((2, 3, 4, 4), 1, [(n, range(4), range(4)) for n in (3, 4, 5)]), ((7,), 5, [(5, (0,), (0,))])],
)  # fmt: skip
def test_all_values_of_what_is_silenced_are(qtbot, shape, number, crossed):
    grid = MapGrid()
    qtbot.addWidget(grid)
    grid.resize(400, 300)
    grid.show()
    values = np.ones(shape, np.float32)
    grid.show_values(values, signed=True)
    before = shades(grid)
    grid.show_values(values, signed=True, silenced=frozenset({number}))
    changed = shades(grid) != before
    for channel, rows, columns in crossed:
        part = grid._layout().part(channel, rows, columns).toAlignedRect()
        left, top = max(part.left() - 2, 0), max(part.top() - 2, 0)
        there = changed[top : part.bottom() + 3, left : part.right() + 3]
        assert np.ptp(np.argwhere(there), axis=0) == pytest.approx(
            [part.height() - 1, part.width() - 1], abs=3
        )
        changed[top : part.bottom() + 3, left : part.right() + 3] = False
    assert not changed.any()
