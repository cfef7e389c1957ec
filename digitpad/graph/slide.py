"""How one channel of an output comes from one channel of its input: what slides over it."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.graph.operation import Array
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.pooling import PoolOp
from digitpad.graph.trace import Activations, ShownLayer, shown_layers
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

    @property
    def border(self) -> tuple[int, int]:
        """Padding above, and to the left."""
        return self.kind.padding[0][0], self.kind.padding[1][0]

    @property
    def padded_shape(self) -> tuple[int, int]:
        """(height, width) of the input with its padding."""
        (top, bottom), (left, right) = self.kind.padding
        height, width = self.input.shape
        return top + height + bottom, left + width + right

    def window(self, row: int, column: int) -> tuple[range, range]:
        """Return the rows and columns of the input that output (row, column) is made of."""
        height, width = self.input.shape
        return self.kind.window(0, row, height), self.kind.window(1, column, width)


def slide_of(trace: Activations, shown: ShownLayer, channel: int, source: int) -> Slide:
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
    return Slide(kind, x[source], limit(x), signed, y[channel], limit(y), shown.signed, kernel)
