"""The About box: name, version and licence above, and two pages below."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad import __version__
from digitpad.diagnostics.versions import system, versions
from digitpad.ui.about.licences_view import LicencesView
from digitpad.ui.about.overview import Overview
from digitpad.ui.icons import app_icon
from digitpad.ui.inquiry import Inquiry
from digitpad.ui.widgets import label

if TYPE_CHECKING:
    from digitpad.licences import Component

DEFAULT_SIZE = (800, 620)  # pixels
LEAST_SIZE = (480, 420)
ICON_SIDE = 72  # pixels


class AboutDialog(QDialog):
    """Tells what digitpad is. ``show`` it, it is not modal; ``close_threads`` ends its reading."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the box; what it tells of the installation is read once it is shown."""
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setModal(False)
        self.setWindowTitle(self.tr("About digitpad"))
        self.resize(*DEFAULT_SIZE)
        self.setMinimumSize(*LEAST_SIZE)
        self._has_asked = False
        self.overview = Overview()
        self.licences = LicencesView()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("aboutTabs")
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.overview, self.tr("&Overview"))
        self.tabs.addTab(self.licences, self.tr("&Licences"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.close_button = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        self.close_button.setObjectName("aboutCloseButton")
        self.close_button.setText(self.tr("&Close"))
        self.close_button.setIcon(QIcon())  # no other button of digitpad's has the platform's
        self._lay_out()
        self._inquiry = Inquiry(self)
        self._inquiry.answered.connect(self._take)
        self._inquiry.failed.connect(self._tell_failure)
        self.buttons.rejected.connect(self.reject)
        self.close_button.setFocus()
        # A process that ends under a running QThread is aborted, also where no window was closed.
        atexit.register(self.close_threads)

    def close_threads(self) -> None:
        """End the thread that reads versions and licences."""
        atexit.unregister(self.close_threads)
        self._inquiry.stop()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        if not self._has_asked:
            self._has_asked = True
            self._inquiry.ask(_versions)

    def _lay_out(self) -> None:
        icon = QLabel()
        icon.setPixmap(app_icon().pixmap(QSize(ICON_SIDE, ICON_SIDE), self.devicePixelRatio()))
        icon.setFixedSize(ICON_SIDE, ICON_SIDE)
        beside = QVBoxLayout()
        beside.setSpacing(2)
        for text, name in (
            (self.tr("digitpad {0}").format(__version__), "aboutName"),
            (
                self.tr("Draw a digit, and a convolutional network reads it while you draw."),
                "aboutSentence",
            ),
            (self.tr("Free software under the MIT licence"), "aboutLicence"),
        ):
            line = label(text, name)
            line.setWordWrap(True)
            # The mouse alone: the box tells all this elsewhere too, and Tab leads past it.
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            beside.addWidget(line)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(beside, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 16, 18, 14)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.buttons)

    @Slot(object)
    def _take(self, found: Any) -> None:
        """Show the versions, and ask for the licences, which take longer, after them."""
        if isinstance(found, list):
            self.licences.show_components(found)
        else:
            self.overview.show_versions(*found)
            self._inquiry.ask(_licences)

    @Slot(str)
    def _tell_failure(self, reason: str) -> None:
        self.licences.tell(
            self.tr("The licences could not be read ({0}). Install digitpad again.").format(reason)
        )


def _versions() -> tuple[dict[str, str], str]:
    return versions(), system()


def _licences() -> list[Component]:
    from digitpad.licences import components  # 20 ms, which this thread has

    return components()
