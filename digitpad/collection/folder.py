"""The folder of the user's digits: a file each, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from digitpad.collection.entry import LARGEST_FILE, Entry, entry_of
from digitpad.support.errors import ContentError, DataError, DigitpadError
from digitpad.support.files import read_capped, write_atomically
from digitpad.support.messages import Text

SUFFIX = ".json"
ASIDE = "damaged"  # folder inside: files that are no digits

Stamp = tuple[int, int, int]  # time of change, size, inode: another one is another content


def file_name(key: str) -> str:
    """Return the name of the file of a digit."""
    return f"{key}{SUFFIX}"


def cannot_be_read(path: Path, error: OSError) -> Text:
    """Return what to say about a file or folder that cannot be read."""
    return Text(
        "{path} cannot be read: {reason}. Check who may read it.",
        path=path, reason=error.strerror or error,
    )  # fmt: skip


class EntryFolder:
    """Reads and writes the files in a folder."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``; it may not exist yet."""
        self.folder = folder

    def scan(self) -> Iterator[os.DirEntry[str]]:
        """Yield the files that are named as digits are, in no order."""
        try:
            with os.scandir(self.folder) as files:
                for file in files:
                    # Temporary files, as a crash leaves them, begin with a dot.
                    is_named_so = file.name.endswith(SUFFIX) and not file.name.startswith(".")
                    if is_named_so and file.is_file(follow_symlinks=False):
                        yield file
        except FileNotFoundError:
            return
        except OSError as error:
            raise DataError(cannot_be_read(self.folder, error)) from error

    def stamps(self) -> Iterator[tuple[str, Stamp]]:
        """Yield name and stamp of each digit's file."""
        for file in self.scan():
            with suppress(FileNotFoundError):  # another window has just deleted it
                stat = file.stat(follow_symlinks=False)
                yield file.name, (stat.st_mtime_ns, stat.st_size, stat.st_ino)

    def content(self, name: str) -> bytes:
        """Return what a file holds. Raises OSError, or ContentError when it is too large."""
        return read_capped(self.folder / name, LARGEST_FILE)

    def entry(self, name: str) -> Entry:
        """Return what a file says. Raises OSError, or ContentError when it is no digit."""
        return entry_of(self.content(name), name.removesuffix(SUFFIX))

    def write(self, name: str, content: bytes) -> None:
        """Write a file. Raises DataError when it cannot be; an old one is then unchanged."""
        try:
            write_atomically(self.folder / name, content)
        except DigitpadError as error:
            cause = error.__cause__
            raise DataError(
                "The digit was not kept: {reason}. Make room for it in {folder}, or change who may "
                "write there, and try again.",
                reason=cause.strerror or cause if isinstance(cause, OSError) else error,
                folder=self.folder,
            ) from error

    def put_aside(self, name: str, reason: ContentError) -> str:
        """Move a file that is no digit out of the way, never over another; return what to say."""
        source, target = self.folder / name, self.folder / ASIDE / name
        try:
            target.parent.mkdir(exist_ok=True)
            number = 1
            while target.exists():
                number += 1
                target = target.with_name(f"{source.stem}-{number}{SUFFIX}")
            os.rename(source, target)
        except OSError:
            target = source
        return str(Text(
            "{name} is not one of your digits, for {reason}. It is kept as {path}.",
            name=name, reason=reason, path=target,
        ))  # fmt: skip
