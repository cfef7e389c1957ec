"""A place in a layout that keeps one widget square, as large as fits, in the middle."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget


class Square(QWidget):
    """Holds ``content`` as a centred square."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        """Take ``content`` as the only child."""
        super().__init__(parent)
        self._content = content
        content.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        side = min(self.width(), self.height())
        self._content.setGeometry(
            (self.width() - side) // 2, (self.height() - side) // 2, side, side
        )

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return self._content.minimumSize()
