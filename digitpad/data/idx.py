"""IDX files, the format of MNIST: a magic number, the sizes, then the values."""

import math
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.support.errors import DataError

UNSIGNED_BYTE = 0x08  # third byte of the magic number: the type of the values


def read_idx(path: Path, dimensions: int) -> NDArray[np.uint8]:
    """Return the bytes of an IDX file as an array of ``dimensions`` axes, read-only.

    Raises DataError when the file is missing, cut short, or not what it should be.
    Source: LeCun et al., "THE IDX FILE FORMAT", on the page of the MNIST database.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError(
            "{path} is missing. Put the unpacked file there, or choose another folder.",
            path=path,
        ) from error
    except OSError as error:
        raise DataError(
            "{path} cannot be read: {reason}. Check the folder.", path=path, reason=error.strerror
        ) from error
    return parse_bytes(content, path.name, dimensions)


def parse_bytes(content: bytes, name: str, dimensions: int) -> NDArray[np.uint8]:
    """Return the values of an IDX file of unsigned bytes, read-only; ``name`` is for errors."""
    header = 4 + 4 * dimensions
    magic = bytes((0, 0, UNSIGNED_BYTE, dimensions))
    found = content[:4]
    if found[:2] == b"\x1f\x8b":
        raise DataError(
            "{name} is not an IDX file of {dimensions}-dimensional bytes: it is still packed. "
            "Unpack it, or download the data set again.",
            name=name, dimensions=dimensions,
        )  # fmt: skip
    if found != magic[: len(found)]:
        raise DataError(
            "{name} is not an IDX file of {dimensions}-dimensional bytes: it starts with {found} "
            "instead of {magic}. Download the data set again.",
            name=name, dimensions=dimensions, found=found.hex(), magic=magic.hex(),
        )  # fmt: skip
    if len(content) < header:
        raise _wrong_length(name, len(content), header)
    sizes = struct.unpack(f">{dimensions}I", content[4:header])
    wanted = header + math.prod(sizes)
    if len(content) != wanted:
        raise _wrong_length(name, len(content), wanted)
    return np.frombuffer(content, dtype=np.uint8, offset=header).reshape(sizes)


def _wrong_length(name: str, found: int, wanted: int) -> DataError:
    if found < wanted:
        return DataError(
            "{name} is cut short: {found:,} of {wanted:,} bytes. Download the data set again.",
            name=name, found=found, wanted=wanted,
        )  # fmt: skip
    return DataError(
        "{name} is too long: {found:,} of {wanted:,} bytes. Download the data set again.",
        name=name, found=found, wanted=wanted,
    )  # fmt: skip
