"""Figures of the ink: its pictures pixel by pixel, alone and before the flow."""

import io
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from digitpad.figures.figure import flow_figure
from digitpad.figures.ink_figure import draw_cropped, draw_ink, draw_strokes, ink_figure
from digitpad.figures.layer_drawing import Area
from digitpad.figures.sheet import Sheet
from digitpad.figures.spec import DARK, LIGHT, FigureLabels, FigureSpec, usual_caption
from digitpad.graph.trace import shown_layers, trace
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.preparation import ALL_STEPS, Preparation, prepare
from digitpad.ink.strokes_file import load_drawing
from digitpad.support.colour_scales import shaded
from digitpad.support.folders import bundled_drawing
from digitpad.support.typeface import width_of

NOTHING = Preparation(*[False] * 6)


@pytest.fixture(scope="module")
def seven():
    return load_drawing(bundled_drawing())


def made(network, drawing, preparation=ALL_STEPS):
    steps = prepare(drawing, preparation)
    return trace(network, steps.image, normalise=preparation.normalise), steps


def sampled(seven):
    return Drawing(picture=np.rint(prepare(seven).image * 255).astype(np.uint8))


def pixels(content):
    picture = np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(np.uint32)
    return 0xFF000000 | picture[..., 0] << 16 | picture[..., 1] << 8 | picture[..., 2]


def test_a_figure_of_the_ink_ends_where_its_right_margin_begins(network, seven):
    made_of, steps = made(network, seven)
    for width, height in ((1600, 600), (400, 400)):
        margin = round(max(9, min(width / 64, height / 40)))  # as large as the text
        heading = "abcdefghijklmnopqrstuvwxyz" * 5
        while width_of(heading, 1.3 * margin, semibold=True) > width:
            heading = heading[:-1]  # it fits on the sheet, and not between its margins
        spec, labels = FigureSpec("png", width, height), replace(FigureLabels(), steps=heading)
        picture = pixels(ink_figure(made_of, steps, spec, labels))
        (columns,) = np.nonzero((picture != shade(LIGHT.background)).any(axis=0))
        assert columns.min() >= margin - 2  # a letter may lean out of its place
        assert width - 3 * margin <= columns.max() <= width - margin + margin // 4


def shade(colour):
    return 0xFF000000 | int(colour[1:], 16)


def grey(ink):
    level = np.rint(ink * 255).astype(np.uint32)
    return 0xFF000000 | level << 16 | level << 8 | level


def places(block, picture):
    """Where ``block`` of shades, each enlarged alike, lies in ``picture``: its corners and size."""
    for side in range(20, 0, -1):
        large = block.repeat(side, 0).repeat(side, 1)
        if large.shape[0] > picture.shape[0] or large.shape[1] > picture.shape[1]:
            continue
        windows = np.lib.stride_tricks.sliding_window_view(picture, large.shape[1], axis=1)
        found = [
            (x, y)
            for y in range(picture.shape[0] - large.shape[0] + 1)
            for x in np.flatnonzero((windows[y] == large[0]).all(axis=1)).tolist()
            if (picture[y : y + large.shape[0], x : x + large.shape[1]] == large).all()
        ]
        if found:
            return found, side
    return [], 0


@pytest.mark.parametrize("dark", [False, True])
def test_every_picture_is_there_in_its_order_and_all_its_pixels_are_equally_large(
    network, seven, dark
):
    traced, steps = made(network, seven)
    picture = pixels(ink_figure(traced, steps, FigureSpec(width=900, height=560, dark=dark)))
    normalised = (steps.image - np.float32(0.1307)) / np.float32(0.3081)
    blocks = [grey(steps.boxed), grey(steps.penned), grey(steps.image)]
    found = [places(block, picture) for block in (*blocks, shaded(normalised, True, dark))]
    assert [len(corners) for corners, _ in found] == [1, 3, 2, 1]  # they are what is centred
    assert len({side for _, side in found}) == 1
    (boxed,), (penned, *_), (centred, last), (normal,) = (corners for corners, _ in found)
    assert boxed[1] == penned[1] < centred[1] == last[1] == normal[1], "two rows"
    assert boxed[0] < penned[0]
    assert centred[0] < last[0] < normal[0]


def test_what_was_drawn_and_cropped_is_the_steps_own_picture_but_finer(network, seven):
    _, steps = made(network, seven)
    sheet = Sheet(FigureSpec(width=500, height=300))
    draw_strokes(sheet, Area(10, 20, 224, 224), steps)
    draw_cropped(sheet, Area(250, 20, 136, 136), steps)
    picture = pixels(sheet.content("")) & 0xFF
    paper, ink = (int(colour[5:], 16) for colour in (LIGHT.paper, LIGHT.ink))
    drawn = (picture[20:244, 10:234].astype(float) - paper) / (ink - paper)
    averaged = drawn.reshape(112, 2, 112, 2).mean(axis=(1, 3))
    assert np.abs(averaged - steps.sheet).mean() < 0.01
    assert np.corrcoef(averaged.ravel(), steps.sheet.ravel())[0, 1] > 0.97
    cropped = picture[20:156, 250:386].astype(float) / 255
    columns = np.flatnonzero((cropped < 1).any(axis=0))
    width = columns[-1] + 1 - columns[0]
    assert width == pytest.approx(2 * steps.cropped.shape[1], abs=3)
    assert cropped[:, columns[0] : columns[-1] + 1].mean() == pytest.approx(
        steps.cropped.mean(), abs=0.02
    )


