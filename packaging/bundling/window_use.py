"""Uses the window of a bundle as a person does: with mouse and keys, and by looking at it."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from screen import Picture, Screen, until

TITLE = "^digitpad$"
TITLE_IN_TRAINING = "% trained"
# Places in the window of 1280 x 800 pixels that a new user gets.
SEVEN = [(140, 150), (320, 150), (210, 420)]
BARS_LEFT, BARS_RIGHT = 226, 362  # inside the ten bars
BARS_TOP, BARS_BOTTOM = 560, 756
PAGE = (450, 270, 1260, 690)  # left, top, right, bottom of what a page shows


class WindowUse:
    """A running window. Left as a context, it is ended if that has not happened."""

    def __init__(self, screen: Screen, command: list[str], environment: dict[str, str]) -> None:
        """Start ``command`` with nothing but ``environment`` and the screen."""
        self._screen = screen
        self._begin = time.monotonic()
        self._process = subprocess.Popen(
            command, env={**environment, "DISPLAY": screen.display},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            window = until(self._window, "the window")
            # Before that it is not yet where it stays, and presses go astray.
            until(lambda: screen.active_window() == window, "the window to be the active one")
            self._x, self._y = screen.corner(window)
            until(self._is_painted, "something in the window")
            self.seconds_to_window = self.seconds()
        except BaseException:
            self._process.kill()
            raise

    def __enter__(self) -> WindowUse:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def seconds(self) -> float:
        """Return how long ago the program was started."""
        return time.monotonic() - self._begin

    def draw_seven(self) -> None:
        """Draw a seven with the mouse, and wait until the window says that it is one."""
        self._screen.draw([(self._x + x, self._y + y) for x, y in SEVEN])
        self.wait_for(7)

    def wait_for(self, answer: int | None) -> None:
        """Wait until the longest of the ten bars is that of ``answer``; None: there is no bar."""
        until(lambda: self.answer() == answer or None, f"the answer {answer}")

    def answer(self) -> int | None:
        """Return the digit with the longest bar, by what is on the screen."""
        lengths = self._bars(self._screen.picture())
        longest = max(lengths, default=0)
        return lengths.index(longest) if longest > 0 and len(lengths) == 10 else None

    def colours_of_page(self) -> int:
        """Return how many colours the page at the right shows."""
        picture = self._screen.picture()
        left, top, right, bottom = PAGE
        return len({
            picture.colour(self._x + x, self._y + y)
            for x in range(left, right, 3) for y in range(top, bottom, 3)
        })  # fmt: skip

    def train(self) -> None:
        """Press Ctrl+T, and wait until the title tells no more of a training."""
        self.keys("ctrl+t")
        until(lambda: self._screen.window(TITLE_IN_TRAINING), "a training", 300)
        until(self._window, "its end", 300)

    def keys(self, *keys: str) -> None:
        """Press keys, as xdotool names them."""
        self._screen.run("key", *keys)

    def fill_in(self, title: str, text: str) -> None:
        """Wait for the dialog with ``title``, write ``text`` there and press Enter."""
        until(lambda: self._screen.window(title), f"the dialog {title}")
        time.sleep(0.5)  # until it has the keyboard
        self._screen.run("key", "ctrl+a")
        self._screen.run("type", "--delay", 5, text)
        self._screen.run("key", "Return")

    def quit(self) -> str:
        """Press Ctrl+Q; return what the program has written. Fails unless it ends with 0."""
        self.keys("ctrl+q")
        said = self._process.communicate(timeout=30)[0].decode(errors="replace")
        if self._process.returncode:
            raise AssertionError(f"the window ended with {self._process.returncode}: {said}")
        return said

    def save_picture(self, path: Path) -> None:
        """Write what is on the screen to ``path``."""
        self._screen.picture().save(path)

    def _window(self) -> str:
        """Return the window's number, "" before it is there; fail when the program has ended."""
        if self._process.poll() is not None:
            said = self._process.communicate()[0].decode(errors="replace")
            raise AssertionError(f"the window ended with {self._process.returncode}: {said}")
        return self._screen.window(TITLE)

    def _is_painted(self) -> bool:
        """Tell whether paper lies on the canvas; the screen without a window is black."""
        x, y = SEVEN[0]
        paper = self._screen.picture().colour(self._x + x, self._y + y)
        return min(paper) > 200 and self.colours_of_page() > 1

    def _bars(self, picture: Picture) -> list[int]:
        """Return how many pixels of each bar are filled."""
        right, top = self._x + BARS_RIGHT, self._y + BARS_TOP
        column = [picture.colour(right, y) for y in range(top, self._y + BARS_BOTTOM)]
        paper = column[0]
        rows, begin = [], None
        for y, colour in enumerate([*column, paper]):
            if colour != paper and begin is None:
                begin = y
            elif colour == paper and begin is not None:
                rows.append(top + (begin + y) // 2)
                begin = None
        return [
            sum(
                _is_blue(picture.colour(x, y))
                for x in range(self._x + BARS_LEFT, self._x + BARS_RIGHT)
            )
            for y in rows
        ]


def _is_blue(colour: tuple[int, int, int]) -> bool:
    red, _, blue = colour
    return blue - red > 80
