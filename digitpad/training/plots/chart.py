"""The curves of trainings as a picture, drawn by matplotlib without a window.

A frame of a running training must cost little, for it is taken from the training: what is drawn
already is kept as a background, and only the new end of the growing lines is added to it.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter
from numpy.typing import NDArray

from digitpad.support.messages import percentage
from digitpad.support.typeface import use_our_font
from digitpad.training.curves import thinned
from digitpad.training.plots.plot_spec import (
    Frame,
    Limits,
    LossCurve,
    PlotColours,
    PlotLabels,
    PlotSpec,
    View,
)

DPI = 96
LEFT = 58  # logical pixels for the axes' numbers
LEGEND_COLUMNS, LEGEND_ROW = 4, 17  # entries side by side; logical pixels for each row of them
TICK = 18  # logical pixels for a number beside an axis
NAMED = 150  # logical pixels of height: in less, the names of both axes would be one over another
POINTS = 600  # of a curve, at most: more cannot be told apart
LOSS_FLOORS = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001)  # where the loss axis may begin
LOSS_CEILING = 3.0
ACCURACY_FLOORS = (0.98, 0.95, 0.9, 0.8, 0.5, 0.0)


class Chart:
    """Draws plots; one chart is used by one thread."""

    def __init__(self) -> None:
        """Make the figure with its axes and the current run's lines."""
        use_our_font()
        self._figure = Figure(dpi=DPI, layout=None)
        self._canvas = FigureCanvasAgg(self._figure)
        self._loss, self._accuracy = self._figure.subplots(
            2, 1, sharex=True, height_ratios=(2.2, 1), gridspec_kw={"hspace": 0.12}
        )
        self._key: Any = None
        self._background: Any = None
        self._drawn = 0  # batches of the current run that are part of the background
        self._growing: list[Line2D] = []
        self._moving: list[Line2D] = []
        self._is_zoomed = False

    def draw(self, spec: PlotSpec) -> Frame:
        """Return the picture of ``spec``."""
        view = spec.view or _whole(spec)
        accuracy = _accuracy_limits(spec)
        # Earlier runs do not change: the same object is the same line.
        key = (
            spec.size, spec.ratio, spec.colours, spec.labels, view, accuracy,
            tuple(id(trace) for trace in spec.earlier),
            None if spec.current is None else spec.current.run,
        )  # fmt: skip
        if key != self._key:
            self._set_up(spec, view, accuracy)
            self._canvas.draw()
            self._background = self._canvas.copy_from_bbox(self._figure.bbox)
            self._key, self._drawn = key, 0
        self._canvas.restore_region(self._background)
        self._grow(spec, view)
        self._move(spec)
        for line in self._moving:
            assert line.axes is not None
            line.axes.draw_artist(line)
        return Frame(pixels(self._canvas), spec.ratio, self._place(spec), view)

    def save(self, spec: PlotSpec, kind: str) -> bytes:
        """Return ``spec`` as a file of ``kind``, "png" or "svg"."""
        self.draw(spec)
        if spec.current is not None:
            for line, values in zip(
                self._growing, (spec.current.losses, spec.current.smooth), strict=True
            ):
                line.set_data(spec.current.times, values)
        self._key = None
        return saved(self._figure, kind)

    def _set_up(self, spec: PlotSpec, view: View, accuracy: Limits) -> None:
        """Draw everything that stays."""
        colours, labels = spec.colours, spec.labels
        width, height = spec.size
        self._is_zoomed = spec.view is not None
        entries = len(spec.earlier) + (4 if spec.current is not None else 0)
        rows = -(-entries // LEGEND_COLUMNS)
        self._figure.set_dpi(DPI * spec.ratio)
        self._figure.set_size_inches(max(width, 80) / DPI, max(height, 80) / DPI)
        self._figure.set_facecolor(colours.background)
        self._figure.subplots_adjust(
            left=LEFT / max(width, 200), right=1 - 16 / max(width, 200),
            top=1 - (6 + LEGEND_ROW * rows) / max(height, 120), bottom=42 / max(height, 120),
        )  # fmt: skip
        for axes in (self._loss, self._accuracy):
            axes.clear()
            style(axes, colours)
        self._loss.set_yscale("log")
        self._loss.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        self._loss.yaxis.set_minor_formatter(NullFormatter())
        self._loss.tick_params(labelbottom=False)
        is_named = height >= NAMED
        self._loss.set_ylabel(labels.loss if is_named else "")
        self._accuracy.yaxis.set_major_formatter(FuncFormatter(lambda v, _: percentage(v, "g")))
        self._accuracy.set_ylabel(labels.accuracy if is_named else "")
        self._accuracy.set_xlabel(labels.epochs)
        self._accuracy.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        self._accuracy.xaxis.set_major_locator(MaxNLocator(10, steps=[1, 2, 5, 10]))
        self._loss.set_xlim(view.epochs)
        self._loss.set_ylim(view.loss)
        self._accuracy.set_ylim(accuracy)
        self._set_ticks(height, view.loss)
        for axes in (self._loss, self._accuracy):
            axes.yaxis.set_label_coords(-44 / max(width - 72, 100), 0.5)

        for trace in reversed(spec.earlier):  # a run has one colour, whichever others come or go
            self._add_earlier(trace, colours.earlier[(trace.run - 1) % len(colours.earlier)])
        lines = self._add_current(colours, labels)
        self._growing, self._moving = lines[:2], lines[2:]
        if spec.current is None:
            for line in lines:
                line.set_visible(False)
        self._add_legend(spec)

    def _set_ticks(self, height: int, loss: Limits) -> None:
        """Write as many numbers beside the axes as have room one above another."""
        loss_room, accuracy_room = (
            max(int(axes.get_position().height * height / TICK), 1)
            for axes in (self._loss, self._accuracy)
        )
        decades = math.log10(loss[1] / loss[0])
        between = (1.0, 3.0) if 2 * decades <= loss_room else (1.0,)
        self._loss.yaxis.set_major_locator(LogLocator(subs=between, numticks=max(loss_room, 2)))
        self._accuracy.yaxis.set_major_locator(
            MaxNLocator(min(accuracy_room, 3), min_n_ticks=min(accuracy_room, 2))
        )

    def _add_earlier(self, trace: LossCurve, colour: str) -> None:
        times, smooth = thinned(trace.times, trace.smooth, POINTS)
        self._loss.plot(times, smooth, color=colour, lw=1.2, alpha=0.55, label=trace.name)
        at, losses, accuracies = _validation(trace)
        validation = [
            *self._loss.plot(at, losses, color=colour, lw=1, alpha=0.55, ls=(0, (3, 2)),
                             marker="o", ms=4),
            *self._accuracy.plot(at, accuracies, color=colour, lw=1.2, alpha=0.55,
                                 marker="o", ms=4),
        ]  # fmt: skip
        self._let_over_border(validation)

    def _let_over_border(self, lines: Sequence[Line2D]) -> None:
        """Have marks on the border seen whole, as those of the last epoch; not what is beyond."""
        for line in lines:
            line.set_clip_on(self._is_zoomed)

    def _add_current(self, colours: PlotColours, labels: PlotLabels) -> list[Line2D]:
        loss, accuracy = self._loss, self._accuracy
        lines = [
            *loss.plot([], [], color=colours.training, lw=0.7, alpha=0.3, label=labels.batch),
            *loss.plot([], [], color=colours.training, lw=1.8, label=labels.smooth),
            *loss.plot([], [], color=colours.validation, lw=1.5, marker="o", ms=4,
                       label=labels.validation),
            *loss.plot([], [], color=colours.best, ls="none", marker="*", ms=12,
                       label=labels.best),
            *accuracy.plot([], [], color=colours.validation, lw=1.5, marker="o", ms=4),
            *accuracy.plot([], [], color=colours.best, ls="none", marker="*", ms=11),
            loss.axvline(0, color=colours.text, lw=1, alpha=0.7),
            accuracy.axvline(0, color=colours.text, lw=1, alpha=0.7),
        ]  # fmt: skip
        for line in lines:
            line.set_animated(True)
        self._let_over_border(lines[2:6])
        return lines

    def _add_legend(self, spec: PlotSpec) -> None:
        handles, names = self._loss.get_legend_handles_labels()
        if spec.current is None and not spec.earlier:
            return
        shown = [
            (handle, name)
            for handle, name in zip(handles, names, strict=True)
            if spec.current is not None or name in {trace.name for trace in spec.earlier}
        ]
        copies = [_shown_in_legend(handle) for handle, _ in shown]
        self._figure.legends.clear()
        self._figure.legend(
            copies, [name for _, name in shown], loc="upper left", ncols=LEGEND_COLUMNS,
            bbox_to_anchor=(LEFT / max(spec.size[0], 200), 1.0), frameon=False, fontsize=8,
            labelcolor=spec.colours.muted, handlelength=1.4, columnspacing=1.4,
            handletextpad=0.5, borderaxespad=0.2, borderpad=0.1,
        )  # fmt: skip

    def _grow(self, spec: PlotSpec, view: View) -> None:
        """Add to the background what the current run has learnt since the last frame."""
        trace = spec.current
        if trace is None or len(trace.times) <= self._drawn:
            return
        new = slice(max(self._drawn - 1, 0), None)  # from the last point that is drawn
        times = trace.times[new]
        share = (times[-1] - times[0]) / (view.epochs[1] - view.epochs[0])
        most = max(4, round(POINTS * float(share)))
        for line, values in zip(self._growing, (trace.losses, trace.smooth), strict=True):
            line.set_data(*thinned(times, values[new], most))
            assert line.axes is not None
            line.axes.draw_artist(line)
        self._background = self._canvas.copy_from_bbox(self._figure.bbox)
        self._drawn = len(trace.times)

    def _move(self, spec: PlotSpec) -> None:
        """Give the lines that may change as a whole their points."""
        validation, best, accuracy, best_accuracy, *cursors = self._moving
        trace = spec.current
        if trace is not None:
            at, losses, accuracies = _validation(trace)
            validation.set_data(at, losses)
            accuracy.set_data(at, accuracies)
            top = trace.best
            best.set_data([top.epoch] if top else [], [top.val_loss or 0.0] if top else [])
            best_accuracy.set_data(
                [top.epoch] if top else [], [top.val_accuracy or 0.0] if top else []
            )
        for line in cursors:
            line.set_visible(spec.cursor is not None)
            if spec.cursor is not None:
                line.set_xdata([spec.cursor, spec.cursor])

    def _place(self, spec: PlotSpec) -> tuple[float, float, float, float]:
        box = self._loss.get_position()
        width, height = spec.size
        return (
            box.x0 * width, (1 - box.y1) * height, box.width * width, box.height * height
        )  # fmt: skip


def _whole(spec: PlotSpec) -> View:
    """Return limits that hold all curves, and change seldom while one grows."""
    traces = [*spec.earlier, *([spec.current] if spec.current is not None else [])]
    length = max((trace.length for trace in traces), default=1.0)
    lowest = min(
        (
            value
            for trace in traces
            for value in (
                *trace.smooth[-1:].tolist(),
                *(point.val_loss for point in trace.epochs if point.val_loss is not None),
            )
        ),
        default=1.0,
    )
    floor = next((value for value in LOSS_FLOORS if value <= lowest), LOSS_FLOORS[-1])
    return View((0.0, length), (floor, LOSS_CEILING))


def _accuracy_limits(spec: PlotSpec) -> Limits:
    traces = [*spec.earlier, *([spec.current] if spec.current is not None else [])]
    lowest = min((value for trace in traces for value in _validation(trace)[2]), default=0.9)
    floor = next((value for value in ACCURACY_FLOORS if value <= lowest), 0.0)
    return floor, 1.0 + (1.0 - floor) * 0.06


def _validation(trace: LossCurve) -> tuple[list[int], list[float], list[float]]:
    """Return epochs, validation losses and accuracies."""
    judged = [
        (point.epoch, point.val_loss, point.val_accuracy)
        for point in trace.epochs
        if point.val_loss is not None and point.val_accuracy is not None
    ]
    return [row[0] for row in judged], [row[1] for row in judged], [row[2] for row in judged]


def pixels(canvas: FigureCanvasAgg) -> NDArray[np.uint8]:
    """Return what is drawn on ``canvas``, (h, w, 4) RGBA."""
    return np.asarray(canvas.buffer_rgba()).copy()


def saved(figure: Figure, kind: str) -> bytes:
    """Return ``figure`` as a file of ``kind``, "png" or "svg"."""
    content = io.BytesIO()
    figure.savefig(
        content, format=kind, dpi=2 * DPI, facecolor=figure.get_facecolor(),
        metadata={"Date": None} if kind == "svg" else None,
    )  # fmt: skip
    return content.getvalue()


def style(axes: Axes, colours: PlotColours) -> None:
    """Give ``axes`` a grid and no box, in ``colours``."""
    axes.set_facecolor(colours.background)
    axes.grid(True, color=colours.grid, lw=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(colors=colours.muted, labelsize=8.5, length=0)
    axes.tick_params(which="minor", length=0)
    axes.xaxis.label.set(color=colours.muted, size=9)
    axes.yaxis.label.set(color=colours.muted, size=9)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(colours.grid)


def _shown_in_legend(line: Any) -> Line2D:
    return Line2D(
        [], [], color=line.get_color(), lw=line.get_linewidth(), alpha=line.get_alpha(),
        marker=line.get_marker(), ms=min(line.get_markersize(), 7), ls=line.get_linestyle(),
    )  # fmt: skip
