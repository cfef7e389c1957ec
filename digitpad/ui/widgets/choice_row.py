"""A row of buttons of which one is chosen, as tabs are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from digitpad.ui.widgets.basics import doubt_words, filled


class ChoiceRow(QWidget):
    """``chosen(int)`` tells the place of the button that the user chose."""

    chosen = Signal(int)

    def __init__(
        self, name: str, texts: Sequence[str] = (), *, most: int = 0, parent: QWidget | None = None
    ) -> None:
        """Make a row with a button for each of ``texts``; ``name`` says what is chosen.

        most: buttons, where their number is to change. These are made at once: a button that is
        made later comes last in the window's tab order.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = filled(QHBoxLayout(self), spacing=4)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons: list[QPushButton] = []
        self._count = 0
        self._make(most)
        if texts:
            self.set_choices(texts)

    def set_choices(self, texts: Sequence[str]) -> None:
        """Show a button for each of ``texts``; the first one is chosen."""
        self._make(len(texts))
        self._count = len(texts)
        for place, button in enumerate(self._buttons):
            is_there = place < self._count
            button.setText(texts[place] if is_there else "")
            button.setVisible(is_there)
            button.setChecked(place == 0)

    def _make(self, count: int) -> None:
        """See to it that there are ``count`` buttons at least; the new ones are hidden."""
        for place in range(len(self._buttons), count):
            button = QPushButton()
            button.setProperty("segment", True)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they are
            self._buttons.append(button)
            self._group.addButton(button, place)
            self._row.addWidget(button)
            button.hide()

    def buttons(self) -> list[QPushButton]:
        """Return the buttons in their order."""
        return self._buttons[: self._count]

    def current(self) -> int:
        """Return the place of the chosen button; -1 where there are none."""
        return self._group.checkedId()

    @Slot(int)
    def choose(self, place: int) -> None:
        """Choose a button without a signal."""
        button = self._group.button(place)
        if button is not None:
            button.setChecked(True)


FIRST = 10  # id of the first button, before those of 0 to 9: all digits, or the answer
DIGIT = 34, 30  # pixels, size of a digit's button


class DigitRow(QWidget):
    """Eleven buttons, one of them chosen; ``chosen(int)`` tells a digit or ``FIRST``."""

    chosen = Signal(int)

    def __init__(self, spacing: int) -> None:
        """Make a row in which no digit is chosen. spacing: pixels."""
        super().__init__()
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self.chosen)
        self._row = filled(QHBoxLayout(self), spacing=spacing)
        for number in (FIRST, *range(10)):
            button = QToolButton()
            button.setCheckable(True)
            button.setText("" if number == FIRST else str(number))
            self._group.addButton(button, number)
            self._row.addWidget(button)
        self.button(FIRST).setChecked(True)

    def button(self, number: int) -> QToolButton:
        """Return the button of a digit or of ``FIRST``."""
        button = self._group.button(number)
        assert isinstance(button, QToolButton)
        return button

    def digit(self) -> int | None:
        """Return the digit that is chosen, None for none."""
        number = self._group.checkedId()
        return None if number == FIRST else number


class DigitFilter(DigitRow):
    """Shows all digits or one alone."""

    def __init__(self, spacing: int) -> None:
        """Make a filter that lets all digits through. spacing: pixels."""
        super().__init__(spacing)
        for number in (FIRST, *range(10)):
            name, tip = "All", self.tr("Show all digits")
            if number != FIRST:
                name, tip = str(number), self.tr("Show this digit alone ({0})").format(number)
            button = self.button(number)
            button.setObjectName(f"filter{name}")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.setToolTip(tip)
        self.button(FIRST).setText(self.tr("All"))

    def set_counts(self, counts: Sequence[int]) -> None:
        """Show how many there are of each digit, 0 to 9."""
        for number in (FIRST, *range(10)):
            count = f"{sum(counts) if number == FIRST else counts[number]:,}"
            name, tip = self.tr("All"), self.tr("Show all digits; there are {0}").format(count)
            if number != FIRST:
                name = str(number)
                tip = self.tr("Show this digit alone ({0}); there are {1}").format(number, count)
            button = self.button(number)
            button.setText(f"{name}\n{count}")
            button.setToolTip(tip)
            button.setAccessibleName(tip)


class DigitChoice(DigitRow):
    """Says which digit is meant: one of them, or whatever the answer is, which is ``FIRST``."""

    def __init__(self) -> None:
        """Make a row that follows an answer which is not known yet."""
        super().__init__(spacing=3)
        self.setObjectName("digitChoice")
        self._answer: int | None = None
        self._is_sure = True
        self.button(FIRST).setFixedHeight(DIGIT[1])
        for number in range(10):
            tip = self.tr("Explain {0}, whatever the answer is ({0})").format(number)
            self.button(number).setToolTip(tip)
            self.button(number).setFixedSize(*DIGIT)
        self._row.addStretch(1)
        self._fit_answer()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit_answer()

    def _fit_answer(self) -> None:
        """Give the answer one width, so that another one has nothing laid out again."""
        button = self.button(FIRST)
        button.setText(self.tr("Answer: {0}").format("0?"))
        button.setFixedWidth(button.sizeHint().width())
        self.set_answer(self._answer, self._is_sure)

    def set_answer(self, answer: int | None, is_sure: bool = True) -> None:
        """Take note of the network's answer, if there is one; a question mark says: not sure."""
        self._answer, self._is_sure = answer, is_sure
        digit = "–" if answer is None else f"{answer}" if is_sure else f"{answer}?"
        button, tip = self.button(FIRST), self.tr("Explain the digit that the network answers (A)")
        button.setText(self.tr("Answer: {0}").format(digit))
        button.setToolTip(tip if is_sure else f"{tip}\n{doubt_words()}")

    def offer(self, classes: int) -> None:
        """Let those digits be chosen that a network of so many ``classes`` knows."""
        for number in range(10):
            self.button(number).setEnabled(number < classes)
        if (chosen := super().digit()) is not None and chosen >= classes:
            self.button(FIRST).setChecked(True)

    def digit(self) -> int | None:
        """Return the digit that is meant; None while it is to be an answer that is not there."""
        chosen = super().digit()
        return self._answer if chosen is None else chosen


BESIDE = 36  # pixels of the button that the text has not: its margins and the arrow


class MenuButton(QPushButton):
    """Its width is the layout's: a long name is cut off with an ellipsis, and whole in the tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a button without a name."""
        super().__init__(parent)
        self._name = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def name(self) -> str:
        """Return the whole name."""
        return self._name

    def show_name(self, name: str, tip: str) -> None:
        """Show ``name``. tip: what the button is for."""
        self._name = name
        self.setToolTip(f"{name}. {tip}")
        self.setAccessibleDescription(name)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._name, Qt.TextElideMode.ElideRight, self.width() - BESIDE
        )
        self.setText(shown.replace("&", "&&"))  # a file's name has no shortcut
