"""Hard shadows, faint ink, small and tight pictures, residue of scans: read as plain ones."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy import ndimage

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.ink.photo.paper import background, is_light_ink, sheet
from digitpad.ink.photo.photograph import without_grain
from digitpad.ink.photo.picture import decoded_picture, ink_input, opened_input
from digitpad.support.errors import EmptyInkError
from tests.ink.photo.cleaned_ink import clean_ink

SEVEN = [(0.35, 0.25), (0.65, 0.25), (0.6, 0.4), (0.45, 0.75)]


def picture(side=400, ink=40, paper=200, noise=1.5, width=0.04, shade=None):
    image = Image.new("L", (4 * side, 4 * side))
    path = [(4 * x * side, 4 * y * side) for x, y in SEVEN]
    ImageDraw.Draw(image).line(path, fill=255, width=round(4 * width * side), joint="curve")
    share = np.asarray(image.reduce(4), float) / 255
    values = paper - share * (paper - ink)
    if shade is not None:
        values = values * shade
    values = values + np.random.default_rng(1).normal(0, noise, values.shape)
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


def like_strokes(image):
    strokes = Drawing((Stroke.from_xy([(1000 * x, 1000 * y) for x, y in SEVEN]),))
    found = opened_input(*decoded_picture(image, "x"))
    shifts = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
    target = network_input(strokes)
    return min(np.abs(np.roll(found, shift, (0, 1)) - target).mean() for shift in shifts) < 0.05


def edge(angle, side=400, dark=0.55, pixels=6):
    rows, columns = np.indices((side, side)) - side / 2
    along = columns * np.cos(angle) + rows * np.sin(angle)
    return np.interp(along, [-pixels / 2, pixels / 2], [dark, 1])


@pytest.mark.parametrize("angle", [0, 0.8, 1.6, 2.9, 4])
@pytest.mark.parametrize("dark", [0.45, 0.55, 0.75])
def test_a_hard_shadow_across_the_digit_is_no_ink(angle, dark):
    assert like_strokes(picture(shade=edge(angle, dark=dark)))


@pytest.mark.parametrize("angle", [0.9, 2.3, 3.8, 5.4])
@pytest.mark.parametrize("off", [-0.12, 0.12])
@pytest.mark.parametrize(("side", "pixels"), [(240, 20), (400, 20), (400, 60)])
def test_the_light_or_the_shadow_in_a_corner_is_no_ink(angle, off, side, pixels):
    corner = np.roll(edge(angle, 2 * side, pixels=pixels), round(off * side), (0, 1))
    quarter = slice(side // 2, side // 2 + side)
    assert like_strokes(picture(side, paper=228, shade=corner[quarter, quarter]))


def test_a_smooth_half_in_the_dark_is_paper():
    grey = np.full((400, 400), 0.8, np.float32) * edge(0.3, dark=0.5)
    grey = (grey + np.random.default_rng(1).normal(0, 0.005, grey.shape)).astype(np.float32)
    assert sheet(grey, background(grey)).all()


@pytest.mark.parametrize("paper", [120, 200, 250])
def test_a_contrast_of_20_of_255_is_read(paper):
    assert like_strokes(picture(ink=paper - 20, paper=paper, noise=1.0))
    assert like_strokes(picture(ink=paper - 20, paper=paper, noise=0.0))


@pytest.mark.parametrize("noise", [0.3, 0.6, 0.9])
def test_a_thin_faint_digit_is_read_though_the_grain_of_its_sheet_has_more_pixels(noise):
    assert like_strokes(picture(240, ink=205, paper=220, noise=noise, width=0.02))


def test_the_grain_of_empty_paper_is_still_no_ink():
    noise = np.random.default_rng(3).normal(200, 2.0, (400, 400))
    with pytest.raises(EmptyInkError):
        opened_input(*decoded_picture(Image.fromarray(noise.astype(np.uint8)), "x"))


@pytest.mark.parametrize("side", [40, 60, 99, 101])
def test_a_small_photograph_is_cleaned_as_a_large_one(side):
    light = np.linspace(0.6, 1, side)[None, :].repeat(side, axis=0)
    assert like_strokes(picture(side, shade=light, width=0.05))


def grain_of(spread, side=400):
    return np.random.default_rng(1).normal(0, spread, (side, side))


@pytest.mark.parametrize("width", [0.03, 0.09, 0.13])
@pytest.mark.parametrize("noise", [0, 5, 12, 25])
def test_light_ink_on_dark_ground_is_read_however_thick_and_grainy(width, noise):
    assert like_strokes(picture(ink=200, paper=40, noise=noise, width=width))


@pytest.mark.parametrize(("ink", "paper"), [(190, 70), (70, 190)], ids=["light", "dark"])
@pytest.mark.parametrize("width", [0.09, 0.13])
def test_a_thick_stroke_that_grain_takes_apart_is_not_taken_for_paper(ink, paper, width):
    shade = np.linspace(0.8, 1, 400)[None, :].repeat(400, axis=0)
    assert like_strokes(picture(ink=ink, paper=paper, noise=30, width=width, shade=shade))


def test_grain_as_coarse_as_some_pixels_is_no_ink():
    taken = picture(ink=200, paper=60, noise=0, width=0.1)
    grain = ndimage.gaussian_filter(grain_of(1), 1.0)
    values = np.asarray(taken, float) + 20 * grain / grain.std()
    assert like_strokes(Image.fromarray(values.clip(0, 255).astype(np.uint8)))


def test_a_picture_without_much_grain_stays_as_sharp_as_it_is():
    grey = np.asarray(picture(noise=3), np.float32) / 255
    colours = np.stack([grey, grey, 0.5 * grey], axis=2)
    same, same_colours = without_grain(grey, colours)
    np.testing.assert_array_equal(same, grey)
    np.testing.assert_array_equal(same_colours, colours)
    smooth, smooth_colours = without_grain(np.float32(grey + grain_of(0.1)), colours)
    assert smooth[:80, :80].std() < 0.04
    assert smooth_colours.shape == colours.shape


@pytest.mark.parametrize("share", [0.15, 0.25, 0.45])
@pytest.mark.parametrize("tilt", [0, 20])
def test_a_small_sheet_on_a_dark_table_is_no_light_ink(share, tilt):
    side = round(640 * share)
    note = picture(side, width=0.07).resize((side, round(1.2 * side)))
    table = Image.new("L", (640, 640), 40)
    mask = Image.new("L", note.size, 255).rotate(tilt, expand=True)
    table.paste(note.rotate(tilt, expand=True), (250, 200), mask)
    assert not is_light_ink(np.asarray(table, np.float32) / 255)


@pytest.mark.parametrize("tilt", [0, 10])
@pytest.mark.parametrize("darkest", [0.3, 0.4])
def test_a_note_on_a_dark_table_in_light_from_a_corner_is_no_light_ink(darkest, tilt):
    table = Image.new("L", (640, 480), 60)
    note = picture(260, paper=240, width=0.06)
    mask = Image.new("L", note.size, 255).rotate(tilt, expand=True)
    table.paste(note.rotate(tilt, expand=True), (150, 100), mask)
    light = np.linspace(1, darkest, 640) * np.linspace(1, darkest, 480)[:, None]
    assert not is_light_ink(np.float32(np.asarray(table) / 255 * light))


def test_a_line_thinner_than_the_blocks_is_no_sheet():
    board = np.full((400, 400), 0.2, np.float32)
    board[200:202, 100:300] = 0.6  # thinner than what a sheet is looked for in
    assert is_light_ink(board)


@pytest.mark.parametrize("width", [0.01, 0.05])
def test_a_box_around_a_digit_in_chalk_is_no_sheet(width):
    board = picture(ink=220, paper=40, noise=4, width=0.05)
    box = [80, 60, 300, 330]
    ImageDraw.Draw(board).rectangle(box, outline=220, width=round(400 * width))
    assert like_strokes(board)


def test_faint_residue_around_a_scanned_digit_does_not_shrink_it():
    ink = np.zeros((300, 300), np.float32)
    ink[60:240, 130:160] = 1
    with_residue = ink.copy()
    with_residue[20:280, 90:200] = np.maximum(ink[20:280, 90:200], 0.2)
    np.testing.assert_allclose(ink_input(with_residue), ink_input(ink), atol=1e-6)


def test_a_thick_stroke_that_the_edge_cuts_off_is_no_table():
    image = picture(300, width=0.11).crop((0, 0, 300, 205))
    grey = np.asarray(image, np.float32) / 255
    assert sheet(grey, background(grey)).all()
    found = clean_ink(grey, digit_only=True) > 0.35
    assert abs(found.mean() - (grey < 0.5).mean()) < 0.2 * (grey < 0.5).mean()


def test_a_picture_in_mnists_frame_is_the_input_itself():
    image = network_input(Drawing((Stroke.from_xy([(1000 * x, 1000 * y) for x, y in SEVEN]),)))
    again = opened_input(*decoded_picture(Image.fromarray(np.uint8(image * 255)), "x"))
    np.testing.assert_allclose(again, image, atol=1 / 255)


def test_a_digit_that_was_stretched_to_a_square_gets_its_shape_back():
    places = np.arange(16) - 7.5
    radius = np.hypot(places[:, None], places)
    values = np.where((radius < 8) & (radius > 5.5), 0, 255).astype(np.uint8)
    rows, columns = np.nonzero(opened_input(*decoded_picture(Image.fromarray(values), "x")) > 0.5)
    assert np.ptp(columns) + 1 == 16  # 0.8 of the box of 20
    assert np.ptp(rows) + 1 == 20


FIVE_IN_TWO = """
    .............### ........######## ........####.... ................ ................
    .####........... .####........... .########....... .############... ..........####..
    ............###. .............### ###..........### ####........#### .###############
    ...##########...
