"""The user's own digits: drawings with what they are, kept in a folder of the user's.

Each digit is a file of its own, written whole or not at all, and named after its drawing's content.
So the same drawing is never there twice, any number of windows may share the folder, and what
happens to one file happens to one digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

import numpy as np

from digitpad.collection.entry import (
    CORRECTION,
    Entry,
    decoded,
    drawing_text,
    encoded,
    key_of,
    now,
    text_in,
    text_of,
)
from digitpad.collection.folder import EntryFolder, Stamp, cannot_be_read, file_name
from digitpad.data.samples import Samples
from digitpad.data.sources import Check, go_on
from digitpad.ink.drawing import Drawing
from digitpad.ink.input.frame import SIDE, to_bytes
from digitpad.ink.input.render import network_input
from digitpad.support.errors import ContentError, DataError, EmptyInkError
from digitpad.support.folders import user_data_folder
from digitpad.support.messages import Text

MOST_DIGITS = 100_000


@dataclass(frozen=True)
class Kept:
    """A digit as it is in the collection now, and as it was before; None: it was not there."""

    entry: Entry
    before: Entry | None = None


@dataclass(frozen=True)
class Deleted:
    """Files that were taken away, to put them back; ``problem`` says why not all of them were."""

    files: tuple[tuple[str, bytes], ...]
    problem: str = ""

    def __len__(self) -> int:
        return len(self.files)


@dataclass(frozen=True)
class Listing:
    """All digits, the earliest first, and a sentence for each file that cannot be used."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()

    def counts(self) -> tuple[int, ...]:
        """Return how many there are of each digit, 0 to 9."""
        counts = [0] * 10
        for entry in self.entries:
            counts[entry.label] += 1
        return tuple(counts)


def collection_folder() -> Path:
    """Per-user folder of the digits; it may not exist yet."""
    return user_data_folder() / "digits"


