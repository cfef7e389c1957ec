"""Undo and redo: one command for each stroke, erasing and clearing."""

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from digitpad.ink.drawing import Drawing


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
