"""Train, Pause and Stop, how far the training is, and the buttons beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitpad.ui.background import Job, Task
from digitpad.ui.widgets.basics import (
    Line,
    filled,
    keyboard_kept,
    press_once,
    progress_bar,
    push_button,
    without_mnemonic,
)
from digitpad.ui.widgets.boxes import ChoiceBox
from digitpad.ui.widgets.names import duration

if TYPE_CHECKING:
    from digitpad.training.plan import Device
    from digitpad.training.session import State

STEPS = 1000  # of the progress bar: it moves evenly


class Controls(QWidget):
    """Shows the actions as buttons; what they do is connected by the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the actions, none of them checked."""
        super().__init__(parent)
        self.train = self._action(self.tr("&Train"), "Ctrl+T", self.tr("Train a new network"))
        self.pause = self._action(
            self.tr("&Pause"), "Ctrl+P", self.tr("Rest after the present batch")
        )
        self.stop = self._action(
            self.tr("&Stop"), "Ctrl+.", self.tr("Stop and keep the best so far")
        )
        self.train_button = _button(self.train, "trainButton")
        self.train_button.setProperty("primary", True)
        self.pause_button = _button(self.pause, "pauseButton")
        self.stop_button = _button(self.stop, "stopButton")
        press_once(self.pause_button)
        what = self.tr("Progress of the training")
        self.progress = progress_bar("trainProgress", what, STEPS)
        self.text = Line("trainText")

        self._row = filled(
            QHBoxLayout(), self.train_button, self.pause_button, self.stop_button, None, spacing=8
        )
        filled(QVBoxLayout(self), self._row, self.progress, self.text, spacing=7)
        self.show_phase("idle")

    def button(self, text: str, name: str) -> QPushButton:
        """Put a button to the right and return it."""
        button = push_button(text, name)
        self.add(button)
        return button

    def add(self, button: QWidget) -> None:
        """Put a button to the right."""
        self._row.addWidget(button)

    def show_phase(self, phase: str, text: str = "") -> None:
        """Switch the buttons, and say ``text``: "idle", "waiting", or a course's phase."""
        self.text.setText(text)
        with keyboard_kept(self.train_button, self.stop_button, self.pause_button, self.text):
            self.train.setEnabled(phase == "idle")
            self.pause.setEnabled(phase in ("training", "paused"))
            self.stop.setEnabled(phase in ("waiting", "starting", "training", "paused"))
        self.pause.setText(self.tr("R&esume") if phase == "paused" else self.tr("&Pause"))
        if phase in ("idle", "waiting", "starting"):
            self.progress.setValue(0)  # nothing is done yet, or what was is over

    def show_ending(self, ending: str) -> None:
        """Say how a training ended, "stopped", "failed" or "finished"; another can begin."""
        said = {"stopped": self.tr("Stopped"), "failed": self.tr("Broken off")}
        self.show_phase("idle", said.get(ending, self.tr("Finished")))
        if ending == "finished":
            self.progress.setValue(STEPS)

    def show_share(self, share: float) -> None:
        """Show how much, 0 to 1, is done."""
        self.progress.setValue(round(share * STEPS))

    def show_state(self, state: State, epochs: int) -> str:
        """Show where a course is; returns the same in words."""
        position = state.position
        if state.phase == "starting" or not state.batches:
            text = self.tr("Getting ready…")
        elif state.phase == "testing":
            text = self.tr("Testing and saving…")
        else:
            text = self.tr("Epoch {0} of {1} · batch {2} of {3} · {4} samples/s").format(
                f"{state.epoch:,}", f"{epochs:,}", f"{state.batch:,}", f"{state.batches:,}",
                f"{position.samples_per_second:,.0f}",
            )  # fmt: skip
            if state.phase == "paused":
                text = self.tr("Paused · {0}").format(text)
            elif position.seconds_left is not None:
                left = duration(position.seconds_left)
                text = self.tr("{0} · {1} left").format(text, left)
        self.show_phase(state.phase, text)
        self.show_share(position.share)
        return text

    def _action(self, text: str, keys: str, tip: str) -> QAction:
        action = QAction(text, self)
        action.setShortcut(keys)
        action.setAutoRepeat(False)  # a key held down would pause, resume, pause
        action.setToolTip(f"{tip} ({action.shortcut().toString()})")
        return action


class DeviceBox(ChoiceBox):
    """Chooses what trains: the processor, or another device once it is found."""

    def __init__(self) -> None:
        """Offer the processor."""
        super().__init__("deviceBox")
        self.addItem("CPU", "cpu")
        self._wanted = "cpu"
        self._has_looked = False

    def look_for_devices(self) -> None:
        """Look once, in the background, for what can train."""
        if self._has_looked:
            return
        self._has_looked = True
        search = Task(_devices, self)
        search.done.connect(self.offer)
        search.start()

    def choose(self, name: str) -> None:
        """Choose the device called ``name``, now or when it is found."""
        self._wanted = name
        self.setCurrentIndex(max(0, self.findData(name)))
        self.setEnabled(self.count() > 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @Slot(object)
    def offer(self, devices: tuple[Device, ...]) -> None:
        """Offer what was found."""
        self.clear()
        for device in devices:
            self.addItem(device.title, device.name)
        self.choose(self._wanted)


def _devices(_job: Job) -> tuple[Device, ...]:
    from digitpad.training.plan import devices

    return devices()


def _button(action: QAction, name: str) -> QPushButton:
    """Return a push button that does what ``action`` does, and looks as it says."""
    button = push_button("", name)

    def follow() -> None:
        button.setText(without_mnemonic(action.text()))  # it has keys of its own
        button.setToolTip(action.toolTip())
        button.setEnabled(action.isEnabled())

    action.changed.connect(follow)
    button.clicked.connect(action.trigger)
    follow()
    return button
