"""Figures: their size, their maps' pixels, and that any caption is only text."""

import io
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from digitpad.figures.figure import flow_figure, layer_figure
from digitpad.figures.sheet import fitted, mosaic
from digitpad.figures.spec import DARK, LIGHT, FigureLabels, FigureSpec, usual_caption
from digitpad.graph.changes import Changes, Channel
from digitpad.graph.trace import shown_layers, trace
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.described import graph_of
from digitpad.network.layers import Conv2d, Flatten, Linear, LogSoftmax, MaxPool2d, ReLU
from digitpad.support.colour_scales import shaded
from digitpad.support.typeface import drawable, use_our_font, width_of, wrapped
from digitpad.training.module import Network, graph_with

WIDE = Architecture(
    "wide",
    (
        Conv2d("a" * 64, kernels=300, size=5, stride=4),
        MaxPool2d("p", size=2, stride=2),
        ReLU("r"),
        Flatten("f"),
        Linear("many", features=700),
        Linear("few", features=15),
        LogSoftmax("between"),
        Linear("last", features=10),
        LogSoftmax("out"),
    ),
)
HOSTILE = (
    "costs $5, $x_1^{2}$ and \\frac{1} $", "a_b <b>&amp;</b> ]]> -- <!-- --", "\x00\x1b[31m\ud83d",
    "数字 😀 \U000e0001", "{0} %s %", "word " * 3000, "x" * 5000, "\n\n one \n two \n",
)  # fmt: skip
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SVG = "{http://www.w3.org/2000/svg}"


def traced(architecture, changes=None, seed=5):
    torch.manual_seed(seed)
    image = np.zeros((28, 28), np.float32)
    image[5:8, 6:22], image[8:24, 15:18] = 1.0, 0.8
    return trace(graph_with(Network(architecture)), image, changes or Changes())


def layer(name, architecture=TUTORIAL):
    return next(shown for shown in shown_layers(graph_of(architecture, {})) if shown.name == name)


def pixels(content):
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB")).astype(np.uint32)


def as_shades(picture):
    return 0xFF000000 | picture[..., 0] << 16 | picture[..., 1] << 8 | picture[..., 2]


def place_of(block, picture):
    """Where ``block`` of shades lies in ``picture``, pixel by pixel; None if it does not."""
    height, width = block.shape
    windows = np.lib.stride_tricks.sliding_window_view(picture, width, axis=1)
    for y in range(picture.shape[0] - height + 1):
        for x in np.flatnonzero((windows[y] == block[0]).all(axis=1)).tolist():
            if (picture[y : y + height, x : x + width] == block).all():
                return x, y
    return None


@pytest.mark.parametrize("size", [(1600, 1000), (401, 303), (200, 200), (200, 1200), (1999, 200)])
def test_a_png_has_exactly_the_size_that_was_asked_for(size):
    made, spec = traced(TUTORIAL), FigureSpec("png", *size, caption="A caption " * 20)
    for name in ("conv2", "fc1", "log_softmax"):
        with Image.open(io.BytesIO(layer_figure(made, layer(name), spec))) as picture:
            assert picture.size == size
    with Image.open(io.BytesIO(flow_figure(made, spec))) as picture:
        assert picture.size == size


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("each", [False, True])
def test_each_map_is_there_in_the_tables_colours(dark, each):
    made = traced(TUTORIAL)
    spec = FigureSpec("png", 800, 500, dark=dark, each=each)
    picture = as_shades(pixels(layer_figure(made, layer("conv1"), spec)))
    shades = shaded(made.outputs[1], True, dark, each=each)
    places = []
    for channel in shades:
        (found,) = (
            (place, side) for side in range(12, 1, -1)
            if (place := place_of(channel.repeat(side, 0).repeat(side, 1), picture)) is not None
        )  # fmt: skip
        places.append(found)
    assert len({side for _, side in places}) == 1
    tops = [y for (_, y), _ in places]
    assert sorted(places, key=lambda found: (found[0][1], found[0][0])) == places
    assert tops == sorted(tops)


def test_every_layer_is_in_the_flow():
    made = traced(TUTORIAL)
    picture = as_shades(pixels(flow_figure(made, FigureSpec())))
    for shown in shown_layers(made.graph):
        values = made.values(shown)
        if values.ndim == 3:
            channel = shaded(values, shown.signed, False)[int(values.std(axis=(1, 2)).argmax())]
            assert any(
                place_of(channel.repeat(side, 0).repeat(side, 1), picture) is not None
                for side in range(1, 9)
            ), shown.name


