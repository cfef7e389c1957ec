"""The networks of somebody's own code that an experiment's trials train: open, or asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from digitpad.graph.graph import Graph
from digitpad.network.described import is_foreign
from digitpad.network.files.code_needed import CodeNeeded, can_be_made_again
from digitpad.training.experiments.experiment import Experiment

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.opening import OpenedNetwork


class OwnNetworks(QObject):
    """Has each network whose code has run since the window was opened.

    They have the numbers of their own initialisation: one that was opened with weights is made
    anew, since trials that began with trained numbers could not be compared.
    ``code_asked(CodeNeeded)``: the code of one has to run first; ``take`` takes what came of it.
    ``came(CodeNeeded, CodeNeeded)``: what was asked for is there, as it is now. ``failed(str)``: it
    cannot be asked for.
    """

    code_asked = Signal(object)
    came = Signal(object, object)
    failed = Signal(str)

    def __init__(self, parent: QObject) -> None:
        """Have none yet."""
        super().__init__(parent)
        self.open: Graph | None = None  # in the window
        self._run: list[Graph] = []  # for experiments
        self._asked: CodeNeeded | None = None

    def note_open(self, checkpoint: Checkpoint) -> None:
        """Take note of the model that the window reads with now."""
        self.open = checkpoint.network if is_foreign(checkpoint.network) else None

    def for_trials_of(self, experiment: Experiment) -> list[Graph] | None:
        """Return all, if those that wait can be trained with them; None: one was asked for."""
        opened = [*self._run, *([] if self.open is None or _has_learnt(self.open) else [self.open])]
        for needed in experiment.code_needed:
            if not any(needed.is_code_of(graph) for graph in opened):
                self._ask_for(needed)
                return None
        return opened

    def take(self, found: OpenedNetwork) -> None:
        """Have a network whose code has run because it was asked for."""
        asked, self._asked = self._asked, None
        self._run.append(found.checkpoint.network)
        if asked is not None:
            self.came.emit(asked, CodeNeeded.of(found.checkpoint.network))

    def _ask_for(self, needed: CodeNeeded) -> None:
        if can_be_made_again(needed):
            self._asked = needed
            self.code_asked.emit(needed)
            return
        self.failed.emit(
            self.tr(
                "{0} came from a script, and nobody knows its code. Open it again with "
                "digitpad.show, or remove its trials."
            ).format(needed.name)
        )


def _has_learnt(graph: Graph) -> bool:
    """Tell whether its module was given a file's weights; nobody knows it of a notebook's."""
    return graph.code is not None and graph.code.has_weights
