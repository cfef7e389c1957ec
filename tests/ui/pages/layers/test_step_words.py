"""What the preparation's steps are called and said to do: something of its own for each."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from digitpad.ink.input.preparation import ALL_STEPS, STEPS
from digitpad.ui.pages.layers.step_card import explanation, name, sentence, what_was_drawn

ALL = ["strokes", *STEPS]
# A word that says what a step does, and one for what happens where it is switched off.
SAID = {
    "crop": ("rectangle", "whole sheet"), "box": ("20 pixels", "28 pixels"),
    "pen": ("MNIST's pen", "brush as it was"), "centre": ("centre of mass", "its rectangle"),
    "grey": ("Grey where", "black and white"), "normalise": ("Minus mean", "as they are"),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_step_says_what_it_does_and_what_happens_without_it(step):
    on, off = SAID[step]
    assert on in sentence(step, ALL_STEPS)
    assert off in sentence(step, replace(ALL_STEPS, **{step: False}))


def test_each_step_has_a_name_and_an_explanation_of_its_own():
    names = [name(step) for step in ALL]
    assert names == ["Strokes", "Crop", "Box", "Pen", "Centre", "Grey", "Normalise"]
    explained = [explanation(step) for step in ALL]
    assert len(set(explained)) == len(ALL)
    for said, word in zip(
        explained, ("points of your pen", "rectangle around the ink", "20 of the 28", "2.6 pixels",
                    "centre of mass", "black or white", "mean is subtracted"), strict=True,
    ):  # fmt: skip
        assert word in said


@pytest.mark.parametrize(("points", "said"), [(1, "1 point"), (57, "57 points")])
def test_what_was_drawn_is_counted_in_points(points, said):
    drawn = SimpleNamespace(is_framed=False, points=points)
    assert what_was_drawn(drawn) == ("As you drew it", said)


def test_a_sample_is_counted_in_pixels():
    sample = SimpleNamespace(is_framed=True, points=0)
    assert what_was_drawn(sample) == ("A sample or a picture", "28 × 28 pixels")
