"""The window in another language: all that has words is made anew, and goes on where it was.

Texts are put into widgets when these are made, in several hundred places. To have each of them
changed later would take as many again; to make them takes less than a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.ui.background import end_all

if TYPE_CHECKING:
    from digitpad.ui.window.main_window import MainWindow


def say_anew(window: MainWindow) -> None:
    """Make all of ``window`` that has words anew, in the language in force.

    What is under way goes on: the drawing with its undo, pages, results, a lesson, a training.
    Dialogs are closed. Not to be called by what is made anew, such as a menu.
    """
    window.canvas.finish_stroke()
    window.canvas.set_erasing(False)
    pages = window.pages
    page, brush, widths = pages.shown_page, window.tools.brush.value(), window.columns.saveState()
    lab, choices = pages.lab.remembered(), pages.train.choices()
    under_way = pages.train.hand_over()
    shown, tested = pages.layers.hand_over(), pages.test.hand_over()
    lesson = window.dialogs.shown_lesson
    window.setUpdatesEnabled(False)
    _take_down(window)
    window.build()
    pages = window.pages
    window.columns.restoreState(widths)
    window.tools.brush.setValue(brush)
    pages.train.restore(choices)
    pages.lab.restore(lab)
    pages.train.take_over(under_way)
    window.set_colours(window.colours)
    window.session.tell_again()
    pages.layers.take_over(shown)
    pages.test.take_over(tested)
    if lesson is not None:
        window.dialogs.show_lesson(lesson)
    pages.show_page(page)
    _tell_of_canvas(window)
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
