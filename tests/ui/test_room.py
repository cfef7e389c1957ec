"""Every label, button, tab, box and heading has the room that it needs, in each language.

The window has what a screen of 1024 x 680 pixels leaves, the least on which each page is seen
whole. On a lower one a page scrolls.
"""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget

from digitpad.support.translations import languages
from digitpad.ui import language
from digitpad.ui.pages import PAGES
from digitpad.ui.window.main_window import MainWindow
from tests.ui.layers import follow, show_view
from tests.ui.pens import SEVEN, mouse
from tests.ui.room import SLACK, clipped_at_rest

SMALLEST = (1008, 640)  # pixels
LOW = [(1024, 555), (1077, 569)]  # pixels: of 1024 x 600, and of 1366 x 768 at 125 %
LONG = (
    "The network was made by code that digitpad does not have: the file asks for the class Net of "
    "the module own_network. Open the Python file beside it, in which this class stands, and then "
    "open the model again; or save it with torch.export, which needs no code."
)


@pytest.fixture(params=languages())
def window(qtbot, qapp, request, data_folder, monkeypatch):
    monkeypatch.setenv("DIGITPAD_DATA", str(data_folder))
    language.use_language(request.param)
    window = MainWindow(remember=False)
    window.resize(*SMALLEST)
    with qtbot.waitSignal(window.session.model_changed, timeout=60_000):
        window.show()
    yield window
    window.close()
    language.use_language("en")


@pytest.fixture
def found(monkeypatch):
    """Collects what is clipped; also of what widgets paint into a rectangle."""
    found, draw = Found(), QPainter.drawText

    def note(painter, *arguments):
        if len(arguments) == 3 and isinstance(arguments[0], QRect | QRectF):
            rect, flags, text = arguments
            wraps = int(flags) & Qt.TextFlag.TextWordWrap.value
            if not wraps and painter.fontMetrics().size(0, text).width() > rect.width() + SLACK:
                found.where.setdefault(f"painted: {text!r}", found.place)
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", note)
    return found


class Found:
    """What was clipped, and where it was first seen."""

    def __init__(self):
        self.where, self.place = {}, "at first"

    def look(self, where, root):
        self.place = where
        for widget in (root, *root.findChildren(QWidget)):
            if widget.isVisible():
                widget.update()
        for text in clipped_at_rest(root):
            self.where.setdefault(text, where)


def test_the_layers_page_has_room_for_its_words(qtbot, window, found):
    mouse(window.canvas, SEVEN)
    layers = window.pages.layers
    follow(qtbot, window, layers)
    for name in layers.layer_names:
        layers.select_layer(name)
        found.look(name, window)
        for button in layers.panel.findChildren(QAbstractButton):
            if button.isVisible() and button.property("segment"):
                button.click()
                found.look(f"{name}: {button.text()}", window)
    assert found.where == {}


def test_an_answer_that_is_not_sure_has_room(qtbot, window, found):
    mouse(window.canvas, [(0.2, 0.3), (0.8, 0.3)])
    follow(qtbot, window, window.pages.layers)
    assert not window.session.reading.answer.is_sure
    found.look("the flow", window)
    assert found.where == {}


def test_a_step_of_learning_has_room_for_its_words(qtbot, window, found):
    mouse(window.canvas, SEVEN)
    layers = window.pages.layers
    follow(qtbot, window, layers)
    layers.controls.learn_button.click()
    layers.learn.step_button.click()
    qtbot.waitUntil(lambda: layers.trace.changes.learnt is not None, timeout=30_000)
    for name, view in (("conv2", "kernels"), ("fc1", "weights"), ("log_softmax", "maps")):
        layers.select_layer(name)
        show_view(layers.panel, getattr(layers.panel, view))
        grid = {"kernels": layers.panel.kernels.matrix, "weights": layers.panel.weights.grid}
        found.look(name, window)
        if view in grid:
            grid[view].chosen.emit((5, 1, 1))
            found.look(f"{name}, a weight", window)
    assert found.where == {}


def test_the_layers_page_fits_while_steps_of_learning_are_looked_at(qtbot, window):
    mouse(window.canvas, SEVEN)
    layers = window.pages.layers
    follow(qtbot, window, layers)
    layers.controls.learn_button.click()
    qtbot.waitUntil(lambda: layers.learn.next_step is not None, timeout=30_000)
    for name in layers.layer_names:
        layers.select_layer(name)
        for view in (layers.panel.maps, layers.panel.kernels, layers.panel.weights):
            show_view(layers.panel, view)
            for _ in range(3):
                QApplication.processEvents()
            assert window.minimumSizeHint().width() <= SMALLEST[0], (name, view)
            assert not window.lesson_place.bar.isVisible(), (name, view, layers.minimumSizeHint())


