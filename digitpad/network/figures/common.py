"""What all figures have: a heading, a caption, names over pictures, arrows between them."""

from __future__ import annotations

from digitpad.network.figures.sheet import Sheet
from digitpad.network.figures.stage_drawing import SMALLEST
from digitpad.network.figures.typeface import drawable, shortened, width_of, wrapped

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
