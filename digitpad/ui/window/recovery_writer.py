"""Keeps the drawing under way beside the window, and looks for what another session left."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from digitpad.ink.drawing import Drawing
from digitpad.ink.recovery import LeftDrawing, RecoveryFile, left_drawings
from digitpad.support.crashes import left_crash
from digitpad.support.files import clear_leftovers
from digitpad.support.folders import recovery_folder, user_data_folder, user_log_folder
from digitpad.support.log_file import session_line
from digitpad.ui.background import Job, Queue
from digitpad.ui.window.unwritable_bar import unwritable_folders

log = logging.getLogger(__name__)

# Folders of the user's that are written.
OTHERS = ("digits", "experiments", "models", "networks", "unfinished")


class RecoveryWriter(QObject):
    """Looks once for what is left, then writes the newest drawing it is given.

    ``found(list[LeftDrawing])``: may be empty. ``crashed(Crash)``: how the last session ended, if
    it crashed. ``unwritable(list[UnwritableFolder])``: the user's that cannot be written.
    ``failed(str)``: a sentence for the status bar. All are emitted from the thread that does it.
    """

    found = Signal(object)
    crashed = Signal(object)
    unwritable = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        """Make a writer for ``parent``; ``start`` it."""
        super().__init__(parent)
        self.leaves = False  # the drawing for the next start, when this ends
        self._folder: Path = recovery_folder()
        self._file = RecoveryFile(self._folder)
        self._newest: Drawing | None = None
        self._has_told = False
        self._is_kept = True
        self._left: list[LeftDrawing] = []
        self._queue = Queue(self, "{1}: {0}", self._end, finishes=True)

    def start(self) -> None:
        """Look for what is left."""
        self._queue.do(self._look)

    def keep(self, drawing: Drawing) -> None:
        """Write ``drawing``, instead of one that waits to be written."""
        self._newest = drawing
        self._queue.do(partial(self._write, drawing), otherwise=self._tell_once)

    def forget(self, left: LeftDrawing, *, once_kept: bool = False) -> None:
        """Delete a drawing that was left; ``once_kept``: only if the newest one is written."""

        def let_go(_job: Job) -> None:
            if once_kept and not self._is_kept:
                left.file.release()
            else:
                left.file.discard()

        self._queue.do(let_go)

    # In the thread

    def _look(self, _job: Job) -> None:
        log.info(session_line())
        crash = left_crash(user_log_folder())
        if crash is not None:
            self.crashed.emit(crash)
        self._left, problems = left_drawings(self._folder)
        for problem in problems:
            log.warning(problem)
            self.failed.emit(problem)
        self.found.emit(list(self._left))
        unwritable_bar = unwritable_folders()
        if unwritable_bar:
            names = ", ".join(str(one.folder) for one in unwritable_bar)
            log.warning("Nothing can be written in %s", names)
            self.unwritable.emit(unwritable_bar)
        for folder in (self._folder, *map(user_data_folder().joinpath, OTHERS)):
            clear_leftovers(folder)

    def _write(self, drawing: Drawing, _job: Job) -> None:
        if drawing is not self._newest or (self._queue.is_over and not self.leaves):
            return  # a later one is written, or none is needed any more
        self._is_kept = False
        self._file.keep(drawing)
        self._is_kept = True

    def _end(self) -> None:
        self._file.end(leave=self.leaves)
        for left in self._left:  # those that nobody decided about
            left.file.release()

    # In the window's thread

    def _tell_once(self, reason: str) -> None:
        if not self._has_told:
            self._has_told = True
            log.warning("The drawing is not kept for recovery: %s", reason)
            self.failed.emit(
                self.tr("After a crash this drawing could not be recovered: {0}").format(reason)
            )
