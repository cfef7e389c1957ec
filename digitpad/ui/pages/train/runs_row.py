"""The runs of a session, and the slider that goes back through the weights of one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSignalBlocker, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QSlider, QWidget

from digitpad.graph.graph import Graph
from digitpad.training.plots.plot_spec import LossCurve
from digitpad.training.runs import Moment, Run
from digitpad.ui.background import Latest
from digitpad.ui.widgets.basics import Line, filled, named, push_button
from digitpad.ui.widgets.boxes import ChoiceBox, Slider
from digitpad.ui.widgets.loss_plot import LossPlot
from digitpad.ui.widgets.names import moment_text, run_title, trace_name
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.training.session import TrainingSession


MOST_RUNS = 12  # of a session that are kept to compare
WATCH = 2  # looks for each time that the drawing is read with the newest weights


class RunsMenu(QObject):
    """The ``runs``, and a button with a menu of them, each to be shown or hidden.

    ``changed()`` tells when one was.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a button without runs."""
        super().__init__(parent)
        self.button = push_button(self.tr("R&uns"), "runsButton")
        self._menu = QMenu(self.button)
        self.button.setMenu(self._menu)
        self.runs: tuple[Run, ...] = ()
        self._earlier: tuple[LossCurve, ...] = ()
        self._fill()

    @property
    def current(self) -> Run | None:
        """The newest run, which the others are compared with."""
        return self.runs[-1] if self.runs else None

    def take_up(self, session: TrainingSession, data: str) -> bool:
        """Add the run of ``session`` on the data set called so; False when it is there already."""
        last, plan = self.current, session.plan
        if last is not None and last.curves is session.curves:
            return False
        number = 1 if last is None else last.number + 1
        run = Run(number, plan.network, plan.recipe, data, session.curves, session.timeline)
        self.runs = (*self.runs[1 - MOST_RUNS :], run)
        self._fill()
        return True

    def show_runs(self, runs: tuple[Run, ...]) -> None:
        """Have ``runs`` from now on."""
        self.runs = runs
        self._fill()

    def tell_end(self) -> None:
        """Take note that the current run takes no more batches."""
        if self.current is not None:
            self.current.is_over = True

    def tell_accuracy(self, accuracy: float) -> None:
        """Show how well the current run's network reads the test set, 0..1."""
        if self.current is not None:
            self.current.accuracy = accuracy
            self._fill()

    def traces(self) -> tuple[LossCurve | None, tuple[LossCurve, ...]]:
        """Return what a chart shows: of the current run as it is now, and of those before it.

        None: it is hidden. The others are the same objects until something changes, so a chart
        knows what it has drawn already.
        """
        run = self.current
        shown = None if run is None or not run.is_shown else run.trace(trace_name(run, run))
        return shown, self._earlier

    def _fill(self) -> None:
        self._menu.clear()
        for run in reversed(self.runs):
            text = run_title(run)
            if run.accuracy is not None:
                text = self.tr("{0}, {1} % right").format(text, f"{run.accuracy * 100:.2f}")
            action = QAction(text, self._menu, checkable=True, checked=run.is_shown)
            action.setData(run)
            action.toggled.connect(self._toggle)
            self._menu.addAction(action)
        self.button.setEnabled(bool(self.runs))
        self._compare()

    def _compare(self) -> None:
        self._earlier = tuple(
            run.trace(trace_name(run, self.current)) for run in self.runs[:-1] if run.is_shown
        )

    def _toggle(self, checked: bool) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        action.data().is_shown = checked
        self._compare()
        self.changed.emit()


