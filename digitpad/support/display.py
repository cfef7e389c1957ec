"""Whether a window can open on this machine; if not, what is missing and which package has it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from digitpad.support.commands import COMMANDS
from digitpad.support.messages import Text
from digitpad.support.system_libraries import loads

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
    return [library for library in needed if not loads(library)]


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


OS_RELEASE = Path("/etc/os-release")  # os-release(5)


@dataclass(frozen=True)
class Distribution:
    """One family of distributions. number: the column of its packages in ``PACKAGES``."""

    title: str
    command: str
    number: int


DEBIAN = Distribution("Debian, Ubuntu", "sudo apt-get install", 0)
FEDORA = Distribution("Fedora", "sudo dnf install", 1)
ARCH = Distribution("Arch", "sudo pacman -S --needed", 2)
FAMILIES = {
    "debian": DEBIAN, "ubuntu": DEBIAN,
    "fedora": FEDORA, "rhel": FEDORA, "centos": FEDORA,
    "arch": ARCH, "archlinux": ARCH,
}  # fmt: skip

# Of each library or program the packages of Debian, of Fedora and of Arch.
PACKAGES = {
    "libEGL.so.1": ("libegl1", "libglvnd-egl", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd-glx", "libglvnd"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2", "glib2"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig", "fontconfig"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus-libs", "dbus"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    "libX11.so.6": ("libx11-6", "libX11", "libx11"),
    "libwayland-client.so.0": ("libwayland-client0", "libwayland-client", "wayland"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "libwayland-cursor", "wayland"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libX11-xcb", "libx11"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb", "libxcb"),
    "libxcb-render-util.so.0": (
        "libxcb-render-util0", "xcb-util-renderutil", "xcb-util-renderutil",
    ),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util", "xcb-util"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb", "libxcb"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb", "libxcb"),
    # Programs that tests and bundles are made with.
    "Xvfb": ("xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb"),
    "openbox": ("openbox", "openbox", "openbox"),
    "xdotool": ("xdotool", "xdotool", "xdotool"),
    "objdump": ("binutils", "binutils", "binutils"),
    "ensurepip": ("python{}.{}-venv".format(*sys.version_info), "python3-libs", "python"),
}  # fmt: skip


def distribution(file: Path = OS_RELEASE) -> Distribution | None:
    """Return this machine's distribution, or the one that it is built on; None for any other."""
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    told: dict[str, list[str]] = {}
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if name in ("ID", "ID_LIKE"):
            told[name] = value.strip().strip("\"'").split()
    names = " ".join([*told.get("ID", []), *told.get("ID_LIKE", [])]).lower().split()
    return next((FAMILIES[name] for name in names if name in FAMILIES), None)


def packages_of(needed: Sequence[str], where: Distribution = DEBIAN) -> list[str]:
    """Return the packages that have the libraries and programs ``needed``, each once."""
    return list(dict.fromkeys(PACKAGES[name][where.number] for name in needed))


def install_command(needed: Sequence[str], where: Distribution) -> str:
    """Return what a user types to get the libraries and programs ``needed``."""
    return f"{where.command} {' '.join(packages_of(needed, where))}"
