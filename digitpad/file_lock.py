"""A lock on an open file that ends with the process that holds it, however that ends."""

import sys


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
