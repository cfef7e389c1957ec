"""The pages beside the canvas, and the data sets that they share."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QTabWidget, QWidget

from digitpad.ui.data.browser import DataBrowser
from digitpad.ui.data.data_sets import DataSets
from digitpad.ui.layers.layers_page import LayersPage
from digitpad.ui.session import Session
from digitpad.ui.test.test_page import TestPage
from digitpad.ui.theme import LIGHT, Theme
from digitpad.ui.train.train_page import TrainPage


class Pages(QTabWidget):
    """Layers, Train and Test.

    ``sample_chosen(array)``: a sample, (28, 28) uint8, shall be on the canvas.
    ``told(str)``: something to read in the status bar.
    """

    sample_chosen = Signal(object)
    told = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        """Make the pages; ``close_threads`` ends what they do in the background."""
        super().__init__(parent)
        self.setObjectName("pages")
        self.setDocumentMode(True)
        self.data_sets = DataSets(self)
        self.layers = LayersPage(session)
        self.train = TrainPage(session, self.data_sets)
        self.test = TestPage(session, self.data_sets)
        self.addTab(self.layers, self.tr("Layers"))
        self.addTab(self.train, self.tr("Train"))
        self.addTab(self.test, self.tr("Test"))
        self.tabBar().setDrawBase(False)
        self._theme = LIGHT
        self._browser: DataBrowser | None = None
        self.train.browse_asked.connect(self.browse)
        self.train.told.connect(self.told)
        self.layers.told.connect(self.told)
        self.test.sample_chosen.connect(self.sample_chosen)
        self.data_sets.loaded.connect(self._fill_browser)

    def show_page(self, name: str) -> None:
        """Show the page ``layers``, ``train`` or ``test``."""
        self.setCurrentWidget({"layers": self.layers, "train": self.train, "test": self.test}[name])

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self._theme = theme
        self.layers.set_theme(theme)
        self.train.set_theme(theme)
        self.test.set_theme(theme)
        if self._browser is not None:
            self._browser.set_theme(theme)

    def close_threads(self) -> None:
        """End everything in the background; a training can be resumed later."""
        self.layers.close_threads()
        self.train.close_threads()
        self.test.close()
        self.data_sets.close()
        if self._browser is not None:
            self._browser.close()

    @Slot()
    def browse(self) -> None:
        """Show the samples of the data set that is chosen on the Train page."""
        if self._browser is None:
            self._browser = DataBrowser(self)
            self._browser.set_theme(self._theme)
            self._browser.sample_chosen.connect(self.sample_chosen)
        self._browser.show()
        self._browser.raise_()
        self.data_sets.load(self.train.data.key())

    @Slot(object)
    def _fill_browser(self, data_set: object) -> None:
        if self._browser is not None and self._browser.isVisible() and self.data_sets.current:
            self._browser.show_data_set(self.data_sets.current)
