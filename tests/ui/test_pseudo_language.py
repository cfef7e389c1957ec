"""In a language of its own no word of English is left: whatever is shown can be translated."""

import re
from string import Formatter

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QTreeView, QWidget

from digitpad.support.messages import Text, plural
from digitpad.ui import language
from digitpad.ui.background import running
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.unexpected_errors import FaultDialog
from tests.ui import pseudo
from tests.ui.layers import follow
from tests.ui.pens import SEVEN, mouse

# What is alike in every language.
ALLOWED = re.compile(
    r"""\*\.\w+ | \b[\w-]+\.(?:json|png|csv|npz|safetensors|digitlesson)\b  # files
    | ^/[^⟦]*\.safetensors$  # where a recent model is
    | \btorchvision\.models\b
    | \b(?:conv|relu|pool|fc|norm)\d+\b | \b(?:dropout|flatten|log_softmax)\b  # layers
    | ^[A-F]\b  # options of a lesson's question
    | \b(?:digitpad|best-reader|mnist\ and\ pen|mnist)\b  # in model files
    | \b(?:(?:my_)?tutorial|robust|everyday|fast)\b
    | \b(?:MNIST|EMNIST\ digits|QMNIST|USPS|Pen-Based\ Recognition\ of\ Handwritten\ Digits)\b
    | \bCC\ BY(?:-SA)?\b
    | \((?:Ctrl\+|Shift\+|Alt\+)*(?:\S|Del|Ins|F\d+)?\) | \b(?:Ctrl|Shift|Alt)\+  # keys
    | \bEnglish\b  # a language is called as those call it who speak it
    | \b(?:SGD|AdamW|Muon|CPU|ReLU|exp|floor|log|max|tanh|x)\b | %p%  # methods, functions
    | (?<![^\W\d_])[hkmnps](?![^\W\d_])  # units, and the letters of the output's formula
    """,
    re.VERBOSE,
)
KIND = 2  # the column of a file dialog with the kinds of its files
# Tables and pages of names and versions alone, their headings not among them.
NAMES = ("QTableWidget licencesTable cell", "QLabel aboutVersions text")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("language")
    assert pseudo.make_language(folder) > 1300
    return folder


@pytest.fixture(autouse=True)
def english_in_the_end(qapp):
    yield
    language.use_language("en")


@pytest.fixture
def spoken(made):
    language.use_language(pseudo.LANGUAGE, made)


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
        if where not in NAMES and (words := pseudo.unsaid(text, ALLOWED))
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
    keep = (actions.quit, *actions.languages.values())  # which would make all others anew
    for action in window.findChildren(type(actions.open)):
        if action not in keep and action.isEnabled() and action.text():
            action.trigger()
            QApplication.processEvents()
    for page in ("layers", "train", "lab", "test"):
        window.pages.show_page(page)
        everything.look()
    lab = window.pages.lab.view
    window.pages.show_page("lab")
    for view in (lab.steps, lab.shapes, lab.pooling):
        lab.views.setCurrentWidget(view)
        qtbot.waitUntil(lambda: lab.is_settled, timeout=20_000)  # formulas come with the numbers
        everything.look()
    dialog = FaultDialog("", "", window)
    everything.look()
    dialog.close()
    window.close()
    assert not running(window)
    texts = everything.texts | painted | asked
    assert len(texts) > 1000
    assert left_in_english(texts) == []


class Anything:
    """Stands in a template for any value, whatever its format."""

    def __format__(self, _):
        return "7"

    def __getattr__(self, _):
        return self

    def __getitem__(self, _):
        return self


def test_qts_own_file_dialog_is_translated(qtbot, spoken, tmp_path):
    """What has no translation of Qt's own comes from digitpad's."""
    (tmp_path / "folder").mkdir()
    dialog = QFileDialog(directory=str(tmp_path))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    rows = dialog.findChild(QTreeView)
    qtbot.waitUntil(lambda: rows.model().rowCount(rows.rootIndex()) == 1, timeout=20_000)
    kind = rows.model().index(0, KIND, rows.rootIndex()).data()
    said = [("label", label.text()) for label in dialog.findChildren(QLabel)]
    assert len(said) == 3
    assert left_in_english([*said, ("kind of file", kind)]) == []


def test_every_sentence_of_errors_and_the_like_is_translated(spoken):
    sayings = pseudo.translations.sayings(pseudo.translations.all_modules())
    sentences = set()
    for saying in sayings:
        if saying.template is not None:
            parsed = Formatter().parse(saying.template if saying.values else "")
            fields = [name for _, name, _, _ in parsed if name]
            names = [re.split(r"[.\[]", name)[0] for name in fields]
            values = dict.fromkeys(names, Anything())
            count = (2, saying.template) if saying.maker == "plural" else ()
            text = (plural if count else Text)(*count, saying.template, **values)
            sentences.add((saying.template, pseudo.VALUE.sub("", str(text))))
    assert len(sentences) > 300
    assert left_in_english(sentences) == []


def test_a_number_keeps_its_thousands_apart_in_every_language(spoken):
    assert str(plural(1234, "%n point", "%n points")) == "1,234⟦ points⟧"


def test_english_is_said_where_there_is_no_translation(qapp, tmp_path):
    language.use_language("eo", tmp_path)
    assert language.translate("AboutDialog", "About digitpad") == "About digitpad"
    assert str(plural(1, "%n point", "%n points")) == "1 point"


def test_the_language_is_the_environments(qapp, made, monkeypatch):
    monkeypatch.setenv("DIGITPAD_LANGUAGE", pseudo.LANGUAGE)
    language.use_language(folder=made)
    assert language.translate("AboutDialog", "About digitpad") == "⟦About digitpad⟧"
    monkeypatch.setenv("DIGITPAD_LANGUAGE", "en")
    language.use_language(folder=made)
    assert language.translate("AboutDialog", "About digitpad") == "About digitpad"
