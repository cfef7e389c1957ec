"""One step of learning: the true digit, rate and momentum, the loss, and the step itself."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.graph.changes import Changes
from digitpad.graph.gradient import Gradients, gradients
from digitpad.graph.trace import Activations
from digitpad.support.numbers import readable
from digitpad.training.one_step import take_step
from digitpad.training.recipe import LIMITS, TUTORIAL_RECIPE
from digitpad.ui.background import Latest
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import Line, filled, named, push_button
from digitpad.ui.widgets.boxes import ChoiceBox, DecimalBox

DIGIT_WIDTH = 52  # pixels: the loss beside it can be read at 1024 x 680
LEAST_PROBABILITY = 1e-45  # the least that is not 0, as 32-bit floats go


@dataclass(frozen=True, eq=False)
class NextStep:
    """The gradients of what is seen, and what the step that comes next multiplies them with."""

    found: Gradients
    learning_rate: float
    momentum: float


@dataclass(frozen=True)
class LearnSettings:
    """What is set. digit: None until somebody has chosen one."""

    is_on: bool
    digit: int | None
    learning_rate: float
    momentum: float


class LearnBar(QWidget):
    """Finds the gradients of the newest trace while it is on, in a thread, and takes steps.

    ``changed(NextStep | None)``: gradients, rate or momentum are others; None: nothing is learnt.
    ``stepped(Changes)``: what the network is after one more step.
    """

    changed = Signal(object)
    stepped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make it, switched off; ``switch`` is what switches it on."""
        super().__init__(parent)
        self.setObjectName("learnBar")
        self._trace: Activations | None = None
        self._is_newest = False  # the trace is of the weights and the input that there are now
        self._before: tuple[float, ...] = ()  # probabilities without any changes
        self._digit: int | None = None
        self._found: Gradients | None = None
        # Digit, rate and momentum, as they were set, of each step that is still to be taken.
        self._waiting: deque[tuple[int, float, float]] = deque()
        self.switch = QAction(self.tr("&Learning Step by Step"), self, checkable=True)
        self.switch.setShortcut("Ctrl+L")
        self.switch.setToolTip(
            self.tr("Loss, gradients and steps of learning for this drawing (Ctrl+L)")
        )
        self.step = QAction(self.tr("&Take a Step"), self)
        self.step.setShortcut("Ctrl+Shift+L")
        self.digits = ChoiceBox("trueDigitBox")
        self.digits.setToolTip(self.tr("What the drawing is meant to be"))
        self.digits.setAccessibleName(self.tr("True digit"))
        self.rate = self._number("stepRateBox", "learning_rate", 5, 0)
        self.momentum = self._number("stepMomentumBox", "momentum", 3, 0.05)
        self.step_button = push_button(
            self.tr("Take a Step"), "takeStepButton",
            self.tr(
                "Change every weight by rate × gradient, of this drawing alone (Ctrl+Shift+L). "
                "Dropout is off, and batch normalisation keeps its averages. Restore undoes it."
            ),
            primary=True,
        )  # fmt: skip
        self.loss = Line()
        self.loss.setToolTip(self.tr("−log of the probability of the true digit"))
        self._lay_out()
        self._gradients = Latest(self)
        self._steps = Latest(self)
        self._connect()
        self.hide()
        self._enable()

    def _number(self, name: str, limits: str, decimals: int, step: float) -> DecimalBox:
        box = DecimalBox(*LIMITS[limits], decimals, step, name)
        box.setValue(getattr(TUTORIAL_RECIPE, limits))
        box.setKeyboardTracking(False)  # 10 on the way to 1000 was not meant
        return box

    def _lay_out(self) -> None:
        rate = named(self.tr("Rate"), self.rate)
        momentum = named(self.tr("Momentum"), self.momentum)
        self.digits.setFixedWidth(DIGIT_WIDTH)
        for box, name, breadth in ((self.rate, rate, 66), (self.momentum, momentum, 54)):
            box.setFixedWidth(breadth)
            box.setAccessibleName(name.text())
        filled(
            QHBoxLayout(self), named(self.tr("True &digit"), self.digits), self.digits, rate,
            self.rate, momentum, self.momentum, self.step_button, (self.loss, 1), spacing=5,
        )  # fmt: skip

    def _connect(self) -> None:
        self.switch.toggled.connect(self._switch)
        self.step.triggered.connect(self._ask_step)
        self.step_button.clicked.connect(self.step.trigger)
        self.digits.activated.connect(self._choose)
        for box in (self.rate, self.momentum):
            box.valueChanged.connect(self._tell_change)
            box.refused.connect(tell)
        self._gradients.answered.connect(self._take)
        self._gradients.failed.connect(self._fail)
        self._steps.answered.connect(self._take_step)
        self._steps.failed.connect(self._fail)

    # What it learns from

    @property
    def is_on(self) -> bool:
        """True while the loss of the drawing is looked at."""
        return self.switch.isChecked()

    @property
    def next_step(self) -> NextStep | None:
        """What is known; it may be of the trace before, for a moment."""
        if not self.is_on or self._found is None:
            return None
        return NextStep(self._found, self.rate.value(), self.momentum.value())

    @property
    def losses(self) -> tuple[float, float] | None:
        """The loss of the true digit without any changes and now; None while none is known."""
        found = self._found
        if not self.is_on or found is None:
            return None
        digit = found.digit
        if found.trace.changes.is_empty or digit >= len(self._before):
            return found.loss, found.loss
        return -math.log(max(self._before[digit], LEAST_PROBABILITY)), found.loss

    def settings(self) -> LearnSettings:
        """Return what is set, for another bar."""
        return LearnSettings(self.is_on, self._digit, self.rate.value(), self.momentum.value())

    def set_settings(self, settings: LearnSettings) -> None:
        """Set what another bar had."""
        self._digit = settings.digit
        self.rate.setValue(settings.learning_rate)
        self.momentum.setValue(settings.momentum)
        self.switch.setChecked(settings.is_on)

    def set_trace(
        self, trace: Activations | None, before: tuple[float, ...], *, is_newest: bool
    ) -> None:
        """Learn from ``trace`` from now on. before: the probabilities without any changes.

        is_newest: no other one is on its way, of weights or an input that have changed since.
        """
        self._before, self._is_newest = before, is_newest
        if trace is self._trace:
            self._go_on()
            return
        self._trace = trace
        if trace is None:
            self.forget_steps()
        self._ask()

    def await_trace(self) -> None:
        """Take no step until the next trace is there: weights or input are others now."""
        self._is_newest = False

    def forget_steps(self) -> None:
        """Take none of the steps that were asked for and are still to come."""
        self._waiting.clear()
        self._steps.forget()

    # Choosing

    @Slot(bool)
    def _switch(self, is_on: bool) -> None:
        self.setVisible(is_on)
        if not is_on:
            self.forget_steps()
        self._ask()

    @Slot(int)
    def _choose(self, digit: int) -> None:
        self._digit = digit
        self._ask()

    def _offer_digits(self, trace: Activations) -> None:
        """Offer the classes there are; until one is chosen, the answer without any changes."""
        with QSignalBlocker(self.digits):
            if self.digits.count() != trace.graph.classes:
                self.forget_steps()  # of another network
                self.digits.clear()
                self.digits.addItems([str(n) for n in range(trace.graph.classes)])
            if self._digit is not None and self._digit >= trace.graph.classes:
                self._digit = None
            answer = np.argmax(self._before or trace.probabilities)
            self.digits.setCurrentIndex(int(answer) if self._digit is None else self._digit)

    # Gradients

    def _ask(self) -> None:
        """Have the gradients found of what is seen now, or forget those there were.

        Of the digit that the next step is towards, else of the one that is set.
        """
        trace = self._trace
        if not self.is_on or trace is None:
            self._gradients.forget()
            if self._found is not None:
                self._show(None)
            self._enable()
            return
        self._offer_digits(trace)
        self._enable()
        digit = self._waiting[0][0] if self._waiting else self.digits.currentIndex()
        self._gradients.ask(partial(gradients, trace, digit))

    @Slot(object)
    def _take(self, found: Gradients) -> None:
        self._show(found)
        self._go_on()

    @Slot(str)
    def _fail(self, message: str) -> None:
        self.forget_steps()
        self._show(None)
        self.loss.setText(message)

    def _show(self, found: Gradients | None) -> None:
        self._found = found
        self._tell_loss()
        self._enable()
        self._tell_change()

    def _tell_loss(self) -> None:
        found = self._found
        if found is None:
            self.loss.setText("")
            return
        digit, is_changed = found.digit, not found.trace.changes.is_empty
        if is_changed and digit < len(self._before) and self._before[digit] > 0:
            before = -math.log(self._before[digit])
            text = self.tr("Loss {0}, was {1}").format(readable(found.loss, 3), readable(before, 3))
        else:
            text = self.tr("Loss {0}").format(readable(found.loss, 3))
        self.loss.setText(text)

    @Slot()
    def _tell_change(self) -> None:
        self.changed.emit(self.next_step)

    def _enable(self) -> None:
        can_step = self.is_on and self._trace is not None
        self.step.setEnabled(can_step)
        self.step_button.setEnabled(can_step)
        self.digits.setEnabled(can_step)

    # Steps

    @Slot()
    def _ask_step(self) -> None:
        for box in (self.rate, self.momentum):
            box.interpretText()
        self._waiting.append((self.digits.currentIndex(), self.rate.value(), self.momentum.value()))
        self._go_on()

    def _go_on(self) -> None:
        """Take a step that waits, once the gradients after the one before are there.

        They have to be of the weights and the digit of now, or a step would be taken twice from
        the same weights, and so be lost, or towards the digit that was chosen before.
        """
        found = self._found
        is_ready = self._is_newest and self._gradients.is_idle and self._steps.is_idle
        if not self._waiting or found is None or not is_ready:
            return
        _, rate, momentum = self._waiting.popleft()
        self._steps.ask(partial(take_step, found, rate, momentum))

    @Slot(object)
    def _take_step(self, changes: Changes) -> None:
        self.await_trace()
        self.stepped.emit(changes)
