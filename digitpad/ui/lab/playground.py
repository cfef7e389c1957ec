"""Input, kernels and output side by side, each with its settings, and the verdict below."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from digitpad.lab.look import LabResult
from digitpad.lab.settings import LARGEST_DILATION, LARGEST_STRIDE
from digitpad.lab.steps import Move, Step
from digitpad.network.arithmetic import Convolution
from digitpad.ui.lab.input_picture import InputPicture, Under
from digitpad.ui.lab.kernel_column import KernelColumn
from digitpad.ui.lab.number_fields import PairBox
from digitpad.ui.lab.output_picture import OutputPicture
from digitpad.ui.lab.padding_fields import PaddingFields
from digitpad.ui.lab.short_grid import short
from digitpad.ui.lab.source_row import SourceRow
from digitpad.ui.lab.verdict import Verdict
from digitpad.ui.lab.words import formulas, size, unseen
from digitpad.ui.maps.legend import Legend
from digitpad.ui.maps.number_text import number
from digitpad.ui.theme import Theme
from digitpad.ui.widgets import Line, label

LEAST_PICTURE = 96  # pixels
LEAST_COLUMN = 186  # pixels
BETWEEN = 16  # pixels between the columns
BAR = 84  # pixels of the colour scale


class Playground(QWidget):
    """The parts, laid out; what they do is connected by the lab."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make all parts."""
        super().__init__(parent)
        tr = self.tr
        self.heads = (Line(), Line(), Line())
        self.source = SourceRow()
        self.input = InputPicture()
        self.padding = PaddingFields()
        self.kernels = KernelColumn()
        self.kernels.lay_out()
        self.legend = Legend(bar=BAR)
        self.output = OutputPicture()
        self.stride = PairBox(
            tr("Stride"), "labStride", (tr("Stride down"), tr("Stride to the right")),
            1, LARGEST_STRIDE,
        )  # fmt: skip
        self.dilation = PairBox(
            tr("Dilation"), "labDilation", (tr("Dilation down"), tr("Dilation to the right")),
            1, LARGEST_DILATION,
        )  # fmt: skip
        self.verdict = Verdict()
        for picture in (self.input, self.output):
            picture.setMinimumSize(LEAST_PICTURE, LEAST_PICTURE)
        self._lay_out()

    def _lay_out(self) -> None:
        bias = QHBoxLayout()
        bias.setSpacing(6)
        name = label(self.tr("Bias"), "field")
        name.setBuddy(self.kernels.bias)
        bias.addWidget(name, 1)
        bias.addWidget(self.kernels.bias)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(BETWEEN)
        grid.setVerticalSpacing(4)
        for column, head in enumerate(self.heads):
            font = head.font()
            font.setWeight(font.Weight.DemiBold)
            head.setFont(font)
            grid.addWidget(head, 0, column)
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, LEAST_COLUMN)
        grid.addWidget(self.source, 1, 0)
        grid.addLayout(self.kernels.head(), 1, 1)
        grid.addWidget(self.legend, 1, 2)
        grid.addWidget(self.input, 2, 0)
        grid.addWidget(self.kernels, 2, 1)
        grid.addWidget(self.output, 2, 2)
        grid.setRowStretch(2, 1)
        grid.addWidget(self.padding, 3, 0, 2, 1)
        grid.addWidget(self.kernels.size_box, 3, 1)
        grid.addWidget(self.stride, 3, 2)
        grid.addLayout(bias, 4, 1)
        grid.addWidget(self.dilation, 4, 2)
        grid.addWidget(self.verdict, 5, 0, 1, 3)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        for part in (self.input, self.kernels, self.output, self.legend, self.verdict):
            part.set_theme(theme)

    def show_result(self, found: LabResult) -> None:
        """Show the pictures of ``found``, their sizes, and what is to say about them."""
        self.input.show_result(found)
        self.output.show_result(found)
        kernels = found.lab_settings.kernels
        self.heads[0].setText(
            self.tr("Input") if found.image is None
            else self.tr("Input  {0},  {1} to {2}").format(
                size(found.image.shape), f"−{short(found.input_end)}" if found.is_signed else "0",
                short(found.input_end),
            )
        )  # fmt: skip
        self.heads[1].setText(
            self.tr("Kernels  {0}").format(
                size((len(kernels), kernels[0].channels, *kernels[0].size))
            )
        )
        if found.outcome is None:
            self.heads[2].setText(self.tr("Output"))
            self.verdict.show_problem(found.problem)
        else:
            self.heads[2].setText(self.tr("Output  {0}").format(size(found.outcome.shape.output)))
            told, warning = formulas(found.outcome.shape, self.tr), unseen(found, self.tr)
            if warning:
                self.verdict.show_lines("   ".join(told), warning, is_warning=True)
            else:
                self.verdict.show_lines(*(*told, "")[:2], is_warning=False)
            end = number(found.output_end, 2 if found.output_end < 100 else 0)
            self.legend.show_scale(True, f"−{end}", end)

    def show_place(self, step: Step | None, found: Convolution | None, *, is_filling: bool) -> None:
        """Frame in both pictures where the kernel is; ``is_filling``: show the output up to it."""
        self.input.show_under(None if found is None else Under(found.rows, found.columns))
        if step is None or found is None:
            self.output.set_current(None)
            self.output.show_filled(None)
            return
        cell = step.cell
        self.output.set_current((cell.kernel, cell.row, cell.column))
        self.output.show_filled(cell if is_filling else None, step.move == Move.MOVE_ON)
