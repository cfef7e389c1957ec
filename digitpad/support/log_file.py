"""The log: a file in a per-user folder that is kept small. Without one, digitpad does the same."""

from __future__ import annotations

import logging
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from logging import Handler, LogRecord
from pathlib import Path
from typing import TYPE_CHECKING

from digitpad import __version__
from digitpad.support.folders import user_log_folder
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from logging.handlers import RotatingFileHandler


PACKAGES = (
    "PySide6-Essentials", "torch", "torchvision", "numpy", "pillow", "matplotlib", "captum",
    "safetensors", "platformdirs", "tqdm", "requests", "packaging",
)  # fmt: skip
NOT_IN_BUNDLES = ("torchvision",)
OPTIONAL = ("onnx", "onnxscript")


def package_version(name: str) -> str | None:
    """Return the version of a package, or None when it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # 20 ms

    try:
        return version(name)
    except PackageNotFoundError:
        module = sys.modules.get(name)  # a bundle has modules, and not always their metadata
        return getattr(module, "__version__", None)


def versions() -> dict[str, str]:
    """Return the version of digitpad, of Python and of each package that is installed."""
    found = {name: package_version(name) for name in (*PACKAGES, *OPTIONAL)}
    return {
        "digitpad": __version__,
        "Python": platform.python_version(),
    } | {name: number for name, number in found.items() if number is not None}


def system() -> str:
    """Return the system and the machine in a few words."""
    return f"{platform.platform()}, {platform.machine()}"


def session_line() -> str:
    """Return the line that a session's log begins with."""
    return f"digitpad {__version__}, Python {platform.python_version()}, {system()}"


def report() -> str:
    """Return versions and system as lines, for a message about a bug."""
    return "\n".join([*(f"{name} {number}" for name, number in versions().items()), system()])


log = logging.getLogger(__name__)

LARGEST = 256 * 1024  # bytes of each file
OLDER = 2  # files beside the present one
FORM = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def log_path() -> Path:
    """Return where the log is; it may not exist yet."""
    return user_log_folder() / "digitpad.log"


def written_down(error: Exception) -> str:
    """Log an error that nobody foresaw, and return the one line to tell of it."""
    log.critical("Unexpected error", exc_info=error)
    summary = " ".join(f"{type(error).__name__}: {error}".split())
    if not log_path().is_file():
        return str(Text("an unexpected error, {summary}.", summary=summary))
    return str(Text(
        "an unexpected error, {summary}. The details are in {path}.",
        summary=summary, path=log_path(),
    ))  # fmt: skip


@contextmanager
def log_to_file() -> Iterator[None]:
    """Write digitpad's records, and the warnings of others, into the log."""
    handler, root, own = _LogFile(), logging.getLogger(), logging.getLogger("digitpad")
    level = own.level
    root.addHandler(handler)
    own.setLevel(logging.INFO)
    try:
        yield
    finally:
        own.setLevel(level)
        root.removeHandler(handler)
        handler.close()


class _LogFile(Handler):
    """Opens the file with the first record: most commands have none, and imports take time."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._file: RotatingFileHandler | None = None
        self._has_failed = False

    def emit(self, record: LogRecord) -> None:
        if self._has_failed or not (
            record.levelno >= logging.WARNING or record.name.startswith("digitpad")
        ):
            return
        try:
            self._open().emit(record)
        except OSError:
            self._has_failed = True

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()

    def _open(self) -> RotatingFileHandler:
        path = log_path()
        if self._file is not None and not _is_open(self._file, path):
            self._file.close()  # another window has begun a new file
            self._file = None
        if self._file is not None and self._file.stream is not None:
            # Newer Pythons do not look for the end, where another window may have written.
            self._file.stream.seek(0, os.SEEK_END)
        if self._file is None:
            from logging.handlers import RotatingFileHandler

            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = RotatingFileHandler(
                path, maxBytes=LARGEST, backupCount=OLDER, encoding="utf-8", errors="replace"
            )
            self._file.setFormatter(logging.Formatter(FORM))
            self._file.rotator = _rename_if_possible
            setattr(self._file, "handleError", _be_silent)  # noqa: B010 - on a full disk, say
        return self._file


def _is_open(handler: RotatingFileHandler, path: Path) -> bool:
    with suppress(OSError):
        return handler.stream is not None and os.path.samestat(
            os.fstat(handler.stream.fileno()), path.stat()
        )
    return False


def _rename_if_possible(source: str, target: str) -> None:
    """Begin a new file; where another window has the old one open, on Windows, go on in that.

    A rename that failed would cost every record until that window is closed.
    """
    with suppress(OSError):
        os.rename(source, target)


def _be_silent(_: LogRecord) -> None:
    """Go on without a line of the log, as on a full disk: it is told where it matters."""
