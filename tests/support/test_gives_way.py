"""Work makes room for a pen: how long it rests."""

import pytest

from digitpad.support import gives_way
from digitpad.support.gives_way import LONGEST_REST, GivesWay


class Time:
    """A clock that goes when somebody works or sleeps."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Time()
    monkeypatch.setattr(gives_way, "time", clock)
    return clock


def work(clock, pace, seconds):
    clock.now += seconds
    pace.rest()


def test_nobody_needs_the_processor_and_work_goes_on(clock):
    pace = GivesWay()
    work(clock, pace, 0.005)
    assert not pace.is_giving_way
    assert clock.slept == []


@pytest.mark.parametrize("times", [1.0, 3.0])
def test_beside_a_pen_it_rests_in_proportion_to_its_work_and_never_long(clock, times):
    pace = GivesWay(times)
    pace.give_way(1.0)
    work(clock, pace, 0.004)
    work(clock, pace, 0.005)
    work(clock, pace, 0.3)
    assert clock.slept == pytest.approx([0.004 * times, 0.005 * times, LONGEST_REST])


def test_it_works_on_when_the_pen_is_still_and_at_once_when_it_is_lifted(clock):
    pace = GivesWay()
    pace.give_way(0.1)
    assert pace.is_giving_way
    work(clock, pace, 0.11)
    pace.give_way(0.1)
    pace.give_way(0)
    work(clock, pace, 0.01)
    assert clock.slept == []
