"""Every reader of files, of the clipboard and of names in digitpad, each with a valid file."""

import io
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from digitpad.collection import Collection
from digitpad.collection.document import import_document
from digitpad.collection.folder import EntryFolder
from digitpad.data.idx import read_idx
from digitpad.ink.photo.cleaned import drawing_from_file
from digitpad.ink.strokes_file import load_drawing
from digitpad.lab.inputs import open_source
from digitpad.lab.lab_settings import LabSettings
from digitpad.lessons.chapters_lab import GRID_BY_TWO
from digitpad.lessons.chapters_network import CHAPTERS
from digitpad.lessons.lesson_file import load_lesson, save_lesson
from digitpad.network.files.architecture_file import load_architecture, save_architecture
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.network.files.library import saved_model
from digitpad.network.presets import PRESETS
from digitpad.reading.written import read_file
from digitpad.support.folders import bundled_drawing, bundled_model
from digitpad.support.untrusted_json import read_json
from digitpad.training.experiments.store import load_experiment
from digitpad.training.export import _is_ours
from digitpad.training.module import module_of
from tests.bench import fuzz_folders as folders
from tests.bench import fuzz_window as window
from tests.bench.fuzz_changes import (
    changed,
    changed_json,
    changed_png,
    changed_safetensors,
    changed_zip,
)
from tests.bench.fuzz_pickles import hostile

Change = Callable[[bytes, random.Random], bytes]
STRUCTURED = 2 / 3  # of the cases are changed so that their own sums and lengths agree


@dataclass(frozen=True)
class Reader:
    """A reader and a valid file for it.

    structured: a change after which the file is still one of its kind, for most cases.
    share: of all cases, against the others.
    """

    name: str
    suffix: str
    content: bytes
    read: Callable[[Path], object]
    structured: Change = changed
    share: float = 1.0

    def case(self, chance: random.Random) -> bytes:
        """Return the file with some change."""
        change = self.structured if chance.random() < STRUCTURED else changed
        return change(self.content, chance)


def readers(folder: Path, marker: Path) -> list[Reader]:
    """Return every reader with its valid file; ``marker`` is what hostile files try to write."""
    checkpoint = load_checkpoint(bundled_model())
    model, strokes = bundled_model().read_bytes(), bundled_drawing().read_bytes()
    network = checkpoint.network
    state, lesson = io.BytesIO(), folder / "l.digitlesson"
    torch.save(module_of(network).state_dict(), state)
    save_lesson(CHAPTERS[4], checkpoint, lesson)
    grid = json.dumps(GRID_BY_TWO.to_json()).encode()
    save_architecture(folder / "n.json", PRESETS["modern"])
    architecture, png = (folder / "n.json").read_bytes(), picture("PNG")
    digit = json.loads(strokes) | {
        "label": 7, "read": 1, "made": "2026-01-01T00:00:00Z", "origin": "correction",
    }  # fmt: skip
    digits = {"format": "digitpad digits", "version": 1, "digits": [digit]}
    images = np.random.default_rng(1).integers(0, 256, (3, 28, 28), np.uint8)

    def number(path: Path) -> object:
        return read_file(network, path)

    def scene(path: Path) -> object:
        return LabSettings.from_json(read_json(path, 2**20))

    def collect(path: Path) -> None:
        import_document(Collection(folder / "collection"), path)

    def attack(content: bytes, chance: random.Random) -> bytes:
        return hostile(content, chance, marker)

    def entry(path: Path) -> object:
        try:
            return EntryFolder(path.parent).entry(path.name)
        except ValueError as error:  # what it says that it raises
            return error

    return [
        Reader("IDX", "-idx3-ubyte", folders.idx(images), lambda path: read_idx(path, 3)),
        *(Reader(kind, suffix, picture(kind), drawing_from_file, change, 0.7)
          for kind, suffix, change in (("PNG", ".png", changed_png), ("JPEG", ".jpg", changed),
                                       ("BMP", ".bmp", changed))),
        Reader("lab picture", ".png", png, open_source, changed_png, 0.5),
        Reader("number picture", ".png", picture("PNG", numbers=True), number, changed_png, 0.15),
        Reader("number strokes", ".json", strokes, number, changed_json, 0.3),
        Reader("strokes", ".json", strokes, load_drawing, changed_json),
        Reader("recovered drawing", ".json", strokes, folders.recover, changed_json),
        Reader("checkpoint", ".safetensors", model, load_checkpoint, changed_safetensors),
        Reader("model's story", ".safetensors", model, saved_model, changed_safetensors, 0.7),
        Reader("state dict", ".pth", state.getvalue(), load_checkpoint, changed_zip),
        Reader("hostile pickle", ".pth", state.getvalue(), load_checkpoint, attack),
        Reader("lesson", ".digitlesson", lesson.read_bytes(), load_lesson, changed_safetensors),
        Reader("unfinished training", ".safetensors", folders.unfinished(folder),
               folders.go_on_with, changed_safetensors, 0.5),
        Reader("network", ".json", architecture, load_architecture, changed_json),
        Reader("scene", ".json", grid, scene, changed_json),
        Reader("experiment", ".json", folders.experiment(folder), load_experiment, changed_json),
        Reader("collection", ".json", json.dumps(digits).encode(), collect, changed_json, 0.7),
        Reader("own digit", ".json", json.dumps(digit).encode(), entry, changed_json, 0.7),
        *(Reader(name, suffix, content, read, change, share)
          for name, suffix, content, read, change, share in folders.readers(folder, images, png)),
        Reader("crash note", ".crash", b"Fatal Python error: Aborted\n\n" + b"File x\n" * 9,
               folders.crash),
        Reader("own script", ".py", b'"""WEIGHTS.pth, a state dict, lies beside this file"""\n' * 9,
               _is_ours, share=0.3),
        Reader("names", ".txt", b"my model", folders.names),
        Reader("settings", ".ini", window.settings(), window.read_settings,
               window.changed_settings),
        Reader("clipboard text", ".txt", b"file:///tmp/a%20b.png", window.paste_text),
        Reader("clipboard picture", ".png", png, window.paste_picture, changed_png, 0.5),
    ]  # fmt: skip


def picture(kind: str, *, numbers: bool = False) -> bytes:
    """Return noise as a picture file; with ``numbers``, two bars on paper."""
    values = np.random.default_rng(2).integers(0, 256, (40, 30, 3), np.uint8)
    if numbers:
        values[:] = 255
        values[8:32, 6:9] = values[8:32, 20:23] = 0
    content = io.BytesIO()
    Image.fromarray(values).save(content, kind)
    return content.getvalue()
