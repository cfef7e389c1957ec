"""A lock on an open file that ends with the process that holds it, however that ends."""

import os
import sys
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
