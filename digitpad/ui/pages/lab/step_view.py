"""The convolution step by step: its four moves, play and scrub, and the arithmetic of the place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from digitpad.graph.ops.convolution import Convolution
from digitpad.lab.result import LabResult
from digitpad.lab.shapes import Shape3
from digitpad.lab.steps import MOVES, Cell, Move, Step, at, explain_cell, moves, nearest
from digitpad.ui.pages.lab.words import step_sentence
from digitpad.ui.widgets.arithmetic_view import ArithmeticView
from digitpad.ui.widgets.basics import filled, small_button
from digitpad.ui.widgets.choice_row import ChoiceRow
from digitpad.ui.widgets.convolution_view import ArithmeticPart
from digitpad.ui.widgets.play_row import Names, PlayedView, Words

LEAST_ARITHMETIC = 96  # pixels: so that a lesson has room above the lab
USUAL_SPEED = 5  # moves a second
NAMES = Names("labStepBack", "labPlay", "labStep", "labScrub", "labSpeed")

_UNTIL = {
    Move.SLIDE: ArithmeticPart.PATCH, Move.MULTIPLY: ArithmeticPart.PRODUCTS,
    Move.SUM: ArithmeticPart.TOTAL, Move.MOVE_ON: ArithmeticPart.TOTAL,
}  # fmt: skip


class StepView(PlayedView):
    """``stepped()``: ``step``, ``found`` and ``filled`` are others now."""

    stepped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a view without a place."""
        super().__init__(NAMES, USUAL_SPEED, parent)
        self.setObjectName("labSteps")
        self.setAccessibleName(self.tr("Step by step"))
        self._result: LabResult | None = None
        self._step: Step | None = None
        self._found: Convolution | None = None
        self._is_filling = False
        tip = self.tr("Show the whole output again")
        self.whole = small_button(self.tr("Whole o&utput"), "labWhole", tip)
        self.moves = ChoiceRow(
            self.tr("The four moves"),
            [self.tr("Slide"), self.tr("Multiply"), self.tr("Sum"), self.tr("Move on")],
        )
        self.arithmetic = ArithmeticView()
        self.arithmetic.setMinimumHeight(LEAST_ARITHMETIC)
        self._lay_out()
        self.player.scrubbed.connect(self._go)
        self.whole.clicked.connect(self.show_whole)
        self.moves.chosen.connect(self._choose_move)
        self.arithmetic.show_nothing()

    def _words(self) -> Words:
        return Words(
            self.tr("One move back"), self.tr("One move on"), self.tr("Move of all moves"),
            self.tr("Moves a second"),
        )  # fmt: skip

    def _lay_out(self) -> None:
        buttons = self.moves.buttons()
        row = self.moves.layout()
        assert isinstance(row, QHBoxLayout)
        for place in range(len(buttons) - 1, 0, -1):
            row.insertWidget(place, QLabel("→"))
        below = filled(QHBoxLayout(), self.moves, None, self.whole, spacing=4)
        filled(QVBoxLayout(self), self.player, below, (self.arithmetic, 1), spacing=4)

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
    def _output(self) -> Shape3 | None:
        result = self._result
        return None if result is None or result.outcome is None else result.outcome.shape.output

    def show_result(self, result: LabResult) -> None:
        """Show the same place of ``result``, or the nearest that it has."""
        self._result = result
        output = self._output
        self.player.set_enabled(output is not None)
        self.moves.setEnabled(output is not None)
        if output is not None:
            self.player.set_steps(moves(output), page=len(MOVES) * output[2])
            if self._step is not None:
                self._step = Step(nearest(self._step.cell, output), self._step.move)
        self._show()

    def start_at(self, cell: Cell | None) -> None:
        """Show the whole output, and the arithmetic of ``cell``; None: of no place."""
        self._is_filling = False
        self.show_cell(cell)

    def cover(self, result: LabResult, filled: Step) -> None:
        """Show ``result`` with its output covered after ``filled``, to be filled move by move."""
        self.player.hold()
        self._step, self._is_filling = filled, True
        self.show_result(result)

    def show_cell(self, cell: Cell | None) -> None:
        """Show the arithmetic of ``cell``, all of it done; None: of no place."""
        self.player.hold()
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
            self.player.show_step(0)
            return
        self.player.show_step(step.place(output))
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

    def _has_steps(self) -> bool:
        return self._output is not None

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
            self._choose_move(0)
        else:
            super()._on()

    @Slot(int)
    def _choose_move(self, number: int) -> None:
        output = self._output
        if output is not None:
            cell = Cell() if self._step is None else self._step.cell
            self._go(Step(cell, MOVES[number]).place(output))

    def _go_to_start(self) -> None:
        if self._step is None or self.player.step == self.player.last:
            self._go(0)
        elif not self._is_filling:
            self._on()

    @Slot()
    def show_whole(self) -> None:
        """Show the whole output again."""
        self.player.hold()
        self._is_filling = False
        if self._step is not None:
            self._step = Step(self._step.cell, Move.MOVE_ON)
        self._show()
        self.stepped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        key = event.key()
        if key == Qt.Key.Key_Home:
            self._go(0)
        elif key == Qt.Key.Key_End:
            self._go(self.player.last)
        elif key == Qt.Key.Key_Escape and self._is_filling:
            self.show_whole()
        else:
            super().keyPressEvent(event)
