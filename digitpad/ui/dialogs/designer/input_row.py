"""What the network takes: channels, pixels, and how a drawing becomes larger."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.graph.fitting import FITTINGS, LEAST_SIDE, MOST_SIDE
from digitpad.ink.input.frame import SIDE
from digitpad.network.architecture import CHANNELS
from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.ui.dialogs.designer.layers_table import UndoOfNetwork
from digitpad.ui.widgets.basics import filled, named
from digitpad.ui.widgets.boxes import ChoiceBox, WholeNumberBox


class InputRow(QWidget):
    """``changed(str, int, int, object)``: what the user changed, and the input as it is now.

    That is its channels, its side in pixels, and its fitting. ``refused(str)``: why a value was not
    taken.
    """

    changed = Signal(str, int, int, object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it for a network of 28 × 28 pixels."""
        super().__init__(parent)
        self._is_filling = False
        self.channels = ChoiceBox("channelsBox")
        self.channels.setAccessibleName(self.tr("Channels of the input"))
        self.channels.setToolTip(
            self.tr("Three channels hold the same grey levels, as a colour picture of it would")
        )
        self.channels.addItems([self.tr("1 channel"), self.tr("3 channels")])
        self.side = WholeNumberBox(LEAST_SIDE, MOST_SIDE, "sideBox")
        self.side.setSuffix(self.tr(" pixels"))
        self.side.setAccessibleName(self.tr("Rows and columns of the input"))
        self.side.setToolTip(
            self.tr("Rows and columns of what the network takes: {0} × {0} to {1} × {1}").format(
                LEAST_SIDE, MOST_SIDE
            )
        )
        self.fitting = ChoiceBox("fittingBox")
        self.fitting.setAccessibleName(self.tr("How the drawing gets there"))
        self.fitting.setToolTip(
            self.tr(
                "The drawing, {0} × {0} pixels, is made larger, or keeps its size on more paper"
            ).format(SIDE)
        )
        self.fitting.addItems([self.tr("Drawing enlarged"), self.tr("Paper around it")])
        self.side.installEventFilter(UndoOfNetwork(self))
        filled(
            QHBoxLayout(self), named(self.tr("&Input"), self.channels), self.channels, self.side,
            self.fitting, None, spacing=7,
        )  # fmt: skip
        self.channels.currentIndexChanged.connect(self._tell_channels)
        self.side.valueChanged.connect(self._tell_side)
        self.side.refused.connect(self.refused)
        self.fitting.currentIndexChanged.connect(self._tell_fitting)

    def show_draft(self, draft: ArchitectureDraft) -> None:
        """Show what ``draft`` takes."""
        channels, side, _ = draft.input_shape
        self._is_filling = True
        self.channels.setCurrentIndex(CHANNELS.index(channels))
        if self.side.value() != side:  # else what is being typed would go
            self.side.setValue(side)
        self.fitting.setCurrentIndex(FITTINGS.index(draft.fitting))
        self.fitting.setVisible(side > SIDE)
        self._is_filling = False

    @Slot()
    def _tell_channels(self) -> None:
        self._tell("channels")

    @Slot()
    def _tell_side(self) -> None:
        self._tell("side")

    @Slot()
    def _tell_fitting(self) -> None:
        self._tell("fitting")

    def _tell(self, what: str) -> None:
        if not self._is_filling:
            self.changed.emit(
                what, CHANNELS[self.channels.currentIndex()], self.side.value(),
                FITTINGS[self.fitting.currentIndex()],
            )  # fmt: skip
