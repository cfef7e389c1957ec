"""What is cut off a library is what only debuggers read; what is loaded stays as it was."""

import ctypes
import shutil
import subprocess
import sys

import pytest
import symbols

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only for Linux")

PROGRAM = """
int {name}_answer(void) {{ return 42; }}
static int unseen(int number) {{ return number + 1; }}
int {name}_next(int number) {{ return unseen(number); }}
"""


@pytest.fixture
def library(tmp_path):
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler is here")

    def make(name):
        source, made = tmp_path / f"{name}.c", tmp_path / "libraries" / f"lib{name}.so"
        source.write_text(PROGRAM.format(name=name))
        made.parent.mkdir(exist_ok=True)
        command = [compiler, "-g", "-shared", "-fPIC", "-o", made, source]
        subprocess.run(command, check=True)
        return made

    return make


def segments(path):
    """Return what readelf says of the segments: where they lie in the file and in memory."""
    told = subprocess.run(
        ["readelf", "--program-headers", "--wide", path], capture_output=True, text=True
    ).stdout
    return [line for line in told.splitlines() if " 0x" in line]


def test_a_library_loads_and_works_without_its_symbols(library, monkeypatch):
    monkeypatch.setattr(symbols, "WORTH_IT", 1)
    made = library("cut")
    before, content = segments(made), made.read_bytes()
    saved = symbols.cut_symbols(made.parent)
    assert saved == len(content) - made.stat().st_size > 1000
    assert before
    assert segments(made) == before
    assert made.read_bytes()[symbols.HEADER.size :] == content[symbols.HEADER.size : -saved]
    loaded = ctypes.CDLL(str(made))
    assert (loaded.cut_answer(), loaded.cut_next(6)) == (42, 7)


def test_a_second_cut_finds_nothing(library, monkeypatch):
    monkeypatch.setattr(symbols, "WORTH_IT", 1)
    made = library("twice")
    symbols.cut_symbols(made.parent)
    content = made.read_bytes()
    assert symbols.cut_symbols(made.parent) == 0
    assert made.read_bytes() == content


def test_what_somebody_has_appended_stays(library, monkeypatch):
    monkeypatch.setattr(symbols, "WORTH_IT", 1)
    made = library("appended")
    made.write_bytes(made.read_bytes() + b"an archive of modules")
    content = made.read_bytes()
    assert symbols.cut_symbols(made.parent) == 0
    assert made.read_bytes() == content


@pytest.mark.parametrize("folder", ["PySide6", "shiboken6"])
def test_qt_stays_as_it_is(library, monkeypatch, folder):
    monkeypatch.setattr(symbols, "WORTH_IT", 1)
    made = library("qt")
    inside = made.parent / folder / "Qt" / "lib"
    inside.mkdir(parents=True)
    shutil.move(made, inside)
    assert symbols.cut_symbols(made.parent) == 0


def test_a_small_gain_is_left_alone(library):
    made = library("small")
    assert symbols.cut_symbols(made.parent) == 0


def test_what_is_no_library_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(symbols, "WORTH_IT", 1)
    for name, content in (("short.so", b"\x7fELF"), ("text.so.1", b"GROUP ( libc.so.6 )" * 9)):
        (tmp_path / name).write_bytes(content)
    assert symbols.cut_symbols(tmp_path) == 0
