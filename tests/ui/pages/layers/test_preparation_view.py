"""From ink to input, used with mouse and keys: switches, costs, the probe's plot."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QStyle, QStyleOptionButton, QWidget

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.preparation import ALL_STEPS, STEPS, Preparation, prepare
from digitpad.ink.strokes_file import load_drawing
from digitpad.reading.probe import ProbeChange, costs, probe
from digitpad.support.colour_scales import table
from digitpad.support.folders import bundled_drawing
from digitpad.ui import theme
from digitpad.ui.background import end_all, running
from digitpad.ui.pages.layers.preparation_view import PreparationView

CORNER = Drawing((Stroke.from_xy([(50, 50), (150, 50), (90, 220)], 20.0),))
SAMPLE = Drawing(picture=np.rint(prepare(CORNER).image * 255).astype(np.uint8))


@pytest.fixture(scope="module")
def seven():
    return load_drawing(bundled_drawing()).fitted_to_canvas()


@pytest.fixture
def view(qtbot):
    view = PreparationView()
    qtbot.addWidget(view)
    view.resize(780, 480)
    view.show()
    yield view
    end_all(view)
    assert not running(view)


def show(qtbot, view, drawing, network, change=ProbeChange.SHIFT):
    """Show ``drawing`` as the page does, and wait for what is found out about it."""
    view.set_subject(drawing, network, prepare(drawing, view.preparation()))
    follow(qtbot, view, change)


def follow(qtbot, view, change=ProbeChange.SHIFT):
    def is_there():
        found = view.findings()
        return (
            found is not None
            and found.costs.preparation == view.preparation()
            and found.curve.change is change
        )

    qtbot.waitUntil(is_there, timeout=10_000)


def click(switch):
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton, pos=QPoint(8, switch.height() // 2))


def button(view, change):
    return view.choices.buttons()[list(ProbeChange).index(change)]


def name_room(card):
    """How many pixels are left beside the card's name."""
    heading = card.findChild(QWidget)
    room = heading.width()
    if isinstance(heading, QCheckBox):
        option = QStyleOptionButton()
        heading.initStyleOption(option)
        part = QStyle.SubElement.SE_CheckBoxContents
        room = heading.style().subElementRect(part, option, heading).width()
    return room - heading.fontMetrics().horizontalAdvance(heading.text())


def answer(found):
    shown = min(100 * found.confidence, 99.9)  # what is not certain is not called so
    mark = "" if found.confidence >= 0.6 else "?"
    return f"{found.digit}{mark} ({shown:.1f}\N{NO-BREAK SPACE}%)"


def test_an_empty_canvas_says_what_to_do(view, network):
    view.set_subject(Drawing(), network, None)
    assert "Draw a digit" in view.summary.text()
    assert view.plot.curve() is None
    view.set_subject(None, network, None)
    assert "Draw a digit" in view.summary.text()


def test_without_a_model_it_says_so_and_shows_the_steps(qtbot, view, seven):
    view.tell_why_no_network("No model yet.")
    view.set_subject(seven, None, prepare(seven))
    assert view.summary.text() == "No model yet."
    qtbot.waitUntil(lambda: view.cards["normalise"]._image is not None)
    assert view.cards["crop"]._image is not None
    assert view.strokes._image is not None
    assert view.findings() is None


def test_each_step_tells_what_the_answer_would_be_without(qtbot, view, network):
    show(qtbot, view, CORNER, network)
    expected = costs(network, CORNER, ALL_STEPS)
    assert [view.cards[step].cost() for step in STEPS] == [
        (f"without: {answer(other)}", other.digit != expected.answer.digit)
        for other in expected.switched.values()
    ]
    assert any(is_alarming for _, is_alarming in (card.cost() for card in view.cards.values()))
    assert str(expected.answer.digit) in view.summary.text()


def test_an_answer_that_is_not_sure_has_its_mark(qtbot, view, network):
    """Of a scribble that is no digit, and with steps switched off."""
    scribble = Drawing((Stroke.from_xy([(100, 500), (900, 480), (120, 520), (880, 500)]),))
    found = costs(network, scribble, ALL_STEPS)
    unsure = [one for one in (found.answer, *found.switched.values()) if one.confidence < 0.6]
    assert unsure
    show(qtbot, view, scribble, network)
    told = [view.summary.text(), *(view.cards[step].cost()[0] for step in STEPS)]
    told = " ".join(told).replace("\N{NO-BREAK SPACE}", " ")
    for one in unsure:
        assert f"{one.digit}? (" in told


