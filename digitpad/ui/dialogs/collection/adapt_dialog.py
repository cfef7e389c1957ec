"""A window of its own in which the network learns the user's hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.data.sources import Check
from digitpad.support import folders
from digitpad.training.adapt.settings import ADAPTATION, Adaptation
from digitpad.ui.collection.digits import Digits
from digitpad.ui.dialogs.collection.adapt_table import AdaptTable, AdaptWords
from digitpad.ui.dialogs.collection.adaptation_run import AdaptationRun
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import label
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.adapt.settings import Adapted

DEFAULT_SIZE = (560, 400)


class AdaptDialog(QDialog):
    """Adapts the model in use to the user's digits, and shows what that changes, to be accepted.

    Closing the window leaves it at work; the status bar says what came of it.
    ``model_saved()``: there is one model more in the user's folder.
    """

    model_saved = Signal()

    def __init__(
        self, session: Session, digits: Digits,
        data_folder: Callable[[], Path] = folders.data_folder,
        how: Adaptation = ADAPTATION, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        """Make the window; ``show`` it, it is not modal. The threads are those of ``digits``.

        data_folder: where MNIST is, if it is. how: other settings than the usual ones.
        """
        super().__init__(parent)
        self.setObjectName("adaptDialog")
        self.setModal(False)
        self.setWindowTitle(self.tr("Adapt to My Hand"))
        self.resize(*DEFAULT_SIZE)
        self._session, self._digits = session, digits
        self._data_folder, self._how = data_folder, how
        self._count: int | None = None
        self._run: AdaptationRun | None = None
        self._offered: tuple[Adapted, Checkpoint] | None = None  # and what it was before
        self._is_saving = False
        self._way_back: tuple[Checkpoint, Checkpoint] | None = None  # accepted, and before it
        self._words = AdaptWords(self)

        self.count = _text("adaptCount")
        self.progress = QProgressBar()
        self.progress.setObjectName("adaptProgress")
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the table below stays where it is
        self.progress.setSizePolicy(policy)
        self.table = AdaptTable()
        self.verdict = _text("adaptVerdict")
        self.message = _text("message")
        self.adapt_button = _button(self.tr("&Adapt"), "adaptButton", primary=True)
        self.adapt_button.setToolTip(self.tr("Have the network learn your digits: a few seconds"))
        self.stop_button = _button(self.tr("&Stop"), "stopAdaptButton")
        self.accept_button = _button(self.tr("A&ccept"), "acceptAdaptedButton", primary=True)
        self.accept_button.setToolTip(self.tr("Save the new model and read with it"))
        self.discard_button = _button(self.tr("&Discard"), "discardAdaptedButton")
        self.undo_button = _button(self.tr("&Undo"), "undoAdaptedButton")
        self.undo_button.setToolTip(self.tr("Read with the earlier model again"))
        self.close_button = _button(self.tr("C&lose"), "closeAdaptButton")
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

    # Building

    def _lay_out(self) -> None:
        intro = _text("field")
        intro.setText(
            self.tr(
                "The network learns your hand from the digits that you corrected or practised, "
                "and keeps reading others' as before. Nothing changes until you accept it."
            )
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.adapt_button, self.stop_button, self.accept_button,
                       self.discard_button, self.undo_button):  # fmt: skip
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 14, 14, 14)
        layout.setSpacing(10)
        for widget in (intro, self.count, self.progress, self.table, self.verdict, self.message):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        self.adapt_button.clicked.connect(self.adapt)
        self.stop_button.clicked.connect(self.stop)
        self.accept_button.clicked.connect(self._accept)
        self.discard_button.clicked.connect(self._discard)
        self.undo_button.clicked.connect(self._undo)
        self.close_button.clicked.connect(self.close)
        self._digits.changed.connect(self._look)
        self._session.model_changed.connect(self._enable)

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
        if self._run is not None or self._is_saving or origin is None:
            return
        self._offered = None
        self.table.clear()
        self.verdict.setText(self._words.learning(origin))
        self.message.setText("")
        self.progress.setRange(0, 0)
        run = AdaptationRun(origin, self._digits, self._data_folder(), self._how, self)
        run.moved.connect(self._take_move)
        run.done.connect(self._take_adapted)
        run.failed.connect(self._fail)
        self._session.drawing_changed.connect(run.give_way)
        self._run = run
        self._enable()

    @Slot()
    def stop(self) -> None:
        """End the learning; nothing is changed."""
        if self._run is not None:
            self._run.cancel()
            self._end_run(is_over=False)
            self.verdict.setText(self.tr("Stopped. The model in use is as it was."))

    @Slot(int, int)
    def _take_move(self, done: int, total: int) -> None:
        if self.sender() is self._run:  # not one that was stopped a moment ago
            self.progress.setRange(0, total)
            self.progress.setValue(done)

    @Slot(object)
    def _take_adapted(self, adapted: Adapted) -> None:
        assert self._run is not None
        self._offered = adapted, self._run.origin
        self._end_run()
        self.table.show_adapted(adapted)
        self.verdict.setText(self._words.verdict(adapted, self._offered[1], self._count))
        if not self.isVisible():
            tell(self.tr("The network has learnt your hand: accept it or discard it."))

    @Slot(str)
    def _fail(self, problem: str) -> None:
        self._end_run()
        self.verdict.setText("")
        self.message.setText(problem)
        if not self.isVisible():
            tell(problem)

    def _end_run(self, *, is_over: bool = True) -> None:
        run, self._run = self._run, None
        if run is not None and is_over:
            run.deleteLater()  # else its thread may still call it
        self._enable()

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
        self._session.use(checkpoint)
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
        self._session.use(earlier)
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
        self.progress.setVisible(is_running)
        self.adapt_button.setVisible(not is_running and not is_offered)
        self.adapt_button.setEnabled(is_enough and used is not None)
        self.stop_button.setVisible(is_running)
        for button in (self.accept_button, self.discard_button):
            button.setVisible(is_offered)
            button.setEnabled(not self._is_saving)
        self.undo_button.setVisible(
            self._way_back is not None
            and used is not None
            and used.network is self._way_back[0].network
            and not is_running
            and not is_offered
        )


def _text(name: str) -> QLabel:
    widget = label("", name)
    widget.setWordWrap(True)
    return widget


def _button(text: str, name: str, *, primary: bool = False) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    if primary:
        button.setProperty("primary", True)
    return button
