"""The user's digits as a list for a view, with pictures that are made when they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from digitpad.data.collection import Collection, Entry
from digitpad.data.samples import Bytes
from digitpad.data.sources import Check
from digitpad.errors import DigitpadError
from digitpad.ui.collection.digits import Digits

Index = QModelIndex | QPersistentModelIndex

ENTRY = Qt.ItemDataRole.UserRole  # role of an item's Entry
BATCH = 24  # pictures that are made at once: what waits behind them waits some 50 ms
MOST_PICTURES = 2000  # in memory


class DigitsModel(QAbstractListModel):
    """The entries that are shown, each with its caption.

    ``pictures_made()``: paint again. No data has changed: a view would lay out all items anew.
    """

    pictures_made = Signal()

    def __init__(self, digits: Digits, parent: QObject | None = None) -> None:
        """Make an empty list; pictures come from the collection of ``digits``."""
        super().__init__(parent)
        self._digits = digits
        self._entries: Sequence[Entry] = ()
        self._rows: dict[str, int] = {}  # by key
        self._pictures: OrderedDict[str, Bytes] = OrderedDict()  # the one used last at the end
        self._side = 0
        self._wanted: dict[str, None] = {}  # keys, in the order in which they were asked for
        self._is_busy = False
        # Once all that is visible has been painted, and so has been asked for.
        self._begin = QTimer(self, singleShot=True, interval=0)
        self._begin.timeout.connect(self._make_pictures)

    @property
    def entries(self) -> Sequence[Entry]:
        """What is shown, in its order."""
        return self._entries

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show ``entries``."""
        old = [entry.key for entry in self._entries]
        if old == [entry.key for entry in entries]:
            self._entries = entries
            if entries:
                self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self._entries = entries
        self._rows = {entry.key: row for row, entry in enumerate(entries)}
        self.endResetModel()

    def row_of(self, key: str) -> int | None:
        """Return the row of a digit, None when it is not shown."""
        return self._rows.get(key)

    def picture(self, key: str, side: int) -> Bytes | None:
        """Return the picture of a digit, (side, side) uint8, or None until it has been made."""
        if side != self._side:
            self._side = side
            self._pictures.clear()
        picture = self._pictures.get(key)
        if picture is None:
            self._wanted.pop(key, None)
            self._wanted[key] = None
            if not self._is_busy:
                self._begin.start()
            return None
        self._pictures.move_to_end(key)
        return picture

    # What a view asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008, D102
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: D102
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.caption(entry)
        if role == ENTRY:
            return entry
        return None

    def caption(self, entry: Entry) -> str:
        """Return what stands under a digit."""
        if entry.read is None or entry.is_right:
            return str(entry.label)
        return self.tr("{0}, read {1}").format(entry.label, entry.read)

    # Pictures

    @Slot()
    def _make_pictures(self) -> None:
        """Make those that were asked for last: the others may have been scrolled away."""
        keys, side = list(self._wanted)[-BATCH:], self._side
        self._wanted.clear()
        if not keys:
            return
        self._is_busy = True
        collection = self._digits.collection
        self._digits.look(lambda check: (side, _pictures(collection, keys, side, check)),
                          self._take_pictures, self._give_up)  # fmt: skip

    def _take_pictures(self, made: tuple[int, Mapping[str, Bytes]]) -> None:
        self._is_busy = False
        side, pictures = made
        if side == self._side:
            self._pictures.update(pictures)
            while len(self._pictures) > MOST_PICTURES:
                self._pictures.popitem(last=False)
        self.pictures_made.emit()  # what is visible and has none yet asks again when it is painted
        if self._wanted:
            self._begin.start()

    def _give_up(self, problem: str) -> None:
        self._is_busy = False


def _pictures(
    collection: Collection, keys: Sequence[str], side: int, check: Check
) -> dict[str, Bytes]:
    """Return a picture of each digit; an empty one for a digit that cannot be read."""
    from digitpad.data.collection.thumbnail import thumbnail

    pictures = {}
    for key in keys:
        check()
        try:
            pictures[key] = thumbnail(collection.drawing(key), side)
        except DigitpadError:
            pictures[key] = np.zeros((side, side), np.uint8)
    return pictures
