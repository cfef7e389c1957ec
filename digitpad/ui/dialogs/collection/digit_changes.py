"""Changes to several of the user's digits at once, the last of which can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from digitpad.collection import Deleted, Kept
from digitpad.support.messages import plural
from digitpad.ui.collection.digits import Digits
from digitpad.ui.widgets.basics import filled


class DigitChanges(QObject):
    """Relabels and deletes.

    ``done(str)`` says what ``take_back`` will undo; ``failed(str)`` why nothing was done, or why
    not all of it.
    """

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, digits: Digits, parent: QObject | None = None) -> None:
        """Change ``digits``."""
        super().__init__(parent)
        self._digits = digits
        self._undo: Callable[[], None] | None = None

    def relabel(self, keys: Sequence[str], digit: int) -> None:
        """Say that the digits with these keys are ``digit``."""
        if keys:
            collection = self._digits.collection
            self._digits.change(lambda check: collection.relabel(keys, digit),
                                self._take_relabelled, self.failed.emit)  # fmt: skip

    def delete(self, keys: Sequence[str]) -> None:
        """Delete the digits with these keys."""
        if keys:
            collection = self._digits.collection
            self._digits.change(lambda check: collection.delete(keys), self._take_deleted,
                                self.failed.emit)  # fmt: skip

    def take_back(self) -> None:
        """Undo what was done last, once."""
        undo, self._undo = self._undo, None
        if undo is not None:
            undo()

    def _take_relabelled(self, kept: tuple[Kept, ...]) -> None:
        changed = [change for change in kept if change.before != change.entry]
        if not changed:
            return
        digit = changed[0].entry.label
        if len(changed) == 1:
            text = self.tr("It is {0} now.").format(digit)
        else:
            text = self.tr("{0} digits are a {1} now.", "", len(changed))
            text = text.format(f"{len(changed):,}", digit)
        collection = self._digits.collection
        self._offer(text, lambda: collection.undo(changed))

    def _take_deleted(self, deleted: Deleted) -> None:
        if deleted.problem:
            self.failed.emit(deleted.problem)
        if not deleted:
            return
        text = plural(len(deleted), "%n digit is deleted.", "%n digits are deleted.")
        collection = self._digits.collection
        self._offer(str(text), lambda: collection.restore(deleted))

    def _offer(self, text: str, way_back: Callable[[], None]) -> None:
        """Have ``take_back`` call ``way_back``; where that fails, it can be tried again."""

        def undo() -> None:
            self._digits.change(lambda check: way_back(), self._forget, fail)

        def fail(problem: str) -> None:
            self._offer(text, way_back)
            self.failed.emit(problem)

        self._undo = undo
        self.done.emit(text)

    def _forget(self, result: object) -> None:
        """Say nothing: the list shows it."""


ALL = 10  # id of the button for all digits, after those of 0 to 9


class DigitFilter(QWidget):
    """Eleven buttons, one of them chosen; ``chosen()`` when it is another one."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a filter that lets all digits through."""
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = filled(QHBoxLayout(self), spacing=4)
        for number in (ALL, *range(10)):
            button = QToolButton()
            button.setObjectName("filterAll" if number == ALL else f"filter{number}")
            button.setCheckable(True)
            button.setChecked(number == ALL)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, number)
            row.addWidget(button)
        self._group.idClicked.connect(self.chosen)
        self.set_counts((0,) * 10)

    def set_counts(self, counts: Sequence[int]) -> None:
        """Show how many there are of each digit, 0 to 9."""
        for number in (ALL, *range(10)):
            count = sum(counts) if number == ALL else counts[number]
            name = self.tr("All") if number == ALL else str(number)
            button = self._group.button(number)
            button.setText(f"{name}\n{count:,}")
            if number == ALL:
                tip = self.tr("Show all digits; there are {0}").format(f"{count:,}")
            else:
                tip = self.tr("Show this digit alone ({0}); there are {1}").format(
                    number, f"{count:,}"
                )
            button.setToolTip(tip)
            button.setAccessibleName(tip)

    def digit(self) -> int | None:
        """Return the digit that is shown alone, None for all."""
        number = self._group.checkedId()
        return None if number == ALL else number
