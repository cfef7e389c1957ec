"""The About box: name, version and licence above; below, versions and credits, or all licences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication, QIcon, QPalette, QShowEvent, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from digitpad import __version__
from digitpad.support.log_file import system, versions
from digitpad.ui.background import Latest
from digitpad.ui.theme import app_icon
from digitpad.ui.widgets.basics import divided, filled, label, push_button, show_as_list, wrapped

if TYPE_CHECKING:
    from digitpad.support.licences import Component

PIECE = 400  # lines that are added at once: 2 ms, and more than a window's height


class LongText(QPlainTextEdit):
    """Shows a text at once and completes it piece by piece, so that nothing waits for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty text."""
        super().__init__(parent)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self._left: list[str] = []
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._add)

    @property
    def is_whole(self) -> bool:
        """True when nothing is left to be added."""
        return not self._left

    def show_text(self, text: str) -> None:
        """Show ``text`` from its beginning."""
        self.clear()
        self._left = text.splitlines()
        self._add()

    @Slot()
    def _add(self) -> None:
        piece, self._left = self._left[:PIECE], self._left[PIECE:]
        # A cursor of its own leaves the reader's selection and place alone.
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        end.insertText("\n".join(piece) + ("\n" if self._left else ""))
        if self._left:
            self._soon.start()


LICENCE = 2  # the table's column
LIST_SHARE = 42  # hundredths of the height


class LicencesView(QWidget):
    """Lists the components, and shows the licence of the selected one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the page; ``show_components`` fills it."""
        super().__init__(parent)
        self.setObjectName("aboutLicences")
        self._components: Sequence[Component] = ()
        self.message = wrapped(self.tr("Reading the licences…"), "field")
        self.table = QTableWidget(0, 3)
        self.table.setObjectName("licencesTable")
        self.table.setAccessibleName(self.tr("Components"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Component"), self.tr("Version"), self.tr("Licence")]
        )
        show_as_list(self.table)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.horizontalHeader().setSectionResizeMode(LICENCE, QHeaderView.ResizeMode.Stretch)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.text = LongText()
        self.text.setObjectName("licenceText")
        self.text.setAccessibleName(self.tr("Text of the licence"))
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.table.itemSelectionChanged.connect(self._show_text)
        self._lay_out()

    def tell(self, text: str) -> None:
        """Show ``text`` above the list, or nothing for an empty one."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def show_components(self, components: Sequence[Component]) -> None:
        """List ``components``, and show the text of the first."""
        self._components = components
        self.tell("")
        self.table.setRowCount(len(components))
        for row, one in enumerate(components):
            licence = one.licence or self.tr("see the text")
            for column, text in enumerate((one.name, one.version, licence)):
                item = QTableWidgetItem(text)
                if column == LICENCE:
                    item.setToolTip(text)  # some name a dozen, and are cut off
                self.table.setItem(row, column, item)
        self.table.resizeColumnToContents(0)
        self.table.resizeColumnToContents(1)
        if components:
            self.table.selectRow(0)

    def _lay_out(self) -> None:
        # One above the other: texts come in lines of up to 80 characters.
        parts = divided(
            Qt.Orientation.Vertical, (self.table, LIST_SHARE), (self.text, 100 - LIST_SHARE)
        )
        filled(QVBoxLayout(self), self.message, (parts, 1), spacing=6, margins=(0, 4, 0, 0))

    @Slot()
    def _show_text(self) -> None:
        row = self.table.currentRow()
        if 0 <= row < len(self._components):
            self.text.show_text(self._components[row].text)


MNIST_LICENCE = "https://creativecommons.org/licenses/by-sa/3.0/"
PEN_DIGITS = "Pen-Based Recognition of Handwritten Digits"
PEN_DIGITS_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse | (
    Qt.TextInteractionFlag.TextSelectableByKeyboard
)
SHOWN = ("Python", "PySide6-Essentials", "torch", "numpy")  # of all versions; Copy takes each


