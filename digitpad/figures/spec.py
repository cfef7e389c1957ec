"""What a figure of a trace is to look like, as plain values; matplotlib is not needed to say it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.graph.trace import Activations, ShownLayer
from digitpad.reading.classify import answer_in, percent
from digitpad.support.messages import Text

Kind = Literal["png", "svg"]

Shown = ShownLayer | Literal["ink"]  # ink: the steps from the strokes to the input
Part = Shown | Literal["flow"]  # flow: all of it

LEAST, MOST = 200, 8000  # pixels for a side
SIZE = (1600, 1000)  # pixels: a slide


@dataclass(frozen=True)
class FigureSpec:
    """How a figure is drawn.

    width, height: in pixels. each: every map has a scale of its own. ratio: pixels of a PNG for
    each of these, below 1 for a small picture of the same layout.
    """

    kind: Kind = "png"
    width: int = SIZE[0]
    height: int = SIZE[1]
    caption: str = ""
    dark: bool = False
    each: bool = False
    ratio: float = 1.0


def _said(text: Text) -> Any:
    """Return a field whose default is ``text`` in the language in force."""
    return field(default_factory=partial(str, text))


@dataclass(frozen=True)
class FigureLabels:
    """The texts of a figure, in the language in force; {0} and so on are filled in."""

    ink: str = _said(Text("ink"))
    input: str = _said(Text("input"))
    softmax: str = _said(Text("softmax"))
    read_as: str = _said(Text("{0}: read as {1} ({2})"))  # network, digit, percent
    # layer, what, digit, percent
    caption: str = _said(Text("{0} of digitpad for {1} read as {2} ({3})"))
    whole: str = _said(Text("All layers"))
    a_drawing: str = _said(Text("a drawing"))
    digit: str = _said(Text("digit"))
    unit: str = _said(Text("unit"))
    logit: str = _said(Text("logit"))
    probability: str = _said(Text("probability"))
    value: str = _said(Text("value"))
    largest: str = _said(Text("max"))
    steps: str = _said(Text("From ink to input"))
    strokes: str = _said(Text("Strokes"))
    sample: str = _said(Text("Sample"))
    crop: str = _said(Text("Crop"))
    box: str = _said(Text("Box"))
    pen: str = _said(Text("Pen"))
    centre: str = _said(Text("Centre"))
    grey: str = _said(Text("Grey"))
    normalise: str = _said(Text("Normalise"))
    off: str = _said(Text("{0} (off)"))  # a step
    point: str = _said(Text("1 point"))
    points: str = _said(Text("{0} points"))


@dataclass(frozen=True)
class FigureColours:
    """Of everything but the values, as ``#rrggbb``; those of the window."""

    background: str
    text: str
    muted: str
    border: str
    accent: str
    bar: str
    paper: str
    ink: str


LIGHT = FigureColours(
    "#ffffff", "#1b1f27", "#5b6372", "#d8dbe2", "#2457d6", "#b4bccb", "#ffffff", "#14171d"
)
DARK = FigureColours(
    "#14161b", "#e8eaf0", "#a2aab8", "#343944", "#7aa2ff", "#565e6e", "#0f1115", "#f2f4f8"
)


def title(shown: Shown, labels: FigureLabels) -> str:
    """Return the short title of a layer, or of the ink."""
    if not isinstance(shown, ShownLayer):
        return labels.ink
    if shown.is_input:
        return labels.input
    return labels.softmax if isinstance(shown.kind, SoftmaxOp) and shown.is_answer else shown.name


def usual_caption(
    trace: Activations, part: Part, labels: FigureLabels, what: str | None = None
) -> str:
    """Return a caption for the figure of ``part``.

    what: was read; a drawing if it has no name.
    """
    answer = answer_in(trace)
    if isinstance(part, ShownLayer):
        shown = title(part, labels)
    else:
        shown = labels.steps if part == "ink" else labels.whole
    confidence = percent(answer.confidence)
    return labels.caption.format(shown, what or labels.a_drawing, answer.marked, confidence)
