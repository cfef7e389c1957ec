"""Where the lessons stand: at the window's side, or above it where the window is narrow."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from digitpad.lessons.scenes import LESSONS, LessonName, lesson_settings
from digitpad.ui.lessons.lesson_words import lesson_words
from digitpad.ui.widgets.basics import filled
from digitpad.ui.widgets.still_boxes import ChoiceBox
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session

WIDTH = 250  # pixels: the least for the text
LINE_HEIGHT = 140  # percent: paragraphs are read more easily


class LessonsPanel(QWidget):
    """Shows one lesson.

    ``settings_asked(str)``: the lab shall show the lesson of that name.
    """

    settings_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show the first lesson."""
        super().__init__(parent)
        self._note = ""
        self.setObjectName("lessons")
        self.setMinimumWidth(WIDTH)
        self.choice = ChoiceBox()
        self.choice.setObjectName("lessonBox")
        self.choice.setAccessibleName(self.tr("Lesson"))
        for number, name in enumerate(LESSONS, start=1):
            title = lesson_words(name).title
            self.choice.addItem(self.tr("{0}. {1}").format(number, title), name)
        self.text = QTextBrowser()
        self.text.setObjectName("lessonText")
        self.text.setAccessibleName(self.tr("The lesson"))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.set_lab = QPushButton(self.tr("&Set the Lab"))
        self.set_lab.setObjectName("setLabButton")
        self.set_lab.setToolTip(self.tr("Show this lesson's example in the convolution lab"))
        self.answer = QPushButton(self.tr("Show the &Answer"))
        self.answer.setObjectName("answerButton")
        self.answer.setCheckable(True)
        self.previous = QPushButton(self.tr("Bac&k"))
        self.following = QPushButton(self.tr("&Next"))
        self._lay_out()
        self.choice.currentIndexChanged.connect(self._show_lesson)
        self.set_lab.clicked.connect(self._ask)
        self.answer.toggled.connect(self._write)
        self.previous.clicked.connect(self._go_back)
        self.following.clicked.connect(self._go_on)
        self._show_lesson()

    def _lay_out(self) -> None:
        steps = filled(QHBoxLayout(), self.previous, self.following)
        filled(
            QVBoxLayout(self), self.choice, (self.text, 1), self.set_lab, self.answer, steps,
            margins=(8, 6, 10, 12),
        )  # fmt: skip

    @property
    def lesson(self) -> LessonName | None:
        """The lesson that is shown; None where it is from a file."""
        name: LessonName | None = self.choice.currentData()
        return name

    def show_note(self, title: str, note: str) -> None:
        """Show what a lesson from a file says, after the others."""
        self._note = note
        if self.choice.count() > len(LESSONS):
            self.choice.removeItem(len(LESSONS))
        self.choice.addItem(title, None)
        self.choice.setCurrentIndex(len(LESSONS))

    @Slot()
    def _show_lesson(self) -> None:
        index = self.choice.currentIndex()
        self.previous.setEnabled(index > 0)
        self.following.setEnabled(index < self.choice.count() - 1)
        for button in (self.set_lab, self.answer):
            button.setVisible(self.lesson is not None)
        self.answer.setChecked(False)
        self._write()
        self.text.verticalScrollBar().setValue(0)

    @Slot()
    def _write(self) -> None:
        lesson = self.lesson
        if lesson is None:
            text = escape(self._note).replace("\n", "<br>")
            self.text.setHtml(f"<h3>{escape(self.choice.currentText())}</h3>{_paragraph(text)}")
            return
        words = lesson_words(lesson)
        shown = self.answer.isChecked()
        self.answer.setText(self.tr("Hide the &Answer") if shown else self.tr("Show the &Answer"))
        place = self.text.verticalScrollBar().value()
        parts = [f"<h3>{escape(words.title)}</h3>"]
        parts += [_paragraph(escape(text)) for text in words.paragraphs]
        question, answer = self.tr("Question"), self.tr("Answer")
        parts.append(_paragraph(f"<b>{escape(question)}</b> {escape(words.question)}"))
        if shown:
            parts.append(_paragraph(f"<b>{escape(answer)}</b> {escape(words.answer)}"))
        self.text.setHtml("".join(parts))
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.maximum() if shown else place)

    @Slot()
    def _ask(self) -> None:
        self.settings_asked.emit(self.lesson)

    @Slot()
    def _go_back(self) -> None:
        self.choice.setCurrentIndex(self.choice.currentIndex() - 1)

    @Slot()
    def _go_on(self) -> None:
        self.choice.setCurrentIndex(self.choice.currentIndex() + 1)


def _paragraph(html: str) -> str:
    return f'<p style="line-height:{LINE_HEIGHT}%">{html}</p>'


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
