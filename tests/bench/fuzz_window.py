"""Readers of what the window remembers and of what is pasted into it, for the fuzzer."""

import json
import os
import random
from functools import cache
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QMimeData, QSettings, QUrl
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.ink.photo.cleaned import drawing_from_pixels
from digitpad.lab.lab_settings import LabSettings
from digitpad.lessons.chapters_lab import STRIDE_THREE
from digitpad.network.presets import PRESETS
from digitpad.support.errors import DigitpadError
from digitpad.training.recipe import FAST_RECIPE
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.drawing_files import _pixels, file_in
from digitpad.ui.canvas.tool_row import ToolRow
from digitpad.ui.pages.train.network_choice import ArchitectureChoice
from digitpad.ui.pages.train.recipe_form import RecipeForm
from digitpad.ui.widgets.basics import Field
from digitpad.ui.window.settings import Settings
from tests.bench.fuzz_changes import changed, changed_json

CHOICE = {
    "recipe": FAST_RECIPE.to_json(), "base": FAST_RECIPE.to_json(), "network": "design",
    "design": PRESETS["modern"].to_json(), "draft": None, "data": "mnist", "device": "cpu",
}  # fmt: skip


def settings() -> bytes:
    """Return the file of a window's settings."""
    return _file(json.dumps(CHOICE), json.dumps(STRIDE_THREE.to_json()))


def changed_settings(_: bytes, chance: random.Random) -> bytes:
    """Return such a file in which the JSON inside is changed, and remains JSON."""
    choice = changed_json(json.dumps(CHOICE).encode(), chance).decode()
    lab_settings = changed_json(json.dumps(STRIDE_THREE.to_json()).encode(), chance).decode()
    file = _file(choice, lab_settings, chance.choice((40, -1, 10**12, 10**400, "x", "")))
    return changed(file, chance) if chance.random() < 0.2 else file


def _file(choice: str, lab_settings: str, brush: object = 40) -> bytes:
    return (
        "[window]\ncolours=dark\ngeometry=@ByteArray(\\x1\\xd9)\n"
        f"[canvas]\nbrush={brush}\n[training]\n"
        f"choice={json.dumps(choice)}\n[lab]\nscene={json.dumps(lab_settings)}\n"
    ).encode(errors="replace")


def read_settings(path: Path) -> None:
    """Read all that the window remembers, and show it in the forms of the Train page."""
    form, architecture, tools = _forms()
    stored = Settings.__new__(Settings)
    stored._file = QSettings(str(path), QSettings.Format.IniFormat)
    for name in ("geometry", "columns", "colours"):
        getattr(stored, name)
    tools.brush.setValue(stored.brush)
    form.restore(stored.training)
    architecture.restore(stored.training)
    try:
        LabSettings.from_json(json.loads(stored.lab or "{}"))
    except (ValueError, RecursionError, DigitpadError):
        return  # as the lab's page takes it


@cache
def _forms() -> tuple[RecipeForm, ArchitectureChoice, ToolRow]:
    _app()
    architecture = ArchitectureChoice()
    fields = [Field("a", QWidget()), Field("b", architecture), Field("c", QWidget())]
    return RecipeForm(*fields), architecture, ToolRow(Canvas(), *(QAction() for _ in range(4)))


@cache
def _app() -> QApplication:
    return QApplication.instance() or QApplication([])


def paste_text(path: Path) -> None:
    """Paste any text, as an address of a file and as it is."""
    text = path.read_bytes().decode(errors="replace")
    data = QMimeData()
    data.setText(text)
    file_in(data)
    data.setUrls([QUrl(text)])
    file_in(data)


def paste_picture(path: Path) -> None:
    """Paste a picture as other programs hand it over: Qt decodes it."""
    image = QImage.fromData(path.read_bytes())
    if not image.isNull():
        drawing_from_pixels(_pixels(image), "Pasted picture")
