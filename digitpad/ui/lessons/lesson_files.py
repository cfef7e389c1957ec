"""Lesson files: what the window shows is saved, and the same scene is opened again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from digitpad.data.catalogue import DATASETS
from digitpad.support.errors import DigitpadError
from digitpad.ui.background import Latest
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.messages import tell
from digitpad.ui.widgets.questions import ask_save_path
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.lessons.lesson_file import Lesson, OpenedLesson


class LessonForm(QDialog):
    """Asks for title and note."""

    def __init__(self, parent: QWidget) -> None:
        """Make an empty form."""
        from digitpad.lessons.lesson_file import LONGEST_TITLE  # brings torch: not with the window

        super().__init__(parent)
        self.setWindowTitle(self.tr("Save Lesson"))
        self._title = QLineEdit()
        self._title.setObjectName("lessonTitle")
        self._title.setMaxLength(LONGEST_TITLE)
        self._title.setPlaceholderText(self.tr("Lesson"))
        self._note = QPlainTextEdit()
        self._note.setObjectName("lessonNote")
        self._note.setPlaceholderText(
            self.tr("What shall be seen, and asked? It is shown beside the lab.")
        )
        self._note.setTabChangesFocus(True)
        self._note.setMinimumSize(360, 120)
        fields = QFormLayout()
        fields.addRow(self.tr("&Title"), self._title)
        fields.addRow(self.tr("&Note"), self._note)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        rows = QVBoxLayout(self)
        rows.addLayout(fields)
        rows.addWidget(buttons)

    def title(self) -> str:
        """Return the title, never empty."""
        return self._title.text().strip() or self.tr("Lesson")

    def note(self) -> str:
        """Return the note."""
        from digitpad.lessons.lesson_file import LONGEST_NOTE

        return self._note.toPlainText().strip()[:LONGEST_NOTE]


class LessonFiles(QObject):
    """Asks for a file, and opens or saves it.

    ``opened(object)``: a Lesson is shown.
    """

    opened = Signal(object)

    def __init__(self, session: Session, canvas: Canvas, pages: Pages, window: QWidget) -> None:
        """Serve the window."""
        super().__init__(window)
        self._session, self._canvas, self._pages = session, canvas, pages
        self._window = window
        self._to_select: Lesson | None = None
        self._questions = Latest(self)
        self._questions.answered.connect(self._show)
        self._questions.failed.connect(self._warn)
        session.reading_changed.connect(self._take_reading)

    # Out

    @Slot()
    def save(self) -> None:
        """Ask for a title, a note and a file, and save what the window shows."""
        from digitpad.lessons.lesson_file import SUFFIX

        form = LessonForm(self._window)
        if not form.exec():
            return
        kinds = {SUFFIX.removeprefix("."): self.tr("Lessons (*.digitlesson)")}
        path, _ = ask_save_path(self._window, self.tr("Save Lesson"), "lesson", kinds)
        if path is not None:
            self.save_as(path, form.title(), form.note())

    def save_as(self, path: Path, title: str, note: str = "") -> None:
        """Save what the window shows to ``path``; what goes wrong is told."""
        from digitpad.lessons.lesson_file import save_lesson

        checkpoint = self._session.checkpoint
        if checkpoint is None:
            self._warn(self.tr("A lesson needs a model, and none is loaded. Open one first."))
            return
        self._canvas.finish_stroke()
        try:
            save_lesson(self._lesson(title, note), checkpoint, path)
        except DigitpadError as error:
            self._warn(str(error))
        else:
            tell(self.tr("Saved {0}").format(path))

    def _lesson(self, title: str, note: str) -> Lesson:
        from digitpad.lessons.lesson_file import Lesson

        layers, train = self._pages.layers, self._pages.train
        page = self._pages.shown_page
        is_inside = page == "layers"
        dataset = train.data.key()  # or the path of a folder, which is nobody else's business
        return Lesson(
            title, self._canvas.drawing, note, page,
            layer=layers.selected_layer if is_inside else None,
            position=layers.panel.position if is_inside else None,
            recipe=train.form.recipe(), dataset=dataset if dataset in DATASETS else None,
            lab_settings=self._pages.lab.lab_settings(),
        )  # fmt: skip

    # In

    @Slot()
    def open(self) -> None:
        """Let the user choose a lesson."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open Lesson"), "", self.tr("Lessons (*.digitlesson)")
        )
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read the lesson at ``path`` in the background, and show it."""

        def question() -> OpenedLesson:
            from digitpad.lessons.lesson_file import load_lesson

            return load_lesson(path)

        self._questions.ask(question)

    @Slot(object)
    def _show(self, opened: OpenedLesson) -> None:
        lesson, pages = opened.lesson, self._pages
        self._session.use(opened.checkpoint)
        if lesson.recipe is not None:
            pages.train.form.show_recipe(lesson.recipe)
        if lesson.dataset in DATASETS:
            pages.train.data.choose(lesson.dataset)
        if lesson.lab_settings is not None:
            pages.lab.show_settings(lesson.lab_settings)
        pages.show_page(lesson.page)
        self._to_select = lesson
        self._canvas.set_drawing(lesson.drawing.fitted_to_canvas(), self.tr("Lesson"))
        if lesson.drawing.is_empty:
            self._select_layer()
        tell(self.tr("Lesson {0}").format(lesson.title))
        self.opened.emit(lesson)

    @Slot(object)
    def _take_reading(self, reading: object) -> None:
        if reading is not None:
            self._select_layer()

    def _select_layer(self) -> None:
        """Show the lesson's layer and value; a drawing is read by the lesson's network then."""
        lesson, self._to_select = self._to_select, None
        if lesson is None or lesson.layer is None:
            return
        self._pages.layers.select_layer(lesson.layer)
        if lesson.position is not None:
            self._pages.layers.explain_value(lesson.position)

    @Slot(str)
    def _warn(self, text: str) -> None:
        QMessageBox.warning(self._window, self.tr("digitpad"), text)
