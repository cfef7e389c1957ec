"""What a draft's layers give and cost, and where and why it is not a network yet."""

from __future__ import annotations

from dataclasses import dataclass

from digitpad.network.architecture import CLASSES, Cost, why_no_name
from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.network.layers import Layer, Linear, Shape
from digitpad.support.errors import ModelError
from digitpad.support.messages import plural


@dataclass(frozen=True)
class AssessedLayer:
    """A layer, or the log-softmax at the end, with what one image makes of it.

    shape: its output's, without the batch; None where it is not known, because the layer or one
    before it cannot follow what comes before. problem: why this layer cannot, or nothing.
    """

    layer: Layer
    shape: Shape | None = None
    parameters: int = 0
    multiplications: int = 0
    problem: str = ""


@dataclass(frozen=True)
class Assessment:
    """All layers, the end included, and the whole.

    problem: the first reason why it is not a network, with what to do; empty when it is one.
    place: of the layer that the reason is about; None where it is about the name or there is none.
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
                    "{excess} Make {name} or what it follows smaller.",
                    excess=with_it.excess(), name=layer.name,
                )  # fmt: skip
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
    if len(shape) != 1:
        raise ModelError(
            "The network ends in maps of {shape}, and ten digits need one value each. Add a "
            "flatten and a linear with {classes} units at the end.",
            shape=" × ".join(map(str, shape)), classes=CLASSES,
        )  # fmt: skip
    last = draft.layers[-1] if draft.layers else None
    values = plural(shape[0], "%n value", "%n values")
    if isinstance(last, Linear):
        raise ModelError(
            "The network ends in {values}, and ten digits need {classes}. Set the units of {name} "
            "to {classes}.",
            values=values, classes=CLASSES, name=last.name,
        )  # fmt: skip
    raise ModelError(
        "The network ends in {values}, and ten digits need {classes}. Add a linear with {classes} "
        "units at the end.",
        values=values, classes=CLASSES,
    )  # fmt: skip
