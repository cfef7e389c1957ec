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


Typed = tuple[tuple[KernelPlace, Kernel | None], ...]  # what was there before, the last at the end


@dataclass(frozen=True, eq=False)
class OnNetwork:
    """The changes of the network that has these ``layers``; typed: of its kernels."""

    layers: tuple[Operation, ...] | None
    changes: Changes = NO_CHANGES
    typed: Typed = ()


@dataclass(frozen=True)
class ByHand:
    """What another page takes over."""

    networks: tuple[OnNetwork, ...]
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
        self._networks: tuple[OnNetwork, ...] = ()  # that something is, or was, changed in
        self.preparation = ALL_STEPS
        session.model_opened.connect(self._begin_anew)

    @property
    def changes(self) -> Changes:
        """What is changed in the network that reads."""
        return self._present.changes

    @property
    def _present(self) -> OnNetwork:
        network = self._session.network
        layers = None if network is None else network.operations
        of_it = (one for one in self._networks if layers is None or one.layers is layers)
        return next(of_it, OnNetwork(layers))

    def _keep(self, changes: Changes, typed: Typed) -> None:
        present = self._present
        others = (one for one in self._networks if one is not present)
        self._networks = (replace(present, changes=changes, typed=typed), *others)

    @Slot()
    def _begin_anew(self) -> None:
        self._networks = ()

    @property
    def are_none(self) -> bool:
        """True when network and input are those that answer."""
        return Inspection(self.changes, self.preparation).changes_nothing

    def set(self, changes: Changes, preparation: Preparation, typed: Typed | None = None) -> None:
        """Use these from now on. typed: of kernels, where these are others than before."""
        self.changed_by_hand.emit()
        typed = self._present.typed if typed is None else typed
        self._keep(changes, typed if changes.kernels else ())
        self.preparation = preparation
        self.changed.emit()

    def hand_over(self) -> ByHand:
        """Return all of it, and what can be taken back, for another page."""
        return ByHand(self._networks, self.preparation)

    def take_over(self, by_hand: ByHand) -> None:
        """Go on with what another page has handed over."""
        self._networks, self.preparation = by_hand.networks, by_hand.preparation
        self.changed.emit()

    def silence(self, channel: Channel) -> None:
        """Silence ``channel``, or let it be heard again."""
        self.set(self.changes.with_toggled(channel), self.preparation)

    @Slot(object, object)
    def change_kernel(self, place: KernelPlace, kernel: Kernel) -> None:
        """Put ``kernel`` in place of the one that was trained."""
        typed = (*self._present.typed, (place, self.changes.kernels.get(place)))
        self.set(self.changes.with_kernel(place, kernel), self.preparation, typed)

    @Slot()
    def take_kernel_back(self) -> None:
        """Have the kernel that was changed last as it was before."""
        typed = self._present.typed
        if typed and typed[-1][0] in self.changes.kernels:
            self.set(self.changes.with_kernel(*typed[-1]), self.preparation, typed[:-1])

    @Slot(object)
    def change_preparation(self, preparation: Preparation) -> None:
        """Make the input in another way."""
        self.set(self.changes, preparation)

    @Slot(object)
    def take_step(self, changes: Changes) -> None:
        """Go on with the weights of one more step; what is silent now stays so."""
        self._keep(replace(changes, silenced=self.changes.silenced), self._present.typed)
        self.changed.emit()

    def forget_what_others_learnt(self) -> None:
        """Go on without steps of learning that another network than the one that reads took."""
        reads = self._session.network
        self._networks = tuple(
            one if one.changes.learnt is None or one.changes.learnt.start is reads
            else replace(one, changes=replace(one.changes, learnt=None))
            for one in self._networks
        )  # fmt: skip


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
