"""What the Layers page compares the drawing's maps with: a pinned drawing, or the earlier model."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QWidget

from digitpad.graph.trace import Activations
from digitpad.ink.drawing import Drawing
from digitpad.reading.classify import DigitAnswer, answer_in, percent
from digitpad.ui.language import translate
from digitpad.ui.pages.layers.learn_bar import LearnBar
from digitpad.ui.pages.layers.maps_view import Show
from digitpad.ui.widgets.basics import filled, push_button, small_button
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph


class With(Enum):
    """What stands beside the drawing's maps."""

    NOTHING = auto()
    PINNED_DRAWING = auto()
    EARLIER_MODEL = auto()


class Comparison(QObject):
    """A button with a menu, and the actions in it; ``changed()`` when another choice was made."""

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        """Compare with nothing at first."""
        super().__init__(parent)
        self._session = session
        self._with = With.NOTHING
        self._pinned: Drawing | None = None
        self.button = push_button(self.tr("&Compare"), "compareButton")
        self.pin = QAction(self.tr("&Pin This Drawing"), self)
        self.pin.setShortcut("Ctrl+I")
        self.earlier = QAction(self.tr("With the &Earlier Model"), self)
        self.earlier.setShortcut("Ctrl+Shift+E")
        self.stop = QAction(self.tr("&Compare with Nothing"), self)
        group = QActionGroup(self)
        for action in self.actions:
            action.setCheckable(True)
            group.addAction(action)
        self.stop.setChecked(True)
        menu = QMenu(self.button)
        menu.addActions(self.actions)
        self.button.setMenu(menu)
        self.pin.triggered.connect(self._pin)
        self.earlier.triggered.connect(self._use_earlier)
        self.stop.triggered.connect(self._stop)
        session.reading_changed.connect(self.refresh)
        session.model_changed.connect(self.refresh)
        self.refresh()

    @property
    def actions(self) -> list[QAction]:
        """The choices, for a menu."""
        return [self.pin, self.earlier, self.stop]

    @property
    def drawing(self) -> Drawing | None:
        """The drawing to compare with."""
        return self._pinned if self._with is With.PINNED_DRAWING else None

    @property
    def network(self) -> Graph | None:
        """The network to compare with."""
        earlier = self._session.earlier
        return earlier.network if self._with is With.EARLIER_MODEL and earlier else None

    @Slot()
    def refresh(self) -> None:
        """Offer what there is."""
        reads = self._session.reading is not None and not self._session.drawing.is_empty
        self.pin.setEnabled(reads)
        self.earlier.setEnabled(self._session.earlier is not None)

    def names(self, now: Activations, beside: Activations) -> tuple[str, str]:
        """Tell what the two traces are of, each with its answer."""
        if self._with is With.PINNED_DRAWING:
            words = self.tr("Now: {0}"), self.tr("Pinned drawing: {0}")
        else:
            words = self.tr("Now: {0}"), self.tr("Earlier model: {0}")
        return words[0].format(answer_of(now)), words[1].format(answer_of(beside))

    @Slot()
    def _pin(self) -> None:
        """Keep the drawing as it is now; pinning again takes the newer one."""
        self._pinned = self._session.drawing
        self._choose(With.PINNED_DRAWING)

    @Slot()
    def _use_earlier(self) -> None:
        self._choose(With.EARLIER_MODEL)

    @Slot()
    def _stop(self) -> None:
        self._pinned = None
        self._choose(With.NOTHING)

    def _choose(self, what: With) -> None:
        self._with = what
        self.changed.emit()


def answer_of(trace: Activations) -> str:
    """Return ``7 (99.9 %)``; where it is not sure, ``7? (23.7 %)``."""
    return told(answer_in(trace))


def told(answer: DigitAnswer) -> str:
    """Return an answer with how sure it is, see ``answer_of``."""
    return translate("Answer", "{0} ({1})").format(answer.marked, percent(answer.confidence))


class LayersControls(QWidget):
    """A row of buttons.

    ``shown_otherwise()``: the maps are to be shown in another way. ``silence_asked()``,
    ``restore_asked()``, ``save_asked()``: a button or an action.
    """

    shown_otherwise = Signal()
    silence_asked = Signal()
    restore_asked = Signal()
    save_asked = Signal()

    def __init__(
        self, comparison: Comparison, learn: LearnBar, parent: QWidget | None = None
    ) -> None:
        """Make the row, with the button of ``comparison`` and one for ``learn`` in it."""
        super().__init__(parent)
        self._comparison = comparison
        self.each = QCheckBox(self.tr("&Own scales"))
        self.each.setObjectName("ownScalesBox")
        self.each.setToolTip(self.tr("Each map has a colour scale of its own"))
        self.by_activity = QCheckBox(self.tr("By &activity"))
        self.by_activity.setObjectName("byActivityBox")
        self.by_activity.setToolTip(self.tr("The maps with the largest values come first"))
        self._learn = [learn.switch, learn.step]
        self.learn_button = small_button(self.tr("Lear&n"), "learnButton", learn.switch.toolTip())
        self.learn_button.setCheckable(True)
        self.learn_button.clicked.connect(learn.switch.trigger)
        learn.switch.toggled.connect(self.learn_button.setChecked)
        tip = self.tr("Set the selected map or unit to zero (S)")
        self.silence = push_button(self.tr("S&ilence"), "silenceButton", tip)
        self.restore = QAction(self.tr("&Restore the Network"), self)
        tip = self.tr("Undo all changes to network and input")
        self.restore_button = push_button(self.tr("&Restore"), "restoreButton", tip)
        self.save = QAction(self.tr("Save Pictures and &Values…"), self)
        self.save.setShortcut("Ctrl+E")
        tip = self.tr("Pictures and values to take away (Ctrl+E)")
        self.save_button = push_button(self.tr("&Save…"), "takeAwayButton", tip)
        filled(
            QHBoxLayout(self), self.each, self.by_activity, None, self.learn_button,
            comparison.button, self.silence, self.restore_button, self.save_button, spacing=4,
        )  # fmt: skip
        self.each.toggled.connect(self.shown_otherwise)
        self.by_activity.toggled.connect(self.shown_otherwise)
        self.silence.clicked.connect(self.silence_asked)
        self.restore.triggered.connect(self.restore_asked)
        self.restore_button.clicked.connect(self.restore_asked)
        self.save.triggered.connect(self.save_asked)
        self.save_button.clicked.connect(self.save_asked)

    @property
    def actions_(self) -> list[QAction]:
        """What there is for a menu."""
        return [*self._comparison.actions, *self._learn, self.restore, self.save]

    @property
    def how(self) -> Show:
        """How maps are to be shown."""
        return Show(self.each.isChecked(), self.by_activity.isChecked())

    def enable(self, *, for_layer: bool, silence: bool, restore: bool, save: bool) -> None:
        """Offer what can be done. for_stage: a layer's maps are shown, and not ink or why."""
        for part in (
            self.each, self.by_activity, self.learn_button, self._comparison.button, self.silence
        ):  # fmt: skip
            part.setVisible(for_layer)
        self.silence.setEnabled(silence)
        for control in (self.restore, self.restore_button):
            control.setEnabled(restore)
        for control in (self.save, self.save_button):
            control.setEnabled(save)
