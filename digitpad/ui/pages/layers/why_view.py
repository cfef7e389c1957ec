"""Why this digit: what in the drawing speaks for it and what against it, painted over the ink."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from digitpad.graph.operation import Array
from digitpad.network.architecture import CLASSES
from digitpad.support.colour_scales import limit
from digitpad.support.numbers import signed
from digitpad.training.attribution import METHODS, Attribution, Method, attribute
from digitpad.ui.background import Latest
from digitpad.ui.pages.layers.ink_overlay import STRENGTH, InkOverlay, Pixel
from digitpad.ui.pages.layers.why_words import (
    decimals,
    log_odds_words,
    method_name,
    numbers,
    what_is_seen,
)
from digitpad.ui.theme import FONT_PIXELS
from digitpad.ui.widgets.basics import Line, filled, label
from digitpad.ui.widgets.boxes import ChoiceBox, Slider
from digitpad.ui.widgets.choice_row import FIRST, DigitChoice
from digitpad.ui.widgets.map_painter import Legend
from digitpad.ui.widgets.painted import NumberRows

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph

EVERY = 100  # milliseconds at least from one question to the next
COLUMN = 232, 340  # pixels, width of what stands beside the picture: at least and at most


@dataclass(frozen=True, eq=False)
class Found:
    """An answer of the thread. image: what was asked about."""

    image: Array
    attribution: Attribution


def find(
    network: Graph, image: Array, digit: int, method: Method,
    rather_than: int | None, normalise: bool,
) -> Found:  # fmt: skip
    """Do what takes longer than a frame, for a thread: the map, and the scale to paint it in."""
    return Found(image, attribute(
        network, image, digit, method, rather_than=rather_than, normalise=normalise
    ))  # fmt: skip


def _compute_alone() -> None:
    from digitpad.training.threads import read_with_one_thread

    read_with_one_thread()


class WhyView(QWidget):
    """Explains the answer, or any other digit, for the newest image; it computes while visible.

    Picture, sentence and numbers are always of one answer of the thread: while the pen moves they
    follow together, a little later. Keys 0 to 9 choose a digit, A the answer.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a view without a subject."""
        super().__init__(parent)
        self.setObjectName("whyView")
        self._image: Array | None = None
        self._network: Graph | None = None
        self._why_no_network = ""
        self._answer: int | None = None
        self._normalise = True
        self._found: Found | None = None
        self._is_wanted = False  # there is something to ask that was not asked yet
        self._hovered: Pixel | None = None

        self.digits = DigitChoice()
        self.rather_than = ChoiceBox("whyRatherThan")
        self.overlay = InkOverlay()
        self.method = ChoiceBox("whyMethod")
        self.sentence = label("", "whySentence")
        self.numbers = NumberRows("numberRows", (220, 4), row=20, pixels=FONT_PIXELS, above=2)
        self.strength = Slider()
        self.legend = Legend()
        self.value = Line()
        self._make_choices()
        self._lay_out()
        self._questions = Latest(self, prepare=_compute_alone)
        self._pause = QTimer(self, singleShot=True, interval=EVERY)
        self._connect()
        self._show()

    def _make_choices(self) -> None:
        self.rather_than.setAccessibleName(self.tr("The digit to compare with"))
        self._offer(CLASSES)
        self.rather_than.setToolTip(self.tr("Compare with one other digit, or with all others"))
        self.method.setAccessibleName(self.tr("How to find out"))
        self.method.addItems([method_name(method) for method in METHODS])
        self.strength.setObjectName("whyStrength")
        self.strength.setAccessibleName(self.tr("More ink or more of the map"))
        self.strength.setRange(0, 100)
        self.strength.setValue(round(100 * STRENGTH))
        self.numbers.setToolTip(log_odds_words())
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)

    def _lay_out(self) -> None:
        how = QGridLayout()
        how.setHorizontalSpacing(8)
        how.setVerticalSpacing(6)
        how.setColumnStretch(1, 1)
        how.addWidget(label(self.tr("Method"), "field"), 0, 0)
        how.addWidget(self.method, 0, 1)
        how.addWidget(label(self.tr("Against"), "field"), 1, 0)
        how.addWidget(self.rather_than, 1, 1)
        ink, of_map = label(self.tr("Ink"), "field"), label(self.tr("Map"), "field")
        ink_or_map = filled(QHBoxLayout(), ink, (self.strength, 1), of_map, spacing=8)
        beside = QWidget()
        beside.setMinimumWidth(COLUMN[0])
        beside.setMaximumWidth(COLUMN[1])
        column = filled(
            QVBoxLayout(beside), how, self.sentence, self.numbers, None, ink_or_map, self.legend,
            self.value, spacing=8, margins=(0, 3, 0, 0),
        )  # fmt: skip
        column.setAlignment(self.legend, Qt.AlignmentFlag.AlignHCenter)
        row = filled(QHBoxLayout(), (self.overlay, 100), (beside, 1), spacing=16)
        row.addStretch(0)
        filled(QVBoxLayout(self), self.digits, (row, 1), spacing=8)

    def _connect(self) -> None:
        self._questions.answered.connect(self._take)
        self._questions.failed.connect(self._fail)
        self._pause.timeout.connect(self._ask)
        self.digits.chosen.connect(self._choose)
        self.rather_than.currentIndexChanged.connect(self._choose)
        self.method.currentIndexChanged.connect(self._choose)
        self.strength.valueChanged.connect(self._set_strength)
        self.overlay.hovered.connect(self._hover)
        self.overlay.selected.connect(self._point)

    # Its subject

    def set_subject(
        self, image: Array | None, network: Graph | None, answer: int | None,
        normalise: bool = True, is_sure: bool = True,
    ) -> None:  # fmt: skip
        """Explain what ``network``, in evaluation mode, makes of ``image`` (28, 28) in 0..1.

        answer: the digit that it reads; is_sure: whether that counts. None for ``image``: the
        canvas is empty; for ``network``: there is no model.
        """
        if network is not None:
            self._offer(min(network.classes, CLASSES))
        self.digits.set_answer(answer, is_sure)
        subject = image, network, answer, normalise
        before = self._image, self._network, self._answer, self._normalise
        if all(new is old for new, old in zip(subject, before, strict=True)):
            return
        self._image, self._network, self._answer, self._normalise = subject
        if image is None or network is None or self.digits.digit() is None:
            self._questions.forget()
            self._found = None
        if self._found is None:
            self._show()
        self._ask_soon()

    def _offer(self, classes: int) -> None:
        """Let those digits be chosen that the network knows."""
        if self.rather_than.count() == classes + 1:
            return
        self.digits.offer(classes)
        other = self.rather_than.currentIndex()
        with QSignalBlocker(self.rather_than):
            self.rather_than.clear()
            self.rather_than.addItems([self.tr("all others"), *map(str, range(classes))])
            self.rather_than.setCurrentIndex(other if 0 <= other <= classes else 0)

    def tell_why_no_network(self, text: str) -> None:
        """Say ``text`` in place of a map while no network reads."""
        self._why_no_network = text
        if self._network is None:
            self._show()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        if self._is_wanted:
            self._ask_soon()

    # Choosing

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        digit = event.key() - Qt.Key.Key_0.value
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and (0 <= digit <= 9 or event.key() == Qt.Key.Key_A):
            self.digits.button(digit if 0 <= digit <= 9 else FIRST).click()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _choose(self) -> None:
        self._questions.forget()  # an answer of another choice is not shown
        self._ask_soon()

    @Slot(int)
    def _set_strength(self, percents: int) -> None:
        self.overlay.set_strength(percents / 100)

    # Asking

    def _ask_soon(self) -> None:
        self._is_wanted = True
        if not self._pause.isActive():
            self._ask()

    @Slot()
    def _ask(self) -> None:
        """Ask the thread, unless it is too soon: then what it waits for calls again."""
        if not self._is_wanted or not self._questions.is_idle:
            return
        if not self.isVisible():
            return
        digit = self.digits.digit()
        if self._image is None or self._network is None or digit is None:
            return
        other = self.rather_than.currentIndex() - 1
        self._is_wanted = False
        self._pause.start()
        self._questions.ask(partial(
            find, self._network, self._image, digit,
            METHODS[self.method.currentIndex()], None if other in (-1, digit) else other,
            self._normalise,
        ))  # fmt: skip

    @Slot(object)
    def _take(self, found: Found) -> None:
        self._found = found
        self._show()
        if not self._pause.isActive():
            self._ask()

    @Slot(str)
    def _fail(self, message: str) -> None:
        self._found = None
        self._show()
        self.sentence.setText(message)
        if not self._pause.isActive():
            self._ask()

    # What it shows

    def _show(self) -> None:
        found = self._found
        if found is None:
            self._show_no_map()
        else:
            attribution = found.attribution
            self.overlay.show_picture(found.image, attribution.values)
            self.sentence.setText(what_is_seen(attribution))
            self.overlay.setAccessibleDescription(self.sentence.text())
            self.numbers.show_rows(numbers(attribution))
            high = f"{limit(attribution.values):.3g}"
            self.legend.show_scale(True, f"−{high}", high)
        self._point()

    def _show_no_map(self) -> None:
        if self._network is None:
            text = self._why_no_network
        else:
            text = self.tr("Draw a digit to see what speaks for it and what against it.")
        self.overlay.set_empty_text(text)
        self.overlay.show_picture(self._image if self._network is not None else None, None)
        self.sentence.setText("")
        self.overlay.setAccessibleDescription(text)
        self.numbers.show_rows(())
        self.legend.clear()

    # Pointing

    @Slot(object)
    def _hover(self, pixel: Pixel | None) -> None:
        self._hovered = pixel
        self._point()

    @Slot()
    def _point(self) -> None:
        """Tell the value under the pointer, else the selected one."""
        pixel = self._hovered or self.overlay.current()
        if self._found is None:
            self.value.setText("")
        elif pixel is None:
            self.value.setText(self.tr("Point at a pixel for its number."))
        else:
            values = self._found.attribution.values
            number = signed(float(values[pixel]), decimals(limit(values)))
            self.value.setText(self.tr("row {0}, column {1}: {2}").format(*pixel, number))
