"""What the window remembers between two starts, in a per-user file."""

from __future__ import annotations

import json
import logging
from functools import partial
from typing import TYPE_CHECKING, Any

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


class Settings:
    """Typed access to the settings file; a missing or spoiled value reads as its default.

    QSettings writes to a temporary file and renames it, and is silent when it cannot.
    """

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
    def geometry(self) -> QByteArray | None:
        """Where the window was, as QWidget.saveGeometry tells it."""
        value = self._file.value("window/geometry")
        return value if isinstance(value, QByteArray) else None

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._file.setValue("window/geometry", value)

    @property
    def brush(self) -> int:
        """Brush size in canvas units."""
        try:
            brush = int(str(self._file.value("canvas/brush", round(DEFAULT_WIDTH))))
        except ValueError:
            return round(DEFAULT_WIDTH)
        return brush if 0 < brush <= CANVAS_SIDE else round(DEFAULT_WIDTH)  # Qt takes 32 bits

    @brush.setter
    def brush(self, value: int) -> None:
        self._file.setValue("canvas/brush", value)

    @property
    def training(self) -> dict[str, Any]:
        """What was chosen on the Train page, as plain JSON values; empty at first."""
        try:
            value = json.loads(str(self._file.value("training/choice", "{}")))
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    @training.setter
    def training(self, value: dict[str, Any]) -> None:
        self._file.setValue("training/choice", json.dumps(value))

    @property
    def lab(self) -> str:
        """What the Convolution lab was set to, as its page tells it; empty at first."""
        return str(self._file.value("lab/scene", ""))

    @lab.setter
    def lab(self, value: str) -> None:
        self._file.setValue("lab/scene", value)

    @property
    def columns(self) -> QByteArray | None:
        """How wide the columns of the window were, as QSplitter.saveState tells it."""
        value = self._file.value("window/columns")
        return value if isinstance(value, QByteArray) else None

    @columns.setter
    def columns(self, value: QByteArray) -> None:
        self._file.setValue("window/columns", value)

    @property
    def colours(self) -> str:
        """Which theme: ``system``, ``light`` or ``dark``."""
        value = str(self._file.value("window/colours", "system"))
        return value if value in ("light", "dark") else "system"

    @colours.setter
    def colours(self, value: str) -> None:
        self._file.setValue("window/colours", value)

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

    @property
    def page(self) -> str:
        """The name of the page that was shown last; empty at first."""
        return str(self._file.value("window/page", ""))

    @page.setter
    def page(self, value: str) -> None:
        self._file.setValue("window/page", value)

    @property
    def recent(self) -> list[str]:
        """Paths of the files that were used last, the newest first."""
        try:
            value = json.loads(str(self._file.value("files/recent", "[]")))
        except (ValueError, RecursionError):
            return []
        return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []

    @recent.setter
    def recent(self, value: list[str]) -> None:
        self._file.setValue("files/recent", json.dumps(value))

    @property
    def best_reader(self) -> bool:
        """Whether the best reader reads from the start on, not the usual model."""
        return bool(self._file.value("model/best_reader", False, type=bool))

    @best_reader.setter
    def best_reader(self, value: bool) -> None:
        self._file.setValue("model/best_reader", value)

    @property
    def language(self) -> str:
        """Which language was chosen; empty: the system's."""
        return str(self._file.value("window/language", ""))

    @language.setter
    def language(self, value: str) -> None:
        self._file.setValue("window/language", value)


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
        if self._window.dialogs.lesson_state() is not None:  # it has set these
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