def test_the_bars_are_as_long_as_the_probabilities():
    made = traced(TUTORIAL)
    picture = pixels(layer_figure(made, layer("log_softmax"), FigureSpec("png", 1000, 700)))
    lengths = []
    for colour in (LIGHT.accent, LIGHT.bar):
        there = (picture == [int(colour[n : n + 2], 16) for n in (1, 3, 5)]).all(axis=2)
        columns = (bytes(column).split(b"\0") for column in there.T.astype(np.uint8))
        lengths.append(max(len(run) for column in columns for run in column))
    probabilities = np.sort(made.probabilities)
    assert lengths[1] / lengths[0] == pytest.approx(probabilities[-2] / probabilities[-1], abs=0.02)


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_any_network_is_drawn(kind):
    made = traced(WIDE)
    for size in ((320, 240), (1200, 800)):
        spec = FigureSpec(kind, *size, caption="Any network")
        assert flow_figure(made, spec)
        for shown in shown_layers(made.graph):
            assert layer_figure(made, shown, spec)


@pytest.mark.parametrize(
    ("size", "words"), [((1600, 1000), " ".join(LETTERS)), ((640, 400), "word ")]
)
def test_a_figure_has_the_same_margin_on_the_right_as_on_the_left(size, words):
    made, long = traced(TUTORIAL), FigureSpec("png", *size, caption=words * 8)
    margin = round(max(9, min(size[0] / 64, size[1] / 40)))  # as large as the text
    background = [int(LIGHT.background[n : n + 2], 16) for n in (1, 3, 5)]
    heading = LETTERS * 5
    while width_of(heading, 1.3 * margin, semibold=True) > size[0]:
        heading = heading[:-1]  # it fits on the sheet, and not between its margins
    for content in (
        flow_figure(made, long, replace(FigureLabels(), read_as=heading)), *(
            layer_figure(made, layer(name), long) for name in ("conv1", "log_softmax")
        ),
    ):  # fmt: skip
        (columns,) = np.nonzero((pixels(content) != background).any(axis=(0, 2)))
        assert columns.min() >= margin - 2  # a letter may lean out of its place
        assert columns.max() <= size[0] - margin + margin // 4  # letters have whole pixels
    # The scale of colours ends where the margin begins.
    scale = pixels(layer_figure(made, layer("conv1"), long))[margin : 2 * margin, size[0] // 2 :]
    (columns,) = np.nonzero((scale != background).any(axis=(0, 2)))
    assert size[0] // 2 + columns.max() + 1 == pytest.approx(size[0] - margin, abs=1)


def test_more_maps_than_pixels_are_drawn_all_the_same():
    layout = fitted((4096, 28, 28), (40, 30), 5)
    assert layout.gap == 0
    assert mosaic(np.zeros((4096, 28, 28), np.uint32), layout).shape[2] == 4
    architecture = Architecture("n", (Conv2d("c", kernels=4096, size=1), Flatten("f"),
                            Linear("l", features=10), LogSoftmax("o")))  # fmt: skip
    made = traced(architecture)
    content = layer_figure(made, layer("c", architecture), FigureSpec("png", 200, 200))
    assert pixels(content).shape == (200, 200, 3)


@pytest.mark.parametrize("kind", ["png", "svg"])
@pytest.mark.parametrize("caption", HOSTILE, ids=range(len(HOSTILE)))
def test_any_caption_is_only_text(kind, caption):
    made = traced(TUTORIAL)
    spec = FigureSpec(kind, 480, 320, caption=caption)
    for content in (layer_figure(made, layer("pool2"), spec), flow_figure(made, spec)):
        if kind == "svg":
            ElementTree.fromstring(content)
        else:
            assert pixels(content).shape == (320, 480, 3)


def test_a_caption_does_not_cover_the_maps():
    made = traced(TUTORIAL)
    with_caption = FigureSpec("png", 900, 600, caption="word " * 500)
    picture = as_shades(pixels(layer_figure(made, layer("conv1"), with_caption)))
    for channel in shaded(made.outputs[1], True, False):
        assert any(
            place_of(channel.repeat(side, 0).repeat(side, 1), picture) is not None
            for side in range(12, 0, -1)
        )


def test_an_svg_is_the_same_each_time_and_keeps_its_pixels_sharp():
    made, spec = traced(TUTORIAL), FigureSpec("svg", 800, 500, caption="Twice")
    first = flow_figure(made, spec)
    assert first == flow_figure(made, spec)
    root = ElementTree.fromstring(first)
    assert (root.get("width"), root.get("height")) == ("600pt", "375pt")  # 3/4 pt for a pixel
    images = root.findall(f".//{SVG}image")
    layers = [shown for shown in shown_layers(made.graph) if shown.shape != (10,)]
    assert len(images) == 2 * len(layers)  # maps, and their scales
    assert all("pixelated" in (image.get("style") or "") for image in images)
    assert not root.findall(f".//{SVG}text"), "text is drawn as paths: no font is needed"
    assert b"<dc:date>" not in first


def test_silenced_maps_are_crossed_out():
    silenced = Changes(frozenset({Channel("conv1", 3)}))
    spec = FigureSpec("png", 800, 500)
    muted = [int(LIGHT.muted[n : n + 2], 16) for n in (1, 3, 5)]

    def count(changes):
        picture = pixels(layer_figure(traced(TUTORIAL, changes), layer("conv1"), spec))
        return (picture == muted).all(axis=2).sum()

    assert count(silenced) > count(None) + 200


def test_values_that_are_not_numbers_do_not_stop_a_figure():
    made = traced(TUTORIAL)
    for output in made.outputs:
        output[...] = np.nan
    for shown in shown_layers(made.graph):
        assert layer_figure(made, shown, FigureSpec("png", 400, 300))
    assert flow_figure(made, FigureSpec("png", 400, 300))


def test_a_small_picture_of_a_large_figure_is_for_previews():
    made, spec = traced(TUTORIAL), FigureSpec("png", 8000, 5000, ratio=0.05)
    assert pixels(layer_figure(made, layer("conv1"), spec)).shape == (250, 400, 3)


def test_dark_figures_have_the_dark_background():
    made = traced(TUTORIAL)
    for spec, colours in ((FigureSpec("png", 300, 200), LIGHT),
                          (FigureSpec("png", 300, 200, dark=True), DARK)):  # fmt: skip
        corner = pixels(flow_figure(made, spec))[0, 0].tolist()
        assert corner == [int(colours.background[n : n + 2], 16) for n in (1, 3, 5)]


def test_labels_are_in_the_users_language():
    made, spec = traced(TUTORIAL), FigureSpec("svg", 600, 400)
    german = replace(FigureLabels(), softmax="Wahrscheinlichkeiten")
    assert b"<title>softmax" in layer_figure(made, layer("log_softmax"), spec)
    assert b"<title>Wahrscheinlichkeiten" in layer_figure(made, layer("log_softmax"), spec, german)
    caption = usual_caption(made, layer("log_softmax"), german, "seven.json")
    digit = int(made.probabilities.argmax())
    assert caption.startswith(f"Wahrscheinlichkeiten of digitpad for seven.json read as {digit}? (")


def test_lines_are_wrapped_to_their_room():
    use_our_font()
    lines = wrapped("one two three four five six seven " * 4 + "y" * 90, 12, 120, 50)
    assert len(lines) > 5
    assert all(width_of(line, 12) <= 120 for line in lines)
    assert "".join("".join(lines).split()) == "onetwothreefourfivesixseven" * 4 + "y" * 90
    cut = wrapped("word " * 400, 12, 120, 3)
    assert len(cut) == 3
    assert cut[-1].endswith("…")
    assert wrapped("", 12, 120, 3) == []


def test_signs_that_no_font_has_are_boxes():
    use_our_font()
    assert drawable("a\tb\x00c\U000e0001\ue000") == "a b c  "
    assert drawable("\U0001f9ff") == "□"
    assert drawable("× − … é") == "× − … é"


def test_an_answer_that_is_not_sure_has_its_mark_in_caption_and_heading():
    made = traced(TUTORIAL)  # which has learnt nothing
    answer = int(made.probabilities.argmax())
    assert made.probabilities[answer] < 0.6
    assert f"read as {answer}? (" in usual_caption(made, "flow", FigureLabels())
    content = flow_figure(made, FigureSpec("svg", 800, 500))
    assert f"read as {answer}? (".encode() in content
