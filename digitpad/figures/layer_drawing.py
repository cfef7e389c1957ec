"""What all figures have: a heading, a caption, names over pictures, arrows between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from digitpad.figures.sheet import Layout, Sheet, fitted, mosaic, pixels
from digitpad.figures.spec import FigureLabels
from digitpad.graph.maps import channel_on_maps, maps_shape
from digitpad.graph.operation import Array
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.graph.trace import Activations, ShownLayer
from digitpad.support.colour_scales import is_light, limit, shaded, table
from digitpad.support.messages import percentage
from digitpad.support.numbers import three_digits
from digitpad.support.typeface import drawable, shortened, width_of, wrapped

FEW = 20  # units that are bars; more are a grid
GAP, DETAILED_GAP = 0.2, 0.6  # between maps, in sizes of the text
SMALLEST = 7.0  # pixels of a text that can be read


class Area(NamedTuple):
    """A rectangle of a sheet, in pixels."""

    x: int
    y: int
    width: int
    height: int


def is_few(shown: ShownLayer) -> bool:
    """Tell whether the layer is drawn as bars."""
    return len(shown.shape) == 1 and shown.shape[0] <= FEW


def draw_maps(
    sheet: Sheet, area: Area, trace: Activations, shown: ShownLayer, *, detailed: bool
) -> Area:
    """Draw all maps or units of a layer; returns where.

    detailed: in the middle of ``area`` and with their numbers, else in its upper left corner.
    """
    em, spec = sheet.em, sheet.spec
    shape = maps_shape(shown.shape)
    is_map = len(shown.shape) > 1
    each = spec.each and is_map
    gap = round(em * (DETAILED_GAP if detailed else GAP))
    room = (max(area.width, 1), max(area.height, 1))
    size = max(0.62 * em, SMALLEST)
    layout = fitted(shape, room, gap)
    if detailed and is_map and shape[0] > 1:
        label = round(size * 1.3)
        labelled = fitted(shape, room, gap, label)
        fits_across = width_of(str(shape[0] - 1), size) <= labelled.width
        if fits_across and labelled.height >= 2.2 * label:
            layout = labelled
    width, height = layout.size
    across, down = min(width, room[0]), min(height, room[1])
    x, y = area.x, area.y
    if detailed:
        x, y = x + (area.width - across) // 2, y + (area.height - down) // 2
    values = trace.values(shown).reshape(shape)
    shades = shaded(values, shown.signed, spec.dark, each=each)
    image = mosaic(shades, layout, sheet.colours.border)
    edge = (image.shape[1] - width) // 2
    if (across, down) != (width, height):  # more maps than pixels
        image = image[np.arange(down) * height // down][:, np.arange(across) * width // across]
    sheet.image(x - edge, y - edge, image, (across + 2 * edge, down + 2 * edge))
    if layout.label:
        for channel in range(layout.count):
            left, top = layout.corner(channel)
            sheet.text(
                x + left, y + top - 0.35 * size, str(channel), size, sheet.colours.muted
            )  # fmt: skip
    elif detailed and not is_map:
        _write_units(sheet, (x, y), layout, values[:, 0, 0], shades[:, 0, 0].tolist())
    silenced = [gone.number for gone in trace.changes.silenced if gone.layer == shown.name]
    high, side = layout.height / shape[1], layout.width / shape[2]  # of a value
    for number in silenced if width == across else []:
        channels, rows, columns = channel_on_maps(number, shown.shape)
        for channel in channels:
            left, top = layout.corner(channel)
            _cross_out(sheet, Area(
                round(x + left + columns[0] * side), round(y + top + rows[0] * high),
                round(len(columns) * side), round(len(rows) * high),
            ))  # fmt: skip
    return Area(x, y, across, down)


def _write_units(
    sheet: Sheet, at: tuple[int, int], layout: Layout, values: Array, shades: list[int]
) -> None:
    """Write into each unit its number and its value, where they can be read."""
    texts = [three_digits(float(value)) for value in values]
    widest = max(width_of(text, 1.0) for text in texts)
    size = min(0.9 * sheet.em, 0.86 * layout.width / widest, 0.36 * layout.height)
    if size < SMALLEST:
        return
    small = max(0.7 * size, SMALLEST)
    for unit, (text, shade) in enumerate(zip(texts, shades, strict=True)):
        left, top = (a + b for a, b in zip(at, layout.corner(unit), strict=True))
        ink = "#000000" if is_light(shade) else "#ffffff"
        middle = left + layout.width / 2
        sheet.text(middle, top + layout.height / 2 + 0.5 * size, text, size, ink, align="center")
        if layout.height >= 2.6 * size:
            sheet.text(left + 0.35 * small, top + 1.15 * small, str(unit), small, ink)


def _cross_out(sheet: Sheet, area: Area) -> None:
    x, y, width, height = area
    colour, thickness = sheet.colours.muted, max(sheet.em / 14, 1.0)
    sheet.outline(x, y, (width, height), colour)
    sheet.line((x, y), (x + width, y + height), colour, thickness)
    sheet.line((x, y + height), (x + width, y), colour, thickness)


def draw_scale(
    sheet: Sheet,
    area: Area,
    trace: Activations,
    shown: ShownLayer,
    labels: FigureLabels,
    size: float,
) -> None:
    """Draw the colours from the lowest to the highest value, with numbers of ``size`` below."""
    values = trace.values(shown)
    signed, each = shown.signed, sheet.spec.each and len(shown.shape) > 1
    high = labels.largest if each else three_digits(limit(np.nan_to_num(values)))
    if signed:
        low, middle = f"−{high}", "0"
    else:
        low, middle = "0", "" if each else three_digits(limit(np.nan_to_num(values)) / 2)
    colours = table(signed, sheet.spec.dark)[None]
    sheet.image(area.x, area.y, pixels(colours), (area.width, area.height))
    baseline, colour = area.y + area.height + 1.05 * size, sheet.colours.muted
    sheet.text(area.x, baseline, low, size, colour)
    sheet.text(area.x + area.width, baseline, high, size, colour, align="right")
    beside = 2 * max(width_of(low, size), width_of(high, size)) + width_of(middle, size) + 2 * size
    if middle and beside <= area.width:
        sheet.text(area.x + area.width / 2, baseline, middle, size, colour, align="center")


def what_values_are(shown: ShownLayer, labels: FigureLabels) -> str:
    """Return what a few units' values are called."""
    if isinstance(shown.kind, SoftmaxOp):
        return labels.probability
    return labels.logit if shown.is_answer else labels.value


