"""Somebody's own network becomes one that reads drawings: its code, its weights, its pixels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from digitpad.data.sources import Check, go_on
from digitpad.graph.foreign.source import CodeSource
from digitpad.graph.graph import Graph
from digitpad.handwriting.normalisation_guess import guess_normalisation, with_normalisation
from digitpad.network.architecture import MNIST_MEAN, MNIST_STD
from digitpad.network.files import foreign
from digitpad.network.files.checkpoint import Checkpoint
from digitpad.network.files.code_needed import CodeNeeded
from digitpad.network.files.training_info import TrainingInfo
from digitpad.support.messages import Text


@dataclass(frozen=True)
class OpenedNetwork:
    """A network ready to read, and what a person has to know of how it was opened."""

    checkpoint: Checkpoint
    said: tuple[Text, ...] = ()


def open_network(
    source: CodeSource,
    arguments: Mapping[str, Any] | None = None,
    weights: Path | None = None,
    normalisation: tuple[float, float] | None = None,
    check: Check = go_on,
) -> OpenedNetwork:
    """Run the code of ``source``, which its user agreed to, and open the network that it makes.

    arguments: for its constructor. weights: a state dict for it, or a checkpoint of that code,
    which brings its normalisation. normalisation: mean and deviation of its pixels; None: what
    reads synthetic digits best, which is said.
    Raises ModelError, for the user's own errors with their file and line.
    """
    mean, std = normalisation or (MNIST_MEAN, MNIST_STD)
    opened = foreign.open_network(source, arguments, weights, mean=mean, std=std)
    check()
    network = opened.network
    said = [] if network.note is None else [network.note]
    brings_its_own = weights is not None and foreign.needed_code(weights) is not None
    if normalisation is None and not brings_its_own:
        guess = guess_normalisation(network, check)
        opened = replace(opened, network=with_normalisation(network, guess.mean, guess.std))
        said.append(guess.sentence())
    return OpenedNetwork(opened, tuple(said))


def open_again(
    needed: CodeNeeded, place: str, weights: Path | None = None, check: Check = go_on
) -> OpenedNetwork:
    """Run the code that a file of ours asks for, which its user agreed to.

    place: where it is now: the path of its file, or its package. weights: a checkpoint with its
    numbers; None: those of its own initialisation. What has changed in the code is said.
    Raises ModelError, for the user's own errors with their file and line.
    """
    source = replace(needed.code_source, place=place)
    if weights is None:
        graph = foreign.made_again(needed, source, named_by_user=False)
        opened = Checkpoint(graph, TrainingInfo(), Path(place))
    else:
        opened = foreign.reopened(weights, source, named_by_user=False)
    check()
    note = opened.network.note
    return OpenedNetwork(opened, () if note is None else (note,))


def among(opened: Iterable[Graph], needed: CodeNeeded) -> Graph | None:
    """Return the network of ``opened`` that is the one needed, its pixels normalised as it says."""
    for graph in opened:
        if needed.is_code_of(graph):
            return replace(with_normalisation(graph, needed.mean, needed.std), answer=needed.answer)
    return None
