"""A teacher writes a lesson: texts, scenes of the window, questions; and saves it as one file."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QKeyCombination,
    QObject,
    QSignalBlocker,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from digitpad.lessons.draft import LessonDraft, problem_of
from digitpad.lessons.lesson import Lesson
from digitpad.lessons.lesson_file import LONGEST_TITLE, SUFFIX
from digitpad.ui.lessons.lesson_files import LessonFiles
from digitpad.ui.lessons.step_forms import QuestionForm, SceneRow
from digitpad.ui.messages import ask_save_path
from digitpad.ui.widgets.basics import filled, label, named, push_button, small_button, wrapped

LIST_WIDTH = 180  # pixels
LONGEST_NAME = 40  # letters of a step in the list
SIZE = (760, 620)  # pixels
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
REDO = (
    QKeyCombination(CONTROL, Qt.Key.Key_Y),
    QKeyCombination(CONTROL | SHIFT, Qt.Key.Key_Z),
)


@dataclass(frozen=True, eq=False)
class LessonInWork:
    """What is being written, and where: handed from one editor to the next."""

    draft: LessonDraft
    name: str
    place: QByteArray
    is_visible: bool


class RedoByBothKeys(QObject):
    """A filter of text fields: Qt redoes by Ctrl+Shift+Z or by Ctrl+Y, as the system has it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if (
            isinstance(watched, QLineEdit | QPlainTextEdit)
            and isinstance(event, QKeyEvent)
            and event.keyCombination() in REDO
        ):
            if event.type() == QEvent.Type.KeyPress:
                watched.redo()
                return True
            if event.type() == QEvent.Type.ShortcutOverride:  # no action of a window's takes it
                event.accept()
                return True
        return super().eventFilter(watched, event)


