"""What a blueprint's blocks give and cost, and where and why it is not a network yet."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.errors import ModelError
from digitpad.network.blueprint import Blueprint
from digitpad.network.cost import Cost
from digitpad.network.description import CLASSES, Linear, Shape, Stage, why_no_name


@dataclass(frozen=True)
class AssessedBlock:
    """A block, or the log-softmax at the end, with what one image makes of it.

    shape: its output's, without the batch; None where it is not known, because the block or one
    before it cannot follow what comes before. problem: why this block cannot, or nothing.
    """

    stage: Stage
    shape: Shape | None = None
    parameters: int = 0
    multiplications: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Assessment:
    """All blocks, the end included, and the whole.

    problem: the first reason why it is not a network, with what to do; empty when it is one.
    place: of the block that the reason is about; None where it is about the name or there is none.
    """

    blocks: tuple[AssessedBlock, ...]
    cost: Cost
    problem: str = ""
    place: int | None = None

    @property
    def is_valid(self) -> bool:
        """True when it is a network that can be trained."""
        return not self.problem


def assess(blueprint: Blueprint) -> Assessment:
    """Return what ``blueprint`` gives and costs, up to its first problem."""
    network = blueprint.network_so_far()
    shape: Shape | None = network.input_shape
    blocks: list[AssessedBlock] = []
    cost, problem, place = Cost(), "", None
    for number, stage in enumerate(network.stages):
        if shape is None:
            blocks.append(AssessedBlock(stage))
            continue
        try:
            if stage is blueprint.end:
                _check_answer(shape, blueprint)
            output = stage.output_shape(shape)
            with_it = cost.with_stage(stage, shape)
            if with_it.excess():
                raise ModelError(
                    f"{with_it.excess()} Make {stage.name} or what it follows smaller."
                )
        except ModelError as error:
            problem, place, shape = str(error), number, None
            blocks.append(AssessedBlock(stage, problem=problem))
            continue
        blocks.append(AssessedBlock(
            stage, output, with_it.parameters - cost.parameters,
            with_it.multiplications - cost.multiplications,
        ))  # fmt: skip
        shape, cost = output, with_it
    return Assessment(tuple(blocks), cost, problem or why_no_name(blueprint.name), place)


def _check_answer(shape: Shape, blueprint: Blueprint) -> None:
    """Raise ModelError unless what reaches the end is a value for each digit."""
    if shape == (CLASSES,):
        return
    values = " × ".join(map(str, shape))
    last = blueprint.blocks[-1] if blueprint.blocks else None
    if len(shape) != 1:
        text = f"The network ends in maps of {values}, and ten digits need one value each."
        raise ModelError(f"{text} Add a flatten and a linear with {CLASSES} units at the end.")
    text = f"The network ends in {values} values, and ten digits need {CLASSES}."
    if isinstance(last, Linear):
        raise ModelError(f"{text} Set the units of {last.name} to {CLASSES}.")
    raise ModelError(f"{text} Add a linear with {CLASSES} units at the end.")
