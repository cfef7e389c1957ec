"""Reading a drawing: the input that the network sees, its answer, and what is seen inside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from digitpad.graph.changes import NO_CHANGES, Changes
from digitpad.ink.input.frame import Array
from digitpad.ink.input.preparation import ALL_STEPS, Preparation

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.graph.trace import Activations
    from digitpad.ink.drawing import Drawing
    from digitpad.ink.input.preparation import Steps
    from digitpad.reading.classify import DigitAnswer


@dataclass(frozen=True, eq=False)
class Inspection:
    """A value that is never changed.

    changes, preparation: how network and input differ from what answers.
    beside_drawing: another drawing that the same network, with the same changes, shall read too.
    beside_network: another network that shall read the same input too. At most one of the two.
    shows_steps: the steps from the ink to the input are looked at.
    learns: steps of learning are looked at, and the network that has taken them answers.
    """

    changes: Changes = NO_CHANGES
    preparation: Preparation = ALL_STEPS
    beside_drawing: Drawing | None = None
    beside_network: Graph | None = None
    shows_steps: bool = False
    learns: bool = False

    @property
    def changes_nothing(self) -> bool:
        """True when network and input are those that were trained, and read."""
        return self.changes.is_empty and self.preparation == ALL_STEPS

    def steps_of(self, network: Graph) -> int:
        """Return how many steps of learning ``network`` has taken in what answers."""
        learnt = self.changes.learnt if self.learns else None
        return learnt.steps if learnt is not None and learnt.start is network else 0

    def reader(self, network: Graph) -> Graph:
        """Return what answers: ``network``, with all changes once it has taken a step."""
        if not self.steps_of(network):
            return network
        from digitpad.graph.changes import changed, fitting

        return changed(network, fitting(self.changes, network))


LONGEST_LAG = 0.1  # seconds; from about this long people see that an answer trails the pen


@dataclass(frozen=True)
class Version:
    """A state of the drawing.

    edit: goes up with every change that is more than added ink: undo, erase, clear, another file.
    step: goes up with every change.
    made: when the state came to be, seconds of a monotonic clock.
    """

    edit: int = 0
    step: int = 0
    made: float = 0.0

    def next(self, more_ink: bool, now: float) -> Version:
        """Return the version after a change at time ``now``."""
        return Version(self.edit if more_ink else self.edit + 1, self.step + 1, now)


def may_be_shown(answered: Version, current: Version, now: float) -> bool:
    """Tell whether an answer for ``answered`` may stand beside the drawing ``current``.

    It may when it is that drawing's own; or when the drawing has only grown since, a moment ago:
    so the answer follows a moving pen.
    """
    if answered.step == current.step:
        return True
    return answered.edit == current.edit and now - answered.made <= LONGEST_LAG


@dataclass(frozen=True, eq=False)
class Reading:
    """What one version of the drawing looks like to the network, and what the network says.

    image: (28, 28) float32 in 0..1. answer: None while no network is loaded. These two know nothing
    of an inspection's changes, but for ``steps`` of learning, after which the network answers so.
    inspected: where asked for. before: what the network answers without the steps.
    """

    version: Version
    image: Array
    answer: DigitAnswer | None
    inspected: InspectionResult | None = None
    steps: int = 0
    before: DigitAnswer | None = None

    @property
    def unchanged(self) -> DigitAnswer | None:
        """What the network answers as it was trained."""
        return self.before if self.steps else self.answer

    @property
    def trace(self) -> Activations | None:
        """What the network computes, changed as the inspection says; None where not asked for."""
        return None if self.inspected is None else self.inspected.trace

    @property
    def traced(self) -> DigitAnswer | None:
        """What the trace answers: ``answer``, but for changes that this knows nothing of."""
        from digitpad.reading.classify import answer_in

        if self.inspected is None or self.inspected.trace is None:
            return None
        inspection = self.inspected.inspection
        has_learnt = self.steps > 0 and inspection.preparation == ALL_STEPS
        if inspection.changes_nothing or has_learnt:
            return self.answer
        return answer_in(self.inspected.trace)


@dataclass(frozen=True, eq=False)
class InspectionResult:
    """What an inspection found.

    network: the one that was looked at, with the inspection's changes; None, as is the trace, while
    none is loaded. beside: to compare with.
    """

    inspection: Inspection
    drawing: Drawing
    network: Graph | None = None
    trace: Activations | None = None
    beside: Activations | None = None

    @cached_property
    def steps(self) -> Steps:
        """The drawing on its way to the input; made when it is first asked for."""
        from digitpad.ink.input.preparation import prepare

        return prepare(self.drawing, self.inspection.preparation)

    @property
    def ready_steps(self) -> Steps | None:
        """The steps where the inspection asked for them: they take long for many strokes."""
        return self.steps if self.inspection.shows_steps else None

    @cached_property
    def thumbnail(self) -> Array:
        """The sheet as it was drawn, small: (h, w) in 0..1; made when it is first asked for."""
        from digitpad.ink.input.render import render_thumbnail

        return render_thumbnail(self.drawing)


def read(
    drawing: Drawing,
    version: Version,
    network: Graph | None,
    inspection: Inspection | None = None,
) -> Reading:
    """Make the input of ``drawing``, which is not empty, and classify it if there is a network.

    inspection: what to look for inside; None for the answer alone.

    Importing this module does not import torch: a window without a network reads ink too.
    """
    from digitpad.ink.input.render import network_input

    image = network_input(drawing)
    inspected = None if inspection is None else _inspected(drawing, image, network, inspection)
    if network is None:
        return Reading(version, image, None, inspected)
    steps = 0 if inspection is None else inspection.steps_of(network)
    answer = _answer(network, drawing, image, inspected)
    if inspection is None or not steps:
        return Reading(version, image, answer, inspected)
    after = _answer(inspection.reader(network), drawing, image, inspected)
    return Reading(version, image, after, inspected, steps, answer)


def _answer(
    network: Graph, drawing: Drawing, image: Array, inspected: InspectionResult | None
) -> DigitAnswer:
    """Return what ``network`` says of ``drawing``, whose input is ``image``.

    In doubt how to clean a picture, what counts of both ways.
    """
    from digitpad.ink.input.frame import to_levels
    from digitpad.reading.classify import agreed, answer_in, classify

    found = None if inspected is None else inspected.trace
    if found is not None and found.graph is network and found.image is image:
        answer = answer_in(found)  # it is known already
    else:
        answer = classify(network, image)
    if drawing.doubt is not None:
        other = to_levels(drawing.doubt)
        answer = agreed([answer, classify(network, other)])
    return answer


def _inspected(
    drawing: Drawing, image: Array, network: Graph | None, inspection: Inspection
) -> InspectionResult:
    """Look at ``drawing``, whose input is ``image`` where all steps are done."""
    from digitpad.ink.input.preparation import ALL_STEPS, prepared_input

    if network is None:
        inspected = InspectionResult(inspection, drawing)
    else:
        from digitpad.graph.changes import changed, fitting
        from digitpad.graph.trace import trace

        preparation = inspection.preparation
        normalise = preparation.normalise
        if preparation != ALL_STEPS:
            image = prepared_input(drawing, preparation)
        changes = fitting(inspection.changes, network)
        found = trace(network, image, changes, normalise=normalise)
        beside = None
        if inspection.beside_drawing is not None:
            other = prepared_input(inspection.beside_drawing, preparation)
            beside = trace(network, other, changes, normalise=normalise)
        elif inspection.beside_network is not None:
            beside = trace(inspection.beside_network, image, normalise=normalise)
        inspected = InspectionResult(inspection, drawing, changed(network, changes), found, beside)
    _ = inspected.thumbnail  # here, and not where it is shown
    if inspection.shows_steps:
        _ = inspected.steps
    return inspected
