"""Whether a window can open on this machine, and if not, what is missing."""

import ctypes
import os
import sys

from digitpad.support.commands import COMMANDS
from digitpad.support.messages import Text
from digitpad.support.system_packages import distribution, install_command

# What PySide6 needs beyond its own files. libQt6Gui itself is linked with libX11, on Wayland too.
FOR_QT = (
    "libEGL.so.1", "libGL.so.1", "libglib-2.0.so.0", "libfontconfig.so.1", "libdbus-1.so.3",
    "libxkbcommon.so.0", "libX11.so.6",
)  # fmt: skip
# What a window needs besides, by the platform that it opens on.
FOR_WINDOW = {
    "wayland": ("libwayland-client.so.0", "libwayland-cursor.so.0"),
    "xcb": (
        "libX11-xcb.so.1", "libxkbcommon-x11.so.0", "libxcb-cursor.so.0", "libxcb-icccm.so.4",
        "libxcb-image.so.0", "libxcb-keysyms.so.1", "libxcb-randr.so.0",
        "libxcb-render-util.so.0", "libxcb-render.so.0", "libxcb-util.so.1", "libxcb-shape.so.0",
        "libxcb-shm.so.0", "libxcb-sync.so.1", "libxcb-xfixes.so.0", "libxcb-xkb.so.1",
    ),
}  # fmt: skip


def platform() -> str:
    """Return on what Qt opens a window here: ``xcb``, that is X11, ``wayland``, or as is named."""
    named = os.environ.get("QT_QPA_PLATFORM", "").partition(";")[0].partition(":")[0]
    if named:
        return "wayland" if named.startswith("wayland") else named
    return "wayland" if os.environ.get("WAYLAND_DISPLAY") else "xcb"


def missing_libraries(for_window: bool) -> list[str]:
    """Return the libraries that Qt needs here and cannot find.

    for_window: to open a window, and not only to paint offscreen.
    """
    if not sys.platform.startswith("linux"):
        return []
    needed = (*FOR_QT, *FOR_WINDOW.get(platform(), ())) if for_window else FOR_QT
    return [library for library in needed if not _loads(library)]


def why_no_libraries(for_window: bool) -> str | None:
    """Return a sentence that names the system libraries Qt misses, or None when all are there."""
    missing = missing_libraries(for_window)
    if not missing:
        return None
    where = distribution()
    if where is None:
        return str(Text(
            "Qt needs system libraries that are not installed: {libraries}. Install the packages "
            "of your system that have them.",
            libraries=", ".join(missing),
        ))  # fmt: skip
    return str(Text(
        "Qt needs system libraries that are not installed. On {system}: {command}",
        system=where.title, command=install_command(missing, where),
    ))  # fmt: skip


def why_no_window() -> str | None:
    """Return a sentence that tells why no window can open, or None when one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    if not os.environ.get("DISPLAY"):
        return str(Text(
            "There is no display to open a window on; these work without one: {commands}.",
            commands=_named_commands(),
        ))  # fmt: skip
    if not _x_server_answers():
        return str(Text(
            "The display {display} does not answer, so no window can open; these work without "
            "one: {commands}.",
            display=os.environ["DISPLAY"], commands=_named_commands(),
        ))  # fmt: skip
    return None


def _named_commands() -> str:
    return ", ".join(f"digitpad {name}" for name in COMMANDS)


def _x_server_answers() -> bool:
    # Qt aborts the process when it cannot connect, so this is asked before.
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # why_no_libraries tells
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not failed


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
