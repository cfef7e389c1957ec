"""The box that offers networks: the presets, those that are saved, one designed, one open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker

from digitpad.graph.graph import Graph
from digitpad.network.architecture import Architecture
from digitpad.network.files.architecture_file import load_architecture, saved_architectures
from digitpad.network.presets import PRESETS
from digitpad.support.folders import networks_folder
from digitpad.ui.widgets.boxes import ChoiceBox
from digitpad.ui.widgets.names import preset_title

DESIGN = "design"  # key of the network that came from the designer and is in no file
OPEN = "open"  # key of the network of somebody's own code that is open in the window
SAVED = "saved:"  # begins the key of a file in the user's folder, as ``saved:mine.json``


class NetworkBox(ChoiceBox):
    """Has a key for each network that it offers; ``refresh`` after a change of what it offers."""

    def __init__(self, name: str, letters: int) -> None:
        """Offer the presets and the user's own networks. letters: of ChoiceBox."""
        super().__init__(name, letters)
        self.design: Architecture | None = None
        self.open: Graph | None = None
        self.refresh()

    def refresh(self) -> None:
        """Look again for the user's own networks; the choice stays, and no signal is sent."""
        chosen = self.currentData()
        with QSignalBlocker(self):
            self.clear()
            for name in PRESETS:
                self.addItem(preset_title(name), name)
            for path in saved_architectures(networks_folder()):
                self.addItem(path.stem, f"{SAVED}{path.name}")
            if self.design is not None:
                self.addItem(f"{self.design.name} *", DESIGN)
            if self.open is not None:
                self.addItem(self.open.name, OPEN)
            self.choose(chosen)

    def choose(self, key: str | None) -> None:
        """Choose the network with ``key``, or the first one where there is no such key."""
        self.setCurrentIndex(max(0, self.findData(key)))

    def network(self) -> Architecture | Graph:
        """Return the chosen network. Raises ModelError when its file cannot be used."""
        key = str(self.currentData())
        return self.open if key == OPEN and self.open is not None else self.architecture(key)

    def architecture(self, key: str) -> Architecture:
        """Return the network with ``key``, which is not open. Raises as ``network``."""
        if key == DESIGN and self.design is not None:
            return self.design
        if key.startswith(SAVED):
            return load_architecture(networks_folder() / Path(key.removeprefix(SAVED)).name)
        return PRESETS[key]
