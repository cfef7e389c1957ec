"""Which answers may be shown beside which drawing."""

from digitpad.reading.read import LONGEST_LAG, Version, may_be_shown


def test_an_answer_belongs_to_its_own_drawing_for_ever():
    version = Version().next(more_ink=True, now=10.0)
    assert may_be_shown(version, version, now=99.0)


def test_an_answer_may_trail_a_growing_stroke_for_a_moment():
    first = Version().next(more_ink=True, now=10.0)
    second = first.next(more_ink=True, now=10.01)
    assert may_be_shown(first, second, now=10.02)
    assert may_be_shown(first, second, now=10.0 + LONGEST_LAG)
    assert not may_be_shown(first, second, now=10.01 + LONGEST_LAG)


def test_an_answer_never_outlives_another_edit():
    first = Version().next(more_ink=True, now=10.0)
    undone = first.next(more_ink=False, now=10.001)
    assert not may_be_shown(first, undone, now=10.002)
    drawn_again = undone.next(more_ink=True, now=10.003)
    assert not may_be_shown(first, drawn_again, now=10.004)
