"""The About box's second page: each component with its licence, and the chosen one's text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QFontDatabase, QTextCursor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.ui.widgets.basics import divided, filled, show_as_list, wrapped

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
