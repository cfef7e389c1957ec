"""Random use of a window by somebody who tries everything: clicks, drags, wheels, keys, sizes.

Events go to the windows themselves, as those of a real mouse and keyboard do: Qt finds the widget
below, gives it the focus, opens its context menu, and keeps events from what a dialog or a popup
blocks. They are sent by a timer and therefore go on while a handler waits in ``exec()``. Each event
draws its chances from the seed and its own number alone.
"""

import logging
import os
import random
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import (
    QEventLoop,
    QPoint,
    Qt,
    QThread,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMenu, QWidget
from shiboken6 import isValid

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
KINDS = {"click": 38, "double": 5, "right": 6, "drag": 14, "wheel": 7, "key": 20, "shortcut": 6,
         "size": 2, "rest": 2}  # fmt: skip
REST = 100  # milliseconds in which work in the background gets on
LARGEST = (1600, 1000)  # pixels
IN_A_LOOP = 20  # milliseconds in which an event has not ended: its handler waits in exec()
MOST_ANSWERS = 100  # to the question before the window closes
TYPED = [*map(chr, range(ord("A"), ord("Z") + 1)), *"0123456789", *"[].,-+"]
PRESSED = ("Left", "Right", "Up", "Down", "Tab", "Backtab", "Return", "Enter", "Escape", "Space",
           "Delete", "Backspace", "Home", "End", "PageUp", "PageDown", "F1", "F2")  # fmt: skip
WITH_CTRL = [Qt.Key(ord(one)) for one in "ABCDEFGHIJKLMNOPRSTUVXYZ01234"]  # Q and W would close
NO_FAULT = "This plugin does not support"  # what the offscreen platform lacks
CHANGES = {"os.remove": 1, "os.rename": 2, "os.rmdir": 1, "os.mkdir": 1, "os.truncate": 1,
           "os.chmod": 1, "os.link": 2, "os.symlink": 2, "shutil.rmtree": 1}  # fmt: skip


class Watch:
    """Notes every fault of the program while it is on: the texts are in ``faults``."""

    def __init__(self, home: Path) -> None:
        """Take a file that is written or deleted outside ``home`` for a fault, too."""
        self.faults: list[str] = []
        self._homes = (f"{home}{os.sep}", f"{os.sep}dev{os.sep}")
        self._is_on = False
        sys.addaudithook(self._look_at)  # it cannot be removed

    @contextmanager
    def on(self) -> Iterator[None]:
        """Watch exceptions that nothing catches, what is logged as an error, and Qt's messages."""
        hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = lambda *error: self._note(*traceback.format_exception(*error))
        threading.excepthook = lambda it: self._note(*traceback.format_exception(it.exc_value))
        sys.unraisablehook = lambda it: self._note(
            f"{it.object!r}\n", *traceback.format_exception(it.exc_value)
        )
        log = logging.Handler(logging.ERROR)
        formatter = logging.Formatter()
        log.emit = lambda record: self._note(formatter.format(record))
        logging.getLogger().addHandler(log)
        before = qInstallMessageHandler(self._take_message)
        self._is_on = True
        try:
            yield
        finally:
            self._is_on = False
            qInstallMessageHandler(before)
            logging.getLogger().removeHandler(log)
            sys.excepthook, threading.excepthook, sys.unraisablehook = hooks

    def _note(self, *lines: str) -> None:
        self.faults.append("".join(lines))

    def _take_message(self, kind: QtMsgType, _: object, text: str) -> None:
        if kind not in (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg) and NO_FAULT not in text:
            self._note(f"Qt: {text}")

    def _look_at(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self._is_on:
            return
        paths: tuple[object, ...] = arguments[: CHANGES.get(event, 0)]
        if event == "open" and isinstance(arguments[2], int):
            paths = arguments[:1] if arguments[2] & (os.O_WRONLY | os.O_RDWR) else ()
        for path in paths:
            if isinstance(path, str | bytes | os.PathLike):
                name = os.path.realpath(os.fsdecode(path))
                if not name.startswith(self._homes) and "__pycache__" not in name:
                    self._note(f"{event} outside the home: {name}\n", *traceback.format_stack())
                    raise PermissionError(name)


def answer_file_dialogs(monkeypatch, seed: int, files: Path, folders: list[Path]) -> None:
    """Have a file below ``files``, or one of ``folders``, chosen at random wherever it is asked."""
    chance = random.Random(seed)

    def existing(*_, **__) -> tuple[str, str]:
        there = sorted(path for path in files.rglob("*") if path.is_file())
        return (str(chance.choice(there)) if chance.random() < 0.7 else ""), ""

    def new(_, heading="", proposed="", *__, **___) -> tuple[str, str]:
        name = Path(proposed).name or "saved"
        names = [name, f"{chance.randrange(4)}{name}", Path(name).stem, "no folder/saved.x", ""]
        chosen = chance.choice(names)
        return (str(files / chosen) if chosen else ""), ""

    def folder(*_, **__) -> str:
        return str(chance.choice([*folders, ""]))

    monkeypatch.setattr(QFileDialog, "getOpenFileName", existing)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", new)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", folder)


class RandomUser:
    """Uses ``window``, and whatever it opens, until a number of events or the first fault."""

    def __init__(self, window: QWidget, seed: int, watch: Watch, log: TextIO) -> None:
        """Start at event 0. log: gets a line before each event, so that it tells of a crash."""
        self._window, self._seed, self._watch = window, seed, watch
        self._number = self._most = self._answers = 0
        self._log = log
        self._running = 0  # events that have not ended, each in a handler of the one before,
        self._waiting = 0  # and how many of them are known to wait in a loop of their own
        self._held = 0
        self._pause = 0
        self._is_over = False
        self._loop = QEventLoop()
        for action in window.findChildren(QAction):
            if action.menuRole() == QAction.MenuRole.QuitRole:
                action.setEnabled(False)  # whoever quits uses nothing any more

    def use(self, events: int) -> None:
        """Send ``events`` events, and put away the popups and dialogs that are then open."""
        self._most = events
        self._tick()
        self._loop.exec()

    def close(self) -> None:
        """Close the window, whatever goes on; what it asks is answered at random."""
        for _ in range(MOST_ANSWERS):
            self._window.close()
            if not self._window.isVisible():
                break
        else:
            self._watch.faults.append("the window does not close")
        self._is_over = True

    # One after the other

    def _tick(self) -> None:
        if self._is_over:
            return
        is_held = self._running > self._waiting and self._held < IN_A_LOOP
        QTimer.singleShot(1 if is_held else self._pause, self._tick)
        self._pause = 0
        self._held += 1
        if is_held:  # the event before this one is still being handled
            return
        self._held = 0
        self._waiting = self._running
        self._running += 1
        try:
            if self._number < self._most and not self._watch.faults:
                self._number += 1
                self._send(random.Random(f"{self._seed}.{self._number}"))
                if not self._window.isVisible():
                    self._watch.faults.append("the window is gone")
            elif not self._put_away() and self._running == 1:
                self._loop.quit()
        finally:
            self._running -= 1
            self._waiting = min(self._waiting, self._running)

    def _put_away(self) -> bool:
        """Close a popup, or click some button of a modal dialog; False when there is neither."""
        popup, modal = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            popup.close()
        elif modal is not None:
            self._answers += 1
            chance = random.Random(f"{self._seed}.answer.{self._answers}")
            buttons = [one for one in modal.findChildren(QAbstractButton) if one.isVisible()]
            if buttons and chance.random() < 0.8:
                self._write("answer", chance.choice(buttons)).click()
            else:
                modal.close()
        return popup is not None or modal is not None

    def _write(self, what: str, widget: QWidget, where: object = "") -> QWidget:
        name = " < ".join(
            f"{type(one).__name__} {one.objectName()}".rstrip()
            for one in (widget, widget.parentWidget(), widget.window()) if one is not None
        )  # fmt: skip
        self._log.write(f"{self._seed}.{self._number} {what} {where} {name}\n")
        return widget

    # Events

    def _send(self, chance: random.Random) -> None:
        kind = chance.choices(list(KINDS), list(KINDS.values()))[0]
        if isinstance(modal := QApplication.activeModalWidget(), QFileDialog):
            self._write("reject", modal).reject()  # one can delete files in it
        elif kind == "rest":
            self._write("rest", self._window)
            self._pause = REST
        elif kind == "size":
            self._resize(chance)
        elif kind == "key":
            self._press(chance)
        elif kind == "shortcut":
            self._press_keys_of_an_action(chance)
        else:
            self._point(kind, chance)

    def _resize(self, chance: random.Random) -> None:
        window = self._front(chance)
        width, height = (chance.randint(200, most) for most in LARGEST)
        self._write("size", window, (width, height)).resize(width, height)

    def _press(self, chance: random.Random) -> None:
        key = Qt.Key(ord(chance.choice(TYPED)))
        modifier = Qt.KeyboardModifier.NoModifier
        if chance.random() < 0.45:
            key = getattr(Qt.Key, f"Key_{chance.choice(PRESSED)}")
            if chance.random() < 0.15:
                modifier = Qt.KeyboardModifier.ShiftModifier
        elif chance.random() < 0.4:
            key, modifier = chance.choice(WITH_CTRL), Qt.KeyboardModifier.ControlModifier
            if chance.random() < 0.3:
                modifier |= Qt.KeyboardModifier.ShiftModifier
        elif chance.random() < 0.1:
            modifier = Qt.KeyboardModifier.AltModifier
        window = self._with_keys()
        if isinstance(window, QMenu) and modifier == Qt.KeyboardModifier.AltModifier:
            # Alt alone closes a menu, and QTest would send the key to the window that is gone.
            modifier = Qt.KeyboardModifier.NoModifier
        focus = QApplication.focusWidget() or window
        self._write("key", focus, f"{modifier.name} {key.name}")
        QTest.keyClick(window.windowHandle(), key, modifier)

    def _press_keys_of_an_action(self, chance: random.Random) -> None:
        window = self._with_keys()
        keys = [one.shortcut() for one in window.findChildren(QAction)
                if one.isEnabled() and not one.shortcut().isEmpty()]  # fmt: skip
        if keys:
            chosen = chance.choice(keys)
            self._write("shortcut", window, chosen.toString())
            QTest.keySequence(window.windowHandle(), chosen)

    def _point(self, kind: str, chance: random.Random) -> None:
        window = self._front(chance)
        if self._above() is None and not window.isActiveWindow():
            window.activateWindow()
        here, there = self._place(window, chance), self._place(window, chance)
        turn = QPoint(0, chance.choice((-360, -120, 120, 360)))
        places = [here + (there - here) * step / 8 for step in range(1, 9)]
        if chance.random() < 0.5:  # a short one, within a widget mostly
            places = [here + (place - here) / 8 for place in places]
        at = window.childAt(here) or window
        self._write(kind, at, at.mapFrom(window, here).toTuple())
        handle = window.windowHandle()
        if kind == "click":
            QTest.mouseClick(handle, LEFT, pos=here)
        elif kind == "double":
            QTest.mouseDClick(handle, LEFT, pos=here)
        elif kind == "right":
            QTest.mouseClick(handle, RIGHT, pos=here)
        elif kind == "wheel":
            QTest.wheelEvent(handle, here, turn)
        else:
            QTest.mousePress(handle, LEFT, pos=here)
            for place in places:
                if isValid(handle) and handle.isVisible():
                    QTest.mouseMove(handle, pos=place)
            if isValid(handle):
                QTest.mouseRelease(handle, LEFT, pos=places[-1])

    # Where

    def _above(self) -> QWidget | None:
        """Return the popup or the modal dialog that all others wait for."""
        return QApplication.activePopupWidget() or QApplication.activeModalWidget()

    def _with_keys(self) -> QWidget:
        return self._above() or QApplication.activeWindow() or self._window

    def _front(self, chance: random.Random) -> QWidget:
        above = self._above()
        if above is not None and (above.isModal() or chance.random() < 0.85):
            return above
        windows = [one for one in QApplication.topLevelWidgets()
                   if one.isVisible() and one.windowType() in (Qt.WindowType.Window,
                                                               Qt.WindowType.Dialog)]  # fmt: skip
        windows.sort(key=lambda one: (type(one).__name__, one.objectName(), one.windowTitle()))
        return self._window if chance.random() < 0.6 or not windows else chance.choice(windows)

    def _place(self, window: QWidget, chance: random.Random) -> QPoint:
        """Return a point of ``window`` on some widget that is seen; half of them take keys."""
        seen = [one for one in window.findChildren(QWidget)
                if one.isVisible() and one.window() is window]  # fmt: skip
        take_keys = [one for one in seen if one.focusPolicy() != Qt.FocusPolicy.NoFocus]
        for _ in range(10):
            among = take_keys if take_keys and chance.random() < 0.5 else seen
            widget = chance.choice(among) if among else window
            rect = widget.visibleRegion().boundingRect()
            x, y = chance.random() * rect.width(), chance.random() * rect.height()
            if not rect.isEmpty():
                return widget.mapTo(window, rect.topLeft() + QPoint(int(x), int(y)))
        return window.rect().center()


def running_threads(window: QWidget, before: set[int]) -> list[str]:
    """Return the threads below ``window``, and Python's that are not among ``before``, by ident."""
    threads = [f"{one!r} {one.objectName()}"
               for one in window.findChildren(QThread) if one.isRunning()]  # fmt: skip
    names = {one.ident: one.name for one in threading.enumerate()}
    return threads + [
        f"{names.get(ident, ident)}: {''.join(traceback.format_stack(frame))}"
        for ident, frame in sys._current_frames().items() if ident not in before
    ]  # fmt: skip
