"""The six lessons' scenes: what each sets the lab to, with one click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from digitpad.lab.inputs import DRAWING, FOUR_BY_FOUR, numbers_source, stage_source
from digitpad.lab.kernels import kernel, preset
from digitpad.lab.network_kernel import kernel_sets, network_kernel
from digitpad.lab.scene import LabScene
from digitpad.lab.settings import MOST_KERNELS, ConvolutionSettings, Padding, PoolSettings
from digitpad.lab.steps import Cell
from digitpad.network.description import Conv2d

if TYPE_CHECKING:
    from digitpad.network.module import DigitNetwork

LessonName = Literal["kernel", "sliding", "size", "borders", "pooling", "network"]
LESSONS: tuple[LessonName, ...] = ("kernel", "sliding", "size", "borders", "pooling", "network")

# An upright line, one pixel wide.
LINE = numbers_source([[0, 0, 1, 0, 0]] * 5)
UPRIGHT = ((-1, 2, -1), (-1, 2, -1), (-1, 2, -1))  # answers such a line


def lesson_scene(name: LessonName, module: DigitNetwork | None = None) -> LabScene:
    """Return what lesson ``name`` shows.

    module: for the lesson about the network; without one, or without a convolution in it, that
    lesson shows the drawing under preset kernels.
    """
    match name:
        case "kernel":
            return LabScene(DRAWING, (preset("sobel x"),))
        case "sliding":
            return LabScene(LINE, (kernel(UPRIGHT, name="upright line"),), cell=Cell(0, 0, 0))
        case "size":
            kernels = (preset("sobel x", (5, 5)), preset("sobel y", (5, 5)))
            return LabScene(DRAWING, kernels, ConvolutionSettings(stride=(2, 2)))
        case "borders":
            settings = ConvolutionSettings(stride=(2, 2))
            return LabScene(FOUR_BY_FOUR, (preset("box blur"),), settings, cell=Cell(0, 0, 0))
        case "pooling":
            return LabScene(DRAWING, (preset("identity"),), pooling=PoolSettings(), shift=(0, 1))
    return _network_scene(module)


def _network_scene(module: DigitNetwork | None) -> LabScene:
    """Return the network's last convolution, with its first kernels and its own settings."""
    sets = () if module is None else kernel_sets(module.description)
    if module is None or not sets:
        settings = ConvolutionSettings(padding=Padding.by_axis(1, 1))
        return LabScene(DRAWING, (preset("sobel x"), preset("sobel y")), settings)
    last = sets[-1]
    stage = next(stage for stage in module.description.stages if stage.name == last.stage)
    assert isinstance(stage, Conv2d)
    padding = Padding.by_axis(stage.padding, stage.padding)
    settings = ConvolutionSettings((stage.stride, stage.stride), padding)
    count = min(last.count, MOST_KERNELS)
    kernels = tuple(network_kernel(module, last.stage, number) for number in range(count))
    return LabScene(stage_source(last.stage), kernels, settings)
