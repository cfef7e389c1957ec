"""A ring around what the keyboard is in, for all that does not show it by itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)
from shiboken6 import isValid

from digitpad.ui.theme import theme

WIDTH = 2  # pixels
BY_THEMSELVES = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QTabBar)


class FocusRing(QObject):
    """Follows the keyboard through all windows; a click needs no ring."""

    def __init__(self, parent: QObject) -> None:
        """Begin to follow."""
        super().__init__(parent)
        self._ring: _Ring | None = None
        self._by_keys = False  # the keyboard went where it is without a click
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    @Slot(QWidget, QWidget)
    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._ring is not None and isValid(self._ring):  # else it went with its widget
            self._ring.leave()
        self._ring = None
        if old is not None and new is not None:  # not where a window comes to the front
            self._by_keys = QApplication.mouseButtons() == Qt.MouseButton.NoButton
        if new is None or not self._by_keys or isinstance(new, BY_THEMSELVES):
            return
        if new.focusPolicy() != Qt.FocusPolicy.NoFocus:  # else a line that is only read out
            self._ring = _Ring(new)


class _Ring(QWidget):
    """Lies over the edge of a widget alone, and lets all through to it."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self.setObjectName("focusRing")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._around = around
        around.installEventFilter(self)
        self._fit()
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Go, for the keyboard is elsewhere, be it that what this lies around is being deleted."""
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        whole = QRect(self._around.rect())
        self.setGeometry(whole)
        inner = whole.adjusted(WIDTH, WIDTH, -WIDTH, -WIDTH)
        self.setMask(QRegion(whole) - QRegion(inner))  # what is inside is painted without it

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        pen = QPen(QColor(theme().accent), WIDTH)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
