"""Why this digit, used with mouse and keys: the map over the ink, its words and its numbers."""

from dataclasses import replace
from threading import Event

import numpy as np
import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.network.architecture import Architecture
from digitpad.network.layers import Flatten, Linear, LogSoftmax
from digitpad.support.colour_scales import table
from digitpad.support.errors import ModelError
from digitpad.training.attribution import METHODS, attribute
from digitpad.training.module import Network, graph_with
from digitpad.ui.background import end_all, running
from digitpad.ui.pages.layers import why_view
from digitpad.ui.pages.layers.ink_overlay import InkOverlay
from digitpad.ui.pages.layers.why_view import WhyView
from digitpad.ui.theme import DARK, LIGHT, apply_theme
from digitpad.ui.widgets.choice_row import FIRST
from tests.ui.painted import in_colour, is_frame
from tests.ui.pens import SEVEN, ZERO

LEFT = Qt.MouseButton.LeftButton


def image_of(path):
    return network_input(Drawing((Stroke.from_xy([(1000 * x, 1000 * y) for x, y in path]),)))


@pytest.fixture
def view(qtbot):
    view = WhyView()
    qtbot.addWidget(view)
    view.resize(780, 480)
    view.show()
    yield view
    end_all(view)
    assert not running(view)


@pytest.fixture
def seven(qtbot, view, network):
    image = image_of(SEVEN)
    view.set_subject(image, network, 7)
    settle(qtbot, view)
    return image


def test_the_answers_button_has_room_for_its_words(window):
    """Its room was measured before it had its style: it showed "Ans…: –"."""
    button = window.pages.layers.why.digits.button(FIRST)
    assert button.width() >= button.sizeHint().width()
    width = button.width()
    window.pages.layers.why.digits.set_answer(7)
    assert button.text() == "Answer: 7"
    assert button.width() == width >= button.sizeHint().width()


def settle(qtbot, view):
    """Wait until what was asked last is shown."""
    qtbot.waitUntil(
        lambda: view._found is not None and view._questions.is_idle and not view._is_wanted,
        timeout=20_000,
    )


def click_digit(view, number):
    QTest.mouseClick(view.digits.button(number), LEFT)


def pixel_point(overlay, pixel):
    return overlay._layout().value_rect(0, *pixel).center()


def colour_at(widget, point):
    image = widget.grab().toImage()
    ratio = image.devicePixelRatio()
    return image.pixel(QPoint(round(point.x() * ratio), round(point.y() * ratio)))


def parts(colour):
    return np.array([colour >> shift & 0xFF for shift in (16, 8, 0)], int)


def shown(view):
    return view._found.attribution


def test_it_explains_the_answer(qtbot, view, network, seven):
    expected = attribute(network, seven, 7, "integrated gradients")
    np.testing.assert_allclose(shown(view).values, expected.values, atol=1e-4)
    assert view.digits.button(FIRST).text() == "Answer: 7"
    assert "speak for 7" in view.sentence.text()
    share = f"{100 / (1 + np.exp(-expected.odds)):.1f} %"
    assert view.numbers.rows()[0] == ("Log odds of 7", f"+{expected.odds:.2f}", share)
    assert view.numbers.rows()[1].number == f"−{-expected.blank_odds:.2f}"
    assert view.numbers.rows()[3].number == f"+{expected.values.sum():.2f}"


def test_an_empty_canvas_and_no_model_say_what_to_do(qtbot, view, network, seven):
    view.set_subject(None, network, None)
    assert "Draw a digit" in view.overlay._empty_text
    assert view.overlay._image is None
    assert view.numbers.rows() == ()
    assert view.sentence.text() == ""
    view.tell_why_no_network("No model yet.")
    view.set_subject(seven, None, None)
    assert view.overlay._empty_text == "No model yet."
    assert view.overlay._image is None
    assert view.digits.button(FIRST).text() == "Answer: –"
    assert "No model" in view.overlay.accessibleDescription()


def test_an_answer_for_ink_that_was_wiped_is_not_shown(qtbot, view, network, monkeypatch):
    entered, opened = Event(), Event()

    def slow(*arguments, **named):
        entered.set()
        assert opened.wait(20)
        return attribute(*arguments, **named)

    monkeypatch.setattr(why_view, "attribute", slow)
    view.set_subject(image_of(SEVEN), network, 7)
    assert entered.wait(20)
    view.set_subject(None, network, None)
    with qtbot.waitSignal(view._questions._thread.ended, timeout=20_000):
        opened.set()
    assert view._questions.is_idle
    assert view._found is None
    assert view.overlay._image is None


def test_ink_is_shown_before_its_map(view, network):
    image = image_of(SEVEN)
    view.set_subject(image, network, 7)
    assert view.overlay._image is image
    row, column = np.unravel_index(image.argmax(), (28, 28))
    paper = colour_at(view.overlay, pixel_point(view.overlay, (0, 0)))
    assert paper == 0xFFFFFFFF
    assert colour_at(view.overlay, pixel_point(view.overlay, (row, column))) != paper


def test_any_other_digit_can_be_asked_about(qtbot, view, network, seven):
    click_digit(view, 1)
    qtbot.waitUntil(lambda: shown(view).digit == 1, timeout=20_000)
    assert shown(view).odds < 0
    assert "speak for 1" in view.sentence.text()
    QTest.keyClick(view.overlay, Qt.Key.Key_3)
    qtbot.waitUntil(lambda: shown(view).digit == 3, timeout=20_000)
    assert view.digits.button(3).isChecked()
    QTest.keyClick(view.overlay, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: shown(view).digit == 7, timeout=20_000)
    assert view.digits.button(FIRST).isChecked()


def test_the_choice_of_the_answer_follows_it_and_a_digit_stays(qtbot, view, network, seven):
    zero = image_of(ZERO)
    view.set_subject(zero, network, 0)
    qtbot.waitUntil(lambda: view._found.image is zero, timeout=20_000)
    assert shown(view).digit == 0
    assert "speak for 0" in view.sentence.text()
    click_digit(view, 4)
    qtbot.waitUntil(lambda: shown(view).digit == 4, timeout=20_000)
    view.set_subject(seven, network, 7)
    qtbot.waitUntil(lambda: view._found.image is seven, timeout=20_000)
    assert shown(view).digit == 4


def test_why_this_one_and_not_that_one(qtbot, view, network, seven):
    QTest.keyClick(view.rather_than, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: shown(view).rather_than == 1, timeout=20_000)
    assert "for 7, blue ones for 1" in view.sentence.text()
    assert view.numbers.rows()[0].name == "Log odds of 7 to 1"
    click_digit(view, 1)  # against itself it has nothing to say
    qtbot.waitUntil(lambda: shown(view).digit == 1, timeout=20_000)
    assert shown(view).rather_than is None


@pytest.mark.parametrize("method", METHODS[1:])
def test_another_method_is_another_map(qtbot, view, network, seven, method):
    for _ in range(METHODS.index(method)):
        QTest.keyClick(view.method, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: shown(view).method == method, timeout=20_000)
    expected = attribute(network, seven, 7, method)
    np.testing.assert_allclose(shown(view).values, expected.values, atol=1e-4)
    assert len(view.numbers.rows()) == 3  # its sum means nothing
    largest = f"{np.abs(expected.values).max():.3g}"
    assert view.legend.accessibleName() == f"Colours from −{largest} to {largest}"


def test_the_pointer_tells_a_pixels_number(qtbot, view, seven):
    pixel = tuple(map(int, np.unravel_index(shown(view).values.argmax(), (28, 28))))
    text = f"row {pixel[0]}, column {pixel[1]}: +{shown(view).values.max():.3f}"
    QTest.mouseMove(view.overlay, pixel_point(view.overlay, pixel).toPoint())
    assert view.value.text() == text
    QTest.mouseMove(view.overlay, QPoint(1, 1))
    assert "Point at a pixel" in view.value.text()
    QTest.mouseClick(view.overlay, LEFT, pos=pixel_point(view.overlay, pixel).toPoint())
    QTest.mouseMove(view.overlay, QPoint(1, 1))
    assert view.value.text() == text


def test_arrow_keys_move_a_selected_pixel(qtbot, view, seven):
    QTest.mouseClick(view.overlay, LEFT, pos=pixel_point(view.overlay, (0, 26)).toPoint())
    QTest.mouseMove(view.overlay, QPoint(1, 1))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(view.overlay, key)
    assert view.overlay.current() == (1, 27)
    assert view.value.text() == "row 1, column 27: 0.000"


@pytest.fixture
def overlay(qtbot):
    """A picture all inked, of 28 x 28 pixels with a side of 5 each, and 3 around them."""
    overlay = InkOverlay()
    qtbot.addWidget(overlay)
    overlay.resize(146, 146)
    overlay.show_picture(np.ones((28, 28), np.float32), None)
    overlay.show()
    return overlay


