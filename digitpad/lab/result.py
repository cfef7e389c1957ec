"""All that the lab shows of its settings, computed in one call that a thread can make.

What is impossible is said in a sentence, where a value would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.lab.convolve import Array, ConvolutionResult, outcome, padded
from digitpad.lab.inputs import image_of
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import LabError, PoolSettings
from digitpad.lab.pooling import ShiftChange, change, pool, shifted, side_by_side
from digitpad.support.colour_scales import limit
from digitpad.support.errors import DigitpadError

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.graph.trace import Trace


@dataclass(frozen=True, eq=False)
class Pooled:
    """One pool of the input. values: (channels, height, width); None where ``problem`` says why.

    change: what the shift changes of them; None where the shift is impossible.
    """

    settings: PoolSettings
    values: Array | None
    change: ShiftChange | None
    problem: str = ""


@dataclass(frozen=True, eq=False)
class Pools:
    """The pools side by side, and what the shift changes of the input that they share."""

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
    zero. pools: where asked for.
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
    pools = _pools(lab_settings, image) if with_pools else None
    end, signed = limit(image), bool(image.min() < 0)
    try:
        found = outcome(image, lab_settings.kernels, lab_settings.convolution)
    except LabError as error:
        return LabResult(
            lab_settings, image, image, problem=str(error), input_end=end, is_signed=signed,
            pools=pools,
        )  # fmt: skip
    mode = lab_settings.convolution.padding.mode
    whole = padded(image, found.shape.rows, found.shape.columns, mode)
    return LabResult(lab_settings, image, whole, found, "", end, limit(found.maps), signed, pools)


def _trace(lab_settings: LabSettings, drawing: Array | None, network: Graph | None) -> Trace | None:
    if lab_settings.source.kind != "stage" or network is None:
        return None
    if drawing is None:
        raise LabError("There is no drawing yet. Draw a digit, or choose another input.")
    from digitpad.graph.trace import trace

    return trace(network, drawing)


def _pools(lab_settings: LabSettings, image: Array) -> Pools:
    moved, problem = None, ""
    try:
        moved = shifted(image, lab_settings.shift)
    except LabError as error:
        problem = str(error)
    pooled = tuple(
        _pooled(image, moved, settings) for settings in side_by_side(lab_settings.pooling)
    )
    return Pools(pooled, None if moved is None else change(image, moved), problem)


def _pooled(image: Array, moved: Array | None, settings: PoolSettings) -> Pooled:
    try:
        values = pool(image, settings)
    except LabError as error:
        return Pooled(settings, None, None, str(error))
    changed = None if moved is None else change(values, pool(moved, settings))
    return Pooled(settings, values, changed)
