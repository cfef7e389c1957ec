"""What the window remembers between two starts, in a per-user file."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QByteArray, QObject, QSettings, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from digitpad.ink.drawing import CANVAS_SIDE, DEFAULT_WIDTH
from digitpad.support.folders import best_reader, bundled_models, user_settings_file
from digitpad.ui.background import Job, Queue

if TYPE_CHECKING:
    from digitpad.ui.window.main_window import MainWindow

log = logging.getLogger(__name__)

GUIDE_STEPS = 4  # of the guide of the first minutes; at this one it is over
SOON = 300  # milliseconds: what is chosen is written so long after, with what is chosen meanwhile

Value = TypeVar("Value")


class Remembered(Generic[Value]):
    """A value of ``Settings``: what ``read`` makes of what stands in the file, None where nothing.

    write: what is to stand there.
    """

    def __init__(
        self, key: str, read: Callable[[object], Value],
        write: Callable[[Value], object] = lambda value: value,
    ) -> None:  # fmt: skip
        """Keep it by its ``key`` in the file."""
        self._key, self._read, self._write = key, read, write

    def __get__(self, settings: Settings, _: type[Settings]) -> Value:
        return self._read(settings._file.value(self._key))

    def __set__(self, settings: Settings, value: Value) -> None:
        settings._file.setValue(self._key, self._write(value))


def _state(value: object) -> QByteArray | None:
    return value if isinstance(value, QByteArray) else None


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _truth(value: object) -> bool:
    return isinstance(value, str | bool) and str(value).lower() not in ("", "0", "false")


def _colours(value: object) -> str:
    return str(value) if value in ("light", "dark") else "system"


def _brush(value: object) -> int:
    try:
        brush = int(str(value))
    except ValueError:
        return round(DEFAULT_WIDTH)
    return brush if 0 < brush <= CANVAS_SIDE else round(DEFAULT_WIDTH)  # Qt takes 32 bits


def _values(value: object) -> dict[str, Any]:
    found = _parsed(value)
    return found if isinstance(found, dict) else {}


def _paths(value: object) -> list[str]:
    found = _parsed(value)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _parsed(value: object) -> Any:
    try:
        return json.loads(str(value))
    except (ValueError, RecursionError):
        return None


class Settings:
    """Typed access to the settings file; a missing or spoiled value reads as its default.

    QSettings writes to a temporary file and renames it, and is silent when it cannot.
    """

    geometry = Remembered("window/geometry", _state)  # as QWidget.saveGeometry tells it
    columns = Remembered("window/columns", _state)  # their widths, as QSplitter.saveState does
    brush = Remembered("canvas/brush", _brush)  # its size in canvas units
    training = Remembered("training/choice", _values, json.dumps)  # of the Train page
    lab = Remembered("lab/scene", _text)  # as its page tells it; empty at first
    colours = Remembered("window/colours", _colours)  # the theme: ``system``, ``light``, ``dark``
    page = Remembered("window/page", _text)  # that was shown last; empty at first
    recent = Remembered("files/recent", _paths, json.dumps)  # of files, the newest first
    best_reader = Remembered("model/best_reader", _truth)  # it reads, and not the usual model
    language = Remembered("window/language", _text)  # that was chosen; empty: the system's

    def __init__(self) -> None:
        """Open the user's settings file."""
        self._file = QSettings(str(user_settings_file()), QSettings.Format.IniFormat)

    def take_up(self, window: MainWindow) -> None:
        """Set ``window``, which is just made, as it was when it was closed."""
        if self.geometry is not None:
            window.restoreGeometry(self.geometry)
        if self.columns is not None:
            window.columns.is_users = window.columns.restoreState(self.columns)
        window.tools.brush.setValue(self.brush)
        training, lab = self.training, self.lab
        window.data_sets.choose(str(training.get("data", window.data_sets.chosen)))
        window.pages.when_made("train", lambda train: train.restore(training))
        window.pages.when_made("lab", lambda page: page.restore(lab))
        window.pages.show_remembered(self.page)

    def keep(self, choices: dict[str, Any]) -> None:
        """Write values down, by the names that they have here."""
        for name, value in choices.items():
            setattr(self, name, value)
        self.save()

    def save(self) -> None:
        """Write the file now, not when Qt finds the time; what cannot be written is logged."""
        self._file.sync()
        if self._file.status() != QSettings.Status.NoError:
            log.warning("The settings could not be written to %s", self._file.fileName())

    @property
    def guide(self) -> int | None:
        """The step that the guide of the first minutes is at; None: it is not to come by itself.

        0 where there are no settings yet: at the very first start.
        """
        if not self._file.allKeys():
            return 0
        value = str(self._file.value("window/guide", ""))
        return int(value) if value in map(str, range(GUIDE_STEPS)) else None

    @guide.setter
    def guide(self, value: int) -> None:
        self._file.setValue("window/guide", value)


