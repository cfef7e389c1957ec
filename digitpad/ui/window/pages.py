"""The pages beside the canvas, and the data sets that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from digitpad.ui.data_sets import DataSets
from digitpad.ui.pages import PAGES
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.ui.pages.evaluate.evaluate_page import TestPage
    from digitpad.ui.pages.lab.lab_page import LabPage
    from digitpad.ui.pages.layers.layers_page import LayersPage
    from digitpad.ui.pages.train.train_page import TrainPage

BESIDE_TABS = 24  # pixels between the last tab and what stands beside it


class Pages(QTabWidget):
    """Layers, Train, Convolution lab and Test: each as an attribute of its name in ``PAGES``.

    ``sample_chosen(array)``: a sample, (28, 28) uint8, shall be on the canvas.
    """

    sample_chosen = Signal(object)
    layers: LayersPage
    train: TrainPage
    lab: LabPage
    test: TestPage

    def __init__(
        self, session: Session, data_sets: DataSets, parent: QWidget | None = None
    ) -> None:
        """Make the pages, which share ``data_sets``."""
        super().__init__(parent)
        self.setObjectName("pages")
        self.setDocumentMode(True)
        self.data_sets = data_sets
        for name, page in PAGES.items():
            setattr(self, name, page.make(session, self.data_sets))
            self.addTab(getattr(self, name), str(page.title))
        self.tabBar().setDrawBase(False)
        self._beside: QWidget | None = None
        self.test.sample_chosen.connect(self.sample_chosen)

    def show_page(self, name: str) -> None:
        """Show one of ``PAGES``."""
        self.setCurrentWidget(getattr(self, name))

    @Slot(QAction)
    def show_page_of(self, action: QAction) -> None:
        """Show the page that an action of the menu is for."""
        self.show_page(action.data())

    @property
    def shown_page(self) -> str:
        """The name of the page that is shown."""
        return list(PAGES)[self.currentIndex()]

    def put_beside_tabs(self, widget: QWidget) -> None:
        """Give ``widget``, of a fixed height, the room that tabs leave: no page moves for it."""
        # A corner widget would be cut to the height of the tabs, and have everything laid out.
        self._beside = widget
        widget.setParent(self)
        self._place_beside()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._place_beside()

    def _place_beside(self) -> None:
        if self._beside is not None:
            tabs = self.tabBar()
            left = tabs.tabRect(tabs.count() - 1).right() + BESIDE_TABS
            self._beside.setGeometry(left, 0, self.width() - left, self._beside.height())
