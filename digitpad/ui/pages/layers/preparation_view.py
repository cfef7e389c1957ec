"""From ink to input, before the first layer: every step with its picture, its switch, its cost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QSignalBlocker, QSize, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QHideEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.ink.input.frame import SIDE, Array
from digitpad.ink.input.preparation import ALL_STEPS, FRAMED_STEPS, STEPS, Preparation
from digitpad.network.architecture import TUTORIAL
from digitpad.reading.probe import Costs, Curve, ProbeChange, costs, probe
from digitpad.support.colour_scales import shaded
from digitpad.ui.background import Latest
from digitpad.ui.pages.layers.comparison import told
from digitpad.ui.pages.layers.probe_plot import ProbePlot
from digitpad.ui.pages.layers.step_card import (
    PictureCard,
    StepCard,
    StrokesCard,
    explanation,
    name,
    sentence,
    what_was_drawn,
)
from digitpad.ui.theme import theme, theme_source
from digitpad.ui.widgets.basics import Line, filled
from digitpad.ui.widgets.choice_row import ChoiceRow
from digitpad.ui.widgets.map_painter import ink_image, shade_image

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.ink.drawing import Drawing
    from digitpad.ink.input.preparation import Steps

PICTURES_GIVE = 36  # pixels of their least height, that they do without on a small screen
EVERY = 100  # milliseconds: from one question about a drawing to the next


@dataclass(frozen=True, eq=False)
class Findings:
    """What was found out about a drawing away from the window's thread."""

    costs: Costs
    curve: Curve


def find_out(
    network: Graph | None, drawing: Drawing, preparation: Preparation, change: ProbeChange
) -> Findings | None:
    """Ask ``network`` about ``drawing`` with and without each step, and while it changes.

    None where there is no module. The colours for the last picture are loaded in any case.
    """
    if network is None:
        return None
    found = costs(network, drawing, preparation)
    digit = found.answer.digit
    curves = probe(network, drawing, preparation, digit, (change,))
    return Findings(found, curves[change])


