"""Number fields that refuse what is out of range and say why, where Qt's own are silent."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

Validated = tuple[QValidator.State, str, int]


class WholeNumberBox(QSpinBox):
    """A spin box that keeps its value when something else than a number in its range is typed.

    ``refused(str)`` tells why; ``valueChanged`` that a value was taken.
    """

    refused = Signal(str)

    def __init__(self, least: int, most: int, parent: QWidget | None = None) -> None:
        """Take whole numbers from ``least`` to ``most``."""
        super().__init__(parent)
        self.setRange(least, most)
        self.setLocale(QLocale.c())
        self.setAccelerated(True)

    def validate(self, text: str, position: int) -> Validated:  # noqa: D102
        return _validated(super().validate(text, position), text, position)

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


class DecimalBox(QDoubleSpinBox):
    """The same for numbers with a decimal point, shown without idle zeros."""

    refused = Signal(str)

    def __init__(
        self, least: float, most: float, decimals: int, step: float, parent: QWidget | None = None
    ) -> None:
        """Take numbers from ``least`` to ``most`` with up to ``decimals`` places."""
        super().__init__(parent)
        self.setDecimals(decimals)
        self.setRange(least, most)
        self.setSingleStep(step)
        self.setLocale(QLocale.c())
        self.setStepType(
            QDoubleSpinBox.StepType.AdaptiveDecimalStepType if step == 0
            else QDoubleSpinBox.StepType.DefaultStepType
        )  # fmt: skip

    def textFromValue(self, value: float) -> str:  # noqa: N802, D102
        return f"{value:.{self.decimals()}f}".rstrip("0").rstrip(".")

    def validate(self, text: str, position: int) -> Validated:  # noqa: D102
        return _validated(super().validate(text, position), text, position)

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


def _validated(found: object, text: str, position: int) -> Validated:
    """Let everything be typed: what cannot be taken is refused with a reason, not in silence."""
    state = found[0] if isinstance(found, tuple) else found
    assert isinstance(state, QValidator.State)
    if state == QValidator.State.Invalid:
        state = QValidator.State.Intermediate
    return state, text, position