def test_those_who_cannot_see_it_are_told_the_cost_after_the_next_reading_too(
    qtbot, view, network, seven
):
    show(qtbot, view, seven, network)
    told = view.cards["crop"].accessibleDescription()
    assert "without: " in told
    view.set_subject(seven, network, prepare(seven))
    assert view.cards["crop"].accessibleDescription() == told


@pytest.mark.parametrize("step", STEPS)
def test_a_click_switches_a_step_off_and_on(qtbot, view, network, seven, step):
    show(qtbot, view, seven, network)
    with qtbot.waitSignal(view.preparation_changed) as told:
        click(view.cards[step].switch)
    assert told.args == [ALL_STEPS.toggled(step)]
    show(qtbot, view, seven, network)
    expected = costs(network, seven, ALL_STEPS.toggled(step))
    assert view.cards[step].cost()[0] == f"with: {answer(expected.full)}"
    with qtbot.waitSignal(view.preparation_changed) as told:
        click(view.cards[step].switch)
    assert told.args == [ALL_STEPS]


def test_keys_reach_every_switch_and_choice(qtbot, view, network, seven):
    show(qtbot, view, seven, network)
    wanted = [card.switch for card in view.cards.values()]
    wanted[0].setFocus()
    for before, after in zip(wanted, [*wanted[1:], button(view, ProbeChange.SHIFT)], strict=True):
        QTest.keyClick(before, Qt.Key.Key_Tab)
        assert after.hasFocus()
    QTest.keyClick(wanted[2], Qt.Key.Key_Space)
    assert view.preparation() == Preparation(pen=False)
    QTest.keyClick(button(view, ProbeChange.SHIFT), Qt.Key.Key_Right)
    assert button(view, ProbeChange.TURN).isChecked()
    follow(qtbot, view, ProbeChange.TURN)
    assert view.plot.curve().change is ProbeChange.TURN


def test_all_has_a_name_for_those_who_cannot_see_it(view):
    assert tuple(view.cards) == STEPS
    assert len(view.choices.buttons()) == len(ProbeChange)
    for step, card in view.cards.items():
        assert card.switch.text() == card.accessibleName()
        assert len(card.switch.accessibleDescription()) > 40, step
    for choice in view.choices.buttons():
        assert choice.accessibleName().startswith("Probe: ")
    assert view.plot.accessibleName()


def test_a_given_preparation_is_shown_without_a_signal(qtbot, view):
    with qtbot.assertNotEmitted(view.preparation_changed):
        view.set_preparation(Preparation(box=False, grey=False))
    checked = [step for step, card in view.cards.items() if card.switch.isChecked()]
    assert checked == ["crop", "pen", "centre", "normalise"]
    assert "28 pixels" in view.cards["box"]._sentence


def test_pictures_are_the_steps(qtbot, view, network, seven):
    show(qtbot, view, seven, network)
    steps = prepare(seven)
    for step, ink in (("box", steps.boxed), ("centre", steps.centred), ("grey", steps.image)):
        image = view.cards[step]._image
        assert (image.height(), image.width()) == ink.shape
        row, column = np.unravel_index(ink.argmax(), ink.shape)
        grey = round(float(ink[row, column]) * 255)
        assert image.pixelColor(int(column), int(row)) == QColor(grey, grey, grey)
        assert view.cards[step]._size == f"{ink.shape[0]} × {ink.shape[1]} pixels"
    lightest = view.cards["normalise"]._image.pixel(0, 0)
    share = (-0.1307 / (float(steps.image.max()) - 0.1307) + 1) / 2
    assert lightest == int(table(True, False)[round(share * 254)])


