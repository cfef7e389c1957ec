"""Between canvas and session: where the ink is a number, one digit of it is what is read."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.ink.drawing import Drawing
from digitpad.network.architecture import CLASSES
from digitpad.reading.canvas_number import SheetNumber, find_number
from digitpad.support.gives_way import GivesWay
from digitpad.ui.background import Latest
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.messages import tell
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.reading.written import Way

Found = SheetNumber | Drawing | None  # the digits; a sample that nothing reads yet; one digit
Chosen = WeakKeyDictionary[Drawing, tuple[float, float]]  # where it is, in canvas units
LookedAt = tuple[dict[Hashable, int], Chosen]  # what was said of digits by their ink, and chosen

PEN_IS_DOWN = 0.1  # seconds after each of its points
REST = 3.0  # times what a look at some ink takes, while the pen is down


class NumberFinder(QObject):
    """Looks for a number when the ink has changed, and says what of it is to be read.

    Of a picture it finds the digits too, be it one: none of it is read but what is in their frames.
    ``to_read(Drawing, bool)``: this, and whether it has more ink than what was to be read before.
    ``withheld(Drawing)``: the canvas has changed, and it is not known yet what is to be read.
    ``searching(bool)``: whether it is being found out. ``changed()``: there is another number,
    another of its digits is selected, or there is none any more. While the pen draws on a number,
    the digit that was selected stays; when it is lifted, the digit that it drew is selected. A
    sheet that comes back, as by undo, has the digit selected that was when it went.
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
        self._is_outdated = False  # by another network than that which reads since
        self._is_on = True
        self._said: dict[Hashable, int] = {}  # what digits are, by their ink
        self._chosen = Chosen()  # of each sheet that was seen, or comes next, which digit
        self._pace = GivesWay(REST)
        self._questions = Latest(self)
        self._questions.answered.connect(self._take)
        self._questions.failed.connect(self._be_one_digit)
        self._questions.failed.connect(tell)

    @property
    def number(self) -> SheetNumber | None:
        """The number on the canvas; None while there is at most one digit, drawn by strokes."""
        return self._number

    @property
    def present(self) -> SheetNumber | None:
        """The number, unless the canvas has moved on."""
        return None if self._is_withheld else self._number

    def select_on(self, sheet: Drawing, x: float, y: float) -> None:
        """Select, once ``sheet`` is on the canvas, the digit at this place, in canvas units."""
        self._chosen[sheet] = x, y

    def hand_over(self) -> LookedAt:
        """Return what a user did to the number, for the finder of a window made anew."""
        return self._said, self._chosen

    def take_over(self, looked_at: LookedAt) -> None:
        """Go on with what another finder has handed over, before the canvas is looked at."""
        self._said, self._chosen = looked_at

    @Slot(int)
    def say(self, digit: int) -> None:
        """Take note of what the selected digit is; -1: of nothing, it is what it was read as."""
        number = self.present
        if number is None or not number.digits:
            return
        ink = number.ink_of(self._selected)
        self._said.pop(ink, None)
        if digit >= 0:
            self._said[ink] = digit
        self._number = number.with_said(self._said)
        self.changed.emit()

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
            self._choose(index)
            self.to_read.emit(number.alone(index), False)
            self.changed.emit()

    def _choose(self, index: int) -> None:
        """Take a digit of the number as the selected one, also when its sheet comes back."""
        self._selected, number = index, self._number
        if number is not None and number.digits:
            self._chosen[number.sheet] = number.middle(index)

    @property
    def is_on(self) -> bool:
        """False while everything is taken for one digit."""
        return self._is_on

    def set_on(self, is_on: bool) -> None:
        """Look for numbers, or take everything for one digit."""
        self._is_on = is_on
        self._look_at(self._finished, again=True)

    # Following canvas and network

    @Slot(object, bool)
    def follow(self, sheet: Drawing, more_ink: bool) -> None:
        """Take note of what is on the canvas; ``more_ink``: a pen has only added to it."""
        if not more_ink:
            self._leave_for(sheet)
        if sheet.photo is not None:
            number = self.present
            if number is None or sheet is not number.sheet:
                self._is_withheld = True
                self.withheld.emit(sheet)
        elif self._number is None:
            self.to_read.emit(sheet, more_ink)
        elif not more_ink and (self._is_withheld or sheet is not self._number.sheet):
            self._is_withheld = True
            self.withheld.emit(sheet)
        if not more_ink:
            self._finished = sheet
            self._look_at(sheet)
        else:
            self._pace.give_way(PEN_IS_DOWN)

    def _leave_for(self, sheet: Drawing) -> None:
        """Let the number go at once where ``sheet`` is another drawing, or another picture."""
        if self._number is not None and not self._number.has_ink_of(sheet):
            self._number, self._is_withheld = None, False
            self.changed.emit()

    @Slot()
    def finish(self) -> None:
        """Look at the sheet, now that the pen is lifted."""
        self._finished = self._canvas.drawing
        self._pace.give_way(0)
        self._look_at(self._finished)

    @Slot()
    def use_network(self) -> None:
        """Look again, now that another network reads."""
        number, reader = self._number, self._session.reader
        if not self._session.is_learning:
            self._look_at(self._finished, again=True)
        elif self._asked is not None:
            self._is_outdated = True
        elif number is not None and reader is not None:
            # One that learns is asked what the digits are, and not where each of them begins.
            self._ask(number.sheet, lambda: number.answered_by(reader))

    # Looking for a number

    def _look_at(self, sheet: Drawing, *, again: bool = False) -> None:
        number = self.present
        is_known = number is not None and sheet is number.sheet
        if not again and is_known:
            if self._asked is not None and self._asked is not sheet:
                self._stop_search()  # what is looked at was taken back
            return
        if not again and sheet is self._asked:
            return
        reader, model = self._session.reader, self._session.checkpoint
        if sheet.photo is not None:
            self._look_at_picture(sheet)
            return
        is_number = self._is_on and not sheet.is_empty and sheet.picture is None
        # Where there are not ten classes, what a network reads are no digits.
        if not is_number or reader is None or reader.classes != CLASSES:
            self._be_one_digit()
        else:
            finder = reader if model is None else model.network
            self._ask(sheet, lambda: find_number(sheet, finder, reader, self._check))

    def _look_at_picture(self, sheet: Drawing) -> None:
        from digitpad.reading.photo_number import find_in_photo, unread_sample  # Pillow

        reader, model = self._session.reader, self._session.checkpoint
        if reader is None:
            self._ask(sheet, lambda: unread_sample(sheet))
        else:
            finder = reader if model is None else model.network
            way: Way | None = None if self._is_on else "digit"
            self._ask(sheet, lambda: find_in_photo(sheet, finder, reader, way))

    def _check(self) -> None:
        """Raise Cancelled where the search is over; rest if a pen draws: in the thread."""
        self._questions.check()
        self._pace.rest()

    def _ask(self, sheet: Drawing, question: Callable[[], Found]) -> None:
        self._asked, self._is_outdated = sheet, False
        self.searching.emit(True)
        self._questions.forget()  # an answer about another sheet would end this search
        self._questions.ask(question)

    @Slot(object)
    def _take(self, number: Found) -> None:
        if number is None:
            self._be_one_digit()
        elif isinstance(number, Drawing):
            self.to_read.emit(number, False)
            self._stop_search()
        else:
            self._be(number)
            self._stop_search()
            if self._is_outdated:
                self.use_network()

    def _stop_search(self) -> None:
        self._asked = None
        self._questions.forget()
        self.searching.emit(False)

    # What it is

    def _be(self, number: SheetNumber) -> None:
        before, place, same = self._number, None, None
        if before is not None and before.digits:
            if before.sheet is number.sheet and not self._is_withheld:
                place = number.place_of(before.digits[self._selected])
            else:
                same = before.same_in(number, self._selected)
                self._keep_what_was_said(before, number)
        self._number, self._is_withheld = number.with_said(self._said), False
        if place is None:  # else it is read already
            chosen = self._chosen.get(number.sheet)
            at = None if chosen is None else number.at(*chosen)
            self._choose(next((one for one in (at, same) if one is not None), number.newest))
            self.to_read.emit(number.alone(self._selected) if number.digits else Drawing(), False)
        else:
            self._choose(place)
        self.changed.emit()

    def _keep_what_was_said(self, before: SheetNumber, number: SheetNumber) -> None:
        """Take note that what somebody said of a digit holds for it where the eraser was not."""
        for index, digit in enumerate(before.digits):
            if digit.said is None or not before.is_unchanged(index, number):
                continue
            same = before.same_in(number, index)
            if same is not None:
                self._said[number.ink_of(same)] = digit.said

    @Slot()
    def _be_one_digit(self) -> None:
        sheet = self._canvas.drawing
        if self._number is not None or self._is_withheld:
            self._number = None
            # Of a picture nothing is read as it is.
            self.to_read.emit(Drawing() if sheet.photo is not None else sheet, False)
            self.changed.emit()
        self._is_withheld = False
        self._stop_search()
