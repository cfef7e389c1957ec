"""IDX files, the format of MNIST: a magic number, the sizes, then the values; packed or not."""

import math
import struct
import zlib
from gzip import GzipFile
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from digitpad.data.sources import GZIP_MAGIC
from digitpad.support.errors import DataError

UNSIGNED_BYTE = 0x08  # third byte of the magic number: the type of the values
MOST_BYTES = 2**30  # of one file: 1.3 million images


def read_idx(path: Path, dimensions: int, most: int = MOST_BYTES) -> NDArray[np.uint8]:
    """Return the bytes of an IDX file, packed with gzip or not, as an array, read-only.

    dimensions: how many axes it has. most: bytes, once unpacked. Raises DataError when the file is
    missing, cut short, or not what it should be.
    Source: LeCun et al., "THE IDX FILE FORMAT", on the page of the MNIST database.
    """
    try:
        with path.open("rb") as file:
            is_packed = file.read(2) == GZIP_MAGIC
            file.seek(0)
            content = _unpacked(file, path, most) if is_packed else file.read(most + 1)
    except FileNotFoundError as error:
        raise DataError(
            "{path} is missing. Put the unpacked file there, or choose another folder.",
            path=path,
        ) from error
    except OSError as error:
        raise DataError(
            "{path} cannot be read: {reason}. Check the folder.",
            path=path, reason=error.strerror or error,
        ) from error  # fmt: skip
    if len(content) > most:
        raise DataError(
            "{path} holds more than {most:,} bytes, the most that digitpad reads. Choose a smaller "
            "set.",
            path=path, most=most,
        )  # fmt: skip
    return parse_bytes(content, path.name, dimensions)


def _unpacked(file: IO[bytes], path: Path, most: int) -> bytes:
    try:
        with GzipFile(fileobj=file) as unpacked:
            return unpacked.read(most + 1)
    except (EOFError, zlib.error, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise DataError(
            "{path} is packed, and cut short or damaged: {reason}. Copy or download it anew.",
            path=path, reason=error,
        ) from error  # fmt: skip


def parse_bytes(content: bytes, name: str, dimensions: int) -> NDArray[np.uint8]:
    """Return the values of an IDX file of unsigned bytes, read-only; ``name`` is for errors."""
    header = 4 + 4 * dimensions
    magic = bytes((0, 0, UNSIGNED_BYTE, dimensions))
    found = content[:4]
    if found != magic[: len(found)]:
        raise DataError(
            "{name} is not an IDX file of {dimensions}-dimensional bytes: it starts with {found} "
            "instead of {magic}. Copy or download it anew, or choose another file.",
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
            "{name} is cut short: {found:,} of {wanted:,} bytes. Copy or download it anew.",
            name=name, found=found, wanted=wanted,
        )  # fmt: skip
    return DataError(
        "{name} is too long: {found:,} of {wanted:,} bytes. Copy or download it anew.",
        name=name, found=found, wanted=wanted,
    )  # fmt: skip
