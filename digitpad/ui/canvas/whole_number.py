"""Whole numbers in the window: the row of digits, their frames on the canvas, the actions."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.ink.drawing import Drawing
from digitpad.ink.photo.on_sheet import Crop
from digitpad.ink.segment.parts import box_around, middle_of
from digitpad.reading.canvas_number import SheetNumber
from digitpad.ui.background import Latest
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.digit_frames import NEW, DigitFrames, edges_of
from digitpad.ui.canvas.number_finder import NumberFinder
from digitpad.ui.canvas.number_row import NumberRow
from digitpad.ui.messages import tell
from digitpad.ui.window.session import Session


class WholeNumber(QObject):
    """What the window has of a number; without one, nothing is seen of it.

    ``shown(NumberReading | None)``: what is there now, be it one digit of a picture; None where one
    digit is drawn, or none.
    """

    shown = Signal(object)

    def __init__(self, session: Session, canvas: Canvas, window: QWidget) -> None:
        """Show what its ``finder`` finds on ``canvas``."""
        super().__init__(window)
        self._session, self._canvas = session, canvas
        self.finder = NumberFinder(session, canvas, self)
        self.previous = self._action(self.tr("Pre&vious Digit"), "Alt+Left", self._go_back)
        self.following = self._action(self.tr("Ne&xt Digit"), "Alt+Right", self._go_on)
        self.previous.setIconText("‹")
        self.following.setIconText("›")
        self.split = self._action(self.tr("&Split Digit"), "Ctrl+Shift+J", self._split)
        self.merge = self._action(self.tr("&Merge with Next Digit"), "Ctrl+J", self._merge)
        self.delete = self._action(
            self.tr("&Delete Digit"), "Shift+Delete", self._delete, "Shift+Backspace"
        )
        self.copy = self._action(self.tr("Copy &Number"), "Ctrl+Shift+C", self._copy)
        self.row = NumberRow(self.previous, self.following)
        self.frames = DigitFrames(canvas)
        self.row.chosen.connect(self.finder.select)
        self.frames.chosen.connect(self.finder.select)
        self.frames.framed.connect(self._take_frame)
        canvas.tapped.connect(self.frames.choose_at)
        canvas.drawing_changed.connect(self._enable_split)
        for widget, show in ((canvas, self._show_menu), (self.row, self._show_menu_of_row)):
            widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            widget.customContextMenuRequested.connect(show)
        self._edits = Latest(self)
        self._edits.answered.connect(self._take_edited)
        self._edits.failed.connect(tell)
        self.show_number()

    def _action(self, text: str, keys: str, act: Callable[[], None], *others: str) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(one) for one in (keys, *others)])
        action.triggered.connect(act)
        return action

    @property
    def actions_(self) -> list[QAction]:
        """What can be done with a number, for a menu."""
        return [self.previous, self.following, self.split, self.merge, self.delete, self.copy]

    @Slot()
    def switch_off(self) -> None:
        """Take everything for one digit, as where one is asked for."""
        self.finder.set_on(False)

    @Slot()
    def switch_on(self) -> None:
        """Look for numbers again."""
        self.finder.set_on(True)

    @Slot()
    def show_number(self) -> None:
        """Show the number that is there now, or that there is none."""
        number, selected = self.finder.number, self.finder.selected
        count = 0 if number is None else len(number.digits)
        is_row = number is not None and len(number.reading.signs) > 1
        self.row.show_number(number.reading if number is not None and is_row else None, selected)
        self.frames.show_number(number, selected)
        self.previous.setEnabled(selected > 0 and is_row)
        self.following.setEnabled(selected < count - 1)
        self.merge.setEnabled(selected < count - 1)
        self.delete.setEnabled(count > 0)
        self.copy.setEnabled(count > 0)
        self._enable_split()
        is_picture = number is not None and number.sheet.photo is not None
        self._canvas.setToolTip(self._about_frames() if is_picture else "")
        self.shown.emit(None if number is None else number.reading)
        self._tell_of_empty_frames(number)

    @Slot()
    def _enable_split(self) -> None:
        number, drawing = self.finder.number, self._canvas.drawing
        is_drawn = bool(drawing.strokes) and drawing.picture is None and self.finder.is_on
        self.split.setEnabled(is_drawn or (number is not None and len(number.digits) > 0))

    def _about_frames(self) -> str:
        return self.tr(
            "Drag the edge of a frame to crop. With Ctrl, move it, or draw another one.\n"
            "A stroke begins a new drawing; undo brings the picture back. The eraser rubs out ink."
        )

    def _tell_of_empty_frames(self, number: SheetNumber | None) -> None:
        photo = None if number is None else number.sheet.photo
        if number is None or photo is None or photo.crops is None:
            return
        if len(number.digits) < sum(not crop.mark for crop in photo.crops):
            tell(self.tr("There is no ink in that frame. Undo brings back what was framed before."))

    @Slot()
    def _go_back(self) -> None:
        self.finder.select(self.finder.selected - 1)

    @Slot()
    def _go_on(self) -> None:
        self.finder.select(self.finder.selected + 1)

    @Slot()
    def _copy(self) -> None:
        """Put the number on the clipboard, rows on lines of their own, doubts marked."""
        number = self.finder.present
        if number is not None:
            text = number.reading.marked_text
            QGuiApplication.clipboard().setText(text)
            shown = text.replace("\n", " / ")
            if number.reading.is_sure:
                tell(self.tr("Copied {0}").format(shown))
            else:
                tell(self.tr("Copied {0}, with a ? after what is not sure").format(shown))

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        self._show_menu_over(self._canvas, place)

    @Slot(QPoint)
    def _show_menu_of_row(self, place: QPoint) -> None:
        self._show_menu_over(self.row, place)

    def _show_menu_over(self, widget: QWidget, place: QPoint) -> None:
        menu = QMenu(widget)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.finder.is_on:
            menu.addActions(self.actions_)
            menu.addSeparator()
        # As to clear, or to copy it as a picture.
        menu.addActions([action for action in widget.actions() if action.isVisible()])
        menu.popup(widget.mapToGlobal(place))

    # Putting it right

    @Slot()
    def _split(self) -> None:
        from digitpad.reading.edits import split, split_whole

        number, index = self.finder.present, self.finder.selected
        network, sheet = self._session.network, self._canvas.drawing
        if network is None:
            tell(self._session.why_no_network())
        elif number is not None and number.digits:
            self._edits.ask(lambda: (number.sheet, split(number, index, network), index))
        elif sheet.strokes:  # of a picture the digits are still being looked for
            self._edits.ask(lambda: (sheet, split_whole(sheet, network), 0))

    @Slot()
    def _merge(self) -> None:
        from digitpad.reading.edits import merged

        number, index = self.finder.present, self.finder.selected
        if number is not None and index + 1 < len(number.digits):
            drawing = merged(number, index)
            both = box_around([number.box(index), number.box(index + 1)])
            self.finder.select_on(drawing, *middle_of(both))
            self._canvas.set_drawing(drawing, self.tr("Merge"))

    @Slot()
    def _delete(self) -> None:
        from digitpad.reading.edits import without

        number, index = self.finder.present, self.finder.selected
        if number is not None and index < len(number.digits):
            beside = index + 1 if index + 1 < len(number.digits) else index - 1
            drawing = without(number, index)
            if beside >= 0:
                self.finder.select_on(drawing, *number.middle(beside))
            self._canvas.set_drawing(drawing, self.tr("Delete Digit"))

    @Slot(object)
    def _take_edited(self, edited: tuple[Drawing, Drawing | None, int]) -> None:
        """Put the sheet on the canvas on which a digit is split, unless another one is there.

        Its left piece is selected.
        """
        from digitpad.reading.edits import middle_of_first

        sheet, drawing, index = edited
        if drawing is None:
            tell(self.tr("A dot cannot be split."))
        elif sheet is self._canvas.drawing:
            self.finder.select_on(drawing, *middle_of_first(drawing, index))
            self._canvas.set_drawing(drawing, self.tr("Split"))

    @Slot(int, object)
    def _take_frame(self, index: int, frame: QRectF) -> None:
        """Read what is in a frame of the picture that was dragged, or drawn anew."""
        from digitpad.reading.photo_number import PhotoNumber

        number = self.finder.present
        if not isinstance(number, PhotoNumber):
            return
        left, top, right, bottom = edges_of(frame)
        crop = Crop(number.photo.from_sheet((left, top, right, bottom), number.sheet.size[0]))
        if not crop.is_large:
            return
        crops = number.crops()
        if index == NEW:
            crops.append(crop)
        else:
            crops[index] = crop
        drawing = number.framed(crops)
        self.finder.select_on(drawing, frame.center().x(), frame.center().y())
        self._canvas.set_drawing(drawing, self.tr("Frame"))
