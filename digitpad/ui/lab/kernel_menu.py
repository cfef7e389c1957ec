"""A kernel by name: presets of image processing, and those of the network that reads."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from digitpad.lab.kernels import PRESETS
from digitpad.lab.network_kernel import KernelSet
from digitpad.ui.lab.menu_button import MenuButton

MOST_IN_A_COLUMN = 16  # kernels of a layer: more stand in submenus of this many


class KernelMenu(MenuButton):
    """``preset_chosen(str)``; ``network_kernel_chosen(layer, number)``."""

    preset_chosen = Signal(str)
    network_kernel_chosen = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Offer the presets."""
        super().__init__(parent)
        self.setObjectName("labKernel")
        self.setAccessibleName(self.tr("Kernel"))
        self._names = {
            "identity": self.tr("Identity"), "edges": self.tr("Edges"),
            "sobel x": self.tr("Sobel x"), "sobel y": self.tr("Sobel y"),
            "sharpen": self.tr("Sharpen"), "box blur": self.tr("Box blur"),
            "gaussian blur": self.tr("Gaussian blur"), "emboss": self.tr("Emboss"),
            "laplacian": self.tr("Laplacian"),
        }  # fmt: skip
        self.menu_ = QMenu(self)
        self.setMenu(self.menu_)
        self.set_layers(())

    def set_layers(self, sets: Sequence[KernelSet]) -> None:
        """Offer the kernels of these convolutions too."""
        self.menu_.clear()
        for name in PRESETS:
            self.menu_.addAction(self._names[name], partial(self.preset_chosen.emit, name))
        if sets:
            self.menu_.addSeparator()
        for one in sets:
            menu = self.menu_.addMenu(self.tr("Of the Network's {0}").format(one.layer))
            for first in range(0, one.count, MOST_IN_A_COLUMN):
                last = min(first + MOST_IN_A_COLUMN, one.count) - 1
                part = menu if one.count <= MOST_IN_A_COLUMN else menu.addMenu(f"{first}–{last}")
                for number in range(first, last + 1):
                    part.addAction(
                        self.tr("Kernel {0}").format(number),
                        partial(self.network_kernel_chosen.emit, one.layer, number),
                    )

    def show_kernel(self, name: str) -> None:
        """Say which kernel it is; empty for numbers of the user's own."""
        self.show_name(
            self._names.get(name, name) or self.tr("Custom"),
            self.tr("Choose a kernel, or type numbers over those below"),
        )
