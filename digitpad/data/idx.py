"""IDX files, the format of MNIST: a magic number, the sizes, then the values."""

import hashlib
import math
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.support.errors import DataError

UNSIGNED_BYTE = 0x08  # third byte of the magic number: the type of the values
INTEGER = 0x0C  # of four bytes, the highest first


def read_idx(path: Path, dimensions: int, md5: str | None = None) -> NDArray[np.uint8]:
    """Return the bytes of an IDX file as an array of ``dimensions`` axes, read-only.

    md5: published check sum of the whole file; None reads a file of any content.
    Raises DataError when the file is missing, cut short, or not what it should be.
    Source: LeCun et al., "THE IDX FILE FORMAT", on the page of the MNIST database.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(
            f"{path} is missing. Put the unpacked file there, or name another folder with --data."
        ) from error
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}. Check the folder.") from error
    array = parse_bytes(content, path.name, dimensions)
    if md5 is not None and hashlib.md5(content, usedforsecurity=False).hexdigest() != md5:
        raise DataError(
            f"{path.name} has the right size but not the published content (MD5 {md5}). "
            "Delete it and download it again."
        )
    return array


def parse_bytes(content: bytes, name: str, dimensions: int) -> NDArray[np.uint8]:
    """Return the values of an IDX file of unsigned bytes, read-only; ``name`` is for errors."""
    header, sizes = _header(content, name, dimensions, UNSIGNED_BYTE, 1)
    return np.frombuffer(content, dtype=np.uint8, offset=header).reshape(sizes)


def parse_integers(content: bytes, name: str, dimensions: int) -> NDArray[np.int32]:
    """Return the values of an IDX file of 32-bit integers; ``name`` is for errors."""
    header, sizes = _header(content, name, dimensions, INTEGER, 4)
    return np.frombuffer(content, dtype=">i4", offset=header).reshape(sizes).astype(np.int32)


def _header(
    content: bytes, name: str, dimensions: int, kind: int, width: int
) -> tuple[int, tuple[int, ...]]:
    """Check an IDX file's header and length; return the header's length and the sizes."""
    header = 4 + 4 * dimensions
    magic = bytes((0, 0, kind, dimensions))
    if content[:4] != magic[: len(content[:4])]:
        hint = " It is still packed: unpack it." if content[:2] == b"\x1f\x8b" else ""
        values = "bytes" if kind == UNSIGNED_BYTE else "integers"
        raise DataError(
            f"{name} is not an IDX file of {dimensions}-dimensional {values}: it starts with "
            f"{content[:4].hex()} instead of {magic.hex()}.{hint} Delete it and download it again."
        )
    if len(content) < header:
        raise _wrong_length(name, len(content), header)
    sizes = struct.unpack(f">{dimensions}I", content[4:header])
    wanted = header + width * math.prod(sizes)
    if len(content) != wanted:
        raise _wrong_length(name, len(content), wanted)
    return header, sizes


def _wrong_length(name: str, found: int, wanted: int) -> DataError:
    what = "cut short" if found < wanted else "too long"
    return DataError(
        f"{name} is {what}: {found:,} of {wanted:,} bytes. Delete it and download it again."
    )
