"""Views one behind another, which ask for the room of the one that is shown."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget


def least_height(widget: QWidget, width: int) -> int:
    """Return the height in pixels that ``widget`` needs where it is so wide: texts wrap."""
    least, layout = max(widget.minimumHeight(), widget.minimumSizeHint().height()), widget.layout()
    if layout is None or not layout.hasHeightForWidth():
        return least
    return max(least, layout.minimumHeightForWidth(width))


class Stack(QStackedWidget):
    """Asks for the height of what it shows alone; the width is that of the widest, and stays."""

    def __init__(self, *views: QWidget) -> None:
        """Stack ``views``, the first of them shown."""
        super().__init__()
        for view in views:
            self.addWidget(view)
        self.currentChanged.connect(self.updateGeometry)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        least, shown = super().minimumSizeHint(), self.currentWidget()
        if shown is None:
            return least
        return QSize(least.width(), least_height(shown, self.width()))

    def hasHeightForWidth(self) -> bool:  # noqa: N802, D102
        return False  # Qt would ask for the height of the highest

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
