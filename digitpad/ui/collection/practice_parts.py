"""What the practice panel is made of: three pages, to begin, to draw on, and with the result."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad.collection.practice import LENGTHS
from digitpad.ui.widgets.basics import Line, Part, filled, label, push_button, wrapped
from digitpad.ui.widgets.painted import sized

TASK_PIXELS = 20  # height of the type that says what to draw
BEGINNING, RUNNING, ENDED = 0, 1, 2  # pages


class PracticeParts(QFrame):
    """Labels and buttons on their pages; what they do is the panel's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Lay them out; the first page is shown."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(self.tr("Practice"))
        self.lengths = QButtonGroup(self)
        self.keep = QCheckBox(self.tr("Keep them"))
        self.keep.setObjectName("keepPractice")
        self.keep.setChecked(True)
        self.keep.setToolTip(self.tr("What you draw joins My Digits"))
        self.start_button = push_button(self.tr("Start"), "startPracticeButton", primary=True)
        self.close_button = push_button(self.tr("Close"), "closePracticeButton")
        self.task = label("", "practiceTask")
        self.score = Line("practiceScore")
        self.last = Line("practiceLast")
        self.next_button = push_button(
            self.tr("Next"), "nextPracticeButton",
            self.tr("Have the digit read, and go on (Enter)"), primary=True,
        )  # fmt: skip
        self.next_button.setEnabled(False)
        self.back_button = push_button(
            self.tr("Take Back"), "takeBackPracticeButton",
            self.tr("Take the last digit and its score back, and draw it again"),
        )  # fmt: skip
        self.stop_button = push_button(self.tr("Stop"), "stopPracticeButton")
        self.result = label("", "practiceResult")
        for large in (self.task, self.result):
            large.setFont(sized(large.font(), TASK_PIXELS, bold=True))
        self.mistakes = wrapped("", "field")
        self.again_button = push_button(self.tr("Again"), "againPracticeButton", primary=True)
        self.adapt_button = push_button(
            self.tr("Adapt…"), "adaptPracticeButton",
            self.tr("Have the network learn the digits that were kept"),
        )  # fmt: skip
        self.done_button = push_button(self.tr("Close"), "donePracticeButton")
        self._lay_out()

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        for page in (self._beginning(), self._running(), self._ended()):
            self._pages.addWidget(page)
        filled(QVBoxLayout(self), self._pages, margins=(12, 8, 12, 8))

    def _beginning(self) -> QWidget:
        title = label(self.tr("Practice"), "practiceTitle")
        title.setFont(sized(title.font(), TASK_PIXELS, bold=True))
        title.setToolTip(self.tr("Draw the digits that are asked for; the network reads them"))
        lengths = []
        for length in LENGTHS:
            # Not %n: without a translation for the subclass, Qt fills it in English.
            tip = self.tr("Draw {0} digits", "", length).format(length)
            button = push_button(str(length), f"practice{length}", tip)
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setChecked(length == LENGTHS[0])
            self.lengths.addButton(button, length)
            lengths.append(button)
        first = filled(QHBoxLayout(), (title, 1), self.start_button, self.close_button, spacing=8)
        words = label(self.tr("digits"), "field")
        second = filled(QHBoxLayout(), *lengths, words, None, self.keep, spacing=8)
        return _page(first, second)

    def _running(self) -> QWidget:
        row = filled(QHBoxLayout(), (self.task, 1), self.next_button, self.stop_button, spacing=8)
        second = filled(QHBoxLayout(), (self.score, 1), self.back_button, spacing=8)
        return _page(row, second, self.last)

    def _ended(self) -> QWidget:
        row = filled(
            QHBoxLayout(), (self.result, 1), self.adapt_button, self.again_button,
            self.done_button, spacing=8,
        )  # fmt: skip
        return _page(row, self.mistakes)


def _page(*parts: Part) -> QWidget:
    page = QWidget()
    filled(QVBoxLayout(page), *parts, spacing=4)
    return page
