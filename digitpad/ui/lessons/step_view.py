"""A step of a lesson: its words, and where its question is answered.

The words are Markdown that may be a stranger's: nothing is fetched, and no link runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QImage, QTextBlockFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QTextBrowser, QWidget

from digitpad.lessons.facts import Seen, title_of, value_of
from digitpad.lessons.lesson import (
    LETTERS,
    Lesson,
    LessonStep,
    Number,
    Options,
    Question,
    Verdict,
    Watch,
)
from digitpad.support.numbers import whole_or_readable
from digitpad.ui.language import translate
from digitpad.ui.theme import theme_source
from digitpad.ui.widgets.basics import filled, push_button, wrapped
from digitpad.ui.widgets.boxes import typed_number

LINE_HEIGHT = 125  # percent: paragraphs are read more easily
NO_HTML = (
    QTextDocument.MarkdownFeature.MarkdownDialectGitHub
    | QTextDocument.MarkdownFeature.MarkdownNoHTML
)


class LessonText(QTextBrowser):
    """Shows Markdown, without HTML in it; its text can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.document().setDocumentMargin(2)
        self._shown = ""
        self._empty = QImage(1, 1, QImage.Format.Format_ARGB32)
        self._empty.fill(0)
        theme_source.changed.connect(self._write)

    def show_markdown(self, text: str, *, at_end: bool = False) -> None:
        """Show ``text`` from its beginning, or its end."""
        self._shown = text
        self._write()
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum() if at_end else 0)

    def _write(self) -> None:
        self.document().setMarkdown(self._shown, NO_HTML)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        lines.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.mergeBlockFormat(lines)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802
        """Return an empty picture for whatever a stranger's text wants to be fetched.

        For nothing Qt would try the name as a file's.
        """
        return self._empty


NUMBER_WIDTH = 96  # pixels


@dataclass(frozen=True)
class Given:
    """What was answered, and what became of it. is_shown: the answer was given away."""

    value: float | None
    verdict: Verdict
    is_shown: bool = False


class AnswerRow(QWidget):
    """Shows what one question is answered with.

    ``answered(float)``: the option's number, or the number that was typed. ``refused(str)``: what
    was typed is no number.
    """

    answered = Signal(float)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Ask nothing."""
        super().__init__(parent)
        self._question: Question | None = None
        self.options = []
        for place, letter in enumerate(LETTERS):
            button = push_button(letter, f"lessonOption{letter}")
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.clicked.connect(partial(self._choose, place))
            self.options.append(button)
        self.number = QLineEdit(placeholderText=self.tr("a number"), maxLength=20)
        self.number.setObjectName("lessonNumber")
        self.number.setAccessibleName(self.tr("Your answer, a number"))
        self.number.setFixedWidth(NUMBER_WIDTH)
        self.check = push_button(
            self.tr("Check"), "lessonCheck", self.tr("Check the number (Enter)")
        )
        self.state: QLabel = wrapped("", "lessonState")  # stands elsewhere: it takes more room
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.number.returnPressed.connect(self._take_number)
        self.check.clicked.connect(self._take_number)
        filled(QHBoxLayout(self), *self.options, self.number, self.check, None, spacing=6)
        self.ask(None)

    def ask(self, question: Question | None, answer: float | None = None) -> None:
        """Show what ``question`` is answered with, and what was answered."""
        self._question = question
        count = len(question.options) if isinstance(question, Options) else 0
        for place, button in enumerate(self.options):
            button.setVisible(place < count)
            button.setChecked(answer == place)
            if isinstance(question, Options) and place < count:
                button.setAccessibleName(f"{button.text()}: {question.options[place]}")
        is_number = isinstance(question, Number)
        self.state.setVisible(isinstance(question, Watch))
        self.number.setVisible(is_number)
        self.check.setVisible(is_number)
        if not is_number:
            self.number.clear()
        elif answer is None or typed_number(self.number.text()) != answer:
            self.number.setText("" if answer is None else f"{answer:.10g}")
        self.state.setText("")

    def show_state(self, seen: Seen) -> None:
        """Tell what of a Watch's conditions is so already."""
        if not isinstance(self._question, Watch):
            return
        told = []
        for one in sorted(self._question.conditions, key=lambda one: one.holds(seen)):
            found = value_of(one.fact, seen)
            value = "–" if found is None else whole_or_readable(found)
            told.append(f"{'✓' if one.holds(seen) else '✗'} {title_of(one.fact)}: {value}")
        self.state.setText("   ".join(told))

    @Slot()
    def _choose(self, place: int) -> None:
        self.answered.emit(float(place))

    @Slot()
    def _take_number(self) -> None:
        number = typed_number(self.number.text())
        if number is None:
            self.refused.emit(self.tr("This is no number. Type digits, such as 12 or 0.5."))
            self.number.selectAll()
        else:
            self.answered.emit(number)


def is_done(lesson: Lesson, answers: Mapping[int, Given]) -> bool:
    """Tell whether all that ``lesson`` asks, predictions aside, has been answered rightly.

    answers: by the numbers of its steps.
    """
    asked = [
        answers.get(number) for number, step in enumerate(lesson.steps)
        if step.question is not None and not step.is_prediction
    ]  # fmt: skip
    return bool(asked) and all(one is not None and one.verdict == "right" for one in asked)


def told_of(answer: Given, step: LessonStep, seen: Seen) -> str:
    """Return what becomes of ``answer``, the user's to ``step``; "" where there is nothing to say.

    seen: of the window.
    """
    if answer.is_shown:
        return _solution(step, seen)
    if step.is_prediction:
        return {
            "right": translate("LessonsPanel", "As you expected."),
            "wrong": translate("LessonsPanel", "It is otherwise."),
            "unknown": translate("LessonsPanel", "Noted."),
        }[answer.verdict]
    return {
        "right": translate("LessonsPanel", "Right."),
        "wrong": translate("LessonsPanel", "Not yet. Try again."),
        "unknown": translate(
            "LessonsPanel", "The window does not show it yet: do first what is asked."
        ),
    }[answer.verdict]


def _solution(step: LessonStep, seen: Seen) -> str:
    question, words = step.question, translate("LessonsPanel", "It is {0}.")
    if isinstance(question, Options):
        return words.format(LETTERS[question.right])
    right = question.right(seen) if isinstance(question, Number) else None
    return "" if right is None else words.format(whole_or_readable(right))
