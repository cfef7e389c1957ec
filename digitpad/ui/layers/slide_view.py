"""The kernel slides: play, pause, step, speed, and a slider to any moment."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from digitpad.network.description import Conv2d
from digitpad.network.receptive_field import Position, window
from digitpad.network.slide import Slide, slide_of
from digitpad.network.trace import ShownStage, Trace
from digitpad.ui.layers.slide_picture import SlidePicture
from digitpad.ui.theme import Theme
from digitpad.ui.widgets import Line, label

SPEEDS = (1, 2, 5, 10, 20, 50)  # places a second
USUAL_SPEED = 3  # of SPEEDS


class SlideView(QWidget):
    """``moved(position)`` tells where in the output, (channel, row, column), the kernel is now."""

    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a view without a slide."""
        super().__init__(parent)
        self.setObjectName("slideView")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._trace: Trace | None = None
        self._shown: ShownStage | None = None
        self._slide: Slide | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self.picture = SlidePicture()
        self.play = self._button(self.tr("&Play"), "playButton", self.tr("Play or pause (Space)"))
        self.back = self._button("◂", "stepBackButton", self.tr("One place back (←)"))
        self.step = self._button("▸", "stepButton", self.tr("One place on (→)"))
        self.back.setAccessibleName(self.tr("One place back"))
        self.step.setAccessibleName(self.tr("One place on"))
        self.scrub = QSlider(Qt.Orientation.Horizontal)
        self.scrub.setObjectName("scrubSlider")
        self.scrub.setAccessibleName(self.tr("Place in the output"))
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setObjectName("speedSlider")
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setRange(0, len(SPEEDS) - 1)
        self.speed.setPageStep(1)
        self.speed.setFixedWidth(72)
        self.speed.setToolTip(self.tr("Places a second"))
        self.speed_text = label("", "field")
        self.source = self._box(self.tr("Input {0}"), "inputMapBox", self.tr("Map of the input"))
        self.target = self._box(self.tr("Output {0}"), "outputMapBox", self.tr("Map of the output"))
        self.where = Line()
        self._lay_out()
        self.play.clicked.connect(self.play_or_pause)
        self.back.clicked.connect(self._back)
        self.step.clicked.connect(self._on)
        self.scrub.valueChanged.connect(self._scrubbed)
        self.speed.valueChanged.connect(self._take_speed)
        self.source.valueChanged.connect(self._refresh)
        self.target.valueChanged.connect(self._scrubbed)
        self.speed.setValue(USUAL_SPEED)

    def _button(self, text: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setToolTip(tip)
        return button

    def _box(self, text: str, name: str, tip: str) -> QSpinBox:
        """Return a box that says which map it is for; ``text`` has a place for the number."""
        box = QSpinBox()
        box.setObjectName(name)
        prefix, _, suffix = text.partition("{0}")
        box.setPrefix(prefix)
        box.setSuffix(suffix)
        box.setToolTip(tip)
        box.setAccessibleName(tip)
        return box

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.play)
        buttons.addWidget(self.step)
        for button in (self.back, self.step):
            button.setFixedWidth(36)
        below = QHBoxLayout()
        below.addWidget(self.source)
        below.addWidget(self.target)
        below.addStretch(1)
        below.addWidget(self.speed)
        below.addWidget(self.speed_text)
        self.speed_text.setMinimumWidth(self.fontMetrics().horizontalAdvance("50 / s "))
        grid = QGridLayout()
        grid.addLayout(buttons, 0, 0)
        grid.addWidget(self.scrub, 0, 1)
        grid.addLayout(below, 1, 0, 1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.picture, 1)
        layout.addWidget(self.where)
        layout.addLayout(grid)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        self.picture.set_theme(theme)

    def show_stage(self, trace: Trace | None, shown: ShownStage, position: Position | None) -> None:
        """Show ``shown``, a convolution or a pool, in ``trace``, at ``position`` of its output."""
        if shown != self._shown:
            self._stop()
        self._trace, self._shown = trace, shown
        is_sum = isinstance(shown.stage, Conv2d)
        self.source.setVisible(is_sum and shown.input_shape[0] > 1)
        with QSignalBlocker(self.source), QSignalBlocker(self.target), QSignalBlocker(self.scrub):
            self.source.setRange(0, shown.input_shape[0] - 1)
            self.target.setRange(0, shown.shape[0] - 1)
            self.scrub.setRange(0, shown.shape[1] * shown.shape[2] - 1)
            if position is not None:
                channel, row, column = position
                self.target.setValue(channel)
                self.scrub.setValue(row * shown.shape[2] + column)
        for part in (self.play, self.back, self.step, self.scrub, self.source, self.target):
            part.setEnabled(trace is not None)
        if trace is None:
            self._stop()
        self._refresh()

    @property
    def is_playing(self) -> bool:
        """True while the kernel moves by itself."""
        return self._timer.isActive()

    @property
    def position(self) -> Position:
        """Where in the output the kernel is: (channel, row, column)."""
        columns = 1 if self._shown is None else self._shown.shape[2]
        return (self.target.value(), *divmod(self.scrub.value(), columns))

    # Moving

    @Slot()
    def play_or_pause(self) -> None:
        """Let the kernel move, from the start when it is at the end; or hold it."""
        if self._timer.isActive():
            self._stop()
            return
        if self._slide is None:
            return
        if self.scrub.value() == self.scrub.maximum():
            self.scrub.setValue(0)
        self._timer.start()
        self.play.setText(self.tr("&Pause"))

    @Slot()
    def _stop(self) -> None:
        self._timer.stop()
        self.play.setText(self.tr("&Play"))

    @Slot()
    def _tick(self) -> None:
        self._on()
        if self.scrub.value() == self.scrub.maximum():
            self._stop()

    @Slot()
    def _on(self) -> None:
        self.scrub.setValue(self.scrub.value() + 1)

    @Slot()
    def _back(self) -> None:
        self.scrub.setValue(self.scrub.value() - 1)

    @Slot()
    def _scrubbed(self) -> None:
        self._refresh()
        self.moved.emit(self.position)

    @Slot(int)
    def _take_speed(self, chosen: int) -> None:
        self._timer.setInterval(round(1000 / SPEEDS[chosen]))
        self.speed_text.setText(self.tr("{0} / s").format(SPEEDS[chosen]))

    @Slot()
    def _refresh(self) -> None:
        trace, shown = self._trace, self._shown
        if trace is None or shown is None:
            self._slide = None
            self.picture.show_slide(None, 0)
            self.where.setText("")
            return
        is_sum = isinstance(shown.stage, Conv2d)
        channel, row, column = self.position
        self._slide = slide_of(trace, shown, channel, self.source.value() if is_sum else channel)
        self.picture.show_slide(self._slide, self.scrub.value())
        height, width = self._slide.input.shape
        rows = window(self._slide.stage, row, height)
        columns = window(self._slide.stage, column, width)
        self.where.setText(
            self.tr("Input rows {0}, columns {1} → row {2}, column {3}").format(
                _span(rows), _span(columns), row, column
            )
        )

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        super().hideEvent(event)
        self._stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        columns = 1 if self._shown is None else self._shown.shape[2]
        steps: dict[int, int] = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -columns,
            Qt.Key.Key_Down: columns,
        }  # fmt: skip
        if event.key() == Qt.Key.Key_Space:
            self.play_or_pause()
        elif event.key() in steps:
            self.scrub.setValue(self.scrub.value() + steps[event.key()])
        else:
            super().keyPressEvent(event)


def _span(places: range) -> str:
    """Return ``3 to 5``, with a minus for what lies before the border."""
    first, last = (str(n).replace("-", "−") for n in (places[0], places[-1]))
    return first if first == last else f"{first}–{last}"
