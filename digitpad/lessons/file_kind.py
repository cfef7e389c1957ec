"""What a file or folder is, told by its content: what its name says may be wrong, or nothing."""

from __future__ import annotations

import os
import re
import struct
import zipfile
import zlib
from enum import Enum, auto
from pathlib import Path

from digitpad.data.sources import GZIP_MAGIC
from digitpad.support.errors import DigitpadError

LOOKED_AT = 2**20  # bytes from the beginning: there all kinds tell themselves
IDX = b"\0\0\x08"  # how its files of bytes begin
TABLES = (".csv", ".tsv")  # text, which nothing but its name tells
CODE = re.compile(rb"^[ \t]*(import|from)[ \t]+torch\b", re.MULTILINE)


class Kind(Enum):
    """What can be done with it."""

    PICTURE = auto()  # or nothing that is known: who reads it says what is wrong
    DRAWING = auto()
    MODEL = auto()
    LESSON = auto()
    NETWORK = auto()  # its description
    CODE = auto()  # of a network: nothing of it runs before its user has agreed
    COLLECTION = auto()  # digits of the user's
    DATA_SET = auto()  # a folder, or a file of data


class UnusableError(DigitpadError):
    """It is known what this is, and that digitpad cannot use it."""


def kind_of(path: Path) -> Kind:
    """Return what lies at ``path``; of what cannot be read, or is not known, PICTURE.

    Raises UnusableError for an archive, and for code that Python would not import; who reads
    pictures names the rest of what is none.
    """
    try:
        if os.path.isdir(path):
            return _kind_of_folder(path)
        if not os.path.isfile(path):  # a pipe would never end
            return Kind.PICTURE
        with path.open("rb") as file:
            start = file.read(LOOKED_AT)
    except (OSError, ValueError):
        return Kind.PICTURE
    if start[:4] == b"PK\3\4":
        return _kind_of_archive(path)
    if start[:1] == b"\x80":  # a pickle: what PyTorch saved earlier
        return Kind.MODEL
    if _is_onnx(start):
        return Kind.MODEL
    if start[:2] == GZIP_MAGIC:  # as MNIST's files come
        return _kind_of_packed(start, path)
    if start[:3] == IDX:
        return Kind.DATA_SET
    if b"\0" not in start:
        return _kind_of_text(start, path)
    if start[8:9] == b"{" and start[:1] != b"{":
        return _kind_of_checkpoint(start)
    return Kind.PICTURE


def _kind_of_text(start: bytes, path: Path) -> Kind:
    """Tell what has no zero byte: JSON, a table, a network's code, or something else."""
    text, suffix = start.lstrip(b"\xef\xbb\xbf \t\r\n"), path.suffix.lower()
    if text[:1] == b"{":
        return _kind_of_json(start)
    if suffix in TABLES:
        return Kind.DATA_SET
    if suffix == ".py":
        return Kind.CODE
    if text[:1] != b"<" and CODE.search(text):  # a web page may show code
        raise UnusableError(
            "{name} looks like a network's code, which Python takes from files whose name ends in "
            ".py alone. Give it such a name, and open it again.",
            name=path.name,
        )
    return Kind.MODEL if suffix == ".onnx" else Kind.PICTURE  # cut, or empty: its reader says so


def _is_onnx(start: bytes) -> bool:
    from digitpad.network.files.weights import is_onnx  # not while the window starts

    return is_onnx(start, Path())  # by its content alone: a picture's name may be wrong


def _kind_of_packed(start: bytes, path: Path) -> Kind:
    try:
        unpacked = zlib.decompressobj(wbits=31).decompress(start, len(IDX))
    except zlib.error:
        unpacked = b""
    if unpacked == IDX:
        return Kind.DATA_SET
    raise _packed(path)


def _packed(path: Path) -> UnusableError:
    return UnusableError(
        "{name} is an archive, or a document of an office program. Unpack it, or save what is in "
        "it as a picture, and open that.",
        name=path.name,
    )


def _kind_of_archive(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
        if path.suffix.lower() != ".zip":
            return Kind.MODEL  # which tells that it is damaged
        raise UnusableError(
            "{name} is an archive, and damaged: perhaps it was not copied whole. Copy or download "
            "it again, unpack it, and open what is in it.",
            name=path.name,
        ) from error
    if any(name.endswith("data.pkl") for name in names):
        return Kind.MODEL  # what PyTorch saves
    if names and all(name.endswith(".npy") for name in names):
        return Kind.DATA_SET  # NumPy's
    raise _packed(path)


def _kind_of_folder(path: Path) -> Kind:
    from digitpad.data.own import holds_own

    if holds_own(path) or os.path.isdir(path / "MNIST" / "raw"):
        return Kind.DATA_SET
    return Kind.PICTURE


def _kind_of_checkpoint(start: bytes) -> Kind:
    """Tell a lesson, which is a checkpoint with one more entry, from a model."""
    (length,) = struct.unpack("<Q", start[:8])
    header = start[8 : 8 + min(length, LOOKED_AT)]
    return Kind.LESSON if re.search(rb'"lesson"\s*:', header) else Kind.MODEL


def _kind_of_json(start: bytes) -> Kind:
    if re.search(rb'"format"\s*:\s*"digitpad digits"', start):
        return Kind.COLLECTION
    if re.search(rb'"strokes"\s*:', start):
        return Kind.DRAWING
    return Kind.NETWORK if re.search(rb'"(stages|layers|input_shape)"\s*:', start) else Kind.PICTURE
