"""The devices that this machine can train on."""

from dataclasses import dataclass


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
