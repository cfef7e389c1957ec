"""A convolution step by step: slide, multiply, sum, move on; and each value's own numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from digitpad.graph.ops.convolution import Convolution
from digitpad.lab.convolve import ZERO, Array, axis_sources, shape_of
from digitpad.lab.kernels import Kernel
from digitpad.lab.limits import ConvolutionSettings, PaddingMode
from digitpad.lab.shapes import Shape3, WindowAxis


class Move(Enum):
    """The four moves of a convolution, in their order."""

    SLIDE = "slide"
    MULTIPLY = "multiply"
    SUM = "sum"
    MOVE_ON = "move on"


MOVES = tuple(Move)


@dataclass(frozen=True)
class Cell:
    """A place of the output."""

    kernel: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True)
class Step:
    """One of the four moves at one cell.

    Cells come as one reads: along a row, then the next row, then the next kernel's map.
    """

    cell: Cell = Cell()
    move: Move = Move.SLIDE

    def next(self, output: Shape3) -> Step | None:
        """Return the move after this one; None after the last cell's last."""
        return at(self.place(output) + 1, output)

    def previous(self, output: Shape3) -> Step | None:
        """Return the move before this one; None before the first cell's first."""
        return at(self.place(output) - 1, output)

    def place(self, output: Shape3) -> int:
        """Return which move this is of all, counted from 0. Raises ValueError beyond the output."""
        cell = self.cell
        index = np.ravel_multi_index((cell.kernel, cell.row, cell.column), output)
        return int(index) * len(MOVES) + MOVES.index(self.move)


def moves(output: Shape3) -> int:
    """Return how many moves fill an output, (kernels, height, width)."""
    kernels, height, width = output
    return kernels * height * width * len(MOVES)


def at(place: int, output: Shape3) -> Step | None:
    """Return the move counted ``place``; None where there is none."""
    if not 0 <= place < moves(output):
        return None
    index, move = divmod(place, len(MOVES))
    kernel, row, column = (int(n) for n in np.unravel_index(index, output))
    return Step(Cell(kernel, row, column), MOVES[move])


def nearest(cell: Cell, output: Shape3) -> Cell:
    """Return ``cell``, or the nearest one that the output has."""
    places = (cell.kernel, cell.row, cell.column)
    return Cell(*(min(max(n, 0), size - 1) for n, size in zip(places, output, strict=True)))


def window_sources(windows: WindowAxis, place: int, mode: PaddingMode) -> NDArray[np.intp]:
    """Return (kernel,): the input's pixel behind each one of a window; ``ZERO`` for none."""
    start = place * windows.stride
    return axis_sources(windows, mode)[start : start + windows.span : windows.dilation]


def explain_cell(
    image: Array, kernels: Sequence[Kernel], settings: ConvolutionSettings, cell: Cell
) -> Convolution:
    """Take one value of ``convolve(image, kernels, settings)`` apart.

    Its patch has the padding's values, by its mode. Raises LabError where the settings are
    impossible, IndexError for a cell that the output has not.
    """
    shape = shape_of(image.shape, kernels, settings)
    if nearest(cell, shape.output) != cell:
        raise IndexError(f"there is no {cell} in {shape.output}")
    mode = settings.padding.mode
    down = window_sources(shape.rows, cell.row, mode)
    across = window_sources(shape.columns, cell.column, mode)
    patch = image[:, down][:, :, across].astype(np.float64)  # (channels, rows, columns)
    patch[:, down == ZERO] = 0.0
    patch[:, :, across == ZERO] = 0.0
    chosen = kernels[cell.kernel]
    products = patch * chosen.weights
    sums = products.sum(axis=(1, 2))
    return Convolution(
        float(sums.sum()) + chosen.bias,
        shape.rows.window(cell.row),
        shape.columns.window(cell.column),
        0,
        patch,
        chosen.weights,
        products,
        sums,
        chosen.bias,
    )
