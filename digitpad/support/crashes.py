"""Exceptions that nothing caught, and crashes of the whole process: written down, to be told.

Of a crash Python writes where it was into a file, which the next start reads. The file is deleted
when the program ends as it should. One that was killed leaves an empty file, for which there may be
a good reason, such as the end of a session; only what is written tells of a crash.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from digitpad.support.locks import own_left, own_new

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
    latest = ""
    for file in own_left(folder, SUFFIX):  # the newest first; older ones are only cleared away
        try:
            if not latest:
                with file.path.open("rb") as opened:
                    latest = opened.read(LARGEST).decode(errors="replace").strip()
                if latest:
                    file.path.replace(folder / KEPT)
        except OSError as error:
            log.warning("%s cannot be read: %s", file.path, error)
        file.discard()
    if not latest:
        return None
    log.error("The last session crashed\n%s", latest)
    # "Fatal Python error: Segmentation fault", or "Windows fatal exception: access violation".
    reason = latest.splitlines()[0].rpartition(": ")[2]
    return Crash(reason, f"{latest}\n\n{folder / KEPT}")


@dataclass(frozen=True)
class Fault:
    """An exception in words. It holds no object of the program, which could not be freed then.

    summary: its kind and message on one line. place: the innermost line of code. details: the
    traceback.
    """

    summary: str
    place: str
    details: str

    @property
    def key(self) -> tuple[str, str]:
        """What a fault has in common with its repetitions."""
        return self.summary.partition(":")[0], self.place


def fault_of(error: BaseException) -> Fault:
    """Return ``error`` in words."""
    summary = " ".join(f"{type(error).__name__}: {error}".split())
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return Fault(summary, place, "".join(traceback.format_exception(error)))


@contextmanager
def watch_faults(tell: Callable[[Fault], None], interrupt: Callable[[], None]) -> Iterator[None]:
    """Write down what nothing caught, and call ``tell`` with it the first time.

    It is called in the thread where the fault happened. interrupt: for Ctrl+C on the terminal.
    """
    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    seen: dict[tuple[str, str], int] = {}

    def take(error: BaseException) -> None:
        fault = fault_of(error)
        count = seen[fault.key] = seen.get(fault.key, 0) + 1
        if count == 1:
            log.critical("Unexpected error\n%s", fault.details)
            sys.__excepthook__(type(error), error, error.__traceback__)
            tell(fault)
        elif count & (count - 1) == 0:  # 2, 4, 8...: one in paintEvent would fill the log
            log.critical("Again, %d times by now: %s", count, fault.summary)

    def in_main(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
        if isinstance(error, KeyboardInterrupt):
            interrupt()
        else:
            take(error)

    def in_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
            take(arguments.exc_value)

    def not_raised(arguments: sys.UnraisableHookArgs) -> None:
        # From a destructor: nothing that the user did failed, so it is written down alone.
        value = arguments.exc_value
        if value is not None:
            log.error("Error in %r\n%s", arguments.object, fault_of(value).details)
        sys.__unraisablehook__(arguments)

    sys.excepthook, threading.excepthook, sys.unraisablehook = in_main, in_thread, not_raised
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before
