"""Practice: every digit as often as any other, and a score that can be checked by hand."""

from collections import Counter
from itertools import pairwise

import pytest

from digitpad.collection.practice import LENGTHS, Practice, new_practice


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("seed", range(20))
def test_every_digit_is_asked_for_equally_often_and_never_twice_in_a_row(length, seed):
    asked = new_practice(length, seed).asked
    assert Counter(asked) == dict.fromkeys(range(10), length // 10)
    assert all(a != b for a, b in pairwise(asked))


def test_another_practice_has_another_order():
    assert new_practice(20, 1).asked != new_practice(20, 2).asked


def played(*pairs):
    practice = Practice(tuple(asked for asked, _ in pairs))
    for _, read in pairs:
        practice = practice.answered(read)
    return practice


def test_the_score_counts_what_was_read_right():
    practice = played((7, 7), (1, 7), (3, 3), (1, 1), (7, 7), (1, 4))
    assert practice.right == 4
    assert practice.streak == 0
    assert practice.longest_streak == 3
    assert practice.mistakes() == ((1, 2, 3),)
    assert practice.next is None


def test_the_streak_grows_while_all_is_right():
    practice = Practice((1, 2, 3)).answered(1).answered(2)
    assert (practice.streak, practice.longest_streak, practice.next) == (2, 2, 3)


def test_the_digit_that_goes_wrong_most_often_comes_first():
    practice = played((1, 1), (1, 2), (2, 3), (9, 4), (9, 4))
    assert practice.mistakes() == ((2, 1, 1), (9, 2, 2), (1, 1, 2))


def test_nothing_can_be_answered_after_the_end():
    with pytest.raises(ValueError, match="over"):
        Practice((1,)).answered(1).answered(1)