def test_the_strokes_come_first_as_they_were_drawn(qtbot, view, network, seven):
    show(qtbot, view, seven, network)
    sheet = prepare(seven).sheet
    assert view.row()[0] is view.strokes
    assert view.strokes.x() < view.cards["crop"].x()
    for colours in (theme.LIGHT, theme.DARK):
        theme.apply_theme(QApplication.instance(), colours)
        image = view.strokes._image
        assert (image.height(), image.width()) == sheet.shape
        row, column = np.unravel_index(sheet.argmax(), sheet.shape)
        assert image.pixelColor(int(column), int(row)) == QColor(colours.ink)
        assert image.pixelColor(0, 0) == QColor(colours.paper)
    assert view.strokes._size == "75 points"
    assert view.strokes._sentence == view.strokes.accessibleDescription() == "As you drew it"
    view.set_subject(Drawing(), network, None)
    assert (view.strokes._image, view.strokes._size, view.strokes._sentence) == (None, "", "")


def test_one_point_is_one_and_a_sample_is_a_sample(qtbot, view, network, seven):
    dot = Drawing((Stroke.from_xy([(500, 500)]),))
    view.set_subject(dot, network, prepare(dot))
    assert view.strokes._size == "1 point"
    sample = Drawing(picture=np.rint(prepare(seven).image * 255).astype(np.uint8))
    view.set_subject(sample, network, prepare(sample))
    assert view.strokes._size == "28 × 28 pixels"
    assert view.strokes._sentence == "A sample or a picture"


def test_an_arrow_points_from_each_picture_to_the_next(qtbot, view, network, seven):
    show(qtbot, view, seven, network)
    image = view.grab().toImage()
    background = image.pixel(view.width() - 1, view.strokes.y() + 40)
    cards = view.row()
    for place, card in enumerate(cards):
        square = card.picture_rect().toRect().translated(card.pos())
        gap = range(square.right() + 1, square.right() + 13)
        rows = range(square.center().y() - 6, square.center().y() + 7)
        marked = any(image.pixel(x, y) != background for x in gap for y in rows
                     if x < view.width())  # fmt: skip
        assert marked == (place < len(cards) - 1), card.accessibleName()


def test_all_pictures_are_equally_large_and_on_one_line(qtbot, view, network, seven):
    show(qtbot, view, seven, network)
    for width in (590, 601, 780, 1003):
        view.resize(width, 480)
        assert len({card.picture_rect().width() for card in view.row()}) == 1
        assert len({card.y() + card.picture_rect().y() for card in view.row()}) == 1


def test_normalised_values_have_the_themes_colours(qtbot, view, network, seven):
    show(qtbot, view, seven, network)
    light = view.cards["normalise"]._image.pixel(0, 0)
    theme.apply_theme(QApplication.instance(), theme.DARK)
    assert view.cards["normalise"]._image.pixel(0, 0) != light


def test_a_sample_has_four_steps_already(qtbot, view, network, seven):
    pixels = np.rint(prepare(seven).image * 255).astype(np.uint8)
    show(qtbot, view, Drawing(picture=pixels), network)
    enabled = [step for step, card in view.cards.items() if card.switch.isEnabled()]
    assert enabled == ["grey", "normalise"]
    assert view.cards["crop"].cost() == ("", False)
    show(qtbot, view, seven, network)
    assert all(card.switch.isEnabled() for card in view.cards.values())


@pytest.mark.parametrize("change", list(ProbeChange))
def test_a_click_chooses_what_the_probe_does(qtbot, view, network, seven, change):
    click(button(view, change))
    show(qtbot, view, seven, network, change)
    expected = probe(network, seven, ALL_STEPS, 7, (change,))[change]
    shown = view.plot.curve()
    assert shown.amounts == expected.amounts
    assert shown.confidences == pytest.approx(expected.confidences, abs=1e-6)
    assert view.readout.text() == "How sure the network is of 7"


def test_the_pointer_tells_the_value_under_it(qtbot, view, network, seven):
    click(button(view, ProbeChange.TURN))
    show(qtbot, view, seven, network, ProbeChange.TURN)
    curve = view.plot.curve()
    for index in (0, 12, 20):
        QTest.mouseMove(view.plot, view.plot.point(index).toPoint())
        amount = f"{-45 + 4.5 * index:g}°".replace("-", "−")
        assert view.readout.text().startswith(f"At {amount}: 7 with ")
        assert (f"the answer is {curve.answers[index]}" in view.readout.text()) == (
            curve.answers[index] != 7
        )
    QTest.keyClick(view.plot, Qt.Key.Key_Left)
    assert view.readout.text().startswith("At 40.5°: 7 with ")
    QTest.mouseMove(view.plot, QPoint(3, 5))
    assert view.readout.text().startswith("How sure")


