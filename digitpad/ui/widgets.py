"""Small widgets that several parts of the window are made of."""

from PySide6.QtWidgets import QFrame, QLabel


def label(text: str, name: str) -> QLabel:
    """Return a label; its object name says which style it has."""
    widget = QLabel(text)
    widget.setObjectName(name)
    return widget


def panel() -> QFrame:
    """Return a frame with the background and border of a panel."""
    frame = QFrame()
    frame.setObjectName("panel")
    return frame
