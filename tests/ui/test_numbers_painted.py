"""Numbers beside bars, in cells and below samples: what is written where, and what stands out."""

from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from digitpad.reading.classify import percent
from digitpad.support.colour_scales import is_light
from digitpad.ui.pages.evaluate.confusion_matrix import ConfusionMatrix
from digitpad.ui.pages.layers.output_bars import OutputBars
from digitpad.ui.theme import LIGHT
from digitpad.ui.widgets.sample_grid import SampleGrid
from digitpad.ui.window.answer.probability_bars import ProbabilityBars
from tests.ui.painted import shades, written

LEFT = Qt.MouseButton.LeftButton
LOGITS = np.array([4, -4, 2, -2, 0, 1, -1, 3, -3, 0.5], np.float32)
SURE = (0.9, 0.04, 0.03, 0.02, 0.005, 0.001, 0.001, 0.001, 0.001, 0.001)
UNSURE = (0.3, 0.2, *[0.5 / 8] * 8)


@pytest.fixture
def made(qtbot):
    def shown(widget, width, height):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    return shown


def row_of(found, middle, reach=3):
    row = [one for one in found if abs(one.place.center().y() - middle) <= reach]
    return sorted(row, key=lambda one: one.place.left())


def test_a_digit_its_logit_and_its_probability_stand_in_one_row(made):
    """Of 396 pixels 34 are the digit's; the two columns, 12 pixels apart, share the rest."""
    bars = made(OutputBars(), 400, 324)
    bars.show_trace(
        SimpleNamespace(logits=LOGITS, probabilities=np.array(SURE)), frozenset({3})
    )  # fmt: skip
    found = written(bars)
    half = (396 - 34) / 2
    logit, likely = row_of(found, 12)
    assert (logit.text, likely.text) == ("logit", "probability")
    assert logit.place.left() == pytest.approx(36, abs=1)
    assert likely.place.left() == pytest.approx(36 + half, abs=1)
    assert {logit.colour, likely.colour} == {LIGHT.muted}
    for digit in range(10):
        number, value, probability = row_of(found, 24 + 30 * digit + 15)
        assert number.text == str(digit)
        assert number.place.center().x() == pytest.approx(2 + 17, abs=1)
        assert value.text == f"{LOGITS[digit]:.3f}".replace("-", "−")
        assert value.place.right() == pytest.approx(36 + half - 12, abs=1)
        assert probability.text == percent(SURE[digit])
        assert probability.place.right() == pytest.approx(36 + 2 * half - 12, abs=1)
        is_best = digit == 0
        for one in (number, value, probability):
            assert one.colour == (LIGHT.text if is_best else LIGHT.muted), one.text
            assert one.is_bold == is_best, one.text
    assert "not sure" not in bars.accessibleDescription()
    assert bars.toolTip() == ""
    bars.show_trace(SimpleNamespace(logits=LOGITS, probabilities=np.array(UNSURE)), frozenset())
    assert bars.accessibleDescription().endswith("; not sure")
    assert bars.toolTip().startswith("Not sure")


def test_before_an_answer_the_ten_digits_wait_without_numbers(made):
    found = written(made(OutputBars(), 400, 324))
    assert [one.text for one in found] == ["logit", "probability", *map(str, range(10))]
    assert not any(one.is_bold for one in found)


def test_a_click_beside_the_rows_and_before_an_answer_chooses_nothing(made):
    bars, chosen = made(OutputBars(), 400, 324), []
    bars.chosen.connect(chosen.append)
    QTest.mouseClick(bars, LEFT, pos=QPoint(100, 100))
    bars.show_trace(SimpleNamespace(logits=LOGITS, probabilities=np.array(SURE)), frozenset())
    QTest.mouseClick(bars, LEFT, pos=QPoint(100, 10))
    assert chosen == []
    QTest.mouseClick(bars, LEFT, pos=QPoint(100, 24 + 30 * 4 + 15))
    assert chosen == [(4,)]


@pytest.mark.parametrize("answer", [SURE, UNSURE])
def test_below_the_canvas_each_bar_has_its_digit_and_its_probability(made, answer):
    bars = made(ProbabilityBars(), 260, 240)
    bars.set_probabilities(answer)
    found = written(bars)
    for digit, value in enumerate(answer):
        number, probability = row_of(found, 24 * digit + 12)
        assert number.text == str(digit)
        assert number.place.left() == pytest.approx(0, abs=1)
        assert probability.text == percent(value)
        assert probability.place.right() == pytest.approx(260, abs=1)
        is_best = value == max(answer)
        for one in (number, probability):
            assert one.colour == (LIGHT.text if is_best else LIGHT.muted)
            assert one.is_bold == is_best
    said = bars.accessibleDescription()
    assert said.startswith(f"0: {percent(answer[0])}, 1: ")
    assert said.endswith("; not sure") == (answer is UNSURE)
    assert bool(bars.toolTip()) == (answer is UNSURE)


