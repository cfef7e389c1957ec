"""Between canvas and session: where the ink is a number, one digit of it is what is read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.ink.drawing import Drawing
from digitpad.network.architecture import CLASSES
from digitpad.reading.canvas_number import SheetNumber, find_number
from digitpad.ui.background import Latest
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.window.session import Session


class NumberFinder(QObject):
    """Looks for a number when the ink has changed, and says what of it is to be read.

    ``to_read(Drawing, bool)``: this, and whether it has more ink than what was to be read before.
    ``withheld(Drawing)``: the canvas has changed, and it is not known yet what is to be read.
    ``searching(bool)``: whether it is being found out. ``changed()``: there is another number,
    another of its digits is selected, or there is none any more. While the pen draws on a number,
    the digit that was selected stays; when it is lifted, the digit that it drew is selected.
    """

    to_read = Signal(object, bool)
    withheld = Signal(object)
    searching = Signal(bool)
    changed = Signal()

    def __init__(self, session: Session, canvas: Canvas, parent: QObject | None = None) -> None:
        """Look at ``canvas`` with the networks of ``session``; ``connect_stroke`` has it follow."""
        super().__init__(parent)
        self._session, self._canvas = session, canvas
        self._number: SheetNumber | None = None
        self._selected = 0
        self._is_withheld = False  # the number is not that of the sheet any more
        self._finished = Drawing()  # the sheet without what a pen is drawing now
        self._asked: Drawing | None = None  # the sheet that is looked at now
        self._is_on = True
        self._questions = Latest(self)
        self._questions.answered.connect(self._take)
        self._questions.failed.connect(self._be_one_digit)

    @property
    def number(self) -> SheetNumber | None:
        """The number on the canvas; None while there is at most one digit."""
        return self._number

    @property
    def selected(self) -> int:
        """Which of its digits is read, from 0."""
        return self._selected

    @Slot(int)
    def select(self, index: int) -> None:
        """Have another digit read; one that is not there changes nothing."""
        number = self._number
        if number is None or self._is_withheld or index == self._selected:
            return
        if 0 <= index < len(number.digits):
            self._selected = index
            self.to_read.emit(number.alone(index), False)
            self.changed.emit()

    def set_on(self, is_on: bool) -> None:
        """Look for numbers, or take everything for one digit."""
        self._is_on = is_on
        self._look_at(self._finished, again=True)

    # Following canvas and network

    @Slot(object, bool)
    def follow(self, sheet: Drawing, more_ink: bool) -> None:
        """Take note of what is on the canvas; ``more_ink``: a pen has only added to it."""
        if self._number is None:
            self.to_read.emit(sheet, more_ink)
        elif not more_ink and (self._is_withheld or sheet is not self._number.sheet):
            self._is_withheld = True
            self.withheld.emit(sheet)
        if not more_ink:
            self._finished = sheet
            self._look_at(sheet)

    @Slot()
    def finish(self) -> None:
        """Look at the sheet, now that the pen is lifted."""
        self._finished = self._canvas.drawing
        self._look_at(self._finished)

    @Slot()
    def use_network(self) -> None:
        """Look again, now that another network reads."""
        number, architecture = self._number, self._session.network
        if not self._session.is_watching:
            self._look_at(self._finished, again=True)
        elif number is not None and architecture is not None and self._asked is None:
            # One that learns is asked what the digits are, and not where each of them begins.
            self._ask(number.sheet, lambda: number.answered_by(architecture))

    # Looking for a number

    def _look_at(self, sheet: Drawing, *, again: bool = False) -> None:
        number = None if self._is_withheld else self._number
        is_known = number is not None and sheet is number.sheet
        if not again and is_known:
            if self._asked is not None and self._asked is not sheet:
                self._stop_search()  # what is looked at was taken back
            return
        if not again and sheet is self._asked:
            return
        reader, model = self._session.network, self._session.checkpoint
        is_number = self._is_on and not sheet.is_empty and sheet.picture is None
        # Where there are not ten classes, what a network reads are no digits.
        if not is_number or reader is None or reader.classes != CLASSES:
            self._be_one_digit()
        else:
            finder = reader if model is None else model.network
            self._ask(sheet, lambda: find_number(sheet, finder, reader))

    def _ask(self, sheet: Drawing, question: Callable[[], SheetNumber | None]) -> None:
        self._asked = sheet
        self.searching.emit(True)
        self._questions.forget()  # an answer about another sheet would end this search
        self._questions.ask(question)

    @Slot(object)
    def _take(self, number: SheetNumber | None) -> None:
        if number is None:
            self._be_one_digit()
        else:
            self._be(number)
            self._stop_search()

    def _stop_search(self) -> None:
        self._asked = None
        self._questions.forget()
        self.searching.emit(False)

    # What it is

    def _be(self, number: SheetNumber) -> None:
        before, place = self._number, None
        if before is not None and not self._is_withheld and before.sheet is number.sheet:
            place = number.place_of(before.digits[self._selected])
        self._number, self._is_withheld = number, False
        self._selected = number.newest if place is None else place
        if place is None:  # else it is read already
            self.to_read.emit(number.alone(self._selected), False)
        self.changed.emit()

    @Slot()
    def _be_one_digit(self) -> None:
        if self._number is not None:
            self._number, self._is_withheld = None, False
            self.to_read.emit(self._canvas.drawing, False)
            self.changed.emit()
        self._stop_search()
