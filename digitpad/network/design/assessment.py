"""What a draft's blocks give and cost, and where and why it is not a network yet."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.network.architecture import CLASSES, Cost, Layer, Linear, Shape, why_no_name
from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.support.errors import ModelError


@dataclass(frozen=True)
class AssessedLayer:
    """A block, or the log-softmax at the end, with what one image makes of it.

    shape: its output's, without the batch; None where it is not known, because the block or one
    before it cannot follow what comes before. problem: why this block cannot, or nothing.
    """

    layer: Layer
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

    layers: tuple[AssessedLayer, ...]
    cost: Cost
    problem: str = ""
    place: int | None = None

    @property
    def is_valid(self) -> bool:
        """True when it is a network that can be trained."""
        return not self.problem


def assess(draft: ArchitectureDraft) -> Assessment:
    """Return what ``draft`` gives and costs, up to its first problem."""
    architecture = draft.network_so_far()
    shape: Shape | None = architecture.input_shape
    layers: list[AssessedLayer] = []
    cost, problem, place = Cost(), "", None
    for number, layer in enumerate(architecture.layers):
        if shape is None:
            layers.append(AssessedLayer(layer))
            continue
        try:
            if layer is draft.end:
                _check_answer(shape, draft)
            output = layer.output_shape(shape)
            with_it = cost.with_layer(layer, shape)
            if with_it.excess():
                raise ModelError(
                    f"{with_it.excess()} Make {layer.name} or what it follows smaller."
                )
        except ModelError as error:
            problem, place, shape = str(error), number, None
            layers.append(AssessedLayer(layer, problem=problem))
            continue
        layers.append(AssessedLayer(
            layer, output, with_it.parameters - cost.parameters,
            with_it.multiplications - cost.multiplications,
        ))  # fmt: skip
        shape, cost = output, with_it
    return Assessment(tuple(layers), cost, problem or why_no_name(draft.name), place)


def _check_answer(shape: Shape, draft: ArchitectureDraft) -> None:
    """Raise ModelError unless what reaches the end is a value for each digit."""
    if shape == (CLASSES,):
        return
    values = " × ".join(map(str, shape))
    last = draft.layers[-1] if draft.layers else None
    if len(shape) != 1:
        text = f"The network ends in maps of {values}, and ten digits need one value each."
        raise ModelError(f"{text} Add a flatten and a linear with {CLASSES} units at the end.")
    text = f"The network ends in {values} values, and ten digits need {CLASSES}."
    if isinstance(last, Linear):
        raise ModelError(f"{text} Set the units of {last.name} to {CLASSES}.")
    raise ModelError(f"{text} Add a linear with {CLASSES} units at the end.")
