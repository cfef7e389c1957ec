"""Who gets the keys 0 to 9: the window's shortcuts, or a widget that uses them itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


def digit_of(event: QKeyEvent) -> int | None:
    """Return the digit that was typed without Ctrl and the like, None for another key."""
    digit = event.key() - Qt.Key.Key_0.value
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return digit if plain and 0 <= digit <= 9 else None


class DigitKeys(QObject):
    """Leaves the digits to some widgets and what is inside them.

    Qt asks the widget with the focus, then what it lies in, whether they want a key that is a
    shortcut too. Text fields and number boxes say so by themselves.
    """

    def leave_to(self, widget: QWidget) -> None:
        """Let ``widget`` have the digits that are typed while it, or a part of it, has focus."""
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if digit_of(event) is None:
            return False
        event.accept()
        return True
