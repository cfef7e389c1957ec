"""The user's digits as one JSON document, written and read a digit at a time.

``{"format": "digitpad digits", "version": 1, "digits": [{"label": 7, "read": 1, "made": "...",
"origin": "correction", "size": [w, h], "strokes": [...]}, ...]}``: each digit is a strokes file's
object that also says what it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from digitpad.collection.entry import (
    LARGEST_ENTRY,
    Entry,
    encoded,
    from_json,
    text_of,
)
from digitpad.collection.store import MOST_DIGITS, Collection
from digitpad.data.sources import Check, go_on
from digitpad.ink.drawing import Drawing
from digitpad.support import files
from digitpad.support.errors import ContentError, DataError, StrokesError
from digitpad.support.messages import Text
from digitpad.support.untrusted_json import why_not_json

FORMAT = "digitpad digits"
VERSION = 1
LARGEST_DOCUMENT = 2**30  # bytes: of 100,000 digits, some 300 MB
PIECE = 64 * 1024  # characters that are read at once

_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Imported:
    """How many digits an import brought, and how many were there already."""

    new: int
    known: int


def export_document(collection: Collection, path: Path, check: Check = go_on) -> int:
    """Write all digits to ``path``; returns how many.

    check: called for each digit; what it raises ends the work, and an old file stays.
    Raises DataError when there are none or the file cannot be written.
    """
    entries = collection.listing(check).entries
    if not entries:
        raise DataError("There are no digits to export. Correct the network or practise first.")
    written = 0

    def pieces() -> Iterator[bytes]:
        nonlocal written
        yield f'{{"format": "{FORMAT}", "version": {VERSION}, "digits": ['.encode()
        for entry in entries:
            check()
            try:
                text = text_of(collection.drawing(entry.key))
            except DataError:
                continue  # deleted by another window meanwhile
            yield (b",\n" if written else b"\n") + encoded(entry, text)
            written += 1
        yield b"\n]}\n"

    _write_in_pieces(path, pieces())
    return written


def import_document(collection: Collection, path: Path, check: Check = go_on) -> Imported:
    """Add the digits of the document ``path`` that are not in the collection yet.

    The document is looked through before anything is kept. check: called for each digit.
    Raises StrokesError when it is not such a document, DataError when a digit cannot be written.
    """
    count = 0
    for _ in read_document(path):
        check()
        count += 1
        if count > MOST_DIGITS:
            raise StrokesError(
                "{path} holds more than {most:,} digits, the most that a collection keeps. Choose "
                "a smaller file.",
                path=path, most=MOST_DIGITS,
            )  # fmt: skip
    collection.check_room(count)
    new = 0
    for entry, drawing in read_document(path):
        check()
        new += collection.take(entry, drawing)
    return Imported(new, count - new)


def read_document(path: Path) -> Iterator[tuple[Entry, Drawing]]:
    """Yield the digits in a document, one in memory at a time. Raises StrokesError."""
    number = 0
    try:
        if path.stat().st_size > LARGEST_DOCUMENT:
            raise StrokesError(
                "{path} is larger than {most:,} MB, so it holds no collection. Choose another "
                "file.",
                path=path, most=LARGEST_DOCUMENT // 2**20,
            )  # fmt: skip
        with path.open(encoding="utf-8-sig") as file:
            for item in _items(_Text(file)):
                number += 1
                yield from_json(item)
    except OSError as error:
        raise StrokesError(
            "{path} cannot be read: {reason}. Check its name and permissions.",
            path=path, reason=error.strerror or error,
        ) from error  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise StrokesError(
            "{path} is not a collection of digits or is damaged: {where}, {problem}. Nothing was "
            "imported. Choose a file that was exported from My Digits.",
            path=path, where=_place(number, error),
            problem=error if isinstance(error, ContentError) else why_not_json(error),
        ) from error  # fmt: skip


def _place(number: int, error: Exception) -> Text:
    """Return where in a document the error is; ``number``: of the digit that was read last."""
    if isinstance(error, json.JSONDecodeError):
        return Text("after digit {number:,}", number=number)
    return Text("in digit {number:,}", number=number) if number else Text("at its beginning")


class _Text:
    """JSON values from a file, read a piece at a time."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._piece = ""
        self._at = 0
        self._has_ended = False

    def take(self) -> str:
        """Return the next character that is not white space, "" at the end."""
        while True:
            while self._at < len(self._piece):
                character = self._piece[self._at]
                self._at += 1
                if character not in " \t\r\n":
                    return character
            if self._has_ended:
                return ""
            self._read_on()

    def expect(self, character: str) -> None:
        found = self.take()
        if not found:
            raise ContentError("there is nothing where {wanted} should be", wanted=character)
        if found != character:
            raise ContentError(
                "there is {found} where {wanted} should be", found=found, wanted=character
            )

    def peek(self) -> str:
        """Return what ``take`` will return."""
        character = self.take()
        self._at -= len(character)
        return character

    def value(self) -> Any:
        """Return the next value, which must not be larger than an entry may be."""
        self.peek()
        while True:
            end = None
            try:
                value, end = _DECODER.raw_decode(self._piece, self._at)
            except json.JSONDecodeError:
                if self._has_ended:
                    raise
            # A number that ends with the piece may go on behind it.
            if end is not None and (end < len(self._piece) or self._has_ended):
                self._at = end
                return value
            if len(self._piece) - self._at > LARGEST_ENTRY:
                raise ContentError(
                    "there is no value within {most} MB", most=LARGEST_ENTRY // 2**20
                )
            self._read_on()

    def _read_on(self) -> None:
        more = self._file.read(PIECE)
        self._has_ended = not more
        self._piece = self._piece[self._at :] + more
        self._at = 0


def _items(text: _Text) -> Iterator[Any]:
    """Yield the values in the list ``digits`` of a document's object."""
    text.expect("{")
    while True:
        name = text.value()
        text.expect(":")
        if name == "digits":
            break
        value = text.value()
        if name == "format" and value != FORMAT:
            raise ContentError('its format is not "{format}"', format=FORMAT)
        if name == "version" and value != VERSION:
            raise ContentError("it comes from a newer digitpad")
        if text.take() != ",":
            raise ContentError('it has no "digits"')
    text.expect("[")
    if text.peek() == "]":
        return
    while True:
        yield text.value()
        separator = text.take()
        if separator == "]":
            return
        if not separator:
            raise ContentError("it is cut short")
        if separator != ",":
            raise ContentError("a comma is missing")


def _write_in_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Do what ``write_atomically`` does with a content that is not in memory all at once."""
    try:
        with files.replacing(path) as file:
            file.writelines(pieces)
    except OSError as error:
        raise DataError(
            "{path} could not be written: {reason}. Choose another folder and export again.",
            path=path, reason=error.strerror or error,
        ) from error  # fmt: skip
