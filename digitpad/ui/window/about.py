"""The About box in the main window: made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from digitpad.ui.dialogs.about.about_dialog import AboutDialog


class About(QObject):
    """Shows the About box over ``window``."""

    def __init__(self, window: QWidget) -> None:
        """Serve ``window``."""
        super().__init__(window)
        self._window = window
        self._dialog: AboutDialog | None = None

    @Slot()
    def show(self) -> None:
        """Show the box."""
        if self._dialog is None:
            from digitpad.ui.dialogs.about.about_dialog import AboutDialog

            self._dialog = AboutDialog(self._window)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
