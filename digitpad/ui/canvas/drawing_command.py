"""What is undone and done again on the canvas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from weakref import ref

import numpy as np
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import QWidget

from digitpad.ink.drawing import Drawing, Pixels
from digitpad.ink.photo.on_sheet import PaperImage, Photo

UNDO_LIMIT = 500  # commands


class DrawingStack(QUndoStack):
    """The changes of one canvas: ``present`` tells its drawing, ``show`` has it show another."""

    def __init__(
        self, canvas: QWidget, present: Callable[[], Drawing], show: Callable[[Drawing], None]
    ) -> None:
        """Begin without a change."""
        super().__init__(canvas)
        self.setUndoLimit(UNDO_LIMIT)
        self._present, self._show = present, show

    def note(self, text: str, before: Drawing, after: Drawing) -> None:
        """Do a change that can be undone; ``text`` names it in the menu."""
        self.push(_change(text, before, after, self._present, self._show))


def _change(
    text: str, before: Drawing, after: Drawing,
    present: Callable[[], Drawing], show: Callable[[Drawing], None],
) -> QUndoCommand:  # fmt: skip
    """Return the command for a change, which for an erasing in a picture keeps little of it."""
    one, other = before.photo, after.photo
    if (
        one is not None and other is not None and one.image is not other.image
        and one.image.as_opened is other.image.as_opened
    ):  # fmt: skip
        return RubCommand(text, before, after, present, show)
    return DrawingCommand(text, before, after, show)


class DrawingCommand(QUndoCommand):
    """A change from one drawing to another; drawings are values, so both are simply kept."""

    def __init__(
        self, text: str, before: Drawing, after: Drawing, show: Callable[[Drawing], None]
    ) -> None:
        """``show`` is called with the drawing to go to, at once and at each undo and redo."""
        super().__init__(text)
        self._before = before
        self._after = after
        self._show = show

    def undo(self) -> None:  # noqa: D102
        self._show(self._before)

    def redo(self) -> None:  # noqa: D102
        self._show(self._after)


class RubCommand(QUndoCommand):
    """A change by the eraser of a picture: what was in the changed rectangle, and what is now."""

    def __init__(
        self, text: str, before: Drawing, after: Drawing,
        present: Callable[[], Drawing], show: Callable[[Drawing], None],
    ) -> None:  # fmt: skip
        """``present`` tells which drawing is there, ``show`` is called with the one to go to."""
        super().__init__(text)
        assert before.photo is not None
        assert after.photo is not None
        place = _changed(before.photo.image, after.photo.image)
        self._before, self._after = _Rubbed(before, place), _Rubbed(after, place)
        self._present, self._show = present, show

    def undo(self) -> None:  # noqa: D102
        self._show(self._before.put_into(self._present()))

    def redo(self) -> None:  # noqa: D102
        self._show(self._after.put_into(self._present()))


class _Rubbed:
    """What of a drawing with a picture lies in a rectangle; the rest is in another drawing."""

    def __init__(self, drawing: Drawing, place: tuple[slice, slice]) -> None:
        assert drawing.photo is not None
        image, self._crops, self._place = drawing.photo.image, drawing.photo.crops, place
        self._grey = image.grey[place].copy()
        self._colours = None if image.colours is None else image.colours[place].copy()
        self._is_rubbed = image.rubbed is not None
        self._drawing = ref(drawing)  # as long as others hold it, it need not be made again

    def put_into(self, other: Drawing) -> Drawing:
        """Return the drawing, given one that is the same elsewhere."""
        drawing = self._drawing()
        if drawing is not None:
            return drawing
        assert other.photo is not None
        drawing = replace(other, photo=Photo(self._image_in(other.photo.image), self._crops))
        self._drawing = ref(drawing)
        return drawing

    def _image_in(self, image: PaperImage) -> PaperImage:
        if not self._is_rubbed:  # what was opened is held by all that was rubbed of it
            return image.as_opened
        colours = None
        if self._colours is not None and image.colours is not None:
            colours = self._with(image.colours, self._colours)
        return PaperImage(self._with(image.grey, self._grey), colours, image.as_opened)

    def _with(self, pixels: Pixels, part: Pixels) -> Pixels:
        whole = pixels.copy()
        whole[self._place] = part
        return whole


def _changed(before: PaperImage, after: PaperImage) -> tuple[slice, slice]:
    """Return rows and columns of the rectangle that holds all that differs."""
    pairs = [(before.grey, after.grey)]
    if before.colours is not None and after.colours is not None:
        pairs.append((before.colours, after.colours))
    height, width = before.grey.shape
    differs = [(one != other).reshape(height, -1) for one, other in pairs]
    rows = np.flatnonzero(np.any([one.any(axis=1) for one in differs], axis=0))
    if not len(rows):
        return slice(0), slice(0)
    place = slice(int(rows[0]), int(rows[-1]) + 1)
    across = [one[place].any(axis=0).reshape(width, -1).any(axis=1) for one in differs]
    columns = np.flatnonzero(np.any(across, axis=0))
    return place, slice(int(columns[0]), int(columns[-1]) + 1)
