"""Drawings from files onto the canvas, and from the canvas into files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.ink.drawing import Drawing, Pixels
from digitpad.ink.picture_formats import PICTURE_PATTERNS, path_in
from digitpad.ink.strokes_file import load_drawing, save_drawing
from digitpad.lessons.file_kind import Kind, kind_of
from digitpad.support.errors import DigitpadError
from digitpad.support.messages import in_turn
from digitpad.ui.background import Queue
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.messages import ask_open_path, ask_save_path, take_back, tell
from digitpad.ui.widgets.painted import paint_hint

Named = tuple[Drawing, str]
Other = tuple[Path, Kind]  # a file that is no drawing and no picture
# What reads it; its file, None for a picture in memory; and how many files that came with it.
Asked = tuple[Callable[[], Named | Other], Path | None, int]


class Pictures(QObject):
    """Reads what others bring, in a thread of its own, one after the other.

    ``picture_ready(Drawing, str, int)``: what goes on the canvas, what it is called, and how many
    files that came with it were not opened.
    ``other_found(Path, Kind)``: a file, or folder, that does not: a model, a data set and the like.
    ``failed(str)``: why nothing does. ``file_read(Path)``: the file that what goes on the canvas
    came from.
    """

    picture_ready = Signal(object, str, int)
    file_read = Signal(object)
    failed = Signal(str)
    other_found = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a reader; its thread starts at the first picture."""
        super().__init__(parent)
        self._reads = Queue(self, finishes=False)
        self._asked: list[Asked] = []  # what is read, and what waits

    def read_file(self, path: Path, others: int = 0) -> None:
        """Read a picture or a strokes file; of any other, find out what it is.

        others: how many files came with it, which are not read.
        """
        self._read(partial(_from_file, path), path, others)

    def read_image(self, image: QImage, name: str) -> None:
        """Read a picture in memory, called ``name``."""
        if image.isNull():
            self.failed.emit(
                self.tr("The picture cannot be read. Save it as PNG or JPEG, and open that.")
            )
            return
        self._read(partial(_from_image, image, name), None, 0)

    def hand_over(self) -> list[Asked]:
        """Return what is not read yet, for a reader made anew."""
        return self._asked

    def take_over(self, asked: list[Asked]) -> None:
        """Read what another reader has handed over."""
        for one in asked:
            self._read(*one)

    def _read(self, read: Callable[[], Named | Other], path: Path | None, others: int) -> None:
        asked = read, path, others
        self._asked.append(asked)
        self._reads.do(
            lambda _: read(), partial(self._take, path, others), partial(self._fail, others),
            partial(self._asked.remove, asked),
        )  # fmt: skip

    @Slot()
    def paste(self) -> None:
        """Read the picture or the file that the clipboard holds."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None when it is empty
        if data is None or not self.read(data, self.tr("Pasted picture")):
            self.failed.emit(
                _no_file(data)
                or self.tr(
                    "The clipboard holds no picture. Copy a picture or a picture file, then paste."
                )
            )

    def read(self, data: QMimeData, name: str) -> bool:
        """Read what was dropped or copied; False when it is neither a picture nor a file.

        name: what a picture without a file is called.
        """
        path = file_in(data)
        if path is not None:
            self.read_file(path, max(0, sum(url.isLocalFile() for url in data.urls()) - 1))
            return True
        if data.hasImage():
            image = data.imageData()  # a QPixmap where a program of this process copied one
            self.read_image(image.toImage() if isinstance(image, QPixmap) else QImage(image), name)
            return True
        return False

    def _take(self, path: Path | None, others: int, found: Named | Other) -> None:
        """Hand on what was read from the file ``path``, or from a picture in memory."""
        if isinstance(found[0], Path):
            self.other_found.emit(*found)
            if others:
                tell(self._about(others))
        else:
            self.picture_ready.emit(*found, others)
            if path is not None:
                self.file_read.emit(path)

    def _fail(self, others: int, text: str) -> None:
        self.failed.emit(in_turn(text, self._about(others) if others else ""))

    def _about(self, others: int) -> str:
        return self.tr("%n other files were not opened.", "", others)


def address_in(data: QMimeData) -> str:
    """Return the address on the web that ``data`` names; empty where it names none."""
    for url in data.urls():
        if not url.isLocalFile():
            return url.toDisplayString()
    text = data.text().strip() if data.hasText() else ""
    is_address = text.lower().startswith(("http://", "https://", "www."))
    return text if is_address and len(text.split()) == 1 else ""


def _no_file(data: QMimeData | None) -> str:
    """Say of an address on the web what it is; nothing of all else."""
    address = "" if data is None else address_in(data)
    if not address:
        return ""
    return QCoreApplication.translate(
        "Pictures",
        "{0} is an address on the web, and digitpad fetches nothing from there. Save the picture, "
        "and open the file.",
    ).format(address if len(address) <= 80 else f"{address[:79]}…")


def file_in(data: QMimeData) -> Path | None:
    """Return the first file that ``data`` names, as an address or as text; None for none.

    It need not be there: nothing is looked up, for a disk may be slow.
    """
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    if data.hasImage() or data.hasUrls() or not data.hasText() or address_in(data):
        return None
    text = data.text()
    if text.startswith("file:"):
        return Path(QUrl(text.strip()).toLocalFile())
    return path_in(text)


def _from_file(path: Path) -> Named | Other:
    from digitpad.ink.photo.cleaned import drawing_from_file

    kind = kind_of(path)
    if kind is Kind.DRAWING:
        return load_drawing(path).fitted_to_canvas(), path.name
    if kind is not Kind.PICTURE:
        return path, kind
    return drawing_from_file(path), path.name


def _from_image(image: QImage, name: str) -> Named:
    from digitpad.ink.photo.cleaned import drawing_from_pixels

    return drawing_from_pixels(_pixels(image), name), name


def _pixels(image: QImage) -> Pixels:
    """Return (h, w, 4), red, green, blue and opacity."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), -1)
    return rows[:, : 4 * plain.width()].reshape(plain.height(), plain.width(), 4).copy()


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
                if not self._pictures.read(event.mimeData(), self.tr("Dropped picture")):
                    self._pictures.failed.emit(_no_file(event.mimeData()))
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
        self.setAccessibleName(self.tr("Drop it to have it read"))
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
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        paint_hint(painter, self, self.tr("Drop it to have it read"))


