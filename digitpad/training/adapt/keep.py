"""An adapted network becomes a model of the user's, with its story."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from digitpad.network.checkpoint import Checkpoint, save_checkpoint
from digitpad.network.library import LONGEST_NAME, free_path
from digitpad.network.story import TrainingInfo
from digitpad.training.adapt.events import Adapted
from digitpad.training.adapt.settings import ADAPTATION, Adaptation

NAME = "my-hand"  # of the files


def keep_adapted(
    adapted: Adapted, origin: Checkpoint, folder: Path, *, seed: int = 1,
    how: Adaptation = ADAPTATION,
) -> Checkpoint:  # fmt: skip
    """Save ``adapted``, which was ``origin`` before, in ``folder`` and return its checkpoint.

    Raises DigitpadError when it cannot be written.
    """
    made = datetime.now()
    name = origin.path.stem[:LONGEST_NAME]
    recipe = {
        "name": f"adapted from {name} with {adapted.digits} digits",
        "adapted_from": name,
        "digits": adapted.digits,
        **asdict(how),
    }
    # The accuracy that a story tells is that of its data set's own test images.
    on_mnist = adapted.after.mnist if origin.training_info.data == "mnist" else None
    training_info = TrainingInfo(
        data=origin.training_info.data, recipe=recipe, seed=seed,
        test_accuracy=None if on_mnist is None else on_mnist.accuracy,
        made=f"{made:%Y-%m-%d %H:%M}",
    )  # fmt: skip
    path = free_path(folder, f"{NAME}-{made:%Y%m%d-%H%M%S}")
    save_checkpoint(path, adapted.network, training_info)
    return Checkpoint(adapted.network, training_info, path)


def has_learnt_before(origin: Checkpoint) -> bool:
    """Tell whether ``origin`` is itself adapted: what it reads right is no honest measure then."""
    return "adapted_from" in origin.training_info.recipe
