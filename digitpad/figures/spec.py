"""What a figure of a trace is to look like, as plain values; matplotlib is not needed to say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.graph.trace import Activations, ShownLayer
from digitpad.reading.classify import percent
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


@dataclass(frozen=True)
class FigureLabels:
    """The texts of a figure, in the user's language; {0} and so on are filled in."""

    ink: str = "ink"
    input: str = "input"
    softmax: str = "softmax"
    read_as: str = "{0}: read as {1} ({2})"  # network, digit, percent
    caption: str = "{0} of digitpad for {1} read as {2} ({3})"  # layer, what, digit, percent
    whole: str = "All layers"
    a_drawing: str = "a drawing"
    digit: str = "digit"
    unit: str = "unit"
    logit: str = "logit"
    probability: str = "probability"
    value: str = "value"
    largest: str = "max"
    steps: str = "From ink to input"
    strokes: str = "Strokes"
    sample: str = "Sample"
    crop: str = "Crop"
    box: str = "Box"
    pen: str = "Pen"
    centre: str = "Centre"
    grey: str = "Grey"
    normalise: str = "Normalise"
    off: str = "{0} (off)"  # a step
    point: str = "1 point"
    points: str = "{0} points"


DEFAULT_LABELS = FigureLabels()


def labels_now() -> FigureLabels:
    """Return the texts in the language in force."""
    return FigureLabels(
        ink=str(Text("ink")), input=str(Text("input")), softmax=str(Text("softmax")),
        read_as=str(Text("{0}: read as {1} ({2})")),
        caption=str(Text("{0} of digitpad for {1} read as {2} ({3})")),
        whole=str(Text("All layers")), a_drawing=str(Text("a drawing")),
        digit=str(Text("digit")), unit=str(Text("unit")), logit=str(Text("logit")),
        probability=str(Text("probability")), value=str(Text("value")),
        largest=str(Text("max")), steps=str(Text("From ink to input")),
        strokes=str(Text("Strokes")), sample=str(Text("Sample")), crop=str(Text("Crop")),
        box=str(Text("Box")), pen=str(Text("Pen")), centre=str(Text("Centre")),
        grey=str(Text("Grey")), normalise=str(Text("Normalise")), off=str(Text("{0} (off)")),
        point=str(Text("1 point")), points=str(Text("{0} points")),
    )  # fmt: skip


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
    digit = int(trace.probabilities.argmax())
    if isinstance(part, ShownLayer):
        shown = title(part, labels)
    else:
        shown = labels.steps if part == "ink" else labels.whole
    confidence = percent(float(trace.probabilities[digit]))
    return labels.caption.format(shown, what or labels.a_drawing, digit, confidence)
