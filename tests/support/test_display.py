"""What is missing for a window is named, with the command that installs it on this system."""

from pathlib import Path

import pytest

from digitpad import cli
from digitpad.support import display
from digitpad.support.display import ARCH, DEBIAN, FEDORA, PACKAGES, distribution

OS_RELEASES = {
    "debian": ('PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n', DEBIAN),
    "mint": ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', DEBIAN),
    "fedora": ('NAME="Fedora Linux"\nID=fedora\nVERSION_ID=43\n', FEDORA),
    "rocky": ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', FEDORA),
    "arch": ("NAME='Arch Linux'\nID=arch\n", ARCH),
    "manjaro": ("ID=manjaro\nID_LIKE=arch\n", ARCH),
    "nixos": ("ID=nixos\n", None),
    "damaged": ('ID="\n', None),
}


@pytest.fixture(autouse=True)
def x11(monkeypatch):
    """An X server on Debian, unless the test says otherwise."""
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(display, "distribution", lambda: DEBIAN)
    monkeypatch.setattr(display.sys, "platform", "linux")


@pytest.fixture
def without(monkeypatch):
    """Let the system lack libraries: those named, or all."""

    def lack(*names):
        def load(name, *_):
            if not names or name in names:
                raise OSError(f"{name}: cannot open shared object file")

        monkeypatch.setattr(display.ctypes, "CDLL", load)

    return lack


def test_missing_libraries_are_named_with_the_command(without):
    without("libxcb-cursor.so.0", "libEGL.so.1")
    assert display.missing_libraries(for_window=True) == ["libEGL.so.1", "libxcb-cursor.so.0"]
    assert str(display.why_no_libraries(for_window=True)).endswith("libegl1 libxcb-cursor0")
    assert display.why_no_libraries(for_window=False) == (
        "Qt needs system libraries that are not installed. On Debian, Ubuntu: "
        "sudo apt-get install libegl1"
    )


@pytest.mark.parametrize(("text", "expected"), OS_RELEASES.values(), ids=OS_RELEASES)
def test_a_distribution_is_known_by_itself_or_by_what_it_is_built_on(tmp_path, text, expected):
    file = tmp_path / "os-release"
    file.write_text(text)
    assert distribution(file) is expected
    assert distribution(tmp_path / "none") is None


@pytest.mark.parametrize(
    ("where", "command"),
    [
        (FEDORA, "On Fedora: sudo dnf install libglvnd-egl xcb-util-cursor libxcb"),
        (ARCH, "On Arch: sudo pacman -S --needed libglvnd xcb-util-cursor libxcb"),
    ],
)
def test_fedora_and_arch_have_other_names(without, monkeypatch, where, command):
    monkeypatch.setattr(display, "distribution", lambda: where)
    without("libEGL.so.1", "libxcb-cursor.so.0", "libxcb-shape.so.0", "libxcb-xkb.so.1")
    assert display.why_no_libraries(for_window=True).endswith(command)


def test_on_another_system_the_libraries_are_named_themselves(without, monkeypatch):
    monkeypatch.setattr(display, "distribution", lambda: None)
    without("libEGL.so.1")
    said = display.why_no_libraries(for_window=True)
    assert "libEGL.so.1" in said
    assert "apt-get" not in said


def test_on_wayland_no_libraries_of_x11_are_asked_for(without, monkeypatch):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("DISPLAY", ":0")  # XWayland
    without()
    missing = display.missing_libraries(for_window=True)
    assert "libwayland-client.so.0" in missing
    assert not [name for name in missing if "xcb" in name or "x11" in name]
    assert not {"libX11-xcb.so.1"} & set(missing)


@pytest.mark.parametrize(
    ("named", "expected"),
    [("xcb", "libxcb-cursor.so.0"), ("wayland;xcb", "libwayland-client.so.0"),
     ("wayland-egl", "libwayland-client.so.0")],
)  # fmt: skip
def test_a_platform_that_is_named_counts(without, monkeypatch, named, expected):
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("QT_QPA_PLATFORM", named)
    without()
    more = set(display.missing_libraries(True)) - set(display.missing_libraries(False))
    assert expected in more
    assert len({name.startswith("libwayland") for name in more}) == 1


def test_painting_into_memory_needs_neither(without, monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    without()
    assert display.missing_libraries(for_window=True) == display.missing_libraries(False)


def test_each_library_has_a_package_on_every_distribution():
    asked = {*display.FOR_QT, *(one for more in display.FOR_WINDOW.values() for one in more)}
    assert asked <= PACKAGES.keys()
    for names in PACKAGES.values():
        assert len(names) == 3
        assert all(names)
    assert {where.number for where in (DEBIAN, FEDORA, ARCH)} == {0, 1, 2}


def test_what_is_asked_for_is_what_qt_is_linked_with(monkeypatch):
    """Every library in the table is one that Qt's own files name, as far as they are here."""
    pyside = pytest.importorskip("PySide6")
    folder = Path(pyside.__file__).parent / "Qt"
    if not (folder / "lib" / "libQt6XcbQpa.so.6").exists():
        pytest.skip("Qt has other files here")
    for platform, file in (("xcb", "libqxcb.so"), ("wayland", "libqwayland.so")):
        linked = (folder / "plugins" / "platforms" / file).read_bytes()
        for library in display.FOR_WINDOW[platform]:
            assert library.encode() in linked, library
    gui = (folder / "lib" / "libQt6Gui.so.6").read_bytes()
    assert b"libX11.so.6" in gui, "on Wayland it need not be asked for any more"


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


@pytest.mark.parametrize("named", [None, ":93"])
def test_without_a_display_every_command_is_named(monkeypatch, named):
    """There is none, or none that answers."""
    monkeypatch.delenv("DISPLAY", raising=False)
    if named:
        monkeypatch.setenv("DISPLAY", named)
        monkeypatch.setattr(display, "_x_server_answers", lambda: False)
    said = display.why_no_window()
    modules = [file.stem for file in Path(cli.__file__).parent.glob("*.py")]
    works_without = set(modules) - {"__init__", "arguments", "checks", "window"}
    assert len(works_without) >= 10
    assert {name for name in modules if f"digitpad {name}" in said} == works_without
