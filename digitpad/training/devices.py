"""The devices that this machine can train on."""

from dataclasses import dataclass

from digitpad.errors import TrainingError


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
            f"This machine cannot train on {name}. Choose one of these: {', '.join(found)}."
        )
    return name
