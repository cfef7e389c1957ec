"""What the lab says in words: the verdict on a setting, each step, the cost, a pool."""

from __future__ import annotations

from digitpad.graph.ops.convolution import Convolution
from digitpad.lab.limits import PoolKind
from digitpad.lab.result import LabResult
from digitpad.lab.shapes import ConvolutionShape, CostComparison
from digitpad.lab.steps import Move, Step
from digitpad.support.numbers import number
from digitpad.ui.language import translate

MOST_NAMED = 6  # rows or columns that are told one by one


def formulas(shape: ConvolutionShape) -> tuple[str, ...]:
    """Return the formula of each axis with its numbers; one line where both are alike."""
    rows, columns = shape.rows.formula, shape.columns.formula
    if rows == columns:
        return (translate("Lab", "Rows and columns: {0}").format(rows),)
    rows = translate("Lab", "Rows: {0}").format(rows)
    return rows, translate("Lab", "Columns: {0}").format(columns)


def unseen(result: LabResult) -> str:
    """Tell which rows and columns no window sees; empty where there are none."""
    if result.outcome is None:
        return ""
    rows, columns = result.outcome.coverage.unseen_rows, result.outcome.coverage.unseen_columns
    lines = [*([_rows(rows)] if rows else []), *([_columns(columns)] if columns else [])]
    if len(lines) > 1:
        return translate("Lab", "Never seen, hatched: {0} and {1}.").format(*lines)
    return translate("Lab", "Never seen, hatched: {0}.").format(*lines) if lines else ""


def _rows(places: tuple[int, ...]) -> str:
    if len(places) == 1:
        return translate("Lab", "row {0}").format(places[0])
    return translate("Lab", "rows {0}").format(_list(places))


def _columns(places: tuple[int, ...]) -> str:
    if len(places) == 1:
        return translate("Lab", "column {0}").format(places[0])
    return translate("Lab", "columns {0}").format(_list(places))


def _list(places: tuple[int, ...]) -> str:
    """Return ``1, 4, 7`` or, for many, ``1, 4, … 25 (9)``; a run is told by its ends."""
    if places == tuple(range(places[0], places[-1] + 1)) and len(places) > 2:
        return f"{places[0]}–{places[-1]}"
    if len(places) <= MOST_NAMED:
        return ", ".join(map(str, places))
    return f"{places[0]}, {places[1]}, … {places[-1]} ({len(places)})"


def span(places: range) -> str:
    """Return ``3–5``, or ``−1 … 1`` where it begins before the border."""
    first, last = (number(n, 0) for n in (places[0], places[-1]))
    if first == last:
        return first
    return f"{first}–{last}" if places[0] >= 0 else f"{first} … {last}"


def step_sentence(step: Step, found: Convolution, shape: ConvolutionShape) -> str:
    """Tell what the move does at its place."""
    cell = step.cell
    match step.move:
        case Move.SLIDE:
            return translate(
                "Lab", "the kernel lies on rows {0} and columns {1} of the input."
            ).format(span(found.rows), span(found.columns))
        case Move.MULTIPLY:
            return translate(
                "Lab", "each number of the kernel, times the number of the input under it."
            )
        case Move.SUM:
            return translate("Lab", "all products and the bias together are {0}.").format(
                number(found.total)
            )
    written = translate("Lab", "{0} is written there.").format(number(found.total))
    after = step.next(shape.output)
    if after is None:
        return translate("Lab", "{0} The output is complete.").format(written)
    if after.cell.kernel != cell.kernel:
        return translate("Lab", "{0} The next kernel begins.").format(written)
    if after.cell.row != cell.row:
        return translate(
            "Lab", "{0} The kernel goes down by the stride, {1}, and back to the left edge."
        ).format(written, shape.rows.stride)
    return translate("Lab", "{0} The kernel moves on by the stride, {1}.").format(
        written, shape.columns.stride
    )


def cost_sentence(cost: CostComparison, shape: ConvolutionShape) -> str:
    """Compare the convolution with a fully connected layer."""
    inputs = shape.input[0] * shape.input[1] * shape.input[2]
    outputs = shape.output[0] * shape.output[1] * shape.output[2]
    return translate(
        "Lab",
        "A fully connected layer from the same {0} values to the same {1} has a weight for every "
        "pair of them: {2} times the parameters, {3} times the multiplications.",
    ).format(
        f"{inputs:,}", f"{outputs:,}", times(cost.parameter_ratio), times(cost.multiplication_ratio)
    )


def times(ratio: float) -> str:
    """Return a ratio with as many digits as tell something."""
    return count(round(ratio)) if ratio >= 10 else f"{ratio:.2g}"


def count(number: int) -> str:
    """Return a count: 461,580, and from ten millions on 12.8 million."""
    if number < 10_000_000:
        return f"{number:,}"
    if number < 10_000_000_000:
        return translate("Lab", "{0} million").format(f"{number / 1e6:,.1f}")
    return translate("Lab", "{0} billion").format(f"{number / 1e9:,.1f}")


def pool_name(kind: PoolKind) -> str:
    """Return a pool's name."""
    return {
        "max": translate("Lab", "max"),
        "average": translate("Lab", "average"),
        "l2": translate("Lab", "L2"),
        "global max": translate("Lab", "global max"),
        "global average": translate("Lab", "global avg."),
        "adaptive max": translate("Lab", "adapt. max"),
        "adaptive average": translate("Lab", "adapt. avg."),
    }[kind]
