"""What is missing for a window is named, with the command that installs it."""

import ctypes

from digitpad.support import display


def test_missing_libraries_are_named_with_the_command(monkeypatch):
    real = ctypes.CDLL

    def without_cursor(name, *args):
        if name in ("libxcb-cursor.so.0", "libEGL.so.1"):
            raise OSError(f"{name}: cannot open shared object file")
        return real(name, *args)

    monkeypatch.setattr(display.ctypes, "CDLL", without_cursor)
    assert display.missing_packages(for_window=True) == ["libegl1", "libxcb-cursor0"]
    assert display.missing_packages(for_window=False) == ["libegl1"]
    assert display.why_no_libraries(for_window=False) == (
        "Qt needs system libraries that are not installed. On Debian or Ubuntu: "
        "sudo apt-get install libegl1"
    )


def test_other_systems_bring_what_qt_needs(monkeypatch):
    monkeypatch.setattr(display.sys, "platform", "darwin")
    monkeypatch.setattr(display.ctypes, "CDLL", None)
    assert display.why_no_libraries(for_window=True) is None
    assert display.why_no_window() is None


def test_a_named_platform_or_wayland_needs_no_x_server(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert display.why_no_window() is None
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert display.why_no_window() is None
