"""Lets the flow of a long network be scrolled; that of a short one has all the room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from digitpad.ui.layers.flow_strip import FlowStrip

LEAST_SHARE = 0.75  # of the width that a strip's texts need: with less it is scrolled


class FlowScroll(QScrollArea):
    """Holds a strip, and keeps its chosen cell in sight; the wheel scrolls sideways."""

    def __init__(self, strip: FlowStrip, parent: QWidget | None = None) -> None:
        """Hold ``strip``."""
        super().__init__(parent)
        self._strip = strip
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(strip)
        for widget in (self, self.viewport(), strip):
            widget.setAutoFillBackground(False)  # the panel behind it shows
        strip.selected.connect(self._show_place)
        strip.width_changed.connect(self._give_room)
        self._give_room()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._give_room()
        self._show_place(self._strip.current)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        steps = event.angleDelta().x() or event.angleDelta().y()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - steps)
        event.accept()

    @Slot()
    def _give_room(self) -> None:
        needed, height = self._strip.width_needed(), self._strip.sizeHint().height()
        is_scrolled = self.width() < LEAST_SHARE * needed
        self._strip.setMinimumWidth(needed if is_scrolled else 0)
        if is_scrolled:
            height += self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(height)

    @Slot(int)
    def _show_place(self, place: int) -> None:
        cell = self._strip.layer_rect(place).toAlignedRect()
        self.ensureVisible(cell.center().x(), 0, cell.width(), 0)  # and some of its neighbours
