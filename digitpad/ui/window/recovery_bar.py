"""After a session that was not closed: its drawing is offered, and its crash is told."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from digitpad.ink.drawing import Drawing
from digitpad.ink.recovery import LeftDrawing
from digitpad.support.crashes import Crash
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import Notice
from digitpad.ui.window.recovery_writer import RecoveryWriter
from digitpad.ui.window.unwritable_bar import UnkeptNotice

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
            made = QDateTime.fromSecsSinceEpoch(int(self._left[0].made.timestamp()))
            when = QLocale().toString(made, QLocale.FormatType.ShortFormat)
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
