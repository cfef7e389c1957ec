"""What to tell when a training breaks off."""

import errno

from digitpad.errors import DigitpadError


def sentence_about(error: BaseException) -> str:
    """Return what happened and what to do, for whatever training, testing or saving raised."""
    if isinstance(error, DigitpadError):
        return str(error)
    if isinstance(error, MemoryError) or "not enough memory" in str(error) or (
        "out of memory" in str(error) or "can't allocate memory" in str(error)
    ):  # fmt: skip
        return (
            "There is not enough memory for this training. Choose a smaller batch size or close "
            "other programs, then train again."
        )
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "The disk is full. Make room on it, then train again."
    told = str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"Training broke off: {told}. Train again; if it happens again, report it."
