"""Log odds: also where a probability is next to 1."""

import math

import pytest

from digitpad.reading.classify import log_odds


def test_nine_to_one_is_the_logarithm_of_nine():
    assert log_odds([0.9, 0.06, 0.04], 0) == pytest.approx(math.log(9))
    assert log_odds([0.9, 0.06, 0.04], 2) == pytest.approx(math.log(0.04 / 0.96))


def test_next_to_one_the_others_say_how_near():
    assert log_odds([1.0, 1e-20, 1e-30], 0) == pytest.approx(20 * math.log(10))


def test_a_certain_answer_has_a_number_too():
    assert math.isfinite(log_odds([1.0, 0.0], 0))
    assert log_odds([1.0, 0.0], 1) == -log_odds([1.0, 0.0], 0)
