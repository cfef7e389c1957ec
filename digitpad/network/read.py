"""Reading a drawing: the input that the network sees, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.ink.frame import Array
from digitpad.network.freshness import Version

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing
    from digitpad.network.changes import Changes
    from digitpad.network.classify import Answer
    from digitpad.network.module import DigitNetwork
    from digitpad.network.trace import Trace


@dataclass(frozen=True, eq=False)
class Reading:
    """What one version of the drawing looks like to the network, and what the network says.

    image: (28, 28) float32 in 0..1. answer: None while no network is loaded. trace: where asked
    for; with changes by hand, which the answer knows nothing of.
    """

    version: Version
    image: Array
    answer: Answer | None
    trace: Trace | None = None


def read(
    drawing: Drawing,
    version: Version,
    network: DigitNetwork | None,
    changes: Changes | None = None,
) -> Reading:
    """Make the input of ``drawing``, which is not empty, and classify it if there is a network.

    changes: trace the network with these changes; None for no trace.

    Importing this module does not import torch: a window without a network reads ink too.
    """
    from digitpad.ink.render import network_input

    image = network_input(drawing)
    if network is None:
        return Reading(version, image, None)
    from digitpad.network.classify import classify

    answer = classify(network, image)
    if changes is None:
        return Reading(version, image, answer)
    from digitpad.network.shades import load_tables
    from digitpad.network.trace import trace

    load_tables()
    return Reading(version, image, answer, trace(network, image, changes))
