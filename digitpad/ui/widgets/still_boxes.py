"""Fields that a wheel changes only when they have the focus: else it scrolls what they stand in.

Qt's own take the focus and change as soon as a wheel turns over them on the way down a page.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
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
