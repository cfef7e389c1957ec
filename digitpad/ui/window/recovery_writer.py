"""The thread that keeps the drawing under way, and looks for what another session left."""

from __future__ import annotations

import logging
from pathlib import Path
from threading import Condition

from PySide6.QtCore import QObject, QThread, Signal

from digitpad.ink.drawing import Drawing
from digitpad.ink.recovery import LeftDrawing, RecoveryFile, left_drawings
from digitpad.support.crashes import left_crash
from digitpad.support.errors import DigitpadError
from digitpad.support.files import clear_leftovers
from digitpad.support.folders import recovery_folder, user_data_folder, user_log_folder
from digitpad.support.versions import session_line
from digitpad.ui.window.unwritable_bar import unwritable_folders

log = logging.getLogger(__name__)

# Folders of the user's that are written.
OTHERS = ("digits", "experiments", "models", "networks", "unfinished")


class RecoveryWriter(QThread):
    """Looks once for what is left, then writes the newest drawing it is given.

    ``found(list[LeftDrawing])``: may be empty. ``crashed(Crash)``: how the last session ended, if
    it crashed. ``unwritable(list[UnwritableFolder])``: the user's that cannot be written.
    ``failed(str)``: a sentence for the status bar. All are emitted from this thread.
    """

    found = Signal(object)
    crashed = Signal(object)
    unwritable = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a keeper; ``start`` it, and ``stop`` it."""
        super().__init__(parent)
        self._folder: Path = recovery_folder()
        self._changed = Condition()
        self._waiting: Drawing | None = None
        self._done_with: list[tuple[LeftDrawing, bool]] = []
        self._is_over = False
        self._leave = False
        self._has_told = False
        self._is_kept = True
        self._left: list[LeftDrawing] = []

    def keep(self, drawing: Drawing) -> None:
        """Write ``drawing``, instead of one that waits to be written."""
        with self._changed:
            self._waiting = drawing
            self._changed.notify()

    def forget(self, left: LeftDrawing, *, once_kept: bool = False) -> None:
        """Delete a drawing that was left; ``once_kept``: only if the newest one is written."""
        with self._changed:
            self._done_with.append((left, once_kept))
            self._changed.notify()

    def stop(self, *, leave: bool) -> None:
        """End the thread; ``leave`` the drawing for the next start, or forget it."""
        with self._changed:
            self._is_over, self._leave = True, leave
            self._changed.notify()
        self.wait()

    def run(self) -> None:
        """Look, then write until ``stop``."""
        file = RecoveryFile(self._folder)
        try:
            self._look()
            while self._wait():
                with self._changed:
                    drawing, self._waiting = self._waiting, None
                    done_with, self._done_with = self._done_with, []
                if drawing is not None:
                    self._write(file, drawing)
                for left, once_kept in done_with:
                    if once_kept and not self._is_kept:
                        left.file.release()
                    else:
                        left.file.discard()
        except Exception as error:  # an exception in run() would end the thread in silence
            log.exception("Drawings are not kept any more")
            self._tell_once(f"{type(error).__name__}: {error}")
        finally:
            file.end(leave=self._leave)
            for left in self._left:  # those that nobody decided about
                left.file.release()

    def _look(self) -> None:
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

    def _write(self, file: RecoveryFile, drawing: Drawing) -> None:
        try:
            file.keep(drawing)
        except DigitpadError as error:
            self._is_kept = False
            self._tell_once(str(error))
        else:
            self._is_kept = True

    def _tell_once(self, reason: str) -> None:
        if not self._has_told:
            self._has_told = True
            log.warning("The drawing is not kept for recovery: %s", reason)
            self.failed.emit(
                self.tr("After a crash this drawing could not be recovered: {0}").format(reason)
            )

    def _wait(self) -> bool:
        """Wait until there is something to do; False when the thread shall end."""
        with self._changed:
            while self._waiting is None and not self._done_with and not self._is_over:
                self._changed.wait()
            # What was decided is done also at the end; a drawing is not written any more then.
            has_to_write = self._leave and self._waiting is not None
            return bool(self._done_with) or not self._is_over or has_to_write
