"""The user's own digits in the window: correcting, listing, practising, adapting to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from digitpad.collection import Collection
from digitpad.ui.collection.correction_row import CorrectionRow
from digitpad.ui.collection.digits import Digits
from digitpad.ui.collection.practice_panel import PracticePanel
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.ui.dialogs.collection.adapt_dialog import AdaptDialog
    from digitpad.ui.dialogs.collection.collection_dialog import CollectionDialog


class OwnDigits(QObject):
    """The row under the canvas, the practice panel, and two windows that are made when asked for.

    ``drawing_chosen(Drawing)``: one of the digits shall be on the canvas. ``model_saved()``: there
    is one model more.
    """

    drawing_chosen = Signal(object)
    model_saved = Signal()

    def __init__(
        self, session: Session, data_folder: Callable[[], Path], window: QWidget
    ) -> None:  # fmt: skip
        """Work on the user's collection. data_folder: where MNIST is, if it is."""
        super().__init__(window)
        self._session, self._data_folder, self._window = session, data_folder, window
        self._list: CollectionDialog | None = None
        self._adapt: AdaptDialog | None = None
        self.digits = Digits(Collection(), self)
        self.correction = CorrectionRow(session, self.digits)
        self.practice = PracticePanel(session, self.digits)

    @Slot()
    def show_list(self) -> None:
        """Show all of them in a window."""
        if self._list is None:
            from digitpad.ui.dialogs.collection.collection_dialog import CollectionDialog

            self._list = CollectionDialog(self._session, self.digits, self._window)
            self._list.drawing_chosen.connect(self.drawing_chosen)
        self._list.show()
        self._list.raise_()

    @Slot()
    def show_adapt(self) -> None:
        """Show the window that adapts the model to them."""
        if self._adapt is None:
            from digitpad.ui.dialogs.collection.adapt_dialog import AdaptDialog

            self._adapt = AdaptDialog(
                self._session, self.digits, self._data_folder, parent=self._window
            )
            self._adapt.model_saved.connect(self.model_saved)
        self._adapt.show()
        self._adapt.raise_()
