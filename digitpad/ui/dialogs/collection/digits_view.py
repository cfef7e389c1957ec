"""A grid of the user's digits: several can be selected, with mouse or keys."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from digitpad.collection import Collection, Entry
from digitpad.data.samples import Bytes
from digitpad.data.sources import Check
from digitpad.support.errors import ContentError, DigitpadError
from digitpad.ui.collection.digits import Digits, digit_of
from digitpad.ui.theme import theme
from digitpad.ui.widgets.map_painter import shade_image
from digitpad.ui.widgets.painted import sized, veil, write_in_middle

Index = QModelIndex | QPersistentModelIndex
Why = tuple[str, str]  # there is no picture: as "it has no ink", and also with what to do

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
        self.entries: Sequence[Entry] = ()  # what is shown, in its order
        self._rows: dict[str, int] = {}  # by key
        # Pictures, or why there is none; the one used last at the end.
        self._pictures: OrderedDict[str, Bytes | Why] = OrderedDict()
        self._side = 0
        self._wanted: dict[str, None] = {}  # keys, in the order in which they were asked for
        self._is_busy = False
        # Once all that is visible has been painted, and so has been asked for.
        self._begin = QTimer(self, singleShot=True, interval=0)
        self._begin.timeout.connect(self._make_pictures)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show ``entries``."""
        old = [entry.key for entry in self.entries]
        if old == [entry.key for entry in entries]:
            self.entries = entries
            if entries:
                self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self.entries = entries
        self._rows = {entry.key: row for row, entry in enumerate(entries)}
        self.endResetModel()

    def row_of(self, key: str) -> int | None:
        """Return the row of a digit, None when it is not shown."""
        return self._rows.get(key)

    def picture(self, key: str, side: int) -> Bytes | Why | None:
        """Return the picture of a digit, (side, side) uint8, or None until it has been made.

        Of a digit that cannot be read it is the reason.
        """
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
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: D102
        if role == Qt.ItemDataRole.DisplayRole:
            return self.caption(self.entries[index.row()])
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            seen = self._pictures.get(self.entries[index.row()].key)
            return seen[1] if isinstance(seen, tuple) else None
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

    def _take_pictures(self, made: tuple[int, Mapping[str, Bytes | Why]]) -> None:
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
) -> dict[str, Bytes | Why]:
    """Return a picture of each digit; for one that cannot be read, why."""
    from digitpad.collection.entry import thumbnail

    pictures: dict[str, Bytes | Why] = {}
    for key in keys:
        check()
        try:
            pictures[key] = thumbnail(collection.drawing(key), side)
        except DigitpadError as error:
            clause = error.__cause__
            short = clause if isinstance(clause, ContentError) else error
            pictures[key] = str(short), str(error)
    return pictures


PICTURE_SIDE = 56  # pixels
CAPTION_PIXELS = 12
CELL = 76, 84  # pixels, width and height
ABOVE = 8  # pixels over the picture


