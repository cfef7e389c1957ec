"""How many threads compute a batch: what is quickest just now, beside whatever else runs.

OpenMP's threads wait for each other at every operation. On two idle cores two are up to 1.8 times
as fast as one; beside a program that keeps one core busy they were 20 times slower. So the number
is measured again and again. It changes the order of sums, and with it a weight's last digits: a
recipe that is to be repeatable computes with one thread. That is the same beside any load and on
any number of cores; a fixed pair is 1.3 times as fast when nothing else runs, and 3 to 5 times as
slow when something does.

torch keeps the number for each thread that calls it; a new thread starts with the number that any
thread set last. Training threads keep the priority of all others: with a lower one they hold
Python's lock while they wait for the processor, and the window waits for both.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import torch

ALL = torch.get_num_threads()  # as many as the processor has cores, before anything changes it


def read_with_one_thread() -> None:
    """Make the calling thread compute alone.

    One drawing is too little for several threads: with two, an answer took four times as long.
    """
    torch.set_num_threads(1)


ROUNDS = 8  # batches at least that each number is tried with
TRIAL = 0.4  # seconds at least that a trial takes
ENDLESS = 0.5  # seconds: a batch that takes so long ends the trial, it has told enough
CLEAR = 2.0  # times the mean of another
REST = 20  # times what a trial takes: trials take a twentieth of a training at most
SHORTEST_REST = 2.0  # seconds


class Threads:
    """Sets how many threads compute, from batch to batch, in the thread that trains."""

    def __init__(self, *, fixed: bool) -> None:
        """Measure from batch to batch; ``fixed``: compute with one."""
        self._choice = None if fixed else quickest(ALL)
        self._set(1 if self._choice is None else next(self._choice))

    @contextmanager
    def measured(self) -> Iterator[None]:
        """Compute a batch inside a ``with`` block; the next one may have another number."""
        begun = time.perf_counter()
        yield
        if self._choice is not None:
            self._set(self._choice.send(time.perf_counter() - begun))

    def _set(self, count: int) -> None:
        if count != torch.get_num_threads():
            torch.set_num_threads(count)


def quickest(most: int) -> Generator[int, float, None]:
    """Yield the number of threads, 1 to ``most``, for each batch; is sent the seconds it took.

    Half of the present number and twice as many are tried beside it, in turn, so that what else
    runs meets them alike. Two threads can take 0.3 s for what one does in 0.01: a number whose
    quickest batch takes clearly longer than another's mean is given up at once.
    """
    best = 1  # never slow beyond measure, as too many are
    yield best  # the first batch makes much ready, and tells nothing
    while True:
        tried = {max(1, best // 2), best, min(most, best * 2)}
        taken: dict[int, list[float]] = {count: [] for count in sorted(tried)}
        spent, longest, rounds = 0.0, 0.0, 0
        while len(taken) > 1 and longest < ENDLESS and (rounds < ROUNDS or spent < TRIAL):
            rounds += 1
            for count, batches in taken.items():
                batches.append((yield count))
                spent += batches[-1]
                longest = max(longest, batches[-1])
            if rounds > 1:
                limit = CLEAR * min(map(sum, taken.values())) / rounds
                taken = {count: all_ for count, all_ in taken.items() if min(all_) <= limit}
        before, best = best, min(taken, key=lambda count: sum(taken[count]))
        if best != before:
            continue  # half of that, or twice as many, may be better still
        rest = max(SHORTEST_REST, REST * spent)
        while rest > 0:
            rest -= yield best
