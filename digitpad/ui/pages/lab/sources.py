"""Inputs that have to be fetched: a sample of the data set, a picture file."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from digitpad.ink.picture_formats import PICTURE_PATTERNS, PICTURE_SUFFIXES
from digitpad.lab.inputs import (
    COLOUR_SHAPES,
    COLOURS,
    DRAWING,
    FOUR_BY_FOUR,
    LARGEST_GRID,
    THREE_CHANNELS,
    InputSource,
    layer_source,
    open_source,
    planes_source,
    sample_source,
)
from digitpad.lab.kernels import KernelSet
from digitpad.lab.limits import Pair
from digitpad.support.folders import bundled_drawing
from digitpad.ui.background import Latest
from digitpad.ui.messages import ask_open_path
from digitpad.ui.pages.lab.fields import PairBox
from digitpad.ui.widgets.basics import filled, push_button
from digitpad.ui.widgets.choice_row import MenuButton

if TYPE_CHECKING:
    from digitpad.ui.data_sets import DataSets


DATA_SET = "mnist"  # that samples are of while the user has chosen none


class Sources(QObject):
    """``fetched(InputSource)`` or ``failed(str)`` end what was asked for last, if still wanted."""

    fetched = Signal(object)
    failed = Signal(str)

    def __init__(self, data_sets: DataSets, over: QWidget) -> None:
        """Fetch samples from ``data_sets``, and ask ``over`` the lab for files."""
        super().__init__(over)
        self._over = over
        self._data_sets = data_sets
        self._waits_for_data = False
        self._questions = Latest(self)
        self._questions.answered.connect(self.fetched)
        self._questions.failed.connect(self.failed)
        data_sets.loaded.connect(self._take_data_set)
        data_sets.load_failed.connect(self._take_failure)

    @Slot(bool)
    def ask_picture(self, in_colour: bool) -> None:
        """Let the user choose a picture file, and read it."""
        kinds = self.tr("Pictures ({0})").format(PICTURE_PATTERNS)
        path = ask_open_path(self._over, self.tr("Open a Picture"), kinds)
        if path is not None:
            self.open(path, in_colour=in_colour)

    def open(self, path: Path, *, in_colour: bool = True) -> None:
        """Read a picture file."""
        self._read(partial(open_source, path, in_colour=in_colour))

    def sample(self) -> None:
        """Fetch a test sample by chance; of no data set, the drawing that ships with digitpad."""
        self.forget()
        data_set = self._data_sets.current
        if data_set is not None:
            number = secrets.randbelow(len(data_set.test))
            self.fetched.emit(
                sample_source(data_set.test.images[number], int(data_set.test.labels[number]))
            )
        elif self._data_sets.is_present(DATA_SET):
            self._waits_for_data = True
            self._data_sets.load(DATA_SET)
        else:
            self._read(_bundled)

    def forget(self) -> None:
        """Let what is under way come to nothing: something else was chosen meanwhile."""
        self._waits_for_data = False
        self._questions.forget()

    def _read(self, question: Callable[[], InputSource]) -> None:
        self.forget()
        self._questions.ask(question)

    @Slot(object)
    def _take_data_set(self, data_set: object) -> None:
        if self._waits_for_data:
            self._waits_for_data = False
            self.sample()

    @Slot(str, str)
    def _take_failure(self, _data: str, message: str) -> None:
        if self._waits_for_data:
            self._waits_for_data = False
            self.failed.emit(message)


def picture_in(data: QMimeData) -> Path | None:
    """Return the first picture file of what is dropped; the window takes everything else."""
    for url in data.urls():
        path = Path(url.toLocalFile()) if url.isLocalFile() else None
        if path is not None and path.suffix.lower() in PICTURE_SUFFIXES:
            return path
    return None


def _bundled() -> InputSource:
    from digitpad.ink.input.frame import to_bytes
    from digitpad.ink.input.render import network_input
    from digitpad.ink.strokes_file import load_drawing

    image = network_input(load_drawing(bundled_drawing()))
    return sample_source(to_bytes(image))


BOX = 46  # pixels: room for two digits


class SourceRow(QWidget):
    """``chosen(InputSource)``; ``sample_asked()``, ``picture_asked(is_in_colour)`` take longer."""

    chosen = Signal(object)
    sample_asked = Signal()
    picture_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show that the input is the drawing."""
        super().__init__(parent)
        self._source = DRAWING
        self.grids = {1: FOUR_BY_FOUR, COLOURS: THREE_CHANNELS}  # as they were typed last
        self.button = MenuButton()
        self.button.setObjectName("labSource")
        self.button.setAccessibleName(self.tr("Input"))
        self.menu = QMenu(self.button)
        self.button.setMenu(self.menu)
        self._fill_menu(())
        self.another = push_button(
            self.tr("Another"), "labAnother", self.tr("Another sample digit")
        )
        self.another.clicked.connect(self.sample_asked)
        self.size_box = PairBox(
            "", "labGrid", (self.tr("Rows of the input"), self.tr("Columns of the input")),
            1, LARGEST_GRID, live=False,
        )  # fmt: skip
        for box in (self.size_box.rows, self.size_box.columns):
            box.setFixedWidth(BOX)
        self.size_box.changed.connect(self._resize)
        filled(QHBoxLayout(self), (self.button, 1), self.another, self.size_box, spacing=4)
        self.show_source(DRAWING)

    def set_layers(self, sets: Sequence[KernelSet]) -> None:
        """Offer what each of these convolutions of the network is given."""
        self._fill_menu([one.layer for one in sets])

    def show_source(self, source: InputSource) -> None:
        """Say what the input is."""
        self._source = source
        if source.kind == "numbers":
            self.grids[source.shape[0]] = source
            self.size_box.set_pair(source.shape[1:])
        self.button.show_name(self._name(source), self.tr("Choose what the kernel slides over"))
        self.another.setVisible(source.kind == "sample")
        self.size_box.setVisible(source.kind == "numbers")

    def _name(self, source: InputSource) -> str:
        match source.kind:
            case "sample" if source.label is not None:
                return self.tr("Sample of {0}").format(source.label)
            case "sample":
                return self.tr("Sample digit")
            case "picture":
                return source.name or self.tr("Picture")
            case "numbers" if source.is_coloured:
                return self.tr("Three grids")
            case "numbers":
                return self.tr("Grid")
            case "colours":
                return self.tr("Coloured shapes")
            case "stage":
                return self.tr("Input of {0}").format(source.name)
        return self.tr("Your drawing")

    def _fill_menu(self, layers: Sequence[str]) -> None:
        self.menu.clear()
        add = self.menu.addAction
        add(self.tr("Your &Drawing"), partial(self.chosen.emit, DRAWING))
        add(self.tr("A &Sample Digit"), self.sample_asked.emit)
        add(self.tr("A &Picture…"), partial(self.picture_asked.emit, True))
        add(self.tr("A Picture in G&rey…"), partial(self.picture_asked.emit, False))
        add(self.tr("&Coloured Shapes"), partial(self.chosen.emit, COLOUR_SHAPES))
        add(self.tr("A &Grid of Numbers"), partial(self._choose_numbers, 1))
        add(self.tr("&Three Grids: Red, Green, Blue"), partial(self._choose_numbers, COLOURS))
        if layers:
            self.menu.addSeparator()
        for layer in layers:
            add(
                self.tr("What {0} Is Given").format(layer),
                partial(self.chosen.emit, layer_source(layer)),
            )

    def _choose_numbers(self, channels: int) -> None:
        self.chosen.emit(self.grids[channels])

    @Slot(object)
    def _resize(self, size: Pair) -> None:
        """Keep the numbers that have a place; the new ones are zeros."""
        rows, columns = size
        self.chosen.emit(
            planes_source([
                [
                    [old[y][x] if y < len(old) and x < len(old[0]) else 0.0 for x in range(columns)]
                    for y in range(rows)
                ]
                for old in self._source.numbers
            ])
        )  # fmt: skip
