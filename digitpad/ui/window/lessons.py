"""What the window has of lessons: their dock, made when it is first wanted, and their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMainWindow

from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.lessons.lesson_files import LessonFiles
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.lessons.lesson_file import Lesson
    from digitpad.ui.lessons.lessons_dock import LessonsDock


class Lessons(QObject):
    """Shows lessons beside the lab, and those of files."""

    def __init__(self, session: Session, canvas: Canvas, pages: Pages, window: QMainWindow) -> None:
        """Serve ``window``."""
        super().__init__(window)
        self._session, self._pages, self._window = session, pages, window
        self._dock: LessonsDock | None = None
        self.files = LessonFiles(session, canvas, pages, window)
        self.files.opened.connect(self._show_note)

    @property
    def dock(self) -> LessonsDock:
        """The lessons' place in the window; the first call makes it."""
        if self._dock is None:
            from digitpad.ui.lessons.lessons_dock import LessonsDock

            self._dock = LessonsDock(self._session, self._pages, self._window)
        return self._dock

    @Slot()
    def show(self) -> None:
        """Show the lessons beside the lab."""
        self._pages.show_page("lab")
        self.dock.open()

    @Slot(object)
    def _show_note(self, lesson: Lesson) -> None:
        if lesson.note:
            self.dock.panel.show_note(lesson.title, lesson.note)
            self.dock.open()