def test_stretches_with_another_answer_are_marked(qtbot, view, network, seven):
    view.set_preparation(Preparation(crop=False, box=False, centre=False))
    show(qtbot, view, seven, network)
    curve, plot = view.plot.curve(), view.plot
    bands = plot.bands()
    assert bands
    for index, other in enumerate(curve.answers):
        x = plot.point(index).x()
        inside = [digit for left, right, digit in bands if left <= x <= right]
        assert inside == ([] if other == 7 else [other])
    left, right, _ = bands[0]
    image = plot.grab().toImage()
    y = plot.height() // 2 + 3
    assert image.pixel(int((left + right) / 2), y) != image.pixel(int(plot.point(10).x()) + 3, y)


def test_a_curve_is_painted_where_its_values_are(qtbot, view, network, seven):
    show(qtbot, view, seven, network)
    point = view.plot.point(3).toPoint()
    around = [
        view.plot.grab().toImage().pixelColor(point.x(), point.y() + dy).name() for dy in (-1, 0, 1)
    ]
    assert theme.theme().accent in around


def test_nothing_is_asked_for_a_view_that_is_not_seen(qtbot, view, network, seven):
    view.hide()
    view.set_subject(seven, network, prepare(seven))
    assert not running(view)
    view.show()
    follow(qtbot, view)


def test_a_wiped_canvas_takes_the_findings_along(qtbot, view, network, seven):
    show(qtbot, view, seven, network)
    view.set_subject(Drawing(), network, None)
    assert view.findings() is None
    assert view.cards["crop"].cost() == ("", False)
    assert view.cards["crop"]._image is None
    assert view.plot.curve() is None
    assert view.readout.text() == ""


def test_many_readings_make_few_questions_and_the_last_one_counts(qtbot, view, network, seven):
    answers = []
    view._questions.answered.connect(answers.append)
    for count in range(2, 60):
        short = Drawing((Stroke(seven.strokes[0].points[:count], 50.0), *seven.strokes[1:]))
        view.set_subject(short, network, prepare(short))
    view.set_subject(CORNER, network, prepare(CORNER))
    expected = costs(network, CORNER, ALL_STEPS).answer.probabilities
    qtbot.waitUntil(
        lambda: (
            view.findings() is not None
            and view.findings().costs.answer.probabilities == pytest.approx(expected, abs=1e-6)
        ),
        timeout=10_000,
    )
    assert len(answers) < 20


def test_a_question_that_fails_is_told(qtbot, view, seven):
    view.set_subject(seven, object(), prepare(seven))
    qtbot.waitUntil(lambda: "AttributeError" in view.summary.text(), timeout=10_000)


def test_after_the_end_nothing_is_asked(view, network, seven):
    end_all(view)
    view.set_subject(seven, network, prepare(seven))
    assert not running(view)


@pytest.mark.parametrize("size", [(590, 370), (780, 480)])
@pytest.mark.parametrize("preparation", [ALL_STEPS, Preparation(*[False] * 6)])
@pytest.mark.parametrize("drawing", [CORNER, SAMPLE], ids=["strokes", "sample"])
def test_it_fits_and_no_word_is_cut_off(qtbot, view, network, size, preparation, drawing):
    theme.prepare(QApplication.instance())
    view.set_preparation(preparation)
    view.resize(*size)
    assert (view.width(), view.height()) == size
    show(qtbot, view, drawing, network)
    font = QFont(view.font())
    font.setPixelSize(11)
    metrics = QFontMetrics(font)
    for card in view.row():
        assert name_room(card) >= 0, card.accessibleName()
        assert card.picture_rect().width() >= 2.5 * 28
        room = QRect(0, 0, card.width() - 5, 1000)
        cost = card.cost()[0] if card is not view.strokes else ""
        for text in (card._sentence, cost):
            needed = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
            assert needed.width() <= room.width(), text
            assert needed.height() <= 2 * 14 + 1, text
        assert metrics.horizontalAdvance(card.size_text()) <= card.width() - 5
        # Picture, size, two lines of the sentence, and two of the cost.
        assert card.picture_rect().bottom() + 4 + 5 * 14 + 4 <= card.height()
    assert view.summary.fontMetrics().horizontalAdvance(view.summary.text()) <= view.summary.width()
