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


@dataclass(frozen=True)
class Page:
    """One page: its title on the tab, its entry in the menu View, and what makes it.

    The key is Ctrl with the page's number.
    """

    title: Text
    entry: Text
    make: Callable[[Session, DataSets], QWidget]


def _layers(session: Session, _: DataSets) -> QWidget:
    from digitpad.ui.pages.layers.layers_page import LayersPage

    return LayersPage(session)


def _train(session: Session, data_sets: DataSets) -> QWidget:
    from digitpad.ui.pages.train.train_page import TrainPage

    return TrainPage(session, data_sets)


def _lab(session: Session, data_sets: DataSets) -> QWidget:
    from digitpad.ui.pages.lab.lab_page import LabPage

    return LabPage(session, data_sets)


def _test(session: Session, data_sets: DataSets) -> QWidget:
    from digitpad.ui.pages.evaluate.evaluate_page import TestPage

    return TestPage(session, data_sets)


PAGES = {
    "layers": Page(Text("Layers"), Text("&Layers Page"), _layers),
    "train": Page(Text("Train"), Text("&Train Page"), _train),
    "lab": Page(Text("Convolution lab"), Text("&Convolution Lab Page"), _lab),
    "test": Page(Text("Test"), Text("T&est Page"), _test),
}
