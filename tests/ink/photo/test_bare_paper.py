"""The paper under a picture's ink, which the eraser leaves: as light as the paper around it."""

import numpy as np
import pytest

from digitpad.ink.photo.bare_paper import bare_paper
from digitpad.ink.photo.on_sheet import PaperImage

SIDE = 320
PAPER = np.rint(np.linspace(180, 240, SIDE)).astype(np.uint8)  # from a shadow into the light
INK = np.s_[60:260, 140:190]  # a stroke far wider than what the paper's colour is known by


def thick_one(*, is_coloured):
    grey = np.tile(PAPER, (SIDE, 1))
    colours = np.stack([grey, grey - 10, grey - 40], axis=2) if is_coloured else None
    grey[INK] = 25
    if colours is not None:
        colours[INK] = (20, 20, 90)
    return PaperImage(grey, colours)


@pytest.mark.parametrize("is_coloured", [False, True])
def test_under_a_thick_stroke_is_the_paper_beside_it(is_coloured):
    bare = bare_paper(thick_one(is_coloured=is_coloured)).image
    np.testing.assert_allclose(bare.grey[INK], np.tile(PAPER[140:190], (200, 1)), atol=6)
    assert (bare.colours is not None) == is_coloured
    if is_coloured:
        for channel, less in enumerate((0, 10, 40)):
            expected = np.tile(PAPER[140:190] - less, (200, 1))
            np.testing.assert_allclose(bare.colours[INK][..., channel], expected, atol=6)


def test_of_ink_the_share_that_is_left_is_told():
    picture = thick_one(is_coloured=True)
    bare = bare_paper(picture)
    around = (130, 50, 200, 270)
    assert bare.ink_left(picture, around) == 1
    for rows, left in ((60, 0.7), (100, 0.5), (200, 0.0)):
        grey, colours = picture.grey.copy(), picture.colours.copy()
        cut = np.s_[60 : 60 + rows, 130:200]
        grey[cut], colours[cut] = bare.image.grey[cut], bare.image.colours[cut]
        assert bare.ink_left(PaperImage(grey, colours), around) == pytest.approx(left, abs=0.02)
    assert bare.ink_left(picture, (10, 10, 100, 100)) == 0, "there is none"
    colours = picture.colours.copy()
    colours[INK] = (0, 90, 0)  # as grey, but in another colour
    assert bare.ink_left(PaperImage(bare.image.grey, colours), around) == 1


def test_where_no_paper_is_left_one_colour_of_the_picture_is_under_all_of_it():
    grey = np.zeros((8, 8), np.uint8)
    grey[np.arange(8) % 3 > 0] = 255  # ink and its soft edges are everywhere
    (colour,) = np.unique(bare_paper(PaperImage(grey)).image.grey)
    assert colour > 255 / 2, "most of it is light"
