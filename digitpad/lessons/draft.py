"""A lesson that is being written: its steps, and what is still missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.ops.linear import LinearOp
from digitpad.lessons.facts import FACTS
from digitpad.lessons.lesson import Lesson, LessonStep, Number, Options, Scene, Watch
from digitpad.lessons.lesson_file import LONGEST_OPTION, LONGEST_TEXT, LONGEST_TITLE, MOST_STEPS
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph


class LessonDraft:
    """Steps, one of which is the present one. ``is_saved``: nothing changed since it was saved."""

    def __init__(self, lesson: Lesson) -> None:
        """Begin with a lesson that is there."""
        self._title = str(lesson.title)
        self._steps = list(lesson.steps)
        self.at = 0
        self.is_saved = True

    @classmethod
    def beginning(cls, scene: Scene) -> LessonDraft:
        """Return a draft of one step without words, which shows ``scene``."""
        return cls(Lesson("", (LessonStep("", scene),)))

    @property
    def title(self) -> str:
        """What the lesson is called; may be empty."""
        return self._title

    @property
    def steps(self) -> tuple[LessonStep, ...]:
        """All steps, one at the least."""
        return tuple(self._steps)

    @property
    def step(self) -> LessonStep:
        """The present one."""
        return self._steps[self.at]

    @property
    def can_grow(self) -> bool:
        """True while there is room for another step."""
        return len(self._steps) < MOST_STEPS

    def name(self, title: str) -> None:
        """Call the lesson ``title``."""
        if title != self._title:
            self._title, self.is_saved = title, False

    def change(self, **values: Any) -> None:
        """Give the present step other values."""
        changed = replace(self.step, **values)
        if vars(changed) != vars(self.step):
            self._steps[self.at], self.is_saved = changed, False

    def add(self, scene: Scene) -> None:
        """Put a step that shows ``scene`` after the present one."""
        self.at += 1
        self._steps.insert(self.at, LessonStep("", scene))
        self.is_saved = False

    def remove(self) -> None:
        """Take the present step out, unless it is the only one."""
        if len(self._steps) > 1:
            del self._steps[self.at]
            self.at = min(self.at, len(self._steps) - 1)
            self.is_saved = False

    def move(self, places: int) -> None:
        """Move the present step so many places on, as far as that is possible."""
        there = min(max(self.at + places, 0), len(self._steps) - 1)
        if there != self.at:
            self._steps.insert(there, self._steps.pop(self.at))
            self.at, self.is_saved = there, False

    def lesson(self) -> Lesson:
        """Return the lesson as it is."""
        return Lesson(self._title, self.steps)


def problem_of(lesson: Lesson) -> tuple[int, Text] | None:
    """Return the first step, from 0, that cannot be saved so, and why; None where all can."""
    if len(str(lesson.title)) > LONGEST_TITLE:
        return 0, Text("The title has more than {most} letters.", most=LONGEST_TITLE)
    for number, step in enumerate(lesson.steps):
        problem = _problem_of_step(step)
        if problem is not None:
            return number, problem
    return None


def _problem_of_step(step: LessonStep) -> Text | None:
    if max(len(str(step.text)), len(str(step.explanation))) > LONGEST_TEXT:
        return Text("A text has more than {most:,} letters. Shorten it.", most=LONGEST_TEXT)
    match step.question:
        case Options(options) if len(options) < 2:
            return Text("A choice needs two options at least, one in each line.")
        case Options(options, right) if right >= len(options):
            return Text("Say which of the options is right.")
        case Options(options) if any(len(str(one)) > LONGEST_OPTION for one in options):
            return Text("An option has more than {most} letters. Shorten it.", most=LONGEST_OPTION)
        case Number(None, ""):
            return Text("Say which number is right.")
        case Watch(()):
            return Text("Tick at least one thing that is to be set.")
    return None


def fact_names(network: Graph | None) -> tuple[str, ...]:
    """Return the names of all facts there are; of a layer's, one for each layer with weights."""
    names: list[str] = []
    for name in FACTS:
        if name != "weights":
            names.append(name)
        elif network is not None:
            names += [
                f"weights {operation.name}" for operation in network.operations
                if isinstance(operation.kind, ConvOp | LinearOp)
            ]  # fmt: skip
    return tuple(names)
