"""Whole numbers: several digits are drawn, and one of them is what everything else shows."""

import math
from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from digitpad.collection import Collection
from digitpad.ink.drawing import Drawing
from digitpad.ink.input.render import network_input
from digitpad.network.architecture import TUTORIAL
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.classify import DigitAnswer, classify
from digitpad.support.folders import bundled_model
from digitpad.training.module import Network, graph_with
from digitpad.ui.background import Latest
from digitpad.ui.canvas import number_finder as finder
from digitpad.ui.theme import LIGHT, theme_source
from tests.ui.layers import follow
from tests.ui.painted import in_colour
from tests.ui.pens import ONE, SEVEN, ZERO, mouse, pixels

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
FOUR = [[(0.35, 0.2), (0.28, 0.6), (0.72, 0.6)], [(0.6, 0.35), (0.58, 0.85)]]
FIVE = [[(0.35, 0.2), (0.33, 0.45), (0.5, 0.4), (0.65, 0.55), (0.62, 0.75), (0.45, 0.85),
         (0.32, 0.8)], [(0.35, 0.2), (0.68, 0.2)]]  # fmt: skip
CROSSED_SEVEN = [SEVEN, [(0.4, 0.5), (0.68, 0.5)]]


def placed(path, left, top=0.3, size=0.4):
    """``path`` in a part of the canvas, ``size`` of its side."""
    return [(left + size * x, top + size * y) for x, y in path]


def settle(qtbot, window):
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)


def draw(qtbot, window, *paths):
    """Draw one stroke after the other, and wait for the answer."""
    for path in paths:
        mouse(window.canvas, path)
    settle(qtbot, window)


def row(window):
    return window.findChild(QWidget, "numberRow")


def buttons(window):
    found = row(window).findChildren(QToolButton)
    return [button for button in found if button.isCheckable() and button.isVisible()]


def digits(window):
    return "".join(button.text() for button in buttons(window))


def chosen(window):
    return [button.isChecked() for button in buttons(window)].index(True)


def looked_at(window):
    """The digit that everything but the row and the whole number shows."""
    reading = window.session.reading
    return "–" if reading is None else str(reading.answer.digit)


def answer_of(*strokes):
    """What the bundled model says of strokes by themselves, without any window."""
    image = network_input(Drawing(tuple(strokes)))
    return classify(load_checkpoint(bundled_model()).network, image)


def percent(answer):
    return f"{100 * min(answer.confidence, 0.999):.1f} %"


@pytest.fixture
def seventy(qtbot, window):
    """A 7, then a 0 on its right."""
    draw(qtbot, window, placed(SEVEN, 0.05), placed(ZERO, 0.5))
    return window


def test_two_digits_side_by_side_are_read_one_by_one(seventy):
    assert row(seventy).isVisible()
    assert digits(seventy) == "70"
    assert looked_at(seventy) == "0"  # the newest
    assert chosen(seventy) == 1
    for button, stroke in zip(buttons(seventy), seventy.canvas.drawing.strokes, strict=True):
        answer = answer_of(stroke)
        assert button.text() == str(answer.digit)
        assert percent(answer) in button.accessibleName()


def test_the_whole_number_stands_large_whichever_digit_is_looked_at(qtbot, seventy):
    whole = math.prod(answer_of(stroke).confidence for stroke in seventy.canvas.drawing.strokes)
    for digit in (0, 1):
        qtbot.mouseClick(buttons(seventy)[digit], LEFT)
        settle(qtbot, seventy)
        assert seventy.answer.prediction.text() == "70"
        assert seventy.answer.confidence.text() == f"{100 * min(whole, 0.999):.1f} %"
    seventy.canvas.clear()
    assert seventy.answer.prediction.text() == "–"


def test_one_digit_is_shown_as_ever(qtbot, window):
    draw(qtbot, window, SEVEN)
    assert not row(window).isVisible()
    assert not window.number.frames.isVisible()
    assert window.session.drawing.strokes[0] is not None
    assert len(window.session.drawing.strokes) == 1
    assert looked_at(window) == "7"


