"""What every kind of operation is held to: PyTorch's values, sums that come out, exact fields."""

import numpy as np
import pytest
import torch

from digitpad.graph.operation import written

LEARNT = {"weight", "bias", "value"}  # parts that a training changes
SHAPES = [(2, 3, 5, 4), (1, 7), (2, 4, 6), (1, 2, 3, 2, 2)]


def normal(random, shape):
    return random.normal(0, 2, shape).astype(np.float32)


def positive(random, shape):
    return random.uniform(0.1, 4, shape).astype(np.float32)


def check(kind, of_torch, shapes, random, parameters=None, sample=normal, draws=8, places=3):
    """Hold ``kind`` to ``of_torch``, for random inputs of ``shapes``, the batch first.

    of_torch: takes tensors, and ``parameters`` by name. draws: random inputs whose gradients
    together show what matters. places: outputs that are taken apart.
    """
    parameters = parameters or {}
    arrays = [sample(random, shape) for shape in shapes]
    expected = _in_torch(of_torch, arrays, parameters, torch.float64)[0].detach().numpy()
    _check_values(kind, arrays, parameters, expected)
    for _ in range(places):
        # the first image's, where there are several
        position = (0, *_somewhere(random, expected.shape[1:])) if expected.ndim else ()
        _check_explanation(kind, arrays, parameters, position, expected)
        drawn = [[sample(random, shape) for shape in shapes] for _ in range(draws)]
        _check_needs(kind, of_torch, drawn, parameters, position, expected.shape)
    _check_reaches(kind, shapes, expected.shape, random)
    check_backward(kind, of_torch, arrays, parameters, random)
    assert str(kind.sentence(shapes, expected.shape))
    assert kind.multiplications(shapes, expected.shape) >= 0
    assert type(kind)(**kind.settings()) == kind


def held_for_each(kind, of_torch, sample=normal, **settings):
    """Hold a function of each value, for inputs of several dimensions."""
    for seed, shape in enumerate(SHAPES):
        check(kind, of_torch, [shape], np.random.default_rng(seed), sample=sample, **settings)


def held(kind, of_torch, *shapes, seed=0):
    """Hold a kind that only places values elsewhere, of which few random inputs tell all."""
    check(kind, of_torch, list(shapes), np.random.default_rng(seed), draws=2)


def _check_values(kind, arrays, parameters, expected):
    before = [x.copy() for x in arrays]
    found = kind.compute(arrays, parameters)
    for x, kept in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(x, kept)  # what others take too is left as it was
    assert found.dtype == np.float32, kind
    shapes = {part: number.shape for part, number in parameters.items()}
    assert kind.shape([x.shape for x in arrays], shapes) == found.shape == expected.shape, kind
    size = float(np.abs(expected[np.isfinite(expected)]).max(initial=1e-3))
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6 * size, err_msg=str(kind))


def _check_explanation(kind, arrays, parameters, position, expected):
    explanation = kind.explain(arrays, parameters, position)
    value = float(expected[position])
    assert explanation.total == pytest.approx(value, rel=1e-6, abs=1e-7, nan_ok=True), kind
    assert written(explanation.total) in explanation.text(), (kind, explanation.text())


def _check_needs(kind, of_torch, drawn, parameters, position, output):
    wanted = np.zeros(output, bool)
    wanted[position] = True
    masks = kind.needs(wanted, [x.shape for x in drawn[0]])
    moves = [np.zeros(x.shape, bool) for x in drawn[0]]
    for arrays in drawn:
        y, inputs = _in_torch(of_torch, arrays, parameters, torch.float64)
        if not y.requires_grad:
            continue
        gradients = torch.autograd.grad(y[position], inputs, allow_unused=True)
        for moved, gradient in zip(moves, gradients, strict=True):
            if gradient is not None:
                moved |= ~(gradient.abs() < 1e-12).numpy()
    for mask, moved in zip(masks, moves, strict=True):
        assert not (moved & ~mask).any(), (kind, position)
        if not kind.value_decides:
            np.testing.assert_array_equal(mask, moved, err_msg=f"{kind} {position}")


def check_backward(kind, of_torch, arrays, parameters, random):
    """Hold the slopes of a loss that weighs every output to those of autograd."""
    inputs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in arrays]
    numbers = {
        part: torch.tensor(number, dtype=torch.float64, requires_grad=part in LEARNT)
        for part, number in parameters.items()
    }
    y = of_torch(*inputs, **numbers)
    gradient = random.normal(0, 1, y.shape).astype(np.float32)
    asked = [*inputs, *(number for number in numbers.values() if number.requires_grad)]
    expected = [torch.zeros_like(x) for x in asked]
    if y.requires_grad:
        given = torch.tensor(gradient, dtype=torch.float64)
        found = torch.autograd.grad(y, asked, given, allow_unused=True)
        expected = [torch.zeros_like(x) if g is None else g
                    for x, g in zip(asked, found, strict=True)]  # fmt: skip
    slopes = kind.backward(gradient, arrays, parameters)
    assert len(slopes.inputs) == len(inputs), kind
    for slope, correct in zip(slopes.inputs, expected[: len(inputs)], strict=True):
        _check_slope(kind, slope, correct)
    by_part = dict(zip([p for p, n in numbers.items() if n.requires_grad],
                       expected[len(inputs) :], strict=True))  # fmt: skip
    for part in LEARNT & set(slopes.parameters):
        slope = slopes.parameters[part]
        _check_slope(kind, slope, by_part.pop(part))
    assert not by_part, kind


def _check_slope(kind, slope, correct):
    correct = correct.numpy()
    assert slope.dtype == np.float32, kind
    assert slope.shape == correct.shape, kind
    size = float(np.abs(correct[np.isfinite(correct)]).max(initial=0.1))  # the loss's are about 1
    np.testing.assert_allclose(slope, correct, rtol=1e-4, atol=1e-5 * size, err_msg=str(kind))


def _check_reaches(kind, shapes, output, random):
    for number, shape in enumerate(shapes):
        touched = [np.zeros(shape, bool) for shape in shapes]
        place = _somewhere(random, shape)
        touched[number][place] = True
        reached = kind.reaches(touched, output)
        assert reached.shape == output, kind
        among = np.argwhere(reached)
        some = [tuple(among[n]) for n in random.integers(0, len(among), 3)] if len(among) else []
        for position in [*some, *(_somewhere(random, output) for _ in range(5))]:
            wanted = np.zeros(output, bool)
            wanted[position] = True
            needed = kind.needs(wanted, shapes)[number]
            assert needed.shape == shape, kind
            assert needed[place] == reached[position], (kind, place, position)


def _in_torch(of_torch, arrays, parameters, dtype):
    inputs = [torch.tensor(x, dtype=dtype, requires_grad=True) for x in arrays]
    numbers = {part: torch.tensor(number, dtype=dtype) for part, number in parameters.items()}
    return of_torch(*inputs, **numbers), inputs


def _somewhere(random, shape):
    return tuple(int(random.integers(0, size)) for size in shape)
