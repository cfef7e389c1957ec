"""The way of a stroke: from the pen to the answer."""

from __future__ import annotations

from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.whole_number import WholeNumber
from digitpad.ui.window.answer.answer_panel import AnswerPanel
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session


def connect_stroke(
    canvas: Canvas, number: WholeNumber, session: Session, pages: Pages, answer: AnswerPanel
) -> None:
    """Have each stroke on ``canvas`` read, and the answer shown.

    The canvas tells of every piece of ink while the pen moves, and of the whole stroke when it is
    lifted. The number's finder says what of it is to be read: all of it, or one digit where there
    are several, which it looks for in a thread of its own (``reading.find_number``). The session
    asks its thread to read that (``reading.read``: strokes to 28 x 28 input, through the network to
    probabilities, and on the way what the Layers page asks for); of several drawings that wait the
    newest is read. The reading comes back to the session, which shows it unless the canvas has
    moved on too far, and then to all who show it: the Layers page, the answer, and, connected where
    they are made, the lab, the row that corrects and the practice panel.
    """
    finder = number.finder
    canvas.drawing_changed.connect(finder.follow)
    canvas.undo_stack.indexChanged.connect(finder.finish)  # the pen is lifted
    session.network_changed.connect(finder.use_network)  # what was a digit may be two to this one

    finder.searching.connect(session.set_searching)
    finder.withheld.connect(session.withhold)
    finder.to_read.connect(session.set_drawing)  # asks the thread; its reading comes back as:

    session.reading_changed.connect(pages.layers.take_reading)
    session.reading_changed.connect(answer.show_reading)
    finder.withheld.connect(answer.show_search)
    finder.searching.connect(answer.end_search)
    finder.changed.connect(number.show_number)
    number.shown.connect(answer.show_number)
