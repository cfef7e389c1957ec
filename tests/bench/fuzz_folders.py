"""Readers of whole folders, and of the files that digitpad keeps for itself, for the fuzzer."""

import hashlib
import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from digitpad.collection.mnist_set import with_extra
from digitpad.data.own import load_own
from digitpad.data.samples import DataSet, Samples
from digitpad.ink.picture_formats import path_in
from digitpad.ink.recovery import left_drawings
from digitpad.network.architecture import TUTORIAL
from digitpad.network.files.architecture_file import architecture_called
from digitpad.network.files.library import free_path, renamed
from digitpad.support.crashes import left_crash
from digitpad.support.errors import DigitpadError
from digitpad.training.curves import Curves
from digitpad.training.experiments.experiment import Experiment, Result, Trial
from digitpad.training.experiments.store import save_experiment
from digitpad.training.loop import train
from digitpad.training.progress import BatchDone, EpochDone
from digitpad.training.recipe import ACCURATE_RECIPE
from digitpad.training.unfinished import Unfinished, fingerprint, load_unfinished, save_unfinished
from tests.bench.fuzz_changes import changed, changed_png

RECIPE = replace(ACCURATE_RECIPE, epochs=2, batch_size=16, augmentation="none")
NOISE = np.random.default_rng(3)
SAMPLES = Samples(
    NOISE.integers(0, 256, (16, 28, 28), np.uint8), NOISE.integers(0, 10, 16, np.uint8)
)  # fmt: skip


def idx(values: np.ndarray) -> bytes:
    """Return ``values`` as an IDX file."""
    sizes = b"".join(n.to_bytes(4, "big") for n in values.shape)
    return bytes((0, 0, 8, values.ndim)) + sizes + values.tobytes()


def readers(folder: Path, images: np.ndarray, png: bytes) -> list[tuple]:
    """Return name, suffix, valid file, reader, change and share of each data set's reader."""
    labels = idx(np.arange(3, dtype=np.uint8))
    raw = folder / "own" / "MNIST" / "raw"
    pictures = [folder / "labelled" / str(digit) / "0.png" for digit in range(10)]
    pictures += [path.with_name("1.png") for path in pictures]
    for path in pictures:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png)
    raw.mkdir(parents=True)

    def own_set(path: Path, name: str) -> object:
        """Read the case as part of a set that My Digits exports."""
        (raw / "train-images-idx3-ubyte").write_bytes(idx(images))
        (raw / "train-labels-idx1-ubyte").write_bytes(labels)
        (raw / name).write_bytes(path.read_bytes())
        return with_extra(DataSet("x", SAMPLES, SAMPLES), folder / "own")

    def labelled(path: Path) -> object:
        pictures[3].write_bytes(path.read_bytes())
        return load_own(folder / "labelled")

    return [
        ("own set, images", "-images-idx3-ubyte", idx(images),
         lambda path: own_set(path, "train-images-idx3-ubyte"), changed, 0.5),
        ("own set, labels", "-labels-idx1-ubyte", labels,
         lambda path: own_set(path, "train-labels-idx1-ubyte"), changed, 0.5),
        ("folder of pictures", ".png", png, labelled, changed_png, 0.15),
    ]  # fmt: skip


def recover(path: Path) -> None:
    """Read what a killed window left; a file that is no drawing must be put aside, not raise."""
    folder = path.parent / "recovery"
    folder.mkdir(exist_ok=True)
    (folder / "20260101-1.json").write_bytes(path.read_bytes())
    left, problems = left_drawings(folder)
    for one in left:
        one.file.discard()
    assert len(left) + len(problems) <= 1
    assert not list(folder.glob("*.json*")), "it would be looked at again at each start"
    for aside in folder.glob("damaged/*"):
        aside.unlink()


def unfinished(folder: Path) -> bytes:
    """Return a training after its first epoch, with all that an optimiser and an average keep."""
    curves, path = Curves(), folder / "u.safetensors"
    for event in train(TUTORIAL, RECIPE, SAMPLES):
        if isinstance(event, BatchDone):
            curves.add_batch(event)
        if isinstance(event, EpochDone):
            curves.add_epoch(event)
            save_unfinished(path, Unfinished(
                TUTORIAL, RECIPE, "mnist", fingerprint(SAMPLES), "cpu", event.progress, curves
            ))  # fmt: skip
            break
    return path.read_bytes()


def go_on_with(path: Path) -> None:
    """Read an unfinished training, tell of it as the window does, and go on for an epoch."""
    left = load_unfinished(path)
    f"{left.network.name}, {left.recipe.name}, {left.data}, {left.progress.epoch:,}"
    Curves.to_csv(left.curves)
    assert all(math.isfinite(point.train_loss) for point in left.curves.epochs)
    if left.recipe.batch_size > 64 or left.network.multiplications() > 10**7:
        return  # it would only take long
    recipe = replace(left.recipe, epoch_samples=left.recipe.batch_size)
    for event in train(left.network, recipe, SAMPLES, "cpu", left.progress):
        if isinstance(event, BatchDone | EpochDone):
            return


def experiment(folder: Path) -> bytes:
    """Return an experiment with one trial that has run and one that has not."""
    trial = Trial(TUTORIAL, RECIPE, Result(0.5, 0.5, 1.0, 2.0, 100.0, "model", ""))
    path = folder / "e.json"
    save_experiment(path, Experiment("mine", "mnist", (trial, replace(trial, result=None))))
    return path.read_bytes()


def crash(path: Path) -> None:
    """Read what a crash left; nothing may be raised at a start, and it is told only once."""
    folder = path.parent / "log"
    folder.mkdir(exist_ok=True)
    (folder / "20260101-1.crash").write_bytes(path.read_bytes())
    left_crash(folder)
    assert left_crash(folder) is None


def names(path: Path) -> None:
    """Use any text as the name of a model or a network, as a path, and as what was pasted."""
    text = path.read_bytes().decode(errors="surrogateescape")
    model = path.parent / f"{hashlib.sha256(text.encode(errors='replace')).hexdigest()}.safetensors"
    model.touch()
    try:
        for use in (architecture_called, path_in, lambda name: free_path(model.parent, name)):
            try:
                use(text)
            except DigitpadError:
                continue
        model = renamed(model, text)
    finally:
        model.unlink()
