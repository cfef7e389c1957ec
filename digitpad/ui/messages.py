"""What the user is told in the window's status bar, and by a screen reader, from anywhere here."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


class Messages(QObject):
    """``came(str)``: a sentence to be shown; ``went(str)``: it is true no longer."""

    came = Signal(str)
    went = Signal(str)


messages = Messages()


def tell(text: str) -> None:
    """Show ``text`` in the status bar for a while. May be called in any thread."""
    messages.came.emit(text)


def take_back(text: str) -> None:
    """Show ``text`` no longer, if it is still shown: it is true no more."""
    messages.went.emit(text)


def announce(widget: QWidget, text: str) -> None:
    """Have ``text``, which ``widget`` shows, said after what is being said now."""
    if text:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
