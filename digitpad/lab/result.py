"""All that the lab shows of its settings, computed in one call that a thread can make.

What is impossible is said in a sentence, where a value would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.lab.convolve import Array, ConvolutionResult, convolve, outcome, padded
from digitpad.lab.inputs import image_of
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import LabError, PoolSettings
from digitpad.lab.pooling import ShiftChange, change, pool, shifted, side_by_side
from digitpad.support.colour_scales import limit
from digitpad.support.errors import DigitpadError

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.graph.trace import Activations


@dataclass(frozen=True, eq=False)
class Pooled:
    """One pool. values: (channels, height, width); None where ``problem`` says why.

    change: what the shift changes of them; None where the shift is impossible.
    """

    settings: PoolSettings
    values: Array | None
    change: ShiftChange | None
    problem: str = ""


@dataclass(frozen=True, eq=False)
class Pools:
    """The pools side by side, and what the shift changes of the maps that they share.

    maps: (channels, height, width), the input or the convolution's output; end, is_signed: of their
    colours' scale.
    """

    maps: Array
    end: float
    is_signed: bool
    pooled: tuple[Pooled, ...]
    input_change: ShiftChange | None
    problem: str = ""  # why the shift is impossible


@dataclass(frozen=True, eq=False)
class LabResult:
    """What there is to see.

    image: the input, (channels, height, width); None where there is none, and ``problem`` says why.
    padded: the same with the padding's values around it; as the image where that is impossible.
    outcome: None where the setting is impossible, and ``problem`` says why.
    input_end, output_end: where the colours' scales end. is_signed: the input has numbers below
    zero. pools: where asked for, and what they are of is there.
    """

    lab_settings: LabSettings
    image: Array | None = None
    padded: Array | None = None
    outcome: ConvolutionResult | None = None
    problem: str = ""
    input_end: float = 1.0
    output_end: float = 1.0
    is_signed: bool = False
    pools: Pools | None = None

    @property
    def pooled_maps(self) -> Array | None:
        """What the pools are of; None where it is not to be had."""
        if self.lab_settings.pooled == "input":
            return self.image
        return None if self.outcome is None else self.outcome.maps


def lab_result(
    lab_settings: LabSettings, drawing: Array | None, network: Graph | None, *, with_pools: bool
) -> LabResult:
    """Compute what ``lab_settings`` shows.

    drawing: (28, 28) ink in 0..1. network: whose layer may be the input.
    """
    try:
        image = image_of(
            lab_settings.source, drawing=drawing, trace=_trace(lab_settings, drawing, network)
        )
    except DigitpadError as error:
        return LabResult(lab_settings, problem=str(error))
    end, signed = limit(image), bool(image.min() < 0)
    of_output = lab_settings.pooled == "output"
    pools = _pools(lab_settings, image, image) if with_pools and not of_output else None
    try:
        found = outcome(image, lab_settings.kernels, lab_settings.convolution)
    except LabError as error:
        return LabResult(
            lab_settings, image, image, problem=str(error), input_end=end, is_signed=signed,
            pools=pools,
        )  # fmt: skip
    mode = lab_settings.convolution.padding.mode
    whole = padded(image, found.shape.rows, found.shape.columns, mode)
    if with_pools and of_output:
        pools = _pools(lab_settings, image, found.maps)
    return LabResult(lab_settings, image, whole, found, "", end, limit(found.maps), signed, pools)


def _trace(
    lab_settings: LabSettings, drawing: Array | None, network: Graph | None
) -> Activations | None:
    if lab_settings.source.kind != "stage" or network is None:
        return None
    if drawing is None:
        raise LabError("There is no drawing yet. Draw a digit, or choose another input.")
    from digitpad.graph.trace import trace

    return trace(network, drawing)


def _pools(lab_settings: LabSettings, image: Array, maps: Array) -> Pools:
    """Pool ``maps``, which are the input ``image`` itself or what the convolution makes of it."""
    moved, problem = None, ""
    try:
        moved = shifted(image, lab_settings.shift)
    except LabError as error:
        problem = str(error)
    if moved is not None and maps is not image:
        moved = convolve(moved, lab_settings.kernels, lab_settings.convolution)
    pooled = tuple(
        _pooled(maps, moved, settings) for settings in side_by_side(lab_settings.pooling)
    )
    changed = None if moved is None else change(maps, moved)
    return Pools(maps, limit(maps), bool(maps.min() < 0), pooled, changed, problem)


def _pooled(maps: Array, moved: Array | None, settings: PoolSettings) -> Pooled:
    try:
        values = pool(maps, settings)
    except LabError as error:
        return Pooled(settings, None, None, str(error))
    changed = None if moved is None else change(values, pool(moved, settings))
    return Pooled(settings, values, changed)
