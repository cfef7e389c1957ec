"""What is written: text, marks, and one truth of what is not sure, wherever it is told."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.cli.predict import result_of, sentence
from digitpad.ink.drawing import Drawing
from digitpad.ink.strokes_file import save_drawing
from digitpad.reading.canvas_number import find_number
from digitpad.reading.classify import SURE, DigitAnswer
from digitpad.reading.edits import merged
from digitpad.reading.marks import COMMA, MINUS, UNREAD, Mark
from digitpad.reading.number import NumberReading, ReadDigit
from digitpad.reading.written import Written, read_drawing, read_file, read_picture
from tests.reading.test_number import DASH, DOT, FIVE, FOUR, ONE, SEVEN, TWO, drawing, placed
from tests.reading.test_number import picture as picture_ink


def answer(digit, confidence):
    others = (1 - confidence) / 9
    return DigitAnswer(tuple(confidence if n == digit else others for n in range(10)))


@pytest.mark.parametrize("confidence", [SURE - 1e-6, SURE, 0.99])
@pytest.mark.parametrize("unread", [False, True])
def test_answer_number_text_copy_json_and_line_agree_on_what_is_sure(confidence, unread):
    digits = (
        ReadDigit(answer(7, 0.99), (0, 0, 9, 20)), ReadDigit(answer(4, confidence), (20, 0, 29, 20))
    )  # fmt: skip
    marks = (Mark(UNREAD, (40, 0, 49, 20)),) if unread else ()
    number = NumberReading(digits, marks)
    written = Written(number.text, digits, None, number)
    result = result_of(Path("7.png"), written)
    digit_is_sure = confidence >= SURE
    assert [digit["sure"] for digit in result["digits"]] == [True, digit_is_sure]
    assert ("?" in number.marked_text) is not digit_is_sure
    is_sure = digit_is_sure and not unread
    told = "not sure" not in sentence(result)
    assert [number.is_sure, written.is_sure, result["sure"], told] == [is_sure] * 4


def test_marks_and_digits_stand_in_their_order_and_rows():
    boxes = [(0, 0, 9, 20), (30, 0, 39, 20), (0, 50, 9, 70)]
    digits = tuple(
        ReadDigit(answer(n, 0.9), box, row)
        for n, box, row in zip((1, 2, 3), boxes, (0, 0, 1), strict=True)
    )
    marks = (
        Mark(COMMA, (15, 18, 18, 25)), Mark(MINUS, (-20, 9, -8, 11)),
        Mark(UNREAD, (15, 50, 25, 70), 1),
    )  # fmt: skip
    assert NumberReading(digits, marks).text == "−1,2\n3□"


def test_a_file_is_read_as_the_window_reads_what_was_said_in_it(network, tmp_path):
    sheet = drawing(placed(SEVEN, 0), placed(ONE, 90), placed(ONE, 150))
    assert read_drawing(network, sheet).text == "711"
    together = merged(find_number(sheet, network, network), 1)
    shown = find_number(together, network, network).reading
    assert len(shown.digits) == 2
    save_drawing(together, tmp_path / "said.json")
    found = read_file(network, tmp_path / "said.json")
    assert found.text == shown.text
    assert [digit.box for digit in found.digits] == [digit.box for digit in shown.digits]
    assert len(read_file(network, tmp_path / "said.json", "number").digits) == 2


def test_strokes_that_are_one_digit_on_a_sample_leave_it_one(network):
    sample = np.zeros((28, 28), np.uint8)
    sample[4:24, 13:15] = 255
    strokes = drawing(placed(ONE, 90), placed(ONE, 150)).strokes
    sheet = Drawing(strokes, picture=sample, groups=((strokes[0],),))
    assert len(read_drawing(network, sheet).digits) == 1


def test_a_digit_with_a_minus_is_a_number_of_one_digit(network):
    written = read_drawing(network, drawing(placed(DASH, 0), placed(SEVEN, 85)))
    assert written.text == "−7"
    assert written.answer is not None
    assert written.answer.digit == 7
    assert [mark.text for mark in written.marks] == ["−"]


def photographed(*signs, dust=()):
    """The signs as a picture, dark on paper, (h, w) in 0..1."""
    ink = picture_ink(*(placed(sign, 20 + 85 * n) for n, sign in enumerate(signs)))
    for x, y in dust:
        ink[y : y + 4, x : x + 4] = 1
    return np.rint(240 - 200 * ink).astype(np.uint8)


@pytest.mark.parametrize(("signs", "text"), [
    ((SEVEN, DOT, FIVE, ONE), "7.51"), ((DASH, FOUR, TWO), "−42"),
])  # fmt: skip
def test_a_photographed_number_keeps_its_point_and_minus(network, signs, text):
    grey = photographed(*signs).astype(np.float32) / np.float32(255)
    size = Image.fromarray(photographed(*signs)).size
    written = read_picture(network, grey, None, size)
    assert written.text == text
    for mark in written.marks:  # boxes are in the picture's pixels
        assert 90 < (mark.box[1] + mark.box[3]) / 2 < 220


def test_dust_in_a_picture_is_no_point(network):
    grey = photographed(SEVEN, dust=[(300, 190), (450, 60), (200, 330)])
    written = read_picture(network, grey.astype(np.float32) / np.float32(255), None, (500, 400))
    assert (written.text, written.marks) == ("7", ())


def strokes_of_a_tiny_picture(width, height):
    """Two upright lines, two pixels thick and as high as the picture but for two pixels."""
    grey = np.full((height, width), 0.95, np.float32)
    for left in (width // 4, width - width // 4 - 2):
        grey[2:-2, left : left + 2] = 0.1
    return grey


def test_what_is_tiny_and_higher_than_wide_is_not_two_digits(network):
    grey = strokes_of_a_tiny_picture(21, 32)
    assert len(read_picture(network, grey, None, (21, 32)).digits) == 1
    assert read_picture(network, grey, None, (21, 32), "number").text == "11"
    large = np.kron(grey, np.ones((3, 3), np.float32))
    assert read_picture(network, large, None, (63, 96)).text == "11"
