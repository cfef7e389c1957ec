"""A window of its own in which the network learns the user's hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from digitpad.data.sources import Check
from digitpad.support import folders
from digitpad.support.gives_way import GivesWay
from digitpad.training.adapt.settings import ADAPTATION, Adaptation
from digitpad.ui.background import Task
from digitpad.ui.collection.digits import Digits
from digitpad.ui.dialogs.collection.adapt_table import AdaptTable, AdaptWords
from digitpad.ui.dialogs.collection.adapt_task import learn_hand, may_discard, may_stop
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import (
    filled,
    keyboard_kept,
    press_once,
    progress_bar,
    push_button,
    undo_by_keys,
    wrapped,
)
from digitpad.ui.window.one_training import Turn
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.adapt.settings import Adapted, Adapting

DEFAULT_SIZE = (560, 400)


class AdaptDialog(QDialog):
    """Adapts the model in use to the user's digits, and shows what that changes, to be accepted.

    Closing the window leaves it at work; the status bar says what came of it.
    ``model_saved()``: there is one model more in the user's folder. ``progressed(float, str)``:
    -1 when the learning ends.
    """

    model_saved = Signal()
    progressed = Signal(float, str)

    def __init__(
        self, session: Session, digits: Digits,
        data_folder: Callable[[], Path] = folders.data_folder,
        how: Adaptation = ADAPTATION, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """Make the window; ``show`` it, it is not modal.

        data_folder: where MNIST is, if it is. how: other settings than the usual ones.
        """
        super().__init__(parent)
        self.setObjectName("adaptDialog")
        self.setWindowTitle(self.tr("Adapt to My Hand"))
        self.resize(*DEFAULT_SIZE)
        self._session, self._digits = session, digits
        self._data_folder, self._how = data_folder, how
        self._count: int | None = None
        self._run: Task | None = None
        self._pace = GivesWay()
        self._origin: Checkpoint | None = None  # what is adapted; it stays as it is
        self._offered: tuple[Adapted, Checkpoint] | None = None  # and what it was before
        self._is_saving = False
        self._way_back: tuple[Checkpoint, Checkpoint] | None = None  # accepted, and before it
        self._words = AdaptWords(self)

        self.count = wrapped("", "adaptCount")
        self.progress = progress_bar("adaptProgress")
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the table below stays where it is
        self.progress.setSizePolicy(policy)
        self.table = AdaptTable()
        self.verdict = wrapped("", "adaptVerdict")
        self.message = wrapped("", "message")
        self._turn = Turn(session, self, self.why_busy, self.message)
        self.adapt_button = push_button(
            self.tr("&Adapt"), "adaptButton",
            self.tr("Have the network learn your digits: a few seconds"), primary=True,
        )  # fmt: skip
        self.stop_button = push_button(self.tr("&Stop"), "stopAdaptButton")
        self.accept_button = push_button(
            self.tr("A&ccept"), "acceptAdaptedButton",
            self.tr("Save the new model and read with it"), primary=True,
        )  # fmt: skip
        self.discard_button = push_button(self.tr("&Discard"), "discardAdaptedButton")
        self.undo_button = push_button(
            self.tr("&Undo"), "undoAdaptedButton", self.tr("Read with the earlier model again")
        )
        self.close_button = push_button(self.tr("C&lose"), "closeAdaptButton")
        press_once(
            self.adapt_button, self.stop_button, self.accept_button, self.discard_button,
            self.undo_button,
        )  # fmt: skip
        self._lay_out()
        self._connect()
        self._enable()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._look()

    @property
    def is_running(self) -> bool:
        """True while the network learns."""
        return self._run is not None

    def why_busy(self) -> str:
        """Return why nothing else can be trained now; empty when it can."""
        if not self.is_running:
            return ""
        return self.tr(
            "“Adapt to My Hand” is learning. Stop it in its window, or wait a few seconds, then "
            "try again."
        )

    def may_close(self, window: QWidget) -> bool:
        """Ask over ``window`` whether what is under way may end with it; True where nothing is."""
        if self.is_running:
            return may_stop(window, self.progressed)
        if self._offered is None or self._is_saving or may_discard(window):
            return True
        self.show()
        return False

    # Building

    def _lay_out(self) -> None:
        intro = wrapped(
            self.tr(
                "The network learns your hand from the digits that you corrected or practised, "
                "and keeps reading others' as before. Nothing changes until you accept it."
            ),
            "field",
        )
        buttons = filled(
            QHBoxLayout(), self.adapt_button, self.stop_button, self.accept_button,
            self.discard_button, self.undo_button, None, self.close_button, spacing=8,
        )  # fmt: skip
        filled(
            QVBoxLayout(self), intro, self.count, self.progress, self.table, self.verdict,
            self.message, None, buttons, spacing=10, margins=(14, 14, 14, 14),
        )  # fmt: skip

    def _connect(self) -> None:
        self.adapt_button.clicked.connect(self.adapt)
        self.stop_button.clicked.connect(self.stop)
        self.accept_button.clicked.connect(self._accept)
        self.discard_button.clicked.connect(self._discard)
        self.undo_button.clicked.connect(self._undo)
        undo_by_keys(self.undo_button)
        self.close_button.clicked.connect(self.close)
        self._digits.changed.connect(self._look)
        self.finished.connect(self.message.clear)
        self._session.model_changed.connect(self._enable)
        self._session.drawing_changed.connect(self._give_way)

    # How many digits there are

    @Slot()
    def _look(self) -> None:
        if self.isVisible():
            collection = self._digits.collection
            self._digits.look(lambda check: collection.count(), self._take_count,
                              self.message.setText)  # fmt: skip

    def _take_count(self, count: int) -> None:
        self._count = count
        self.count.setText(self._words.about_count(count, self._how.fewest))
        self._enable()

    # Learning

    @Slot()
    def adapt(self) -> None:
        """Have a copy of the model in use learn the user's digits."""
        origin = self._session.checkpoint
        if self._run is not None or self._is_saving or origin is None or not self._turn.may_begin():
            return
        self._offered = None
        self.table.clear()
        self.verdict.setText(self._words.learning(origin))
        self.message.setText("")
        self.progress.setRange(0, 0)
        collection, folder = self._digits.collection, self._data_folder()
        self._origin = origin
        self._run = Task(
            lambda job: learn_hand(origin, collection, folder, self._how, self._pace, job), self
        )
        self._run.moved.connect(self._take_move)
        self._run.done.connect(self._take_adapted)
        self._run.failed.connect(self._fail)
        self._run.start()
        self._enable()

    @Slot()
    def stop(self) -> None:
        """End the learning; nothing is changed."""
        if self._run is not None:
            self._run.blockSignals(True)
            self._run.cancel()
            self._end_run()
            self.verdict.setText(self.tr("Stopped. The model in use is as it was."))

    @Slot()
    def _give_way(self) -> None:
        """Leave room on the processor for a pen that draws."""
        self._pace.give_way()

    @Slot(object)
    def _take_move(self, at: Adapting) -> None:
        self.progress.setRange(0, at.total)
        self.progress.setValue(at.done)

    @Slot(object)
    def _take_adapted(self, adapted: Adapted) -> None:
        assert self._origin is not None
        self._offered = adapted, self._origin
        self._end_run()
        self.table.show_adapted(adapted)
        # What is offered first is what should be done: a model that is no better is not.
        for way, is_best in (
            (self.accept_button, adapted.is_better), (self.discard_button, not adapted.is_better),
        ):  # fmt: skip
            way.setProperty("primary", is_best)
            way.style().unpolish(way)
            way.style().polish(way)
        self.verdict.setText(self._words.verdict(adapted, self._origin, self._count))
        if not self.isVisible():
            tell(self.tr("The network has learnt your hand: accept it or discard it."))

    @Slot(str)
    def _fail(self, problem: str) -> None:
        self._end_run()
        self.verdict.setText("")
        self.message.setText(problem)
        if not self.isVisible():
            tell(problem)

    def _end_run(self) -> None:
        self._run = None
        self._enable()
        self._turn.end()
        self.progressed.emit(-1.0, "")

    # What becomes of it

    @Slot()
    def _accept(self) -> None:
        if self._offered is None or self._is_saving:
            return
        adapted, origin = self._offered
        how = self._how

        def save(check: Check) -> Checkpoint:
            from digitpad.training.adapt.settings import keep_adapted

            return keep_adapted(adapted, origin, folders.models_folder(), how=how)

        self._is_saving = True
        self.message.setText("")
        self._enable()
        self._digits.change(save, self._use, self._fail_to_save)

    def _use(self, checkpoint: Checkpoint) -> None:
        """Read with the adapted network, which is saved."""
        self._is_saving = False
        self._offered = None
        earlier = self._session.checkpoint
        if earlier is not None:
            self._way_back = checkpoint, earlier
        self._session.use(checkpoint, has_learnt=True)
        self.model_saved.emit()
        text = self.tr("In use now: {0}.").format(checkpoint.path.stem)
        self.verdict.setText(text)
        tell(text)
        self._enable()

    def _fail_to_save(self, problem: str) -> None:
        self._is_saving = False
        self.message.setText(problem)
        self._enable()

    @Slot()
    def _discard(self) -> None:
        self.message.clear()
        self._offered = None
        self.table.clear()
        self.verdict.setText(self.tr("Discarded. The model in use is as it was."))
        self._enable()

    @Slot()
    def _undo(self) -> None:
        if self._way_back is None:
            return
        accepted, earlier = self._way_back
        self._way_back = None
        self._session.use(earlier, has_learnt=True)
        self.table.clear()
        text = self.tr("In use again: {0}. {1} stays among the models.").format(
            earlier.path.stem, accepted.path.stem
        )
        self.verdict.setText(text)
        tell(text)
        self._enable()

    @Slot()
    def _enable(self) -> None:
        """Show the buttons that do something now."""
        is_running, is_offered = self._run is not None, self._offered is not None
        used = self._session.checkpoint
        is_enough = self._count is not None and self._count >= self._how.fewest
        is_undoable = (
            self._way_back is not None
            and used is not None
            and used.network is self._way_back[0].network
            and not is_running
            and not is_offered
        )
        ways = self.accept_button, self.discard_button
        # A key meant for Stop shall not accept what came just then: first the verdict is heard.
        left = () if is_offered and not self._is_saving else ways
        self.progress.setVisible(is_running)
        with keyboard_kept(
            self.adapt_button, self.stop_button, *left, self.undo_button, self.verdict
        ):
            self.adapt_button.setVisible(not is_running and not is_offered)
            self.adapt_button.setEnabled(is_enough and used is not None)
            self.stop_button.setVisible(is_running)
            for way in ways:
                way.setVisible(is_offered)
                way.setEnabled(not self._is_saving)
            self.undo_button.setVisible(is_undoable)
