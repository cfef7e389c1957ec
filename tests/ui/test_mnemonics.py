"""Alt and a letter does one thing: no two letters that are there together are the same."""

import re
from collections import defaultdict

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QGroupBox,
    QLabel,
    QMenuBar,
    QTabBar,
    QWidget,
)

from digitpad.support.translations import languages
from digitpad.ui import language
from digitpad.ui.pages import PAGES
from digitpad.ui.widgets.basics import without_mnemonic
from digitpad.ui.window.main_window import MainWindow
from tests.ui.layers import follow
from tests.ui.pens import SEVEN, mouse


@pytest.fixture(params=languages())
def window(qtbot, qapp, request, data_folder, monkeypatch):
    monkeypatch.setenv("DIGITPAD_DATA", str(data_folder))
    language.use_language(request.param)
    window = MainWindow(remember=False)
    with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
        window.show()
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, window.pages.layers)
    yield window
    window.close()
    language.use_language("en")


def clashes(root, aside=()):
    """Return the letters that lead to two things in the window ``root``, with their texts.

    What is hidden or disabled now may come, so it counts too, unless it says the same as what is
    shown, as the Play of another view does. aside: pages that are never shown with this one.
    """
    texts, shown = defaultdict(set), defaultdict(list)
    for widget in (root, *root.findChildren(QWidget)):
        if widget.window() is root and not any(page.isAncestorOf(widget) for page in aside):
            for text in texts_of(widget):
                found = re.search(r"&(\w)", text.replace("&&", ""))
                if found:
                    texts[found.group(1).upper()].add(text)
                    if widget.isVisible():
                        shown[found.group(1).upper()].append(text)
    return {
        letter: (sorted(its), shown[letter])
        for letter, its in texts.items()
        if len(its) > 1 or len(shown[letter]) > 1
    }


def texts_of(widget):
    if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy()):
        yield widget.text()
    elif isinstance(widget, QGroupBox):
        yield widget.title()
    elif isinstance(widget, QTabBar):
        yield from map(widget.tabText, range(widget.count()))
    elif isinstance(widget, QMenuBar):
        yield from (action.text() for action in widget.actions())


def clashes_in_page(window):
    pages = window.pages
    aside = [getattr(pages, name) for name in PAGES if name != pages.shown_page]
    return clashes(window, aside)


def test_letters_of_the_layers_page_differ(qtbot, window):
    layers = window.pages.layers
    layers.controls.learn_button.click()
    for name in layers.layer_names:
        layers.select_layer(name)
        assert clashes_in_page(window) == {}, name
        for button in layers.panel.findChildren(QAbstractButton):
            if button.isVisible() and button.property("segment"):
                button.click()
                assert clashes_in_page(window) == {}, (name, button.text())


def test_letters_of_the_train_page_differ(window):
    train = window.pages.train
    window.pages.show_page("train")
    train.details_button.click()
    train.timeline.show()
    for phase in ("idle", "waiting", "starting", "training", "paused", "testing"):
        train.controls.show_phase(phase)
        assert clashes_in_page(window) == {}, phase


def test_letters_of_the_lab_differ(qtbot, window):
    window.pages.show_page("lab")
    lab = window.pages.lab.view
    for view in (lab.steps, lab.shapes, lab.pooling):
        lab.views.setCurrentWidget(view)
        qtbot.waitUntil(lambda: lab.is_settled, timeout=20_000)
        assert clashes_in_page(window) == {}, type(view).__name__


def test_letters_of_the_test_page_differ(qtbot, window):
    test = window.pages.test
    window.pages.show_page("test")
    assert clashes_in_page(window) == {}
    with qtbot.waitSignal(test.evaluated, timeout=60_000):
        test.evaluate_or_cancel()
        assert clashes_in_page(window) == {}
    assert clashes_in_page(window) == {}


@pytest.mark.parametrize("beside", ["practice", "lessons"])
def test_letters_of_what_is_shown_beside_any_page_differ_from_the_pages(window, beside):
    if beside == "practice":
        window.practice.open()
    else:
        window.dialogs.show("lessons")
    for name in PAGES:
        window.pages.show_page(name)
        assert clashes_in_page(window) == {}, name


def test_letters_of_a_dialog_differ(window):
    seen = set()
    for name in window.actions_.dialogs:
        window.dialogs.show(name)
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                assert clashes(dialog) == {}, name
                seen.add(dialog.objectName())
                dialog.close()
    for name in ("take_away", "run_code"):
        assert clashes(window.dialogs[name]) == {}, name
    assert len(seen) > 8


def test_alt_and_a_letter_goes_to_the_data_set_also_while_a_training_could_be_stopped(
    qtbot, window
):
    train = window.pages.train
    window.pages.show_page("train")
    train.controls.show_phase("training")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    assert train.data.box.hasFocus()


@pytest.mark.parametrize(
    ("text", "name"),
    [("&Save…", "Save…"), ("浏览(&B)…", "浏览…"), ("层(&L)", "层"), ("Conv (3)", "Conv (3)")],
)
def test_a_text_without_its_letter(text, name):
    assert without_mnemonic(text) == name
