"""A figure of the steps from the strokes to the network's input."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from digitpad.ink.frame import SIDE
from digitpad.ink.preparation import FRAMED_STEPS, STEPS, Steps
from digitpad.network.figures.common import draw_arrow, write_caption, write_heading, write_name
from digitpad.network.figures.ink_drawing import amount, draw_cropped, draw_ink, draw_strokes
from digitpad.network.figures.sheet import Sheet
from digitpad.network.figures.spec import FigureLabels, FigureSpec
from digitpad.network.figures.stage_drawing import SMALLEST, Area, draw_maps, draw_scale
from digitpad.network.trace import Trace, shown_layers

ABOVE, BELOW = 1.6, 1.9  # sizes of the text: for a picture's name, and for the last one's scale
GAP, WIDEST_GAP = 2.2, 6.0  # sizes of the text: between pictures
ARROW = 1.25  # sizes of the text: from an arrow's beginning to the name that it points to

DEFAULT_LABELS = FigureLabels()


class Grid(NamedTuple):
    """Where pictures of ``side`` pixels lie: row by row from ``x`` and ``y`` on."""

    x: float
    y: float
    side: int
    columns: int
    pitch_x: float
    pitch_y: float

    def square(self, place: int) -> Area:
        """Return where the picture at ``place`` lies."""
        row, column = divmod(place, self.columns)
        x, y = self.x + column * self.pitch_x, self.y + row * self.pitch_y
        return Area(round(x), round(y), self.side, self.side)


def ink_figure(
    trace: Trace, steps: Steps, spec: FigureSpec, labels: FigureLabels = DEFAULT_LABELS
) -> bytes:
    """Return a file with the strokes and every step after them, and a caption.

    trace: of ``steps.image``. Of a sample, which is framed already, only what acts on it is there.
    """
    sheet = Sheet(replace(spec, each=False))
    em, margin = sheet.em, round(sheet.em)
    write_heading(sheet, labels.steps, "", spec.width - 2 * margin)
    top = round(margin + 2.3 * em)
    bottom = write_caption(sheet)
    shown = [step for step in STEPS if not steps.is_framed or step in FRAMED_STEPS]
    area = Area(margin, top, spec.width - 2 * margin, max(bottom - top, 1))
    grid = _grid(sheet, len(shown) + 1, area)
    for place, step in enumerate(("strokes", *shown)):
        square = grid.square(place)
        baseline = square.y - 0.55 * em
        if place > 0:
            draw_arrow(sheet, square.x - ARROW * em, baseline - 0.34 * em)
        name, size = _name(steps, step, labels), _size(steps, step, labels)
        write_name(sheet, square.x, baseline, grid.pitch_x - 1.5 * em, name, size)
        _draw_step(sheet, square, trace, steps, step)
    if steps.preparation.normalise:
        last, small = grid.square(len(shown)), max(0.62 * em, SMALLEST)
        top, width = last.y + last.height + round(0.4 * em), max(last.width, round(5 * em))
        bar = Area(last.x, top, min(width, spec.width - last.x), round(0.4 * em))
        draw_scale(sheet, bar, trace, shown_layers(trace.architecture)[0], labels, small)
    return sheet.content(labels.steps)


def _grid(sheet: Sheet, count: int, area: Area) -> Grid:
    """Lay ``count`` pictures out as large as ``area`` lets them be, in as few rows as it takes.

    Their sides are whole multiples of the input's, if they are not smaller than that.
    """
    em = sheet.em

    def indent(columns: int) -> float:
        return ARROW * em if columns < count else 0.0  # a second row begins with an arrow

    def side(columns: int) -> float:
        rows = -(-count // columns)
        across = (area.width - indent(columns) - (columns - 1) * GAP * em) / columns
        return min(across, area.height / rows - (ABOVE + BELOW) * em)

    columns = max(range(count, 0, -1), key=side)
    rows, largest = -(-count // columns), max(int(side(columns)), 1)
    whole = largest - largest % SIDE or largest
    room, left = area.width - indent(columns), area.x + indent(columns)
    spread = (room - whole) / max(columns - 1, 1)
    pitch = min(spread, whole + WIDEST_GAP * em) if columns > 1 else room
    return Grid(left, area.y + ABOVE * em, whole, columns, pitch, area.height / rows)


def _name(steps: Steps, step: str, labels: FigureLabels) -> str:
    if step == "strokes":
        return labels.sample if steps.is_framed else labels.strokes
    name: str = getattr(labels, step)
    return name if getattr(steps.preparation, step) else labels.off.format(name)


def _size(steps: Steps, step: str, labels: FigureLabels) -> str:
    if step == "strokes":
        return amount(steps, labels)
    pictures = {"crop": steps.cropped, "box": steps.boxed, "pen": steps.penned}
    return " × ".join(map(str, pictures.get(step, steps.image).shape))


def _draw_step(sheet: Sheet, square: Area, trace: Trace, steps: Steps, step: str) -> None:
    match step:
        case "strokes":
            draw_strokes(sheet, square, steps)
        case "crop":
            draw_cropped(sheet, square, steps)
        case "box":
            draw_ink(sheet, square, steps.boxed)
        case "pen":
            draw_ink(sheet, square, steps.penned)
        case "centre":
            draw_ink(sheet, square, steps.centred)
        case "normalise" if steps.preparation.normalise:
            draw_maps(sheet, square, trace, shown_layers(trace.architecture)[0], detailed=False)
        case _:
            draw_ink(sheet, square, steps.image)
