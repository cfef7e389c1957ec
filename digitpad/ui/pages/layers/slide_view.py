"""The kernel slides: play, pause, step, speed, and a slider to any moment."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitpad.graph.operation import Position
from digitpad.graph.ops.convolution import ConvOp
from digitpad.graph.slide import Slide, slide_of
from digitpad.graph.trace import Activations, ShownLayer
from digitpad.support.numbers import number
from digitpad.ui.messages import tell
from digitpad.ui.pages.layers.slide_picture import SlidePicture
from digitpad.ui.widgets.basics import Line, filled
from digitpad.ui.widgets.number_boxes import WholeNumberBox
from digitpad.ui.widgets.play_row import Names, PlayedView, Words

USUAL_SPEED = 10  # places a second
NAMES = Names("stepBackButton", "playButton", "stepButton", "scrubSlider", "speedSlider")


class SlideView(PlayedView):
    """``moved(position)`` tells where in the output, (channel, row, column), the kernel is now."""

    moved = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a view without a slide."""
        super().__init__(NAMES, USUAL_SPEED, parent)
        self.setObjectName("slideView")
        self._trace: Activations | None = None
        self._shown: ShownLayer | None = None
        self._slide: Slide | None = None
        self.picture = SlidePicture()
        self.source = self._box(self.tr("Input {0}"), "inputMapBox", self.tr("Map of the input"))
        self.target = self._box(self.tr("Output {0}"), "outputMapBox", self.tr("Map of the output"))
        self.where = Line()
        self._lay_out()
        self.player.scrubbed.connect(self._scrubbed)
        self.source.valueChanged.connect(self._refresh)
        self.target.valueChanged.connect(self._scrubbed)

    def _words(self) -> Words:
        return Words(
            self.tr("One place back"), self.tr("One place on"), self.tr("Place in the output"),
            self.tr("Places a second"),
        )  # fmt: skip

    def _box(self, text: str, name: str, tip: str) -> WholeNumberBox:
        """Return a box that says which map it is for; ``text`` has a place for the number."""
        box = WholeNumberBox(0, 0, name)
        prefix, _, suffix = text.partition("{0}")
        box.setPrefix(prefix)
        box.setSuffix(suffix)
        box.setToolTip(tip)
        box.setAccessibleName(tip)
        box.refused.connect(tell)
        return box

    def _lay_out(self) -> None:
        maps = filled(QHBoxLayout(), self.source, self.target, None)
        filled(QVBoxLayout(self), (self.picture, 1), self.where, self.player, maps)

    def show_layer(
        self, trace: Activations | None, shown: ShownLayer, position: Position | None
    ) -> None:
        """Show ``shown``, a convolution or a pool, in ``trace``, at ``position`` of its output."""
        if shown != self._shown:
            self.player.hold()
        self._trace, self._shown = trace, shown
        self.source.setVisible(len(self._under(shown, 0)) > 1)
        self.player.set_steps(shown.shape[1] * shown.shape[2], page=shown.shape[2])
        with QSignalBlocker(self.source), QSignalBlocker(self.target):
            self.target.setRange(0, shown.shape[0] - 1)
            if position is not None:
                channel, row, column = position
                self.target.setValue(channel)
                self.player.show_step(row * shown.shape[2] + column)
        self.player.set_enabled(trace is not None)
        for box in (self.source, self.target):
            box.setEnabled(trace is not None)
        self._refresh()

    @property
    def position(self) -> Position:
        """Where in the output the kernel is: (channel, row, column)."""
        columns = 1 if self._shown is None else self._shown.shape[2]
        return (self.target.value(), *divmod(self.player.step, columns))

    # Moving

    def _has_steps(self) -> bool:
        return self._slide is not None

    def _go(self, step: int) -> None:
        self.player.scrub.setValue(step)

    def _under(self, shown: ShownLayer, channel: int) -> range:
        """Return the input's channels that output ``channel`` is made of."""
        if isinstance(shown.kind, ConvOp):
            return shown.kind.channels_of(channel, shown.shape[0], shown.input_shape[0])
        return range(channel, channel + 1)

    @Slot()
    def _scrubbed(self) -> None:
        self._refresh()
        self.moved.emit(self.position)

    @Slot()
    def _refresh(self) -> None:
        trace, shown = self._trace, self._shown
        if trace is None or shown is None:
            self._slide = None
            self.picture.show_slide(None, 0)
            self.where.setText("")
            return
        channel, row, column = self.position
        under = self._under(shown, channel)
        with QSignalBlocker(self.source):
            self.source.setRange(under.start, under.stop - 1)
        self._slide = slide_of(trace, shown, channel, self.source.value())
        self.picture.show_slide(self._slide, self.player.step)
        rows, columns = self._slide.window(row, column)
        self.where.setText(
            self.tr("Input rows {0}, columns {1} → row {2}, column {3}").format(
                _span(rows), _span(columns), row, column
            )
        )


def _span(places: range) -> str:
    """Return ``3–5``, or ``−1–1`` where it begins before the border."""
    first, last = (number(n, 0) for n in (places[0], places[-1]))
    return first if first == last else f"{first}–{last}"
