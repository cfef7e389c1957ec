"""Functions of each value are PyTorch's."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.special import erf

from digitpad.graph.ops.activation import FUNCTIONS, ActivationOp, PReLUOp
from digitpad.graph.ops.bent import (
    SELU_ALPHA,
    SELU_SCALE,
    ClampOp,
    ELUOp,
    PowerOp,
    SoftplusOp,
)
from tests.graph.ops.checks import check, normal, positive

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

SHAPES = [(2, 3, 5, 4), (1, 7), (2, 4, 6), (1, 2, 3, 2, 2)]


def of_some_shape(kind, of_torch, sample=normal, **settings):
    for seed, shape in enumerate(SHAPES):
        check(kind, of_torch, [shape], np.random.default_rng(seed), sample=sample, **settings)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_pytorchs(function):
    sample = positive if function == "log" else normal
    of_some_shape(ActivationOp(function, 0.2), IN_TORCH[function], sample, draws=12)


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


@pytest.mark.parametrize(("low", "high"), [(0.0, 6.0), (-1.0, 1.0), (-0.5, np.inf), (-np.inf, 0.3)])
def test_a_clamp_is_pytorchs(low, high):
    of_some_shape(ClampOp(low, high), lambda x: torch.clamp(x, low, high), draws=40)


def test_relu6_and_hardtanh_are_clamps():
    of_some_shape(ClampOp(0, 6), F.relu6, draws=40)
    of_some_shape(ClampOp(-0.7, 1.5), lambda x: F.hardtanh(x, -0.7, 1.5), draws=40)


def test_elu_selu_and_celu_are_pytorchs():
    of_some_shape(ELUOp(0.7), lambda x: F.elu(x, 0.7))
    of_some_shape(ELUOp(SELU_ALPHA, SELU_SCALE), F.selu)
    of_some_shape(ELUOp(0.7, over=0.7), lambda x: F.celu(x, 0.7))


@pytest.mark.parametrize(("beta", "threshold"), [(1.0, 20.0), (2.5, 20.0), (0.5, 1.0)])
def test_softplus_is_pytorchs(beta, threshold):
    of_some_shape(SoftplusOp(beta, threshold), lambda x: F.softplus(x, beta, threshold))


@pytest.mark.parametrize("exponent", [2.0, 3.0, 4.0, -2.0, 1.0])
def test_a_power_is_pytorchs(exponent):
    of_some_shape(PowerOp(exponent), lambda x: torch.pow(x, exponent))


@pytest.mark.parametrize("exponent", [0.5, -0.5, -1.0, 1.7, -0.3])
def test_a_power_of_positive_values_is_pytorchs(exponent):
    of_some_shape(PowerOp(exponent), lambda x: torch.pow(x, exponent), positive)


def test_squares_roots_and_reciprocals_are_powers():
    of_some_shape(PowerOp(2), torch.square)
    of_some_shape(PowerOp(0.5), torch.sqrt, positive)
    of_some_shape(PowerOp(-0.5), torch.rsqrt, positive)
    of_some_shape(PowerOp(-1), torch.reciprocal, positive)


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
    assert text(ActivationOp("leaky_relu", 0.1), 0) == "0.1 × -1.5 = -0.15"
    assert text(ActivationOp("leaky_relu", 0.1), 1) == "2.5 = 2.5"
    assert text(ClampOp(0, 2), 1) == "min(2, max(0, 2.5)) = 2"
    assert text(ELUOp(), 0) == "(exp(-1.5) − 1) = -0.7769"
    assert text(PowerOp(3), 0) == "(-1.5)³ = -3.375"