class Overview(QScrollArea):
    """Shows the versions that matter, copies all of them, and credits the data's makers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the page; ``show_versions`` fills it."""
        super().__init__(parent)
        self.setObjectName("aboutOverview")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it can be reached
        self._report = ""
        self.versions = wrapped(self.tr("Looking for the versions…"), "aboutVersions")
        self.versions.setTextFormat(Qt.TextFormat.PlainText)
        self.versions.setTextInteractionFlags(SELECTABLE)
        self.versions.setAccessibleName(self.tr("Versions"))
        self.copy_button = push_button(
            self.tr("Co&py Versions"), "aboutCopyButton",
            self.tr("Copy all versions and the system, for a message"),
        )  # fmt: skip
        self.copy_button.setEnabled(False)
        self.copy_button.clicked.connect(self._copy)
        self.data = wrapped("", "aboutData")
        self.data.setTextInteractionFlags(
            SELECTABLE
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.data.setOpenExternalLinks(True)
        self.data.setAccessibleName(self.tr("Data"))
        self._tell_data()
        self._lay_out()

    def show_versions(self, versions: dict[str, str], system: str) -> None:
        """Show the versions of the packages by name, and the system."""
        lines = [f"{name} {number}" for name, number in versions.items()]
        self._report = "\n".join([*lines, system])
        shown = [f"{name} {versions[name]}" for name in SHOWN if name in versions]
        self.versions.setText("\n".join([*shown, system]))
        self.copy_button.setEnabled(True)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._tell_data()

    def _lay_out(self) -> None:
        inside = QWidget()
        versions = filled(QHBoxLayout(), (self.versions, 1), self.copy_button, spacing=12)
        versions.setAlignment(self.copy_button, Qt.AlignmentFlag.AlignTop)
        filled(
            QVBoxLayout(inside), label(self.tr("Versions"), "heading"), versions, 8,
            label(self.tr("Data that the bundled model has learnt from"), "heading"), self.data,
            None, margins=(0, 4, 4, 0), spacing=8,
        )  # fmt: skip
        self.setWidget(inside)

    def _tell_data(self) -> None:
        mnist = self.tr(
            "{0}, 60,000 handwritten digits: Yann LeCun, Corinna Cortes and Christopher J. C. "
            "Burges. {1}."
        ).format(_strong("MNIST"), self._link("CC BY-SA 3.0", MNIST_LICENCE))
        pen = self.tr(
            "{0}, 7,494 digits that 30 people wrote with a pen: E. Alpaydin and F. Alimoglu, UCI "
            "Machine Learning Repository. {1}. Changed: drawn as pictures of 28 × 28 pixels."
        ).format(_strong(PEN_DIGITS), self._link("CC BY 4.0", PEN_DIGITS_LICENCE))
        own = self.tr("{0}: digits and scribbles that digitpad makes up itself.").format(
            _strong(self.tr("Synthetic handwriting"))
        )
        text = f"<p>{mnist}</p><p>{pen}</p><p>{own}</p>"
        if text != self.data.text():
            self.data.setText(text)

    def _link(self, text: str, address: str) -> str:
        # A label would keep the colour that links had when it got its text.
        colour = QGuiApplication.palette().color(QPalette.ColorRole.Link).name()
        return f'<a href="{address}" style="color: {colour}">{text}</a>'

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        self.copy_button.setText(self.tr("Copied"))


def _strong(text: str) -> str:
    # Not bold: the typeface that ships with digitpad has this weight, and bold would be smeared.
    return f'<span style="font-weight: 600">{text}</span>'


DEFAULT_SIZE = (800, 620)  # pixels
LEAST_SIZE = (480, 420)
ICON_SIDE = 72  # pixels


class AboutDialog(QDialog):
    """Tells what digitpad is. ``show`` it, it is not modal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the box; what it tells of the installation is read once it is shown."""
        super().__init__(parent)
        self.setObjectName("aboutDialog")
        self.setWindowTitle(self.tr("About digitpad"))
        self.resize(*DEFAULT_SIZE)
        self.setMinimumSize(*LEAST_SIZE)
        self._has_asked = False
        self.overview = Overview()
        self.licences = LicencesView()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("aboutTabs")
        self.tabs.setAccessibleName(self.tr("About digitpad"))
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
        self._questions = Latest(self, unexpected="{1}: {0}")  # within another sentence
        self._questions.answered.connect(self._take)
        self._questions.failed.connect(self._tell_failure)
        self.buttons.rejected.connect(self.reject)
        self.close_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        if not self._has_asked:
            self._has_asked = True
            self._questions.ask(_versions)

    def _lay_out(self) -> None:
        icon = QLabel()
        icon.setPixmap(app_icon().pixmap(QSize(ICON_SIDE, ICON_SIDE), self.devicePixelRatio()))
        icon.setFixedSize(ICON_SIDE, ICON_SIDE)
        beside = filled(QVBoxLayout(), spacing=2)
        for text, name in (
            (self.tr("digitpad {0}").format(__version__), "aboutName"),
            (
                self.tr("Draw a digit, and a convolutional network reads it while you draw."),
                "aboutSentence",
            ),
            (self.tr("Free software under the MIT licence"), "aboutLicence"),
        ):
            line = wrapped(text, name)
            # The mouse alone: the box tells all this elsewhere too, and Tab leads past it.
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            beside.addWidget(line)
        head = filled(QHBoxLayout(), icon, (beside, 1), spacing=16)
        head.setAlignment(icon, Qt.AlignmentFlag.AlignTop)
        filled(
            QVBoxLayout(self), head, (self.tabs, 1), self.buttons, spacing=12,
            margins=(18, 16, 18, 14),
        )  # fmt: skip

    @Slot(object)
    def _take(self, found: Any) -> None:
        """Show the versions, and ask for the licences, which take longer, after them."""
        if isinstance(found, list):
            self.licences.show_components(found)
        else:
            self.overview.show_versions(*found)
            self._questions.ask(_licences)

    @Slot(str)
    def _tell_failure(self, reason: str) -> None:
        self.licences.tell(
            self.tr("The licences could not be read ({0}). Install digitpad again.").format(reason)
        )


def _versions() -> tuple[dict[str, str], str]:
    return versions(), system()


def _licences() -> list[Component]:
    from digitpad.support.licences import components  # 20 ms, which this thread has

    return components()
