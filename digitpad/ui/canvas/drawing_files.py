"""Drawings from files onto the canvas, and from the canvas into files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from digitpad.errors import DigitpadError
from digitpad.ink.drawing import Drawing
from digitpad.ink.strokes_file import load_drawing, save_drawing
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.pictures import Pictures


class DrawingFiles(QObject):
    """Asks for a file, and opens or saves it. ``told(str)``: something for the status bar."""

    told = Signal(str)

    def __init__(self, canvas: Canvas, pictures: Pictures, window: QWidget) -> None:
        """Serve ``canvas``; ``pictures`` reads what is no drawing."""
        super().__init__(window)
        self._canvas, self._pictures, self._window = canvas, pictures, window

    def show(self, drawing: Drawing) -> None:
        """Put ``drawing`` on the canvas, fitted into it; undo takes it off again."""
        self._canvas.set_drawing(drawing.fitted_to_canvas(), self.tr("Open"))

    @Slot()
    def open(self) -> None:
        """Let the user choose a drawing or a picture."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Open Drawing or Picture"), "",
            self.tr("Drawings and pictures (*.json *.png *.jpg *.jpeg *.bmp)"),
        )  # fmt: skip
        path = Path(name)
        if path.suffix.lower() != ".json":
            if name:
                self._pictures.read_file(path)
            return
        try:
            self.show(load_drawing(path))
        except DigitpadError as error:
            self._warn(error)

    @Slot()
    def save(self) -> None:
        """Save all strokes of the canvas where the user wants them."""
        self._canvas.finish_stroke()
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Save Drawing"), "drawing.json", self.tr("Drawings (*.json)")
        )
        if not name:
            return
        try:
            save_drawing(self._canvas.drawing, Path(name))
        except DigitpadError as error:
            self._warn(error)
        else:
            self.told.emit(self.tr("Saved {0}").format(name))

    def _warn(self, error: DigitpadError) -> None:
        QMessageBox.warning(self._window, self.tr("digitpad"), str(error))
