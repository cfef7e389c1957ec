"""What windows are put together from: labels, buttons, rows and columns, lines, fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Slot
from PySide6.QtGui import (
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QTableView,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from digitpad.reading.classify import SURE, percent
from digitpad.ui.widgets.boxes import DecimalBox, WholeNumberBox


def label(text: str, name: str) -> QLabel:
    """Return a label; its object name says which style it has."""
    widget = QLabel(text)
    widget.setObjectName(name)
    return widget


def wrapped(text: str, name: str) -> QLabel:
    """Return a label of as many lines as its text takes."""
    widget = label(text, name)
    widget.setWordWrap(True)
    return widget


def show_message(message: QLabel, text: str, *, is_news: bool = False) -> None:
    """Show ``text`` in ``message``, and the label where there is one. is_news: it is no problem."""
    if message.property("isNews") != is_news:
        message.setProperty("isNews", is_news)
        message.style().unpolish(message)
        message.style().polish(message)
    message.setText(text)
    message.setVisible(bool(text))


def without_mnemonic(text: str) -> str:
    """Return ``text`` without its Alt letter: in Chinese that stands behind, as (&F)."""
    return re.sub(r"\(&\w\)|&", "", text)


def named(text: str, box: QWidget) -> QLabel:
    """Return the name of ``box``; its ``&`` shortcut leads there."""
    widget = label(text, "field")
    widget.setBuddy(box)
    return widget


class _Button(QPushButton):
    """Is pressed by Enter: Qt leaves that to some desktops, and to a dialog's default button."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():  # it began elsewhere, or would press what comes next
            self.click()


def push_button(text: str, name: str, tip: str = "", *, primary: bool = False) -> QPushButton:
    """Return a button. Enter presses it while it has the focus alone; primary: it stands out."""
    widget = _Button(text)
    widget.setObjectName(name)
    widget.setToolTip(tip)
    widget.setAutoDefault(False)
    if primary:
        widget.setProperty("primary", True)
    return widget


def small_button(text: str, name: str, tip: str) -> QPushButton:
    """Return a button that needs little room."""
    button = QPushButton(text)
    button.setObjectName(name)
    button.setToolTip(tip)
    button.setProperty("segment", True)
    return button


def progress_bar(name: str, what: str = "", most: int = 100, height: int = 8) -> QProgressBar:
    """Return a thin bar without a text. what: its progress it is, for those who cannot see it."""
    bar = QProgressBar()
    bar.setObjectName(name)
    bar.setAccessibleName(what)
    bar.setRange(0, most)
    bar.setTextVisible(False)
    bar.setFixedHeight(height)
    return bar


