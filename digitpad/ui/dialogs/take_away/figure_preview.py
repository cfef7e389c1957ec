"""A small picture of a figure; a thread draws it once its settings rest."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.ui.background import Latest
from digitpad.ui.theme import theme

REST = 150  # milliseconds without a change before the picture is drawn
Draw = Callable[[float], bytes]  # from pixels of the picture for each of the figure to a PNG


class FigurePreview(QWidget):
    """Shows the figure that it was given last, scaled to its room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a preview of nothing."""
        super().__init__(parent)
        self.setObjectName("figurePreview")
        self.setAccessibleName(self.tr("Preview"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._draw: Draw | None = None
        self._size = (1, 1)
        self._text = ""
        self.image: QImage | None = None
        self._questions = Latest(self)
        self._questions.answered.connect(self._take)
        self._questions.failed.connect(self._tell)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._ask)

    def show_figure(self, draw: Draw, width: int, height: int) -> None:
        """Have ``draw`` called for a figure of ``width`` × ``height`` pixels, and show that."""
        self._draw, self._size = draw, (width, height)
        self._questions.forget()  # a picture of an earlier one is not shown
        self._text = ""
        if self.isVisible():
            self._rest.start()

    def show_text(self, text: str) -> None:
        """Show ``text`` in place of a figure."""
        self._draw, self.image, self._text = None, None, text
        self._rest.stop()
        self._questions.forget()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(640, 400)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(240, 150)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._begin()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        super().hideEvent(event)
        self._rest.stop()
        self._questions.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._begin()

    def _begin(self) -> None:
        if self._draw is not None and self.isVisible():
            self._rest.start()

    @Slot()
    def _ask(self) -> None:
        draw = self._draw
        if draw is None:
            return
        ratio = min(self._scale() * self.devicePixelRatioF(), 1.0)
        self._questions.ask(lambda: QImage.fromData(draw(ratio)))

    @Slot(object)
    def _take(self, image: QImage) -> None:
        self.image = image
        self.update()

    @Slot(str)
    def _tell(self, problem: str) -> None:
        self.image, self._text = None, problem
        self.update()

    def _scale(self) -> float:
        """Return how many of the widget's pixels a pixel of the figure has."""
        width, height = self._size
        return max(min((self.width() - 2) / width, (self.height() - 2) / height), 0.01)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        if self.image is None:
            painter.setPen(QColor(theme().muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), flags, self._text)
            return
        scale = self._scale()
        width, height = self._size[0] * scale, self._size[1] * scale
        place = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self.image)
        painter.setPen(QColor(theme().border))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))
