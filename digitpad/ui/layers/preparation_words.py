"""The steps from the ink to the input in words."""

from __future__ import annotations

from digitpad.ink.frame import SIDE
from digitpad.ink.preparation import Preparation, Steps
from digitpad.ui.layers.words import Translate


def name(step: str, tr: Translate) -> str:
    """Return the name of a step, or of the strokes."""
    match step:
        case "strokes":
            return tr("Strokes")
        case "crop":
            return tr("Crop")
        case "box":
            return tr("Box")
        case "pen":
            return tr("Pen")
        case "centre":
            return tr("Centre")
        case "grey":
            return tr("Grey")
    return tr("Normalise")


def sentence(step: str, preparation: Preparation, tr: Translate) -> str:
    """Return what the step does, or what happens instead while it is switched off."""
    match step, getattr(preparation, step):
        case "crop", True:
            return tr("Cuts out the ink's rectangle")
        case "crop", False:
            return tr("The whole sheet goes on")
        case "box", True:
            return tr("Longer side to 20 pixels")
        case "box", False:
            return tr("Longer side to all 28 pixels")
        case "pen", True:
            return tr("Draws it with MNIST's pen")
        case "pen", False:
            return tr("Leaves the brush as it was")
        case "centre", True:
            return tr("By its centre of mass")
        case "centre", False:
            return tr("By its rectangle")
        case "grey", True:
            return tr("Grey where ink fills a part")
        case "grey", False:
            return tr("Only black and white")
        case "normalise", True:
            return tr("Minus mean, over deviation")
    return tr("Grey levels go in as they are")


def what_was_drawn(steps: Steps, tr: Translate) -> tuple[str, str]:
    """Return a sentence about the sheet, and how much is on it."""
    if steps.is_framed:
        return tr("A sample on the sheet"), tr("{0} × {0} pixels").format(SIDE)
    count = tr("1 point") if steps.points == 1 else tr("{0} points").format(f"{steps.points:,}")
    return tr("As you drew it"), count


def explanation(step: str, tr: Translate) -> str:
    """Return what the step is good for; of the strokes, what they are."""
    match step:
        case "strokes":
            return tr(
                "What you drew: the points of your pen, joined by lines as wide as the brush. "
                "From the next step on, ink is bright and paper dark, as in MNIST."
            )
        case "crop":
            return tr(
                "Only the rectangle around the ink goes on: where on the sheet you draw, and "
                "how large, makes no difference."
            )
        case "box":
            return tr(
                "The longer side becomes 20 of the 28 pixels, as in MNIST: the network has "
                "only seen digits with a margin."
            )
        case "pen":
            return tr("The strokes are drawn as wide as MNIST's, 2.6 pixels, whatever the brush.")
        case "centre":
            return tr(
                "The digit is placed by its centre of mass, as MNIST's are, and not by its "
                "rectangle."
            )
        case "grey":
            return tr(
                "A pixel is as bright as ink covers it. Without grey levels it is black or "
                "white, and edges become steps."
            )
    return tr(
        "MNIST's mean is subtracted, and the rest divided by its deviation: the network was "
        "trained on such numbers."
    )
