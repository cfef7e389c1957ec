"""Muon: hidden layers' weights move by orthogonal matrices, all others as AdamW moves them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

STEPS = 5  # of Newton and Schulz
A, B, C = 3.4445, -4.7750, 2.0315  # their polynomial's, which brings singular values to about 1
RMS = 0.2  # of a step, in learning rates: what AdamW's is, so that one rate suits both


def hidden(shapes: Sequence[Sequence[int]]) -> list[int]:
    """Return which of a network's parameters are weights of hidden layers, by their shapes.

    Neither the first layer's, which meets pixels, nor the last one's, which meets digits.
    """
    weights = [number for number, shape in enumerate(shapes) if len(shape) > 1]
    return weights[1:-1]


class Muon(torch.optim.AdamW):
    """Steps along the nearest matrix whose singular values are all 1, so no direction is forgotten.

    The gradient's momentum of a weight, (out, in) or (out, in, height, width), counts as a matrix
    of out rows. Weight decay is AdamW's.
    Source: Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024; the
    steps' length is that of Liu et al., "Muon is Scalable for LLM Training", 2025.
    """

    def __init__(
        self, parameters: Sequence[Tensor], learning_rate: float, momentum: float,
        weight_decay: float,
    ) -> None:  # fmt: skip
        """Move ``parameters``, a network's, in its order."""
        super().__init__(
            parameters, learning_rate, (momentum, 0.99), weight_decay=weight_decay, fused=True
        )
        self._momentum = momentum
        self._hidden = [parameters[number] for number in hidden([p.shape for p in parameters])]

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        """Move all parameters by their gradients."""
        group = self.param_groups[0]
        for weight in self._hidden:
            gradient = weight.grad
            if gradient is None:  # a part that the network's code has not run
                continue
            state = self.state[weight]
            if not state:
                state["step"] = torch.tensor(0.0)  # AdamW looks for one when it goes on
                state["momentum_buffer"] = torch.zeros_like(weight)
            momentum = state["momentum_buffer"].lerp_(gradient, 1 - self._momentum)
            ahead = gradient.lerp(momentum, self._momentum).flatten(1)  # Nesterov's; (out, in)
            length = RMS * max(ahead.shape) ** 0.5 * group["lr"]
            weight.mul_(1 - group["lr"] * group["weight_decay"])
            weight.sub_(orthogonal(ahead).view_as(weight), alpha=length)
            weight.grad = None  # AdamW leaves out what has none
        super().step(closure)


def orthogonal(matrix: Tensor) -> Tensor:
    """Return about U Vᵀ of ``matrix`` (rows, columns) = U S Vᵀ.

    Each step of Newton and Schulz is X ← (a + b X Xᵀ + c (X Xᵀ)²) X. Its factors are polynomials
    of X Xᵀ, so they are multiplied on the matrix's short side, and with X once.
    """
    if len(matrix) > matrix.shape[1]:
        return orthogonal(matrix.T).T
    x = matrix / (matrix.norm() + 1e-7)
    square = x @ x.T  # (rows, rows)
    unit = torch.eye(len(x), dtype=x.dtype, device=x.device)
    product = unit
    for _ in range(STEPS):
        factor = A * unit + B * square + C * (square @ square)
        product = factor @ product
        square = factor @ square @ factor
    turned: Tensor = product @ x
    return turned