def draw_bars(
    sheet: Sheet,
    area: Area,
    trace: Activations,
    shown: ShownLayer,
    labels: FigureLabels,
    *,
    detailed: bool,
) -> None:
    """Draw a bar for each unit, the largest in a colour of its own.

    detailed: with values, and for probabilities with the logits that they come from.
    """
    em, colours = sheet.em, sheet.colours
    values = np.nan_to_num(trace.values(shown).astype(np.float64))
    best = int(values.argmax())
    is_share = isinstance(shown.kind, SoftmaxOp)
    texts = [
        percentage(value) if is_share else three_digits(float(value))
        for value in trace.values(shown)
    ]  # fmt: skip
    names, units = list(map(str, range(len(values)))), labels.unit
    rows = [(labels.digit if shown.is_answer else units, names, 1.05 * em, colours.text)]
    if detailed and is_share:
        logits = [three_digits(float(logit)) for logit in trace.inputs(shown.index)[0]]
        rows.append((labels.logit, logits, 0.8 * em, colours.muted))
    gutter = 0.0
    if detailed:
        gutter = max(width_of(row[0], max(0.75 * em, SMALLEST)) for row in rows) + 0.6 * em
        gutter = gutter if gutter < 0.3 * area.width else 0.0
    slot = (area.width - gutter) / len(values)
    value_size = _size_for(texts, slot, 0.85 * em) if detailed else 0.0
    bottom = float(area.y + area.height)
    for name, row, wanted, colour in reversed(rows):
        size = _size_for(row, 0.84 * slot, wanted)
        fit = size > 0
        size = size or 0.8 * em  # for the largest alone
        for unit, text in enumerate(row):
            middle = area.x + gutter + (unit + 0.5) * slot
            is_best = unit == best
            if not (fit or is_best):
                continue
            sheet.text(
                middle, bottom - 0.35 * size, text, size, colours.accent if is_best else colour,
                align="center", semibold=is_best,
            )  # fmt: skip
        if gutter:
            small = max(0.75 * em, SMALLEST)
            sheet.text(area.x, bottom - 0.35 * size, name, small, colours.muted)
        bottom -= 1.5 * size
    low = 0.0 if is_share else min(0.0, float(values.min()))
    high = 1.0 if is_share else max(0.0, float(values.max()))
    span = high - low or 1.0
    above = 1.5 * value_size if high > 0 or low == 0 else 0.0
    below = 1.5 * value_size if low < 0 else 0.25 * em
    length = max(bottom - area.y - above - below, 1.0)
    zero = area.y + above + length * high / span
    for unit, value in enumerate(values.tolist()):
        left = area.x + gutter + (unit + 0.14) * slot
        end = zero - length * value / span
        is_best = unit == best
        sheet.rectangle(
            left, min(zero, end), (0.72 * slot, abs(end - zero)),
            colours.accent if is_best else colours.bar,
        )  # fmt: skip
        if value_size:
            baseline = end - 0.4 * value_size if value >= 0 else end + 1.1 * value_size
            sheet.text(
                left + 0.36 * slot, baseline, texts[unit], value_size, colours.text,
                align="center",
            )  # fmt: skip
    sheet.line(
        (area.x + gutter, zero), (area.x + area.width, zero), colours.border, max(em / 14, 1.0)
    )


