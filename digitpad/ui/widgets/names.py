"""What layers, runs, recipes and moments are called on the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitpad.data.catalogue import SOURCES
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.graph.trace import ShownLayer
from digitpad.network.architecture import TUTORIAL
from digitpad.support.messages import with_value
from digitpad.ui.language import translate

if TYPE_CHECKING:
    from digitpad.training.runs import Run


def preset_title(name: str) -> str:
    """Return what the preset called ``name`` is called; the name itself for others."""
    return {
        "tutorial": translate("NetworkNames", "Tutorial network"),
        "lenet": translate("NetworkNames", "LeNet-5"),
        "dense": translate("NetworkNames", "Fully connected only"),
        "modern": translate("NetworkNames", "Small modern network"),
        "deep": translate("NetworkNames", "Deep network"),
    }.get(name, name)


def data_title(name: str) -> str:
    """Return what the data set called ``name`` is called, the name of a folder for its path.

    Of several that were learnt together, as "mnist and pen", the first: it has the test digits.
    """
    source = SOURCES.get(name.split(" and ")[0])
    return Path(name).name if source is None else str(source.title)


MOST_DIFFERENCES = 2  # more of them do not fit into a legend


def recipe_title(name: str) -> str:
    """Return what the recipe called ``name`` is called on the page."""
    return {
        "everyday": translate("RunNames", "Everyday"),
        "tutorial": translate("RunNames", "Tutorial"),
        "fast": translate("RunNames", "Fast"),
        "accurate": translate("RunNames", "Accurate"),
        "robust": translate("RunNames", "Robust"),
        "custom": translate("RunNames", "Custom"),
    }.get(name, name)


def run_title(run: Run) -> str:
    """Return ``2: Tutorial``, or ``2: LeNet-5, Tutorial`` for a network not the tutorial's."""
    recipe = recipe_title(run.recipe.name)
    if run.network == TUTORIAL:
        return with_value(run.number, recipe)
    return with_value(run.number, f"{preset_title(run.network.name)}, {recipe}")


def trace_name(run: Run, current: Run | None) -> str:
    """Return a run's title with what it has otherwise than ``current``, where that is short."""
    title = run_title(run)
    if current is None or run is current:
        return title
    from digitpad.training.runs import difference  # no part of the first picture

    differs = difference(run, current)
    if not 0 < len(differs) <= MOST_DIFFERENCES:
        return title
    return f"{title} ({', '.join(_setting(name, value) for name, value in differs.items())})"


def moment_text(time: float, step: int) -> str:
    """Return where in a training a moment is."""
    if step == 0:
        return translate("RunNames", "Before the first batch")
    if time == int(time):
        return translate("RunNames", "After epoch {0}").format(f"{time:,.0f}")
    return translate("RunNames", "After batch {0}").format(f"{step:,}")


def duration(seconds: float) -> str:
    """Return ``42 s``, ``3 min 05 s`` or ``2 h 10 min``."""
    whole = max(0, round(seconds))
    if whole < 60:
        return translate("RunNames", "{0} s").format(whole)
    if whole < 3600:
        text = translate("RunNames", "{0} min {1} s")
        return text.format(whole // 60, f"{whole % 60:02}")
    text = translate("RunNames", "{0} h {1} min")
    return text.format(whole // 3600, f"{whole % 3600 // 60:02}")


def _setting(name: str, value: Any) -> str:
    titles = {
        "epochs": translate("RunNames", "epochs"),
        "batch_size": translate("RunNames", "batch size"),
        "optimiser": translate("RunNames", "optimiser"),
        "learning_rate": translate("RunNames", "learning rate"),
        "momentum": translate("RunNames", "momentum"),
        "validation": translate("RunNames", "validation"),
        "augmentation": translate("RunNames", "augmentation"),
        "seed": translate("RunNames", "seed"),
        "data": translate("RunNames", "data"),
        "parameters": translate("RunNames", "parameters"),
        "schedule": translate("RunNames", "schedule"),
        "dropout": translate("RunNames", "dropout"),
        "synthetic": translate("RunNames", "synthetic digits"),
        "not_digits": translate("RunNames", "no digits"),
        "middle_first": translate("RunNames", "middle of the picture first"),
    }
    if name == "data":
        value = data_title(value)
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{titles.get(name, name.replace('_', ' '))} {shown}"


def layer_title(shown: ShownLayer) -> str:
    """Return the layer's short title."""
    if shown.is_input:
        return translate("Layers", "input")
    if isinstance(shown.kind, SoftmaxOp) and shown.is_answer:
        return translate("Layers", "softmax")
    return shown.name