@pytest.mark.parametrize(("strokes", "digit"), [(FOUR, "4"), (FIVE, "5"), (CROSSED_SEVEN, "7")])
@pytest.mark.parametrize("size", [1.0, 0.4])
def test_a_digit_of_several_strokes_stays_one(qtbot, window, strokes, digit, size):
    for path in strokes:
        draw(qtbot, window, placed(path, 0.0, 0.0, size))
        assert not row(window).isVisible()
    assert looked_at(window) == digit


def test_a_click_selects_a_digit_for_everything_that_is_shown(qtbot, seventy):
    follow(qtbot, seventy, seventy.pages.layers)
    qtbot.mouseClick(buttons(seventy)[0], LEFT)
    follow(qtbot, seventy, seventy.pages.layers)
    answer = answer_of(seventy.canvas.drawing.strokes[0])
    assert looked_at(seventy) == "7"
    assert seventy.answer.bars.probabilities() == pytest.approx(answer.probabilities, abs=1e-5)
    image = network_input(Drawing(seventy.canvas.drawing.strokes[:1]))
    np.testing.assert_allclose(seventy.pages.layers.trace.image, image)
    shown = seventy.answer.preview.image()
    grey = [[shown.pixelColor(x, y).red() for x in range(28)] for y in range(28)]
    np.testing.assert_array_equal(grey, np.rint(image * 255))


def test_arrow_keys_go_from_digit_to_digit(qtbot, seventy):
    button = buttons(seventy)[1]
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Left)
    settle(qtbot, seventy)
    assert looked_at(seventy) == "7"
    assert buttons(seventy)[0].hasFocus()
    QTest.keyClick(buttons(seventy)[0], Qt.Key.Key_Left)  # there is none
    QTest.keyClick(buttons(seventy)[0], Qt.Key.Key_Right)
    settle(qtbot, seventy)
    assert looked_at(seventy) == "0"
    QTest.keyClick(buttons(seventy)[1], Qt.Key.Key_Home)
    settle(qtbot, seventy)
    assert chosen(seventy) == 0
    QTest.keyClick(buttons(seventy)[0], Qt.Key.Key_End)
    settle(qtbot, seventy)
    assert chosen(seventy) == 1


