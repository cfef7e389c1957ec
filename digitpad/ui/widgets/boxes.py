"""Boxes to choose and to type numbers in, which a wheel changes only when they have the focus.

Else it scrolls what they stand in: Qt's own take the focus and change as soon as a wheel turns over
them on the way down a page. A number that is out of range is refused with the reason, where Qt's
own are silent.
"""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt, Signal
from PySide6.QtGui import QHelpEvent, QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
)


class _Still:
    """Hands the wheel on while it has no focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():  # type: ignore[attr-defined]
            super().wheelEvent(event)  # type: ignore[misc]
        else:
            event.ignore()


class ChoiceBox(_Still, QComboBox):
    """A combo box of this kind; what does not fit is cut off with an ellipsis, not in its list."""

    def __init__(self, name: str, letters: int = 0) -> None:
        """Make it without entries. letters: that it has room for, at least; 0: for all entries."""
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if letters:
            self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self.setMinimumContentsLength(letters)

    def shown_text(self) -> str:
        """Return what is seen of the chosen entry."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        return self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, part.width() - 2
        )

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def showPopup(self) -> None:  # noqa: N802, D102
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + bar)
        super().showPopup()

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self.toolTip()
            if not text and self.shown_text() != self.currentText():
                text = self.currentText()
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)


class SpinBox(_Still, QSpinBox):
    """A spin box of this kind."""

    def __init__(self, name: str = "") -> None:
        """Make it as Qt's is."""
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class DoubleSpinBox(_Still, QDoubleSpinBox):
    """The same for numbers with a decimal point."""

    def __init__(self, name: str = "") -> None:
        """Make it as Qt's is."""
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class Slider(_Still, QSlider):
    """A horizontal slider of this kind."""

    def __init__(self, name: str = "") -> None:
        """Make it as Qt's is."""
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


Validated = tuple[QValidator.State, str, int]

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def decimal_point() -> str:
    """Return what the system's language writes before decimals: a point or a comma."""
    return "," if QLocale().decimalPoint() == "," else "."


def typed_number(text: str, *, whole: bool = False) -> float | None:
    """Return the number that ``text`` says; None where it says none, or may say one of two.

    The sign that does not begin decimals in the system's language parts thousands, and begins
    decimals all the same where it cannot part thousands: 0,05 is 0.05 everywhere. 1,500 may be
    meant in both ways, unless the number is to be ``whole``.
    """
    point = decimal_point()
    other = "," if point == "." else "."
    text = text.strip().replace("−", "-")
    if other in text:
        parts = rf"[+-]?[1-9]\d{{0,2}}({re.escape(other)}\d{{3}})+({re.escape(point)}\d*)?"
        if re.fullmatch(parts, text, re.ASCII):
            if not whole and point not in text and text.count(other) == 1:
                return None
            text = text.replace(other, "")
        elif whole or point in text or text.count(other) > 1:
            return None
    text = text.replace(",", ".")
    if not NUMBER.fullmatch(text) or (whole and "." in text):
        return None
    return float(text)


def as_typed(text: str) -> str:
    """Return a number with the decimal point that ``typed_number`` expects."""
    return text.replace(".", decimal_point())


class _KeepsValue:
    """What both kinds of boxes share: a refused number leaves the value from before the typing.

    Where a number counts while it is typed, 9 on the way to 99 has become the value meanwhile.
    """

    def _watch_typing(self: Any) -> None:
        self._before: float | None = None  # the value when the typing began, while it goes on
        self.lineEdit().textEdited.connect(self._begin_typing)
        self.editingFinished.connect(self._end_typing)
        self._has_refused = False

    def _begin_typing(self: Any) -> None:
        if self._before is None:
            self._before = self.value()

    def _end_typing(self: Any) -> None:
        self._before = None

    def _typed(self: Any, text: str) -> str:
        """Return ``text`` without what stands before and after every number."""
        return str(text.removeprefix(self.prefix()).removesuffix(self.suffix()))

    def _refuse(self: Any, text: str, template: str) -> str:
        """Bring back the value from before, say why, and return that value's text.

        The value first: what hears of its change may take an old sentence away.
        """
        self._has_refused = True
        kept = self.value() if self._before is None else self._before
        if kept != self.value():
            self.setValue(kept)
        least, most = self.minimum(), self.maximum()
        self.refused.emit(
            template.format(
                self._typed(text).strip() or QCoreApplication.translate("NumberBox", "Nothing"),
                *map(self._written, (least, most, self.value())),
            )
        )
        return str(self.textFromValue(self.value()))

    def setValue(self: Any, value: Any) -> None:  # noqa: N802
        if value != self.value():
            self._before = None  # somebody else's value: the typing is over
        super().setValue(value)  # type: ignore[misc]

    def stepBy(self: Any, steps: int) -> None:  # noqa: N802
        super().stepBy(steps)  # type: ignore[misc]
        self._before = None

    def interpretText(self: Any) -> None:  # noqa: N802
        super().interpretText()  # type: ignore[misc]
        self._before = None

    def finish(self: Any) -> bool:
        """Finish what is being typed; return False where it is refused."""
        self._has_refused = False
        self.interpretText()
        return not self._has_refused


