"""Input, kernels and output side by side, each with its settings, and the verdict below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from digitpad.graph.ops.convolution import Convolution
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import LARGEST_DILATION, LARGEST_STRIDE
from digitpad.lab.result import LabResult
from digitpad.lab.steps import Cell, Move, Step
from digitpad.support.numbers import number, shape_text, short
from digitpad.ui.pages.lab.fields import PaddingFields, PairBox
from digitpad.ui.pages.lab.input_picture import InputPicture, Under
from digitpad.ui.pages.lab.kernel_column import KernelColumn
from digitpad.ui.pages.lab.sources import SourceRow
from digitpad.ui.pages.lab.words import formulas, unseen
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import Line, filled, label
from digitpad.ui.widgets.boxes import DecimalBox, WholeNumberBox
from digitpad.ui.widgets.map_painter import Legend
from digitpad.ui.widgets.number_grid import ShortGrid
from digitpad.ui.widgets.painted import frame_pen, veil

STALE_VEIL = 190  # of 255: over a result that is not that of the present settings


class LabVerdict(QWidget):
    """Shows one or two lines; a problem in the colour of warnings, with a sign before it.

    It is painted: a label would have the window laid out again for each new text.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty verdict."""
        super().__init__(parent)
        self.setObjectName("labVerdict")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._first = self._second = ""
        self._is_problem = self._is_warning = False

    def text(self) -> str:
        """Return what is said."""
        return f"{self._first}\n{self._second}".strip()

    @property
    def is_problem(self) -> bool:
        """True while it says why something cannot be."""
        return self._is_problem

    def show_lines(self, first: str, second: str, *, is_warning: bool) -> None:
        """Show two lines. is_warning: the second one is in the colour of warnings."""
        self._is_warning = is_warning
        self._set(first, second, False)

    def show_problem(self, text: str) -> None:
        """Show a sentence, over both lines; an empty one shows nothing."""
        self._set(text, "", bool(text))

    def _set(self, first: str, second: str, is_problem: bool) -> None:
        if (first, second, is_problem) == (self._first, self._second, self._is_problem):
            return
        self._first, self._second, self._is_problem = first, second, is_problem
        self.setAccessibleName(self.text())
        self.setToolTip(self.text())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(300, 2 * self.fontMetrics().height() + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        whole = QRectF(self.rect())
        if self._is_problem:
            painter.setPen(QColor(theme().warning))
            flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter)
            text = f"⚠ {self._first}"
            room = painter.boundingRect(whole, flags, text)
            if room.height() > whole.height():  # three lines: in smaller type
                font = painter.font()
                font.setPixelSize(12)
                painter.setFont(font)
            painter.drawText(whole, flags, text)
            return
        half = whole.height() / 2
        for top, text, colour in (
            (0.0, self._first, theme().text),
            (half, self._second, theme().warning if self._is_warning else theme().text),
        ):  # fmt: skip
            painter.setPen(QColor(colour))
            shown = QFontMetrics(self.font()).elidedText(
                text, Qt.TextElideMode.ElideRight, self.width()
            )
            painter.drawText(
                QRectF(0, top, whole.width(), half), Qt.AlignmentFlag.AlignVCenter, shown
            )  # fmt: skip


LEAST_PICTURE = 84  # pixels
LEAST_COLUMN = 186  # pixels
BETWEEN = 10  # pixels between the columns
BAR = 84  # pixels of the colour scale


class OutputPicture(ShortGrid):
    """A value can be pointed at and chosen: positions are (kernel, row, column).

    What an impossible setting had before stays to be seen, greyed.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty picture."""
        super().__init__(parent)
        self.setObjectName("labOutput")
        self.setAccessibleName(self.tr("Output of the convolution"))
        self._is_old = False
        self._under: Under | None = None  # the window of a pool
        self._last: Cell | None = None  # the place that is filled now; None: all are
        self._is_written = True

    def show_result(self, result: LabResult) -> None:
        """Show the output of ``result``."""
        self._is_old = result.outcome is None
        if result.outcome is not None:
            self.show_values(result.outcome.maps, signed=True, end=result.output_end)
        elif result.image is None:
            self.show_values(None, signed=True)
        self.update()

    def show_under(self, under: Under | None) -> None:
        """Frame the window of a pool, in all maps."""
        if under != self._under:
            self._under = under
            self.update()

    def show_filled(self, last: Cell | None, is_written: bool = True) -> None:
        """Leave out what comes after ``last``, as one reads; None: show all.

        is_written: the value at ``last`` is there too.
        """
        if (last, is_written) != (self._last, self._is_written):
            self._last, self._is_written = last, is_written
            self.update()

    @property
    def _can_type(self) -> bool:
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        if self._values is None:
            return
        painter = QPainter(self)
        if self._is_old:
            painter.fillRect(self.rect(), veil(theme().panel, STALE_VEIL))
        elif self._last is not None:
            self._cover(painter, self._last)
        layout = self._layout()
        if self._under is not None and layout is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(frame_pen(theme().second, 2.5))
            for kernel in range(layout.count):
                painter.drawRect(layout.part(kernel, self._under.rows, self._under.columns))

    def _cover(self, painter: QPainter, last: Cell) -> None:
        """Paint paper over what is not computed yet."""
        layout = self._layout()
        assert layout is not None
        painter.setPen(QPen(QColor(theme().border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        paper = QColor(theme().window)
        for kernel in range(last.kernel, layout.count):
            rect = layout.map_rect(kernel)
            if kernel > last.kernel:
                painter.fillRect(rect, paper)
            else:
                top = rect.top() + last.row * layout.side
                left = rect.left() + (last.column + self._is_written) * layout.side
                painter.fillRect(QRectF(left, top, rect.right() - left, layout.side), paper)
                below = top + layout.side
                painter.fillRect(
                    QRectF(rect.left(), below, rect.width(), rect.bottom() - below), paper
                )
            painter.drawRect(rect)
        self._outline_current(painter, layout)  # the frame may lie on what was covered


class Playground(QWidget):
    """The parts, laid out; what they do is connected by the lab."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make all parts."""
        super().__init__(parent)
        self.heads = (Line(), Line(), Line())
        self.source = SourceRow()
        self.input = InputPicture()
        self.padding = PaddingFields()
        self.kernels = KernelColumn()
        self.kernels.lay_out()
        self.legend = Legend(bar=BAR)
        self.output = OutputPicture()
        self.stride = PairBox(
            self.tr("Stride"), "labStride",
            (self.tr("Stride down"), self.tr("Stride to the right")), 1, LARGEST_STRIDE,
        )  # fmt: skip
        self.dilation = PairBox(
            self.tr("Dilation"), "labDilation",
            (self.tr("Dilation down"), self.tr("Dilation to the right")), 1, LARGEST_DILATION,
        )  # fmt: skip
        self.boxes = (self.source.size_box, self.kernels.size_box, self.stride, self.dilation)
        self.number_boxes: tuple[DecimalBox | WholeNumberBox, ...] = (
            self.kernels.bias, *self.padding.sides,
        )  # fmt: skip
        self.verdict = LabVerdict()
        for picture in (self.input, self.output):
            picture.setMinimumSize(LEAST_PICTURE, LEAST_PICTURE)
        self._lay_out()

    def _lay_out(self) -> None:
        name = label(self.tr("Bias"), "field")
        name.setBuddy(self.kernels.bias)
        bias = filled(QHBoxLayout(), (name, 1), self.kernels.bias, spacing=6)
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

    def show_settings(self, lab_settings: LabSettings) -> None:
        """Set all parts."""
        settings, cell = lab_settings.convolution, lab_settings.cell
        self.source.show_source(lab_settings.source)
        self.padding.set_padding(settings.padding)
        self.kernels.show_kernels(lab_settings.kernels, 0 if cell is None else cell.kernel)
        self.stride.set_pair(settings.stride)
        self.dilation.set_pair(settings.dilation)

    def show_result(self, found: LabResult) -> None:
        """Show the pictures of ``found``, their sizes, and what is to say about them."""
        self.input.show_result(found)
        self.output.show_result(found)
        self.kernels.numbers.name_channels(are_colours=found.lab_settings.source.is_coloured)
        kernels = found.lab_settings.kernels
        self.heads[0].setText(
            self.tr("Input") if found.image is None
            else self.tr("Input  {0},  {1} to {2}").format(
                shape_text(found.image.shape),
                f"−{short(found.input_end)}" if found.is_signed else "0",
                short(found.input_end),
            )
        )  # fmt: skip
        self.heads[1].setText(
            self.tr("Kernels  {0}").format(
                shape_text((len(kernels), kernels[0].channels, *kernels[0].size))
            )
        )
        if found.outcome is None:
            self.heads[2].setText(self.tr("Output"))
            self.verdict.show_problem(found.problem)
            self.legend.clear()
        else:
            self.heads[2].setText(
                self.tr("Output  {0}").format(shape_text(found.outcome.shape.output))
            )
            told, warning = formulas(found.outcome.shape), unseen(found)
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
