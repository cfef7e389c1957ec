"""Lesson files: what the window shows is saved, and the same scene is opened again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import (
    QMessageBox,
    QWidget,
)

from digitpad.support.errors import DigitpadError
from digitpad.ui.background import Latest
from digitpad.ui.lessons.window_scene import WindowScene
from digitpad.ui.messages import ask_open_path, tell
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.lessons.lesson import Lesson
    from digitpad.lessons.lesson_file import OpenedLesson


class LessonFiles(QObject):
    """Opens lessons, and saves them.

    ``opened(Lesson)``: one is there, with its model in use; the window is to be set to its first
    scene. ``opened_to_change(Lesson)``: it was asked for by who writes one.
    """

    opened = Signal(object)
    opened_to_change = Signal(object)

    def __init__(self, session: Session, scene: WindowScene, window: QWidget) -> None:
        """Serve the window."""
        super().__init__(window)
        self._session, self.scene = session, scene
        self._window = window
        self._questions = Latest(self)
        self._questions.answered.connect(self._show)
        self._questions.failed.connect(self._warn)

    # Out

    def save_lesson(self, path: Path, lesson: Lesson) -> bool:
        """Save ``lesson`` with the model in use; what goes wrong is told, and is False."""
        from digitpad.lessons.lesson_file import save_lesson

        checkpoint = self._session.checkpoint
        if checkpoint is None:
            self._warn(self.tr("A lesson needs a model, and none is loaded. Open one first."))
            return False
        try:
            save_lesson(lesson, checkpoint, path)
        except DigitpadError as error:
            self._warn(str(error))
            return False
        tell(self.tr("Saved {0}").format(path))
        return True

    # In

    @Slot()
    def open(self, *, to_change: bool = False) -> None:
        """Let the user choose a lesson."""
        kinds = self.tr("Lessons (*.digitlesson)")
        path = ask_open_path(self._window, self.tr("Open Lesson"), kinds)
        if path is not None:
            self.read(path, to_change=to_change)

    def read(self, path: Path, *, to_change: bool = False) -> None:
        """Read the lesson at ``path`` in the background, and show it."""

        def question() -> tuple[OpenedLesson, bool]:
            from digitpad.lessons.lesson_file import load_lesson

            return load_lesson(path), to_change

        self._questions.ask(question)

    @Slot(object)
    def _show(self, found: tuple[OpenedLesson, bool]) -> None:
        opened, to_change = found
        lesson = opened.lesson
        self._session.use(opened.checkpoint)
        tell(self.tr("Lesson {0}").format(lesson.title))
        self.opened.emit(lesson)
        if to_change:
            self.opened_to_change.emit(lesson)

    @Slot(str)
    def _warn(self, text: str) -> None:
        QMessageBox.warning(self._window, self.tr("digitpad"), text)
