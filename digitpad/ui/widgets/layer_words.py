"""Layers in words: titles, and what each kind of layer does."""

from __future__ import annotations

from digitpad.graph.changes import Changes
from digitpad.graph.ops.softmax import SoftmaxOp
from digitpad.graph.trace import ShownLayer
from digitpad.ink.input.preparation import STEPS, Preparation
from digitpad.support.messages import plural
from digitpad.ui.language import translate


def title(shown: ShownLayer) -> str:
    """Return the layer's short title."""
    if shown.is_input:
        return translate("Layers", "input")
    if isinstance(shown.kind, SoftmaxOp) and shown.is_answer:
        return translate("Layers", "softmax")
    return shown.name


def what_it_does(shown: ShownLayer) -> str:
    """Return a sentence about the layer."""
    return str(shown.sentence)


def changes_in_words(changes: Changes, preparation: Preparation) -> list[str]:
    """Return what is changed by hand, one part after the other."""
    off = {
        "crop": translate("Layers", "no crop"),
        "box": translate("Layers", "no box"),
        "pen": translate("Layers", "own brush"),
        "centre": translate("Layers", "not centred"),
        "grey": translate("Layers", "no grey"),
        "normalise": translate("Layers", "not normalised"),
    }
    words = [off[step] for step in STEPS if not getattr(preparation, step)]
    if changes.learnt is not None:
        steps = changes.learnt.steps
        words.append(str(plural(steps, "after %n step", "after %n steps of learning")))
    silenced = ", ".join(
        f"{channel.layer} {channel.number}" for channel in sorted(changes.silenced)
    )
    if silenced:
        words.append(translate("Layers", "{0} silenced").format(silenced))
    kernels = ", ".join(sorted({f"{place.layer} {place.kernel}" for place in changes.kernels}))
    if kernels:
        words.append(translate("Layers", "{0} changed").format(kernels))
    return words
