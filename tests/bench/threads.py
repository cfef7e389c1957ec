"""Training with threads that adapt, against fixed numbers of them, beside programs that compute.

    python tests/bench/threads.py --data ../shared/data/mnist [--seconds 40]

The fast recipe trains in turns of three seconds: with the number that adapts, with each fixed one,
and the tutorial's repeatable one with one thread; alone, and beside 1, 2 and 4 processes that do
nothing but count.
Prints samples a second, and how many of them the adapting one has of the best fixed one's.
"""

import argparse
import dataclasses
import os
import subprocess
import sys
import time
from pathlib import Path

from digitpad.cli import wait_briefly

wait_briefly()  # as the program does, before torch

import torch

from digitpad.data import catalogue
from digitpad.network.architecture import TUTORIAL
from digitpad.training.loop import train
from digitpad.training.progress import BatchDone
from digitpad.training.recipe import FAST_RECIPE, TUTORIAL_RECIPE
from digitpad.training.threads import ALL

TURN = 3.0  # seconds
BUSY = (0, 1, 2, 4)  # processes
COUNT = "while True: pass"


class Training:
    """One that never ends, and how fast it was."""

    def __init__(self, recipe, data, threads: int | None = None) -> None:
        recipe = dataclasses.replace(recipe, epochs=10_000, repeatable=threads is not None)
        self.events = train(TUTORIAL, recipe, data.training)
        self.batch = recipe.batch_size
        next(self.events)  # it has begun, and set its first number
        self.threads, self.last = threads, torch.get_num_threads()
        self.samples, self.seconds = 0, 0.0

    def turn(self) -> None:
        """Train for a while."""
        torch.set_num_threads(self.threads or self.last)
        begun = time.perf_counter()
        while time.perf_counter() - begun < TURN:
            self.samples += self.batch * isinstance(next(self.events), BatchDone)
        self.seconds += time.perf_counter() - begun
        self.last = torch.get_num_threads()


def main() -> None:
    """Measure under each load."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=40.0, help="for each load")
    options = parser.parse_args()
    data = catalogue.load("mnist", options.data)
    for busy in BUSY:
        adapting = Training(FAST_RECIPE, data)
        fixed = {count: Training(FAST_RECIPE, data, count) for count in sorted({1, 2, ALL})}
        tutorial = Training(TUTORIAL_RECIPE, data, 1)
        trainings = [adapting, *fixed.values(), tutorial]
        beside = [subprocess.Popen([sys.executable, "-c", COUNT]) for _ in range(busy)]
        try:
            for _ in range(max(1, round(options.seconds / TURN / len(trainings)))):
                for training in trainings:
                    training.turn()
        finally:
            for process in beside:
                process.kill()
                process.wait()
        speeds = {count: one.samples / one.seconds for count, one in fixed.items()}
        speed = adapting.samples / adapting.seconds
        told = ", ".join(f"{count} threads {value:,.0f}" for count, value in speeds.items())
        print(f"beside {busy} busy processes: {told}, adapting {speed:,.0f} samples/s, "
              f"{speed / max(speeds.values()):.2f} of the best fixed number; tutorial recipe "
              f"{tutorial.samples / tutorial.seconds:,.0f} "
              f"(load {os.getloadavg()[0]:.1f})", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
