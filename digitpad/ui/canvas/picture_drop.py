"""Dropping a picture on the window: the canvas shows that it would take it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFont,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QWidget

from digitpad.ui.canvas.pictures import Pictures, file_in

EDGE = 3  # pixels: of the frame that a picture over the window makes
VEIL = 225  # of 255: how much of the canvas the hint covers


class PictureDrop(QObject):
    """Takes pictures and files that are dropped anywhere on a window, for ``pictures`` to read."""

    def __init__(self, window: QWidget, canvas: QWidget, pictures: Pictures) -> None:
        """Have ``window`` accept drops; the hint is shown over ``canvas``."""
        super().__init__(window)
        self._pictures = pictures
        self.hint = DropHint(canvas)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if isinstance(event, QDragEnterEvent):
            if not _is_wanted(event):
                return False
            self.hint.show_over()
            _accept(event)
            return True
        if event.type() == QEvent.Type.DragLeave:
            self.hint.hide()
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self.hint.hide()
            if _is_wanted(event):
                _accept(event)
                self._pictures.read(event.mimeData(), self.tr("Dropped picture"))
                return True
        return False


class DropHint(QWidget):
    """A veil over the canvas that says what dropping does."""

    def __init__(self, canvas: QWidget) -> None:
        """Make a hint that is not seen yet."""
        super().__init__(canvas)
        self._canvas = canvas
        self.setObjectName("dropHint")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(self.tr("Drop the picture to have it read"))
        self.hide()

    def show_over(self) -> None:
        """Cover the whole canvas."""
        self.setGeometry(self._canvas.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self.palette().color(QPalette.ColorRole.Base))
        veil.setAlpha(VEIL)
        painter.fillRect(self.rect(), veil)
        accent = self.palette().color(QPalette.ColorRole.Highlight)
        painter.setPen(QPen(accent, EDGE, Qt.PenStyle.DashLine))
        painter.drawRect(self.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE))
        font = QFont(self.font())
        font.setPixelSize(max(12, self.width() // 24))
        painter.setFont(font)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(
            self.rect(),
            Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
            self.tr("Drop the picture to have it read"),
        )


def _is_wanted(event: QDropEvent) -> bool:
    data = event.mimeData()
    return data.hasImage() or file_in(data) is not None


def _accept(event: QDropEvent) -> None:
    # A file manager would delete what is moved to a program that only looks at it.
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()
