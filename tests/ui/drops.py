"""Real events of what is dragged over a window and dropped on it."""

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl, qVersion
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

# Of what is dragged in and moved; Qt 6.12 warns of the QPoint that was the only one before.
Place = QPointF if tuple(map(int, qVersion().split(".")[:2])) >= (6, 12) else QPoint
AT = Place(250, 250)  # in the window, on the canvas
BOTH = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction


def files(*paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def enter(pad, data):
    event = QDragEnterEvent(
        AT, BOTH, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(pad, event)
    return event


def drop(pad, data):
    enter(pad, data)
    move = QDragMoveEvent(AT, BOTH, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(pad, move)
    event = QDropEvent(
        QPointF(AT), BOTH, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(pad, event)
    return event