class SettingsWriter(QObject):
    """Writes down how a window is set, beside it: a crash or a kill loses no choice.

    Where the window is, and how large, is written when it is closed.
    """

    def __init__(self, window: MainWindow) -> None:
        """Write nothing before ``begin``: what a start sets is nobody's choice."""
        super().__init__(window)
        self._window = window
        self._written: dict[str, Any] | None = None
        self._queue = Queue(self, finishes=True)
        window.session.model_changed.connect(self.keep_soon)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self.keep_soon)  # then something may have been typed
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._keep)

    def begin(self) -> None:
        """Write what is chosen from now on."""
        reads_best = self._window.first_model == best_reader()
        self._written = {**_choices(self._window), "best_reader": reads_best}

    def follow(self) -> None:
        """Follow what the window was just made of; that it was made anew is a choice, too."""
        window = self._window
        actions, pages = window.actions_, window.pages
        for chosen in (
            actions.colours_chosen, pages.currentChanged, window.tools.brush.valueChanged,
            window.columns.splitterMoved, window.drawing_files.used, window.pictures.file_read,
        ):  # fmt: skip
            chosen.connect(self.keep_soon)
        pages.when_made("train", lambda it: it.controls.train.triggered.connect(self.keep_soon))
        self.keep_soon()

    @Slot()
    def keep_soon(self) -> None:
        """Write what has been chosen, together with what will be in a moment."""
        if self._written is not None and not self._soon.isActive():
            self._soon.start()

    def keep_all(self) -> None:
        """Have all written that is chosen, for the window is being closed."""
        self._soon.stop()
        self._keep()
        self.write({"geometry": self._window.saveGeometry()})

    @Slot()
    def _keep(self) -> None:
        """Write what is another than before: a second window's choices stay otherwise."""
        choices, before = _choices(self._window), self._written or {}
        lesson = self._window.dialogs.lesson_state()
        if lesson is not None and lesson.is_shown:  # it has set these
            choices = {name: choices[name] for name in choices if name not in ("training", "lab")}
        self._written = {**before, **choices}
        self.write({n: value for n, value in choices.items() if before.get(n) != value})

    def write(self, choices: dict[str, Any]) -> None:
        """Write values down, by the names of Settings."""
        if choices:
            self._queue.do(partial(_write, choices))


def _choices(window: MainWindow) -> dict[str, Any]:
    """Return what its user has chosen in ``window``, by the names of Settings."""
    found: dict[str, Any] = {
        "brush": window.tools.brush.value(), "colours": window.colours,
        "language": window.language.chosen, "page": window.pages.shown_page,
        "recent": window.recent.paths,
    }  # fmt: skip
    if window.columns.is_users:
        found["columns"] = window.columns.saveState()
    checkpoint = window.session.checkpoint
    if checkpoint is not None and checkpoint.path in bundled_models():
        found["best_reader"] = checkpoint.path == best_reader()
    train, lab = window.pages.if_made("train"), window.pages.if_made("lab")
    if train is not None:
        found["training"] = train.choices()
    if lab is not None:
        found["lab"] = lab.remembered()
    return found


def _write(choices: dict[str, Any], _job: Job) -> None:
    """Write ``choices``, in the thread, with an object of its own for the same file."""
    Settings().keep(choices)
