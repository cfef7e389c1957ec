"""Accuracy over parameters and over time, drawn by matplotlib without a window."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter
from numpy.typing import NDArray

from digitpad.network.figures.typeface import font, use_our_font
from digitpad.training.chart import DPI, style
from digitpad.training.experiments.scene import Point, Scene

# Networks differ in colour, recipes in their marks, and each point has its number: none is told
# by colour alone.
MARKS = ("o", "s", "^", "D", "v", "P", "X")
LEFT, RIGHT, BOTTOM, TOP = 64, 26, 44, 8  # logical pixels around the axes
LEGEND_ROW, LEGEND_COLUMN = 17, 120  # logical pixels of an entry
LEAST_HEIGHT = 0.3  # of the figure, for the axes: a long legend lies over them then
LEAST_SPAN = 0.002  # of accuracies: less would make chance look like a difference
WIDE = 1.3  # times as wide as high: both plots stand side by side


def draw(scene: Scene) -> NDArray[np.uint8]:
    """Return the picture of ``scene``, (h, w, 4) uint8 RGBA."""
    figure = _figure(scene, DPI * scene.ratio)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).copy()


def save(scene: Scene, kind: str) -> bytes:
    """Return ``scene`` as a file of ``kind``, "png" or "svg"."""
    content = io.BytesIO()
    figure = _figure(scene, 2 * DPI)
    FigureCanvasAgg(figure)
    figure.savefig(
        content, format=kind, dpi=2 * DPI, facecolor=scene.colours.background,
        metadata={"Date": None} if kind == "svg" else None,
    )  # fmt: skip
    return content.getvalue()


def _figure(scene: Scene, dpi: float) -> Figure:
    use_our_font()
    width, height = (max(side, 200) for side in scene.size)
    figure = Figure((width / DPI, height / DPI), dpi=dpi, facecolor=scene.colours.background)
    rows = _add_legend(figure, scene, width, height)
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
    points, labels = scene.points, scene.labels
    _plot(by_parameters, scene, [point.parameters for point in points], labels.parameters)
    _plot(by_time, scene, [point.seconds for point in points], labels.seconds)
    if is_wide:
        by_time.set_ylabel("")
        by_time.tick_params(labelleft=False)
    return figure


def _plot(axes: Axes, scene: Scene, values: Sequence[float], title: str) -> None:
    colours = scene.colours
    style(axes, colours)
    axes.set_xlabel(title)
    axes.set_ylabel(scene.labels.accuracy)
    axes.set_xscale("log")
    # A logarithm has no zero, and one point alone no width.
    low, high = max(min(values, default=1.0), 1e-3), max(*values, 1e-3) if values else 10.0
    axes.set_xlim(low / 1.6, high * 1.9)
    axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0), numticks=7))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.4g} %"))
    accuracies = [point.accuracy for point in scene.points] or [0.9, 1.0]
    span = max(max(accuracies) - min(accuracies), LEAST_SPAN)
    axes.set_ylim(max(min(accuracies) - 0.15 * span, -0.02), max(accuracies) + 0.15 * span)
    for point, value in zip(scene.points, values, strict=True):
        is_selected = point.number == scene.selected
        axes.plot(
            [max(value, 1e-3)], [point.accuracy], ls="none", color=_colour(scene, point),
            marker=_mark(scene, point), ms=12 if is_selected else 8, clip_on=False,
            mec=colours.text if is_selected else colours.background, mew=2 if is_selected else 1,
        )  # fmt: skip
        axes.annotate(
            str(point.number), (max(value, 1e-3), point.accuracy), (8, 3),
            textcoords="offset points", color=colours.text,
            fontproperties=font(str(point.number), 9, semibold=is_selected),
        )  # fmt: skip


def _add_legend(figure: Figure, scene: Scene, width: int, height: int) -> int:
    """Name the networks, and the recipes if there are several; returns the rows it takes."""
    networks = {point.network: _colour(scene, point) for point in scene.points}
    recipes = {point.recipe: _mark(scene, point) for point in scene.points}
    entries = [
        Line2D([], [], ls="none", marker="o", ms=7, color=colour, label=name)
        for name, colour in networks.items()
    ]
    if len(recipes) > 1:
        entries += [
            Line2D([], [], ls="none", marker=mark, ms=7, color=scene.colours.muted, label=name)
            for name, mark in recipes.items()
        ]
    columns = max(1, (width - LEFT) // LEGEND_COLUMN)
    if entries:
        figure.legend(
            handles=entries, loc="upper left", ncols=columns, frameon=False, fontsize=8.5,
            bbox_to_anchor=(LEFT / width, 1 - 2 / height), labelcolor=scene.colours.muted,
            handletextpad=0.2, columnspacing=1.2, borderaxespad=0.1, borderpad=0.1,
        )  # fmt: skip
    return -(-len(entries) // columns)


def _colour(scene: Scene, point: Point) -> str:
    names = list(dict.fromkeys(other.network for other in scene.points))
    colours = (scene.colours.training, *scene.colours.earlier)
    return colours[names.index(point.network) % len(colours)]


def _mark(scene: Scene, point: Point) -> str:
    names = list(dict.fromkeys(other.recipe for other in scene.points))
    return MARKS[names.index(point.recipe) % len(MARKS)]
