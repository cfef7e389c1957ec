"""Number fields that refuse what is out of range and say why, where Qt's own are silent."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox

from digitpad.ui.widgets.still_boxes import DoubleSpinBox, SpinBox

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


class WholeNumberBox(SpinBox):
    """A spin box that keeps its value when something else than a number in its range is typed.

    ``refused(str)`` tells why; ``valueChanged`` that a value was taken.
    """

    refused = Signal(str)

    def __init__(self, least: float, most: float, name: str = "") -> None:
        """Take whole numbers from ``least`` to ``most``."""
        super().__init__(name)
        self.setRange(int(least), int(most))
        self.setLocale(QLocale.c())
        self.setAccelerated(True)

    def validate(self, text: str, position: int) -> Validated:  # noqa: D102
        number = typed_number(text.removesuffix(self.suffix()), whole=True)
        is_good = number is not None and self.minimum() <= number <= self.maximum()
        return _validated(is_good, text, position)

    def valueFromText(self, text: str) -> int:  # noqa: N802, D102
        return round(typed_number(text.removesuffix(self.suffix()), whole=True) or 0)

    def fixup(self, text: str) -> str:  # noqa: D102
        self.refused.emit(
            self.tr("{0} is not a whole number from {1} to {2}; it stays {3}.").format(
                text or self.tr("Nothing"),
                f"{self.minimum():,}",
                f"{self.maximum():,}",
                f"{self.value():,}",
            )
        )
        return self.textFromValue(self.value())


class DecimalBox(DoubleSpinBox):
    """The same for numbers with a decimal point, shown without idle zeros."""

    refused = Signal(str)

    def __init__(
        self, least: float, most: float, decimals: int, step: float, name: str = ""
    ) -> None:
        """Take numbers from ``least`` to ``most`` with up to ``decimals`` places."""
        super().__init__(name)
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
        return typed_number(text.removesuffix(self.suffix())) or 0.0

    def validate(self, text: str, position: int) -> Validated:  # noqa: D102
        number = typed_number(text.removesuffix(self.suffix()))
        is_good = (
            number is not None
            and self.minimum() <= number <= self.maximum()
            and round(number, self.decimals()) == number
        )
        return _validated(is_good, text, position)

    def fixup(self, text: str) -> str:  # noqa: D102
        self.refused.emit(
            self.tr("{0} is not a number from {1} to {2}; it stays {3}.").format(
                text or self.tr("Nothing"),
                self.textFromValue(self.minimum()),
                self.textFromValue(self.maximum()),
                self.textFromValue(self.value()),
            )
        )
        return self.textFromValue(self.value())


def _validated(is_good: bool, text: str, position: int) -> Validated:
    """Let everything be typed: what cannot be taken is refused with a reason, not in silence."""
    state = QValidator.State.Acceptable if is_good else QValidator.State.Intermediate
    return state, text, position