class Collection:
    """The digits in a folder. Any thread may call any method; no drawing stays in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use ``folder``, else the user's own; nothing is read or written yet."""
        self.folder = collection_folder() if folder is None else folder
        self._files = EntryFolder(self.folder)
        self._known: dict[str, tuple[Stamp, Entry]] = {}  # by file name
        self._lock = Lock()  # of what is known

    def count(self) -> int:
        """Return how many digits there are, without reading them."""
        return sum(1 for _ in self._files.scan())

    def listing(self, check: Check = go_on) -> Listing:
        """Return all digits; only files that changed since the last time are read.

        A file that is no digit is put aside, and named. check: called for each file; what it raises
        ends the reading. Raises DataError when the folder cannot be read.
        """
        with self._lock:
            known = self._known
        found: dict[str, tuple[Stamp, Entry]] = {}
        problems = []
        for name, stamp in self._files.stamps():
            check()
            if name in known and known[name][0] == stamp:
                found[name] = known[name]
                continue
            try:
                found[name] = (stamp, self._files.entry(name))
            except FileNotFoundError:
                continue  # another window has just deleted it
            except OSError as error:
                problems.append(str(cannot_be_read(self.folder / name, error)))
            except ContentError as error:
                problems.append(self._files.put_aside(name, error))
        with self._lock:
            self._known = found
        entries = sorted((entry for _, entry in found.values()), key=lambda e: (e.made, e.key))
        return Listing(tuple(entries), tuple(problems))

    def drawing(self, key: str) -> Drawing:
        """Return the drawing of a digit. Raises DataError when it is gone or damaged."""
        try:
            return decoded(self._files.content(file_name(key)), key)[1]
        except FileNotFoundError as error:
            raise _gone() from error
        except (OSError, ContentError) as error:
            raise DataError(
                "{path} cannot be read: {problem}. Delete this digit.",
                path=self.folder / file_name(key), problem=error,
            ) from error  # fmt: skip

    # Changes

    def add(
        self, drawing: Drawing, label: int, read: int | None = None, origin: str = CORRECTION
    ) -> Kept:
        """Keep ``drawing`` as the digit ``label``; one that is there gets this label.

        Raises EmptyInkError or StrokesError for a drawing that cannot be kept, DataError when it
        cannot be written: the collection is then as it was.
        """
        text = drawing_text(drawing)
        self.check_room(1)
        return self._put(Entry(key_of(text), label, read, now(), origin), text)

    def check_room(self, wanted: int) -> None:
        """Raise DataError when ``wanted`` more digits would be too many."""
        if self.count() + wanted > MOST_DIGITS:
            raise DataError(
                "Your collection would hold more than {most:,} digits, the most that it keeps. "
                "Export it, and delete digits that you do not need.",
                most=MOST_DIGITS,
            )

    def take(self, entry: Entry, drawing: Drawing) -> bool:
        """Keep an entry that comes from elsewhere; False when its drawing is there already."""
        text = text_of(drawing)
        key = key_of(text)
        if (self.folder / file_name(key)).exists():
            return False
        self._put(replace(entry, key=key), text)
        return True

    def relabel(self, keys: Iterable[str], label: int) -> tuple[Kept, ...]:
        """Say that these digits are ``label``. Raises DataError when none of them is there."""
        changed, wanted = [], 0
        for key in keys:
            wanted += 1
            before = self._present(key)
            if before is not None and before.label != label:
                changed.append(self._relabel(before, label))
            elif before is not None:
                changed.append(Kept(before, before))
        if wanted and not changed:
            raise _gone()
        return tuple(changed)

    def undo(self, kept: Sequence[Kept]) -> None:
        """Take ``add`` or ``relabel`` back; what has been changed again since stays as it is."""
        for change in kept:
            if self._present(change.entry.key) != change.entry:
                continue
            if change.before is None:
                problem = self.delete([change.entry.key]).problem
                if problem:
                    raise DataError(problem)
            elif change.before != change.entry:
                self._relabel(change.entry, change.before.label, change.before)

    def delete(self, keys: Iterable[str]) -> Deleted:
        """Take these digits away; ``restore`` brings them back. Those that are gone are left out.

        It raises nothing: what was taken away before a problem can be restored too.
        """
        taken: list[tuple[str, bytes]] = []
        for key in keys:
            path = self.folder / file_name(key)
            try:
                content = path.read_bytes()
                path.unlink()
            except FileNotFoundError:
                continue
            except OSError as error:
                problem = Text(
                    "{path} cannot be deleted: {reason}. Check the folder, and delete the rest "
                    "again.",
                    path=path, reason=error.strerror or error,
                )  # fmt: skip
                return Deleted(tuple(taken), str(problem))
            taken.append((path.name, content))
        return Deleted(tuple(taken))

    def restore(self, deleted: Deleted) -> None:
        """Bring back what ``delete`` took away. Raises DataError when it cannot be written."""
        for name, content in deleted.files:
            self._files.write(name, content)

    def _present(self, key: str) -> Entry | None:
        """Return the entry as it is on the disk now, None when there is none that can be read."""
        try:
            return self._files.entry(file_name(key))
        except FileNotFoundError:
            return None
        except ContentError as error:
            self._files.put_aside(file_name(key), error)
            return None
        except OSError as error:
            raise DataError(cannot_be_read(self.folder / file_name(key), error)) from error

    def _put(self, entry: Entry, text: bytes) -> Kept:
        before = self._present(entry.key)
        if before is not None:
            read = before.read if entry.read is None else entry.read
            entry = replace(before, label=entry.label, read=read)
        if entry != before:
            self._files.write(file_name(entry.key), encoded(entry, text))
        return Kept(entry, before)

    def _relabel(self, before: Entry, label: int, wanted: Entry | None = None) -> Kept:
        after = replace(before, label=label) if wanted is None else wanted
        name = file_name(before.key)
        try:
            self._files.write(name, encoded(after, text_in(self._files.content(name))))
        except (OSError, ContentError) as error:
            raise _gone() from error
        return Kept(after, before)


def as_samples(collection: Collection, check: Check = go_on, newest: int = MOST_DIGITS) -> Samples:
    """Return the digits as the network sees them, the earliest first.

    Damaged ones are left out, and those without ink, which an earlier digitpad kept of a picture
    that it was still reading.

    newest: of more than so many, only the latest ones. check: called for each digit; what it
    raises ends the work.
    Raises DataError when the folder cannot be read.
    """
    entries = collection.listing(check).entries[-newest:]
    images = np.zeros((len(entries), SIDE, SIDE), np.uint8)
    labels = np.zeros(len(entries), np.uint8)
    count = 0
    for entry in entries:
        check()
        try:
            image = network_input(collection.drawing(entry.key))
        except (DataError, EmptyInkError):
            continue  # deleted by another window meanwhile, or damaged since it was listed
        images[count], labels[count] = to_bytes(image), entry.label
        count += 1
    return Samples(images[:count], labels[:count])


def _gone() -> DataError:
    return DataError("That digit is no longer there: another window has deleted it.")
