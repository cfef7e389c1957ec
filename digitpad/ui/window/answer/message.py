"""A sentence over the answer; on a low screen its beginning, and the whole in its tip."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

TALL = 10_000  # pixels: room for any text
CUT_OFF = "…"


class Message(QLabel):
    """Hidden while it has nothing to say; ``text()`` is what is seen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty one."""
        super().__init__(parent)
        self.setObjectName("message")
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._whole = ""
        self._most: int | None = None
        self.hide()

    def tell(self, text: str) -> None:
        """Show ``text``, or hide for an empty one."""
        self._whole = text
        self.setAccessibleName(text)
        self._show()
        self.setVisible(bool(text))

    def set_most_lines(self, most: int | None) -> None:
        """Take no more lines than ``most``; None: as many as it needs."""
        if most != self._most:
            self._most = most
            self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        if self._most is not None:
            self._show()

    def _show(self) -> None:
        shown = self._whole
        if not self._fits(shown):
            fitting, too_long = 0, len(shown)  # characters
            while too_long - fitting > 1:
                middle = (fitting + too_long) // 2
                if self._fits(self._whole[:middle].rstrip() + CUT_OFF):
                    fitting = middle
                else:
                    too_long = middle
            shown = self._whole[:fitting].rstrip() + CUT_OFF
        self.setText(shown)
        self.setToolTip("" if shown == self._whole else self._whole)

    def _fits(self, text: str) -> bool:
        if self._most is None:
            return True
        metrics, room = self.fontMetrics(), QRect(0, 0, self.contentsRect().width(), TALL)
        flags = int(Qt.TextFlag.TextWordWrap)
        height = metrics.boundingRect(room, flags, text).height()
        return height <= self._most * metrics.lineSpacing()
