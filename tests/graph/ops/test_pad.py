"""Borders are PyTorch's, of every mode."""

import numpy as np
import pytest
import torch.nn.functional as F

from digitpad.graph.ops.slice import PadOp
from tests.graph.ops.checks import held


@pytest.mark.parametrize(
    "amounts", [(1, 2), (0, 1, 2, 0), (2, 1, 1, 3), (3, 3, 3, 3), (0, 0, 2, 1)]
)
@pytest.mark.parametrize("mode", ["constant", "reflect", "replicate", "circular"])
def test_a_border_is_pytorchs(mode, amounts):
    shape = (2, 3, 5, 6) if len(amounts) == 4 else (2, 3, 6)
    held(PadOp(amounts, mode), lambda x: F.pad(x, amounts, mode), shape)


@pytest.mark.parametrize("amounts", [(-1, 2), (1, -2, -1, -1), (0, 0, 0, 0, 1, 1)])
def test_a_border_can_cut_off_and_be_along_other_axes(amounts):
    held(PadOp(amounts, value=-1.5), lambda x: F.pad(x, amounts, value=-1.5), (2, 3, 5, 6))


def test_a_border_comes_from_nowhere_and_tells_its_value():
    found = PadOp((1, 0), value=-1.5).explain([np.ones((1, 2), np.float32)], {}, (0, 0))
    assert (found.total, found.source, found.place) == (-1.5, None, None)
    assert found.text() == "nothing was there, so it is filled with -1.5"
    assert PadOp((1, 0), value=-1.5).signs == "signed"