class DigitsView(QListView):
    """Shows a DigitsModel.

    ``put_asked()``, ``delete_asked()`` and ``relabel_asked(int)`` come from keys and double clicks;
    ``selection_changed()`` from either.
    """

    put_asked = Signal()
    delete_asked = Signal()
    relabel_asked = Signal(int)
    selection_changed = Signal()

    def __init__(self, model: DigitsModel, parent: QWidget | None = None) -> None:
        """Make a view of ``model``."""
        super().__init__(parent)
        self.setObjectName("digitsView")
        self.setAccessibleName(self.tr("My digits"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Not as icons: of those, 10,000 take twice as long to lay out.
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setGridSize(QSize(*CELL))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._painter = _CellPainter(model, self)
        self.setItemDelegate(self._painter)
        self._empty_text = ""
        self.digits = model
        self.setModel(model)
        self.selectionModel().selectionChanged.connect(self.selection_changed)
        self.doubleClicked.connect(self.put_asked)
        model.pictures_made.connect(self.viewport().update)

    def set_empty_text(self, text: str) -> None:
        """Show ``text`` where there are no digits."""
        self._empty_text = text
        self.setAccessibleDescription(text)
        self.viewport().update()

    def selected(self) -> list[Entry]:
        """Return the selected digits, in their order."""
        # By ranges: an index for each of 10,000 would hold the window up.
        selection = self.selectionModel().selection()
        parts = [selection.at(number) for number in range(selection.size())]
        rows = [row for part in parts for row in range(part.top(), part.bottom() + 1)]
        return [self.digits.entries[row] for row in sorted(rows)]

    def select(self, keys: set[str], current: str | None, place: int) -> None:
        """Select those of ``keys`` that are shown, and scroll to where ``place`` was, in pixels.

        current: the digit that the arrow keys start from; the first one where it is not shown.
        """
        model, flag = self.selectionModel(), QItemSelectionModel.SelectionFlag
        row = self.digits.row_of(current) if current is not None else None
        if self.digits.entries:
            model.setCurrentIndex(self.digits.index(row or 0), flag.NoUpdate)
        rows = sorted(row for key in keys if (row := self.digits.row_of(key)) is not None)
        selection = QItemSelection()
        for first, last in _runs(rows):
            selection.select(self.digits.index(first), self.digits.index(last))
        model.select(selection, flag.ClearAndSelect)
        self.verticalScrollBar().setValue(place)
        self.selection_changed.emit()

    def selectAll(self) -> None:  # noqa: N802
        """Select all digits, as one range: Qt's own way asks after each of them."""
        model, last = self.digits, len(self.digits.entries) - 1
        if last >= 0:
            whole = QItemSelection(model.index(0), model.index(last))
            self.selectionModel().select(whole, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        digit = digit_of(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.put_asked.emit()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_asked.emit()
        elif digit is not None:
            self.relabel_asked.emit(digit)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        # Columns share the width. Qt leaves room for a scroll bar, whether there is one or not.
        room = self.contentsRect().width() - self.verticalScrollBar().sizeHint().width()
        width = room - 1
        cell = QSize(max(CELL[0], width // max(1, width // CELL[0])), CELL[1])
        if cell != self.gridSize():
            self.setGridSize(cell)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        if not self.digits.entries:
            room = self.viewport().rect().adjusted(40, 10, -40, -10)
            write_in_middle(QPainter(self.viewport()), room, self._empty_text, theme().muted)


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of rows without a gap."""
    for place, row in enumerate(rows):
        if place == 0 or row != rows[place - 1] + 1:
            first = row
        if place + 1 == len(rows) or rows[place + 1] != row + 1:
            yield first, row


class _CellPainter(QStyledItemDelegate):
    """Paints one digit: its picture, and under it what it is and what it was read as."""

    def __init__(self, model: DigitsModel, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        return self._view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = self._model.entries[index.row()]
        room = QRect(option.rect)
        cell = QRect(room.left() + (room.width() - CELL[0]) // 2, room.top(), *CELL)
        state = option.state
        painter.save()
        self._paint_frame(painter, cell, state)
        ratio = self._view.devicePixelRatioF()
        target = QRectF(
            cell.left() + (cell.width() - PICTURE_SIDE) / 2, cell.top() + ABOVE,
            PICTURE_SIDE, PICTURE_SIDE,
        )  # fmt: skip
        picture = self._model.picture(entry.key, round(PICTURE_SIDE * ratio))
        painter.setFont(sized(option.font, CAPTION_PIXELS))
        if picture is None or isinstance(picture, tuple):
            painter.fillRect(target, QColor(theme().paper))
        else:
            painter.drawImage(target, self._image(picture))
        if isinstance(picture, tuple):
            write_in_middle(painter, target, picture[0], theme().muted)  # a tip has the rest
        painter.setPen(QColor(theme().border))
        painter.drawRect(target.adjusted(-0.5, -0.5, 0.5, 0.5))
        is_wrong = entry.read is not None and not entry.is_right
        painter.setPen(QColor(theme().warning if is_wrong else theme().text))
        caption = QRect(cell.left(), round(target.bottom()) + 1, cell.width(), 18)
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, self._model.caption(entry))
        painter.restore()

    def _paint_frame(self, painter: QPainter, cell: QRect, state: QStyle.StateFlag) -> None:
        frame = QRectF(cell).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(QColor(theme().accent), 2))
            painter.setBrush(veil(theme().accent, 48))
            painter.drawRoundedRect(frame, 5, 5)
        elif state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(theme().faint), 1))
            painter.drawRoundedRect(frame, 5, 5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _image(self, picture: Bytes) -> QImage:
        return shade_image(theme().ink_shades[picture])  # (side, side) uint8 -> uint32 colours