class TimelineRow(QWidget):
    """Chooses a run and one of its moments.

    ``moment_chosen(Run, Moment)``: the user went there. ``left()``: back to the present.
    """

    moment_chosen = Signal(object, object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a row without runs, switched off."""
        super().__init__(parent)
        self._runs: tuple[Run, ...] = ()
        self._is_back = False  # in time
        self.run_box = ChoiceBox("timelineRunBox")
        self.run_box.setAccessibleName(self.tr("Run"))
        self.run_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.run_box.setMaximumWidth(200)
        self.slider = Slider("timelineSlider")
        self.slider.setAccessibleName(self.tr("Moment of the training"))
        self.slider.setTickPosition(QSlider.TickPosition.NoTicks)
        self.slider.setPageStep(1)
        self.text = Line("timelineText")
        self.text.setFixedWidth(160)
        self.back_button = push_button(self.tr("Back to the Model"), "timelineBackButton")
        self.back_button.clicked.connect(self.leave)
        filled(
            QHBoxLayout(self), named(self.tr("Timeline"), self.slider), self.run_box,
            (self.slider, 1), self.text, self.back_button, spacing=10,
        )  # fmt: skip
        self.slider.valueChanged.connect(self._choose)
        self.run_box.currentIndexChanged.connect(self._choose_run)
        self.show_runs(())

    @property
    def is_back(self) -> bool:
        """True while another moment than the present one is shown."""
        return self._is_back

    def run(self) -> Run | None:
        """Return the run that the slider goes through."""
        index = self.run_box.currentIndex()
        return self._runs[index] if 0 <= index < len(self._runs) else None

    def show_runs(self, runs: tuple[Run, ...]) -> None:
        """Offer ``runs``; a new one is chosen, and the present shown."""
        newest = [some[-1].number if some else 0 for some in (self._runs, runs)]
        is_new = newest[0] < newest[1]  # there may be as many as before: the oldest goes
        index = len(runs) - 1 if is_new else min(self.run_box.currentIndex(), len(runs) - 1)
        self._runs = runs
        with QSignalBlocker(self.run_box):
            self.run_box.clear()
            self.run_box.addItems([run_title(run) for run in runs])
            self.run_box.setCurrentIndex(index)
        self.run_box.setVisible(len(runs) > 1)
        if is_new:
            self._is_back = False
        self.follow()

    def follow(self) -> None:
        """Take up the moments that were added; the present stays at the right end."""
        run = self.run()
        count = 0 if run is None else len(run.timeline.moments)
        self.setVisible(count > 0)
        self.back_button.setVisible(self._is_back)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(0, count - 1))
            if not self._is_back:
                self.slider.setValue(count - 1)
        self._tell()

    @Slot()
    def leave(self) -> None:
        """Go back to the present."""
        self._is_back = False
        self.follow()
        self.left.emit()

    @Slot(int)
    def _choose(self, index: int) -> None:
        run = self.run()
        if run is None:
            return
        self._is_back = True
        self.back_button.show()
        self._tell()
        self.moment_chosen.emit(run, run.timeline.moments[index])

    @Slot()
    def _choose_run(self) -> None:
        """Show another run at the same time of its training."""
        run = self.run()
        if run is None or not run.timeline.moments:
            return
        time = self._time
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(run.timeline.moments) - 1)
            self.slider.setValue(run.timeline.nearest(time))
        self._choose(self.slider.value())

    def _tell(self) -> None:
        run = self.run()
        if run is None or not run.timeline.moments:
            self.text.setText("")
            self._time = 0.0
            return
        moment = run.timeline.moments[min(self.slider.value(), len(run.timeline.moments) - 1)]
        self._time = moment.time
        # At the present end newer weights read than the last that were kept.
        is_back = self._is_back
        self.text.setText(moment_text(moment.time, moment.step) if is_back else self.tr("Now"))


class ShownRuns(QObject):
    """Shows runs as curves, and has the drawing read as a network of theirs was, or is by now.

    ``came_back()``: the timeline is at the present again. ``failed(str)``: a network could not be
    made as it was.
    """

    came_back = Signal()
    failed = Signal(str)

    def __init__(
        self, session: Session, menu: RunsMenu, timeline: TimelineRow, plot: LossPlot,
        parent: QObject,
    ) -> None:  # fmt: skip
        """Show in ``plot`` what ``menu`` chooses, and point out where ``timeline`` is."""
        super().__init__(parent)
        self._session, self._menu, self._timeline, self._plot = session, menu, timeline, plot
        self._looks = 0
        menu.changed.connect(self._show)
        self._moments = Latest(self)
        self._moments.answered.connect(session.watch)
        self._moments.failed.connect(self.failed)
        timeline.moment_chosen.connect(self._go_to)
        timeline.left.connect(self._leave)

    def hand_over(self) -> tuple[Run, ...]:
        """Return the runs, for another page; here the timeline is at the present again."""
        if self._timeline.is_back:
            self._timeline.leave()
        return self._menu.runs

    def take_over(self, runs: tuple[Run, ...]) -> None:
        """Show the runs of another page."""
        self._menu.show_runs(runs)
        self._timeline.show_runs(runs)
        self._show()

    def follow(self, training_session: TrainingSession, data: str) -> None:
        """Show a training on the data set called so, and what its newest weights read."""
        if self._menu.take_up(training_session, data):
            self._timeline.show_runs(self._menu.runs)
        self._show()
        self._timeline.follow()
        self._looks += 1
        newest = training_session.newest() if self._looks % WATCH == 0 else None
        if newest is not None and not self._timeline.is_back:
            self._session.watch(newest)

    def tell_end(self) -> None:
        """Take note that the newest takes no more batches."""
        self._menu.tell_end()
        self._show()

    @Slot()
    def _show(self) -> None:
        self._plot.show_runs(*self._menu.traces())

    @Slot(object, object)
    def _go_to(self, run: Run, moment: Moment) -> None:
        from digitpad.training.runs import network_at

        question = partial(network_at, run.network, moment)
        if isinstance(run.network, Graph):  # its code may have to be run
            self._moments.ask(question)
        else:
            self._session.watch(question())
        self._plot.set_cursor_time(moment.time)

    @Slot()
    def _leave(self) -> None:
        self._plot.set_cursor_time(None)
        self._moments.forget()
        self.came_back.emit()
