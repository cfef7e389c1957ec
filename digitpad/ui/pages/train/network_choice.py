"""Which network to train: a preset, one that was saved, the designer's, or one that is open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from digitpad.graph.graph import Graph
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.described import is_foreign, multiplications, parameter_count
from digitpad.network.design.designer_state import DesignerState
from digitpad.network.files.architecture_file import load_architecture, saved_architectures
from digitpad.network.presets import PRESETS
from digitpad.support.errors import ModelError
from digitpad.support.folders import networks_folder
from digitpad.support.numbers import shape_text
from digitpad.ui.widgets.basics import BOX_HEIGHT
from digitpad.ui.widgets.names import preset_title
from digitpad.ui.widgets.still_boxes import ChoiceBox

DESIGN = "design"  # key of the network that came from the designer and is in no file
OPEN = "open"  # key of the network of somebody's own code that is open in the window
SAVED = "saved:"  # begins the key of a file in the user's folder, as ``saved:mine.json``


@dataclass(frozen=True)
class OpenChoice:
    """The network that is open, and whether it is the one to be trained."""

    network: Graph
    is_chosen: bool


class ArchitectureChoice(QWidget):
    """The box with the networks, and the button that opens the designer.

    ``design_asked()``: the designer shall be shown. draft: what it has on its table.
    """

    design_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Offer the presets and the user's own networks."""
        super().__init__(parent)
        self._design: Architecture | None = None
        self._open: Graph | None = None
        self._closed_choice: Any = None  # what was chosen before the open network was
        self.designer_state = DesignerState()
        self.box = ChoiceBox()
        self.box.setObjectName("networkBox")
        self.box.setMinimumHeight(BOX_HEIGHT)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(7)
        self.box.setAccessibleName(self.tr("Network"))
        self.button = QPushButton(self.tr("&Design…"))
        self.button.setObjectName("designButton")
        self.button.setToolTip(self.tr("Design a network of your own (Ctrl+Shift+N)"))
        self.button.setProperty("segment", True)  # else the foot of its letters is cut off
        self.button.setFixedHeight(BOX_HEIGHT + 1)
        self.button.clicked.connect(self.design_asked)
        self.setFocusProxy(self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.box, 1)
        row.addWidget(self.button)
        self.box.currentIndexChanged.connect(self._tell)
        self.refresh()

    def network(self) -> Architecture | Graph:
        """Return the chosen network. Raises ModelError when its file cannot be used."""
        if self.box.currentData() == OPEN and self._open is not None:
            return self._open
        return self._architecture(str(self.box.currentData()))

    @property
    def open_networks(self) -> tuple[Graph, ...]:
        """The network of somebody's own code that is open, if one is."""
        return () if self._open is None else (self._open,)

    def offer_open(self, network: Graph) -> None:
        """Offer the network that is open now, if it is of somebody's own code, and choose it."""
        is_own = is_foreign(network)
        if self._open is not None and is_own and network.origin is self._open.origin:
            return  # it has learnt; it is trained from where it was opened
        if self.box.currentData() != OPEN:
            self._closed_choice = self.box.currentData()
        self._open = network if is_own else None
        self.refresh()
        self._choose(OPEN if is_own else self._closed_choice)

    def hand_over(self) -> OpenChoice | None:
        """Return what another one takes over: the open network, and whether it is chosen."""
        if self._open is None:
            return None
        return OpenChoice(self._open, is_chosen=self.box.currentData() == OPEN)

    def take_over(self, choice: OpenChoice | None) -> None:
        """Offer the open network that another one has handed over."""
        if choice is not None:
            self.offer_open(choice.network)
            self._choose(OPEN if choice.is_chosen else self._closed_choice)

    def choose_design(self, architecture: Architecture) -> None:
        """Choose ``architecture``, which came from the designer: its file, if one holds it."""
        self._design = None
        self.refresh()
        for index in range(self.box.count()):
            if self._is_at(architecture, str(self.box.itemData(index))):
                self.box.setCurrentIndex(index)
                return
        self._design = architecture
        self.refresh()
        self.box.setCurrentIndex(self.box.findData(DESIGN))

    @Slot(object)
    def keep_designer_state(self, state: DesignerState) -> None:
        """Remember what the designer has on its table."""
        self.designer_state = state

    @Slot()
    def take_saved(self) -> None:
        """Take note that a network was saved: a design may be in a file now."""
        if self.box.currentData() == DESIGN and self._design is not None:
            self.choose_design(self._design)
        else:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Look again for the user's own networks; the choice stays."""
        chosen = self.box.currentData()
        self.box.blockSignals(True)
        self.box.clear()
        for name in PRESETS:
            self.box.addItem(preset_title(name), name)
        for path in saved_architectures(networks_folder()):
            self.box.addItem(path.stem, f"{SAVED}{path.name}")
        if self._design is not None:
            self.box.addItem(f"{self._design.name} *", DESIGN)
        if self._open is not None:
            self.box.addItem(self._open.name, OPEN)
        self._choose(chosen)
        self.box.blockSignals(False)
        self._tell()

    def _choose(self, key: Any) -> None:
        self.box.setCurrentIndex(max(0, self.box.findData(key)))

    def to_json(self) -> dict[str, Any]:
        """Return what is to be remembered."""
        chosen = self.box.currentData()
        design = None if self._design is None else self._design.to_json()
        return {
            "network": self._closed_choice if chosen == OPEN else chosen,
            "design": design,
            "draft": self.designer_state.to_json(),
        }

    def restore(self, content: dict[str, Any]) -> None:
        """Choose what ``to_json`` returned; what is not usable is left out.

        A network that is open stays chosen: the window may open one before there is this page.
        """
        self.designer_state = DesignerState.from_json(content.get("draft"))
        try:
            self._design = Architecture.from_json(content.get("design"))
        except ModelError:
            self._design = None
        self.refresh()
        chosen = content.get("network")
        if isinstance(chosen, str):
            self._closed_choice = chosen
        self._choose(self._closed_choice if self._open is None else OPEN)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self.refresh()

    def _architecture(self, key: str) -> Architecture:
        if key == DESIGN and self._design is not None:
            return self._design
        if key.startswith(SAVED):
            return load_architecture(networks_folder() / Path(key.removeprefix(SAVED)).name)
        return PRESETS[key]

    def _is_at(self, architecture: Architecture, key: str) -> bool:
        try:
            return key.startswith(SAVED) and self._architecture(key) == architecture
        except ModelError:
            return False

    @Slot()
    def _tell(self) -> None:
        try:
            network = self.network()
        except ModelError as error:
            self.box.setToolTip(str(error))
            return
        products = (
            multiplications(network) if isinstance(network, Graph) else network.multiplications()
        )
        text = self.tr("{0}: {1} parameters, {2} multiplications an image").format(
            preset_title(network.name), f"{parameter_count(network):,}", f"{products:,}"
        )
        if isinstance(network, Architecture) and network.input_shape != TUTORIAL.input_shape:
            text = self.tr("{0}; its input is {1}").format(text, shape_text(network.input_shape))
        if self.box.currentData() == DESIGN:
            text = self.tr("{0}; not saved in a file").format(text)
        self.box.setToolTip(text)
        self.box.setAccessibleDescription(text)