def test_steps_that_are_off_are_named_so_and_grey_levels_have_no_scale(network, seven):
    traced, steps = made(network, seven, NOTHING)
    spec = FigureSpec(width=900, height=560)
    content = ink_figure(traced, steps, spec)
    assert content != ink_figure(traced, steps, spec, FigureLabels(off="{0}"))
    corners, _ = places(grey(steps.image), pixels(content))
    assert len(corners) == 2, "after grey, and as the network gets it"
    full = made(network, seven)
    assert ink_figure(*full, spec) == ink_figure(*full, spec, FigureLabels(off="never"))


def test_of_a_sample_only_what_acts_on_it_is_drawn(network, seven):
    traced, steps = made(network, sampled(seven))
    picture = pixels(ink_figure(traced, steps, FigureSpec(width=900, height=560)))
    corners, side = places(grey(steps.image), picture)
    assert len(corners) == 1
    low, high = (shade(colour) & 0xFF for colour in (LIGHT.paper, LIGHT.ink))
    x, y = corners[0]
    drawn = picture[y : y + 28 * side, :x] & 0xFF  # the sample's own picture is on its left
    expected = np.rint(low + steps.image * (high - low)).repeat(side, 0).repeat(side, 1)
    assert any(
        (drawn[:, left : left + 28 * side] == expected).all() for left in range(x - 28 * side)
    )


@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize("size", [(200, 200), (200, 1200), (1999, 200), (800, 500), (401, 303)])
def test_it_has_any_size_that_is_asked_for_and_is_the_same_each_time(network, seven, kind, size):
    traced, steps = made(network, seven)
    spec = FigureSpec(kind, *size, caption="<b> $1 & 数字 \x00 " * 9)
    content = ink_figure(traced, steps, spec)
    assert content == ink_figure(traced, steps, spec)
    if kind == "png":
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.size == size
    else:
        root = ElementTree.fromstring(content)
        assert root.get("width") == f"{size[0] * 0.75:g}pt"
        assert b"<title>From ink to input" in content


@pytest.mark.parametrize("drawing", [
    Drawing((Stroke.from_xy([(500, 500)]),)),
    Drawing((Stroke.from_xy([(3000, 100), (3000, 900)]),)),  # beside the sheet
    Drawing((Stroke.from_xy([(500, 500), (500.1, 500)], 0.5),)),  # too thin to be seen
    Drawing((Stroke.from_xy([(10, 20), (30, 150)], 9.0),), size=(40.0, 200.0)),
], ids=["dot", "beside", "thin", "tall"])  # fmt: skip
@pytest.mark.parametrize("preparation", [ALL_STEPS, NOTHING])
def test_any_drawing_becomes_a_figure(network, drawing, preparation):
    traced, steps = made(network, drawing, preparation)
    for spec in (FigureSpec(width=640, height=400), FigureSpec("svg", 300, 200)):
        assert ink_figure(traced, steps, spec)
        assert flow_figure(traced, spec, steps=steps)


def test_the_flow_begins_with_the_ink_where_there_is_any(network, seven):
    traced, steps = made(network, seven)
    size = (800, 500)
    for spec, colours in ((FigureSpec("png", *size), LIGHT),
                          (FigureSpec("png", *size, dark=True), DARK)):  # fmt: skip
        without = pixels(flow_figure(traced, spec))
        picture = pixels(flow_figure(traced, spec, steps=steps))
        assert not (without == shade(colours.ink)).any()
        rows, columns = np.nonzero(picture == shade(colours.ink))
        assert len(rows) > 100
        assert rows.max() - rows.min() > columns.max() - columns.min(), "a seven"
        values = traced.values(shown_layers(traced.graph)[0])
        (input_at,), _ = places(shaded(values, True, spec.dark)[0], picture)
        assert columns.max() < input_at[0]


def test_the_caption_and_names_are_in_the_users_language(network, seven):
    traced, steps = made(network, seven)
    german = FigureLabels(steps="Von der Tinte zur Eingabe")
    content = ink_figure(traced, steps, FigureSpec("svg", 600, 400), german)
    assert b"<title>Von der Tinte zur Eingabe" in content
    caption = usual_caption(traced, "ink", german, "seven.json")
    assert caption == "Von der Tinte zur Eingabe of digitpad for seven.json read as 7 (99.9 %)"


def test_each_picture_of_the_ink_has_a_thin_frame_just_outside(network, seven):
    _, steps = made(network, seven)
    sheet = Sheet(FigureSpec(width=500, height=200))
    draw_strokes(sheet, Area(10, 20, 140, 140), steps)
    draw_cropped(sheet, Area(170, 20, 140, 140), steps)
    draw_ink(sheet, Area(330, 20, 140, 140), steps.boxed)
    there = pixels(sheet.content("")) == 0xFF000000 | int(LIGHT.border[1:], 16)
    expected = np.zeros_like(there)
    for left in (10, 170, 330):
        expected[19:161, left - 1 : left + 141] = True
        expected[20:160, left : left + 140] = False
    np.testing.assert_array_equal(there, expected)


def test_each_tile_of_the_flow_has_its_name_and_its_shape_above_it(network, seven, monkeypatch):
    made_of, steps = made(network, seven)
    written, text = [], Sheet.text

    def note(sheet, x, y, words, *arguments, **named):
        written.append(words)
        return text(sheet, x, y, words, *arguments, **named)

    monkeypatch.setattr(Sheet, "text", note)
    flow_figure(made_of, FigureSpec("png", 1600, 1000), steps=steps)
    for name, shape in (("ink", "75 points"), ("conv1", "8 × 28 × 28"), ("pool1", "8 × 14 × 14")):
        assert name in written, written
        assert written[written.index(name) + 1] == shape
