"""Going through something step by step: back, play, on, a slider to any step, and the speed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.ui.focus_ring import WIDTH as RING
from digitpad.ui.widgets.basics import filled, label, press_once, small_button
from digitpad.ui.widgets.boxes import Slider

SPEEDS = (1, 2, 5, 10, 20, 50)  # steps a second
SPEED_WIDTH = 64  # pixels
ARROW_WIDTH = 32  # pixels


@dataclass(frozen=True)
class Names:
    """The object names of the row's parts."""

    back: str
    play: str
    on: str
    scrub: str
    speed: str


@dataclass(frozen=True)
class Words:
    """What the row's parts do, in the words of what is gone through; ``speed``: its unit."""

    back: str
    on: str
    scrub: str
    speed: str


class PlayRow(QWidget):
    """``scrub`` holds the step. It plays by asking for one step after another, until the last.

    ``back_asked()``, ``on_asked()`` and ``play_asked()``: what the buttons and the play ask for.
    ``scrubbed(int)``: the slider was moved to a step.
    """

    back_asked = Signal()
    on_asked = Signal()
    play_asked = Signal()
    scrubbed = Signal(int)

    def __init__(
        self, names: Names, words: Words, usual_speed: int, parent: QWidget | None = None
    ) -> None:
        """Make a row at the first step. usual_speed: of ``SPEEDS``, in steps a second."""
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self.back = small_button("◂", names.back, self.tr("{0} (←)").format(words.back))
        self.back.setAccessibleName(words.back)
        self.play = small_button(self.tr("&Play"), names.play, self.tr("Play or pause (Space)"))
        press_once(self.play)
        self.on = small_button("▸", names.on, self.tr("{0} (→)").format(words.on))
        self.on.setAccessibleName(words.on)
        for arrow in (self.back, self.on):
            arrow.setFixedWidth(ARROW_WIDTH)
        self.scrub = Slider(names.scrub)
        self.scrub.setAccessibleName(words.scrub)
        self.speed = Slider(names.speed)
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(words.speed)
        self.speed.setRange(0, len(SPEEDS) - 1)
        self.speed.setPageStep(1)
        self.speed.setFixedWidth(SPEED_WIDTH)
        self.speed_text = label("", "field")
        self._lay_out()
        self.back.clicked.connect(self.back_asked)
        self.on.clicked.connect(self.on_asked)
        self.play.clicked.connect(self.play_asked)
        self.scrub.valueChanged.connect(self.scrubbed)
        self.speed.valueChanged.connect(self._take_speed)
        self.speed.setValue(SPEEDS.index(usual_speed))
        self._take_speed(self.speed.value())

    def _lay_out(self) -> None:
        self.speed_text.setMinimumWidth(self.fontMetrics().horizontalAdvance("50 / s "))
        filled(
            QHBoxLayout(self), self.back, self.play, self.on, (self.scrub, 1), self.speed,
            self.speed_text, spacing=4,
        )  # fmt: skip

    # The steps

    @property
    def step(self) -> int:
        """Where the slider is, from 0."""
        return self.scrub.value()

    @property
    def last(self) -> int:
        """The last step."""
        return self.scrub.maximum()

    def set_steps(self, count: int, page: int) -> None:
        """Go through ``count`` steps, ``page`` of them with a click beside the slider's handle."""
        with QSignalBlocker(self.scrub):
            self.scrub.setRange(0, count - 1)
            self.scrub.setPageStep(page)

    def show_step(self, step: int) -> None:
        """Move the slider to ``step`` without a signal."""
        with QSignalBlocker(self.scrub):
            self.scrub.setValue(step)

    def set_enabled(self, is_enabled: bool) -> None:
        """Let steps be gone through; the speed can be set at any time."""
        for part in (self.back, self.play, self.on, self.scrub):
            part.setEnabled(is_enabled)
        if not is_enabled:
            self.hold()

    # Playing

    @property
    def is_playing(self) -> bool:
        """True while it goes on by itself."""
        return self._timer.isActive()

    def start(self) -> None:
        """Go on by itself."""
        self._timer.start()
        self.play.setText(self.tr("&Pause"))

    def hold(self) -> None:
        """Go on no more."""
        if self._timer.isActive():
            self._timer.stop()
            self.play.setText(self.tr("&Play"))

    @Slot()
    def _tick(self) -> None:
        self.on_asked.emit()
        if self.step == self.last:
            self.hold()

    @Slot(int)
    def _take_speed(self, chosen: int) -> None:
        self._timer.setInterval(round(1000 / SPEEDS[chosen]))
        self.speed_text.setText(self.tr("{0} / s").format(SPEEDS[chosen]))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        super().hideEvent(event)
        self.hold()


EDGE = 2 * RING  # pixels around what a view holds


class PlayedView(QWidget):
    """What is gone through step by step, with a ``player`` and with keys."""

    def __init__(self, names: Names, usual_speed: int, parent: QWidget | None = None) -> None:
        """Make a view at the first step; names, usual_speed: of a ``PlayRow``."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setContentsMargins(EDGE, EDGE, EDGE, EDGE)  # no text lies below the ring
        self.player = PlayRow(names, self._words(), usual_speed)
        self.player.back_asked.connect(self._back)
        self.player.on_asked.connect(self._on)
        self.player.play_asked.connect(self.play_or_pause)

    @property
    def is_playing(self) -> bool:
        """True while it goes on by itself."""
        return self.player.is_playing

    def _words(self) -> Words:
        raise NotImplementedError

    def _has_steps(self) -> bool:
        raise NotImplementedError

    def _go(self, step: int) -> None:
        """Go to ``step``, or to the nearest that there is."""
        raise NotImplementedError

    @Slot()
    def _on(self) -> None:
        self._go(self.player.step + 1)

    @Slot()
    def _back(self) -> None:
        self._go(self.player.step - 1)

    @Slot()
    def play_or_pause(self) -> None:
        """Go on by itself, from the start when it is at the end; or hold."""
        if self.is_playing:
            self.player.hold()
        elif self._has_steps():
            self._go_to_start()
            self.player.start()

    def _go_to_start(self) -> None:
        """Go to where it begins to play."""
        if self.player.step == self.player.last:
            self._go(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        match event.key():
            case Qt.Key.Key_Space:
                self.play_or_pause()
            case Qt.Key.Key_Right:
                self._on()
            case Qt.Key.Key_Left:
                self._back()
            case Qt.Key.Key_Down:
                self._go(self.player.step + self.player.scrub.pageStep())
            case Qt.Key.Key_Up:
                self._go(self.player.step - self.player.scrub.pageStep())
            case _:
                super().keyPressEvent(event)
