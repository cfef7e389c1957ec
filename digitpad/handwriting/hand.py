"""Hands: what is a writer's own in everything that he writes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitpad.handwriting.chance import Keys, Values, chosen, normal, uniform
from digitpad.handwriting.eight_nine import EIGHT_NINE
from digitpad.handwriting.forms import Form
from digitpad.handwriting.seven_segments import SEVEN_SEGMENTS
from digitpad.handwriting.six_seven import SIX_SEVEN
from digitpad.handwriting.three_four_five import THREE_FOUR_FIVE
from digitpad.handwriting.zero_one_two import ZERO_ONE_TWO

Indices = NDArray[np.intp]

FORMS = (*ZERO_ONE_TWO, *THREE_FOUR_FIVE, *SIX_SEVEN, *EIGHT_NINE, *SEVEN_SEGMENTS)
FORMS_OF = tuple(tuple(form for form in FORMS if form.digit == digit) for digit in range(10))

SCHOOLS = ("American", "European", "Asian", "Arab", "Nordic", "Latin", "Slavic", "Indian")
TAUGHT = 3.0  # times as many hands of a school use a form that is taught there

# Pixels of the network's input: what MNIST's strokes have, and a marker on a small piece of paper.
PEN_WIDTHS = (1.6, 4.5)


@dataclass(frozen=True, eq=False)
class Hands:
    """n hands, one for each of n digits, as (n,) arrays.

    keys: what else is a hand's own follows from them. usual, other: (n, 10), for each digit the
    index in ``FORMS_OF`` of the form that a hand mostly uses, and of one that it uses now and then.
    slant: to the right for each unit up. turn: radians clockwise. aspect: factor of the width.
    roundness: 0 draws straight lines between the places of a form, 1 curves.
    haste: 0 turns corners sharply, 1 cuts them. tremor: in a digit's heights.
    unsteadiness: how much one digit differs from the next. pen: pixels of the network's input.
    """

    keys: Keys
    usual: Indices
    other: Indices
    slant: Values
    turn: Values
    aspect: Values
    roundness: Values
    haste: Values
    tremor: Values
    unsteadiness: Values
    pen: Values

    def of(self, rows: Indices) -> Hands:
        """Return the hands of some rows."""
        return Hands(**{name: values[rows] for name, values in vars(self).items()})


def hands(keys: Keys) -> Hands:
    """Return the writers that belong to ``keys`` (n,)."""
    school = chosen(keys, "school", np.ones((1, len(SCHOOLS))))
    usual, other = (_forms(keys, school, which) for which in ("usual", "other"))
    return Hands(
        keys=keys,
        usual=usual,
        other=other,
        slant=0.12 + 0.26 * _bell(keys, "slant"),
        turn=0.09 * _bell(keys, "turn"),
        aspect=np.exp(0.1 + 0.28 * _bell(keys, "aspect")),
        roundness=_between(keys, "roundness", 0.5, 1.08),
        haste=_between(keys, "haste", 0.0, 1.0) ** 2,
        tremor=0.02 * _between(keys, "tremor", 0.0, 1.0) ** 2,
        unsteadiness=_between(keys, "unsteadiness", 0.4, 1.4),
        pen=np.exp(_between(keys, "pen", *np.log(PEN_WIDTHS))),
    )


def _forms(keys: Keys, school: Indices, which: str) -> Indices:
    """Return (n, 10): for each digit the index of a form in ``FORMS_OF``."""
    columns = []
    for digit, forms in enumerate(FORMS_OF):
        shares = np.array([[_share(form, name) for form in forms] for name in SCHOOLS])
        columns.append(chosen(keys, f"{which} form of {digit}", shares[school]))
    return np.stack(columns, axis=1)


def _share(form: Form, school: str) -> float:
    return form.share * (TAUGHT if school in form.schools else 1.0)


def _between(keys: Keys, name: str, low: float, high: float) -> Values:
    return low + (high - low) * uniform(keys, name)


def _bell(keys: Keys, name: str) -> Values:
    """Return (n,) standard normal numbers, none beyond 2.5."""
    return np.clip(normal(keys, name), -2.5, 2.5)
