"""A screen in memory with a window manager and a mouse, to try a program as a person uses it."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from trial import UntriedError

NEEDED = ("Xvfb", "openbox", "xdotool")
T = TypeVar("T")
Colour = tuple[int, int, int]  # red, green, blue
NEAR = 6  # pixels, less than half of the brush that a new user gets


def missing() -> list[str]:
    """Return the programs that a screen needs and that are not there."""
    return [name for name in NEEDED if shutil.which(name) is None]


def until(condition: Callable[[], T | None], what: str, seconds: float = 60) -> T:
    """Ask again and again until ``condition`` gives something; raise TimeoutError otherwise."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise TimeoutError(f"waited {seconds:.0f} s in vain for {what}")


def _differing(one: list[Colour], other: list[Colour]) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


@dataclass(frozen=True)
class Picture:
    """What is on the screen: rows of four bytes a pixel, blue first."""

    width: int
    height: int
    rows: tuple[bytes, ...]

    @classmethod
    def grey(cls, rows: list[bytes]) -> Picture:
        """Return a picture with a byte a pixel in ``rows``, 0 black."""
        fours = (bytes(value for value in row for _ in range(4)) for row in rows)
        return cls(len(rows[0]), len(rows), tuple(fours))

    def colour(self, x: int, y: int) -> Colour:
        """Return the colour at column ``x``, row ``y``."""
        blue, green, red = self.rows[y][4 * x : 4 * x + 3]
        return red, green, blue

    def save(self, path: Path) -> None:
        """Write it as a PNG file."""
        content = bytearray()
        for row in self.rows:
            pixels = bytearray(3 * self.width)
            pixels[0::3], pixels[1::3], pixels[2::3] = row[2::4], row[1::4], row[0::4]
            content += b"\0" + pixels
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(content))), (b"IEND", b""))
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in chunks
        ))  # fmt: skip


class Screen:
    """The screen, by its display's name and the file that its server paints into."""

    def __init__(self, display: str, buffer: Path) -> None:
        """Use the server that shows ``display`` and paints into ``buffer``."""
        self.display, self._buffer = display, buffer

    def run(self, *arguments: object) -> str:
        """Let xdotool do something, and return what it says."""
        return subprocess.run(
            ["xdotool", *map(str, arguments)], capture_output=True, text=True,
            env={**os.environ, "DISPLAY": self.display},
        ).stdout  # fmt: skip

    def window(self, title: str) -> str:
        """Return the number of the visible window with ``title``, a regular expression, or ""."""
        return (self.run("search", "--onlyvisible", "--name", title).split() or [""])[-1]

    def active_window(self) -> str:
        """Return the number of the window that the window manager has given the keyboard, or ""."""
        return self.run("getactivewindow").strip()

    def corner(self, window: str) -> tuple[int, int]:
        """Return where a window begins, without its frame, which getwindowgeometry counts in."""
        told = self.run("mousemove", "--window", window, 0, 0, "getmouselocation", "--shell")
        found = dict(line.split("=") for line in told.split())
        return int(found["X"]), int(found["Y"])

    def draw(self, path: list[tuple[int, int]]) -> None:
        """Draw straight lines through the points of ``path``, the first of them on bare paper."""
        self.run("mousemove", *path[0])
        paper = self._around(path[0])
        self.run("mousedown", 1)
        # The window manager looks at the click first, and as long the server merges all moves.
        until(lambda: _differing(paper, self._around(path[0])) > len(paper) / 2, "the first ink")
        for (ax, ay), (bx, by) in pairwise(path):
            for step in range(1, 16):  # each by itself: the server merges moves that come at once
                x, y = ax + step / 15 * (bx - ax), ay + step / 15 * (by - ay)
                self.run("mousemove", round(x), round(y))
        self.run("mouseup", 1)

    def _around(self, place: tuple[int, int]) -> list[Colour]:
        """Return the colours around a place."""
        picture, (x, y) = self.picture(), place
        sides = range(-NEAR, NEAR + 1)
        return [picture.colour(x + across, y + down) for down in sides for across in sides]

    def picture(self) -> Picture:
        """Return what is on the screen now, as the server keeps it: an XWD file."""
        content = self._buffer.read_bytes()
        words = struct.unpack(">25I", content[:100])
        start = words[0] + 12 * words[19]  # after the header comes the table of colours
        width, height, line = words[4], words[5], words[12]
        rows = (content[start + y * line :][: 4 * width] for y in range(height))
        return Picture(width, height, tuple(rows))


def need_screen() -> AbstractContextManager[Screen]:
    """Give a screen, or raise UntriedError where there is none to be had."""
    if missing():
        raise UntriedError(f"{', '.join(missing())} not there")
    return screen()


@contextmanager
def screen() -> Iterator[Screen]:
    """Give a screen of 1600 x 1000 pixels with a window manager, and end both afterwards."""
    with TemporaryDirectory() as folder:
        read, write = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1600x1000x24", "-nolisten", "tcp",
             "-nocursor", "-fbdir", folder],
            pass_fds=[write], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(write)
        with os.fdopen(read) as pipe:
            display = f":{pipe.readline().strip()}"
        manager = subprocess.Popen(
            ["openbox"], env={**os.environ, "DISPLAY": display},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield Screen(display, Path(folder) / "Xvfb_screen0")
        finally:
            for process in (manager, server):
                process.terminate()
                process.wait()
