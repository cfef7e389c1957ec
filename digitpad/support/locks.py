"""Files that belong to a running program: those whose program is gone can be told from the others.

Each has a lock beside it, ``NAME.lock``, that ends with the process that holds it.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO


def take_lock(handle: int) -> bool:
    """Take the lock of the open file ``handle``, without waiting; False when another has it.

    It is held until the file is closed.
    """
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # a file system without locks: as if alone
    return True


def has_its_name(lock: BinaryIO) -> bool:
    """Tell whether an open file is still there: another may have deleted it before it was locked.

    False too on a file system that cannot tell files apart.
    """
    try:
        return os.path.samestat(os.fstat(lock.fileno()), os.stat(lock.name))
    except OSError:
        return False


LOCK = ".lock"
TRIES = 100  # at a new name, of another microsecond each; at a lock, while others delete it


def locked(path: Path) -> BinaryIO | None:
    """Return the lock of ``path``, held; None when another holds it. End it by ``let_go``.

    Raises OSError where there can be none: when the folder cannot be written, and on a file system
    that cannot tell files apart.
    """
    for _ in range(TRIES):
        lock = open(f"{path}{LOCK}", "ab")  # noqa: SIM115 - closing it ends the lock
        if not take_lock(lock.fileno()):
            lock.close()
            return None
        if has_its_name(lock):
            return lock
        lock.close()  # whoever had it deleted it meanwhile
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK), str(path))


def let_go(lock: BinaryIO) -> None:
    """End a lock and delete its file; what cannot be deleted stays."""
    # While it is held, so that nobody's lock but this is deleted. Windows deletes no open file:
    # neither this one before it is closed, nor one that another has taken since.
    if sys.platform == "win32":
        lock.close()
    with suppress(OSError):
        os.unlink(lock.name)
    lock.close()


@dataclass(eq=False)
class OwnedFile:
    """A file at ``path``, which need not exist, that is this program's until it lets it go."""

    path: Path
    lock: BinaryIO

    def release(self) -> None:
        """Let it go, so that it is found by whoever looks next."""
        self.lock.close()

    def discard(self) -> None:
        """Delete it and let it go; what cannot be deleted stays."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
        let_go(self.lock)


def own_new(folder: Path, suffix: str) -> OwnedFile:
    """Return a new file of this program's in ``folder``; it is not written yet.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for _ in range(TRIES):
        path = folder / f"{datetime.now():%Y%m%d-%H%M%S-%f}-{os.getpid()}{suffix}"
        lock = locked(path)
        if lock is not None:
            return OwnedFile(path, lock)
    # A file system on which a file that was just made is always locked.
    raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK), str(folder))


def own_left(folder: Path, suffix: str) -> list[OwnedFile]:
    """Return the files whose program is gone, the newest first; they are this program's now.

    A folder that is not there, or cannot be read, has none.
    """
    try:
        with os.scandir(folder) as entries:
            # A link, a pipe or a folder under such a name was not made by digitpad.
            files = {entry.name for entry in entries if entry.is_file(follow_symlinks=False)}
    except OSError:
        return []
    left = []
    for name in sorted(files, reverse=True):
        is_lock = name.endswith(suffix + LOCK)
        if name.startswith(".") or not (is_lock or name.endswith(suffix)):
            continue
        path = folder / name.removesuffix(LOCK)
        if is_lock and path.name in files:
            continue
        with suppress(OSError):
            lock = locked(path)
            if lock is None:
                continue
            owned = OwnedFile(path, lock)
            if path.exists():
                left.append(owned)
            else:
                owned.discard()  # its program ended before it wrote anything
    return left
