"""The tools of the canvas: brush size, eraser, undo, redo, clear."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from digitpad.ink.drawing import DEFAULT_WIDTH
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.widgets.basics import filled, label
from digitpad.ui.widgets.boxes import Slider

THINNEST, THICKEST = 10, 120  # canvas units: 1 and 12 % of the canvas
BRUSH_STEP = 10  # canvas units for each press of a key


class ToolRow(QWidget):
    """Buttons for the actions that it is given, and the brush's slider."""

    def __init__(
        self, canvas: Canvas, eraser: QAction, undo: QAction, redo: QAction, clear: QAction
    ) -> None:
        """Make the row for ``canvas``; each button does what its action does.

        What ``undo`` does is the window's business: it may be something else than ink.
        """
        super().__init__()
        self.brush = Slider("brushSlider")
        self.brush.setRange(THINNEST, THICKEST)
        self.brush.setSingleStep(BRUSH_STEP // 2)
        self.brush.setPageStep(BRUSH_STEP)
        self.brush.setMinimumWidth(48)
        self.brush.setMaximumWidth(180)
        self.brush.setAccessibleName(self.tr("Brush size"))
        self.brush.setToolTip(
            self.tr("Brush size, [ and ]. It changes how ink looks, not how it is read.")
        )
        self.brush.valueChanged.connect(canvas.set_brush)
        self.brush.setValue(round(DEFAULT_WIDTH))
        canvas.eraser_changed.connect(eraser.setChecked)
        canvas.undo_stack.canUndoChanged.connect(undo.setEnabled)
        canvas.undo_stack.canRedoChanged.connect(redo.setEnabled)
        eraser.toggled.connect(canvas.set_erasing)
        redo.triggered.connect(canvas.redo)
        clear.triggered.connect(canvas.clear)

        caption = label(self.tr("&Brush"), "heading")
        caption.setBuddy(self.brush)
        filled(
            QHBoxLayout(self), caption, (self.brush, 1), _button(eraser, "eraserButton"), None,
            _button(undo, "undoButton"), _button(redo, "redoButton"),
            _button(clear, "clearButton"), spacing=8,
        )  # fmt: skip

    @Slot()
    def make_thinner(self) -> None:
        """Make the brush thinner by a step."""
        self.brush.setValue(self.brush.value() - BRUSH_STEP)

    @Slot()
    def make_thicker(self) -> None:
        """Make the brush thicker by a step."""
        self.brush.setValue(self.brush.value() + BRUSH_STEP)


def _button(action: QAction, name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setAccessibleName(action.text())
    button.setIconSize(QSize(18, 18))
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


class Square(QWidget):
    """Holds ``content`` as a centred square."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        """Take ``content`` as the only child."""
        super().__init__(parent)
        self._content = content
        content.setParent(self)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        side = min(self.width(), self.height())
        self._content.setGeometry(
            (self.width() - side) // 2, (self.height() - side) // 2, side, side
        )

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return self._content.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return self._content.minimumSize()
