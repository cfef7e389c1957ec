"""Accuracy over parameters and over time, drawn by matplotlib without a window."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from digitpad.support.messages import percentage
from digitpad.support.typeface import font, use_our_font
from digitpad.training.plots.chart import DPI, pixels, saved, style
from digitpad.training.plots.plot_spec import Frame, Point, TrialsSpec

# Networks differ in colour, recipes in their marks, and each point has its number: none is told
# by colour alone.
MARKS = ("o", "s", "^", "D", "v", "P", "X")
LEFT, RIGHT, BOTTOM, TOP = 70, 26, 44, 8  # logical pixels around the axes
LEGEND_ROW, LEGEND_COLUMN = 17, 120  # logical pixels of an entry
LEAST_HEIGHT = 0.3  # of the figure, for the axes: a long legend lies over them then
LEAST_SPAN = 0.002  # of accuracies: less would make chance look like a difference
WIDE = 1.3  # times as wide as high: both plots stand side by side


class TrialsChart:
    """Draws the plot of an experiment."""

    def draw(self, spec: TrialsSpec) -> Frame:
        """Return the picture of ``spec``."""
        canvas = FigureCanvasAgg(_figure(spec, DPI * spec.ratio))
        canvas.draw()
        return Frame(pixels(canvas), spec.ratio)

    def save(self, spec: TrialsSpec, kind: str) -> bytes:
        """Return ``spec`` as a file of ``kind``, "png" or "svg"."""
        figure = _figure(spec, 2 * DPI)
        FigureCanvasAgg(figure)
        return saved(figure, kind)


def _figure(spec: TrialsSpec, dpi: float) -> Figure:
    use_our_font()
    width, height = (max(side, 200) for side in spec.size)
    figure = Figure((width / DPI, height / DPI), dpi=dpi, facecolor=spec.colours.background)
    rows = _add_legend(figure, spec, width, height)
    is_wide = width > WIDE * height
    by_parameters, by_time = figure.subplots(
        *((1, 2) if is_wide else (2, 1)), sharey=is_wide, squeeze=True
    )
    bottom = BOTTOM / height
    top = max(1 - (TOP + LEGEND_ROW * rows) / height, bottom + LEAST_HEIGHT)
    figure.subplots_adjust(
        left=LEFT / width, right=1 - RIGHT / width, bottom=bottom, top=top,
        hspace=0.34, wspace=0.12,
    )  # fmt: skip
    points, labels = spec.points, spec.labels
    _plot(by_parameters, spec, [point.parameters for point in points], labels.parameters)
    _plot(by_time, spec, [point.seconds for point in points], labels.seconds)
    if is_wide:
        by_time.set_ylabel("")
        by_time.tick_params(labelleft=False)
    return figure


def _plot(axes: Axes, spec: TrialsSpec, values: Sequence[float], title: str) -> None:
    colours = spec.colours
    style(axes, colours)
    axes.set_xlabel(title)
    axes.set_ylabel(spec.labels.accuracy)
    axes.set_xscale("log")
    # A logarithm has no zero, and one point alone no width.
    low, high = max(min(values, default=1.0), 1e-3), max(*values, 1e-3) if values else 10.0
    axes.set_xlim(low / 1.6, high * 1.9)
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=7))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    _scale_accuracy(axes, [point.accuracy for point in spec.points] or [0.9, 1.0])
    for point, value in zip(spec.points, values, strict=True):
        is_selected = point.number == spec.selected
        axes.plot(
            [max(value, 1e-3)], [point.accuracy], ls="none", color=_colour(spec, point),
            marker=_mark(spec, point), ms=12 if is_selected else 8, clip_on=False,
            mec=colours.text if is_selected else colours.background, mew=2 if is_selected else 1,
        )  # fmt: skip
        axes.annotate(
            str(point.number), (max(value, 1e-3), point.accuracy), (8, 3),
            textcoords="offset points", color=colours.text,
            fontproperties=font(str(point.number), 9, semibold=is_selected),
        )  # fmt: skip


def _scale_accuracy(axes: Axes, accuracies: Sequence[float]) -> None:
    """Have all ``accuracies`` in sight, one alone in the middle, and numbers that tell them apart.

    None is below zero or above one: there the axis ends, with room for a mark.
    """
    low, high = min(accuracies), max(accuracies)
    span = max(high - low, LEAST_SPAN)
    middle, half, room = (low + high) / 2, 0.65 * span, 0.05 * span
    axes.set_ylim(max(middle - half, -room), min(middle + half, 1 + room))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    step = axes.get_yticks()[1] - axes.get_yticks()[0]
    decimals = max(0, -floor(log10(100 * step) + 1e-9))  # of percent: each number is exact
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: percentage(value, f".{decimals}f"))
    )


def _add_legend(figure: Figure, spec: TrialsSpec, width: int, height: int) -> int:
    """Name the networks, and the recipes if there are several; returns the rows it takes."""
    architectures = {point.architecture: _colour(spec, point) for point in spec.points}
    recipes = {point.recipe: _mark(spec, point) for point in spec.points}
    entries = [
        Line2D([], [], ls="none", marker="o", ms=7, color=colour, label=name)
        for name, colour in architectures.items()
    ]
    if len(recipes) > 1:
        entries += [
            Line2D([], [], ls="none", marker=mark, ms=7, color=spec.colours.muted, label=name)
            for name, mark in recipes.items()
        ]
    columns = max(1, (width - LEFT) // LEGEND_COLUMN)
    if entries:
        figure.legend(
            handles=entries, loc="upper left", ncols=columns, frameon=False, fontsize=8.5,
            bbox_to_anchor=(LEFT / width, 1 - 2 / height), labelcolor=spec.colours.muted,
            handletextpad=0.2, columnspacing=1.2, borderaxespad=0.1, borderpad=0.1,
        )  # fmt: skip
    return -(-len(entries) // columns)


def _colour(spec: TrialsSpec, point: Point) -> str:
    names = list(dict.fromkeys(other.architecture for other in spec.points))
    colours = (spec.colours.training, *spec.colours.earlier)
    return colours[names.index(point.architecture) % len(colours)]


def _mark(spec: TrialsSpec, point: Point) -> str:
    names = list(dict.fromkeys(other.recipe for other in spec.points))
    return MARKS[names.index(point.recipe) % len(MARKS)]
