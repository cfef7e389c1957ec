"""USPS: 7,291 digits from envelopes and 2,007 for the test, 16 x 16, brought to 28 x 28.

Source: Hull, "A database for handwritten text recognition research", 1994.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.data.sources import Check, Source, SourceFile

if TYPE_CHECKING:
    from digitpad.data.samples import Bytes, Samples
    from digitpad.ink.input.frame import Array

_URL = "https://www.csie.ntu.edu.tw/~cjlin/libsvmtools/datasets/multiclass/"
SIDE = 16  # pixels of a sample as published


def _file(name: str, sha256: str, size: int) -> SourceFile:
    return SourceFile(f"USPS/{name}", (_URL + name,), sha256, size)


def _read(files: tuple[SourceFile, ...], folder: Path, is_training: bool, check: Check) -> Samples:
    import numpy as np

    from digitpad.data.samples import Samples
    from digitpad.ink.input.frame import frame, to_bytes

    images: list[Bytes] = []
    labels: list[int] = []
    lines = files[0 if is_training else 1].contents(folder, check).splitlines()
    for line in filter(bytes.strip, lines):
        if len(labels) % 100 == 0:
            check()
        label, ink = parse_line(line)
        images.append(to_bytes(frame(ink)))
        labels.append(label)
    return Samples(np.array(images), np.array(labels, np.uint8))


def parse_line(line: bytes) -> tuple[int, Array]:
    """Return the digit and the ink, (16, 16) float32 in 0..1, of a line in libsvm's format.

    The line is ``label index:value index:value …``: labels 1 to 10 for the digits 0 to 9, indices
    1 to 256 in rows, values -1 paper to 1 ink, 0 where an index is left out.
    """
    import numpy as np

    label, *pairs = line.split()
    numbers = np.array(b" ".join(pairs).replace(b":", b" ").split(), dtype=np.float64)
    ink = np.zeros(SIDE * SIDE, np.float32)
    ink[numbers[::2].astype(np.int64) - 1] = numbers[1::2]
    return int(label) - 1, np.asarray((ink + 1) / 2, np.float32).reshape(SIDE, SIDE)


# Sums: torchvision's prototype data sets. The sizes are caps, not published.
USPS = Source("usps", "USPS", "", (
    _file("usps.bz2",
          "3771e9dd6ba685185f89867b6e249233dd74652389f263963b3b741e994b034f", 16_000_000),
    _file("usps.t.bz2",
          "a9c0164e797d60142a50604917f0baa604f326e9a689698763793fa5d12ffc4e", 8_000_000),
), _read)  # fmt: skip