def is_typing_taken() -> bool:
    """Finish what is typed into the number field with the keyboard; False where it is refused.

    A shortcut leaves the keyboard where it is: without this, it would act on half a number.
    """
    box = QApplication.focusWidget()
    return not isinstance(box, _KeepsValue) or bool(box.finish())


class WholeNumberBox(_KeepsValue, SpinBox):
    """A spin box that keeps its value when something else than a number in its range is typed.

    ``refused(str)`` tells why; ``valueChanged`` that a value was taken.
    """

    refused = Signal(str)

    def __init__(self, least: float, most: float, name: str = "") -> None:
        """Take whole numbers from ``least`` to ``most``."""
        super().__init__(name)
        self._watch_typing()
        self.setRange(int(least), int(most))
        self.setLocale(QLocale.c())
        self.setAccelerated(True)

    def validate(self, text: str, position: int) -> Validated:  # noqa: D102
        number = typed_number(self._typed(text), whole=True)
        is_good = number is not None and self.minimum() <= number <= self.maximum()
        return _validated(is_good, text, position)

    def valueFromText(self, text: str) -> int:  # noqa: N802, D102
        return round(typed_number(self._typed(text), whole=True) or 0)

    def fixup(self, text: str) -> str:  # noqa: D102
        return self._refuse(
            text, self.tr("{0} is not a whole number from {1} to {2}; it stays {3}.")
        )

    def _written(self, value: int) -> str:
        return f"{value:,}"


class DecimalBox(_KeepsValue, DoubleSpinBox):
    """The same for numbers with a decimal point, shown without idle zeros."""

    refused = Signal(str)

    def __init__(
        self, least: float, most: float, decimals: int, step: float, name: str = ""
    ) -> None:
        """Take numbers from ``least`` to ``most`` with up to ``decimals`` places."""
        super().__init__(name)
        self._watch_typing()
        self.setDecimals(decimals)
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setLocale(QLocale.c())
        self.setStepType(
            QDoubleSpinBox.StepType.AdaptiveDecimalStepType if step == 0
            else QDoubleSpinBox.StepType.DefaultStepType
        )  # fmt: skip

    def textFromValue(self, value: float) -> str:  # noqa: N802, D102
        return as_typed(f"{value:.{self.decimals()}f}".rstrip("0").rstrip("."))

    def valueFromText(self, text: str) -> float:  # noqa: N802, D102
        return typed_number(self._typed(text)) or 0.0

    def validate(self, text: str, position: int) -> Validated:  # noqa: D102
        number = typed_number(self._typed(text))
        is_good = (
            number is not None
            and self.minimum() <= number <= self.maximum()
            and round(number, self.decimals()) == number
        )
        return _validated(is_good, text, position)

    def fixup(self, text: str) -> str:  # noqa: D102
        return self._refuse(text, self.tr("{0} is not a number from {1} to {2}; it stays {3}."))

    def _written(self, value: float) -> str:
        return self.textFromValue(value)


def _validated(is_good: bool, text: str, position: int) -> Validated:
    """Let everything be typed: what cannot be taken is refused with a reason, not in silence."""
    state = QValidator.State.Acceptable if is_good else QValidator.State.Intermediate
    return state, text, position
