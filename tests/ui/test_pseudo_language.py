"""In a language of its own no word of English is left: whatever is shown can be translated."""

import re

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from digitpad.ui import language
from digitpad.ui.background import running
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.unexpected_errors import FaultDialog
from tests.ui import pseudo
from tests.ui.layers import follow
from tests.ui.pens import SEVEN, mouse

# Names of files, models, layers, data sets, keys, units and functions: alike in every language.
ALLOWED = re.compile(r"\b(digitpad|MNIST|Python)\b")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("language")
    assert pseudo.make_language(folder) > 1300
    return folder


@pytest.fixture
def spoken(qapp, made):
    language.use_language(pseudo.LANGUAGE, made)
    yield
    language.use_language("en")


@pytest.fixture
def painted(monkeypatch):
    """What widgets paint from now on."""
    texts, draw = set(), QPainter.drawText

    def note(painter, *arguments):
        texts.update(("painted", one) for one in arguments if isinstance(one, str))
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", note)
    return texts


@pytest.fixture
def asked(monkeypatch):
    """The headings and kinds of files of the file dialogs, each of which is cancelled."""
    texts = set()

    def cancel(*arguments, **_):
        texts.update(("file dialog", one) for one in arguments if isinstance(one, str))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", cancel)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", cancel)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *a, **b: cancel(*a, **b)[0])
    return texts


class Everything:
    """Collects all texts, those of questions too, which it answers with no."""

    def __init__(self):
        self.texts = set()
        self._timer = QTimer()
        self._timer.timeout.connect(self._answer)
        self._timer.start(50)

    def look(self):
        QApplication.processEvents()
        self.texts.update(pseudo.texts_of_all())
        for top in QApplication.topLevelWidgets():
            for widget in (top, *top.findChildren(QWidget)):
                if type(widget).paintEvent is not QWidget.paintEvent:
                    widget.grab()

    def _answer(self):
        modal = QApplication.activeModalWidget()
        if modal is not None:
            QTimer.singleShot(0, modal.close)
            self.texts.update(pseudo.texts_of_all())
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()


def left_in_english(texts):
    return sorted(
        f"{where}: {text!r}: {words}"
        for where, text in texts
        if (words := pseudo.unsaid(text, ALLOWED))
    )


def test_everything_shown_is_translated(qtbot, spoken, painted, asked, data_folder, monkeypatch):
    monkeypatch.setenv("DIGITPAD_DATA", str(data_folder))
    window = MainWindow()
    everything = Everything()
    with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
        window.show()
    everything.look()
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, window.pages.layers)
    layers = window.pages.layers
    for name in layers.layer_names:
        layers.select_layer(name)
        everything.look()
    actions = window.actions_
    for action in window.findChildren(type(actions.open)):
        if action is not actions.quit and action.isEnabled() and action.text():
            action.trigger()
            QApplication.processEvents()
    for page in ("layers", "train", "lab", "test"):
        window.pages.show_page(page)
        everything.look()
    dialog = FaultDialog("", "", window)
    everything.look()
    dialog.close()
    window.close()
    assert not running(window)
    texts = everything.texts | painted | asked
    assert len(texts) > 1000
    assert "\n".join(left_in_english(texts)) == ""