def test_the_train_page_has_room_for_its_words(window, found):
    train = window.pages.train
    window.pages.show_page("train")
    found.look("train", window)
    train.details_button.click()
    found.look("all settings", window)
    window.pages.data_sets.folder = window.pages.data_sets.folder / "nothing here"
    train.data.refresh()
    found.look("no data set", window)
    assert train.plot.height() >= 150, "pixels, with all settings open and nothing to train on"
    for phase in ("waiting", "starting", "training", "paused", "testing"):
        train.controls.show_phase(phase)
        found.look(phase, window)
    assert found.where == {}


def test_the_lab_has_room_for_its_words(qtbot, window, found):
    mouse(window.canvas, SEVEN)
    window.pages.show_page("lab")
    lab = window.pages.lab.view
    for view in (lab.steps, lab.shapes, lab.pooling):
        lab.views.setCurrentWidget(view)
        qtbot.waitUntil(lambda: lab.is_settled, timeout=20_000)
        found.look(type(view).__name__, window)
    assert found.where == {}


def test_the_test_page_and_the_practice_have_room_for_their_words(qtbot, window, found):
    test = window.pages.test
    window.pages.show_page("test")
    found.look("before", window)
    with qtbot.waitSignal(test.evaluated, timeout=60_000):
        test.evaluate_or_cancel()
    found.look("after", window)
    window.practice.open()
    found.look("practice", window)
    assert found.where == {}


def test_the_dialogs_have_room_for_their_words(window, found):
    mouse(window.canvas, SEVEN)
    for name, action in window.actions_.dialogs.items():
        action.trigger()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                found.look(name, dialog)
                dialog.close()
        found.look(f"window beside {name}", window)
    assert found.where == {}


@pytest.mark.parametrize("size", LOW)
def test_on_a_low_screen_a_page_is_whole_or_scrolls(qtbot, window, found, size):
    window.resize(*size)
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, window.pages.layers)
    for page in PAGES:
        window.pages.show_page(page)
        qtbot.waitUntil(lambda: window.pages.lab.view.is_settled, timeout=20_000)
        found.look(page, window)
        window.answer.show_message(LONG)
        found.look(f"{page}, with a long message", window)
        window.answer.show_message("")
        window.practice.open()
        found.look(f"{page}, with the practice", window)
        window.practice.close_button.click()
    assert found.where == {}


@pytest.mark.parametrize("size", LOW)
def test_on_a_low_screen_curves_are_seen_while_a_network_trains(qtbot, window, found, size):
    window.resize(*size)
    window.pages.show_page("train")
    train = window.pages.train
    train.form.show_recipe(replace(train.form.recipe(), epochs=1000, epoch_samples=640))
    found.look("at rest", window)
    train.start()
    qtbot.waitUntil(lambda: train.plot.frame() is not None, timeout=60_000)
    assert train.timeline.isVisible()
    found.look("training", window)
    assert train.plot.visibleRegion().boundingRect().height() >= 100, "pixels"
    train.details_button.click()
    found.look("training, all settings", window)
    train.controls.stop.trigger()
    qtbot.waitUntil(lambda: not train.is_training, timeout=60_000)
    found.look("trained", window)
    assert found.where == {}


def test_on_a_low_screen_a_page_scrolls_to_where_the_keyboard_is(window):
    window.resize(*LOW[0])
    window.pages.show_page("lab")
    QApplication.processEvents()
    lab, place = window.pages.lab.view, window.lesson_place
    assert place.bar.isVisible()
    lab.steps.arithmetic.text.setFocus()
    assert place.bar.value() > 0
    lab.playground.source.setFocus()
    before = place.bar.value()
    assert lab.playground.source.mapTo(window.pages, QPoint()).y() >= (
        before + window.pages.tabBar().height()
    )
    window.pages.tabBar().setFocus()
    assert place.bar.value() == before, "the tabs are seen wherever the page is scrolled to"
    window.pages.show_page("test")
    QApplication.processEvents()
    assert not place.bar.isVisible(), "a page that fits does not scroll"
