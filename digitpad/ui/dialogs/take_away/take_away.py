"""A window of its own for taking a layer or the whole flow away, as picture or as values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QHideEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from digitpad.figures.spec import Shown, title
from digitpad.figures.subject import Subject, arrays, figure, table
from digitpad.graph.trace import Activations
from digitpad.ink.input.preparation import Steps
from digitpad.support.files import write_atomically
from digitpad.ui.background import Latest, Queue
from digitpad.ui.dialogs.take_away.figure_form import FigureForm
from digitpad.ui.messages import ask_save_path, tell
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import filled, push_button, wrapped
from digitpad.ui.widgets.boxes import is_typing_taken
from digitpad.ui.widgets.painted import write_in_middle

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
            write_in_middle(painter, self.rect(), self._text, theme().muted)
            return
        scale = self._scale()
        width, height = self._size[0] * scale, self._size[1] * scale
        place = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self.image)
        painter.setPen(QColor(theme().border))
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))


DEFAULT_SIZE = (720, 640)


@dataclass(frozen=True, eq=False)
class _Done:
    """What a job leaves: a sentence, and a picture if it is for the clipboard."""

    told: str
    image: QImage | None = None


class TakeAwayDialog(QDialog):
    """Copies and saves figures and values of the newest trace; it is not modal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the window; ``show_trace`` fills it."""
        super().__init__(parent)
        self.setObjectName("takeAwayDialog")
        self.setWindowTitle(self.tr("Take Away"))
        self.resize(*DEFAULT_SIZE)
        self._trace: Activations | None = None
        self._shown: Shown | None = None
        self._steps: Steps | None = None
        self._each = False
        self._size = (0, 0)  # pixels of the figure
        self._is_busy = False  # a job is under way
        self._button: QPushButton | None = None  # that began it

        self.preview = FigurePreview()
        self.form = FigureForm()
        self.message = wrapped("", "field")
        self.copy_button = push_button(self.tr("&Copy"), "copyPictureButton")
        self.picture_button = push_button(self.tr("Save &Picture…"), "savePictureButton")
        self.values_button = push_button(self.tr("Save &Values…"), "saveValuesButton")
        self.close_button = push_button(self.tr("Cl&ose"), "closeTakeAwayButton")
        self.copy_button.setToolTip(self.tr("Put the picture on the clipboard"))
        self.values_button.setToolTip(self.tr("One layer as a table, or all as NumPy arrays"))
        self._work = Queue(self, finishes=True)  # a file that is being written becomes whole
        self._lay_out()
        self._connect()
        self._show()

    def show_trace(
        self, trace: Activations | None, shown: Shown, each: bool, steps: Steps | None = None
    ) -> None:
        """Take away from ``trace``, of which ``shown`` is looked at, or nothing.

        each: every map has a scale of its own. steps: how the drawing became what was traced; where
        they are None, the ink cannot be taken away.
        """
        if shown == "ink" and steps is None:
            trace = None
        newest = (trace, shown, each, steps)
        if newest != (self._trace, self._shown, self._each, self._steps):
            self._trace, self._shown, self._each, self._steps = newest
            self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._say("")
        self._show()

    # Building

    def _lay_out(self) -> None:
        buttons = filled(
            QHBoxLayout(), self.copy_button, self.picture_button, self.values_button, None,
            self.close_button, spacing=8,
        )  # fmt: skip
        filled(
            QVBoxLayout(self), (self.preview, 1), self.form, self.message, buttons, spacing=10,
            margins=(14, 14, 14, 14),
        )  # fmt: skip

    def _connect(self) -> None:
        self.form.changed.connect(self._draw)
        self.form.refused.connect(self._say)
        self.copy_button.clicked.connect(self._copy)
        self.picture_button.clicked.connect(self._save_picture)
        self.values_button.clicked.connect(self._save_values)
        self.close_button.clicked.connect(self.close)

    # What it shows

    @Slot()
    def _show(self) -> None:
        """Bring everything up to the newest trace and layer."""
        self.form.show_trace(self._trace, self._shown)
        self._enable()
        self._draw()

    @Slot()
    def _draw(self) -> None:
        subject, labels = self._subject(), self.form.labels
        spec = self.form.spec("png", self._each)
        if self._size != (spec.width, spec.height):  # what was said of the last one is old
            self._size = (spec.width, spec.height)
            self._say("")
        if subject is None:
            self.preview.show_text(self.tr("Draw a digit to take its maps away."))
            return

        def draw(ratio: float) -> bytes:
            return figure(subject, replace(spec, ratio=ratio), labels)

        self.preview.show_figure(draw, spec.width, spec.height)

    @Slot()
    def _enable(self) -> None:
        for one in (self.copy_button, self.picture_button, self.values_button):
            one.setEnabled(self._trace is not None and not self._is_busy)

    def _subject(self) -> Subject | None:
        """Return what is asked for, as it is now: a network that learns goes on meanwhile."""
        if self._trace is None:
            return None
        return Subject(self._trace, self.form.chosen(), self._steps)

    # What the buttons do

    @Slot()
    def _copy(self) -> None:
        if not is_typing_taken():
            return
        subject, labels = self._subject(), self.form.labels
        spec = self.form.spec("png", self._each)
        if subject is None:
            return
        told = self.tr("Copied a picture of {0} × {1} pixels").format(spec.width, spec.height)

        def copy() -> _Done:
            return _Done(told, QImage.fromData(figure(subject, spec, labels)))

        self._begin(copy, self.copy_button)

    @Slot()
    def _save_picture(self) -> None:
        if not is_typing_taken():
            return
        subject, labels = self._subject(), self.form.labels
        spec = self.form.spec("png", self._each)
        if subject is None:
            return
        png, svg = self.tr("PNG picture (*.png)"), self.tr("SVG drawing (*.svg)")
        kinds = {"png": png, "svg": svg}
        path, kind = ask_save_path(self, self.tr("Save Picture"), subject.name, kinds)
        if path is None:
            return
        if kind == "svg":
            spec = replace(spec, kind="svg")
        self._save(path, lambda: figure(subject, spec, labels), self.picture_button)

    @Slot()
    def _save_values(self) -> None:
        subject, shown = self._subject(), self._shown
        if subject is None or shown is None:
            return
        one = self.tr("Values of {0} as a table (*.csv)").format(title(shown, self.form.labels))
        all_ = self.tr("Values of all layers as NumPy arrays (*.npz)")
        kinds = {"csv": one, "npz": all_}
        if subject.part == "flow":
            kinds = {"npz": all_, "csv": one}
        path, kind = ask_save_path(self, self.tr("Save Values"), subject.name, kinds)
        if path is None:
            return

        def content() -> bytes:
            if kind == "npz":
                return arrays(subject)
            return table(replace(subject, part=shown)).encode()

        self._save(path, content, self.values_button)

    # Work in the background

    def _save(self, path: Path, content: Callable[[], bytes], pressed: QPushButton) -> None:
        told = self.tr("Saved {0}").format(path)

        def save() -> _Done:
            write_atomically(path, content())
            return _Done(told)

        self._begin(save, pressed)

    def _begin(self, job: Callable[[], _Done], pressed: QPushButton) -> None:
        if self._is_busy:
            return
        self._is_busy = True
        self._button = pressed if pressed.hasFocus() else None
        self._enable()
        self._work.do(lambda _job: job(), self._end, self._release)

    def _end(self, done: _Done) -> None:
        if done.image is not None:
            QGuiApplication.clipboard().setImage(done.image)
        self._release(done.told)

    def _release(self, told: str) -> None:
        self._is_busy = False
        self._enable()
        if self._button is not None:  # a button loses the focus when it is disabled
            self._button.setFocus()
        self._say(told)
        tell(told)

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))
