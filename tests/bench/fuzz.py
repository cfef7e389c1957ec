"""Damaged and hostile files for every reader: bytes of valid files changed at random.

    python tests/bench/fuzz.py [--cases 100000] [--seed 1] [--only NAME]

Each case must be read, or refused with an error of digitpad's own, within two seconds. No file but
the case's own may be written, no program started, no connection opened. Prints a line a reader, the
longest case and the process's largest memory, and ends with 1 when anything else happened; the case
is left in the folder that it names.
"""

import argparse
import io
import json
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from digitpad.data.collection import Collection
from digitpad.data.collection.document import import_document
from digitpad.data.idx import read_idx
from digitpad.errors import DigitpadError
from digitpad.folders import bundled_drawing, bundled_model
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.elsewhere import drawing_from_file
from digitpad.ink.strokes_file import load_drawing
from digitpad.lab.inputs import open_source
from digitpad.lab.lessons import lesson_scene
from digitpad.lab.scene import load_scene, save_scene
from digitpad.lesson import Lesson, load_lesson, save_lesson
from digitpad.network.checkpoint import load_checkpoint
from digitpad.network.network_file import load_network, save_network
from digitpad.network.presets import PRESETS

LONGEST = 2.0  # seconds a case
MOST_MEMORY = 512.0  # MB beyond what the imports take
FORBIDDEN = (
    "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "socket.connect",
    "os.remove", "os.rename", "shutil.rmtree",
)  # fmt: skip
VALUES = (0, 1, 0x7F, 0x80, 0xFF)
WORDS = (b"NaN", b"Infinity", b"-1", b"1e309", b"[", b"{", b"null", b"99999999999999999999", b'""')


@dataclass(frozen=True)
class Reader:
    """A reader and a valid file for it. share: of all cases, against the others."""

    name: str
    suffix: str
    content: bytes
    read: Callable[[Path], object]
    share: float = 1.0


def readers(folder: Path) -> list[Reader]:
    """Return every reader with its valid file."""
    drawing = Drawing((Stroke.from_xy([(1.0, 2.0), (3.0, 4.0)]),), (9.0, 9.0))
    checkpoint = load_checkpoint(bundled_model())
    state, lesson, scene = io.BytesIO(), folder / "l.digitlesson", folder / "s.json"
    torch.save(checkpoint.module.state_dict(), state)
    save_lesson(Lesson("a", drawing, scene=lesson_scene("borders")), checkpoint, lesson)
    save_scene(lesson_scene("size"), scene)
    save_network(folder / "n.json", PRESETS["modern"])
    digits = {
        "format": "digitpad digits", "version": 1,
        "digits": [json.loads(bundled_drawing().read_text())
                   | {"label": 7, "read": 1, "made": "2026-01-01T00:00:00Z",
                      "origin": "correction"}],
    }  # fmt: skip
    images = np.random.default_rng(1).integers(0, 256, (3, 28, 28), np.uint8)
    idx = bytes((0, 0, 8, 3)) + b"".join(n.to_bytes(4, "big") for n in images.shape)
    own = folder / "collection"

    def collect(path: Path) -> None:
        import_document(Collection(own), path)

    return [
        Reader("IDX", "-idx3-ubyte", idx + images.tobytes(), lambda path: read_idx(path, 3)),
        *(Reader(kind, suffix, _picture(kind), drawing_from_file, 0.7)
          for kind, suffix in (("PNG", ".png"), ("JPEG", ".jpg"), ("BMP", ".bmp"))),
        Reader("lab picture", ".png", _picture("PNG"), open_source, 0.5),
        Reader("strokes", ".json", bundled_drawing().read_bytes(), load_drawing),
        Reader("checkpoint", ".safetensors", bundled_model().read_bytes(), load_checkpoint),
        Reader("state dict", ".pth", state.getvalue(), load_checkpoint),
        Reader("lesson", ".digitlesson", lesson.read_bytes(), load_lesson),
        Reader("network", ".json", (folder / "n.json").read_bytes(), load_network),
        Reader("scene", ".json", scene.read_bytes(), load_scene),
        Reader("collection", ".json", json.dumps(digits).encode(), collect, 0.7),
        Reader("settings", ".ini", _settings(), read_settings),
    ]  # fmt: skip


