"""The pages beside the canvas, and the data sets that they share."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from digitpad.support.errors import ModelError
from digitpad.ui.data_sets import DataSets
from digitpad.ui.dialogs.data_browser import DataBrowser
from digitpad.ui.pages.evaluate.evaluate_page import TestPage
from digitpad.ui.pages.lab.lab_page import LabPage
from digitpad.ui.pages.layers.layers_page import LayersPage
from digitpad.ui.pages.train.train_page import TrainPage
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.network.architecture import Architecture
    from digitpad.network.design.designer_state import DesignerState
    from digitpad.ui.dialogs.designer.designer_dialog import DesignerDialog

BESIDE_TABS = 24  # pixels between the last tab and what stands beside it


class Pages(QTabWidget):
    """Layers, Train, Convolution lab and Test.

    ``sample_chosen(array)``: a sample, (28, 28) uint8, shall be on the canvas.
    """

    sample_chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        """Make the pages."""
        super().__init__(parent)
        self.setObjectName("pages")
        self.setDocumentMode(True)
        self.data_sets = DataSets(self)
        self.layers = LayersPage(session)
        self.train = TrainPage(session, self.data_sets)
        self.lab = LabPage(session, self.data_sets)
        self.test = TestPage(session, self.data_sets)
        self.addTab(self.layers, self.tr("Layers"))
        self.addTab(self.train, self.tr("Train"))
        self.addTab(self.lab, self.tr("Convolution lab"))
        self.addTab(self.test, self.tr("Test"))
        self.tabBar().setDrawBase(False)
        self._browser: DataBrowser | None = None
        self._designer: DesignerDialog | None = None
        self._beside: QWidget | None = None
        self.train.browse_asked.connect(self.browse)
        self.train.architecture.design_asked.connect(self.design)
        self.test.sample_chosen.connect(self.sample_chosen)
        self.data_sets.loaded.connect(self._fill_browser)

    def show_page(self, name: str) -> None:
        """Show the page ``layers``, ``train``, ``lab`` or ``test``."""
        self.setCurrentWidget(self._by_name()[name])

    @property
    def shown_page(self) -> str:
        """The name of the page that is shown."""
        shown = self.currentWidget()
        return next(name for name, page in self._by_name().items() if page is shown)

    def _by_name(self) -> dict[str, QWidget]:
        return {"layers": self.layers, "train": self.train, "lab": self.lab, "test": self.test}

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

    @Slot()
    def browse(self) -> None:
        """Show the samples of the data set that is chosen on the Train page."""
        if self._browser is None:
            self._browser = DataBrowser(self)
            self._browser.sample_chosen.connect(self.sample_chosen)
        self._browser.show()
        self._browser.raise_()
        self.data_sets.load(self.train.data.key())

    @Slot()
    def design(self) -> None:
        """Show the designer with the network that is chosen on the Train page."""
        choice = self.train.architecture
        if self._designer is None:
            from digitpad.ui.dialogs.designer.designer_dialog import DesignerDialog

            self._designer = DesignerDialog(choice.designer_state, self)
            self._designer.state_changed.connect(self._keep_designer_state)
            self._designer.network_saved.connect(choice.take_saved)
            self._designer.network_chosen.connect(self._choose_network)
        with contextlib.suppress(ModelError):  # a click on Train tells why a file cannot be used
            self._designer.take(choice.architecture())
        self._designer.show()
        self._designer.raise_()
        self._designer.activateWindow()

    @Slot(object)
    def _keep_designer_state(self, designer_state: DesignerState) -> None:
        self.train.architecture.designer_state = designer_state

    @Slot(object)
    def _choose_network(self, architecture: Architecture) -> None:
        self.train.architecture.choose_design(architecture)
        self.show_page("train")

    @Slot(object)
    def _fill_browser(self, data_set: object) -> None:
        if self._browser is not None and self._browser.isVisible() and self.data_sets.current:
            self._browser.show_data_set(self.data_sets.current)
