"""What is compared with, and the row of buttons above the maps, without the page."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ui.pages.layers.comparison import Comparison, LayersControls, answer_of
from digitpad.ui.pages.layers.learn_bar import LearnBar
from digitpad.ui.pages.layers.maps_view import Show

LEFT = Qt.MouseButton.LeftButton
LINE = Drawing((Stroke.from_xy([(100, 100), (500, 500)]),))


class Session(QObject):
    """What a comparison asks of a session."""

    reading_changed = Signal(object)
    model_changed = Signal(object)

    def __init__(self):
        super().__init__()
        self.reading, self.drawing, self.earlier = None, Drawing(), None


@pytest.fixture
def session(qapp):
    return Session()


@pytest.fixture
def comparison(session):
    comparison = Comparison(session)
    comparison.told = []
    comparison.changed.connect(
        lambda: comparison.told.append((comparison.drawing, comparison.network))
    )
    return comparison


def trace(digit, confidence):
    rest = (1 - confidence) / 9
    return SimpleNamespace(
        probabilities=np.array([confidence if n == digit else rest for n in range(10)])
    )


def test_only_what_is_there_can_be_compared_with(session, comparison):
    assert not comparison.pin.isEnabled()
    assert not comparison.earlier.isEnabled()
    assert comparison.stop.isChecked()
    session.reading = "read"
    session.reading_changed.emit(None)
    assert not comparison.pin.isEnabled(), "nothing is drawn"
    session.drawing = LINE
    session.reading_changed.emit(None)
    assert comparison.pin.isEnabled()
    session.earlier = SimpleNamespace(network="earlier network")
    session.model_changed.emit(None)
    assert comparison.earlier.isEnabled()
    session.reading, session.earlier = None, None
    session.model_changed.emit(None)
    assert not comparison.pin.isEnabled()
    assert not comparison.earlier.isEnabled()


def test_a_drawing_is_pinned_as_it_is_then_until_nothing_is_compared(session, comparison):
    session.reading, session.drawing = "read", LINE
    session.earlier = SimpleNamespace(network="earlier network")
    comparison.refresh()
    comparison.pin.trigger()
    session.drawing = Drawing()
    assert comparison.drawing is LINE
    assert comparison.network is None
    comparison.earlier.trigger()
    assert comparison.drawing is None
    assert comparison.network == "earlier network"
    comparison.stop.trigger()
    assert (comparison.drawing, comparison.network) == (None, None)
    assert comparison.told == [(LINE, None), (None, "earlier network"), (None, None)]
    session.earlier = None
    comparison.earlier.trigger()
    assert comparison.network is None


def test_what_stands_side_by_side_is_named_with_its_answers(session, comparison):
    now, beside = trace(7, 0.987), trace(1, 0.28)
    comparison.earlier.trigger()
    assert comparison.names(now, beside) == (
        f"Now: {answer_of(now)}", f"Earlier model: {answer_of(beside)}",
    )  # fmt: skip
    session.reading, session.drawing = "read", LINE
    comparison.refresh()
    comparison.pin.trigger()
    assert comparison.names(now, beside)[1] == f"Pinned drawing: {answer_of(beside)}"
    assert answer_of(now).startswith("7 (98.7")
    assert answer_of(beside).startswith("1? (28.0"), "with its doubt"


@pytest.fixture
def controls(qtbot, comparison):
    learn = LearnBar()
    qtbot.addWidget(learn)
    controls = LayersControls(comparison, learn)
    controls.learn = learn
    qtbot.addWidget(controls)
    controls.resize(900, 40)
    controls.show()
    controls.told = []
    for name in ("shown_otherwise", "silence_asked", "restore_asked", "save_asked"):
        getattr(controls, name).connect(lambda *_, name=name: controls.told.append(name))
    return controls


def test_boxes_say_how_maps_are_to_be_shown(controls):
    assert controls.how == Show(False, False)
    controls.each.click()
    assert controls.how == Show(True, False)
    controls.by_activity.click()
    assert controls.how == Show(True, True)
    controls.each.click()
    assert controls.how == Show(False, True)
    assert controls.told == ["shown_otherwise"] * 3


def test_buttons_and_actions_ask_for_the_same(controls):
    controls.enable(for_layer=True, silence=True, restore=True, save=True)
    for button, action, name in (
        (controls.silence, None, "silence_asked"),
        (controls.restore_button, controls.restore, "restore_asked"),
        (controls.save_button, controls.save, "save_asked"),
    ):
        controls.told.clear()
        QTest.mouseClick(button, LEFT)
        if action is not None:
            action.trigger()
        assert controls.told == [name] * (1 if action is None else 2)


def test_learning_is_switched_by_its_button_and_the_button_follows(controls):
    QTest.mouseClick(controls.learn_button, LEFT)
    assert controls.learn.is_on
    assert controls.learn_button.isChecked()
    controls.learn.switch.setChecked(False)
    assert not controls.learn_button.isChecked()


@pytest.mark.parametrize("for_layer", [True, False])
def test_what_is_for_layers_is_there_with_a_layer(controls, for_layer):
    controls.enable(for_layer=for_layer, silence=False, restore=False, save=False)
    for part in (controls.each, controls.by_activity, controls.learn_button, controls.silence):
        assert part.isVisible() == for_layer
    for part in (controls.restore_button, controls.save_button):
        assert part.isVisible()
        assert not part.isEnabled()
    controls.enable(for_layer=True, silence=True, restore=True, save=False)
    assert controls.silence.isEnabled()
    assert controls.restore.isEnabled()
    assert controls.restore_button.isEnabled()
    assert not controls.save.isEnabled()
    controls.enable(for_layer=True, silence=True, restore=False, save=True)
    assert controls.save_button.isEnabled()
    assert controls.save.isEnabled()
    assert not controls.restore.isEnabled()
