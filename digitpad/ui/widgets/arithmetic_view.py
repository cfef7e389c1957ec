"""One value's arithmetic, each number shown."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import numpy as np
from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QTextBrowser, QWidget

from digitpad.graph.operation import Explanation, Formula, WeightedSum
from digitpad.graph.ops.attention import MeanOfValues
from digitpad.graph.ops.convolution import Convolution
from digitpad.graph.ops.input import Grey
from digitpad.graph.ops.interpolate import Interpolation
from digitpad.graph.ops.linear import RowTimesColumn
from digitpad.graph.ops.normalisation import Normalisation
from digitpad.graph.ops.pooling import Pooling
from digitpad.graph.ops.softmax import SoftmaxSteps
from digitpad.reading.classify import percent, share
from digitpad.support.numbers import number
from digitpad.ui.theme import theme, theme_source
from digitpad.ui.widgets.convolution_view import ArithmeticPart, ConvolutionView

LARGEST = 12  # contributions of a weighted sum, or logits of many, that are listed
MOST_LOGITS = 20  # that are listed all: a thousand take half a second


class ArithmeticText(QTextBrowser):
    """Shows an explanation; its text can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setObjectName("arithmeticText")
        self.setAccessibleName(self.tr("Arithmetic of one value"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self._html = ""
        self._written: Callable[[], str] = str  # what is shown, in the colours of the theme
        theme_source.changed.connect(self._write)

    def show_nothing(self) -> None:
        """Tell how to get an explanation."""
        hint = self.tr("Click a value, or move to it with the arrow keys and press Enter.")
        self._show(lambda: f'<p style="color:{theme().muted}">{escape(hint)}</p>')

    def show_text(self, heading: str, explanation: Explanation, conclusion: list[str]) -> None:
        """Show ``explanation`` under ``heading``, and then the lines of ``conclusion``."""
        end = "".join(f"<p>{escape(line)}</p>" for line in conclusion)
        self._show(lambda: f"<h4>{escape(heading)}</h4>{self._steps(explanation)}{end}")

    def _show(self, html: Callable[[], str]) -> None:
        self._written = html
        self._write()

    @Slot()
    def _write(self) -> None:
        html = self._written()
        if html == self._html:
            return
        self._html = html
        bar = self.verticalScrollBar()
        place = bar.value()
        self.setHtml(html)
        bar.setValue(place)  # numbers change under the reader's eyes, the place does not

    def _steps(self, explanation: Explanation) -> str:
        match explanation:
            case Grey():
                return self._grey(explanation)
            case Normalisation():
                return self._normalisation(explanation)
            case Formula():
                return f"<p>{escape(explanation.formula)} = <b>{number(explanation.total)}</b></p>"
            case Interpolation():
                return self._interpolation(explanation)
            case WeightedSum():
                return self._weighted_sum(explanation)
            case SoftmaxSteps():
                return self._softmax(explanation)
        return f"<p>{escape(explanation.text())}</p>"

    def _grey(self, step: Grey) -> str:
        words = self.tr("(grey level − mean) / deviation")
        return (
            f"<p>{escape(words)}</p>"
            f"<p>({number(step.grey)} − {number(step.mean)}) / {number(step.std)} = "
            f"<b>{number(step.total)}</b></p>"
        )

    def _normalisation(self, step: Normalisation) -> str:
        words = self.tr("(value − mean) / deviation × weight + bias")
        return (
            f"<p>{escape(words)}</p>"
            f"<p>({number(step.value)} − {number(step.mean)}) / {number(step.deviation)} × "
            f"{number(step.weight)} + {number(step.bias)} = <b>{number(step.total)}</b></p>"
        )

    def _weighted_sum(self, step: WeightedSum) -> str:
        shown = step.largest(LARGEST)
        products = self._products(step, shown.tolist())
        rest = float(step.products.sum() - step.products[shown].sum())
        count = len(step.inputs) - len(shown)
        others = self.tr("and {0} others: {1}", "", count).format(f"{count:,}", number(rest))
        others = f"<p>{escape(others)}</p>" if count else ""
        end = f"<p>= <b>{number(step.total)}</b></p>"
        if step.bias is not None:
            bias = self.tr("bias {0}").format(number(step.bias))
            end = (
                f"<p>{number(step.products.sum())} + {escape(bias)} = "
                f"<b>{number(step.total)}</b></p>"
            )
        what = "".join(f"<p>{escape(line)}</p>" for line in self._what_is_summed(step))
        return f"{what}{products}{others}{end}"

    def _what_is_summed(self, step: WeightedSum) -> list[str]:
        match step:
            case RowTimesColumn():
                what = self.tr("Row {0} of the first input times column {1} of the second")
                lines = [what.format(step.row, step.column)]
            case MeanOfValues():
                what = self.tr(
                    "Query {0} takes the mean of column {1} of the values, each weighed by how "
                    "well its key fits"
                )
                lines = [what.format(step.query, step.column)]
            case _:
                lines = []
        return [*lines, self.tr("The largest contributions")]

    def _interpolation(self, step: Interpolation) -> str:
        count = len(step.inputs)
        if count == 1:
            heading = self.tr("The nearest value of map {0}").format(step.channel)
        else:
            heading = self.tr("The weighted mean of {0} values of map {1}")
            heading = heading.format(count, step.channel)
        # All of them, in their order: there are sixteen at most, and their weights come to 1.
        products = self._products(step, list(range(count)))
        return f"<p>{escape(heading)}</p>{products}<p>= <b>{number(step.total)}</b></p>"

    def _products(self, step: WeightedSum, shown: list[int]) -> str:
        """Return a table of those products of ``step`` that are ``shown``."""
        rows = [
            f"<tr><td>{escape(self._input_name(step, n)).replace(' ', '&nbsp;')}&nbsp;</td>"
            f"<td align=right>{number(step.inputs[n])}</td><td>×</td>"
            f"<td align=right>{number(step.weights[n])}</td><td>=</td>"
            f"<td align=right><b>{number(step.products[n])}</b></td></tr>"
            for n in shown
        ]
        return f'<table cellspacing=2 style="font-size:12px">{"".join(rows)}</table>'

    def _input_name(self, step: WeightedSum, n: int) -> str:
        if isinstance(step, Interpolation):
            return self.tr("row {0}, column {1}").format(*step.places[n].tolist())
        if isinstance(step, RowTimesColumn):
            return self.tr("value {0}").format(n)
        if isinstance(step, MeanOfValues):
            return self.tr("key {0}").format(n)
        if step.maps is None:
            return self.tr("unit {0}").format(n)
        channel, row, column = (int(i) for i in np.unravel_index(n, step.maps))
        return self.tr("map {0}, {1}, {2}").format(channel, row, column)

    def _softmax(self, step: SoftmaxSteps) -> str:
        head = "".join(
            f"<td align=right>{escape(name)}&nbsp;</td>"
            for name in ("", self.tr("logit"), self.tr("− largest"), "exp")
        )
        listed = _listed(step)
        rows = "".join(
            f"<tr><td>{n}&nbsp;</td><td align=right>{number(step.logits[n])}&nbsp;</td>"
            f"<td align=right>{number(step.shifted[n])}&nbsp;</td>"
            f"<td align=right>{number(step.exponentials[n])}</td></tr>"
            for n in listed
        )
        count = len(step.logits) - len(listed)
        if count:
            rest = number(step.exponential_sum - float(step.exponentials[listed].sum()))
            others = escape(self.tr("and {0} others: {1}", "", count).format(f"{count:,}", rest))
            rows += f"<tr><td colspan=4 align=right>{others}</td></tr>"
        total = self.tr("sum {0}").format(number(step.exponential_sum))
        if not step.is_log:
            own = step.exponentials[step.index]
            return (
                f"<table><tr>{head}</tr>{rows}</table><p>{escape(total)}</p>"
                f"<p>{number(own)} / {number(step.exponential_sum)} = "
                f"<b>{share(step.total, 3)}</b></p>"
            )
        own = step.total + step.logarithm
        probability = self.tr("probability {0}").format(percent(float(np.exp(step.total))))
        return (
            f"<table><tr>{head}</tr>{rows}</table>"
            f"<p>{escape(total)}, log {number(step.logarithm)}</p>"
            f"<p>{number(own)} − {number(step.logarithm)} = <b>{number(step.total)}</b>, "
            f"{escape(probability)}</p>"
        )


def _listed(step: SoftmaxSteps) -> list[int]:
    """Return which logits are listed, in their order: all, or of many the largest and its own."""
    if len(step.logits) <= MOST_LOGITS:
        return list(range(len(step.logits)))
    largest = np.argsort(-step.exponentials, kind="stable")[:LARGEST].tolist()
    return sorted({*largest, step.index})


class ArithmeticView(QStackedWidget):
    """Shows an explanation, whose text can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setObjectName("arithmeticView")
        self.text = ArithmeticText()
        self.convolution = ConvolutionView()
        self.addWidget(self.text)
        self.addWidget(self.convolution)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(320, 300)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(190, 132)

    def toPlainText(self) -> str:  # noqa: N802
        """Return what is shown as text."""
        if self.currentWidget() is self.text:
            return self.text.toPlainText()
        return self.convolution.toPlainText()

    def show_nothing(self) -> None:
        """Tell how to get an explanation."""
        self.text.show_nothing()
        self.setCurrentWidget(self.text)

    def show_explanation(
        self, heading: str, explanation: Explanation, own: float, rectified: bool, silenced: bool
    ) -> None:
        """Show ``explanation`` under ``heading``.

        own: the network's own value. rectified: a ReLU follows. silenced: the value is set to
        zero by hand.
        """
        conclusion = self._conclusion(own, rectified, silenced)
        self.show_steps(heading, explanation, conclusion)

    def show_steps(
        self,
        heading: str,
        explanation: Explanation,
        conclusion: list[str],
        until: ArithmeticPart = ArithmeticPart.TOTAL,
    ) -> None:
        """Show ``explanation`` under ``heading``, then the lines of ``conclusion``.

        until: how much of a convolution is shown.
        """
        if isinstance(explanation, Convolution):
            self.convolution.show_convolution(heading, explanation, conclusion, until)
            self.setCurrentWidget(self.convolution)
        elif isinstance(explanation, Pooling):
            self.convolution.show_pool(heading, explanation, conclusion)
            self.setCurrentWidget(self.convolution)
        else:
            self.text.show_text(heading, explanation, conclusion)
            self.setCurrentWidget(self.text)

    def _conclusion(self, own: float, rectified: bool, silenced: bool) -> list[str]:
        if silenced:
            return [self.tr("It is silenced: the network gets 0.")]
        lines = [self.tr("The network says {0}").format(number(own))]
        if rectified:
            lines.append(f"ReLU: max(0, {number(own)}) = {number(max(0.0, own))}")
        return lines
