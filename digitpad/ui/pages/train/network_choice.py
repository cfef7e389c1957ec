"""Which network to train: a preset, one that was saved, the designer's, or one that is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.graph.graph import Graph
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.described import is_foreign, multiplications, parameter_count
from digitpad.network.design.designer_state import DesignerState
from digitpad.support.errors import ModelError
from digitpad.support.numbers import shape_text
from digitpad.ui.widgets.basics import BOX_HEIGHT, filled, small_button
from digitpad.ui.widgets.names import preset_title
from digitpad.ui.widgets.network_box import DESIGN, OPEN, SAVED, NetworkBox


@dataclass(frozen=True)
class Networks:
    """What another choice takes over.

    open: the network that is open, if one is; is_chosen: it is the one to be trained.
    """

    open: Graph | None
    is_chosen: bool
    designer_state: DesignerState


class ArchitectureChoice(QWidget):
    """The box with the networks, and the button that opens the designer.

    ``design_asked()``: the designer shall be shown. designer_state: what is on its table.
    """

    design_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Offer the presets and the user's own networks."""
        super().__init__(parent)
        self._closed_choice: Any = None  # what was chosen before the open network was
        self.designer_state = DesignerState()
        self.box = NetworkBox("networkBox", 7)
        self.box.setMinimumHeight(BOX_HEIGHT)
        self.box.setAccessibleName(self.tr("Network"))
        tip = self.tr("Design a network of your own (Ctrl+Shift+N)")
        self.button = small_button(self.tr("&Design…"), "designButton", tip)
        self.button.setFixedHeight(BOX_HEIGHT + 1)
        self.button.clicked.connect(self.design_asked)
        self.setFocusProxy(self.box)
        filled(QHBoxLayout(self), (self.box, 1), self.button, spacing=6)
        self.box.currentIndexChanged.connect(self._tell)
        self.refresh()

    def network(self) -> Architecture | Graph:
        """Return the chosen network. Raises ModelError when its file cannot be used."""
        return self.box.network()

    @property
    def open_networks(self) -> tuple[Graph, ...]:
        """The network of somebody's own code that is open, if one is."""
        return () if self.box.open is None else (self.box.open,)

    def offer_open(self, network: Graph) -> None:
        """Offer the network that is open now, if it is of somebody's own code, and choose it."""
        is_own = is_foreign(network)
        if self.box.open is not None and is_own and network.origin is self.box.open.origin:
            return  # it has learnt; it is trained from where it was opened
        if self.box.currentData() != OPEN:
            self._closed_choice = self.box.currentData()
        self.box.open = network if is_own else None
        self.refresh()
        self.box.choose(OPEN if is_own else self._closed_choice)

    def hand_over(self) -> Networks:
        """Return what is not remembered from one start to the next, for another one."""
        return Networks(self.box.open, self.box.currentData() == OPEN, self.designer_state)

    def take_over(self, networks: Networks) -> None:
        """Offer what another one has handed over."""
        self.designer_state = networks.designer_state
        if networks.open is not None:
            self.offer_open(networks.open)
            self.box.choose(OPEN if networks.is_chosen else self._closed_choice)

    def choose_design(self, architecture: Architecture) -> None:
        """Choose ``architecture``, which came from the designer: its file, if one holds it."""
        self.box.design = None
        self.refresh()
        for index in range(self.box.count()):
            if self._is_at(architecture, str(self.box.itemData(index))):
                self.box.setCurrentIndex(index)
                return
        self.box.design = architecture
        self.refresh()
        self.box.choose(DESIGN)

    @Slot(object)
    def keep_designer_state(self, state: DesignerState) -> None:
        """Remember what the designer has on its table."""
        self.designer_state = state

    @Slot()
    def take_saved(self) -> None:
        """Take note that a network was saved: a design may be in a file now."""
        if self.box.currentData() == DESIGN and self.box.design is not None:
            self.choose_design(self.box.design)
        else:
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Look again for the user's own networks; the choice stays."""
        self.box.refresh()
        self._tell()

    def to_json(self) -> dict[str, Any]:
        """Return what is to be remembered."""
        chosen = self.box.currentData()
        design = None if self.box.design is None else self.box.design.to_json()
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
            self.box.design = Architecture.from_json(content.get("design"))
        except ModelError:
            self.box.design = None
        self.refresh()
        chosen = content.get("network")
        if isinstance(chosen, str):
            self._closed_choice = chosen
        self.box.choose(self._closed_choice if self.box.open is None else OPEN)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self.refresh()

    def _is_at(self, architecture: Architecture, key: str) -> bool:
        try:
            return key.startswith(SAVED) and self.box.architecture(key) == architecture
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
