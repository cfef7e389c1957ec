"""The flow in a room of its own, scrolled where it needs more."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from digitpad.ui.pages.layers.flow_strip import FlowStrip

LEAST_SHARE = 0.93  # of the width that a strip's texts need: with less it is scrolled


TALLEST = 190  # pixels: a flow of more lanes is scrolled up and down too


class FlowScroll(QScrollArea):
    """Holds a strip, and keeps its chosen cell in sight; the wheel scrolls sideways."""

    def __init__(self, strip: FlowStrip, parent: QWidget | None = None) -> None:
        """Hold ``strip``."""
        super().__init__(parent)
        self._strip = strip
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(strip)
        for widget in (self, self.viewport(), strip):
            widget.setAutoFillBackground(False)  # the panel behind it shows
        strip.selected.connect(self._show_place)
        strip.size_changed.connect(self._give_room)
        self._give_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._give_room()
        self._show_place(self._strip.current)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        steps = event.angleDelta().x() or event.angleDelta().y()
        is_across = self.horizontalScrollBar().maximum() > 0
        bar = self.horizontalScrollBar() if is_across else self.verticalScrollBar()
        bar.setValue(bar.value() - steps)
        event.accept()

    @Slot()
    def _give_room(self) -> None:
        needed, height = self._strip.width_needed(), self._strip.sizeHint().height()
        is_scrolled = self.width() < LEAST_SHARE * needed
        self._strip.setMinimumWidth(needed if is_scrolled else 0)
        if is_scrolled:
            height += self.horizontalScrollBar().sizeHint().height()
        self._strip.setMinimumHeight(self._strip.sizeHint().height())
        self.setFixedHeight(min(height, TALLEST))

    @Slot(int)
    def _show_place(self, place: int) -> None:
        cell = self._strip.layer_rect(place).toAlignedRect()
        middle = cell.center()  # and some of its neighbours
        self.ensureVisible(middle.x(), middle.y(), cell.width(), cell.height() // 2)