def _is_wanted(event: QDropEvent) -> bool:
    data = event.mimeData()
    return data.hasImage() or file_in(data) is not None or bool(address_in(data))


def _accept(event: QDropEvent) -> None:
    # A file manager would delete what is moved to a program that only looks at it.
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


class DrawingFiles(QObject):
    """Asks for a file, and opens or saves it; shows what ``pictures`` reads.

    ``used(Path)``: this file was saved.
    """

    used = Signal(object)

    def __init__(self, canvas: Canvas, pictures: Pictures, window: QWidget) -> None:
        """Serve ``canvas``; ``pictures`` reads what is no drawing."""
        super().__init__(window)
        self._canvas, self._pictures, self._window = canvas, pictures, window
        self._told = ""  # true until the canvas changes
        canvas.drawing_changed.connect(self._take_back)
        pictures.picture_ready.connect(self._show_picture)

    def show(self, drawing: Drawing) -> None:
        """Put ``drawing`` on the canvas, fitted into it; undo takes it off again."""
        self._canvas.set_drawing(drawing.fitted_to_canvas(), self.tr("Open"))

    @Slot(object, str, int)
    def _show_picture(self, drawing: Drawing, name: str, others: int) -> None:
        """Put what was opened, pasted or dropped on the canvas; undo takes it off again."""
        self._canvas.set_drawing(drawing.fitted_to_canvas(), name)
        if others:
            told = self.tr("{0} is on the canvas; %n other files were not opened", "", others)
        else:
            told = self.tr("{0} is on the canvas")
        self._told = told.format(name)
        tell(self._told)

    @Slot()
    def _take_back(self) -> None:
        if self._told:
            take_back(self._told)
            self._told = ""

    @Slot()
    def open(self) -> None:
        """Let the user choose a drawing or a picture; any other file is opened as what it is."""
        usual = self.tr("Drawings and pictures ({0})").format(f"*.json {PICTURE_PATTERNS}")
        kinds = ";;".join((usual, self.tr("All files (*)")))
        path = ask_open_path(self._window, self.tr("Open Drawing or Picture"), kinds)
        if path is not None:
            self._pictures.read_file(path)

    @Slot()
    def save(self) -> None:
        """Save all strokes of the canvas where the user wants them."""
        self._canvas.finish_stroke()
        kinds = {"json": self.tr("Drawings (*.json)")}
        path, _ = ask_save_path(self._window, self.tr("Save Drawing"), "drawing", kinds)
        if path is None:
            return
        try:
            save_drawing(self._canvas.drawing, path)
        except DigitpadError as error:
            self._warn(error)
        else:
            tell(self._saved(path))
            self.used.emit(path)

    def _saved(self, path: Path) -> str:
        """Say what is in the file: a picture of paper has no strokes."""
        if self._canvas.drawing.photo is None:
            return self.tr("Saved {0}").format(path)
        return self.tr("Saved {0}. It holds the picture and its frames, and no strokes.").format(
            path
        )

    def _warn(self, error: DigitpadError) -> None:
        QMessageBox.warning(self._window, self.tr("digitpad"), str(error))
