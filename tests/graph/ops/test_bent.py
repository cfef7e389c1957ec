"""Functions of each value with limits, a scale or an exponent are PyTorch's."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.graph.ops.bent import (
    SELU_ALPHA,
    SELU_SCALE,
    ClampOp,
    ELUOp,
    PowerOp,
    SoftplusOp,
)
from tests.graph.ops.checks import held_for_each, positive


@pytest.mark.parametrize(("low", "high"), [(0.0, 6.0), (-1.0, 1.0), (-0.5, np.inf), (-np.inf, 0.3)])
def test_a_clamp_is_pytorchs(low, high):
    held_for_each(ClampOp(low, high), lambda x: torch.clamp(x, low, high), draws=40)


def test_relu6_and_hardtanh_are_clamps():
    held_for_each(ClampOp(0, 6), F.relu6, draws=40)
    held_for_each(ClampOp(-0.7, 1.5), lambda x: F.hardtanh(x, -0.7, 1.5), draws=40)


def test_elu_selu_and_celu_are_pytorchs():
    held_for_each(ELUOp(0.7), lambda x: F.elu(x, 0.7))
    held_for_each(ELUOp(SELU_ALPHA, SELU_SCALE), F.selu)
    held_for_each(ELUOp(0.7, over=0.7), lambda x: F.celu(x, 0.7))


@pytest.mark.parametrize(("beta", "threshold"), [(1.0, 20.0), (2.5, 20.0), (0.5, 1.0)])
def test_softplus_is_pytorchs(beta, threshold):
    held_for_each(SoftplusOp(beta, threshold), lambda x: F.softplus(x, beta, threshold))


@pytest.mark.parametrize("exponent", [2.0, 3.0, 4.0, -2.0, 1.0])
def test_a_power_is_pytorchs(exponent):
    held_for_each(PowerOp(exponent), lambda x: torch.pow(x, exponent))


@pytest.mark.parametrize("exponent", [0.5, -0.5, -1.0, 1.7, -0.3])
def test_a_power_of_positive_values_is_pytorchs(exponent):
    held_for_each(PowerOp(exponent), lambda x: torch.pow(x, exponent), positive)


def test_squares_roots_and_reciprocals_are_powers():
    held_for_each(PowerOp(2), torch.square)
    held_for_each(PowerOp(0.5), torch.sqrt, positive)
    held_for_each(PowerOp(-0.5), torch.rsqrt, positive)
    held_for_each(PowerOp(-1), torch.reciprocal, positive)


def test_a_formula_has_the_value_and_the_settings_in_it():
    x = np.array([[-1.5, 2.5]], np.float32)

    def text(kind, index):
        return kind.explain([x], {}, (0, index)).text()

    assert text(ClampOp(0, 2), 1) == "min(2, max(0, 2.5)) = 2"
    assert text(ELUOp(), 0) == "(exp(-1.5) − 1) = -0.7769"
    assert text(SoftplusOp(2.0), 0) == "log(1 + exp(2 × -1.5)) / 2 = 0.02429"
    assert text(PowerOp(3), 0) == "(-1.5)³ = -3.375"


def test_powers_are_negative_only_where_they_may_be():
    assert PowerOp(2.0).signs == ClampOp(0, 6).signs == "unsigned"
    assert PowerOp(3.0).signs == ELUOp().signs == "as input"
    assert ClampOp(-2, -1).signs == "signed"