def test_of_many_classes_the_most_probable_are_shown_in_their_order(made):
    bars = made(ProbabilityBars(), 260, 240)
    values = np.ones(30) / 1000
    values[[29, 3, 17, 8, 11, 0, 22, 5, 26, 14]] = np.linspace(0.2, 0.05, 10)
    bars.set_probabilities(tuple(values.tolist()))
    numbers = [row_of(written(bars), 24 * row + 12)[0].text for row in range(10)]
    assert numbers == ["0", "3", "5", "8", "11", "14", "17", "22", "26", "29"]
    assert bars.sizeHint().width() == 230


# The confusion matrix


def counts():
    table = [[0] * 10 for _ in range(10)]
    for digit in range(10):
        table[digit][digit] = 100 * (digit + 1)
    table[4][9], table[7][1] = 25, 1
    return table


def test_a_cells_number_stands_in_its_middle_and_can_be_read_on_its_colour(made):
    matrix = made(ConfusionMatrix(), 502, 466)
    matrix.set_counts(counts())
    found, painted = written(matrix), shades(matrix)
    for truth in range(10):
        for read in range(10):
            rect = matrix.cell_rect(truth, read)
            (one,) = [one for one in found if rect.contains(one.place.center().toPoint())]
            count = counts()[truth][read]
            assert one.text == str(count)
            assert one.place.center().x() == pytest.approx(rect.center().x(), abs=1.5)
            assert one.place.center().y() == pytest.approx(rect.center().y(), abs=1.5)
            ground = int(painted[rect.top() + 4, rect.left() + 4])
            if count:
                assert one.colour == ("#000000" if is_light(ground) else "#ffffff")
            else:
                assert one.colour == LIGHT.muted
    names = {one.text: one for one in found}
    assert names["Read as"].place.center().x() == pytest.approx(62 + 440 / 2, abs=1.5)
    assert names["Read as"].place.center().y() == pytest.approx(9, abs=1.5)
    assert names["Truth"].place.left() == pytest.approx(0, abs=1)
    assert names["Truth"].place.center().y() == pytest.approx(36 + 430 / 2, abs=1.5)
    assert {names["Read as"].colour, names["Truth"].colour} == {LIGHT.muted}


def test_mistakes_have_a_scale_of_their_own_and_more_of_them_are_stronger(made):
    matrix = made(ConfusionMatrix(), 502, 466)
    matrix.set_counts(counts())
    painted = shades(matrix)

    def ground(truth, read):
        rect = matrix.cell_rect(truth, read)
        return painted[rect.top() + 4, rect.left() + 4]

    assert ground(9, 9) == 0xFF4292C6, "the largest of what is right"
    assert ground(4, 9) == 0xFFF16913, "the largest mistake"
    assert ground(0, 1) == 0xFFF3F4F7, "none: the window's colour"
    one, most = ground(7, 1), ground(4, 9)
    assert one not in (most, ground(0, 1))
    blue = [int(ground(n, n)) & 0xFF0000 for n in range(10)]
    assert blue == sorted(blue, reverse=True)


def test_the_pointer_over_a_cell_shows_that_it_can_be_clicked(made):
    matrix = made(ConfusionMatrix(), 502, 466)
    for has_counts in (False, True):
        if has_counts:
            matrix.set_counts(counts())
        QTest.mouseMove(matrix, matrix.cell_rect(4, 9 if has_counts else 3).center())
        expected = Qt.CursorShape.PointingHandCursor if has_counts else Qt.CursorShape.ArrowCursor
        assert matrix.cursor().shape() == expected
    QTest.mouseMove(matrix, QPoint(10, 10))
    assert matrix.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert matrix.describe(4, 9) == "4 read as 9: 25 of 525"


# Samples


def test_a_caption_stands_in_the_middle_below_its_sample(made):
    grid = made(SampleGrid(), 300, 200)
    grid.set_samples(np.zeros((3, 28, 28), np.uint8), [2, 0, 1], lambda index: f"number {index}")
    found = written(grid.viewport())
    assert [one.text for one in found] == ["number 2", "number 0", "number 1"]
    for place, one in enumerate(found):
        cell = grid.cell_rect(place)
        assert one.place.center().x() == pytest.approx(cell.center().x(), abs=1.5)
        assert one.place.bottom() == pytest.approx(cell.bottom() - 6 + 1, abs=1.5)
        assert one.place.top() >= cell.top() + 6 + 56
        assert one.colour == LIGHT.text
        assert one.pixels == 12
