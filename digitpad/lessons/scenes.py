"""What each of the six lessons sets the lab to, with one click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from digitpad.graph.ops.convolution import ConvOp
from digitpad.lab.inputs import DRAWING, FOUR_BY_FOUR, layer_source, numbers_source
from digitpad.lab.kernels import kernel, kernel_sets, network_kernel, preset
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import MOST_KERNELS, ConvolutionSettings, Padding, PoolSettings
from digitpad.lab.steps import Cell

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph

LessonName = Literal["kernel", "sliding", "size", "borders", "pooling", "network"]
LESSONS: tuple[LessonName, ...] = ("kernel", "sliding", "size", "borders", "pooling", "network")

# An upright line, one pixel wide.
LINE = numbers_source([[0, 0, 1, 0, 0]] * 5)
UPRIGHT = ((-1, 2, -1), (-1, 2, -1), (-1, 2, -1))  # answers such a line


def lesson_settings(name: LessonName, network: Graph | None = None) -> LabSettings:
    """Return what lesson ``name`` shows.

    network: for the lesson about the network; without one, or without a convolution in it, that
    lesson shows the drawing under preset kernels.
    """
    match name:
        case "kernel":
            return LabSettings(DRAWING, (preset("sobel x"),))
        case "sliding":
            return LabSettings(LINE, (kernel(UPRIGHT, name="upright line"),), cell=Cell(0, 0, 0))
        case "size":
            kernels = (preset("sobel x", (5, 5)), preset("sobel y", (5, 5)))
            return LabSettings(DRAWING, kernels, ConvolutionSettings(stride=(2, 2)))
        case "borders":
            settings = ConvolutionSettings(stride=(2, 2))
            return LabSettings(FOUR_BY_FOUR, (preset("box blur"),), settings, cell=Cell(0, 0, 0))
        case "pooling":
            return LabSettings(DRAWING, (preset("identity"),), pooling=PoolSettings(), shift=(0, 1))
    return _network_settings(network)


def _network_settings(network: Graph | None) -> LabSettings:
    """Return the network's last convolution, with its first kernels and its own settings."""
    sets = () if network is None else kernel_sets(network)
    if network is None or not sets:
        settings = ConvolutionSettings(padding=Padding.by_axis(1, 1))
        return LabSettings(DRAWING, (preset("sobel x"), preset("sobel y")), settings)
    last = sets[-1]
    kind = network.operations[network.index[last.layer]].kind
    assert isinstance(kind, ConvOp)
    padding = Padding.by_axis(kind.padding[0][0], kind.padding[1][0])
    settings = ConvolutionSettings(kind.stride, padding)
    count = min(last.count, MOST_KERNELS)
    kernels = tuple(network_kernel(network, last.layer, number) for number in range(count))
    return LabSettings(layer_source(last.layer), kernels, settings)
