"""How many threads torch computes with: one for a drawing, all for a training.

torch keeps the number for each thread that calls it; a new thread starts with the number that any
thread set last. Training threads keep the priority of all others: with a lower one they hold
Python's lock while they wait for the processor, and the window waits for both.
"""

import torch

ALL = torch.get_num_threads()  # as many as the processor has cores, before anything changes it


def read_with_one_thread() -> None:
    """Make the calling thread compute alone.

    One drawing is too little for several threads: they would wait for each other, and spin beside
    the pen. With two, an answer took four times as long.
    """
    torch.set_num_threads(1)


def train_with_all_threads() -> None:
    """Let the calling thread compute on all cores."""
    torch.set_num_threads(ALL)
