"""Where a training stands after an epoch: enough to go on from there as if nothing had been."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch
    from torch import Tensor

    from digitpad.training.module import AnyNetwork
    from digitpad.training.weights import StateDict


@dataclass(frozen=True, eq=False)
class Started:
    """The beginning, before the first batch.

    network: the network that is judged and kept, alive: copy its weights before the next event is
    asked for. epoch: how many epochs an earlier, broken off training has done already.
    batches: of an epoch. trains, validates: how many samples do.
    """

    network: AnyNetwork
    epoch: int
    batches: int
    trains: int
    validates: int


@dataclass(frozen=True)
class BatchDone:
    """One step of the optimiser; ``batch`` counts from 1 to ``batches`` in each epoch."""

    epoch: int
    batch: int
    batches: int
    loss: float


@dataclass(frozen=True)
class EpochDone:
    """One pass over the training samples and the validation after it.

    train_loss: mean of the batches' losses. seconds: training and validation together, pauses
    left out. samples_per_second: training samples by the time of training alone.
    val_loss and val_accuracy (0..1) are None when the recipe holds nothing back.
    progress: all that is needed to go on from here, in memory of its own.
    """

    epoch: int
    train_loss: float
    val_loss: float | None
    val_accuracy: float | None
    seconds: float
    samples_per_second: float
    progress: Progress = field(repr=False, compare=False)


@dataclass(frozen=True, eq=False)
class Finished:
    """The end: a network in evaluation mode with the weights that the recipe keeps."""

    network: AnyNetwork
    best_epoch: int
    seconds: float


Event = Started | BatchDone | EpochDone | Finished


@dataclass(frozen=True, eq=False)
class Progress:
    """Everything that changes while a network is trained; tensors are copies on the CPU.

    epoch: how many are done. optimiser: its tensors by parameter number and name.
    average, updates: the moving average's weights, where the recipe has one.
    best_loss: lowest validation loss, infinite without validation. random: state of torch's own
    generator, which dropout draws from. order: state of the generator of the batches when their
    present pass over the samples began; taken: how many batches of that pass are used up.
    seconds: of training, pauses left out.
    """

    epoch: int
    weights: StateDict
    optimiser: dict[int, dict[str, Tensor]]
    average: StateDict | None
    updates: int
    best_epoch: int
    best_loss: float
    best_weights: StateDict
    random: Tensor
    order: Tensor
    taken: int
    seconds: float


def optimiser_tensors(state: dict[str, Any]) -> dict[int, dict[str, Tensor]]:
    """Return copies of the tensors in an optimiser's ``state_dict()``."""
    import torch  # not at the top: the window knows events before torch is there

    return {
        number: {
            key: value.detach().to("cpu", copy=True, memory_format=torch.contiguous_format)
            for key, value in entries.items()
            if isinstance(value, torch.Tensor)
        }
        for number, entries in state["state"].items()
    }


def load_optimiser(optimiser: torch.optim.Optimizer, tensors: dict[int, dict[str, Tensor]]) -> None:
    """Give ``optimiser`` what ``optimiser_tensors`` returned of one like it.

    Each tensor is laid out in memory as its parameter is: fused steps go through both side by side
    without a look at how they are laid out.
    """
    import torch

    parameters = [value for group in optimiser.param_groups for value in group["params"]]
    state = {
        number: {
            key: torch.empty_like(parameters[number]).copy_(value)
            if value.shape == parameters[number].shape
            else value
            for key, value in entries.items()
        }
        for number, entries in tensors.items()
    }
    optimiser.load_state_dict({**optimiser.state_dict(), "state": state})
