"""A lesson as plain values: steps with words, what the window shows, and what is asked.

A question is checked by itself: against what the window shows, or by computing the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from digitpad.ink.drawing import Drawing
from digitpad.lab.lab_settings import Area, LabSettings
from digitpad.lessons.facts import Seen, value_of
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from digitpad.training.recipe import Recipe

Words: TypeAlias = "Text | str"  # Markdown; a Text is said in the language in force
Relation = Literal["is", "at least", "at most"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)
LETTERS = "ABCDEF"  # of the options
NEAR = 1e-6  # of the larger number: what is computed is equal up to that


@dataclass(frozen=True, eq=False)
class Scene:
    """What the window is set to; None, or empty, leaves what there is.

    page: its name. area: of the lab. is_covered: the lab's output is covered, to be filled move by
    move. layer, position: of the Layers page. learns: that page shows its steps of learning.
    recipe, dataset: of the Train page. has_details: the Train page shows all of its settings.
    drawing: on the canvas. needs_drawing: where the canvas is empty, the drawing that comes with
    digitpad is put there.
    """

    page: str = ""
    area: Area | None = None
    lab_settings: LabSettings | None = None
    is_covered: bool = False
    layer: str | None = None
    position: tuple[int, ...] | None = None
    recipe: Recipe | None = None
    dataset: str | None = None
    has_details: bool = False
    drawing: Drawing | None = None
    needs_drawing: bool = False
    learns: bool = False


@dataclass(frozen=True)
class Requirement:
    """A fact, by its name in ``FACTS``, and what it has to be."""

    fact: str
    value: float
    relation: Relation = "is"

    def holds(self, seen: Seen) -> bool:
        """Tell whether it is so now; what is not to be had is not so."""
        found = value_of(self.fact, seen)
        if found is None:
            return False
        if is_near(found, self.value):
            return True
        return {"is": False, "at least": found > self.value, "at most": found < self.value}[
            self.relation
        ]


def is_near(found: float, wanted: float, tolerance: float = 0.0) -> bool:
    """Tell whether two numbers are alike, up to rounding or the tolerance."""
    return abs(found - wanted) <= max(tolerance, NEAR * max(abs(found), abs(wanted)))


@dataclass(frozen=True)
class Options:
    """One of the options is right: the one counted ``right``, from 0."""

    options: tuple[Words, ...]
    right: int


@dataclass(frozen=True)
class Number:
    """A number is typed; right is ``value``, or the fact of that name, up to the tolerance."""

    value: float | None = None
    fact: str = ""
    tolerance: float = 0.0

    def right(self, seen: Seen) -> float | None:
        """Return the number that is right now; None where it is not to be had."""
        return value_of(self.fact, seen) if self.fact else self.value


@dataclass(frozen=True)
class Watch:
    """The window is to be set so that all conditions hold."""

    conditions: tuple[Requirement, ...]


Question = Options | Number | Watch
Verdict = Literal["right", "wrong", "unknown"]


def judged(question: Question, answer: float | None, seen: Seen) -> Verdict:
    """Judge an answer: the option's number, or the number typed; of a Watch it is not needed.

    ``unknown`` where the window does not show what has to be known yet.
    """
    match question:
        case Options():
            return "right" if answer == question.right else "wrong"
        case Number():
            right = question.right(seen)
            if right is None or answer is None:
                return "unknown"
            return "right" if is_near(answer, right, question.tolerance) else "wrong"
        case Watch():
            return "right" if all(one.holds(seen) for one in question.conditions) else "wrong"


@dataclass(frozen=True, eq=False)
class LessonStep:
    """What is said, shown and asked at once.

    scene: what the window is set to when the step begins. is_prediction: the answer is asked for
    before the result is shown: whatever it is, ``revealed`` is shown then. explanation: what is
    said once it is answered, a question rightly, a prediction at all.
    """

    text: Words
    scene: Scene | None = None
    question: Question | None = None
    is_prediction: bool = False
    explanation: Words = ""
    revealed: Scene | None = None


@dataclass(frozen=True, eq=False)
class Lesson:
    """Steps, one after the other. name: of one that comes with digitpad, else empty."""

    title: Words
    steps: tuple[LessonStep, ...]
    name: str = ""
