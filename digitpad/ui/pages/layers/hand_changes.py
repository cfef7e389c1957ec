"""What is changed on the Layers page, by hand or by learning, and what that makes of the answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QFont

from digitpad.graph.changes import NO_CHANGES, Changes, Channel, Kernel, KernelPlace
from digitpad.graph.trace import Activations
from digitpad.ink.input.preparation import ALL_STEPS, STEPS, Preparation
from digitpad.reading.classify import DigitAnswer, log_odds, percent
from digitpad.reading.read import Inspection
from digitpad.support.messages import plural
from digitpad.support.numbers import signed
from digitpad.ui.language import translate
from digitpad.ui.pages.layers.comparison import answer_of
from digitpad.ui.pages.layers.why_words import log_odds_words
from digitpad.ui.widgets.basics import Line

if TYPE_CHECKING:
    from digitpad.graph.graph import Operation
    from digitpad.ui.window.session import Session


@dataclass(frozen=True)
class ByHand:
    """What another page takes over.

    layers: those of the network that the changes were made on. typed: what was there before each
    kernel that was typed over.
    """

    changes: Changes
    layers: tuple[Operation, ...] | None
    typed: tuple[tuple[KernelPlace, Kernel | None], ...]
    preparation: Preparation


class HandChanges(QObject):
    """Holds ``changes`` and ``preparation``, values that are never changed themselves.

    Changes belong to the network that they were made on, whatever weights it has meanwhile learnt:
    they wait while one with other layers reads, and end when another is opened. How the input is
    made belongs to no network.

    ``changed()``: they are others now. ``changed_by_hand()`` comes before it where that was no step
    of learning: steps that still wait are none of these weights.
    """

    changed = Signal()
    changed_by_hand = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        """Change nothing yet in what ``session`` reads with."""
        super().__init__(parent)
        self._session = session
        self._changes = NO_CHANGES
        self._layers: tuple[Operation, ...] | None = None  # those of the network they were made on
        self._typed: list[tuple[KernelPlace, Kernel | None]] = []  # what was there before
        self.preparation = ALL_STEPS
        session.model_opened.connect(self._begin_anew)

    @property
    def changes(self) -> Changes:
        """What is changed in the network that reads."""
        network = self._session.network
        is_of = network is None or self._layers is network.operations
        return self._changes if is_of else NO_CHANGES

    def _keep(self, changes: Changes) -> None:
        network = self._session.network
        self._changes = changes
        self._layers = None if network is None else network.operations

    @Slot()
    def _begin_anew(self) -> None:
        self._changes = NO_CHANGES
        self._typed.clear()

    @property
    def are_none(self) -> bool:
        """True when network and input are those that answer."""
        return Inspection(self.changes, self.preparation).changes_nothing

    def set(self, changes: Changes, preparation: Preparation) -> None:
        """Use these from now on."""
        self.changed_by_hand.emit()
        if not changes.kernels:
            self._typed.clear()
        self._keep(changes)
        self.preparation = preparation
        self.changed.emit()

    def hand_over(self) -> ByHand:
        """Return all of it, and what can be taken back, for another page."""
        return ByHand(self._changes, self._layers, tuple(self._typed), self.preparation)

    def take_over(self, by_hand: ByHand) -> None:
        """Go on with what another page has handed over."""
        self._changes, self._layers = by_hand.changes, by_hand.layers
        self._typed, self.preparation = list(by_hand.typed), by_hand.preparation
        self.changed.emit()

    def silence(self, channel: Channel) -> None:
        """Silence ``channel``, or let it be heard again."""
        self.set(self.changes.with_toggled(channel), self.preparation)

    @Slot(object, object)
    def change_kernel(self, place: KernelPlace, kernel: Kernel) -> None:
        """Put ``kernel`` in place of the one that was trained."""
        self._typed.append((place, self.changes.kernels.get(place)))
        self.set(self.changes.with_kernel(place, kernel), self.preparation)

    @Slot()
    def take_kernel_back(self) -> None:
        """Have the kernel that was changed last as it was before, if it is of what reads now."""
        if self._typed and self._typed[-1][0] in self.changes.kernels:
            self.set(self.changes.with_kernel(*self._typed.pop()), self.preparation)

    @Slot(object)
    def change_preparation(self, preparation: Preparation) -> None:
        """Make the input in another way, whatever reads; changes that wait go on waiting."""
        self.changed_by_hand.emit()
        self.preparation = preparation
        self.changed.emit()

    @Slot(object)
    def take_step(self, changes: Changes) -> None:
        """Go on with the weights of one more step; what is silent now stays so."""
        self._keep(replace(changes, silenced=self.changes.silenced))
        self.changed.emit()

    def forget_what_others_learnt(self) -> None:
        """Go on without steps of learning that another network than the one that reads took."""
        learnt = self._changes.learnt
        if learnt is not None and learnt.start is not self._session.network:
            self._changes = replace(self._changes, learnt=None)


class Verdict(Line):
    """Empty while nothing is changed."""

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__("layersVerdict")
        self.setToolTip(log_odds_words())
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        self.setFont(font)

    def tell(
        self, trace: Activations | None, preparation: Preparation, unchanged: DigitAnswer | None
    ) -> None:
        """Say what ``trace`` answers with its changes, beside the answer without any."""
        words: list[str] = []
        if trace is not None:
            words = changes_in_words(trace.changes, preparation)
        if not words or trace is None or unchanged is None:
            self.setText("")
            return
        odds = log_odds(trace.probabilities.tolist(), unchanged.digit)
        change = signed(odds - log_odds(unchanged.probabilities, unchanged.digit), 2)
        text = self.tr("{0}: {1} instead of {2} ({3}); log odds of {4} by {5} to {6}")
        self.setText(text.format(
            ", ".join(words), answer_of(trace), unchanged.marked, percent(unchanged.confidence),
            unchanged.digit, change, signed(odds, 2),
        ))  # fmt: skip


def changes_in_words(changes: Changes, preparation: Preparation) -> list[str]:
    """Return what is changed by hand, one part after the other."""
    off = {
        "crop": translate("Layers", "no crop"),
        "box": translate("Layers", "no box"),
        "pen": translate("Layers", "own brush"),
        "centre": translate("Layers", "not centred"),
        "grey": translate("Layers", "no grey"),
        "normalise": translate("Layers", "not normalised"),
    }
    words = [off[step] for step in STEPS if not getattr(preparation, step)]
    if changes.learnt is not None:
        steps = changes.learnt.steps
        words.append(str(plural(steps, "after %n step", "after %n steps of learning")))
    silenced = ", ".join(
        f"{channel.layer} {channel.number}" for channel in sorted(changes.silenced)
    )
    if silenced:
        words.append(translate("Layers", "{0} silenced").format(silenced))
    kernels = ", ".join(sorted({f"{place.layer} {place.kernel}" for place in changes.kernels}))
    if kernels:
        words.append(translate("Layers", "{0} changed").format(kernels))
    return words
