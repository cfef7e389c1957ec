"""What to train; making a plan does not import torch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from digitpad.data.samples import DataSet
from digitpad.graph.graph import Graph
from digitpad.network.architecture import Architecture
from digitpad.support.errors import TrainingError
from digitpad.training.curves import Curves
from digitpad.training.recipe import Recipe

if TYPE_CHECKING:
    from digitpad.training.progress import Progress


@dataclass(frozen=True)
class Device:
    """A device by torch's name, and as people call it."""

    name: str
    title: str


def devices() -> tuple[Device, ...]:
    """Return what is there, the processor first. It imports torch."""
    import torch

    found = [Device("cpu", "CPU")]
    if torch.cuda.is_available():
        found.append(Device("cuda", f"CUDA ({torch.cuda.get_device_name()})"))
    if torch.backends.mps.is_available():
        found.append(Device("mps", "MPS (Apple)"))
    return tuple(found)


def checked(name: str) -> str:
    """Return ``name`` if this machine can train on it. Raises TrainingError, naming what can."""
    found = [device.name for device in devices()]
    if name not in found:
        raise TrainingError(
            "This machine cannot train on {name}. Choose one of these: {devices}.",
            name=name, devices=", ".join(found),
        )  # fmt: skip
    return name


@dataclass(frozen=True, eq=False)
class Plan:
    """What to train, with what; ``start`` and ``curves`` are those of a broken off training.

    network: a description, or the graph of a module, which is trained from the numbers that it was
    opened with.
    """

    network: Architecture | Graph
    recipe: Recipe
    data: DataSet
    device: str = "cpu"
    start: Progress | None = None
    curves: Curves = field(default_factory=Curves)
