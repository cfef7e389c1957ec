"""The convolution step by step: its four moves, play and scrub, and the arithmetic of the place."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from digitpad.lab.look import Look
from digitpad.lab.shapes import Shape3
from digitpad.lab.steps import MOVES, Cell, Move, Step, at, explain_cell, moves, nearest
from digitpad.network.arithmetic import Convolution
from digitpad.ui.choice_row import ChoiceRow
from digitpad.ui.explanation.arithmetic_view import ArithmeticView
from digitpad.ui.explanation.convolution_view import Part
from digitpad.ui.lab.words import step_sentence
from digitpad.ui.theme import Theme
from digitpad.ui.widgets import label

SPEEDS = (1, 2, 5, 10, 20, 50)  # moves a second
USUAL_SPEED = 2  # of SPEEDS

_UNTIL = {
    Move.SLIDE: Part.PATCH, Move.MULTIPLY: Part.PRODUCTS,
    Move.SUM: Part.TOTAL, Move.MOVE_ON: Part.TOTAL,
}  # fmt: skip


class StepView(QWidget):
    """``stepped()``: ``step``, ``found`` and ``filled`` are others now."""

    stepped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a view without a place."""
        super().__init__(parent)
        self.setObjectName("labSteps")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._look: Look | None = None
        self._step: Step | None = None
        self._found: Convolution | None = None
        self._is_filling = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self.back = self._button("◂", "labStepBack", self.tr("One move back (←)"))
        self.play = self._button(self.tr("&Play"), "labPlay", self.tr("Play or pause (Space)"))
        self.on = self._button("▸", "labStep", self.tr("One move on (→)"))
        self.whole = self._button(
            self.tr("&Whole output"), "labWhole", self.tr("Show the whole output again")
        )
        self.scrub = QSlider(Qt.Orientation.Horizontal)
        self.scrub.setObjectName("labScrub")
        self.scrub.setAccessibleName(self.tr("Move of all moves"))
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setObjectName("labSpeed")
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(self.tr("Moves a second"))
        self.speed.setRange(0, len(SPEEDS) - 1)
        self.speed.setPageStep(1)
        self.speed.setFixedWidth(64)
        self.speed_text = label("", "field")
        self.moves = ChoiceRow()
        self.moves.setAccessibleName(self.tr("The four moves"))
        self.moves.set_choices(
            [self.tr("Slide"), self.tr("Multiply"), self.tr("Sum"), self.tr("Move on")]
        )
        self.arithmetic = ArithmeticView()
        self._lay_out()
        self.back.clicked.connect(self._back)
        self.on.clicked.connect(self._on)
        self.play.clicked.connect(self.play_or_pause)
        self.whole.clicked.connect(self.show_whole)
        self.scrub.valueChanged.connect(self._go)
        self.speed.valueChanged.connect(self._take_speed)
        self.moves.chosen.connect(self._choose_move)
        self.speed.setValue(USUAL_SPEED)
        self.arithmetic.show_nothing()

    def _button(self, text: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip(tip)
        button.setProperty("segment", True)
        if len(text) == 1:
            button.setAccessibleName(tip)
            button.setFixedWidth(32)
        return button

    def _lay_out(self) -> None:
        self.speed_text.setMinimumWidth(self.fontMetrics().horizontalAdvance("50 / s "))
        above = QHBoxLayout()
        above.setSpacing(4)
        for part in (self.back, self.play, self.on):
            above.addWidget(part)
        above.addWidget(self.scrub, 1)
        above.addWidget(self.speed)
        above.addWidget(self.speed_text)
        below = QHBoxLayout()
        below.setSpacing(4)
        buttons = self.moves.buttons()
        row = self.moves.layout()
        assert isinstance(row, QHBoxLayout)
        for place in range(len(buttons) - 1, 0, -1):
            row.insertWidget(place, QLabel("→"))
        below.addWidget(self.moves)
        below.addStretch(1)
        below.addWidget(self.whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(above)
        column.addLayout(below)
        column.addWidget(self.arithmetic, 1)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.arithmetic.set_theme(theme)

    # What it shows

    @property
    def step(self) -> Step | None:
        """The move that is shown."""
        return self._step

    @property
    def found(self) -> Convolution | None:
        """The arithmetic of its place."""
        return self._found

    @property
    def filled(self) -> Step | None:
        """How far the output is filled; None where all of it is shown."""
        return self._step if self._is_filling else None

    @property
    def is_playing(self) -> bool:
        """True while it goes on by itself."""
        return self._timer.isActive()

    @property
    def _output(self) -> Shape3 | None:
        look = self._look
        return None if look is None or look.outcome is None else look.outcome.shape.output

    def show_look(self, look: Look) -> None:
        """Show the same place of ``look``, or the nearest that it has."""
        self._look = look
        output = self._output
        for part in (self.back, self.on, self.play, self.scrub, self.moves):
            part.setEnabled(output is not None)
        if output is None:
            self._stop()
        else:
            with QSignalBlocker(self.scrub):
                self.scrub.setRange(0, moves(output) - 1)
                self.scrub.setPageStep(len(MOVES) * output[2])
            if self._step is not None:
                self._step = Step(nearest(self._step.cell, output), self._step.move)
        self._show()

    def start_at(self, cell: Cell | None) -> None:
        """Show the whole output, and the arithmetic of ``cell``; None: of no place."""
        self._is_filling = False
        self.show_cell(cell)

    def show_cell(self, cell: Cell | None) -> None:
        """Show the arithmetic of ``cell``, all of it done; None: of no place."""
        self._stop()
        self._step = None if cell is None else Step(cell, Move.MOVE_ON)
        if self._step is not None and self._output is not None:
            self._step = Step(nearest(self._step.cell, self._output), Move.MOVE_ON)
        self._show()

    def _show(self) -> None:
        look, output, step = self._look, self._output, self._step
        self._found = None
        self.whole.setEnabled(self._is_filling)
        if look is None or look.image is None or look.outcome is None or output is None:
            self.arithmetic.show_nothing()
            return
        if step is None:
            self.arithmetic.show_nothing()
            with QSignalBlocker(self.scrub):
                self.scrub.setValue(0)
            return
        with QSignalBlocker(self.scrub):
            self.scrub.setValue(step.place(output))
        scene = look.scene
        self._found = found = explain_cell(look.image, scene.kernels, scene.convolution, step.cell)
        self.moves.choose(MOVES.index(step.move))
        heading = self.tr("Map {0}, row {1}, column {2}: {3}").format(
            step.cell.kernel, step.cell.row, step.cell.column,
            step_sentence(step, found, look.outcome.shape, self.tr),
        )  # fmt: skip
        self.arithmetic.show_steps(heading, found, [], _UNTIL[step.move])

    # Moving

    @Slot(int)
    def _go(self, place: int) -> None:
        """Go to a move; the output is filled as far as it, and whole after the last."""
        output = self._output
        if output is None:
            return
        last = moves(output) - 1
        self._step = at(min(max(place, 0), last), output)
        self._is_filling = place < last
        self._show()
        self.stepped.emit()

    @Slot()
    def _on(self) -> None:
        """Go to the next move, from nowhere to the first."""
        if self._step is None or not self._is_filling:
            cell = Cell() if self._step is None else self._step.cell
            if self._output is not None:
                self._go(Step(cell).place(self._output))
            return
        self._go(self.scrub.value() + 1)

    @Slot()
    def _back(self) -> None:
        self._go(self.scrub.value() - 1)

    @Slot(int)
    def _choose_move(self, number: int) -> None:
        output = self._output
        if output is not None:
            cell = Cell() if self._step is None else self._step.cell
            self._go(Step(cell, MOVES[number]).place(output))

    @Slot()
    def play_or_pause(self) -> None:
        """Let the kernel move, from the start when it is at the end; or hold it."""
        if self._timer.isActive():
            self._stop()
            return
        if self._output is None:
            return
        if self._step is None or self.scrub.value() == self.scrub.maximum():
            self._go(0)
        elif not self._is_filling:
            self._on()
        self._timer.start()
        self.play.setText(self.tr("&Pause"))

    @Slot()
    def _stop(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.play.setText(self.tr("&Play"))

    @Slot()
    def _tick(self) -> None:
        self._on()
        if self.scrub.value() == self.scrub.maximum():
            self._stop()

    @Slot()
    def show_whole(self) -> None:
        """Show the whole output again."""
        self._stop()
        self._is_filling = False
        if self._step is not None:
            self._step = Step(self._step.cell, Move.MOVE_ON)
        self._show()
        self.stepped.emit()

    @Slot(int)
    def _take_speed(self, chosen: int) -> None:
        self._timer.setInterval(round(1000 / SPEEDS[chosen]))
        self.speed_text.setText(self.tr("{0} / s").format(SPEEDS[chosen]))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        super().hideEvent(event)
        self._stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        output = self._output
        row = len(MOVES) * (output[2] if output is not None else 1)
        key = event.key()
        if key == Qt.Key.Key_Space:
            self.play_or_pause()
        elif key == Qt.Key.Key_Right:
            self._on()
        elif key == Qt.Key.Key_Left:
            self._back()
        elif key == Qt.Key.Key_Down:
            self._go(self.scrub.value() + row)
        elif key == Qt.Key.Key_Up:
            self._go(self.scrub.value() - row)
        elif key == Qt.Key.Key_Home:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(self.scrub.maximum())
        elif key == Qt.Key.Key_Escape and self._is_filling:
            self.show_whole()
        else:
            super().keyPressEvent(event)
