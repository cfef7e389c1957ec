"""One kernel on its way over one map of its input, and the map that comes out."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.graph.trace import Array, ShownLayer, Trace, shown_layers
from digitpad.network.layers import Conv2d, Pool2d
from digitpad.support.colour_scales import limit


@dataclass(frozen=True, eq=False)
class Slide:
    """What slides.

    input, output: (height, width), one channel of each. kernel: (size, size), the part of it that
    slides over this input; None for a pool. The ends and signs are those of the layers' colours.
    """

    layer: Conv2d | Pool2d
    input: Array
    input_end: float
    input_signed: bool
    output: Array
    output_end: float
    output_signed: bool
    kernel: Array | None


def slide_of(trace: Trace, shown: ShownLayer, channel: int, source: int) -> Slide:
    """Return how output ``channel`` of ``shown`` comes from channel ``source`` of its input.

    Raises TypeError for a layer that has no window to slide.
    """
    layer = shown.layer
    if not isinstance(layer, Conv2d | Pool2d):
        raise TypeError(f"nothing slides in {shown.name}")
    before = [other for other in shown_layers(trace.architecture) if other.index < shown.index][-1]
    x, y = trace.outputs[shown.index - 1], trace.outputs[shown.index]
    kernel = None
    if isinstance(layer, Conv2d):
        kernel = trace.parameters[f"{layer.name}.weight"][channel, source]
    return Slide(
        layer, x[source], limit(x), before.signed, y[channel], limit(y), shown.signed, kernel
    )
