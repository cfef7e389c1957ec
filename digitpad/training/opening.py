"""Somebody's own network becomes one that reads drawings: its code, its weights, its pixels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from digitpad.data.sources import Check, go_on
from digitpad.graph.foreign.fitting import opened
from digitpad.graph.foreign.source import Source, build
from digitpad.handwriting.normalisation_guess import guess_normalisation, with_normalisation
from digitpad.network.architecture import MNIST_MEAN, MNIST_STD
from digitpad.network.files.checkpoint import Checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.messages import Text


@dataclass(frozen=True)
class OpenedNetwork:
    """A network ready to read, and what a person has to know of how it was opened."""

    checkpoint: Checkpoint
    said: tuple[Text, ...]


def open_network(
    source: Source,
    arguments: Mapping[str, Any] | None = None,
    weights: Path | None = None,
    normalisation: tuple[float, float] | None = None,
    check: Check = go_on,
) -> OpenedNetwork:
    """Run the code of ``source``, which its user agreed to, and open the network that it makes.

    arguments: for its constructor. weights: a state dict for it. normalisation: mean and deviation
    of its pixels; None: what reads synthetic digits best, which is said.
    Raises ModelError, for the user's own errors with their file and line.
    """
    module = build(source, arguments)
    if weights is not None:
        load_weights(module, weights)
    check()
    mean, std = normalisation or (MNIST_MEAN, MNIST_STD)
    graph = opened(module, mean, std, source.name or Path(source.place).stem)
    said = [] if graph.note is None else [graph.note]
    if normalisation is None:
        guess = guess_normalisation(graph, check)
        graph = with_normalisation(graph, guess.mean, guess.std)
        said.append(guess.sentence())
    path = weights or Path(source.name or source.place)
    return OpenedNetwork(Checkpoint(graph, TrainingInfo(), path), tuple(said))


def load_weights(module: nn.Module, path: Path) -> None:
    """Load the weights at ``path`` into ``module``. Raises ModelError where they do not fit."""
    from digitpad.network.files.weights import load_into

    expected = {key: tuple(value.shape) for key, value in module.state_dict().items()}
    numbers = load_into(expected, path, type(module).__name__)
    # Not strict: counters of batches, which reading does not need, are not among the numbers.
    module.load_state_dict(
        {key: torch.from_numpy(np.array(value)) for key, value in numbers.items()}, strict=False
    )
