"""digitpad: draw a digit, and a convolutional network reads it while you draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digitpad.api import read, show, trace
    from digitpad.support.errors import DigitpadError

__version__ = "0.1.0"
__all__ = ["DigitpadError", "__version__", "read", "show", "trace"]


def __getattr__(name: str) -> Any:
    """Import the public interface when it is first asked for: the window does without."""
    if name in ("read", "show", "trace"):
        from digitpad import api

        return getattr(api, name)
    if name == "DigitpadError":
        from digitpad.support import errors

        return getattr(errors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
