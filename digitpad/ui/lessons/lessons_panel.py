"""The lessons beside the pages: one step at a time, its question checked by the program."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Slot
from PySide6.QtGui import QKeyEvent, Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QToolButton, QVBoxLayout

from digitpad.lessons.chapters_network import CHAPTERS
from digitpad.lessons.lesson import (
    LETTERS,
    Lesson,
    LessonStep,
    Options,
    Scene,
    Watch,
    judged,
)
from digitpad.ui.lessons.lesson_place import LessonPlace
from digitpad.ui.lessons.step_view import AnswerRow, Given, LessonText, is_done, told_of
from digitpad.ui.lessons.window_scene import WindowScene
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import Line, filled, keyboard_kept, push_button
from digitpad.ui.widgets.boxes import ChoiceBox

DONE = "✓ "
CLOSE = 26  # pixels: of the button


@dataclass(frozen=True, eq=False)
class LessonState:
    """Where somebody is in the lessons, to go on in another language; or was, if not is_shown.

    own: the lesson of a file, if there is one. before: what the window was set to before.
    """

    own: Lesson | None
    place: int
    step: int
    answers: dict[tuple[int, int], Given]
    before: Scene | None
    is_shown: bool


class LessonsPanel(QFrame):
    """Hidden until ``open``, or until a lesson is shown."""

    def __init__(self, scene: WindowScene, place: LessonPlace) -> None:
        """Stand in ``place``, and set the window by ``scene``."""
        super().__init__(place)
        self.hide()
        self.setObjectName("panel")
        self.setAccessibleName(self.tr("Lessons"))
        self._scene, self._place = scene, place
        self._own: Lesson | None = None
        self._at = 0  # the step
        self._answers: dict[tuple[int, int], Given] = {}  # by lesson and step
        self._before: Scene | None = None  # what was set before the lessons
        self._hint = ""
        self.choice = ChoiceBox("lessonBox")
        self.choice.setAccessibleName(self.tr("Lesson"))
        for number, lesson in enumerate(CHAPTERS, start=1):
            self.choice.addItem(self.tr("{0}. {1}").format(number, lesson.title))
        self.progress = Line("lessonProgress")
        self.close_button = QToolButton()
        self.close_button.setObjectName("lessonClose")
        self.close_button.setText("×")
        self.close_button.setAutoRaise(True)
        self.close_button.setFixedSize(CLOSE, CLOSE)
        self.close_button.setToolTip(self.tr("Close the lessons; the window is set as before them"))
        self.close_button.setAccessibleName(self.tr("Close the lessons"))
        self.text = LessonText()
        self.text.setObjectName("lessonText")
        self.text.setAccessibleName(self.tr("The lesson"))
        self.answer = AnswerRow()
        self.give_away = push_button(self.tr("Sho&w Answer"), "lessonGiveAway")
        self.again = push_button(
            self.tr("Set A&gain"), "lessonAgain", self.tr("Set the window as this step begins")
        )
        self.previous = push_button(self.tr("Bac&k"), "lessonBack")
        self.following = push_button(self.tr("Ne&xt"), "lessonNext", primary=True)
        for button in (self.give_away, self.again, self.previous, self.following):
            button.setProperty("segment", True)
        self._lay_out()
        self._connect()
        place.set_lesson(self)

    def _lay_out(self) -> None:
        row, box = QBoxLayout.Direction.LeftToRight, QBoxLayout
        where = filled(QHBoxLayout(), (self.progress, 1), self.close_button, spacing=8)
        head = filled(box(row), (self.choice, 2), (where, 1), spacing=6)
        helps = filled(QHBoxLayout(), None, self.give_away, self.again, spacing=6)
        moves = filled(QHBoxLayout(), None, self.previous, self.following, spacing=6)
        foot = filled(box(row), (self.answer, 1), helps, moves, spacing=6)
        self._rows = head, foot  # where the lesson stands beside the pages, columns
        filled(
            QVBoxLayout(self), head, (self.text, 1), self.answer.state, foot,
            spacing=4, margins=(10, 6, 10, 8),
        )  # fmt: skip

    def _connect(self) -> None:
        self.choice.activated.connect(self._choose)
        self.close_button.clicked.connect(self.close_lessons)
        self.answer.answered.connect(self._take_answer)
        self.answer.refused.connect(self._refuse)
        self.give_away.clicked.connect(self._give_away)
        self.again.clicked.connect(self._set_window)
        self.previous.clicked.connect(self._go_back)
        self.following.clicked.connect(self._go_on)
        self._scene.changed.connect(self._look)

    # From outside

    @Slot()
    def open(self) -> None:
        """Show the lesson and the step where one was."""
        self._appear()
        self._set_window()
        self._write()

    def show_lesson(self, lesson: Lesson) -> None:
        """Show the lesson of a file, after the others, and set the window as it begins."""
        self._appear()
        self._take_own(lesson)
        self._set_window()
        self._write()

    def _take_own(self, lesson: Lesson) -> None:
        """Have ``lesson`` after the others, at its first step."""
        last, self._own = len(CHAPTERS), lesson
        self._answers = {key: one for key, one in self._answers.items() if key[0] != last}
        if self.choice.count() > last:
            self.choice.removeItem(last)
        self.choice.addItem(str(lesson.title))
        self.choice.setCurrentIndex(last)
        self._at, self._hint = 0, ""

    def _appear(self) -> None:
        if self.isHidden():
            self._before = self._scene.take()
            self.show()
        (self.following if self.following.isEnabled() else self.text).setFocus()

    @Slot()
    def close_lessons(self) -> None:
        """Hide the lessons, and set lab and training as they were before them."""
        self.hide()
        before, self._before = self._before, None
        if before is not None:
            self._scene.put_back(before)
            tell(self.tr("Lab and training are set as before the lessons"))

    def state(self) -> LessonState:
        """Return where one is, or was when the lessons were closed."""
        place, is_shown = self.choice.currentIndex(), not self.isHidden()
        return LessonState(self._own, place, self._at, self._answers, self._before, is_shown)

    def take_up(self, state: LessonState) -> None:
        """Go on where another panel was."""
        if state.own is not None:
            self._take_own(state.own)
        self._answers, self._at = state.answers, state.step
        self.choice.setCurrentIndex(state.place)
        self._before = state.before
        self.setVisible(state.is_shown)
        self._mark_done()
        self._write()

    @property
    def lesson(self) -> Lesson:
        """The lesson that is shown."""
        return self._lesson_at(self.choice.currentIndex())

    def _lesson_at(self, place: int) -> Lesson:
        if place < len(CHAPTERS) or self._own is None:
            return CHAPTERS[min(max(place, 0), len(CHAPTERS) - 1)]
        return self._own

    @property
    def step(self) -> LessonStep:
        """The step that is shown."""
        return self.lesson.steps[self._at]

    # Going through it

    @Slot()
    def _choose(self) -> None:
        self._go_to(0)

    @Slot()
    def _go_back(self) -> None:
        if self._at == 0:
            self.choice.setCurrentIndex(self.choice.currentIndex() - 1)
            self._go_to(len(self.lesson.steps) - 1)
        else:
            self._go_to(self._at - 1)

    @Slot()
    def _go_on(self) -> None:
        if self._at + 1 < len(self.lesson.steps):
            self._go_to(self._at + 1)
        else:
            self.choice.setCurrentIndex(self.choice.currentIndex() + 1)
            self._go_to(0)

    def _go_to(self, step: int) -> None:
        self._at, self._hint = step, ""
        self._set_window()
        self._write()

    @Slot()
    def _set_window(self) -> None:
        step, answered = self.step, self._given is not None
        scene = step.revealed if answered and step.revealed is not None else step.scene
        self._show_scene(scene)

    def _show_scene(self, scene: Scene | None) -> None:
        if scene is None:
            return
        self._scene.show(scene)
        self._place.show_part(self._scene.part_of(scene))
        lacking = self._scene.lacks(scene)
        if lacking:
            self._hint = self.tr(
                "The model in use has no layer {0}. Model → Use the Bundled Model has what this "
                "lesson is about."
            ).format(lacking)

    # Answers

    @property
    def _key(self) -> tuple[int, int]:
        return self.choice.currentIndex(), self._at

    @property
    def _given(self) -> Given | None:
        """The answer of this step, if it was right, a prediction, or given away."""
        answer, step = self._answers.get(self._key), self.step
        if answer is None:
            return None
        is_over = answer.verdict == "right" or answer.is_shown or step.is_prediction
        return answer if is_over else None

    @Slot(float)
    def _take_answer(self, value: float | None) -> None:
        step = self.step
        if step.question is None:
            return
        was_given = self._given is not None
        if step.is_prediction and was_given:
            self._write()  # the first one counts
            return
        verdict = judged(step.question, value, self._scene.seen())
        self._answers[self._key] = Given(value, verdict)
        self._hint = ""
        if self._given is not None and step.revealed is not None:
            self._show_scene(step.revealed)
        self._mark_done()
        self._write(at_end=True)
        if self._given is not None:
            self.following.setFocus()

    @Slot(str)
    def _refuse(self, why: str) -> None:
        self._hint = why
        self._write(at_end=True)

    @Slot()
    def _give_away(self) -> None:
        answer = self._answers.get(self._key)
        self._answers[self._key] = Given(None if answer is None else answer.value, "wrong", True)
        if self.step.revealed is not None:
            self._show_scene(self.step.revealed)
        self._write(at_end=True)

    @Slot()
    def _look(self) -> None:
        """Look whether the window is set as is asked; it is called often."""
        if self.isHidden() or not isinstance(self.step.question, Watch):
            return
        seen = self._scene.seen()
        self.answer.show_state(seen)
        is_right = judged(self.step.question, None, seen) == "right"
        if is_right and self._given is None:
            self._take_answer(None)
            self.answer.show_state(seen)

    def _mark_done(self) -> None:
        """Put a sign before the lessons whose questions are all answered rightly."""
        for place in range(self.choice.count()):
            answers = {step: one for (n, step), one in self._answers.items() if n == place}
            text = self.choice.itemText(place).removeprefix(DONE)
            done = is_done(self._lesson_at(place), answers)
            self.choice.setItemText(place, DONE + text if done else text)

    # Words

    def _write(self, *, at_end: bool = False) -> None:
        with keyboard_kept(self.following, *self.answer.options, self.answer.number, self.previous):
            self._tell(at_end)

    def _tell(self, at_end: bool) -> None:
        lesson, step, question = self.lesson, self.step, self.step.question
        answer, given = self._answers.get(self._key), self._given
        self.progress.setText(self.tr("Step {0} of {1}").format(self._at + 1, len(lesson.steps)))
        self.answer.ask(question, None if answer is None else answer.value)
        parts = [str(step.text)]
        if isinstance(question, Options):
            options = zip(LETTERS, question.options, strict=False)
            parts.append("\u2003 ".join(f"**{letter}** {words}" for letter, words in options))
        if answer is not None:
            told = told_of(answer, step, self._scene.seen())
            told = f"**{told}** " if told else ""
            parts.append(f"{told}{step.explanation if given else ''}")
        if self._hint:
            parts.append(f"*{self._hint}*")
        self.text.show_markdown("\n\n".join(parts), at_end=at_end)
        is_asked = question is not None and given is None
        self.give_away.setVisible(
            is_asked
            and not step.is_prediction
            and (answer is not None or isinstance(question, Watch))
        )
        self.again.setVisible(step.scene is not None)
        waits = is_asked and step.is_prediction
        is_last = self.choice.currentIndex() + 1 == self.choice.count()
        ends = self._at + 1 == len(lesson.steps)
        self.previous.setEnabled(self._at > 0 or self.choice.currentIndex() > 0)
        self.following.setEnabled(not waits and not (ends and is_last))
        self.following.setText(self.tr("Ne&xt Lesson") if ends else self.tr("Ne&xt"))
        self.following.setToolTip(self.tr("First say what you expect") if waits else "")
        if isinstance(question, Watch):
            self.answer.show_state(self._scene.seen())

    # The window

    def resizeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        beside = self._place.is_beside
        direction = QBoxLayout.Direction
        for row in self._rows:
            row.setDirection(direction.TopToBottom if beside else direction.LeftToRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Escape:
            self.close_lessons()
        else:
            super().keyPressEvent(event)
