"""What Help has to say by itself: all keys, and what "not sure" means."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from digitpad.reading.classify import SURE, percent
from digitpad.ui.widgets.basics import filled, push_button, without_mnemonic, wrapped

DEFAULT_SIZE = (560, 600)
NOT_SURE_WIDTH = 460  # pixels


class ShortcutsDialog(QDialog):
    """Lists all keys by menu and page, as the actions have them now; a few letters find one."""

    def __init__(self, window: QMainWindow) -> None:
        """Make the list of the actions of ``window``."""
        super().__init__(window)
        self.setObjectName("shortcutsDialog")
        self.setWindowTitle(self.tr("Keyboard Shortcuts"))
        self.resize(*DEFAULT_SIZE)
        self._window = window
        find = self.tr("Find an action or a key")
        self.search = QLineEdit(placeholderText=find, clearButtonEnabled=True)
        self.search.setAccessibleName(find)
        self.list = QTreeWidget()
        self.list.setAccessibleName(self.tr("Keyboard shortcuts"))
        self.list.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self.list.setRootIsDecorated(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.list.header().setStretchLastSection(False)
        filled(
            QVBoxLayout(self), self.search, (self.list, 1), spacing=10, margins=(14, 14, 14, 14)
        )  # fmt: skip
        self.search.textChanged.connect(self._find)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._fill()
        self.search.setFocus()

    def rows(self) -> list[tuple[str, Row]]:
        """Return what is listed: each with the menu that it is under."""
        found = []
        for group in _children(self.list.invisibleRootItem()):
            found += [
                (group.text(0), (item.text(0), item.text(1)))
                for item in _children(group)
                if not item.isHidden()
            ]
        return found

    def _fill(self) -> None:
        self.list.clear()
        menus = _by_menu(self._window, self.tr("Elsewhere"))
        for title, rows in (*menus, *PageKeys(self).groups()):
            group = QTreeWidgetItem([title])
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.addChildren([QTreeWidgetItem(row) for row in rows])
            self.list.addTopLevelItem(group)
        self.list.expandAll()
        self._find()

    @Slot()
    def _find(self) -> None:
        """Hide what has none of the letters that are looked for."""
        wanted = self.search.text().strip().casefold()
        for group in _children(self.list.invisibleRootItem()):
            count = 0
            for item in _children(group):
                is_there = wanted in f"{item.text(0)} {item.text(1)}".casefold()
                item.setHidden(not is_there)
                count += is_there
            group.setHidden(count == 0)


def _children(item: QTreeWidgetItem) -> Iterator[QTreeWidgetItem]:
    for place in range(item.childCount()):
        child = item.child(place)
        assert child is not None
        yield child


def _by_menu(window: QMainWindow, elsewhere: str) -> Iterator[tuple[str, list[Row]]]:
    """Return each menu's title and rows, and last those of actions that no menu has."""
    seen: set[QAction] = set()
    for action in window.menuBar().actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            rows = [_row(each) for each in _actions_of(menu, seen)]
            if rows:
                yield _name(action), rows
    left = [_row(each) for each in window.findChildren(QAction) if _is_listed(each, seen)]
    if left:
        yield elsewhere, sorted(left)


def _actions_of(menu: QMenu, seen: set[QAction]) -> Iterator[QAction]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _actions_of(inner, seen)
        elif _is_listed(action, seen):
            seen.add(action)
            yield action


def _is_listed(action: QAction, seen: set[QAction]) -> bool:
    return bool(action.shortcuts()) and bool(action.text()) and action not in seen


def _row(action: QAction) -> Row:
    native = QKeySequence.SequenceFormat.NativeText
    return _name(action), ", ".join(key.toString(native) for key in action.shortcuts())


def _name(action: QAction) -> str:
    return without_mnemonic(action.text()).rstrip("…")


Row = tuple[str, str]  # what it does, and its keys


