"""What the window's parts share: the current drawing, model and reading, and their signals."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, QTimer, Signal, Slot

from digitpad.ink.drawing import Drawing
from digitpad.reading.read import LONGEST_LAG, Reading, Version, may_be_shown, read
from digitpad.ui.background import Job, Latest, Task
from digitpad.ui.messages import tell
from digitpad.ui.window.one_training import OneTraining

if TYPE_CHECKING:
    from digitpad.graph.graph import Graph
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.network.files.training_info import NeedsSourceError
    from digitpad.reading.read import Inspection


class Session(QObject):
    """Current drawing, model and reading; of a number the drawing is the digit that is looked at.

    ``reading_changed(Reading | None)``: what may be shown now; None when the drawing is empty
    or not read yet. ``model_asked()`` begins ``load_model``, and ``model_changed(Checkpoint)`` or
    ``model_failed(str)`` ends it; then ``code_asked(NeedsSourceError)``, where it is the numbers of
    a network whose code its user has to be asked for;
    ``model_opened()`` comes before ``model_changed`` where the model is neither what has learnt
    from the one before, nor that one again.
    ``network_changed()``: another network reads from now on, be it the model or one that learns,
    in a training or step by step.
    ``search_ended()``: it is known which part of the canvas is the drawing.
    """

    reading_changed = Signal(object)
    model_asked = Signal()
    model_opened = Signal()
    model_changed = Signal(object)
    model_failed = Signal(str)
    code_asked = Signal(object)
    drawing_changed = Signal()
    network_changed = Signal()
    search_ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Read nothing yet; the thread that reads starts at the first drawing, or network."""
        super().__init__(parent)
        self.one_training = OneTraining(self)
        self._drawing = Drawing()
        self._version = Version()
        self._reading: Reading | None = None
        self._checkpoint: Checkpoint | None = None
        self._earlier: Checkpoint | None = None
        self._watched: Graph | None = None
        self._loader: Task | None = None
        self._next_model: Path | None = None
        self._is_searching = False
        self._is_withheld = False
        self._inspection: Inspection | None = None
        self._reader = Latest(self, priority=QThread.Priority.InheritPriority)
        self._reader.answered.connect(self._take_reading)
        self._reader.failed.connect(tell)
        self._too_late = QTimer(self, singleShot=True, interval=round(LONGEST_LAG * 1000))
        self._too_late.timeout.connect(self._drop_if_stale)

        # After what waits to be painted.
        self._begin = QTimer(self, singleShot=True, interval=0)
        self._begin.timeout.connect(self._begin_loading)

    @property
    def drawing(self) -> Drawing:
        """What is read: all that is on the canvas, or one digit of a number."""
        return self._drawing

    @property
    def reading(self) -> Reading | None:
        """What may be shown beside the drawing."""
        return self._reading

    @property
    def checkpoint(self) -> Checkpoint | None:
        """The model that reads, or None while there is none."""
        return self._checkpoint

    @property
    def network(self) -> Graph | None:
        """The network that reads now: the one that is watched while it learns, else the model."""
        watched, checkpoint = self._watched, self._checkpoint  # the thread that reads asks too
        if watched is not None:
            return watched
        return None if checkpoint is None else checkpoint.network

    @property
    def reader(self) -> Graph | None:
        """What answers: ``network``, or what steps of learning that are looked at make of it."""
        network, inspection = self.network, self._inspection
        return network if network is None or inspection is None else inspection.reader(network)

    @property
    def earlier(self) -> Checkpoint | None:
        """What read before ``network``: the model while another learns, else the one before."""
        return self._checkpoint if self._watched is not None else self._earlier

    @property
    def has_ink(self) -> bool:
        """True when there is a drawing to read; not while it is being looked for on the canvas."""
        return not self._is_withheld and not self._drawing.is_empty

    def why_no_network(self) -> str:
        """Return why nothing is read: the model is on its way, or could not be loaded."""
        if self._loader is not None:
            return self.tr("The model is still being loaded. Wait a moment.")
        return self.tr("No model is loaded. Choose one with Model → Open Model….")

    @property
    def is_settled(self) -> bool:
        """True when nothing is left to wait for: the drawing, if there is one, has been read."""
        if self._loader is not None or self._is_searching:
            return False
        if self._drawing.is_empty:
            return True
        reading = self._reading
        if reading is None or reading.version.step != self._version.step:
            return False
        return reading.answer is not None or self._checkpoint is None

    @Slot(object, bool)
    def set_drawing(self, drawing: Drawing, more_ink: bool) -> None:
        """Take note of a change on the canvas and have it read."""
        self._take_drawing(drawing, more_ink)
        if drawing.is_empty:
            self._reader.forget()
            self._show(None)
            return
        self._ask()
        if not more_ink:
            self._show(None)
        elif self._reading is not None and not self._too_late.isActive():
            self._too_late.start()

    @Slot(object)
    def withhold(self, drawing: Drawing) -> None:
        """Take note of a change on the canvas; which part of it is to be read comes later."""
        self._take_drawing(drawing, more_ink=False, is_withheld=True)
        self._reader.forget()
        self._show(None)

    def _take_drawing(self, drawing: Drawing, more_ink: bool, *, is_withheld: bool = False) -> None:
        self._version = self._version.next(more_ink, time.monotonic())
        self._drawing = drawing
        self._is_withheld = is_withheld
        self.drawing_changed.emit()

    @Slot(bool)
    def set_searching(self, is_searching: bool) -> None:
        """Take note whether it is being found out which part of the canvas is to be read."""
        has_ended = self._is_searching and not is_searching
        self._is_searching = is_searching
        if has_ended:
            self.search_ended.emit()

    def load_model(self, path: Path) -> None:
        """Load a checkpoint in the background; the present model goes on reading meanwhile."""
        if self._loader is not None:
            self._next_model = path  # waiting for the thread here would block the window
            return
        unexpected = self.tr("The model could not be loaded: {0}. Reinstall digitpad.")
        self._loader = Task(partial(_load, path), self, unexpected)
        self._loader.done.connect(self._take_model)
        self._loader.failed.connect(self._take_failure)
        self._begin.start()
        self.model_asked.emit()

    def use(self, checkpoint: Checkpoint, *, has_learnt: bool = False) -> None:
        """Make ``checkpoint``, which is in memory, the model that reads.

        has_learnt: from what reads now, or the other way round, when one goes back.
        """
        if self._checkpoint is not None and self._checkpoint.network is not checkpoint.network:
            self._earlier = self._checkpoint
        self._checkpoint = checkpoint
        self._watched = None
        if not has_learnt:
            self.model_opened.emit()
        self.model_changed.emit(checkpoint)
        self._read_again()
        self.network_changed.emit()

    def model_was_renamed(self, old: Path, new: Path) -> None:
        """Take note that the checkpoint at ``old`` is at ``new`` now."""
        if self._checkpoint is not None and self._checkpoint.path == old:
            self._checkpoint = replace(self._checkpoint, path=new)
            self.model_changed.emit(self._checkpoint)

    def watch(self, network: Graph | None) -> None:
        """Read with ``network`` in place of the model, as while it learns; None: with the model.

        What is shown stays until the new reading is there.
        """
        if network is None and self._watched is None:
            return
        self._watched = network
        self._read_again()
        self.network_changed.emit()

    def inspect(self, inspection: Inspection | None) -> None:
        """Have readings come with what ``inspection`` asks for; None: with the answer alone.

        What it says of steps of learning counts for the answer too, as long as it is asked for.
        """
        before = self.reader
        self._inspection = inspection
        reads_otherwise = self.reader is not before
        if inspection is not None or reads_otherwise:
            self._read_again()
        if reads_otherwise:
            self.network_changed.emit()

    def tell_again(self) -> None:
        """Tell all that is known, to those who have come since it was told."""
        if self._checkpoint is not None:
            self.model_changed.emit(self._checkpoint)
            self.network_changed.emit()
        self.reading_changed.emit(self._reading)

    @property
    def is_learning(self) -> bool:
        """True while another network than the model reads: one that learns."""
        return self._watched is not None or self.reader is not self.network

    def _read_again(self) -> None:
        if self.has_ink:
            self._ask()

    def _ask(self) -> None:
        self._reader.ask(partial(self._read, self._drawing, self._version))

    def _read(self, drawing: Drawing, version: Version) -> Reading:
        """Read with the network, and look for what is inspected, of the moment; in the thread."""
        return read(drawing, version, self.network, self._inspection)

    @Slot()
    def _begin_loading(self) -> None:
        if self._loader is not None:
            self._loader.start()

    @Slot(object)
    def _take_reading(self, reading: Reading) -> None:
        if may_be_shown(reading.version, self._version, time.monotonic()):
            self._show(reading)
            if reading.version.step == self._version.step:
                self._too_late.stop()

    @Slot()
    def _drop_if_stale(self) -> None:
        if self._reading is None:
            return
        if not may_be_shown(self._reading.version, self._version, time.monotonic()):
            self._show(None)
        elif self._reading.version.step != self._version.step:
            self._too_late.start()

    def _show(self, reading: Reading | None) -> None:
        if reading is not self._reading:
            self._reading = reading
            self.reading_changed.emit(reading)

    @Slot(object)
    def _take_model(self, found: Checkpoint | NeedsSourceError) -> None:
        if not self._end_loader():
            return
        if isinstance(found, Exception):
            self.model_failed.emit(str(found))
            self.code_asked.emit(found)
        else:
            self.use(found)

    @Slot(str)
    def _take_failure(self, message: str) -> None:
        if self._end_loader():
            self.model_failed.emit(message)

    def _end_loader(self) -> bool:
        """Let the loader go; False when another model was asked for since, which then starts."""
        self._loader = None
        path, self._next_model = self._next_model, None
        if path is None:
            return True
        self.load_model(path)
        return False


def _load(path: Path, _job: Job) -> Checkpoint | NeedsSourceError:
    """Load the checkpoint and warm its network up; return why, where its code is needed."""
    import numpy as np

    from digitpad.network.files.checkpoint import load_checkpoint
    from digitpad.network.files.training_info import NeedsSourceError
    from digitpad.reading.classify import classify

    try:
        checkpoint = load_checkpoint(path)
    except NeedsSourceError as error:
        return error
    # The first pass through a network touches memory for the first time: not on a user's stroke.
    classify(checkpoint.network, np.zeros((28, 28), np.float32))
    return checkpoint
