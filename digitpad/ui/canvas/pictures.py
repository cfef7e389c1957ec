"""Pictures from elsewhere: a file, a dropped file or picture, or what the clipboard holds."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, QObject, QUrl, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage

from digitpad.ink.drawing import Drawing, Pixels
from digitpad.ui.inquiry import Inquiry

Named = tuple[Drawing, str]


class Pictures(QObject):
    """Reads what others bring, in a thread of its own: the newest, where more comes meanwhile.

    ``picture_ready(Drawing, str)``: what goes on the canvas, and what it is called.
    ``failed(str)``: why nothing does. ``close`` ends the thread.
    """

    picture_ready = Signal(object, str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a reader; its thread starts at the first picture."""
        super().__init__(parent)
        self._inquiry = Inquiry(self)
        self._inquiry.answered.connect(self._take)
        self._inquiry.failed.connect(self.failed)

    def read_file(self, path: Path) -> None:
        """Read a picture or a strokes file."""
        self._inquiry.ask(partial(_from_file, path))

    def read_image(self, image: QImage, name: str) -> None:
        """Read a picture in memory, called ``name``."""
        if image.isNull():
            self.failed.emit(
                self.tr("The picture cannot be read. Save it as PNG or JPEG, and open that.")
            )
            return
        self._inquiry.ask(partial(_from_image, image, name))

    @Slot()
    def paste(self) -> None:
        """Read the picture or the file that the clipboard holds."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None when it is empty
        if data is None or not self.read(data, self.tr("Pasted picture")):
            self.failed.emit(
                self.tr(
                    "The clipboard holds no picture. Copy a picture or a picture file, then paste."
                )
            )

    def read(self, data: QMimeData, name: str) -> bool:
        """Read what was dropped or copied; False when it is neither a picture nor a file.

        name: what a picture without a file is called.
        """
        path = file_in(data)
        if path is not None:
            self.read_file(path)
            return True
        if data.hasImage():
            self.read_image(QImage(data.imageData()), name)
            return True
        return False

    def close(self) -> None:
        """End the thread; nothing is read any more."""
        self._inquiry.stop()

    @Slot(object)
    def _take(self, named: Named) -> None:
        self.picture_ready.emit(*named)


def file_in(data: QMimeData) -> Path | None:
    """Return the first file that ``data`` names, as an address or as text; None for none.

    It need not be there: nothing is looked up, for a disk may be slow.
    """
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    if data.hasImage() or data.hasUrls() or not data.hasText():
        return None
    from digitpad.ink.elsewhere import path_in  # 30 ms that the window need not wait for

    text = data.text()
    if text.startswith("file:"):
        return Path(QUrl(text.strip()).toLocalFile())
    return path_in(text)


def _from_file(path: Path) -> Named:
    from digitpad.ink.elsewhere import drawing_from_file

    return drawing_from_file(path), path.name


def _from_image(image: QImage, name: str) -> Named:
    from digitpad.ink.elsewhere import drawing_from_pixels

    return drawing_from_pixels(_pixels(image), name), name


def _pixels(image: QImage) -> Pixels:
    """Return (h, w, 4), red, green, blue and opacity."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    return rows[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4).copy()
