"""Drawings that are no digits: ink on the canvas, the same again for a seed."""

import numpy as np
import pytest

from digitpad.handwriting.not_digits import KINDS, NOT_DIGITS, not_digits
from digitpad.ink.input.render import network_input
from tests.handwriting.strokes import hand, write_form

KINDS_OF_DRAWING = pytest.mark.parametrize("forms", [forms for forms, _ in KINDS])


def draw(forms, random):
    form = forms[random.integers(len(forms))]
    return write_form(form, hand(int(random.integers(2**63))), random)


@KINDS_OF_DRAWING
def test_a_drawing_is_the_same_again_for_its_seed(forms):
    one, same = (draw(forms, np.random.default_rng(3)) for _ in range(2))
    assert len(one.strokes) == len(same.strokes)
    for stroke, other in zip(one.strokes, same.strokes, strict=True):
        np.testing.assert_array_equal(stroke.points, other.points)


@KINDS_OF_DRAWING
def test_drawings_differ(forms):
    random = np.random.default_rng(3)
    inputs = {network_input(draw(forms, random)).tobytes() for _ in range(20)}
    assert len(inputs) > 15  # a dot may look like another


@pytest.mark.parametrize("form", NOT_DIGITS, ids=lambda form: form.key)
def test_every_form_is_ink_on_the_canvas(form):
    for seed in range(10):
        drawing = write_form(form, hand(seed), np.random.default_rng(seed))
        assert not drawing.is_empty
        for stroke in drawing.strokes:
            assert np.isfinite(stroke.points).all()
            assert stroke.xy.min() >= 0
            assert stroke.xy.max() <= 1000
        assert network_input(drawing).sum() > 2


def test_a_dot_stays_a_dot():
    dot = next(form for form in NOT_DIGITS if form.name == "dot")
    for seed in range(20):
        drawing = write_form(dot, hand(seed), np.random.default_rng(seed))
        assert np.ptp(drawing.strokes[0].xy, axis=0).max() < 30
        assert (network_input(drawing) > 0).sum() < 60


def test_forms_of_digits_are_not_among_them():
    assert {form.digit for form in NOT_DIGITS} == {None}
    assert len({form.key for form in NOT_DIGITS}) == len(NOT_DIGITS)


def test_pictures_are_the_same_again_however_many_are_made():
    many, few = not_digits(700, 4), not_digits(60, 4)
    np.testing.assert_array_equal(many[:60], few)
    np.testing.assert_array_equal(many[100:150], not_digits(50, 4, first_hand=100))


def test_pictures_are_framed_as_the_networks_input():
    images = not_digits(400, 5)
    assert images.shape == (400, 28, 28)
    assert images.dtype == np.uint8
    assert images.any(axis=(1, 2)).all()
    rows, columns = images.any(axis=2), images.any(axis=1)
    assert rows.sum(axis=1).max() <= 20
    assert columns.sum(axis=1).max() <= 20


def test_shares_of_the_kinds_add_up_to_a_hundred():
    assert sum(share for _, share in KINDS) == 100
