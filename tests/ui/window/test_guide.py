"""The guide of the first minutes: it comes once by itself, points, and goes on with the user."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from digitpad.ui import language
from digitpad.ui.window.guide import CORRECT, DRAW, LOOK, OVER, TRAIN
from digitpad.ui.window.main_window import MainWindow
from digitpad.ui.window.settings import Settings
from tests.ui.layers import click_value, follow
from tests.ui.pens import SEVEN, mouse
from tests.ui.window.test_language import choose

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def first(open_window):
    return open_window()


def guide_of(window):
    return window.findChild(QWidget, "guide")


def place(widget, window):
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def touches(window, target):
    """Whether the guide's bubble ends where ``target``, of the window, begins, and covers none."""
    bubble, near = place(guide_of(window), window), target.adjusted(-4, -4, 4, 4)
    return bubble.intersects(near) and not bubble.intersects(target)


def test_it_comes_at_the_very_first_start_and_takes_neither_focus_nor_room(qtbot, first):
    guide = guide_of(first)
    assert guide.isVisible()
    assert guide.step == DRAW
    assert touches(first, place(first.canvas, first))
    focus = QApplication.focusWidget()
    assert focus is None or not guide.isAncestorOf(focus)
    mouse(first.canvas, SEVEN)
    qtbot.waitUntil(lambda: first.answer.prediction.text() == "7", timeout=10_000)


def test_each_step_is_left_by_doing_it(qtbot, first, data_folder):
    guide = guide_of(first)
    mouse(first.canvas, SEVEN)
    qtbot.waitUntil(lambda: guide.step == LOOK, timeout=10_000)
    assert touches(first, place(first.pages.layers.strip, first))
    follow(qtbot, first, first.pages.layers)
    click_value(first.pages.layers, (0, 9, 9))
    assert guide.step == TRAIN
    tabs = first.pages.tabBar()
    assert touches(first, tabs.tabRect(1).translated(tabs.mapTo(first, QPoint(0, 0))))
    assert guide.text.text().startswith("Open this page. Press Train")
    QTest.mouseClick(tabs, LEFT, pos=tabs.tabRect(1).center())
    assert guide.text.text().startswith("Press Train")
    train = first.pages.train
    qtbot.waitUntil(lambda: touches(first, place(train.controls.train_button, first)))
    train.data.choose("mnist")
    first.pages.data_sets.folder = data_folder
    train.data.refresh()
    qtbot.keyClicks(train.form.recipe_box, "tut")
    train.form.epochs_box.setValue(1)
    saved = []
    train.model_saved.connect(lambda: saved.append(True))
    QTest.mouseClick(train.controls.train_button, LEFT)
    qtbot.waitUntil(lambda: guide.step == CORRECT, timeout=30_000)
    qtbot.waitUntil(lambda: touches(first, place(first.correction, first)))
    with qtbot.waitSignal(first.correction.corrected, timeout=10_000):
        QTest.keyClick(first.canvas, Qt.Key.Key_7)
    assert guide.step == OVER
    assert not guide.isVisible()
    qtbot.waitUntil(lambda: bool(saved), timeout=120_000)


def test_a_click_closes_it_for_good_and_help_brings_it_back(qtbot, first, open_window):
    guide = guide_of(first)
    QTest.mouseClick(first.findChild(QPushButton, "guideCloseButton"), LEFT)
    assert not guide.isVisible()
    mouse(first.canvas, SEVEN)
    qtbot.waitUntil(lambda: first.session.is_settled, timeout=10_000)
    assert not guide.isVisible()
    first.close()
    second = open_window()
    assert guide_of(second) is None
    second.actions_.dialogs["guide"].trigger()
    assert guide_of(second).isVisible()
    second.close()  # while it is shown again
    assert guide_of(open_window()) is None


def test_it_goes_on_at_the_next_start_where_it_was_left(first, open_window):
    QTest.mouseClick(first.findChild(QPushButton, "guideSkipButton"), LEFT)
    first.close()
    assert guide_of(open_window()).step == LOOK


def test_who_has_used_an_earlier_version_is_not_guided(own_folders, open_window):
    settings = Settings()
    settings.brush = 70
    settings.save()
    assert guide_of(open_window()) is None


def test_escape_in_it_closes_it(first):
    guide = guide_of(first)
    guide.close_button.setFocus()
    QTest.keyClick(guide.close_button, Qt.Key.Key_Escape)
    assert not guide.isVisible()


def test_it_follows_the_window_and_stays_within_it(qtbot, first):
    for size in ((1024, 680), (1280, 800), (960, 500)):
        first.resize(*size)
        qtbot.waitUntil(lambda: touches(first, place(first.canvas, first)))
        assert first.rect().contains(place(guide_of(first), first))


def test_it_goes_on_in_another_language(qtbot, first):
    QTest.mouseClick(first.findChild(QPushButton, "guideSkipButton"), LEFT)
    english = guide_of(first).text.text()
    try:
        choose(qtbot, first, "zh_CN")
        assert guide_of(first).step == LOOK
        qtbot.waitUntil(guide_of(first).isVisible)
        assert guide_of(first).text.text() != english
    finally:
        language.use_language("en")


def test_a_window_that_remembers_nothing_has_none(window):
    assert guide_of(window) is None


def test_the_last_page_is_remembered(first, open_window):
    first.pages.show_page("lab")
    first.close()
    assert open_window().pages.shown_page == "lab"


def test_a_page_that_is_no_more_is_no_obstacle(own_folders, open_window):
    settings = Settings()
    settings.page = "no such page"
    settings.save()
    assert open_window().pages.shown_page == "layers"


def test_while_the_model_is_loaded_every_view_says_so(qtbot, own_folders):
    window = MainWindow()
    qtbot.addWidget(window)
    layers, said = window.pages.layers, []
    with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
        window.show()
        assert window.status.model.text() == "Loading digitpad.safetensors…"
        for name in ("conv1", "ink", "why"):
            layers.select_layer(name)
            said.append(layers.panel.maps.grid._empty_text)
            said.append(layers.preparation.summary.text())
            said.append(layers.why.overlay._empty_text)
    assert len(said) == 9
    for text in said:
        assert text in ("", "The model is still being loaded. Wait a moment.")
    assert layers.panel.maps.grid._empty_text == "Draw a digit to see what each layer makes of it."
    assert layers.why.overlay._empty_text.startswith("Draw a digit")
    window.close()


def test_a_step_that_begins_on_another_page_goes_to_its_own(qtbot, first):
    guide = guide_of(first)
    first.pages.show_page("train")
    QTest.mouseClick(guide.skip_button, LEFT)
    assert (guide.step, first.pages.shown_page) == (LOOK, "layers")
    qtbot.waitUntil(lambda: touches(first, place(first.pages.layers.strip, first)))


def test_on_a_page_that_a_step_has_nothing_to_do_with_it_covers_nothing(qtbot, first):
    guide = guide_of(first)
    QTest.mouseClick(guide.skip_button, LEFT)
    tabs = first.pages.tabBar()
    QTest.mouseClick(tabs, LEFT, pos=tabs.tabRect(1).center())
    assert first.pages.shown_page == "train"
    qtbot.waitUntil(lambda: not guide.isVisible())
    QTest.mouseClick(tabs, LEFT, pos=tabs.tabRect(0).center())
    qtbot.waitUntil(guide.isVisible)
    assert guide.step == LOOK