def _picture(kind: str) -> bytes:
    content = io.BytesIO()
    image = Image.fromarray(np.random.default_rng(2).integers(0, 256, (40, 30, 3), np.uint8))
    image.save(content, kind)
    return content.getvalue()


def _settings() -> bytes:
    choice = json.dumps(json.dumps({"recipe": {"recipe": {}}, "data": "mnist"}))
    return (
        f"[window]\ncolours=dark\nbrush=40\ngeometry=@ByteArray(\\x1\\xd9)\n[training]\n"
        f"choice={choice}\n[lab]\nscene={choice}\n"
    ).encode()


def read_settings(path: Path) -> None:
    """Read all that the window remembers."""
    from PySide6.QtCore import QSettings

    from digitpad.ui.settings import Settings

    settings = Settings.__new__(Settings)
    settings._file = QSettings(str(path), QSettings.Format.IniFormat)
    for name in ("geometry", "columns", "brush", "colours", "training", "lab"):
        getattr(settings, name)


def changed(content: bytes, chance: random.Random) -> bytes:
    """Return ``content`` with one to eight changes."""
    new = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 4, 8))):
        # Headers decide what is done with the rest.
        near = min(len(new), 512) if chance.random() < 0.6 else len(new)
        place = chance.randrange(max(near, 1))
        match chance.randrange(7):
            case 0:
                new[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                new[place : place + 1] = bytes([chance.choice(VALUES)])
            case 2:
                new[place : place + 4] = chance.choice(VALUES).to_bytes(1) * 4
            case 3:
                del new[place:]
            case 4:
                del new[place : place + chance.randrange(1, 64)]
            case 5:
                new[place:place] = chance.choice(WORDS)
            case 6:
                part = new[place : place + chance.randrange(1, 64)]
                new[place:place] = part * chance.choice((1, 2, 50))
    return bytes(new)


class Guard:
    """Notes what a reader must not do: an audit hook, on while a case is read."""

    def __init__(self, folder: Path) -> None:
        """Allow nothing but reading, and writing below ``folder``."""
        self._folder = str(folder)
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.is_on:
            return
        if event == "open":
            path, mode, flags = arguments
            writes = isinstance(flags, int) and flags & 0o3 != 0
            is_own = str(path).startswith((self._folder, "/dev/"))
            if writes and not is_own and not isinstance(path, int):  # an int is open already
                self.seen.append(f"opened {path} as {mode}")
        elif event in FORBIDDEN and self._folder not in str(arguments):
            self.seen.append(f"{event} {arguments}")


def memory() -> float:
    """Return the process's largest memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Try all cases; 1 when something went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # torch's, about pickles of another protocol
    folder = Path(tempfile.mkdtemp(prefix="digitpad-fuzz-"))
    guard, chance = Guard(folder), random.Random(options.seed)
    chosen = [one for one in readers(folder) if options.only in ("", one.name)]
    for reader in chosen:  # what is valid is read, and imports what reading needs
        path = folder / f"valid{reader.suffix}"
        path.write_bytes(reader.content)
        reader.read(path)
    start, faults, total = memory(), 0, 0
    shares = sum(reader.share for reader in chosen)
    for reader in chosen:
        count = round(options.cases * reader.share / shares)
        refused, longest, path = 0, 0.0, folder / f"case{reader.suffix}"
        for number in range(count):
            path.write_bytes(changed(reader.content, chance))
            guard.is_on, begun, problem = True, time.perf_counter(), ""
            try:
                reader.read(path)
            except DigitpadError:
                refused += 1
            except BaseException:
                problem = traceback.format_exc()
            guard.is_on, taken = False, time.perf_counter() - begun
            longest = max(longest, taken)
            if taken > LONGEST:
                problem += f"took {taken:.1f} s"
            problem += " ".join(guard.seen)
            guard.seen.clear()
            if problem:
                faults += 1
                kept = path.with_name(f"{reader.name}-{number}{reader.suffix}".replace(" ", "-"))
                shutil.copy(path, kept)
                print(f"{kept}: {problem}", flush=True)
        total += count
        print(f"{reader.name}: {count:,} cases, {refused:,} refused, longest {longest:.2f} s",
              flush=True)  # fmt: skip
    used = memory() - start
    print(f"{total:,} cases, {faults} faults, {used:.0f} MB more memory than before at most")
    if not faults:
        shutil.rmtree(folder)
    return int(faults > 0 or used > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
