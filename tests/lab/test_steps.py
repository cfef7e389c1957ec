"""Step by step: the order of moves, and one cell's numbers against the whole result."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digitpad.lab.convolve import convolve, shape_of
from digitpad.lab.kernels import kernel
from digitpad.lab.limits import ConvolutionSettings, Padding
from digitpad.lab.shapes import WindowAxis
from digitpad.lab.steps import Cell, Move, Step, at, explain_cell, moves, nearest, window_sources
from tests.lab.test_convolve import cases, weights_of
from tests.lab.verdict import torch_convolution


def test_the_four_moves_come_in_the_tutorials_order():
    step, seen = Step(), []
    while step is not None and step.cell == Cell():
        seen.append(step.move.value)
        step = step.next((1, 2, 2))
    assert seen == ["slide", "multiply", "sum", "move on"]
    assert step == Step(Cell(0, 0, 1), Move.SLIDE)


def test_cells_come_row_by_row_and_then_kernel_by_kernel():
    output = (2, 2, 2)
    cells = [at(place, output).cell for place in range(0, moves(output), 4)]
    assert cells == [Cell(k, r, c) for k in range(2) for r in range(2) for c in range(2)]


def test_back_is_forward_undone():
    output = (2, 3, 2)
    steps = [Step()]
    while (following := steps[-1].next(output)) is not None:
        assert following.previous(output) == steps[-1]
        steps.append(following)
    assert len(steps) == moves(output) == 48
    assert Step().previous(output) is None


def test_a_cell_beyond_a_smaller_output_becomes_its_nearest():
    assert nearest(Cell(3, 0, 9), (2, 5, 5)) == Cell(1, 0, 4)


@given(cases(largest=12), st.integers(0, 2**32 - 1))
def test_a_cell_taken_apart_adds_up_to_the_value_of_the_map(case, seed):
    image, kernels, sliding = case
    assume(torch_convolution(image, *weights_of(kernels), sliding) is not None)
    output = shape_of(image.shape, kernels, sliding).output
    number, row, column = map(int, np.random.default_rng(seed).integers(0, output))
    found = explain_cell(image, kernels, sliding, Cell(number, row, column))
    assert found.total == pytest.approx(
        float(convolve(image, kernels, sliding)[number, row, column]), rel=1e-5, abs=1e-5
    )
    np.testing.assert_array_equal(found.products, found.patch * kernels[number].weights)


def test_a_dilated_window_names_the_rows_that_it_looks_at():
    image = np.arange(36, dtype=np.float32).reshape(1, 6, 6)
    sliding = ConvolutionSettings(padding=Padding(1, 1, 0, 0), dilation=(2, 1))
    found = explain_cell(image, [kernel(np.ones((3, 2)), 0.5)], sliding, Cell(0, 0, 4))
    assert (list(found.rows), list(found.columns)) == ([-1, 1, 3], [4, 5])
    assert found.patch.tolist() == [[[0, 0], [10, 11], [22, 23]]]
    assert found.total == 66.5


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("zeros", [-1, -1, 0, 1, 2, -1]), ("reflect", [2, 1, 0, 1, 2, 1]),
     ("replicate", [0, 0, 0, 1, 2, 2])],
)  # fmt: skip
def test_paddings_pixels_know_whom_they_repeat(mode, expected):
    assert window_sources(WindowAxis(3, 2, 1, 6), 0, mode).tolist() == expected


def test_a_cell_that_the_output_has_not_is_an_index_error():
    with pytest.raises(IndexError):
        explain_cell(
            np.zeros((1, 3, 3), np.float32), [kernel([[1]])], ConvolutionSettings(), Cell(0, 3, 0)
        )
