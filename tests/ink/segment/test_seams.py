"""Seams run through little ink, in the pixels of the picture however large it is."""

import numpy as np
import pytest

from digitpad.ink.segment.seams import FINEST, seams


def two_bars(side):
    """Two bars a tenth of ``side`` wide, with a thin line from the one to the other."""
    mask = np.zeros((side, side // 2), bool)
    wide = side // 10
    mask[:, :wide] = mask[:, -wide:] = True
    mask[side // 2 : side // 2 + max(1, side // 50), :] = True
    return mask


@pytest.mark.parametrize("times", [0.5, 1, 2, 4, 7])
def test_two_bars_are_parted_between_them(times):
    side = round(times * FINEST)
    mask = two_bars(side)
    found = seams(mask, side, 6)
    assert found
    for columns, _ in found:
        assert len(columns) == side
        assert columns.min() >= side // 10
        assert columns.max() <= mask.shape[1] - side // 10


@pytest.mark.parametrize("times", [2, 4])
def test_a_seam_of_a_large_picture_is_that_of_the_small_one_enlarged(times):
    small = two_bars(FINEST)
    (columns, ink), *_ = seams(small, FINEST, 1)
    large = np.kron(small, np.ones((times, times), bool))
    (enlarged, same_ink), *_ = seams(large, times * FINEST, 1)
    np.testing.assert_allclose(enlarged, np.repeat(columns * times, times), atol=times)
    assert same_ink == pytest.approx(ink, rel=0.01)
