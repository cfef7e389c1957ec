"""The Layers page: what the network does to the current drawing, and any value's arithmetic."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from digitpad.network.arithmetic import explain, is_silenced
from digitpad.network.changes import NO_CHANGES, Changes, Channel
from digitpad.network.description import TUTORIAL, LogSoftmax, Network, ReLU
from digitpad.network.read import Reading
from digitpad.network.receptive_field import (
    Position,
    everywhere,
    projective_field,
    receptive_field,
)
from digitpad.network.shades import is_signed, limit
from digitpad.network.trace import ShownStage, Trace, shown_stages
from digitpad.ui.answer.probability_bars import percent
from digitpad.ui.layers.arithmetic_view import ArithmeticView
from digitpad.ui.layers.flow_strip import FlowStrip
from digitpad.ui.layers.legend import Legend
from digitpad.ui.layers.map_grid import MapGrid
from digitpad.ui.layers.words import title, what_it_does
from digitpad.ui.session import Session
from digitpad.ui.theme import Theme
from digitpad.ui.widgets import Line, label, panel


class LayersPage(QWidget):
    """Every stage of the model for the current drawing; traces are made while it is visible."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        """Build the page over ``session``."""
        super().__init__(parent)
        self.setObjectName("layersPage")
        self._session = session
        self._trace: Trace | None = None
        self._changes = NO_CHANGES
        self._network: Network | None = None
        self._stages: tuple[ShownStage, ...] = ()
        self._place = 1  # of the shown stage: the first convolution
        self._hovered: Position | None = None
        self.strip = FlowStrip()
        self.grid = MapGrid()
        self.arithmetic = ArithmeticView()
        self.legend = Legend()
        self.heading = QLabel()
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.description = label("", "field")
        self.description.setWordWrap(True)
        self.each = QCheckBox(self.tr("Each map its own scale"))
        self.silence = QPushButton(self.tr("S&ilence"))
        self.silence.setObjectName("silenceButton")
        self.silence.setToolTip(self.tr("Set the selected map or unit to zero (S)"))
        self.restore = QPushButton(self.tr("&Restore"))
        self.restore.setObjectName("restoreButton")
        self.value = Line()
        self.verdict = Line()
        self._lay_out()
        self._use_network(TUTORIAL)
        self._connect()
        self.arithmetic.show_nothing()
        self._show()

    def _lay_out(self) -> None:
        top, bottom = panel(), panel()
        above = QVBoxLayout(top)
        above.setContentsMargins(8, 6, 8, 6)
        above.addWidget(self.strip)
        first = QHBoxLayout()
        first.addWidget(self.heading)
        first.addStretch(1)
        first.addWidget(self.legend)
        buttons = QHBoxLayout()
        buttons.addWidget(self.each)
        buttons.addStretch(1)
        buttons.addWidget(self.silence)
        buttons.addWidget(self.restore)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.grid)
        split.addWidget(self.arithmetic)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([480, 320])
        below = QVBoxLayout(bottom)
        below.setContentsMargins(12, 10, 12, 8)
        below.addLayout(first)
        below.addWidget(self.description)
        below.addWidget(split, 1)
        below.addWidget(self.value)
        below.addLayout(buttons)
        below.addWidget(self.verdict)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(top)
        page.addWidget(bottom, 1)

    def _connect(self) -> None:
        self._session.reading_changed.connect(self._take_reading)
        self._session.model_changed.connect(self._tell_emptiness)
        self._session.model_failed.connect(self._tell_emptiness)
        self.strip.stage_chosen.connect(self._choose_stage)
        self.grid.hovered.connect(self._hover)
        self.grid.moved.connect(self._move)
        self.grid.chosen.connect(self._choose)
        self.each.toggled.connect(self._show)
        self.silence.clicked.connect(self._silence)
        self.grid.silence_asked.connect(self._silence)
        self.restore.clicked.connect(self._restore)

    def set_theme(self, theme: Theme) -> None:
        """Use the colours of ``theme``."""
        for part in (self.strip, self.grid, self.arithmetic, self.legend):
            part.set_theme(theme)
        self._explain()

    def select_stage(self, name: str) -> None:
        """Show the stage called ``name``, if the network has it."""
        for place, stage in enumerate(self._stages):
            if stage.name == name:
                self.strip.select(place)
                self._choose_stage(place)

    # What it shows

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._session.trace(self._changes)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802, D102
        super().hideEvent(event)
        self._session.trace(None)

    @Slot(object)
    def _take_reading(self, reading: Reading | None) -> None:
        if not self.isVisible():
            self._trace = None
            return
        self._trace = reading.trace if reading is not None else None
        if self._trace is not None and self._trace.network != self._network:
            self._use_network(self._trace.network)
        self._show()

    @Slot()
    def _tell_emptiness(self) -> None:
        if self._session.checkpoint is None:
            text = self.tr("No model is loaded. Choose one with Model → Open.")
        else:
            text = self.tr("Draw a digit to see what each stage makes of it.")
        self.grid.set_empty_text(text)

    def _use_network(self, network: Network) -> None:
        self._network = network
        self._stages = shown_stages(network)
        self._place = min(self._place, len(self._stages) - 1)
        self.strip.set_stages(self._stages, [title(stage, self.tr) for stage in self._stages])
        self.strip.select(self._place)
        self._hovered = None
        self.grid.set_current(None)
        self._tell_emptiness()

    @property
    def stage(self) -> ShownStage:
        """The stage whose maps are shown."""
        return self._stages[self._place]

    @Slot()
    def _show(self) -> None:
        """Bring everything up to the newest trace."""
        stage, trace = self.stage, self._trace
        self.heading.setText(f"{title(stage, self.tr)}   {' × '.join(map(str, stage.shape))}")
        self.description.setText(what_it_does(stage, self.tr))
        self.strip.show_trace(trace, each=self.each.isChecked())
        values = trace.values(stage) if trace is not None else None
        signed = is_signed(stage.stage)
        silenced = frozenset(
            channel.number for channel in self._changes.silenced if channel.stage == stage.name
        )
        each = self.each.isChecked() and len(stage.shape) == 3
        self.grid.show_values(values, signed=signed, each=each, silenced=silenced)
        if values is None:
            self.legend.clear()
        elif each:
            self.legend.show_scale(signed, "−max" if signed else "0", "max")
        else:
            high = limit(values)
            self.legend.show_scale(signed, f"−{high:.2f}" if signed else "0", f"{high:.2f}")
        self._show_changes()
        self._point()
        self._explain()

    def _show_changes(self) -> None:
        current = self.grid.current()
        is_stage = self.stage.stage is not None and not isinstance(self.stage.stage, LogSoftmax)
        self.silence.setEnabled(current is not None and is_stage)
        self.restore.setEnabled(not self._changes.is_empty)
        reading, trace = self._session.reading, self._trace
        if self._changes.is_empty or trace is None or reading is None or reading.answer is None:
            self.verdict.setText("")
            return
        digit = int(trace.probabilities.argmax())
        self.verdict.setText(
            self.tr("With {0} silenced: {1} ({2}) instead of {3} ({4})").format(
                ", ".join(f"{c.stage} {c.number}" for c in sorted(self._changes.silenced)),
                digit,
                percent(float(trace.probabilities[digit])),
                reading.answer.digit,
                percent(reading.answer.confidence),
            )
        )

    # Pointing

    @Slot(object)
    def _hover(self, position: Position | None) -> None:
        self._hovered = position
        self._point()

    @Slot(object)
    def _move(self, position: Position) -> None:
        self._hovered = None
        self._show_changes()
        self._point()

    @Slot(object)
    def _choose(self, position: Position) -> None:
        self._show_changes()
        self._point()
        self._explain()

    @Slot(int)
    def _choose_stage(self, place: int) -> None:
        self._place = place
        self._hovered = None
        self.grid.set_current(None)
        self._show()

    def _point(self) -> None:
        """Tell the value under the pointer, else the selected one, and mark what belongs to it."""
        position = self._hovered or self.grid.current()
        trace, index = self._trace, self.stage.index
        if position is None or trace is None:
            self.value.setText("")
            self.strip.mark({})
            return
        number = f"{float(trace.values(self.stage)[position]):.4f}".replace("-", "−")
        self.value.setText(f"{self._name(position)}: {number}")
        regions = {}
        for stage in self._stages:
            before = stage.index <= index
            field = receptive_field if before else projective_field
            region = field(trace.network, index, position, stage.index)
            if region != everywhere(stage.shape):  # a frame around everything tells nothing
                regions[stage.index] = region
        self.strip.mark(regions)

    def _name(self, position: Position) -> str:
        if len(position) == 1:
            return self.tr("{0}, unit {1}").format(title(self.stage, self.tr), position[0])
        return self.tr("{0}, map {1}, row {2}, column {3}").format(
            title(self.stage, self.tr), *position
        )

    def _explain(self) -> None:
        position, trace, index = self.grid.current(), self._trace, self.stage.index
        if position is None or trace is None:
            self.arithmetic.show_nothing()
            return
        stages = trace.network.stages
        self.arithmetic.show_explanation(
            self._name(position),
            explain(trace, index, position),
            float(trace.outputs[index][position]),
            rectified=0 < index < len(stages) and isinstance(stages[index], ReLU),
            silenced=is_silenced(trace, index, position),
        )

    # Changing

    @Slot()
    def _silence(self) -> None:
        current = self.grid.current()
        if current is None or not self.silence.isEnabled():
            return
        self._change_to(self._changes.with_toggled(Channel(self.stage.name, current[0])))

    @Slot()
    def _restore(self) -> None:
        self._change_to(NO_CHANGES)

    def _change_to(self, changes: Changes) -> None:
        self._changes = changes
        self._show_changes()
        self._session.trace(self._changes)
