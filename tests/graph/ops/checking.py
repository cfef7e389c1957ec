"""One kind of operation against torch: its values, one value taken apart, what it needs."""

from collections.abc import Callable, Sequence

import numpy as np
import torch

from digitpad.graph.operation import Array, Explanation, OperationKind, Position
from tests.graph.ops.checks import check_backward

Reference = Callable[..., torch.Tensor]  # takes the inputs, then the parameters by name


def numbers(random: np.random.Generator, *shape: int) -> Array:
    return random.normal(size=shape).astype(np.float32)


def check_kind(
    kind: OperationKind, inputs: Sequence[Array], parameters: dict[str, Array],
    reference: Reference, random: np.random.Generator, *, exact: bool = True,
) -> Explanation:  # fmt: skip
    """Hold ``kind`` against ``reference``; return one value taken apart.

    exact: what a value needs is what it has a gradient for, and no more.
    """
    tensors = [torch.from_numpy(x).double().requires_grad_() for x in inputs]
    learnt = {part: torch.from_numpy(x).double() for part, x in parameters.items()}
    expected = reference(*tensors, **learnt)
    shapes = [x.shape for x in inputs]
    before = [x.copy() for x in inputs]

    y = kind.compute(inputs, parameters)
    assert kind.shape(shapes, {part: x.shape for part, x in parameters.items()}) == expected.shape
    assert y.dtype == np.float32
    assert y.shape == expected.shape
    exactly = expected.detach().numpy()
    largest = max(float(np.abs(exactly).max()), 1e-3)
    assert np.abs(y - exactly).max() <= 1e-4 * largest
    assert all(np.array_equal(x, old) for x, old in zip(inputs, before, strict=True))

    for _ in range(3):
        place = somewhere(random, y.shape)
        found = kind.explain(inputs, parameters, place)
        assert abs(found.total - float(exactly[place])) <= 1e-4 * largest
        assert f"= {found.total:.4g}" in found.text()
        _check_needs(kind, tensors, expected, place, exact)
    _check_reaches(kind, inputs, y.shape, random)
    check_backward(kind, reference, inputs, parameters, random)
    assert str(kind.sentence(shapes, y.shape))
    assert kind.multiplications(shapes, y.shape) > 0
    return found


def somewhere(random: np.random.Generator, shape: tuple[int, ...]) -> Position:
    return tuple(int(random.integers(size)) for size in shape)


def _check_needs(kind, tensors, expected, place, exact):
    gradients = torch.autograd.grad(expected[place], tensors, retain_graph=True, allow_unused=True)
    needed = kind.needs(only(place, expected.shape), [tuple(x.shape) for x in tensors])
    assert len(needed) == len(tensors)
    for mask, gradient, x in zip(needed, gradients, tensors, strict=True):
        assert mask.shape == x.shape
        matters = np.zeros(x.shape, bool) if gradient is None else gradient.numpy() != 0
        assert not (matters & ~mask).any()
        if exact:
            assert np.array_equal(mask, matters)


def _check_reaches(kind, inputs, output, random):
    """What a value reaches are the outputs that need it."""
    shapes = [x.shape for x in inputs]
    needs = {place: kind.needs(only(place, output), shapes) for place in np.ndindex(output)}
    for number, shape in enumerate(shapes):
        places = [somewhere(random, shape) for _ in range(3)]
        for chosen in (places[:1], places):
            touched = [np.zeros(s, bool) for s in shapes]
            for place in chosen:
                touched[number][place] = True
            reached = kind.reaches(touched, output)
            expected = np.zeros(output, bool)
            for place, masks in needs.items():
                expected[place] = (masks[number] & touched[number]).any()
            assert np.array_equal(reached, expected)
    together = [somewhere(random, output) for _ in range(3)]
    wanted = np.zeros(output, bool)
    for place in together:
        wanted[place] = True
    for number, mask in enumerate(kind.needs(wanted, shapes)):
        assert np.array_equal(mask, np.any([needs[place][number] for place in together], axis=0))


def only(place: Position, shape: Sequence[int]):
    mask = np.zeros(tuple(shape), bool)
    mask[place] = True
    return mask