class _NoSecondPress(QObject):
    """Keeps the second press of a double click from the buttons that it watches."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        return event.type() == QEvent.Type.MouseButtonDblClick


def press_once(*buttons: QAbstractButton) -> None:
    """Have a double click press ``buttons`` once.

    For those that mean something else once they were pressed, and those that then appear in their
    place: the second press, which Qt sends to these too, was not meant for them, such as Stop.
    """
    for button in buttons:
        button.installEventFilter(_NoSecondPress(button))


def undo_by_keys(button: QAbstractButton) -> None:
    """Let Ctrl+Z do what ``button`` does while it is seen; its own shortcut is its mnemonic."""
    QShortcut(QKeySequence.StandardKey.Undo, button).activated.connect(button.click)


@contextmanager
def keyboard_kept(*places: QWidget) -> Iterator[None]:
    """Have the keyboard go on among ``places``, which are hidden and disabled, or not, within.

    Where the one that has it is off or gone then, the first that is there gets it: Qt would give
    it to whatever comes next in the window. One that no key leads to, as a line that tells how far
    something is, has it until another is there.
    """
    window = places[0].window()
    before = window.focusWidget()
    yield
    there = [one for one in places if one.isEnabled() and one.isVisibleTo(window)]
    if before not in places or not there:
        return
    if before not in there or before.focusPolicy() == Qt.FocusPolicy.NoFocus:
        there[0].setFocus()


Box = TypeVar("Box", bound=QBoxLayout)
Part = QWidget | QLayout | tuple[QWidget | QLayout, int] | int | None


def filled(
    box: Box, *parts: Part, spacing: int | None = None,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
) -> Box:  # fmt: skip
    """Return ``box`` with ``parts`` in it, one after the other.

    A part is a widget or a layout, perhaps with its stretch; a number of pixels; or None for what
    takes all room that is left.
    """
    box.setContentsMargins(*margins)
    if spacing is not None:
        box.setSpacing(spacing)
    for part in parts:
        one, stretch = part if isinstance(part, tuple) else (part, 0)
        if one is None:
            box.addStretch(1)
        elif isinstance(one, int):
            box.addSpacing(one)
        elif isinstance(one, QLayout):
            box.addLayout(one, stretch)
        else:
            box.addWidget(one, stretch)
    return box


def divided(orientation: Qt.Orientation, *parts: tuple[QWidget, int]) -> QSplitter:
    """Return a splitter with ``parts``, none of which can vanish, and their stretches."""
    split = QSplitter(orientation)
    split.setChildrenCollapsible(False)
    for place, (part, stretch) in enumerate(parts):
        split.addWidget(part)
        split.setStretchFactor(place, stretch)
    return split


def show_as_list(table: QTableView) -> None:
    """Have ``table`` look and work as a list: whole rows, one of them chosen, nothing between."""
    table.verticalHeader().hide()
    table.horizontalHeader().setHighlightSections(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)


def panel() -> QFrame:
    """Return a frame with the background and border of a panel."""
    frame = QFrame()
    frame.setObjectName("panel")
    return frame


def doubt_words() -> str:
    """Return from where on an answer is sure, for a tool tip where one is not."""
    return QCoreApplication.translate(
        "Doubt", "Not sure: below {0} it may be another digit, or none at all."
    ).format(percent(SURE))


class Line(QWidget):
    """One line of text that changes often; what does not fit is cut, and a tool tip has all of it.

    A tip of its own comes below. A QLabel has the whole window laid out again for each new text.
    """

    def __init__(
        self, name: str = "", cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:  # fmt: skip
        """Make an empty line. cut: at its end, or in its middle. side: where a short text is."""
        super().__init__()
        self.setObjectName(name)
        self._text, self._cut, self._side = "", cut, side
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return the whole text."""
        return self._text

    def setText(self, text: str) -> None:  # noqa: N802
        """Show ``text``."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(200, self.fontMetrics().height() + 2)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(60, self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        flags = Qt.AlignmentFlag.AlignVCenter | self._side
        painter.drawText(self.contentsRect(), flags, self.shown())

    def shown(self) -> str:
        """Return the text as it is seen."""
        room = self.contentsRect().width()
        return QFontMetrics(self.font()).elidedText(self._text, self._cut, room)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QHelpEvent) and self.shown() != self._text:
            QToolTip.showText(event.globalPos(), f"{self._text}\n{self.toolTip()}".strip(), self)
            return True
        return super().event(event)


class Notice(QFrame):
    """A sentence with buttons; hidden while it has nothing to tell."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Make an empty notice; ``name`` is its object name's beginning."""
        super().__init__(parent)
        self.setObjectName("notice")
        self._name = name
        self.text: QLabel = wrapped("", "noticeText")
        self._row = filled(QHBoxLayout(self), (self.text, 1), spacing=8, margins=(12, 8, 8, 8))
        self.hide()

    def button(self, text: str, name: str) -> QPushButton:
        """Add a button and return it."""
        button = QPushButton(text)
        button.setObjectName(f"{self._name}{name}")
        self._row.addWidget(button)
        return button

    def tell(self, text: str) -> None:
        """Show ``text``, or hide for an empty one."""
        self.text.setText(text)
        self.setVisible(bool(text))


BOX_HEIGHT = 26  # pixels: all kinds of boxes alike


class Field(QWidget):
    """A named box. ``has_refused`` stays True until a value is taken or the reason is read."""

    def __init__(self, text: str, box: QWidget, parent: QWidget | None = None) -> None:
        """Put ``text``, with its ``&`` shortcut, above ``box``."""
        super().__init__(parent)
        self.box = box
        self.has_refused = False
        box.setMinimumHeight(BOX_HEIGHT)
        box.setAccessibleName(without_mnemonic(text))
        self.reason = wrapped("", "message")
        self.reason.hide()
        filled(QVBoxLayout(self), named(text, box), box, self.reason, None, spacing=3)
        if isinstance(box, WholeNumberBox | DecimalBox):
            # 1 on the way to 1,500 was not meant: what is refused leaves the value as it was, and
            # no change of it takes the reason away.
            box.setKeyboardTracking(False)
            box.refused.connect(self._refuse)
            box.valueChanged.connect(self.clear)

    @Slot()
    def clear(self) -> None:
        """Forget what was refused."""
        self.has_refused = False
        self._tell("")

    @Slot(str)
    def _refuse(self, reason: str) -> None:
        self.has_refused = True
        self._tell(reason)

    def _tell(self, reason: str) -> None:
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.box.setAccessibleDescription(reason)


def take_refusal(fields: Iterable[Field]) -> bool:
    """Finish what is being typed, and tell whether something was refused since the last call.

    So nothing starts with another value than the one that was typed.
    """
    refused = False
    for field in fields:
        if isinstance(field.box, WholeNumberBox | DecimalBox):
            field.box.interpretText()
        refused |= field.has_refused
        field.has_refused = False
    return refused
