"""How one channel of an output comes from one channel of its input: what slides over it."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.graph.operation import Array
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.pooling import PoolOp
from digitpad.graph.trace import ShownLayer, Trace, shown_layers
from digitpad.support.colour_scales import limit

Sliding = ConvOp | PoolOp


@dataclass(frozen=True, eq=False)
class Slide:
    """What slides.

    input, output: (height, width), one channel of each. kernel: (rows, columns), the part of it
    that slides over this input; None for a pool. The ends and signs are those of the layers'
    colours.
    """

    kind: Sliding
    input: Array
    input_end: float
    input_signed: bool
    output: Array
    output_end: float
    output_signed: bool
    kernel: Array | None


def slide_of(trace: Trace, shown: ShownLayer, channel: int, source: int) -> Slide:
    """Return how output ``channel`` of ``shown`` comes from channel ``source`` of its input.

    Raises TypeError for an operation that has no window to slide.
    """
    kind = shown.kind
    if not isinstance(kind, Sliding):
        raise TypeError(f"nothing slides in {shown.name}")
    (before,) = trace.graph.input_indices[shown.index]
    x, y = trace.outputs[before], trace.outputs[shown.index]
    signed = [layer.signed for layer in shown_layers(trace.graph) if layer.index <= before][-1]
    kernel = None
    if isinstance(kind, ConvOp):
        weight = trace.parameters(shown.index)["weight"]
        first = kind.channels_of(channel, len(weight), len(x)).start
        kernel = weight[channel, source - first]
    return Slide(
        kind, x[source], limit(x), signed, y[channel], limit(y), shown.signed, kernel
    )