class PageKeys(QObject):
    """Names them in the language in force."""

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        """Yield each page's title and rows: what it does, and its keys."""
        yield (
            self.tr("Canvas"),
            [
                (self.tr("Draw; a single dot is ink"), self.tr("mouse, pen or finger")),
                (self.tr("Take ink away instead"), self.tr("the other end of a tablet pen")),
                (self.tr("Give up the stroke under way"), self.tr("Esc")),
                (self.tr("Of a number: choose this digit"), self.tr("Ctrl+click")),
                (self.tr("Open a picture, a drawing, a model or a data set"), self.tr("drop it")),
            ],
        )
        yield (
            self.tr("Layers page"),
            [
                (self.tr("Another layer"), self.tr("← and → on the flow")),
                (self.tr("Unfold a module, fold it"), self.tr("+ or double click, −")),
                (self.tr("Another value"), self.tr("arrow keys")),
                (self.tr("Another map"), self.tr("Page Up, Page Down")),
                (self.tr("Explain the selected value"), self.tr("Enter or click")),
                (self.tr("Silence its map or unit, or hear it again"), self.tr("S")),
                (self.tr("Sliding kernel: play or hold"), self.tr("Space")),
                (self.tr("Sliding kernel: a place, a row"), self.tr("← and →, ↑ and ↓")),
                (self.tr("Type over a kernel's number"), self.tr("Enter or F2 on it")),
                (self.tr("Why: another digit, the answer"), self.tr("0 to 9, A")),
            ],
        )
        yield (
            self.tr("Convolution lab"),
            [
                (self.tr("Type over a number of kernel or input"), self.tr("Enter, F2 or a digit")),
                (self.tr("A move on or back, a row"), self.tr("→ and ←, ↓ and ↑")),
                (self.tr("First or last place"), self.tr("Home, End")),
                (self.tr("Play or hold"), self.tr("Space")),
                (self.tr("The whole output again"), self.tr("Esc")),
                (self.tr("Another value, another map"), self.tr("arrow keys, Page Up, Page Down")),
            ],
        )
        yield (
            self.tr("Designer"),
            [
                (self.tr("Add a block, remove it"), self.tr("Insert, Delete")),
                (self.tr("Move a block"), self.tr("Alt+↑, Alt+↓")),
                (self.tr("Type its settings"), self.tr("Enter")),
                (self.tr("Train the network"), self.tr("Ctrl+Enter")),
            ],
        )


class NotSureDialog(QDialog):
    """Says from where on an answer counts, what it looks like, and what helps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the window; it is not modal."""
        super().__init__(parent)
        self.setObjectName("notSureDialog")
        self.setWindowTitle(self.tr("What “Not Sure” Means"))
        self.close_button = push_button(self.tr("&Close"), "closeNotSureButton")
        self.close_button.clicked.connect(self.close)
        self.paragraphs = [wrapped(text, "paragraph") for text in self._texts()]
        filled(
            QVBoxLayout(self), *self.paragraphs,
            filled(QHBoxLayout(), None, self.close_button), spacing=10, margins=(18, 16, 18, 14),
        )  # fmt: skip

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        layout = self.layout()
        assert layout is not None
        self.setFixedSize(NOT_SURE_WIDTH, layout.totalHeightForWidth(NOT_SURE_WIDTH))

    def _texts(self) -> tuple[str, ...]:
        return (
            self.tr(
                "The network gives each digit from 0 to 9 a probability, and together they are "
                "100 %. The digit that has the most is its answer."
            ),
            self.tr(
                "Where the most is less than {0}, digitpad says “not sure”: it may be another "
                "digit, or none at all. The digit is paler then, its bar has another colour, and "
                "in a number it has a question mark."
            ).format(percent(SURE)),
            self.tr(
                "A network always answers. A scribble has ten probabilities too, and the bundled "
                "model has learnt to spread them over several digits, so that it is not sure."
            ),
            self.tr(
                "To be sure is not to be right. If a digit was read wrongly, draw it again, or "
                "click what it is below the canvas: the network can learn from it."
            ),
        )
