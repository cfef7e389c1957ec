"""A small window with the widgets of the user's own digits, wired as the main window wires them."""

from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from digitpad.collection import Collection
from digitpad.ui.background import end_all
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.tool_row import Square
from digitpad.ui.collection.correction_row import CorrectionRow
from digitpad.ui.collection.digits import Digits
from digitpad.ui.collection.practice_panel import PracticePanel
from digitpad.ui.dialogs.collection.collection_dialog import CollectionDialog
from digitpad.ui.theme import LIGHT, apply_theme, prepare
from digitpad.ui.window.session import Session


class PadWindow(QWidget):
    """Canvas, correction row and practice panel; My Digits in a window of its own."""

    def __init__(self, folder):
        super().__init__()
        prepare(QApplication.instance())
        apply_theme(QApplication.instance(), LIGHT)
        self.session = Session(self)
        self.digits = Digits(Collection(folder), self)
        self.canvas = Canvas()
        self.correction = CorrectionRow(self.session, self.digits)
        self.practice = PracticePanel(self.session, self.digits)
        self.mine = CollectionDialog(self.session, self.digits, self)
        self.canvas.drawing_changed.connect(self.session.set_drawing)
        self.practice.clear_asked.connect(self.canvas.clear)
        self.practice.take_enter_from(self.canvas)
        self.mine.drawing_chosen.connect(self._put_on_canvas)
        self.others = QHBoxLayout()
        layout = QVBoxLayout(self)
        layout.addWidget(self.practice)
        layout.addWidget(Square(self.canvas), 1)
        layout.addWidget(self.correction)
        layout.addLayout(self.others)
        self.resize(420, 560)

    def closeEvent(self, event):
        self.mine.close()
        end_all(self)
        super().closeEvent(event)

    def collection(self):
        """The collection as it is on the disk."""
        return Collection(self.digits.collection.folder)

    def entries(self):
        return self.collection().listing().entries

    def _put_on_canvas(self, drawing):
        self.canvas.set_drawing(drawing.fitted_to_canvas(), "My Digit")


def read(qtbot, pad):
    """Wait until the network has read what is on the canvas."""
    qtbot.waitUntil(lambda: pad.session.is_settled, timeout=20_000)
