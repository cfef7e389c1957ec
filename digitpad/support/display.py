"""Whether a window can open on this machine, and if not, what is missing."""

import ctypes
import os
import sys

from digitpad.support.messages import Text

# What PySide6 needs beyond its own files, by the Debian package that has it.
FOR_QT = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libx11-6": "libX11.so.6",
}
# What a window on an X server needs besides.
FOR_WINDOW = {
    "libx11-xcb1": "libX11-xcb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-render0": "libxcb-render.so.0",
    "libxcb-util1": "libxcb-util.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-shm0": "libxcb-shm.so.0",
    "libxcb-sync1": "libxcb-sync.so.1",
    "libxcb-xfixes0": "libxcb-xfixes.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
}


def missing_packages(for_window: bool) -> list[str]:
    """Return the Debian packages of the libraries that Qt needs here and cannot find.

    for_window: to open a window, and not only to paint offscreen.
    """
    if not sys.platform.startswith("linux"):
        return []
    needed = FOR_QT | FOR_WINDOW if for_window else FOR_QT
    return [package for package, library in needed.items() if not _loads(library)]


def why_no_libraries(for_window: bool) -> str | None:
    """Return a sentence that names the system libraries Qt misses, or None when all are there."""
    missing = missing_packages(for_window)
    if not missing:
        return None
    return str(Text(
        "Qt needs system libraries that are not installed. On Debian or Ubuntu: {command}",
        command=f"sudo apt-get install {' '.join(missing)}",
    ))  # fmt: skip


def why_no_window() -> str | None:
    """Return a sentence that tells why no window can open, or None when one can."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return None
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    if not os.environ.get("DISPLAY"):
        return str(Text(
            "There is no display to open a window on; digitpad predict, explain, train, evaluate, "
            "fetch, snapshot, doctor and selftest work without one."
        ))  # fmt: skip
    if not _x_server_answers():
        return str(Text(
            "The display {display} does not answer, so no window can open; digitpad predict, "
            "explain, train, evaluate, fetch, snapshot, doctor and selftest work without one.",
            display=os.environ["DISPLAY"],
        ))  # fmt: skip
    return None


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
