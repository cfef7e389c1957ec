"""What the network sees: its input as grey levels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitpad.graph.receptive_field import Region
from digitpad.ink.input.frame import SIDE, Array, to_bytes

MARK = "#fb923c"  # orange: it is seen on black and on white


class InputPreview(QWidget):
    """Shows an image (28, 28) float32 in 0..1 as grey levels, white ink on black as in MNIST."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty preview."""
        super().__init__(parent)
        self.setObjectName("inputPreview")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_least_zoom(4)
        self.setAccessibleName(self.tr("What the network sees"))
        self.setAccessibleDescription(self.tr("The drawing as 28 by 28 grey pixels."))
        self._image = QImage()
        self._region: Region | None = None
        self.set_image(None)

    def set_least_zoom(self, zoom: int) -> None:
        """Be at least so large that each of the input's pixels has ``zoom`` of the screen's."""
        self.setMinimumSize(zoom * SIDE, zoom * SIDE)

    def set_image(self, image: Array | None) -> None:
        """Show ``image``, or an empty input for None."""
        grey = np.zeros((SIDE, SIDE), np.uint8)
        if image is not None:
            grey = np.ascontiguousarray(to_bytes(image))
        # QImage only looks at the array, which goes away: hence the copy.
        self._image = QImage(
            grey.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8
        ).copy()  # fmt: skip
        self.update()

    @Slot(object)
    def mark(self, region: Region | None) -> None:
        """Frame the pixels of ``region``, (channel, row, column) axes; None: no frame."""
        if region != self._region:
            self._region = region
            self.update()

    def image(self) -> QImage:
        """Return the 28 x 28 grey levels that are shown."""
        return self._image

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return self.minimumSize()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        # A whole number of screen pixels for each input pixel, so that all are equally large.
        ratio = self.devicePixelRatioF()
        zoom = max(1, int(min(self.width(), self.height()) * ratio / SIDE))
        side = round(zoom * SIDE / ratio)
        target = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        painter.drawImage(target, self._image)
        if self._region is None or not all(self._region):
            return
        _, rows, columns = self._region
        pixel = side / SIDE
        painter.setPen(QPen(QColor(MARK), 2))
        painter.drawRect(
            QRectF(
                target.left() + columns[0] * pixel, target.top() + rows[0] * pixel,
                (columns[-1] - columns[0] + 1) * pixel, (rows[-1] - rows[0] + 1) * pixel,
            )
        )  # fmt: skip