class LessonEditor(QDialog):
    """Stands beside the window, which is set and taken meanwhile.

    ``tried(Lesson)``: it shall be shown as a student sees it.
    """

    tried = Signal(object)

    def __init__(self, files: LessonFiles, parent: QWidget) -> None:
        """Begin with what the window shows."""
        super().__init__(parent)
        self.setObjectName("lessonEditor")
        self.setWindowTitle(self.tr("Write a Lesson"))
        self.resize(*SIZE)
        self._files = files
        self._name = self.tr("lesson")
        self.draft = LessonDraft.beginning(files.scene.take())
        self.title = QLineEdit()
        self.title.setObjectName("lessonTitle")
        self.title.setMaxLength(LONGEST_TITLE)
        self.title.setPlaceholderText(self.tr("What the lesson is called"))
        self.list = QListWidget()
        self.list.setObjectName("lessonSteps")
        self.list.setAccessibleName(self.tr("Steps"))
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add = small_button("+", "lessonAddStep", self.tr("Add a step with what is shown now"))
        self.remove = small_button("−", "lessonRemoveStep", self.tr("Remove this step"))
        self.up = small_button("↑", "lessonStepUp", self.tr("Move this step up"))
        self.down = small_button("↓", "lessonStepDown", self.tr("Move this step down"))
        for button in (self.add, self.remove, self.up, self.down):
            button.setAccessibleName(button.toolTip())
            button.setAutoDefault(False)
        self.text = self._text_field(
            "lessonWords", self.tr("What is said, in Markdown: **bold**, *italic*, - lists")
        )
        self.scene = SceneRow(self.tr("Window"), "lessonScene", files.scene)
        self.question = QuestionForm(files.scene)
        self.explanation = self._text_field(
            "lessonExplanation", self.tr("What is said once it is answered")
        )
        self.revealed = SceneRow(self.tr("Window then"), "lessonRevealed", files.scene)
        self.problem: QLabel = wrapped("", "message")
        self._lay_out()
        self._connect()
        self._show_all()

    def _text_field(self, name: str, hint: str) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setObjectName(name)
        field.setAccessibleName(hint)
        field.setPlaceholderText(hint)
        field.setTabChangesFocus(True)
        field.setMinimumHeight(56)
        return field

    def _lay_out(self) -> None:
        head = filled(
            QHBoxLayout(), named(self.tr("&Title"), self.title), (self.title, 1), spacing=8
        )
        moves = filled(QHBoxLayout(), self.add, self.remove, self.up, self.down, None, spacing=4)
        steps = filled(
            QVBoxLayout(), label(self.tr("Steps"), "field"), (self.list, 1), moves, spacing=4
        )
        fields = filled(
            QVBoxLayout(), (self.text, 2), self.scene, self.question, (self.explanation, 1),
            self.revealed, spacing=8,
        )  # fmt: skip
        middle = filled(QHBoxLayout(), steps, (fields, 1), spacing=12)
        self.open_button = push_button(self.tr("&Open…"), "lessonOpen")
        self.try_button = push_button(
            self.tr("T&ry"), "lessonTry", self.tr("Show the lesson as a student sees it")
        )
        self.save_button = push_button(self.tr("&Save…"), "lessonSave", primary=True)
        self.close_button = push_button(self.tr("Close"), "lessonCloseEditor")
        buttons = filled(
            QHBoxLayout(), self.open_button, (self.problem, 1), self.try_button,
            self.close_button, self.save_button, spacing=8,
        )  # fmt: skip
        filled(QVBoxLayout(self), head, (middle, 1), buttons, spacing=10, margins=(14, 12, 14, 12))

    def _connect(self) -> None:
        self.title.textChanged.connect(self._take_title)
        self.list.currentRowChanged.connect(self._choose_step)
        self.text.textChanged.connect(self._take_step)
        self.explanation.textChanged.connect(self._take_step)
        for form in (self.scene, self.revealed, self.question):
            form.changed.connect(self._take_step)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.open_button.clicked.connect(self._open)
        self.try_button.clicked.connect(self._try)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.close)
        self._files.opened_to_change.connect(self._take_file)
        self.finished.connect(self.problem.clear)
        redo = RedoByBothKeys(self)
        for kind in (QLineEdit, QPlainTextEdit):
            for field in self.findChildren(kind):
                field.installEventFilter(redo)

    def hand_over(self) -> LessonInWork:
        """Return what is being written, for another editor."""
        return LessonInWork(self.draft, self._name, self.saveGeometry(), self.isVisible())

    def take_over(self, writing: LessonInWork) -> None:
        """Go on with what another editor had."""
        self._name = writing.name
        self.restoreGeometry(writing.place)
        self.show_draft(writing.draft)
        self.setVisible(writing.is_visible)

    # What it shows

    def show_draft(self, draft: LessonDraft) -> None:
        """Go on with ``draft``."""
        self.draft = draft
        self._show_all()

    def _show_all(self) -> None:
        with QSignalBlocker(self.title):
            self.title.setText(self.draft.title)
        self._list_steps()
        self._show_step()

    def _list_steps(self) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            for number, step in enumerate(self.draft.steps, start=1):
                words = str(step.text).split("\n", 1)[0][:LONGEST_NAME] or self.tr("no words yet")
                sign = "" if step.question is None else "? "
                self.list.addItem(self.tr("{0}. {1}").format(number, sign + words))
            self.list.setCurrentRow(self.draft.at)
        last = len(self.draft.steps) - 1
        self.add.setEnabled(self.draft.can_grow)
        self.remove.setEnabled(last > 0)
        self.up.setEnabled(self.draft.at > 0)
        self.down.setEnabled(self.draft.at < last)

    def _show_step(self) -> None:
        step = self.draft.step
        for field, words in ((self.text, step.text), (self.explanation, step.explanation)):
            with QSignalBlocker(field):
                field.setPlainText(str(words))
        self.scene.set_scene(step.scene)
        self.revealed.set_scene(step.revealed)
        self.question.show_step(step)
        self._show_answer()

    def _show_answer(self) -> None:
        """Show what belongs to an answer where there is one."""
        is_asked = self.draft.step.question is not None
        self.explanation.setEnabled(is_asked)
        self.revealed.setEnabled(is_asked)

    # Changing

    @Slot(str)
    def _take_title(self, title: str) -> None:
        self.draft.name(title)
        self.problem.clear()

    @Slot()
    def _take_step(self) -> None:
        self.draft.change(
            text=self.text.toPlainText(),
            scene=self.scene.scene,
            question=self.question.question(),
            is_prediction=self.question.is_prediction(),
            explanation=self.explanation.toPlainText(),
            revealed=self.revealed.scene,
        )
        self.problem.setText("")
        self._show_answer()
        self._list_steps()

    @Slot(int)
    def _choose_step(self, row: int) -> None:
        if row >= 0:
            self.draft.at = row
            self._list_steps()
            self._show_step()

    @Slot()
    def _add(self) -> None:
        self.draft.add(self._files.scene.take())
        self._list_steps()
        self._show_step()
        self.text.setFocus()

    @Slot()
    def _remove(self) -> None:
        self.draft.remove()
        self._list_steps()
        self._show_step()

    def _move(self, places: int) -> None:
        self.draft.move(places)
        self._list_steps()

    # In and out

    def _checked(self) -> Lesson | None:
        """Return the lesson; None where something is missing, which is told at its step."""
        lesson = self.draft.lesson()
        problem = problem_of(lesson)
        if problem is None:
            self.problem.setText("")
            return lesson
        self.draft.at = problem[0]
        self._list_steps()
        self._show_step()
        words = self.tr("Step {0}: {1}").format(problem[0] + 1, problem[1])
        self.problem.setText(words)
        return None

    @Slot()
    def _try(self) -> None:
        lesson = self._checked()
        if lesson is not None:
            self.tried.emit(lesson)

    @Slot()
    def save(self) -> bool:
        """Ask for a file, and save; False where that was not done."""
        lesson = self._checked()
        if lesson is None:
            return False
        kinds = {SUFFIX.removeprefix("."): self.tr("Lessons (*.digitlesson)")}
        path, _ = ask_save_path(self, self.tr("Save Lesson"), self._name, kinds)
        if path is None or not self._files.save_lesson(path, lesson):
            return False
        self._name, self.draft.is_saved = path.stem, True
        return True

    @Slot()
    def _open(self) -> None:
        if self.may_close(self):
            self._files.open(to_change=True)

    @Slot(object)
    def _take_file(self, lesson: Lesson) -> None:
        self.show_draft(LessonDraft(lesson))

    def may_close(self, over: QWidget) -> bool:
        """Ask whether to save what is not saved; False where the user wants to go on writing."""
        if self.draft.is_saved:
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            over, self.tr("Write a Lesson"),
            self.tr("The lesson that you are writing is not saved. Save it?"),
            buttons.Save | buttons.Discard | buttons.Cancel, buttons.Save,
        )  # fmt: skip
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard
