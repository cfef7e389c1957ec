"""Frames, rings, underlines and specks are no part of the digit that they stand beside."""

import time

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.ink.photo.marks import without_marks
from digitpad.ink.photo.picture import decoded_picture, opened_input, opened_inputs

SEVEN = [(160, 120), (240, 120), (190, 280)]
ONE = [(170, 290), (230, 110)]


def sheet(*paths, ring=None, width=12, size=400):
    image = Image.new("L", (size, size), 255)
    pen = ImageDraw.Draw(image)
    for path in paths:
        pen.line(path, fill=0, width=width, joint="curve")
    if ring:
        pen.ellipse(ring, outline=0, width=width)
    return image


def box(left, top, right, bottom):
    return [(left, top), (right, top), (right, bottom), (left, bottom), (left, top), (right, top)]


def read(image):
    return opened_input(*decoded_picture(image, "x"))


MARKS = {
    "a box": {"paths": [box(120, 80, 290, 320)]},
    "a circle": {"ring": (80, 80, 320, 320)},
    "a circle with a gap": {"paths": [
        [(200 + 130 * np.cos(t), 200 + 130 * np.sin(t)) for t in np.linspace(0.1, 6.1, 60)]
    ]},
    "an underline": {"paths": [[(140, 305), (270, 308)]]},
    "two underlines": {"paths": [[(140, 305), (270, 305)], [(140, 330), (270, 330)]]},
    "a line at the edge": {"paths": [[(4, 0), (4, 400)]]},
    "dust": {"paths": [[(20, 20), (26, 24)], [(380, 370), (384, 378)]]},
    "a box that the digit touches": {"paths": [box(120, 80, 290, 280)]},
}  # fmt: skip


@pytest.mark.parametrize("size", [400, 80])
@pytest.mark.parametrize("name", MARKS)
def test_a_mark_is_no_ink_of_the_digit(name, size):
    mark = MARKS[name]
    alone = sheet(SEVEN)
    marked = sheet(SEVEN, *mark.get("paths", ()), ring=mark.get("ring"))
    images = [image.resize((size, size), Image.Resampling.BOX) for image in (alone, marked)]
    expected, found = map(read, images)
    # A stroke that touches a box ends where the box was.
    assert np.abs(found - expected).mean() < (0.04 if "touches" in name else 0.03)


def with_disc(centre, across):
    image = sheet(SEVEN)
    x, y = centre
    ImageDraw.Draw(image).ellipse(
        (x - across / 2, y - across / 2, x + across / 2, y + across / 2), fill=0
    )
    return mask(image)


@pytest.mark.parametrize("points", [False, True])
@pytest.mark.parametrize(("centre", "across"), [((40, 150), 36), ((40, 300), 50), ((360, 360), 30)])
def test_a_hole_punched_in_the_paper_is_no_ink(centre, across, points):
    found = without_marks(with_disc(centre, across), points=points).ink
    assert np.abs(found - mask(sheet(SEVEN))).max() < 0.01


@pytest.mark.parametrize(
    ("centre", "across"), [((265, 275), 20), ((320, 225), 90), ((200, 60), 24)]
)
def test_a_point_a_thick_zero_and_the_dot_of_an_i_stay(centre, across):
    marked = with_disc(centre, across)
    assert np.array_equal(without_marks(marked, points=True).ink, marked)


def mask(image):
    return 1 - np.asarray(image, np.float32) / 255


@pytest.mark.parametrize("paths", [
    [[(150, 120), (150, 280)], [(150, 120), (250, 120)], [(150, 200), (250, 200)],
     [(250, 200), (250, 280)], [(150, 280), (250, 280)]],
    [box(150, 100, 250, 300), [(150, 200), (250, 200)]],
    [box(150, 100, 250, 300)],
    [box(150, 100, 250, 300), [(198, 200), (202, 205)]],
], ids=["square 5", "square 8", "square 0", "dotted 0"])  # fmt: skip
def test_a_digit_of_straight_strokes_is_no_frame(paths):
    ink = mask(sheet(*paths))
    left = without_marks(ink).ink
    assert (left > 0.5).sum() > 0.9 * (ink > 0.5).sum()


def test_a_ring_with_a_slanting_stroke_may_be_a_zero_and_both_are_kept():
    picture = sheet(ONE, ring=(120, 70, 280, 330))
    images = opened_inputs(*decoded_picture(picture, "x"))
    assert len(images) == 2
    # The likelier one is the stroke alone, the other has the ring too.
    assert images[1].sum() > 1.3 * images[0].sum()


