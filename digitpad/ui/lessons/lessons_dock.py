"""Where the lessons stand: at the window's side, or above it where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QDockWidget, QMainWindow

from digitpad.lab.lessons import LessonName, lesson_settings
from digitpad.ui.lessons.lessons_panel import WIDTH, LessonsPanel
from digitpad.ui.pages import Pages
from digitpad.ui.session import Session

HEIGHT = 460  # pixels, where it stands above the window
FRAME = 24  # pixels: its border and the room that the window leaves around it


class LessonsDock(QDockWidget):
    """Shows the lessons and sets the lab to what they ask for."""

    def __init__(self, session: Session, pages: Pages, window: QMainWindow) -> None:
        """Make a hidden dock of ``window``; ``open`` shows it."""
        super().__init__(window)
        self.setObjectName("lessonsDock")
        self.setWindowTitle(self.tr("Lessons"))
        self.setAllowedAreas(
            Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
        )
        self._session, self._pages, self._over = session, pages, window
        self.panel = LessonsPanel()
        self.setWidget(self.panel)
        self.panel.settings_asked.connect(self._set_lab)
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self)
        self.hide()

    @Slot()
    def open(self) -> None:
        """Show the lessons."""
        if not self.isVisible():
            self._find_room()
        self.show()
        self.raise_()
        self.panel.choice.setFocus()

    def _find_room(self) -> None:
        """Stand above the window where its side has no room: it would grow beyond the screen."""
        window = self._over
        needed = window.minimumSizeHint().width() + WIDTH + FRAME
        is_narrow = window.width() < needed
        self.setFloating(is_narrow)
        if is_narrow:
            corner = window.mapToGlobal(QPoint(FRAME, window.height() - HEIGHT - FRAME))
            self.move(corner)  # over the answer, not over the lab
            self.resize(WIDTH + 2 * FRAME, HEIGHT)

    @Slot(str)
    def _set_lab(self, name: LessonName) -> None:
        self._pages.show_page("lab")
        self._pages.lab.show_settings(lesson_settings(name, self._session.network))
