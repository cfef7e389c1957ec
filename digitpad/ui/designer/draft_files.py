"""Asks for the files that networks are opened from and saved in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from digitpad.folders import networks_folder
from digitpad.network.description import Architecture
from digitpad.network.network_file import SUFFIX, load_architecture, save_architecture
from digitpad.ui.save_path import ask_save_path


class ArchitectureFiles(QObject):
    """Opens and saves for one designer; it asks before it replaces another network."""

    def __init__(self, dialog: QWidget) -> None:
        """Ask over ``dialog``."""
        super().__init__(dialog)
        self._dialog = dialog
        self._own: Path | None = None  # what was opened or saved last, and may be replaced

    def open(self) -> Architecture | None:
        """Return the network of a file that the user chooses, or None. Raises ModelError."""
        name, _ = QFileDialog.getOpenFileName(
            self._dialog, self.tr("Open Network"), str(networks_folder()),
            self.tr("Networks (*.json)"),
        )  # fmt: skip
        if not name:
            return None
        architecture = load_architecture(Path(name))
        self._own = Path(name)
        return architecture

    def save(self, architecture: Architecture) -> Path | None:
        """Save ``architecture`` among the user's own, under its name; None when that is declined.

        Raises DigitpadError when it cannot be saved.
        """
        path = networks_folder() / f"{architecture.name}{SUFFIX}"
        if path.exists() and path != self._own and not self._may_replace(architecture.name):
            return None
        save_architecture(path, architecture)
        self._own = path
        return path

    def save_as(self, architecture: Architecture) -> Path | None:
        """Save ``architecture`` in a file that the user names; None when there is none.

        Raises DigitpadError when it cannot be saved.
        """
        kinds = {SUFFIX.removeprefix("."): self.tr("Networks (*.json)")}
        path, _ = ask_save_path(self._dialog, self.tr("Save Network"), architecture.name, kinds)
        if path is None:
            return None
        save_architecture(path, architecture)
        return path

    def _may_replace(self, name: str) -> bool:
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self._dialog,
            self.tr("Save Network"),
            self.tr("There is a network {0} already. Replace it?").format(name),
            buttons.Yes | buttons.Cancel,
            buttons.Cancel,
        )
        return answer == buttons.Yes
