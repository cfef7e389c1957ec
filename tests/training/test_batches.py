"""Synthetic samples are made beside the training, and are the same as made at once."""

import threading

import numpy as np
import pytest
import torch

from digitpad.data.samples import Samples
from digitpad.handwriting.synthetic import synthetic
from digitpad.training import batches
from digitpad.training.batches import portions


def threads():
    return [one for one in threading.enumerate() if one.name.startswith("digitpad-samples")]


def test_samples_made_ahead_are_those_of_their_hands(monkeypatch):
    monkeypatch.setattr(batches, "FIRST_BLOCK", 40)
    monkeypatch.setattr(batches, "BLOCK", 100)
    random = torch.Generator().manual_seed(5)
    hands = torch.Generator().manual_seed(5)
    made = list(portions(synthetic, 30, 7, 1, random))
    wanted = []
    for count in (30, 90, 90):  # a portion soon, then three a block
        first = int(torch.randint(2**31, (), generator=hands))
        wanted.append(synthetic(count, 1, first))
    assert [len(labels) for _, labels in made] == [30] * 7
    images = np.concatenate([part.images for part in wanted])
    np.testing.assert_array_equal(torch.cat([images for images, _ in made]).numpy(), images)
    labels = np.concatenate([part.labels for part in wanted])
    np.testing.assert_array_equal(torch.cat([labels for _, labels in made]).numpy(), labels)
    assert threads() == []


def test_the_next_block_is_made_while_one_is_learnt_from_and_closing_ends_it(monkeypatch):
    monkeypatch.setattr(batches, "FIRST_BLOCK", 10)
    monkeypatch.setattr(batches, "BLOCK", 10)
    asked = threading.Semaphore(0)
    here = threading.current_thread()

    def source(count, seed, first):
        assert threading.current_thread() is not here
        asked.release()
        return Samples(np.zeros((count, 28, 28), np.uint8), np.zeros(count, np.uint8))

    made = portions(source, 10, 1000, 1, torch.Generator().manual_seed(1))
    next(made)
    assert asked.acquire(timeout=30)
    assert asked.acquire(timeout=30), "the second block is made before it is asked for"
    assert not asked.acquire(blocking=False)
    made.close()
    assert threads() == []


def test_what_goes_wrong_beside_the_training_is_raised_in_it():
    def source(count, seed, first):
        raise MemoryError

    with pytest.raises(MemoryError):
        next(portions(source, 10, 3, 1, torch.Generator().manual_seed(1)))
    assert threads() == []
