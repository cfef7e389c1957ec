"""What the window remembers between two starts, in a per-user file."""

import json
import logging
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from digitpad.ink.drawing import CANVAS_SIDE, DEFAULT_WIDTH
from digitpad.support.folders import user_settings_file

log = logging.getLogger(__name__)


class Settings:
    """Typed access to the settings file; a missing or spoiled value reads as its default.

    QSettings writes to a temporary file and renames it, and is silent when it cannot.
    """

    def __init__(self) -> None:
        """Open the user's settings file."""
        self._file = QSettings(str(user_settings_file()), QSettings.Format.IniFormat)

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
    def language(self) -> str:
        """Which language was chosen; empty: the system's."""
        return str(self._file.value("window/language", ""))

    @language.setter
    def language(self, value: str) -> None:
        self._file.setValue("window/language", value)
