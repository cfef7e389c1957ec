"""Frames that somebody draws in a picture: what is in them is read, whatever is around."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.ink.drawing import Drawing
from digitpad.ink.erase import erase
from digitpad.ink.photo.on_sheet import Crop, PaperImage, Photo
from digitpad.ink.strokes_file import load_drawing, save_drawing
from digitpad.reading.crops import rows_of
from digitpad.reading.edits import merged, split, without
from digitpad.reading.framed_ink import halves
from digitpad.reading.photo_number import find_in_photo
from digitpad.reading.written import read_photo
from digitpad.support.errors import EmptyInkError


@pytest.fixture(scope="module")
def paper():
    """A seven, a zero and a one, ink from 100 to 240, on paper with light from the left."""
    picture = Image.new("L", (600, 340), 255)
    pen = ImageDraw.Draw(picture)
    pen.line([(60, 105), (140, 105), (100, 235)], fill=30, width=10, joint="curve")
    pen.ellipse([230, 100, 310, 240], outline=30, width=10)
    pen.line([(450, 100), (450, 240)], fill=30, width=10)
    light = np.linspace(0.95, 0.75, 600)
    return PaperImage((np.asarray(picture) * light).astype(np.uint8))


SEVEN, ZERO, ONE = (56, 100, 144, 240), (230, 100, 311, 241), (446, 100, 456, 241)


def text(network, paper, *crops):
    return read_photo(network, Photo(paper, tuple(crops))).text


def wide(box, by):
    left, top, right, bottom = box
    return Crop((left - by, top - by, right + by, bottom + by))


@pytest.mark.parametrize("by", [0, 3, 20, 40])
def test_a_frame_is_read_however_tight_it_is(network, paper, by):
    for box, digit in ((SEVEN, "7"), (ZERO, "0"), (ONE, "1")):
        assert text(network, paper, wide(box, by)) == digit


def test_ink_that_touches_one_side_of_its_frame_is_read(network, paper):
    assert text(network, paper, Crop((446, 90, 540, 250))) == "1"


def test_a_frame_around_several_digits_is_a_number(network, paper):
    assert text(network, paper, Crop((40, 80, 330, 260))) == "70"
    written = read_photo(network, Photo(paper, (Crop((200, 80, 500, 260)),)))
    boxes = [digit.box for digit in written.digits]
    np.testing.assert_allclose(boxes, [ZERO, ONE], atol=4)


def test_frames_are_read_in_the_order_of_their_places(network, paper):
    assert text(network, paper, wide(ONE, 10), wide(SEVEN, 10)) == "71"


def test_a_frame_without_ink_is_left_out_and_only_such_frames_are_told(network, paper):
    empty = Crop((330, 20, 430, 90))
    assert text(network, paper, empty, wide(ZERO, 5)) == "0"
    with pytest.raises(EmptyInkError):
        text(network, paper, empty)


def test_marks_stay_in_the_number_when_its_frames_change(network, tmp_path):
    """7.01 in a picture: the point stays where it is when the one is deleted."""
    picture = Image.new("L", (600, 340), 245)
    pen = ImageDraw.Draw(picture)
    pen.line([(60, 105), (140, 105), (100, 235)], fill=30, width=10, joint="curve")
    pen.ellipse([172, 222, 188, 238], fill=30)
    pen.ellipse([230, 100, 310, 240], outline=30, width=10)
    pen.line([(400, 100), (400, 240)], fill=30, width=10)
    sheet = Drawing(photo=Photo(PaperImage(np.asarray(picture))))
    number = find_in_photo(sheet, network, network)
    assert number.reading.text == "7.01"
    rest = without(number, 2)
    assert find_in_photo(rest, network, network).reading.text == "7.0"
    save_drawing(rest, tmp_path / "x.json")
    again = load_drawing(tmp_path / "x.json")
    assert again.photo.crops == rest.photo.crops
    assert find_in_photo(again, network, network).reading.text == "7.0"


def test_a_framed_digit_with_its_minus_is_written_as_it_is_found(network):
    picture = Image.new("L", (400, 340), 245)
    pen = ImageDraw.Draw(picture)
    pen.line([(60, 170), (120, 170)], fill=30, width=10)
    pen.line([(160, 105), (240, 105), (200, 235)], fill=30, width=10, joint="curve")
    sheet = Drawing(photo=Photo(PaperImage(np.asarray(picture))))
    found = read_photo(network, sheet.photo)
    number = find_in_photo(sheet, network, network)
    framed = read_photo(network, number.framed(number.crops()).photo)
    for written in (found, framed):
        assert written.text == "−7"
        assert written.answer == written.digits[0].answer
        assert written.answer.digit == 7
        assert [mark.text for mark in written.number.marks] == ["−"]


def test_two_digits_in_one_found_frame_are_split_between_them(network, paper):
    left, right = halves(paper, (56.0, 100.0, 311.0, 241.0))
    assert 144 <= left[2] == right[0] <= 230
    assert text(network, paper, Crop(left, False), Crop(right, False)) == "70"


def test_rows_are_from_the_top_and_each_from_the_left():
    boxes = [(50, 100, 80, 140), (0, 0, 30, 40), (0, 110, 30, 150), (60, 10, 90, 42)]
    assert rows_of(boxes) == [[1, 3], [2, 0]]


@pytest.fixture(scope="module")
def form(network):
    """The digits of a form of five rows of seven cells; its lines are more ink than they are."""
    picture = Image.new("RGB", (640, 480), (250, 248, 240))
    pen = ImageDraw.Draw(picture)
    for y in range(40, 440, 80):
        for x in range(40, 600, 80):
            pen.rectangle([x, y, x + 80, y + 80], outline=0, width=2)
            if (x + y) // 80 % 3:
                seven = [(x + 25, y + 18), (x + 55, y + 18), (x + 38, y + 64)]
                pen.line(seven, fill=(10, 10, 80), width=5)
            elif x < 400:
                pen.ellipse([x + 24, y + 16, x + 56, y + 64], outline=(10, 10, 80), width=5)
    levels = [np.asarray(one) for one in (picture.convert("L"), picture)]
    found = find_in_photo(Drawing(photo=Photo(PaperImage(*levels))), network, network)
    rows = [
        "".join(
            "7" if (x + y) // 80 % 3 else "0" if x < 400 else "" for x in range(40, 600, 80)
        ) for y in range(40, 440, 80)
    ]  # fmt: skip
    assert found.reading.text == "\n".join(rows)
    return found


def rest_of(number, *gone):
    return [digit.digit for n, digit in enumerate(number.digits) if n not in gone]


def test_a_form_keeps_its_other_digits_when_one_is_deleted(network, form):
    for index in (0, 5, 11):
        left = find_in_photo(without(form, index), network, network)
        assert [digit.digit for digit in left.digits] == rest_of(form, index)


def test_a_form_keeps_its_other_digits_when_two_are_merged_or_one_is_split(network, form):
    together = find_in_photo(merged(form, 4), network, network)
    assert len(together.digits) == len(form.digits) - 1
    assert rest_of(together, 4) == rest_of(form, 4, 5)
    apart = find_in_photo(split(form, 1, network), network, network)
    assert len(apart.digits) == len(form.digits) + 1
    assert rest_of(apart, 1, 2) == rest_of(form, 1)


def test_a_form_keeps_its_other_digits_when_it_is_saved_and_rubbed_on(network, form, tmp_path):
    save_drawing(without(form, 3), tmp_path / "form.json")
    sheet = load_drawing(tmp_path / "form.json")
    left, top, right, bottom = find_in_photo(sheet, network, network).digits[0].box
    middle = (left + right) / 2
    rubbed = erase(sheet, (middle, top + 40), (middle, bottom - 40), 70.0)
    found = find_in_photo(rubbed, network, network)
    assert [digit.digit for digit in found.digits] == rest_of(form, 0, 3)
