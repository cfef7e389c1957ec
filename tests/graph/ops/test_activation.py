"""Functions of each value are PyTorch's."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.special import erf

from digitpad.graph.ops.activation import FUNCTIONS, ActivationOp, PReLUOp
from tests.graph.ops.checks import SHAPES, check, held_for_each, normal, positive

IN_TORCH = {
    "relu": F.relu,
    "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
    "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "mish": F.mish,
    "hardswish": F.hardswish,
    "hardsigmoid": F.hardsigmoid,
    "sigmoid": torch.sigmoid,
    "logsigmoid": F.logsigmoid,
    "tanh": torch.tanh,
    "softsign": F.softsign,
    "exp": torch.exp,
    "log": torch.log,
    "abs": torch.abs,
    "neg": torch.neg,
    "erf": torch.erf,
    "sin": torch.sin,
    "cos": torch.cos,
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_pytorchs(function):
    sample = positive if function == "log" else normal
    held_for_each(ActivationOp(function, 0.2), IN_TORCH[function], sample, draws=12)


@pytest.mark.parametrize("function", sorted(set(FUNCTIONS) - {"log"}))
def test_a_function_of_large_values_is_pytorchs_and_no_warning(function):
    x = np.array([[-1e4, -200, -90, -30, -6, -0.0, 0, 1e-6, 6, 30, 90, 200, 1e4]], np.float32)
    expected = IN_TORCH[function](torch.tensor(x)).numpy()
    found = ActivationOp(function, 0.2).compute([x], {})
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)


def test_the_logarithm_of_zero_is_minus_infinity_and_no_warning():
    x = np.zeros((1, 3), np.float32)
    assert np.isneginf(ActivationOp("log").compute([x], {})).all()
    assert ActivationOp("log").explain([x], {}, (0, 1)).total == -np.inf


def test_the_error_function_is_as_good_as_float32():
    x = np.linspace(-6, 6, 100_001, dtype=np.float32)
    found = ActivationOp("erf").compute([x], {})
    assert np.abs(found - erf(x.astype(np.float64))).max() < 5e-7


@pytest.mark.parametrize("each", [False, True])
def test_a_prelu_is_pytorchs(each):
    for seed, shape in enumerate(SHAPES):
        random = np.random.default_rng(seed)
        weight = random.uniform(-0.5, 0.9, shape[1] if each else 1).astype(np.float32)
        check(PReLUOp(), F.prelu, [shape], random, {"weight": weight})


def test_a_formula_has_the_value_in_it():
    x = np.array([[-1.5, 2.5]], np.float32)

    def text(kind, index):
        return kind.explain([x], {}, (0, index)).text()

    assert text(ActivationOp("relu"), 0) == "max(0, -1.5) = 0"
    assert text(ActivationOp("sigmoid"), 1) == "1 / (1 + exp(−(2.5))) = 0.9241"
    assert text(ActivationOp("leaky_relu", 0.1), 0) == "0.1 × -1.5 = -0.15"
    assert text(ActivationOp("leaky_relu", 0.1), 1) == "2.5 = 2.5"
