"""Figures of a trace for slides and handouts: one layer, or the whole flow, as PNG or SVG."""

from __future__ import annotations

import math

from digitpad.figures.ink_figure import amount, draw_strokes
from digitpad.figures.layer_drawing import (
    GAP,
    SMALLEST,
    Area,
    draw_arrow,
    draw_bars,
    draw_maps,
    draw_scale,
    is_few,
    what_values_are,
    write_caption,
    write_heading,
    write_name,
)
from digitpad.figures.sheet import Sheet, fitted
from digitpad.figures.spec import FigureLabels, FigureSpec, Shown, title
from digitpad.graph.maps import maps_shape
from digitpad.graph.trace import Activations, ShownLayer, shown_layers
from digitpad.ink.input.frame import SIDE
from digitpad.ink.input.preparation import Steps
from digitpad.reading.classify import answer_in, percent
from digitpad.support.numbers import shape_text
from digitpad.support.typeface import width_of


def layer_figure(
    trace: Activations, shown: ShownLayer, spec: FigureSpec, labels: FigureLabels | None = None
) -> bytes:
    """Return a file with all maps or units of one layer, their colours in numbers and a caption."""
    labels = labels or FigureLabels()
    sheet = Sheet(spec)
    em, margin = sheet.em, round(sheet.em)
    name, shape = title(shown, labels), shape_text(shown.shape)
    bars = is_few(shown)
    scale = round(min(14 * em, 0.36 * spec.width))
    small = max(0.75 * em, SMALLEST)
    told = what_values_are(shown, labels) if bars else ""
    beside = width_of(told, 0.9 * em) if bars else scale
    write_heading(sheet, name, shape, spec.width - 2 * margin - beside - em)
    if bars:
        baseline = margin + 1.1 * em
        sheet.text(
            spec.width - margin, baseline, told, 0.9 * em, sheet.colours.muted, align="right"
        )
    else:
        bar = Area(spec.width - margin - scale, round(margin + 0.1 * em), scale, round(0.55 * em))
        draw_scale(sheet, bar, trace, shown, labels, small)
    top = round(margin + 2.3 * em)
    bottom = write_caption(sheet)
    area = Area(margin, top, spec.width - 2 * margin, max(bottom - top, 1))
    if bars:
        area = area._replace(height=max(round(area.height - 0.6 * em), 1))
        draw_bars(sheet, area, trace, shown, labels, detailed=True)
    else:
        draw_maps(sheet, area, trace, shown, detailed=True)
    return sheet.content(f"{name} {shape}")


def flow_figure(
    trace: Activations,
    spec: FigureSpec,
    labels: FigureLabels | None = None,
    steps: Steps | None = None,
) -> bytes:
    """Return a file with all layers in their order, from the input to the probabilities.

    steps: how the input was made; the strokes come first then.
    """
    labels = labels or FigureLabels()
    sheet = Sheet(spec)
    em, margin = sheet.em, round(sheet.em)
    answer = answer_in(trace)
    heading = labels.read_as.format(trace.graph.name, answer.marked, percent(answer.confidence))
    write_heading(sheet, heading, "", spec.width - 2 * margin)
    top = round(margin + 2.2 * em)
    bottom = write_caption(sheet)
    area = Area(margin, top, spec.width - 2 * margin, max(bottom - top, 1))
    layers: tuple[Shown, ...] = shown_layers(trace.graph)
    if steps is not None:
        layers = ("ink", *layers)
    for place, (shown, tile) in enumerate(zip(layers, _tiles(sheet, layers, area), strict=True)):
        if place > 0:
            draw_arrow(sheet, tile.x, tile.y + 0.61 * em)
        if isinstance(shown, ShownLayer):
            _draw_tile(sheet, tile, trace, shown, labels)
        elif steps is not None:
            _draw_ink_tile(sheet, tile, steps, labels)
    return sheet.content(heading)


def _tiles(sheet: Sheet, layers: tuple[Shown, ...], area: Area) -> list[Area]:
    """Return a rectangle for each layer: rows of as many as let all layers be largest."""
    best: tuple[float, list[Area]] = (-math.inf, [])
    for columns in range(1, len(layers) + 1):
        rows = -(-len(layers) // columns)
        width, height = area.width / columns, area.height / rows
        tiles = [
            Area(round(area.x + n % columns * width), round(area.y + n // columns * height),
                 int(width), int(height))
            for n in range(len(layers))
        ]  # fmt: skip
        best = max(best, (_score(sheet, layers, tiles), tiles), key=lambda pair: pair[0])
    return best[1]


def _score(sheet: Sheet, layers: tuple[Shown, ...], tiles: list[Area]) -> float:
    """Return how well the layers can be seen: the mean logarithm of what they cover."""
    total = 0.0
    for shown, tile in zip(layers, tiles, strict=True):
        body = _body(sheet, tile)
        if body.width < 1 or body.height < 1:
            return -math.inf
        if not isinstance(shown, ShownLayer):
            covered = float(min(body.width, body.height) ** 2)
        elif is_few(shown):
            covered = float(body.width * min(body.height, body.width))
        else:
            layout = fitted(
                maps_shape(shown.shape), (body.width, body.height), round(GAP * sheet.em)
            )
            covered = float(layout.width * layout.height * layout.count)
        total += math.log(max(covered, 1.0))
    return total


def _body(sheet: Sheet, tile: Area) -> Area:
    """Return the part of a tile that is for values: beside the arrow, under the name."""
    em = sheet.em
    left, above, below = round(1.25 * em), round(1.5 * em), round(0.8 * em)
    if _has_scale(sheet, tile):
        below += round(1.4 * em)
    return Area(
        tile.x + left, tile.y + above, tile.width - left - round(0.1 * em),
        tile.height - above - below,
    )  # fmt: skip


def _has_scale(sheet: Sheet, tile: Area) -> bool:
    return tile.height >= 8 * sheet.em and tile.width >= 8 * sheet.em


def _draw_ink_tile(sheet: Sheet, tile: Area, steps: Steps, labels: FigureLabels) -> None:
    body = _body(sheet, tile)
    name, size = labels.ink, amount(steps, labels)
    write_name(sheet, body.x, tile.y + 0.95 * sheet.em, body.width, name, size)
    side = min(body.width, body.height)
    side = side - side % SIDE or side  # as the input's
    draw_strokes(sheet, Area(body.x, body.y, side, side), steps)


def _draw_tile(
    sheet: Sheet, tile: Area, trace: Activations, shown: ShownLayer, labels: FigureLabels
) -> None:
    em, body = sheet.em, _body(sheet, tile)
    name, shape = title(shown, labels), shape_text(shown.shape)
    write_name(sheet, body.x, tile.y + 0.95 * em, body.width, name, shape)
    if is_few(shown):
        few = Area(body.x, body.y, body.width, tile.y + tile.height - body.y - round(0.8 * em))
        few = few._replace(height=min(few.height, max(body.width, round(3 * em))))
        draw_bars(sheet, few, trace, shown, labels, detailed=False)
        return
    drawn = draw_maps(sheet, body, trace, shown, detailed=False)
    if _has_scale(sheet, tile):
        bar = Area(
            drawn.x, drawn.y + drawn.height + round(0.35 * em),
            min(max(drawn.width, round(5 * em)), round(8 * em), body.width), round(0.35 * em),
        )  # fmt: skip
        draw_scale(sheet, bar, trace, shown, labels, max(0.62 * em, SMALLEST))
