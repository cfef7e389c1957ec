"""One of the user's own digits as a file: a strokes file that also says which digit it is."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from digitpad.data.samples import Bytes
from digitpad.ink import strokes_file
from digitpad.ink.drawing import Drawing
from digitpad.ink.input.frame import SIDE, to_bytes
from digitpad.ink.input.render import is_framed, render, sample_input
from digitpad.support.errors import ContentError, EmptyInkError, StrokesError
from digitpad.support.untrusted_json import parsed

CORRECTION, PRACTICE = "correction", "practice"
ORIGINS = (CORRECTION, PRACTICE)
LARGEST_ENTRY = 2 * 2**20  # bytes: some 60,000 points, minutes of drawing without a pause
# Bytes: a short way to write numbers becomes at most four times as long when it is written anew.
LARGEST_FILE = 4 * LARGEST_ENTRY + 1024
KEY_LENGTH = 32  # hexadecimal digits of SHA-256

# What ``encoded`` writes before a drawing; a file that begins otherwise was written by others.
_HEAD = re.compile(
    rb'\{"label":([0-9]),"read":(null|[0-9]),"made":"([0-9T:.-]{19,26}Z)","origin":"([a-z]+)",'
)


@dataclass(frozen=True, slots=True)  # there may be 100,000 of them
class Entry:
    """What is known about one of the user's digits.

    key: the content of its drawing in short: two drawings with the same key are the same.
    label: 0 to 9, what it is. read: what the network said, None where it said nothing.
    made: when it joined, UTC, as ISO 8601: ``2026-11-24T10:30:00.000Z``. origin: of ``ORIGINS``.
    """

    key: str
    label: int
    read: int | None
    made: str
    origin: str = CORRECTION

    @property
    def is_right(self) -> bool:
        """True when the network said what it is."""
        return self.read == self.label


def now() -> str:
    """Return the present moment as an entry's ``made``."""
    return _utc(datetime.now(UTC))


def drawing_text(drawing: Drawing) -> bytes:
    """Return ``drawing`` as the JSON of a strokes file, on one line.

    Raises EmptyInkError, as for a picture whose digits are still to be found, or StrokesError for a
    drawing that could not be read again.
    """
    if drawing.is_empty or drawing.photo is not None:
        raise EmptyInkError("There is no ink to keep. Draw a digit first.")
    text = text_of(drawing)
    if len(text) > LARGEST_ENTRY:
        raise StrokesError(
            "This drawing is larger than {most} MB, too long for one digit. Clear the canvas and "
            "draw the digit alone.",
            most=LARGEST_ENTRY // 2**20,
        )
    try:
        # Written as it is when it has been read: the same drawing has the same text ever after.
        return text_of(strokes_file.from_json(parsed(text)))
    except ContentError as error:
        raise StrokesError(
            "This drawing cannot be kept: {problem}. Clear the canvas and draw it again.",
            problem=error,
        ) from error


def text_of(drawing: Drawing) -> bytes:
    """Return what ``drawing_text`` returns, without its checks: for drawings from JSON."""
    return json.dumps(strokes_file.to_json(drawing), separators=(",", ":")).encode()


def key_of(text: bytes) -> str:
    """Return the key of a drawing from its ``drawing_text``."""
    return hashlib.sha256(text).hexdigest()[:KEY_LENGTH]


def encoded(entry: Entry, text: bytes) -> bytes:
    """Return an entry's file: what is known, then the drawing's ``text``, in one JSON object."""
    facts = {
        "label": entry.label, "read": entry.read, "made": entry.made, "origin": entry.origin,
    }  # fmt: skip
    return json.dumps(facts, separators=(",", ":")).encode()[:-1] + b"," + text[1:]


def entry_of(content: bytes, key: str) -> Entry:
    """Return what the file ``content`` of the entry ``key`` says.

    A file as ``encoded`` writes it is known by its key to be whole, without looking at each point.
    Raises ContentError when it is no entry.
    """
    split = _split(content)
    if split is not None and key_of(split[1]) == key:
        return _entry(*split[0], key=key)
    return decoded(content, key)[0]


def text_in(content: bytes) -> bytes:
    """Return the ``drawing_text`` in the file ``content``. Raises ContentError where there is none.

    The text stays as it is in a file that ``encoded`` wrote.
    """
    split = _split(content)
    return text_of(decoded(content, "")[1]) if split is None else split[1]


def decoded(content: bytes, key: str) -> tuple[Entry, Drawing]:
    """Return entry and drawing in the file ``content``. Raises ContentError."""
    return from_json(parsed(content), key)


def from_json(item: Any, key: str = "") -> tuple[Entry, Drawing]:
    """Return entry and drawing of a parsed JSON object; nothing in it is trusted.

    key: what the entry shall have as its key. Raises ContentError.
    """
    if not isinstance(item, dict):
        raise ContentError("it is not an object")
    drawing = strokes_file.from_json(item, "digit")
    if drawing.is_empty:
        raise ContentError("it has no ink")
    entry = _entry(
        item.get("label"), item.get("read"), item.get("made"), item.get("origin", CORRECTION),
        key=key,
    )  # fmt: skip
    return entry, drawing


def _split(content: bytes) -> tuple[tuple[int, int | None, str, str], bytes] | None:
    """Return the facts and the drawing's text of a file that ``encoded`` wrote, else None."""
    found = _HEAD.match(content)
    if found is None:
        return None
    label, read, made, origin = found.groups()
    facts = (
        int(label), None if read == b"null" else int(read), made.decode(), origin.decode(),
    )  # fmt: skip
    return facts, b"{" + content[found.end() :]


def _entry(label: Any, read: Any, made: Any, origin: Any, *, key: str) -> Entry:
    if not _is_digit(label):
        raise ContentError('its "label" is not a digit from 0 to 9')
    if read is not None and not _is_digit(read):
        raise ContentError('its "read" is not a digit from 0 to 9')
    if origin not in ORIGINS:
        raise ContentError('its "origin" is none of {words}', words=", ".join(ORIGINS))
    try:
        if not isinstance(made, str) or len(made) > 40:
            raise ValueError("it is no short text")
        moment = datetime.fromisoformat(made)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return Entry(key, label, read, _utc(moment), origin)
    except (ValueError, OverflowError) as error:
        raise ContentError('its "made" is not a date and time') from error


def _is_digit(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 9  # True is an int too


def _utc(moment: datetime) -> str:
    text = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"


MARGIN = 7  # of the side: an eighth part, about, stays free around the ink


def thumbnail(drawing: Drawing, side: int) -> Bytes:
    """Return ``drawing`` as it looks, its ink in the middle: (side, side) uint8, 255 is ink."""
    result = np.zeros((side, side), np.uint8)
    if is_framed(drawing):
        zoom = max(1, side // SIDE)
        ink = np.kron(sample_input(drawing), np.ones((zoom, zoom), np.float32))
    else:
        ink = render(drawing, side - side // MARGIN, brush=True)
    height, width = (min(length, side) for length in ink.shape)
    top, left = (side - height) // 2, (side - width) // 2
    result[top : top + height, left : left + width] = to_bytes(ink[:height, :width])
    return result
