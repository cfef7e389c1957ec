"""A crash of the whole process: Python writes where it was into a file, which the next start reads.

The file is deleted when the program ends as it should. One that was killed leaves an empty file,
for which there may be a good reason, such as the end of a session; only what is written tells of a
crash.
"""

from __future__ import annotations

import faulthandler
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from digitpad.owned_files import own_left, own_new

log = logging.getLogger(__name__)

SUFFIX = ".crash"
LARGEST = 200_000  # bytes that are read
KEPT = "last-crash.txt"


@dataclass(frozen=True)
class Crash:
    """reason: such as ``Segmentation fault``. text: what every thread did, and where it is kept."""

    reason: str
    text: str


@contextmanager
def note_crash(folder: Path) -> Iterator[None]:
    """Have a crash written into a file in ``folder``, if that can be written."""
    try:
        owned = own_new(folder, SUFFIX)
        file = owned.path.open("wb")
    except OSError as error:
        log.warning("A crash would not be written down: %s", error)
        yield
        return
    was_enabled = faulthandler.is_enabled()
    faulthandler.enable(file)
    try:
        yield
    finally:
        if was_enabled:
            faulthandler.enable()
        else:
            faulthandler.disable()
        file.close()
        owned.discard()


def left_crash(folder: Path) -> Crash | None:
    """Return the latest crash that has not been told yet, or None. It is told only once."""
    crashes = []
    for file in own_left(folder, SUFFIX):
        try:
            with file.path.open("rb") as opened:
                text = opened.read(LARGEST).decode(errors="replace").strip()
            if text:
                file.path.replace(folder / KEPT)
                crashes.append(text)
        except OSError as error:
            log.warning("%s cannot be read: %s", file.path, error)
        file.discard()
    if not crashes:
        return None
    log.error("The last session crashed\n%s", crashes[0])
    # "Fatal Python error: Segmentation fault", or "Windows fatal exception: access violation".
    reason = crashes[0].splitlines()[0].rpartition(": ")[2]
    return Crash(reason, f"{crashes[0]}\n\n{folder / KEPT}")
