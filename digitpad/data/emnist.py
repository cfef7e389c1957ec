"""EMNIST's digits: 280,000 of them, four times MNIST, in one archive of NIST."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digitpad.data.idx import parse_bytes
from digitpad.data.mnist import belonging_together
from digitpad.data.packed import unpack, verify
from digitpad.data.samples import Samples
from digitpad.data.sources import SOURCES, Check, go_on
from digitpad.support.errors import DataError

if TYPE_CHECKING:
    from zipfile import ZipFile


def load_emnist_part(folder: Path, is_training: bool, check: Check = go_on) -> Samples:
    """Read 240,000 training or 40,000 test samples from ``folder/EMNIST/raw/gzip.zip``.

    Raises DataError when the archive is missing, damaged, or not the published one.
    Source: Cohen et al., "EMNIST: an extension of MNIST to handwritten letters", 2017.
    """
    import lzma
    import struct
    import zipfile  # 10 ms that the window need not wait for
    import zlib

    (published,) = SOURCES["emnist-digits"].files
    path = folder / published.path
    part = "train" if is_training else "test"
    try:
        with path.open("rb") as file:
            verify(file, path, published, check)  # the very file that is unpacked below
            with zipfile.ZipFile(file) as archive:
                packed = {
                    kind: _entry(archive, f"gzip/emnist-digits-{part}-{kind}-ubyte.gz", path)
                    for kind in ("images-idx3", "labels-idx1")
                }
    except OSError as error:
        raise DataError(
            f"{path} cannot be read: {error.strerror or error}. Check the folder, or download the "
            "data set again."
        ) from error
    except (
        zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, LookupError,
        zlib.error, lzma.LZMAError, struct.error,
    ) as error:  # fmt: skip
        raise DataError(f"{path} is damaged: {error}. Delete it and download it again.") from error
    arrays = []
    for dimensions, (kind, content) in zip((3, 1), packed.items(), strict=True):
        check()
        name = f"emnist-digits-{part}-{kind}-ubyte.gz"
        arrays.append(parse_bytes(unpack(content, name, published.unpacked_size), name, dimensions))
    images, labels = arrays
    # Columns come before rows in the published images, unlike in MNIST's.
    upright = np.ascontiguousarray(images.transpose(0, 2, 1))
    return belonging_together(upright, labels, f"The {part} files in {path}")


def _entry(archive: ZipFile, name: str, path: Path) -> bytes:
    """Return an entry of the archive, packed as it is; bounded by the archive's own cap."""
    most = SOURCES["emnist-digits"].files[0].size
    try:
        with archive.open(name) as entry:
            content = entry.read(most + 1)
    except KeyError as error:
        raise DataError(f"{path} has no {name} inside. Delete it and download it again.") from error
    if len(content) > most:
        raise DataError(f"{path}: {name} is too large. Delete it and download it again.")
    return content
