"""Fields that a wheel changes only when they have the focus: else it scrolls what they stand in.

Qt's own take the focus and change as soon as a wheel turns over them on the way down a page.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSlider, QSpinBox, QWidget


class _Still:
    """Hands the wheel on while it has no focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        if self.hasFocus():  # type: ignore[attr-defined]
            super().wheelEvent(event)  # type: ignore[misc]
        else:
            event.ignore()


class ChoiceBox(_Still, QComboBox):
    """A combo box of this kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it without entries."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class SpinBox(_Still, QSpinBox):
    """A spin box of this kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it as Qt's is."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class DoubleSpinBox(_Still, QDoubleSpinBox):
    """The same for numbers with a decimal point."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it as Qt's is."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class Slider(_Still, QSlider):
    """A horizontal slider of this kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it as Qt's is."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
