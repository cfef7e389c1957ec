"""What somebody else's code raises, told with its own file and line; and how it is ended."""

from __future__ import annotations

import ctypes
import sysconfig
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from digitpad.support.errors import Cancelled, DigitpadError, ModelError

OURS = Path(__file__).parents[2]  # the package
PYTHONS = Path(sysconfig.get_paths()["stdlib"])


class _Interrupted(KeyboardInterrupt):
    """As from Ctrl+C: code that catches every Exception lets it pass."""


_lock, _own = threading.Lock(), threading.local()
_running: set[int] = set()  # threads in which a file runs that can be ended


def may_be_ended(
    check: Callable[[], None], on_cancel: Callable[[Callable[[], None]], None]
) -> None:
    """Have a file that this thread runs end when the work is cancelled whose these are."""
    _own.check = check
    on_cancel(partial(_interrupt, threading.get_ident()))


@contextmanager
def interruptible() -> Iterator[None]:
    """End what runs within when it shall end, with Cancelled, if it is in Python then, not in C."""
    own = threading.get_ident()
    try:
        with _lock:
            getattr(_own, "check", lambda: None)()
            _running.add(own)
        try:
            yield
        finally:
            with _lock:
                _running.discard(own)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(own), None)  # too late
    except _Interrupted as error:
        raise Cancelled from error


def _interrupt(thread: int) -> None:
    with _lock:
        if thread in _running:
            _running.discard(thread)  # once is enough
            error = ctypes.py_object(_Interrupted)
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)


class UserCodeError(ModelError):
    """Code of the user's stopped. traceback: as Python prints it, from their code on."""

    traceback: str = ""


@contextmanager
def users_code(name: str) -> Iterator[None]:
    """Turn what is raised within into an UserCodeError that tells where in ``name`` it happened."""
    try:
        yield
    except (DigitpadError, MemoryError, KeyboardInterrupt):
        raise
    except (Exception, SystemExit) as error:
        raise told(error, name) from error


def told(error: BaseException, name: str) -> UserCodeError:
    """Return ``error`` in a sentence with the place in the user's code that it came from."""
    frames = traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if _is_theirs(frame.filename)]
    message = str(error).strip().splitlines()
    reason = f"{type(error).__name__}: {message[0]}" if message else type(error).__name__
    if isinstance(error, SyntaxError) and error.filename:
        found = UserCodeError(
            "{file}, line {line}: {reason}. Mend it, and open it again.",
            file=error.filename, line=error.lineno, reason=reason,
        )  # fmt: skip
    elif theirs:
        place = theirs[-1]
        found = UserCodeError(
            "{network} stopped in {file}, line {line} ({code}): {reason}. Mend it, and open it "
            "again.",
            network=name, file=place.filename, line=place.lineno, code=place.line or place.name,
            reason=reason,
        )  # fmt: skip
    else:
        found = UserCodeError("{network} stopped: {reason}.", network=name, reason=reason)
    while frames and Path(frames[0].filename).is_relative_to(OURS):
        frames.pop(0)
    lines = traceback.format_list(frames) + traceback.format_exception_only(error)
    found.traceback = "Traceback (most recent call last):\n" + "".join(lines)
    return found


def _is_theirs(filename: str) -> bool:
    """Tell whether a file is neither ours nor torch's nor Python's own."""
    if filename.startswith("<") and not filename.startswith("<ipython"):
        return False  # frozen or generated
    path = Path(filename)
    parts = path.parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1] not in ("torch", "numpy")
    return not path.is_relative_to(OURS) and not path.is_relative_to(PYTHONS)
