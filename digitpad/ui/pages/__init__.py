"""The pages beside the canvas. Each is registered here: window, menu and command line ask for it.

Qt comes with the first page that is made: the command line tells the names without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.support.messages import Text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.ui.data_sets import DataSets
    from digitpad.ui.window.session import Session


Maker = Callable[["Session", "DataSets"], "QWidget"]


@dataclass(frozen=True)
class Page:
    """One page: its title on the tab, its entry in the menu View, and what brings its maker.

    That imports the page: it may be called in another thread. The key is Ctrl with the page's
    number.
    """

    title: Text
    entry: Text
    maker: Callable[[], Maker]


def _layers() -> Maker:
    from digitpad.ui.pages.layers.layers_page import LayersPage

    return lambda session, _: LayersPage(session)


def _train() -> Maker:
    from digitpad.ui.pages.train.train_page import TrainPage

    return TrainPage


def _lab() -> Maker:
    from digitpad.ui.pages.lab.lab_page import LabPage

    return LabPage


def _test() -> Maker:
    from digitpad.ui.pages.evaluate.evaluate_page import TestPage

    return TestPage


PAGES = {
    "layers": Page(Text("Layers"), Text("&Layers Page"), _layers),
    "train": Page(Text("Train"), Text("&Train Page"), _train),
    "lab": Page(Text("Convolution lab"), Text("&Convolution Lab Page"), _lab),
    "test": Page(Text("Test"), Text("T&est Page"), _test),
}