def _size_for(texts: list[str], slot: float, wanted: float) -> float:
    """Return a size at which each of ``texts`` fits into ``slot``; 0 where none can be read."""
    size = min(wanted, 0.92 * slot / max(width_of(text, 1.0, semibold=True) for text in texts))
    return size if size >= SMALLEST - 1 else 0.0


CAPTION_SHARE = 0.3  # of the height, at most


def write_heading(sheet: Sheet, name: str, shape: str, room: float) -> None:
    """Write ``name`` and after it ``shape``, closer where they have to."""
    em, colours = sheet.em, sheet.colours
    size, baseline = 1.3 * em, round(em) + 1.15 * em
    name = shortened(drawable(name), size, room, semibold=True)
    sheet.text(round(em), baseline, name, size, colours.text, semibold=True)
    used = width_of(name, size, semibold=True) + 0.9 * em
    for text in (shape, shape.replace(" ", "")):
        if text and used + width_of(text, 1.1 * em) <= room:
            sheet.text(round(em) + used, baseline, text, 1.1 * em, colours.muted)
            return


def write_caption(sheet: Sheet) -> int:
    """Write the caption at the bottom; returns where the room above it ends."""
    em, margin, spec = sheet.em, round(sheet.em), sheet.spec
    line_height = 1.45 * em
    most = max(int(CAPTION_SHARE * spec.height / line_height), 1)
    lines = wrapped(drawable(spec.caption.strip()), em, spec.width - 2 * margin, most)
    first = spec.height - margin - line_height * (len(lines) - 1) - 0.3 * em
    for place, line in enumerate(lines):
        sheet.text(margin, first + place * line_height, line, em, sheet.colours.text)
    return round(first - 1.9 * em) if lines else spec.height - margin


def write_name(sheet: Sheet, x: float, baseline: float, room: float, name: str, shape: str) -> None:
    """Write ``name`` and after it ``shape``, closer or not at all where there is no room."""
    em, colours = sheet.em, sheet.colours
    size, small = 0.95 * em, max(0.8 * em, SMALLEST)
    name = shortened(name, size, room, semibold=True)
    sheet.text(x, baseline, name, size, colours.text, semibold=True)
    used = width_of(name, size, semibold=True) + 0.5 * em
    for text in (shape, shape.replace(" ", "")):
        if used + width_of(text, small) <= room:
            sheet.text(x + used, baseline, text, small, colours.muted)
            break


def draw_arrow(sheet: Sheet, x: float, y: float) -> None:
    """Point to the right from ``x`` at the height ``y``."""
    em, colour = sheet.em, sheet.colours.muted
    sheet.line((x, y), (x + 0.6 * em, y), colour, max(em / 12, 1.0))
    sheet.polygon(
        [(x + 0.5 * em, y - 0.26 * em), (x + 0.95 * em, y), (x + 0.5 * em, y + 0.26 * em)], colour
    )
