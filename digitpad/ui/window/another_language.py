"""The window in another language: all that has words is made anew, and goes on where it was.

Texts are put into widgets when these are made, in several hundred places. To have each of them
changed later would take as many again; to make them takes less than a second.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.support.translations import languages
from digitpad.ui.background import end_all
from digitpad.ui.language import use_language
from digitpad.ui.window.actions import SYSTEM, Actions

if TYPE_CHECKING:
    from digitpad.ui.window.main_window import MainWindow


class WindowLanguage(QObject):
    """``chosen``: the language of the window, as the user chose it; empty: the system's."""

    def __init__(self, window: MainWindow, remembered: str) -> None:
        """Keep to what is ``remembered``, if there is such a language."""
        super().__init__(window)
        self._window = window
        self.chosen = remembered if remembered in languages() else SYSTEM

    def follow(self, actions: Actions) -> None:
        """Take the language that is chosen in the menu of ``actions``."""
        actions.language_chosen.connect(self._choose)
        actions.languages[self.chosen].setChecked(True)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        # The menu that was clicked in is made anew too: not before it has closed.
        QTimer.singleShot(0, self, partial(self._use, action.data()))

    def _use(self, language: str) -> None:
        """Say everything in ``language``, and remember it, unless what is under way shall go on."""
        if not self._window.dialogs.may_be_made_anew():
            self._window.actions_.languages[self.chosen].setChecked(True)
            return
        self.chosen = language
        use_language(language or None)
        say_anew(self._window)


def say_anew(window: MainWindow) -> None:
    """Make all of ``window`` that has words anew, in the language in force.

    What is under way goes on: the drawing with its undo and what was said of its digits, pages,
    results, a lesson that is followed or written, a practice, a training, files that are being
    read; what was done last with the user's digits can be undone. Other dialogs are closed.
    Not to be called by what is made anew, such as a menu.
    """
    window.canvas.finish_stroke()
    window.canvas.set_erasing(False)
    pages = window.pages
    page, brush = pages.shown_page, window.tools.brush.value()
    widths, is_users = window.columns.saveState(), window.columns.is_users
    lab, choices = pages.lab.hand_over(), pages.train.choices()
    under_way = pages.train.hand_over()
    shown, tested = pages.layers.hand_over(), pages.test.hand_over()
    lesson, guide = window.dialogs.lesson_state(), window.dialogs.guide_step
    in_dialogs = {name: window.dialogs.hand_over(name) for name in ("lesson_editor", "my_digits")}
    number, kept = window.number.finder.hand_over(), window.correction.hand_over()
    practice, asked = window.practice.hand_over(), window.pictures.hand_over()
    window.setUpdatesEnabled(False)
    _take_down(window)
    window.build()
    pages = window.pages
    window.columns.restoreState(widths)
    window.columns.is_users = is_users
    window.tools.brush.setValue(brush)
    pages.train.restore(choices)
    pages.lab.take_over(lab)
    pages.train.take_over(under_way)
    window.set_colours(window.colours)
    window.session.tell_again()
    pages.layers.take_over(shown)
    pages.test.take_over(tested)
    if lesson is not None:
        window.dialogs["lessons"].take_up(lesson)
    pages.show_page(page)
    for name, state in in_dialogs.items():
        if state is not None:
            window.dialogs[name].take_over(state)
    if guide is not None:
        window.dialogs["guide"].begin(guide)
    window.number.finder.take_over(number)
    window.correction.take_over(kept)
    if practice is not None:
        window.practice.take_over(practice)
    _tell_of_canvas(window)
    window.pictures.take_over(asked)
    window.setUpdatesEnabled(True)


def _take_down(window: MainWindow) -> None:
    """Delete at once what has words; its threads are ended first."""
    window.canvas.setParent(window)
    covers = window.canvas.findChildren(QWidget)
    for old in [*covers, *(one for one in window.children() if one not in window.stays)]:
        end_all(old)
        old.deleteLater()
        QApplication.sendPostedEvents(old, QEvent.Type.DeferredDelete)


def _tell_of_canvas(window: MainWindow) -> None:
    """Tell what is new what is on the canvas."""
    canvas, actions = window.canvas, window.actions_
    actions.undo.setEnabled(canvas.undo_stack.canUndo())
    actions.redo.setEnabled(canvas.undo_stack.canRedo())
    canvas.drawing_changed.emit(canvas.drawing, False)
    canvas.undo_stack.indexChanged.emit(canvas.undo_stack.index())
    canvas.show()
