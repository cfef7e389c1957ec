"""A window of its own for the user's digits."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from digitpad.collection import PRACTICE, Entry, Listing
from digitpad.support.numbers import date_and_time
from digitpad.ui.collection.digits import Change, DigitChanges, Digits
from digitpad.ui.dialogs.collection.collection_files import ARROW_WIDTH, CollectionFiles
from digitpad.ui.dialogs.collection.digits_view import DigitsModel, DigitsView
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import (
    Line,
    filled,
    label,
    panel,
    progress_bar,
    push_button,
    undo_by_keys,
    wrapped,
)
from digitpad.ui.widgets.choice_row import DigitFilter
from digitpad.ui.widgets.context_menus import offer_buttons
from digitpad.ui.window.session import Session

DEFAULT_SIZE = (800, 600)
DOING_WIDTH, PROGRESS_WIDTH = 130, 60  # pixels, of what is under way: most of the row is for news


class CollectionDialog(QDialog):
    """Lists the user's digits, the newest first: relabel, delete, export, import.

    ``drawing_chosen(Drawing)``: it shall be on the canvas.
    """

    drawing_chosen = Signal(object)

    def __init__(self, session: Session, digits: Digits, parent: QWidget | None = None) -> None:
        """Make the window; ``show`` it, it is not modal."""
        super().__init__(parent)
        self.setObjectName("collectionDialog")
        self.setWindowTitle(self.tr("My Digits"))
        self.resize(*DEFAULT_SIZE)
        self._session, self._digits = session, digits
        self._listing = Listing()
        self._is_listing = self._is_stale = False

        self.filter = DigitFilter(spacing=4)
        self.filter.set_counts((0,) * 10)
        self.view = DigitsView(DigitsModel(digits, self))
        self.details = label("", "field")
        self.message = wrapped("", "message")
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        middle, right = Qt.TextElideMode.ElideMiddle, Qt.AlignmentFlag.AlignRight
        self.news = Line("news", middle, right)  # a path says most at its ends
        self.undo_button = push_button(self.tr("U&ndo"), "undoDigitsButton")
        self.doing = Line("field", middle, right)  # it may end in a long name
        self.doing.setFixedWidth(DOING_WIDTH)
        self.progress = progress_bar("", most=0)
        self.progress.setFixedWidth(PROGRESS_WIDTH)
        self.stop_button = push_button(self.tr("&Stop"), "stopDigitsButton")
        self.put_button = push_button(self.tr("&Put on Canvas"), "putDigitButton", primary=True)
        self.relabel_button = push_button(self.tr("It Is &a"), "relabelDigitsButton")
        self.relabel_button.setMenu(self._relabel_menu())
        self.relabel_button.setMinimumWidth(self.relabel_button.sizeHint().width() + ARROW_WIDTH)
        self.delete_button = push_button(self.tr("&Delete"), "deleteDigitsButton")
        self.changes = DigitChanges(digits, self)
        self.files = CollectionFiles(digits, self)
        self.close_button = push_button(self.tr("&Close"), "closeDigitsButton")
        self._lay_out()
        self._connect()
        self._tell_news("")
        self._tell_busy("")
        self._tell_problem("")
        self._enable()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self.refresh()
        self.view.setFocus()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.refresh()  # another digitpad may have changed the folder

    def hand_over(self) -> Change | None:
        """Return what was done last, while it can be undone, for a dialog made anew."""
        return self.changes.last

    def take_over(self, last: Change) -> None:
        """Offer to undo what was done in another dialog."""
        self.changes.offer(last)

    @Slot()
    def refresh(self) -> None:
        """Look at the collection again, if the window is shown."""
        if not self.isVisible():
            return
        if self._is_listing:
            self._is_stale = True
            return
        self._is_listing = True
        if not self._listing.entries:
            self.view.set_empty_text(self.tr("Looking for your digits…"))
        collection = self._digits.collection
        self._digits.look(collection.listing, self._take_listing, self._fail_to_list)

    # Building

    def _lay_out(self) -> None:
        frame = panel()
        filled(QVBoxLayout(frame), self.view, margins=(8, 8, 8, 8))
        # As high with the button as without it: the grid above keeps its size.
        self.details.setMinimumHeight(self.undo_button.sizeHint().height())
        tells = filled(
            QHBoxLayout(), self.details, (self.news, 1), self.undo_button, self.doing,
            self.progress, self.stop_button, spacing=8,
        )  # fmt: skip
        buttons = filled(
            QHBoxLayout(), self.put_button, self.relabel_button, self.delete_button, None,
            self.files.export_button, self.files.import_button, self.close_button, spacing=8,
        )  # fmt: skip
        filled(
            QVBoxLayout(self), self.filter, (frame, 1), tells, self.message, buttons, spacing=10,
            margins=(14, 14, 14, 14),
        )  # fmt: skip

    def _relabel_menu(self) -> QMenu:
        menu = QMenu(self)
        for digit in range(10):
            action = QAction(f"&{digit}", menu)
            action.setObjectName(f"relabel{digit}")
            action.setData(digit)
            menu.addAction(action)
        menu.triggered.connect(self._relabel_from_menu)
        return menu

    def _connect(self) -> None:
        self.filter.chosen.connect(self._fill)
        self.view.selection_changed.connect(self._enable)
        self.view.put_asked.connect(self._put)
        self.view.delete_asked.connect(self._delete)
        self.view.relabel_asked.connect(self._relabel)
        offer_buttons(self.view, self.put_button, self.relabel_button, self.delete_button)
        self.put_button.clicked.connect(self._put)
        self.delete_button.clicked.connect(self._delete)
        self.undo_button.clicked.connect(self._take_back)
        undo_by_keys(self.undo_button)
        self.stop_button.clicked.connect(self.files.cancel)
        self.close_button.clicked.connect(self.close)
        self.changes.done.connect(self._offer_undo)
        self.changes.failed.connect(self._tell_problem)
        self.files.busy.connect(self._tell_busy)
        self.files.ended.connect(self._tell_end)
        self.files.ended.connect(tell)
        self.files.failed.connect(self._tell_problem)
        self._digits.changed.connect(self.refresh)
        self.finished.connect(lambda: self._tell_problem(""))

    # What is shown

    def _take_listing(self, listing: Listing) -> None:
        self._is_listing = False
        self._listing = listing
        if listing.problems:
            more = len(listing.problems) - 1
            first = listing.problems[0]
            if more:
                text = self.tr("{0} There are {1} more such files.", "", more)
                first = text.format(first, f"{more:,}")
            self._tell_problem(first)
        self.filter.set_counts(listing.counts())
        self._fill()
        self._refresh_if_stale()

    def _fail_to_list(self, problem: str) -> None:
        self._is_listing = False
        self._tell_problem(problem)
        self._refresh_if_stale()

    def _refresh_if_stale(self) -> None:
        if self._is_stale:
            self._is_stale = False
            self.refresh()

    @Slot()
    def _fill(self) -> None:
        """Show the digits that the filter lets through; selected ones stay selected."""
        selected = {entry.key for entry in self.view.selected()}
        row = self.view.currentIndex().row()
        current = self.view.digits.entries[row].key if row >= 0 else None
        place = self.view.verticalScrollBar().value()
        digit = self.filter.digit()
        self.view.digits.show_entries(
            [e for e in reversed(self._listing.entries) if digit is None or e.label == digit]
        )
        self.view.select(selected, current, place)
        if digit is not None and self._listing.entries:
            text = self.tr("None of your digits is {0}.").format(digit)
        else:
            text = self.tr(
                "No digits are yours yet. Draw one and say what it is, with the buttons under the "
                "canvas or the keys 0 to 9; practise; or import a collection."
            )
        self.view.set_empty_text(text)

    @Slot()
    def _enable(self) -> None:
        selected = self.view.selected()
        self.put_button.setEnabled(len(selected) == 1)
        self.relabel_button.setEnabled(bool(selected))
        self.delete_button.setEnabled(bool(selected))
        if len(selected) == 1:
            self.details.setText(self._words(selected[0]))
        elif selected:
            text = self.tr("{0} digits are selected", "", len(selected))
            self.details.setText(text.format(f"{len(selected):,}"))
        else:
            self.details.setText("")

    def _words(self, entry: Entry) -> str:
        """Return what is known about one digit, its time as the user's clock shows it."""
        when = date_and_time(datetime.fromisoformat(entry.made).astimezone())
        if entry.read is None:
            facts = self.tr("A {0}, not read").format(entry.label)
        else:
            facts = self.tr("A {0}, read as {1}").format(entry.label, entry.read)
        if entry.origin == PRACTICE:
            return self.tr("{0} · {1} · from practice").format(facts, when)
        return self.tr("{0} · {1}").format(facts, when)

    @Slot(str)
    def _tell_problem(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    @Slot(str)
    def _tell_news(self, text: str) -> None:
        """Tell what was done, without a way back."""
        self.news.setText(text)
        self.undo_button.hide()

    @Slot(str)
    def _tell_end(self, text: str) -> None:
        """Tell what came of files, unless something that was done meanwhile can be undone."""
        if self.undo_button.isHidden():
            self._tell_news(text)

    @Slot(str)
    def _offer_undo(self, text: str) -> None:
        self._tell_news(text)
        self.undo_button.show()

    @Slot(str)
    def _tell_busy(self, text: str) -> None:
        if text:
            self._tell_problem("")
            self._tell_news("")
        self.doing.setText(text)
        for part in (self.doing, self.progress, self.stop_button):
            part.setVisible(bool(text))

    # What the buttons do

    @Slot()
    def _put(self) -> None:
        selected = self.view.selected()
        if len(selected) == 1:
            self._tell_problem("")
            collection, key = self._digits.collection, selected[0].key
            self._digits.look(lambda check: collection.drawing(key), self.drawing_chosen.emit,
                              self._tell_problem)  # fmt: skip

    @Slot(QAction)
    def _relabel_from_menu(self, action: QAction) -> None:
        self._relabel(int(action.data()))

    @Slot(int)
    def _relabel(self, digit: int) -> None:
        self._tell_problem("")
        self.changes.relabel([entry.key for entry in self.view.selected()], digit)

    @Slot()
    def _delete(self) -> None:
        self._tell_problem("")
        self.changes.delete([entry.key for entry in self.view.selected()])

    @Slot()
    def _take_back(self) -> None:
        self._tell_news("")
        self._tell_problem("")
        self.changes.take_back()
