"""Which of the session's runs the plot shows."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from digitpad.training.runs import Run
from digitpad.training.scene import LossCurve
from digitpad.ui.train.run_names import run_title, trace_name


class RunsMenu(QObject):
    """A button with a menu of the runs, each to be shown or hidden. ``changed()`` tells of it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Make a button without runs."""
        super().__init__(parent)
        self.button = QPushButton(self.tr("R&uns"))
        self.button.setObjectName("runsButton")
        self._menu = QMenu(self.button)
        self.button.setMenu(self._menu)
        self._runs: tuple[Run, ...] = ()
        self._traces: tuple[LossCurve, ...] = ()
        self.show_runs((), None)

    def show_runs(self, runs: tuple[Run, ...], current: Run | None) -> None:
        """Offer ``runs``; ``current`` is the one that others are compared with."""
        self._runs = runs
        self._menu.clear()
        for run in reversed(runs):
            text = run_title(run)
            if run.accuracy is not None:
                text = self.tr("{0}, {1} % right").format(text, f"{run.accuracy * 100:.2f}")
            action = QAction(text, self._menu)
            action.setCheckable(True)
            action.setChecked(run.is_shown)
            action.setData(run)
            action.toggled.connect(self._toggle)
            self._menu.addAction(action)
        self.button.setEnabled(bool(runs))
        self._compare(current)

    def earlier_traces(self, current: Run | None) -> tuple[LossCurve, ...]:
        """Return the traces of the runs but ``current``; the same objects until something changes.

        So a chart knows what it has drawn already.
        """
        return self._traces

    def _compare(self, current: Run | None) -> None:
        self._current = current
        self._traces = tuple(
            run.trace(trace_name(run, current))
            for run in self._runs
            if run is not current and run.is_shown
        )

    def _toggle(self, checked: bool) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        action.data().is_shown = checked
        self._compare(self._current)
        self.changed.emit()