"""


@pytest.mark.parametrize("dark", [0, 255])
def test_a_bold_symbol_that_fills_most_of_its_picture_is_ink(dark):
    places = np.arange(16) - 7.5
    radius = np.hypot(places[:, None], places)
    ring = (radius < 8) & (radius > 4.8)
    assert ring.mean() > 0.5
    symbol = Image.fromarray(np.where(ring, dark, 255 - dark).astype(np.uint8))
    found = clean_ink(*decoded_picture(symbol, "x")) > 0.5
    pixels = np.asarray(Image.fromarray(found).resize((16, 16)))
    assert (pixels == ring).mean() > 0.95


def test_a_symbol_keeps_a_piece_that_touches_its_edge():
    paper = np.array([[mark == "." for mark in row] for row in FIVE_IN_TWO.split()])
    symbol = Image.fromarray(np.uint8(255 * paper))
    found = clean_ink(*decoded_picture(symbol, "x"), digit_only=True) > 0.5
    assert found[:56, 150:].mean() > 0.4


EIGHT = """
......########......
...##############...
..################..
.######......######.
.####..........####.
.####..........####.
.#####........#####.
..######....######..
...##############...
.....##########.....
....############....
..######....######..
.######......######.
######........######
#####..........#####
#####..........#####
######........######
.######......######.
..################..
....############....
"""


@pytest.mark.parametrize("ink", [0, 255])
def test_a_bold_symbol_of_which_paper_shows_in_the_corners_alone_is_ink(ink):
    rows = EIGHT.split()
    solid = np.array([[sign == "#" for sign in row] for row in rows])
    solid = solid[:, 1:-1]
    assert solid.mean() > 0.6
    symbol = Image.fromarray(np.where(solid, ink, 255 - ink).astype(np.uint8))
    found = clean_ink(*decoded_picture(symbol, "x")) > 0.5
    assert found[len(found) // 2, found.shape[1] // 2]
    assert not found[0, 0]