def test_a_slim_ring_that_leans_with_a_stroke_in_it_may_be_a_zero_though_it_is_wide():
    along = np.linspace(0, 2 * np.pi, 60)
    length, width, turn = 170, 55, np.radians(40)
    ring = [(200 + length * np.cos(t) * np.cos(turn) + width * np.sin(t) * np.sin(turn),
             200 - length * np.cos(t) * np.sin(turn) + width * np.sin(t) * np.cos(turn))
            for t in along]  # fmt: skip
    picture = sheet(ring, [(150, 240), (250, 160)])
    assert np.ptp([x for x, _ in ring]) > 1.1 * np.ptp([y for _, y in ring])
    assert len(opened_inputs(*decoded_picture(picture, "x"))) == 2
    level = sheet([(150, 240), (250, 160)], ring=(30, 130, 370, 270))  # is a ring around a 1
    assert len(opened_inputs(*decoded_picture(level, "x"))) == 1


def test_grain_within_a_thick_stroke_makes_no_frame_of_an_8():
    ink = mask(sheet(ring=(140, 60, 260, 200), width=40))
    ink = np.maximum(ink, mask(sheet(ring=(130, 180, 270, 340), width=40)))
    for row in (75, 190):  # where the pen went twice, the paper was taken for darker
        ink[row - 7 : row + 7, 180:220] = 0.2
        ink[row - 2 : row + 2, 190:192] = 0.5
    kept = without_marks(ink).ink
    assert (kept > 0.5).sum() > 0.99 * (ink > 0.5).sum()


def test_a_seven_in_a_ring_is_no_zero():
    picture = sheet(SEVEN, ring=(80, 80, 320, 320))
    assert len(opened_inputs(*decoded_picture(picture, "x"))) == 1


def test_the_top_of_a_5_and_the_bar_of_a_7_stay():
    ink = mask(sheet([(170, 150), (240, 150)], [(170, 170), (170, 210), (240, 240), (165, 290)]))
    assert (without_marks(ink).ink > 0.5).sum() == (ink > 0.5).sum()


def test_a_number_in_a_box_loses_the_box_alone():
    ink = mask(sheet([(120, 150), (120, 250)], SEVEN, box(60, 60, 340, 340)))
    alone = mask(sheet([(120, 150), (120, 250)], SEVEN))
    assert np.abs(without_marks(ink).ink - alone).sum() < 0.02 * alone.sum()


def row(foot, *lefts):
    return [[(left, foot - 70), (left + 40, foot - 70), (left + 12, foot)] for left in lefts]


def test_the_line_of_a_sum_is_no_ink_of_its_numbers():
    digits = [*row(110, 100, 170, 240), *row(200, 240), *row(330, 170, 240)]
    alone, line = mask(sheet(*digits, width=8)), [(80, 230), (300, 227)]
    assert np.array_equal(without_marks(alone).ink, alone)
    summed = without_marks(mask(sheet(*digits, line, width=8)))
    assert np.array_equal(summed.ink, alone)
    assert summed.other is None


@pytest.mark.parametrize("line", [
    [(160, 230), (250, 230)],  # of a fraction: no longer than a digit is high
    [(290, 60), (390, 60)],  # beside them
])  # fmt: skip
def test_a_bar_that_is_no_line_of_a_sum_stays(line):
    ink = mask(sheet(*row(110, 170), *row(330, 170, 240), line, width=8))
    assert np.array_equal(without_marks(ink).ink, ink)


def dots():
    picture = Image.new("L", (640, 640), 255)
    pen = ImageDraw.Draw(picture)
    for y in range(8, 632, 16):
        for x in range(8, 632, 16):
            pen.ellipse((x - 3, y - 3, x + 3, y + 3), fill=0)
    return picture


def hatching():
    picture = Image.new("L", (640, 640), 255)
    pen = ImageDraw.Draw(picture)
    for y in range(6, 630, 18):
        for x in range(6, 630, 11):
            pen.line((x, y, x, y + 13), fill=0, width=2)
    return picture


@pytest.mark.parametrize("picture", [dots, hatching])
def test_a_page_full_of_dots_or_dashes_keeps_nobody_waiting(picture):
    ink = mask(picture())
    start = time.process_time()
    assert (without_marks(ink, points=True).ink > 0).any()
    assert time.process_time() - start < 5  # seconds; 1,521 dots, each beside each, took 40
