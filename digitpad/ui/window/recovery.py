"""The drawing is kept against a crash; after one it is offered, and the crash is told.

So is what cannot be kept, for its folder cannot be written.
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from digitpad.ink.drawing import Drawing
from digitpad.ink.recovery import LeftDrawing, RecoveryFile, left_drawings
from digitpad.support.crashes import Crash, left_crash
from digitpad.support.files import clear_leftovers, nearest_folder, why_not_writable
from digitpad.support.folders import (
    recovery_folder,
    user_data_folder,
    user_log_folder,
    user_settings_file,
)
from digitpad.support.log_file import session_line
from digitpad.support.numbers import date_and_time
from digitpad.ui.background import Job, Queue
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import Notice, press_once

log = logging.getLogger(__name__)

# Folders of the user's that are written.
OTHERS = ("digits", "experiments", "models", "networks", "unfinished")
EVERY = 300  # milliseconds: so much of a drawing is lost at the most, and the time to write it


class Recovery(QObject):
    """Keeps the canvas's drawing against a crash, and offers what the last session left.

    ``bar`` tells it, a line that is hidden while there is nothing to tell; ``unwritable_bar`` too,
    that says when the user's folders cannot be written. ``looked()``: what there was to be found
    is found.
    """

    looked = Signal()

    def __init__(self, canvas: Canvas, window: QWidget) -> None:
        """Keep what is on ``canvas`` from now on, and look once the event loop runs."""
        super().__init__(window)
        self._canvas, self._window = canvas, window
        self._left: list[LeftDrawing] = []
        self._crash: Crash | None = None
        self.bar = Notice("recovery")
        self.details_button = self.bar.button(self.tr("Details…"), "DetailsButton")
        self.restore_button = self.bar.button(self.tr("Restore"), "Button")
        self.forget_button = self.bar.button(self.tr("Forget"), "ForgetButton")
        self.close_button = self.bar.button(self.tr("Close"), "CloseButton")
        press_once(self.restore_button, self.forget_button, self.close_button)
        self.unwritable_bar = UnkeptNotice()
        self._recovery_writer = RecoveryWriter(self)
        self._keep_soon = QTimer(self, singleShot=True, interval=EVERY)
        self._begin = QTimer(self, singleShot=True, interval=0)  # once the window is shown
        self._connect()
        self._begin.start()

    def _connect(self) -> None:
        self._begin.timeout.connect(self._recovery_writer.start)
        self._keep_soon.timeout.connect(self._keep)
        self._canvas.drawing_changed.connect(self._note)
        self._recovery_writer.found.connect(self._take_left)
        self._recovery_writer.crashed.connect(self._take_crash)
        self._recovery_writer.unwritable.connect(self.unwritable_bar.tell_folders)
        self._recovery_writer.failed.connect(tell)
        self.restore_button.clicked.connect(self._restore)
        self.forget_button.clicked.connect(self._forget)
        self.details_button.clicked.connect(self._show_crash)
        self.close_button.clicked.connect(self._close)

    @Slot()
    def leave_drawing(self) -> None:
        """Have the drawing offered at the next start, though the window will be closed."""
        self._recovery_writer.leaves = True
        self._keep()

    # Keeping

    @Slot(object, bool)
    def _note(self, _drawing: Drawing, _more_ink: bool) -> None:
        if not self._keep_soon.isActive():
            self._keep_soon.start()

    @Slot()
    def _keep(self) -> None:
        self._keep_soon.stop()
        self._recovery_writer.keep(self._canvas.drawing)

    # Offering

    @Slot(object)
    def _take_crash(self, crash: Crash) -> None:
        self._crash = crash  # what was left comes next

    @Slot(object)
    def _take_left(self, left: list[LeftDrawing]) -> None:
        self._left = left
        self._offer()
        self.looked.emit()

    def _offer(self) -> None:
        """Show what there is to tell, in one line: the window is no higher for it."""
        if self._crash is not None:
            text = self.tr("digitpad crashed the last time: {0}.").format(self._crash.reason)
        elif self._left:
            text = self.tr("digitpad ended unexpectedly the last time.")
        else:
            text = ""
        if self._left:
            when = date_and_time(self._left[0].made)
            text = self.tr("{0} Your drawing from {1} was kept.").format(text, when)
        self.details_button.setVisible(self._crash is not None)
        self.restore_button.setVisible(bool(self._left))
        self.forget_button.setVisible(bool(self._left))
        self.close_button.setVisible(not self._left)
        self.bar.tell(text)

    @Slot()
    def _restore(self) -> None:
        left = self._left.pop(0)
        self._canvas.set_drawing(left.drawing, self.tr("Recovered Drawing"))
        self._keep()
        self._recovery_writer.forget(left, once_kept=True)
        self._go_on()

    @Slot()
    def _forget(self) -> None:
        self._recovery_writer.forget(self._left.pop(0))
        self._go_on()

    def _go_on(self) -> None:
        if not self._left:
            self._crash = None  # it has been told
        self._offer()

    @Slot()
    def _show_crash(self) -> None:
        from digitpad.ui.window.unexpected_errors import FaultDialog

        assert self._crash is not None
        dialog = FaultDialog(
            self.tr("digitpad crashed the last time: {0}.").format(self._crash.reason),
            self._crash.text,
            self._window,
        )
        dialog.quit_button.hide()
        dialog.open()

    @Slot()
    def _close(self) -> None:
        self._crash = None
        self._offer()


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
        self._queue.do(self._look, otherwise=self._tell_of_left)

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

        self._queue.do(let_go, otherwise=self._tell_of_left)

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

    def _tell_of_left(self, reason: str) -> None:
        text = self.tr("Drawings of earlier sessions could not be looked for: {0}")
        self.failed.emit(text.format(reason))

    def _tell_once(self, reason: str) -> None:
        if not self._has_told:
            self._has_told = True
            log.warning("The drawing is not kept for recovery: %s", reason)
            self.failed.emit(
                self.tr("After a crash this drawing could not be recovered: {0}").format(reason)
            )


NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class UnwritableFolder:
    """A folder in which nothing can be written."""

    folder: Path
    reason: str
    is_full: bool
    has_data: bool
    has_settings: bool


def unwritable_folders() -> list[UnwritableFolder]:
    """Return the user's folders in which nothing can be written.

    It tries, and a disk may take long: not for the GUI thread.
    """
    found = []
    data, settings = user_data_folder(), user_settings_file().parent
    for folder in dict.fromkeys((data, settings)):  # one and the same on Windows
        problem = why_not_writable(nearest_folder(folder))
        if problem is not None:
            reason = problem.strerror or str(problem)
            is_full = problem.errno in NO_ROOM
            found.append(
                UnwritableFolder(folder, reason, is_full, folder == data, folder == settings)
            )
    return found


class UnkeptNotice(Notice):
    """Says once what will not be kept and what to do; hidden while all is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a hidden line."""
        super().__init__("unkept", parent)
        self.close_button = self.button(self.tr("Close"), "CloseButton")
        self.close_button.clicked.connect(self.hide)

    @Slot(object)
    def tell_folders(self, unwritable_bar: Sequence[UnwritableFolder]) -> None:
        """Tell of ``unwritable_bar``, at least one."""
        first = unwritable_bar[0]
        has_settings = any(one.has_settings for one in unwritable_bar)
        if not any(one.has_data for one in unwritable_bar):
            what = self.tr("Settings are not kept")
        elif has_settings:
            what = self.tr("Models, drawings and settings are not kept")
        else:
            what = self.tr("Models and drawings are not kept")
        if first.is_full:
            remedy = self.tr("Make room on its disk, then start digitpad again.")
        else:
            remedy = self.tr("Make it a folder that you may write to, then start digitpad again.")
        text = self.tr("{0}: {1} cannot be written ({2}). {3}").format(
            what, first.folder, first.reason, remedy
        )
        self.tell(text)
