"""The kernels: which there are, and the numbers of one of them, to be typed over."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from digitpad.graph.operation import Position
from digitpad.lab.kernels import PRESETS, Kernel, KernelSet, Numbers, preset, preset_sizes
from digitpad.lab.limits import LARGEST_KERNEL, LARGEST_NUMBER, MOST_KERNELS, Pair
from digitpad.support.colour_scales import limit
from digitpad.ui.pages.lab.channels import ChannelGrid
from digitpad.ui.pages.lab.fields import PairBox
from digitpad.ui.widgets.basics import filled, small_button
from digitpad.ui.widgets.boxes import DecimalBox
from digitpad.ui.widgets.choice_row import MenuButton
from digitpad.ui.widgets.map_grid import MapGrid

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
            # Of lessons.
            "red": self.tr("Red"), "upright line": self.tr("Upright line"),
            "level line": self.tr("Level line"),
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


STRIP = 38  # pixels: height of the strip of kernels
SIGN = 30  # pixels: width of a button with one sign


class KernelStrip(MapGrid):
    """All kernels as small pictures in a row, channels side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty strip."""
        super().__init__(parent)
        self.setObjectName("labKernels")
        self.setAccessibleName(self.tr("Kernels"))
        self.setFixedHeight(STRIP)
        self.setMinimumWidth(60)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        super().mousePressEvent(event)
        self.set_current(None)  # kernels are chosen, not their numbers

    def _move(self, places: int, rows: int, columns: int) -> None:
        """Go to the kernel before or after."""
        assert self._values is not None
        moved = self._marked[0] + places + rows + columns
        if 0 <= moved < len(self._values):
            self.moved.emit((moved, 0, 0))


Typed = tuple[tuple[Kernel, ...], int, tuple[Kernel, ...]]  # kernels, which of them, and after it


class KernelColumn(QWidget):
    """``changed(kernels)``: the user made other kernels, or numbers of one.

    ``network_kernel_chosen(layer, number)``: this one is to be had in the place of the selected.
    """

    changed = Signal(object)
    network_kernel_chosen = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a column without kernels."""
        super().__init__(parent)
        self._kernels: tuple[Kernel, ...] = ()
        self.typed: list[Typed] = []  # numbers that can be taken back, the last at the end
        self._selected = 0
        self.menu = KernelMenu()
        tip = self.tr("Add a kernel: one more map in the output")
        self.add = small_button("+", "labAddKernel", tip)
        self.remove = small_button("−", "labRemoveKernel", self.tr("Remove the selected kernel"))
        for button in (self.add, self.remove):
            button.setAccessibleName(button.toolTip())
            button.setFixedWidth(SIGN)
        self.strip = KernelStrip()
        self.numbers = ChannelGrid()
        self.numbers.setObjectName("labNumbers")
        self.numbers.setMinimumSize(100, 60)
        self.size_box = PairBox(
            self.tr("Size"), "labSize",
            (self.tr("Rows of the kernel"), self.tr("Columns of the kernel")),
            1, LARGEST_KERNEL, live=False,
        )  # fmt: skip
        self.bias = DecimalBox(-LARGEST_NUMBER, LARGEST_NUMBER, 4, 0.1, "labBias")
        self.bias.setAccessibleName(self.tr("Bias of the kernel"))
        self.bias.setToolTip(self.tr("The bias: added to every sum"))
        self.bias.setMinimumWidth(72)
        self.same = QCheckBox(self.tr("Same for all channels"))
        self.same.setObjectName("labSameForAll")
        self.same.setToolTip(self.tr("The same numbers for all channels of the input"))
        self.menu.preset_chosen.connect(self._choose_preset)
        self.menu.network_kernel_chosen.connect(self.network_kernel_chosen)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.strip.chosen.connect(self._choose)
        self.strip.moved.connect(self._choose)
        self.numbers.edited.connect(self._take_number)
        self.numbers.undo_asked.connect(self._take_number_back)
        self.size_box.changed.connect(self._resize)
        self.bias.valueChanged.connect(self._take_bias)
        self.same.clicked.connect(self._make_same)

    def head(self) -> QHBoxLayout:
        """Return the row that chooses, adds and removes."""
        return filled(QHBoxLayout(), (self.menu, 1), self.add, self.remove, spacing=4)

    def lay_out(self) -> None:
        """Put pictures and numbers into the column itself; its other parts stand elsewhere.

        They are hidden until the scales of colours are ready, which takes longer than a frame.
        """
        filled(QVBoxLayout(self), self.strip, (self.numbers, 1), self.same, spacing=4)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self.hide()

    # What it shows

    @property
    def selected(self) -> int:
        """The number of the kernel whose numbers are shown."""
        return self._selected

    @property
    def weights(self) -> Numbers:
        """(channels, rows, columns), of this kernel."""
        return self._kernels[self._selected].weights

    def show_kernels(self, kernels: tuple[Kernel, ...], selected: int | None = None) -> None:
        """Show ``kernels``; selected: None for the one that was."""
        before = self._kernels
        self._kernels = kernels
        self._selected = min(self._selected if selected is None else selected, len(kernels) - 1)
        one = kernels[self._selected]
        if before and (one.size, one.channels) != (before[0].size, before[0].channels):
            self.numbers.end_editing()  # the number is not there any more
        weights = [kernel.weights for kernel in kernels]
        end = limit(*(some.astype(np.float32) for some in weights))
        if len({some.shape for some in weights}) == 1:
            self.strip.show_values(
                np.stack([_flat(some) for some in weights]).astype(np.float32), signed=True,
                end=end, columns=len(kernels), marked=(self._selected,),
            )  # fmt: skip
        else:  # a lesson's mistake, which the verdict explains
            self.strip.show_values(None, signed=True)
        self.numbers.show_values(one.weights.astype(np.float32), signed=True, end=end)
        self.menu.show_kernel(one.name)
        self.size_box.set_pair(one.size)
        with QSignalBlocker(self.bias):
            self.bias.setValue(one.bias)
        self.same.setVisible(one.channels > 1)
        if not _is_same(one):
            self.same.setChecked(False)  # or a number that is typed would go over all of them
        elif before is not kernels and (not before or one.channels != before[0].channels):
            self.same.setChecked(True)
        self.add.setEnabled(len(kernels) < MOST_KERNELS)
        self.remove.setEnabled(len(kernels) > 1)

    def put(self, kernel: Kernel) -> None:
        """Take ``kernel`` in the place of the selected one; the others get its size."""
        channels = max(self._kernels[0].channels, kernel.channels)
        kernels = [
            kernel if number == self._selected else one.resized(kernel.size)
            if one.size != kernel.size else one
            for number, one in enumerate(self._kernels)
        ]  # fmt: skip
        self._change([one.for_channels(channels) for one in kernels])

    # Changing

    def _change(self, kernels: Sequence[Kernel], selected: int | None = None) -> None:
        self.show_kernels(tuple(kernels), selected)
        self.changed.emit(self._kernels)

    def _replace(self, kernel: Kernel) -> None:
        kernels = list(self._kernels)
        kernels[self._selected] = kernel
        self._change(kernels)

    @Slot(object)
    def _choose(self, position: Position) -> None:
        self.show_kernels(self._kernels, position[0])

    @Slot(str)
    def _choose_preset(self, name: str) -> None:
        sizes, size = preset_sizes(name), self._kernels[self._selected].size
        self.put(preset(name, size if size in sizes else sizes[0]))

    @Slot()
    def _add(self) -> None:
        """Add a copy of the selected kernel, to be changed."""
        self._change([*self._kernels, self._kernels[self._selected]], len(self._kernels))

    @Slot()
    def _remove(self) -> None:
        kernels = list(self._kernels)
        del kernels[self._selected]
        self._change(kernels, max(self._selected - 1, 0))

    @Slot(object, float)
    def _take_number(self, position: Position, value: float) -> None:
        channel, row, column = position
        one = self._kernels[self._selected]
        is_same = self.same.isChecked() and one.channels > 1
        for n in range(one.channels) if is_same else (channel,):
            one = one.with_number(n, row, column, value)
        before = self._kernels
        self._replace(one)
        self.typed.append((before, self._selected, self._kernels))

    @Slot()
    def _take_number_back(self) -> None:
        """Have the kernels as they were before the last number, if nothing else changed them."""
        if self.typed and self.typed[-1][2] == self._kernels:
            before, selected, _ = self.typed.pop()
            self._change(before, selected)

    @Slot(float)
    def _take_bias(self, bias: float) -> None:
        one = self._kernels[self._selected]
        if bias != one.bias:  # a box that refuses a number tells its own again
            self._replace(one.with_bias(bias))

    @Slot(object)
    def _resize(self, size: Pair) -> None:
        self._change([one.resized(size) for one in self._kernels])

    @Slot(bool)
    def _make_same(self, is_same: bool) -> None:
        one = self._kernels[self._selected]
        if is_same and not _is_same(one):
            self._replace(one.for_channels(1).for_channels(one.channels))


def _flat(weights: Numbers) -> Numbers:
    """Return (rows, channels * columns): the channels side by side."""
    channels, rows, columns = weights.shape
    return weights.transpose(1, 0, 2).reshape(rows, channels * columns)


def _is_same(kernel: Kernel) -> bool:
    return bool((kernel.weights == kernel.weights[0]).all())