def test_shortcuts_go_from_digit_to_digit_and_copy_the_number(qtbot, seventy):
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(seventy.canvas, Qt.Key.Key_Left, alt)
    settle(qtbot, seventy)
    assert looked_at(seventy) == "7"
    assert not seventy.number.previous.isEnabled()
    QTest.keyClick(seventy.canvas, Qt.Key.Key_Right, alt)
    settle(qtbot, seventy)
    assert looked_at(seventy) == "0"
    QTest.keyClick(seventy.canvas, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == "70"
    assert seventy.statusBar().currentMessage() == "Copied 70"


def test_what_is_not_sure_is_marked_where_it_is_copied(qtbot, seventy, monkeypatch):
    monkeypatch.setattr(DigitAnswer, "is_sure", property(lambda answer: answer.digit != 0))
    QTest.keyClick(seventy.canvas, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text() == "70?"
    assert seventy.statusBar().currentMessage() == "Copied 70?, with a ? after what is not sure"


def test_a_click_with_ctrl_selects_and_draws_nothing(qtbot, seventy):
    side, before = seventy.canvas.width(), seventy.canvas.drawing
    for x, digit in ((0.25, "7"), (0.7, "0")):
        qtbot.mouseClick(seventy.canvas, LEFT, CTRL, QPoint(round(x * side), round(0.5 * side)))
        settle(qtbot, seventy)
        assert looked_at(seventy) == digit
    qtbot.mouseClick(seventy.canvas, LEFT, CTRL, QPoint(round(0.5 * side), round(0.95 * side)))
    assert looked_at(seventy) == "0"
    assert seventy.canvas.drawing is before
    qtbot.mouseClick(seventy.canvas, LEFT, pos=QPoint(round(0.25 * side), round(0.5 * side)))
    assert len(seventy.canvas.drawing.strokes) == 3


def test_the_next_digit_is_selected_when_the_pen_is_lifted(qtbot, seventy):
    qtbot.mouseClick(buttons(seventy)[0], LEFT)
    settle(qtbot, seventy)
    points = pixels(seventy.canvas, placed(ONE, 0.78))
    QTest.mousePress(seventy.canvas, LEFT, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(seventy.canvas, point)
        assert looked_at(seventy) == "7"
    settle(qtbot, seventy)
    assert (digits(seventy), chosen(seventy)) == ("70", 0)
    QTest.mouseRelease(seventy.canvas, LEFT, pos=points[-1])
    settle(qtbot, seventy)
    assert (digits(seventy), chosen(seventy)) == ("701", 2)
    assert looked_at(seventy) == "1"


def test_clear_hides_the_number_and_undo_brings_it_back(qtbot, seventy):
    seventy.canvas.clear()
    assert not row(seventy).isVisible()
    assert not seventy.number.frames.isVisible()
    assert looked_at(seventy) == "–"
    assert not seventy.number.copy.isEnabled()
    seventy.canvas.undo()
    settle(qtbot, seventy)
    assert (digits(seventy), looked_at(seventy)) == ("70", "0")
    seventy.canvas.undo()
    settle(qtbot, seventy)
    assert not row(seventy).isVisible()
    assert looked_at(seventy) == "7"
    seventy.canvas.redo()
    settle(qtbot, seventy)
    assert digits(seventy) == "70"


def test_what_is_undone_is_never_shown_as_one_digit_with_the_rest(qtbot, seventy):
    draw(qtbot, seventy, placed(ONE, 0.78))
    shown = []
    seventy.session.reading_changed.connect(lambda reading: shown.append(looked_at(seventy)))
    seventy.canvas.undo()
    settle(qtbot, seventy)
    assert shown == ["–", "0"]


def test_erasing_a_digit_leaves_the_others(qtbot, seventy):
    seventy.canvas.set_erasing(True)
    for y in (0.35, 0.42, 0.49, 0.56, 0.63):
        mouse(seventy.canvas, [(0.55, y), (0.85, y)])
    settle(qtbot, seventy)
    assert not row(seventy).isVisible()
    assert looked_at(seventy) == "7"


def test_escape_gives_up_a_stroke_and_keeps_the_selection(qtbot, seventy):
    qtbot.mouseClick(buttons(seventy)[0], LEFT)
    settle(qtbot, seventy)
    points = pixels(seventy.canvas, placed(ONE, 0.78))
    QTest.mousePress(seventy.canvas, LEFT, pos=points[0])
    QTest.mouseMove(seventy.canvas, points[-1])
    QTest.keyClick(seventy.canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(seventy.canvas, LEFT, pos=points[-1])
    settle(qtbot, seventy)
    assert (digits(seventy), chosen(seventy)) == ("70", 0)
    assert looked_at(seventy) == "7"


def test_the_correction_keeps_the_selected_digit_alone(qtbot, seventy):
    qtbot.mouseClick(buttons(seventy)[0], LEFT)
    settle(qtbot, seventy)
    QTest.keyClick(seventy.canvas, Qt.Key.Key_4)
    message = seventy.correction.message
    qtbot.waitUntil(lambda: message.text() == "Kept as 4. It is your first digit.", timeout=10_000)
    collection = Collection()
    (entry,) = collection.listing().entries
    assert (entry.label, entry.read) == (4, 7)
    (kept,) = collection.drawing(entry.key).strokes
    np.testing.assert_allclose(kept.xy, seventy.canvas.drawing.strokes[0].xy, atol=1e-3)


def test_the_pinned_drawing_is_the_selected_digit(qtbot, seventy):
    comparison = seventy.pages.layers.comparison
    follow(qtbot, seventy, seventy.pages.layers)
    comparison.pin.trigger()
    assert comparison.drawing.strokes == seventy.canvas.drawing.strokes[1:]


def test_two_rows_are_apart(qtbot, window):
    upper = [placed(SEVEN, 0.05, 0.02), placed(ZERO, 0.45, 0.02)]
    lower = [placed(ONE, 0.05, 0.55), placed(SEVEN, 0.45, 0.55)]
    draw(qtbot, window, *upper, *lower)
    assert digits(window) == "7017"
    lefts = [button.x() for button in buttons(window)]
    first, between, last = np.diff(lefts)
    assert first == last < between
    window.number.copy.trigger()
    assert QGuiApplication.clipboard().text() == "70\n17"
    assert "70, below it 17" in row(window).accessibleName()


def test_the_whole_numbers_confidence_is_that_all_are_right(seventy):
    whole = math.prod(answer_of(s).confidence for s in seventy.canvas.drawing.strokes)
    assert seventy.number.row.whole.text() == f"all\n{100 * min(whole, 0.999):.1f} %"


def test_the_row_moves_nothing(qtbot, window):
    window.resize(1024, 680)
    places = [w.geometry() for w in (window.canvas, window.pages, window.pages.layers.strip)]
    draw(qtbot, window, placed(SEVEN, 0.05), placed(ZERO, 0.5))
    assert row(window).isVisible()
    assert places == [
        w.geometry() for w in (window.canvas, window.pages, window.pages.layers.strip)
    ]


def test_frames_are_on_the_screen_and_not_in_the_ink(qtbot, seventy):
    drawn = seventy.canvas.drawing
    frames = seventy.number.frames
    assert frames.isVisible()
    assert frames.size() == seventy.canvas.size()
    with_frames = seventy.canvas.grab().toImage()
    frames.hide()
    assert with_frames != seventy.canvas.grab().toImage()
    assert seventy.canvas.drawing is drawn


def test_a_frame_is_around_each_digits_ink(qtbot, seventy, monkeypatch):
    """4 pixels around it, and a thick one around the digit that is looked at."""
    frames, canvas = seventy.number.frames, seventy.canvas
    plain = replace(LIGHT, ink="black", paper="white", border="white", faint="white")
    monkeypatch.setattr(theme_source, "theme", plain)
    theme_source.changed.emit()
    for digit in (0, 1):
        qtbot.mouseClick(buttons(seventy)[digit], LEFT)
        settle(qtbot, seventy)
        frames.hide()
        ink = in_colour(canvas, "black")
        ink[:, ink.shape[1] // 2 :] &= digit == 1
        ink[:, : ink.shape[1] // 2] &= digit == 0
        rows, columns = np.nonzero(ink)
        frames.show()
        there = in_colour(canvas, LIGHT.accent)
        left, top, right, bottom = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
        inside = there[top:bottom, left:right]
        assert not inside.any()
        found = np.nonzero(there)
        assert [found[1].min(), found[0].min(), found[1].max() + 1, found[0].max() + 1] == (
            pytest.approx([left - 5, top - 5, right + 5, bottom + 5], abs=2)
        )


def test_another_network_reads_the_same_digits(qtbot, seventy):
    qtbot.mouseClick(buttons(seventy)[0], LEFT)
    settle(qtbot, seventy)
    learning = graph_with(Network(TUTORIAL))
    seventy.session.watch(learning)
    settle(qtbot, seventy)
    for button, stroke in zip(buttons(seventy), seventy.canvas.drawing.strokes, strict=True):
        answer = classify(learning, network_input(Drawing((stroke,))))
        assert button.text() == str(answer.digit)
        assert percent(answer) in button.accessibleName()
    assert chosen(seventy) == 0
    seventy.session.watch(None)
    settle(qtbot, seventy)
    assert (digits(seventy), chosen(seventy)) == ("70", 0)


def test_ink_drawn_before_the_model_is_loaded_becomes_a_number_when_it_is(qtbot):
    from digitpad.ui.window.main_window import MainWindow

    window = MainWindow(remember=False)
    qtbot.addWidget(window)
    window.show()
    draw(qtbot, window, placed(SEVEN, 0.05), placed(ZERO, 0.5))
    assert digits(window) == "70"
    assert looked_at(window) == "0"


def test_practice_takes_everything_for_one_digit(qtbot, seventy):
    seventy.practice.open()
    settle(qtbot, seventy)
    assert digits(seventy) == "70"  # none is asked for yet
    seventy.practice.start_button.click()
    assert not row(seventy).isVisible()
    seventy.canvas.undo_stack.undo()
    settle(qtbot, seventy)
    assert len(seventy.session.drawing.strokes) == 2
    seventy.practice.stop_button.click()
    settle(qtbot, seventy)
    assert digits(seventy) == "70"


def test_a_sample_on_the_canvas_is_one_digit(qtbot, seventy):
    sample = np.rint(network_input(seventy.session.drawing) * 255).astype(np.uint8)
    seventy.canvas.set_drawing(Drawing(picture=sample), "Sample")
    settle(qtbot, seventy)
    assert not row(seventy).isVisible()
    assert looked_at(seventy) == "0"


def test_a_stroke_taken_back_while_it_is_looked_at_leaves_the_number_before(
    qtbot, window, monkeypatch
):
    draw(qtbot, window, placed(SEVEN, 0.0), placed(ZERO, 0.5))
    looking, go_on, find = Event(), Event(), finder.find_number

    def find_late(*arguments):
        looking.set()
        assert go_on.wait(20)
        return find(*arguments)

    monkeypatch.setattr(finder, "find_number", find_late)
    mouse(window.canvas, placed(ONE, 0.3, top=0.55))
    qtbot.waitUntil(looking.is_set, timeout=20_000)
    window.canvas.undo()
    settle(qtbot, window)
    go_on.set()
    qtbot.waitUntil(lambda: all(one.is_idle for one in window.findChildren(Latest)))
    QApplication.processEvents()  # the answer that was under way comes
    settle(qtbot, window)
    assert window.number.finder.number.sheet is window.canvas.drawing


def test_a_search_on_a_sheet_that_has_changed_ends_for_the_next(qtbot, window, monkeypatch):
    looking, sheets, find = Event(), [], finder.find_number

    def find_for_ever(sheet, first, second, check):
        sheets.append(len(sheet.strokes))
        while len(sheet.strokes) == 1:
            looking.set()
            check()
        return find(sheet, first, second, check)

    monkeypatch.setattr(finder, "find_number", find_for_ever)
    mouse(window.canvas, placed(SEVEN, 0.0))
    qtbot.waitUntil(looking.is_set, timeout=20_000)
    draw(qtbot, window, placed(ZERO, 0.5))
    assert sheets == [1, 2]
    assert window.number.finder.number.reading.text == "70"


def test_a_search_rests_while_the_pen_is_down(qtbot, window, monkeypatch):
    rested, find = [], finder.find_number

    def find_and_note(sheet, first, second, check):
        check()
        rested.append(window.number.finder._pace.is_giving_way)
        return find(sheet, first, second, check)

    monkeypatch.setattr(finder, "find_number", find_and_note)
    monkeypatch.setattr(finder, "PEN_IS_DOWN", 60.0)
    draw(qtbot, window, placed(SEVEN, 0.0))
    points = pixels(window.canvas, placed(ZERO, 0.5))
    QTest.mousePress(window.canvas, LEFT, pos=points[0])
    QTest.mouseMove(window.canvas, points[1])
    window.number.finder.set_on(True)  # looks again
    qtbot.waitUntil(lambda: len(rested) == 2, timeout=20_000)
    QTest.mouseRelease(window.canvas, LEFT, pos=points[1])
    settle(qtbot, window)
    assert rested == [False, True, False]


def test_two_quick_clicks_with_ctrl_draw_nothing(qtbot, window):
    draw(qtbot, window, placed(SEVEN, 0.0), placed(ZERO, 0.5))
    (place,) = pixels(window.canvas, placed([(0.5, 0.5)], 0.0))
    QTest.mouseDClick(window.canvas, LEFT, CTRL, place)
    settle(qtbot, window)
    assert len(window.canvas.drawing.strokes) == 2