def test_the_selected_pixel_is_outlined_and_paper_is_around_it(overlay):
    assert not in_colour(overlay, LIGHT.second).any()
    QTest.mouseClick(overlay, LEFT, pos=QPoint(3 + 20 * 5 + 2, 3 + 7 * 5 + 2))
    assert overlay.current() == (7, 20)
    assert is_frame(in_colour(overlay, LIGHT.second), 103, 38, 108, 43, reach=1)
    paper = in_colour(overlay, LIGHT.paper)
    assert paper[40, [101, 109]].all()
    assert paper[[36, 44], 105].all()


def test_the_frame_is_just_outside_of_the_ink(qtbot, overlay):
    assert overlay.isVisible()
    overlay.clearFocus()
    assert is_frame(in_colour(overlay, LIGHT.border), 2, 2, 143, 143, reach=0)
    overlay.activateWindow()
    overlay.setFocus()
    qtbot.waitUntil(overlay.hasFocus)
    ring = in_colour(overlay, LIGHT.accent)
    assert is_frame(ring, 1, 1, 144, 144, reach=1)
    assert not ring[3:143, 3:143].any()
    assert not in_colour(overlay, LIGHT.border).any()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_slider_goes_from_the_ink_to_the_map(qtbot, view, seven, theme):
    apply_theme(QApplication.instance(), theme)
    values = shown(view).values
    pixel = tuple(map(int, np.unravel_index(values.argmax(), (28, 28))))
    weak = tuple(map(int, np.argwhere((seven > 0.99) & (np.abs(values) < values.max() / 4))[0]))
    paper = parts(colour_at(view.overlay, pixel_point(view.overlay, (0, 0))))
    assert (paper == parts(int(theme.paper[1:], 16))).all()
    QTest.keyClick(view.strength, Qt.Key.Key_Home)
    ink = parts(colour_at(view.overlay, pixel_point(view.overlay, pixel)))
    assert np.ptp(ink) <= abs(np.ptp(paper))  # as grey as the paper: no colour is there
    QTest.keyClick(view.strength, Qt.Key.Key_End)
    expected = int(table(True, theme.dark)[-1])
    assert colour_at(view.overlay, pixel_point(view.overlay, pixel)) == expected
    share = (float(values[weak]) / float(np.abs(values).max()) + 1) / 2
    expected = int(table(True, theme.dark)[round(share * 254)])
    assert colour_at(view.overlay, pixel_point(view.overlay, weak)) == expected


def test_nothing_is_computed_while_it_is_hidden(qtbot, view, network):
    view.hide()
    view.set_subject(image_of(SEVEN), network, 7)
    assert view._questions.is_idle
    assert not running(view)
    view.show()
    settle(qtbot, view)
    assert shown(view).digit == 7


def test_of_many_images_the_last_one_is_explained_and_few_others(qtbot, view, network):
    images = [image_of([(0.3, 0.2), (0.7, 0.2), (0.45, 0.5 + n / 100)]) for n in range(40)]
    with qtbot.waitSignal(view._questions.answered, timeout=20_000):
        view.set_subject(image_of(ZERO), network, 0)
    answers = []
    view._questions.answered.connect(answers.append)
    for image in images:
        view.set_subject(image, network, 7)
    qtbot.waitUntil(lambda: view._found.image is images[-1], timeout=20_000)
    assert len(answers) <= 2


def test_a_network_of_another_kind_is_explained_too(qtbot, view, seven):
    torch.manual_seed(1)
    architecture = Architecture("small", (Flatten("a"), Linear("b", features=10), LogSoftmax("c")))
    network = graph_with(Network(architecture))
    view.set_subject(seven, network, 2)
    qtbot.waitUntil(lambda: shown(view).digit == 2, timeout=20_000)
    expected = attribute(network, seven, 2, "integrated gradients")
    np.testing.assert_allclose(shown(view).values, expected.values, atol=1e-6)


