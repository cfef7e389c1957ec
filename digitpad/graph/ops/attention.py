"""Attention: each query takes the mean of all values, weighed by how well their keys fit it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.operation import (
    Array,
    Explanation,
    Mask,
    OperationKind,
    Parameters,
    Position,
    Shape,
    Slopes,
    WeightedSum,
    narrowed,
    summed,
)
from digitpad.support.messages import Text


@dataclass(frozen=True, eq=False)
class MeanOfValues(WeightedSum):
    """What ``query`` takes of ``column`` of the values: inputs (keys,) by the keys' weights."""

    query: int = 0
    column: int = 0


@dataclass(frozen=True)
class ScaledDotProductAttentionOp(OperationKind):
    """softmax(q · kᵀ · scale) · v of q (..., L, E), k (..., S, E), v (..., S, V) -> (..., L, V).

    scale: 1 / √E where it is None. is_causal: query l sees the keys up to l. A fourth input, or
    ``mask`` among the parameters, (..., L, S), is added to the scores; with mask_chooses, keys are
    seen where it is not 0. A query that sees no key gets zeros.
    Source: Vaswani et al., Attention Is All You Need, 2017, and PyTorch's
    ``scaled_dot_product_attention``.
    """

    kind: ClassVar[str] = "attention"
    value_decides: ClassVar[bool] = True  # how much a key matters, down to nothing
    is_causal: bool = False
    scale: float | None = None
    mask_chooses: bool = False

    def shape(self, inputs: Sequence[Shape], parameters: Mapping[str, Shape]) -> Shape:  # noqa: D102
        queries, keys, values = inputs[:3]
        if queries[-1] != keys[-1] or keys[-2] != values[-2]:
            raise ValueError(f"queries {queries}, keys {keys} and values {values} do not fit")
        before = np.broadcast_shapes(queries[:-2], keys[:-2], values[:-2])
        return (*before, queries[-2], values[-1])

    def _weights(
        self, queries: NDArray[Any], keys: NDArray[Any], seen: Mask, mask: NDArray[Any] | None
    ) -> NDArray[Any]:
        """Return how much of each key's value a query takes, (..., L, S), each row summing to 1."""
        scale = 1 / math.sqrt(queries.shape[-1]) if self.scale is None else self.scale
        scores = np.matmul(queries * queries.dtype.type(scale), keys.swapaxes(-1, -2))
        if mask is not None and self.mask_chooses:
            seen = seen & (mask != 0)
        elif mask is not None:
            scores = scores + mask
        if self.is_causal or self.mask_chooses:
            scores = np.where(seen, scores, -np.inf)
        largest = scores.max(axis=-1, keepdims=True)
        exponentials = np.exp(scores - np.where(np.isfinite(largest), largest, 0))
        total = exponentials.sum(axis=-1, keepdims=True)
        return np.asarray(exponentials / np.where(total > 0, total, 1))

    def _seen(self, queries: int, keys: int) -> Mask:
        """Return which keys each query may see, (queries, keys)."""
        seen = np.ones((queries, keys), bool)
        return np.tril(seen) if self.is_causal else seen

    def compute(self, inputs: Sequence[Array], parameters: Parameters) -> Array:  # noqa: D102
        queries, keys, values = inputs[:3]
        seen = self._seen(queries.shape[-2], keys.shape[-2])
        weights = self._weights(queries, keys, seen, _mask(inputs, parameters))
        return np.asarray(np.matmul(weights, values))

    def backward(self, gradient: Array, inputs: Sequence[Array], parameters: Parameters) -> Slopes:  # noqa: D102
        queries, keys, values = inputs[:3]
        seen = self._seen(queries.shape[-2], keys.shape[-2])
        weights = self._weights(queries, keys, seen, _mask(inputs, parameters))
        scale = np.float32(queries.shape[-1] ** -0.5 if self.scale is None else self.scale)
        by_weights = np.matmul(gradient, values.swapaxes(-1, -2))
        by_scores = weights * (by_weights - (by_weights * weights).sum(axis=-1, keepdims=True))
        by_inputs = [
            np.matmul(by_scores, keys) * scale,
            np.matmul(by_scores.swapaxes(-1, -2), queries) * scale,
            np.matmul(weights.swapaxes(-1, -2), gradient),
            *([by_scores * (not self.mask_chooses)] if len(inputs) > 3 else []),
        ]
        return Slopes([summed(slope, x.shape) for slope, x in zip(by_inputs, inputs, strict=True)])

    def explain(  # noqa: D102
        self, inputs: Sequence[Array], parameters: Parameters, position: Position
    ) -> Explanation:
        *before, query, column = position
        shape = np.broadcast_shapes(*(x.shape[:-2] for x in inputs[:3]))
        queries, keys, values = (
            np.broadcast_to(x, (*shape, *x.shape[-2:]))[tuple(before)].astype(np.float64)
            for x in inputs[:3]
        )  # (L, E), (S, E), (S, V)
        one = slice(query, query + 1)
        seen = self._seen(len(queries), len(keys))
        mask = _mask(inputs, parameters)
        if mask is not None:
            mask = np.broadcast_to(mask, (*shape, *seen.shape))[tuple(before)][one]
        weights = self._weights(queries[one], keys, seen[one], mask)[0]
        taken = values[:, column]
        products = taken * weights
        total = float(products.sum())
        return MeanOfValues(total, taken, weights, products, query=query, column=column)

    def needs(self, wanted: Mask, inputs: Sequence[Shape]) -> list[Mask]:  # noqa: D102
        queries, keys = inputs[:2]
        before, length = wanted.shape[:-2], queries[-2]
        seen = self._seen(length, keys[-2])
        by_query = wanted.any(axis=-1, keepdims=True)  # (..., L, 1)
        pairs = by_query & seen  # (..., L, S): which weights are asked for
        by_key = np.asarray(pairs.any(axis=-2))[..., None]  # (..., S, 1)
        masks = [
            np.broadcast_to(by_query, (*before, *queries[-2:])),
            np.broadcast_to(by_key, (*before, *keys[-2:])),
            _related(seen.T, wanted),
            *([pairs] if len(inputs) > 3 else []),
        ]
        return [narrowed(mask, shape) for mask, shape in zip(masks, inputs, strict=True)]

    def reaches(self, touched: Sequence[Mask], output: Shape) -> Mask:  # noqa: D102
        queries, keys, values = touched[:3]
        seen = self._seen(queries.shape[-2], keys.shape[-2])
        reached = np.zeros(output, bool)
        reached |= queries.any(axis=-1, keepdims=True)
        reached |= _related(seen, np.asarray(keys.any(axis=-1, keepdims=True)))
        reached |= _related(seen, values)
        if len(touched) > 3:
            reached |= (touched[3] & seen).any(axis=-1, keepdims=True)
        return reached

    def multiplications(self, inputs: Sequence[Shape], output: Shape) -> int:  # noqa: D102
        each = inputs[1][-2] * (inputs[0][-1] + output[-1])  # for the scores, and with the values
        return math.prod(output[:-1]) * each

    def sentence(self, inputs: Sequence[Shape], output: Shape) -> Text:  # noqa: D102
        if self.is_causal:
            return Text(
                "Each of {queries} places takes a mean of the values of the places up to it, "
                "weighed by how well their keys fit its query.",
                queries=output[-2],
            )
        return Text(
            "Each of {queries} places takes a mean of the values of {keys} places, weighed by how "
            "well their keys fit its query.",
            queries=output[-2], keys=inputs[1][-2],
        )  # fmt: skip


def _mask(inputs: Sequence[Array], parameters: Parameters) -> Array | None:
    return inputs[3] if len(inputs) > 3 else parameters.get("mask")


def _related(pairs: Mask, mask: Mask) -> Mask:
    """Return (..., a, V): where ``pairs`` (a, b) has any b that ``mask`` (..., b, V) has."""
    found: Mask = np.matmul(pairs.astype(np.float32), mask.astype(np.float32)) > 0
    return found
