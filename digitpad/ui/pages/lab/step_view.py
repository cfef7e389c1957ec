"""The convolution step by step: its four moves, play and scrub, and the arithmetic of the place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitpad.graph.arithmetic import Convolution
from digitpad.lab.result import LabResult
from digitpad.lab.shapes import Shape3
from digitpad.lab.steps import MOVES, Cell, Move, Step, at, explain_cell, moves, nearest
from digitpad.ui.pages.lab.words import step_sentence
from digitpad.ui.widgets.arithmetic_view import ArithmeticView
from digitpad.ui.widgets.choice_row import ChoiceRow
from digitpad.ui.widgets.convolution_view import ArithmeticPart
from digitpad.ui.widgets.play_row import Names, PlayRow, Words

USUAL_SPEED = 5  # moves a second
NAMES = Names("labStepBack", "labPlay", "labStep", "labScrub", "labSpeed")

_UNTIL = {
    Move.SLIDE: ArithmeticPart.PATCH, Move.MULTIPLY: ArithmeticPart.PRODUCTS,
    Move.SUM: ArithmeticPart.TOTAL, Move.MOVE_ON: ArithmeticPart.TOTAL,
}  # fmt: skip


class StepView(QWidget):
    """``stepped()``: ``step``, ``found`` and ``filled`` are others now."""

    stepped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a view without a place."""
        super().__init__(parent)
        self.setObjectName("labSteps")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._result: LabResult | None = None
        self._step: Step | None = None
        self._found: Convolution | None = None
        self._is_filling = False
        words = Words(
            self.tr("One move back"), self.tr("One move on"), self.tr("Move of all moves"),
            self.tr("Moves a second"),
        )  # fmt: skip
        self.training_session = PlayRow(NAMES, words, USUAL_SPEED)
        self.whole = QPushButton(self.tr("&Whole output"))
        self.whole.setObjectName("labWhole")
        self.whole.setToolTip(self.tr("Show the whole output again"))
        self.whole.setProperty("segment", True)
        self.moves = ChoiceRow()
        self.moves.setAccessibleName(self.tr("The four moves"))
        self.moves.set_choices(
            [self.tr("Slide"), self.tr("Multiply"), self.tr("Sum"), self.tr("Move on")]
        )
        self.arithmetic = ArithmeticView()
        self._lay_out()
        self.training_session.back_asked.connect(self._back)
        self.training_session.on_asked.connect(self._on)
        self.training_session.play_asked.connect(self.play_or_pause)
        self.training_session.scrubbed.connect(self._go)
        self.whole.clicked.connect(self.show_whole)
        self.moves.chosen.connect(self._choose_move)
        self.arithmetic.show_nothing()

    def _lay_out(self) -> None:
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
        column.addWidget(self.training_session)
        column.addLayout(below)
        column.addWidget(self.arithmetic, 1)

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
        return self.training_session.is_playing

    @property
    def _output(self) -> Shape3 | None:
        result = self._result
        return None if result is None or result.outcome is None else result.outcome.shape.output

    def show_result(self, result: LabResult) -> None:
        """Show the same place of ``result``, or the nearest that it has."""
        self._result = result
        output = self._output
        self.training_session.set_enabled(output is not None)
        self.moves.setEnabled(output is not None)
        if output is not None:
            self.training_session.set_steps(moves(output), page=len(MOVES) * output[2])
            if self._step is not None:
                self._step = Step(nearest(self._step.cell, output), self._step.move)
        self._show()

    def start_at(self, cell: Cell | None) -> None:
        """Show the whole output, and the arithmetic of ``cell``; None: of no place."""
        self._is_filling = False
        self.show_cell(cell)

    def show_cell(self, cell: Cell | None) -> None:
        """Show the arithmetic of ``cell``, all of it done; None: of no place."""
        self.training_session.hold()
        self._step = None if cell is None else Step(cell, Move.MOVE_ON)
        if self._step is not None and self._output is not None:
            self._step = Step(nearest(self._step.cell, self._output), Move.MOVE_ON)
        self._show()

    def _show(self) -> None:
        result, output, step = self._result, self._output, self._step
        self._found = None
        self.whole.setEnabled(self._is_filling)
        if result is None or result.image is None or result.outcome is None or output is None:
            self.arithmetic.show_nothing()
            return
        if step is None:
            self.arithmetic.show_nothing()
            self.training_session.show_step(0)
            return
        self.training_session.show_step(step.place(output))
        lab_settings = result.lab_settings
        self._found = found = explain_cell(
            result.image, lab_settings.kernels, lab_settings.convolution, step.cell
        )
        self.moves.choose(MOVES.index(step.move))
        heading = self.tr("Map {0}, row {1}, column {2}: {3}").format(
            step.cell.kernel, step.cell.row, step.cell.column,
            step_sentence(step, found, result.outcome.shape),
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
        self._go(self.training_session.step + 1)

    @Slot()
    def _back(self) -> None:
        self._go(self.training_session.step - 1)

    @Slot(int)
    def _choose_move(self, number: int) -> None:
        output = self._output
        if output is not None:
            cell = Cell() if self._step is None else self._step.cell
            self._go(Step(cell, MOVES[number]).place(output))

    @Slot()
    def play_or_pause(self) -> None:
        """Let the kernel move, from the start when it is at the end; or hold it."""
        if self.is_playing:
            self.training_session.hold()
            return
        if self._output is None:
            return
        if self._step is None or self.training_session.step == self.training_session.last:
            self._go(0)
        elif not self._is_filling:
            self._on()
        self.training_session.start()

    @Slot()
    def show_whole(self) -> None:
        """Show the whole output again."""
        self.training_session.hold()
        self._is_filling = False
        if self._step is not None:
            self._step = Step(self._step.cell, Move.MOVE_ON)
        self._show()
        self.stepped.emit()

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
            self._go(self.training_session.step + row)
        elif key == Qt.Key.Key_Up:
            self._go(self.training_session.step - row)
        elif key == Qt.Key.Key_Home:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(self.training_session.last)
        elif key == Qt.Key.Key_Escape and self._is_filling:
            self.show_whole()
        else:
            super().keyPressEvent(event)