def test_digits_that_the_network_does_not_know_are_not_asked_about(qtbot, view, network, seven):
    QTest.mouseClick(view.digits.button(7), LEFT)
    view.rather_than.setCurrentIndex(1 + 9)
    settle(qtbot, view)
    layers = (Flatten("flatten"), Linear("out", features=3), LogSoftmax("log_softmax"))
    few = graph_with(Network(Architecture("few", layers)))
    view.set_subject(seven, few, 1)
    settle(qtbot, view)
    assert view._found.attribution.digit == 1
    assert view._found.attribution.rather_than is None
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_7)
    QTest.mouseClick(view.digits.button(3), LEFT)
    settle(qtbot, view)
    assert view._found.attribution.digit == 1
    assert [view.digits.button(n).isEnabled() for n in range(10)] == [True] * 3 + [False] * 7
    assert view.rather_than.count() == 1 + 3
    QTest.keyClick(view, Qt.Key.Key_2)
    settle(qtbot, view)
    assert view._found.attribution.digit == 2
    view.set_subject(seven, network, 7)
    settle(qtbot, view)
    assert all(view.digits.button(n).isEnabled() for n in range(10))
    assert view.rather_than.count() == 1 + 10


def test_a_failure_is_told_and_the_next_image_is_explained(qtbot, view, network, seven):
    without_module = replace(network, origin=None)
    view.set_subject(seven, without_module, 7)
    qtbot.waitUntil(lambda: "no module" in view.sentence.text(), timeout=20_000)
    assert view.numbers.rows() == ()
    view.set_subject(seven, network, 7)
    settle(qtbot, view)
    assert "speak for 7" in view.sentence.text()


@pytest.mark.parametrize("fails", [False, True])
def test_what_came_while_a_long_answer_was_found_is_explained_after_it(
    qtbot, view, network, monkeypatch, fails
):
    opened = Event()

    def slow(network, image, *arguments, **named):
        if image is first:
            assert opened.wait(20)
            if fails:
                raise ModelError("This one cannot be explained.")
        return attribute(network, image, *arguments, **named)

    first, second = image_of(SEVEN), image_of(ZERO)
    monkeypatch.setattr(why_view, "attribute", slow)
    view.set_subject(first, network, 7)
    view.set_subject(second, network, 0)
    with qtbot.waitSignal(view._pause.timeout, timeout=20_000):
        pass  # which may ask again itself, as long as it runs
    opened.set()
    qtbot.waitUntil(lambda: view._found is not None and shown(view).digit == 0, timeout=20_000)
    assert "speak for 0" in view.sentence.text()


def test_after_closing_nothing_is_asked_any_more(qtbot, view, network, seven):
    end_all(view)
    view.set_subject(image_of(ZERO), network, 0)
    click_digit(view, 3)
    assert not running(view)
    assert view._questions.is_idle


@pytest.mark.parametrize("size", [(780, 480), (600, 380)])
def test_it_fits_where_it_is_to_stand(qtbot, view, seven, size):
    for number in range(len(METHODS)):
        view.method.setCurrentIndex(number)
        qtbot.waitUntil(lambda n=number: shown(view).method == METHODS[n], timeout=20_000)
        view.resize(*size)
        assert (view.width(), view.height()) == size
        sentence = view.sentence
        qtbot.waitUntil(lambda s=sentence: s.height() >= s.heightForWidth(s.width()), timeout=5_000)
        assert view.value.geometry().bottom() <= view.value.parentWidget().height()
        assert view.numbers.geometry().bottom() < view.strength.geometry().top()


def test_tab_goes_through_what_can_be_chosen(qtbot, view, seven):
    view.activateWindow()
    view.digits.button(FIRST).setFocus()
    for part in (view.overlay, view.method, view.rather_than, view.strength):
        QTest.keyClick(view.focusWidget(), Qt.Key.Key_Tab)
        assert view.focusWidget() is part


def test_each_digit_has_a_button_that_says_it_before_anything_is_drawn(qtbot, view):
    assert [view.digits.button(digit).text() for digit in range(10)] == list("0123456789")
    assert view.digits.button(FIRST).text() == "Answer: –"


def test_keys_stop_at_the_edges_of_the_picture(overlay):
    QTest.mouseClick(overlay, LEFT, pos=QPoint(3 + 14 * 5 + 2, 3 + 14 * 5 + 2))
    for key, end in (
        (Qt.Key.Key_Right, (14, 27)), (Qt.Key.Key_Down, (27, 27)), (Qt.Key.Key_Left, (27, 0)),
        (Qt.Key.Key_Up, (0, 0)),
    ):  # fmt: skip
        for _ in range(30):
            QTest.keyClick(overlay, key)
        assert overlay.current() == end
