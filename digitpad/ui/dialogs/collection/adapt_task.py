"""Adapting to a hand in its thread, and the questions before that ends with the window."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QMessageBox, QWidget

from digitpad.collection import Collection, as_samples
from digitpad.data import catalogue
from digitpad.support.errors import DataError
from digitpad.support.gives_way import GivesWay
from digitpad.training.adapt.settings import Adaptation
from digitpad.ui.background import Job
from digitpad.ui.language import translate
from digitpad.ui.messages import StopQuestion

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.adapt.settings import Adapted


def may_stop(window: QWidget, progressed: SignalInstance) -> bool:
    """Ask over ``window`` whether the learning may end; ``progressed`` as StopQuestion's."""
    return StopQuestion(
        window, progressed, "stopAdaptQuestion",
        translate("AdaptQuestions", "Adapt to My Hand"),
        translate(
            "AdaptQuestions",
            "The network is learning your hand. Stop it? The model in use stays as it is.",
        ),
        translate("AdaptQuestions", "&Keep Learning"),
    ).may_stop()  # fmt: skip


def may_discard(window: QWidget) -> bool:
    """Ask over ``window`` whether a result that waits for an answer may be lost."""
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        window, translate("AdaptQuestions", "Adapt to My Hand"),
        translate(
            "AdaptQuestions",
            "The network has learnt your hand, and you have neither accepted nor discarded that. "
            "Discard it?",
        ),
        buttons.Discard | buttons.Cancel, buttons.Cancel,
    )  # fmt: skip
    return answer == buttons.Discard


def learn_hand(
    origin: Checkpoint, collection: Collection, data_folder: Path, how: Adaptation,
    pace: GivesWay, job: Job,
) -> Adapted:  # fmt: skip
    """Adapt ``origin`` to the digits of ``collection``; the window is told how far it is."""
    # Not while the window starts.
    from digitpad.training.adapt.hand import adapt
    from digitpad.training.adapt.settings import Adapted
    from digitpad.training.module import described_module_of
    from digitpad.training.threads import Threads

    Threads(fixed=True)
    own = as_samples(collection, job.check, newest=how.most)
    mnist = None
    with contextlib.suppress(DataError):  # it is not there, or damaged
        mnist = catalogue.load("mnist", data_folder, job.check)
    for event in adapt(
        described_module_of(origin.network), own, mnist=mnist, check=job.check, how=how
    ):
        if isinstance(event, Adapted):
            return event
        job.tell(event)
        pace.rest()
    raise AssertionError("an adaptation ends with its result")
