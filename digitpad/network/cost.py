"""What a network takes for one image, and how much of it is too much."""

from __future__ import annotations

import math
from dataclasses import dataclass

from digitpad.network.stages import Layer, Shape

# A description that asks for more is refused, or a stranger's could fill memory or never answer.
MOST_PARAMETERS = 50_000_000  # 200 MB
MOST_VALUES = 4_000_000  # of all outputs for one image: 3 GB for a batch while training
MOST_MULTIPLICATIONS = 1_000_000_000  # some tenths of a second


@dataclass(frozen=True)
class Cost:
    """Weights and biases, values of all outputs, and products."""

    parameters: int = 0
    values: int = 0
    multiplications: int = 0

    def with_layer(self, layer: Layer, shape: Shape) -> Cost:
        """Return the cost with ``layer`` after what there is; ``shape`` is its input's.

        Raises ModelError when it cannot follow such an input.
        """
        weights = layer.parameter_shapes(shape).values()
        return Cost(
            self.parameters + sum(math.prod(weight) for weight in weights),
            self.values + math.prod(layer.output_shape(shape)),
            self.multiplications + layer.multiplications(shape),
        )

    def excess(self) -> str:
        """Return a sentence about what there is too much of, or nothing."""
        for count, most, what in (
            (self.parameters, MOST_PARAMETERS, "parameters"),
            (self.values, MOST_VALUES, "values between its stages"),
            (self.multiplications, MOST_MULTIPLICATIONS, "multiplications"),
        ):
            if count > most:
                return f"The network is too large: it has {count:,} {what}, at most are {most:,}."
        return ""