class PreparationView(QWidget):
    """Shows the steps of a drawing; ``preparation_changed(Preparation)`` tells a switch."""

    preparation_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setObjectName("preparationView")
        self._preparation = ALL_STEPS
        self._change = ProbeChange.SHIFT
        self._drawing: Drawing | None = None
        self._network: Graph | None = None
        self._why_no_network = ""
        self._steps: Steps | None = None
        self._findings: Findings | None = None
        self._has_scale = False  # loading the colours takes longer than a frame
        self._asked_again = False
        self._questions = Latest(self)
        self._questions.answered.connect(self._take)
        self._questions.failed.connect(self._tell_failure)
        self._pause = QTimer(self, singleShot=True, interval=EVERY)
        self._pause.timeout.connect(self._ask_again)
        self.cards = {step: StepCard(name(step), explanation(step)) for step in STEPS}
        self.strokes = StrokesCard(name("strokes"), explanation("strokes"))
        self.summary = Line()
        self.plot = ProbePlot()
        self.plot.set_empty_text(
            self.tr("The probe changes the drawing, and plots how sure the network is.")
        )
        self.readout = Line()
        self.choices = self._choice_row()
        self._lay_out()
        for step, card in self.cards.items():
            card.switch.setObjectName(f"{step}Switch")
            card.switch.toggled.connect(partial(self._switch, step))
        self.choices.chosen.connect(self._choose)
        self.plot.described.connect(self.readout.setText)
        theme_source.changed.connect(self._show_pictures)
        self._show()

    def _choice_row(self) -> ChoiceRow:
        names = {
            ProbeChange.SHIFT: self.tr("Shift"), ProbeChange.TURN: self.tr("Turn"),
            ProbeChange.SCALE: self.tr("Scale"), ProbeChange.THICKNESS: self.tr("Thickness"),
        }  # fmt: skip
        choices = ChoiceRow("", [names[change] for change in ProbeChange])
        for change, button in zip(ProbeChange, choices.buttons(), strict=True):
            button.setObjectName(f"{change.value}Button")
            button.setAccessibleName(self.tr("Probe: {0}").format(names[change]))
        return choices

    def _lay_out(self) -> None:
        row = filled(QHBoxLayout(), *((card, 1) for card in self.row()), spacing=0)
        probing = filled(QHBoxLayout(), self.choices, (self.readout, 1), spacing=12)
        filled(QVBoxLayout(self), self.summary, (row, 5), probing, (self.plot, 4), spacing=6)

    def set_subject(
        self, drawing: Drawing | None, network: Graph | None, steps: Steps | None
    ) -> None:
        """Show ``steps``, of ``drawing``, and find out what ``network`` makes of it."""
        has_ink = drawing is not None and not drawing.is_empty
        self._drawing, self._network = drawing if has_ink else None, network
        self._steps = steps if has_ink else None
        if self._drawing is None or network is None:
            self._findings = None
            self._questions.forget()
        if self.isVisible():
            self._show()
            self._ask()

    def tell_why_no_network(self, text: str) -> None:
        """Say ``text`` in place of what the steps cost while no network reads."""
        self._why_no_network = text
        self._show_findings()

    def set_preparation(self, preparation: Preparation) -> None:
        """Show which steps are done, without a signal."""
        for step, card in self.cards.items():
            with QSignalBlocker(card.switch):
                card.switch.setChecked(getattr(preparation, step))
        self._preparation = preparation
        self._show()
        self._ask()

    def row(self) -> tuple[PictureCard, ...]:
        """Return all cards from left to right: the strokes, and the steps."""
        return (self.strokes, *self.cards.values())

    def preparation(self) -> Preparation:
        """Return which steps are done."""
        return self._preparation

    def findings(self) -> Findings | None:
        """Return what is known of the drawing; it may be of a moment ago."""
        return self._findings

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        return super().minimumSizeHint() - QSize(0, PICTURES_GIVE)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        for card in self.row():
            card.set_breadth(self.width() // len(self.row()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Point from each picture to the next."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme().muted), 1.5))
        for before, card in pairwise(self.row()):
            right = before.x() + before.picture_rect().right()
            height = card.y() + card.picture_rect().center().y()
            middle = QPointF((right + card.x()) / 2 + 2, height)
            back = middle - QPointF(3.5, 0)
            painter.drawPolyline([back - QPointF(0, 4), middle, back + QPointF(0, 4)])

    # Switching and choosing

    def _switch(self, step: str, is_on: bool) -> None:
        if getattr(self._preparation, step) != is_on:
            self.set_preparation(self._preparation.toggled(step))
            self.preparation_changed.emit(self._preparation)

    @Slot(int)
    def _choose(self, place: int) -> None:
        self._change = tuple(ProbeChange)[place]
        self._ask()

    # Finding out

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._show()
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        super().hideEvent(event)
        self._questions.forget()

    def _ask(self) -> None:
        """Ask about the drawing, at once or when the last question is long enough ago."""
        if self._drawing is None or not self.isVisible():
            return
        if self._pause.isActive():
            self._asked_again = True
            return
        self._asked_again = False
        self._pause.start()
        self._questions.ask(
            partial(find_out, self._network, self._drawing, self._preparation, self._change)
        )

    @Slot()
    def _ask_again(self) -> None:
        if self._asked_again:
            self._ask()

    @Slot(object)
    def _take(self, findings: Findings | None) -> None:
        if not self._has_scale:
            self._has_scale = True
            self._show_pictures()
        if findings is not None:
            self._findings = findings
            self._show_findings()

    @Slot(str)
    def _tell_failure(self, reason: str) -> None:
        self._findings = None
        self._show()
        self.summary.setText(reason)

    # What it shows

    def _show(self) -> None:
        steps = self._steps
        framed = steps is not None and steps.is_framed
        self.strokes.show_sentence("" if steps is None else what_was_drawn(steps)[0])
        for step, card in self.cards.items():
            acts = not framed or step in FRAMED_STEPS
            card.switch.setEnabled(acts)
            words = sentence(step, self._preparation)
            card.show_sentence(words if acts else self.tr("It has been done already"))
        self._show_pictures()
        self._show_findings()

    @Slot()
    def _show_pictures(self) -> None:
        steps = self._steps
        if steps is None:
            for card in self.row():
                card.show_picture(None, "", 1.0)
            return
        _, amount = what_was_drawn(steps)
        self.strokes.show_picture(ink_image(steps.sheet, theme().ink_shades), amount, 1.0)
        for step, ink in (
            ("crop", steps.cropped), ("box", steps.boxed), ("pen", steps.penned),
            ("centre", steps.centred), ("grey", steps.image),
        ):  # fmt: skip
            # The sheet fills its square; the others are shown in the size of the input's pixels.
            share = 1.0 if step == "crop" else max(ink.shape) / SIDE
            self.cards[step].show_picture(ink_image(ink), self._size(ink), share)
        last = None
        if not steps.preparation.normalise:
            last = ink_image(steps.image)
        elif self._has_scale:
            by = TUTORIAL if self._network is None else self._network.input
            values = (steps.image - np.float32(by.mean)) / np.float32(by.std)
            last = shade_image(shaded(values[None], True, theme().dark)[0])
        self.cards["normalise"].show_picture(last, self._size(steps.image), 1.0)

    def _size(self, ink: Array) -> str:
        height, width = ink.shape
        return self.tr("{0} × {1} pixels").format(height, width)

    def _show_findings(self) -> None:
        found = self._findings
        if found is None or found.costs.preparation != self._preparation:
            for card in self.cards.values():
                card.show_cost("", is_alarming=False)
            if found is None:
                self.summary.setText(self._what_is_missing())
                self.plot.show_curve(None)
            return
        answer = found.costs.answer
        for step, card in self.cards.items():
            other = found.costs.switched[step]
            words = told(other)
            if not card.switch.isEnabled():
                text = ""
            elif card.switch.isChecked():
                text = self.tr("without: {0}").format(words.replace(" %", "\N{NO-BREAK SPACE}%"))
            else:
                text = self.tr("with: {0}").format(words.replace(" %", "\N{NO-BREAK SPACE}%"))
            card.show_cost(text, is_alarming=bool(text) and other.digit != answer.digit)
        words = told(answer)
        full = found.costs.full
        if self._preparation == ALL_STEPS:
            text = self.tr("With all steps: {0}").format(words)
        else:
            text = self.tr("With these steps: {0}. With all: {1}").format(words, told(full))
        self.summary.setText(text)
        self.plot.show_curve(found.curve)

    # Words

    def _what_is_missing(self) -> str:
        if self._network is None:
            return self._why_no_network
        if self._drawing is None:
            return self.tr("Draw a digit to see how it becomes the network's input.")
        return ""
