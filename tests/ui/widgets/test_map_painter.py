"""Where maps and their values lie, how they are painted quickly, and the scale beside them."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from digitpad.graph.maps import as_maps, maps_shape, of_maps, on_maps
from digitpad.support.colour_scales import shaded, table
from digitpad.ui.theme import LIGHT
from digitpad.ui.widgets.map_painter import (
    MANY,
    Legend,
    MapLayout,
    fitted,
    ink_image,
    outline,
    paint_maps,
    paint_mosaic,
    paint_sampled,
    paint_values,
)
from tests.ui.painted import in_colour, is_frame, shades, written

# Maps of 2 x 3 values, 10 pixels each, 3 side by side with 5 pixels between them: 5 maps.
LAYOUT = MapLayout(7, 9, 3, 5, 2, 3, 10, 35, 25)
CORNERS = [(7, 9), (42, 9), (77, 9), (7, 34), (42, 34)]


def test_a_map_and_its_values_lie_beside_and_below_the_others():
    for channel, corner in enumerate(CORNERS):
        assert LAYOUT.map_rect(channel) == QRectF(*corner, 30, 20)
    assert LAYOUT.value_rect(4, 1, 2) == QRectF(42 + 20, 34 + 10, 10, 10)
    assert LAYOUT.part(1, (0, 1), (1, 2)) == QRectF(42 + 10, 9, 20, 20)


def test_a_value_is_found_at_its_place_and_none_between_beside_and_behind_the_maps():
    for channel, (left, top) in enumerate(CORNERS):
        for row in range(2):
            for column in range(3):
                for x, y in ((0.5, 0.5), (9.5, 9.5)):
                    point = QPointF(left + 10 * column + x, top + 10 * row + y)
                    assert LAYOUT.position_at(point) == (channel, row, column)
    for point in ((39, 15), (15, 31), (6.5, 15), (15, 8.5), (79, 40), (112.5, 15), (15, 60)):
        assert LAYOUT.position_at(QPointF(*point)) is None, point


def test_maps_in_another_order_are_found_where_they_are_painted():
    layout = MapLayout(7, 9, 3, 5, 2, 3, 10, 35, 25, order=(3, 0, 4, 1, 2))
    for place, channel in enumerate((3, 0, 4, 1, 2)):
        assert layout.map_rect(channel).topLeft().toTuple() == CORNERS[place]
        assert layout.channel(place) == channel
        assert layout.position_at(layout.map_rect(channel).center())[0] == channel


@pytest.mark.parametrize(
    ("shape", "area", "gap", "columns", "side"),
    [((4, 5, 5), (0, 0, 210, 210), 10, 2, 20),  # 2 x 2: (210 - 10) / 10
     ((4, 5, 5), (0, 0, 430, 100), 10, 4, 20),
     ((3, 4, 4), (0, 0, 40, 140), 10, 1, 10),
     ((1, 10, 20), (0, 0, 405, 409), 5, 1, 20)],
)  # fmt: skip
def test_maps_are_laid_out_as_large_as_they_fit_and_in_the_middle(shape, area, gap, columns, side):
    layout = fitted(shape, QRectF(*area), gap)
    assert (layout.columns, layout.side) == (columns, side)
    rects = [layout.map_rect(channel) for channel in range(shape[0])]
    whole = rects[0]
    for rect in rects:
        whole = whole.united(rect)
    assert QRectF(*area).contains(whole)
    middle = QRectF(*area).center()
    assert whole.center().toTuple() == pytest.approx(middle.toTuple(), abs=0.01)
    for one, other in pairwise(rects):
        assert not one.intersects(other)


def test_a_number_of_columns_is_kept_and_much_that_has_no_room_is_small():
    assert fitted((4, 5, 5), QRectF(0, 0, 210, 210), 10, 4).columns == 4
    assert fitted((4, 5, 5), QRectF(0, 0, 430, 100), 10, 1).columns == 1
    narrow = fitted((1, 100, 100), QRectF(0, 0, 50, 80), 0)
    assert narrow.side == pytest.approx(0.5)
    none = fitted((3, 4, 4), QRectF(0, 0, 4, 4), 10)
    assert none.side == pytest.approx(0.01)


def test_values_of_any_number_of_axes_are_maps_and_places_go_to_and_fro():
    assert maps_shape((7,)) == (7, 1, 1)
    assert maps_shape((3, 4)) == (1, 3, 4)
    assert maps_shape((2, 3, 4, 5)) == (6, 4, 5)
    for shape in ((7,), (3, 4), (2, 3, 4), (2, 3, 4, 5)):
        values = np.arange(np.prod(shape)).reshape(shape)
        maps = as_maps(values)
        for place in ([0] * len(shape), [n - 1 for n in shape], [n // 2 for n in shape]):
            region = on_maps(tuple((n,) for n in place), shape)
            on = tuple(axis[0] for axis in region)
            assert maps[on] == values[tuple(place)]
            assert of_maps(on, shape) == tuple(place)


@pytest.fixture
def paper():
    """An image of 112 x 60 pixels, all of them magenta, and its shade."""
    image = QImage(112, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#ff00ff"))
    return image


def expected_pixels(values, image):
    """The pixels of ``image`` once LAYOUT has these shades, made by hand."""
    pixels = shades(image)
    for channel, (left, top) in enumerate(CORNERS):
        block = values[channel].repeat(10, 0).repeat(10, 1)
        pixels[top : top + 20, left : left + 30] = block
    return pixels


@pytest.mark.parametrize("how", [paint_maps, paint_mosaic, paint_sampled, paint_values])
def test_every_way_to_paint_maps_paints_each_value_in_its_place(paper, how):
    values = np.random.default_rng(5).normal(size=(5, 2, 3)).astype(np.float32)
    colours = shaded(values, True, False)
    expected = expected_pixels(colours, paper)
    painter = QPainter(paper)
    area = paper.rect()
    if how is paint_maps:
        paint_maps(painter, LAYOUT, colours)
    elif how is paint_mosaic:
        paint_mosaic(painter, area, LAYOUT, colours)
    elif how is paint_sampled:
        end = float(np.abs(values).max())
        paint_sampled(
            painter, area, LAYOUT, values, lambda seen: shaded(seen, True, False, end=end)
        )
    else:
        paint_values(painter, area, LAYOUT, values, True, None)
    painter.end()
    np.testing.assert_array_equal(shades(paper), expected)


def test_more_values_than_the_screen_shows_have_one_scale(paper):
    """The largest of 60,000 values, which ends the scale, is between those that are seen."""
    values = np.zeros((1, 300, 200), np.float32)
    values[0, :, 100:] = 0.5
    values[0, 1, 0] = 1.0
    assert values.size > MANY
    painter = QPainter(paper)
    paint_values(painter, paper.rect(), fitted((1, 300, 200), QRectF(0, 0, 40, 60), 0), values,
                 False, None)  # fmt: skip
    painter.end()
    scale = table(False, False)
    assert shades(paper)[30, 5] == scale[0]
    assert shades(paper)[30, 35] == scale[127]


def test_units_are_squares_of_their_shade(paper):
    units = MapLayout(0, 0, 4, 4, 1, 1, 20, 25, 25)
    colours = np.array([[[0xFF112233]], [[0xFF445566]], [[0xFF778899]], [[0xFFAABBCC]]], np.uint32)
    painter = QPainter(paper)
    paint_maps(painter, units, colours)
    painter.end()
    for unit, shade in enumerate(colours.ravel()):
        square = shades(paper)[:20, 25 * unit : 25 * unit + 20]
        assert (square == shade).all()
    assert (shades(paper)[:20, 20:25] == 0xFFFF00FF).all()


def test_a_region_is_outlined_in_the_maps_that_it_names_alone(paper):
    painter = QPainter(paper)
    outline(painter, LAYOUT, ((1, 4), (0, 1), (1,)), QPen(QColor("#00ff00"), 1))
    outline(painter, LAYOUT, ((0,), (), (1,)), QPen(QColor("#0000ff"), 1))
    painter.end()
    there = in_colour(paper, "#00ff00")
    for left, top in (CORNERS[1], CORNERS[4]):
        around = np.zeros_like(there)
        around[top - 2 : top + 23, left : left + 30] = True
        assert is_frame(there & around, left + 10, top, left + 20, top + 20, reach=1)
        there &= ~around
    assert not there.any()
    assert not in_colour(paper, "#0000ff").any(), "of no rows there is nothing to outline"


def test_ink_is_white_on_black_or_has_the_shades_that_are_given():
    ink = np.float32([[0, 1], [0.2, 0.6]])
    expected = [[0xFF000000, 0xFFFFFFFF], [0xFF333333, 0xFF999999]]
    assert shades(ink_image(ink)).tolist() == expected
    ramp = 0xFF000000 | np.arange(256, dtype=np.uint32)
    assert (shades(ink_image(ink, ramp)) & 0xFF).tolist() == [[0, 255], [51, 153]]


# The scale


@pytest.mark.parametrize("signed", [True, False])
def test_a_scale_goes_from_its_lowest_to_its_highest_number(qtbot, signed):
    legend = Legend(bar=100)
    qtbot.addWidget(legend)
    legend.resize(legend.sizeHint())
    assert legend.size().toTuple() == (200, 18)
    legend.show_scale(signed, "−2.5", "7.5")
    bar = shades(legend)[4:14, 50:150]
    scale = table(signed, False)
    for x in (0, 25, 50, 75, 99):
        column = set(bar[:, x].tolist())
        near = scale[max(round((x - 1.5) * 2.55), 0) : round((x + 2.5) * 2.55)]
        assert len(column) == 1
        assert column <= set(near.tolist()), x
    ground = shades(legend)[0, 100]
    assert (shades(legend)[:4, 50:150] == ground).all()
    assert (shades(legend)[14:, 50:150] == ground).all()
    low, high = written(legend)
    assert (low.text, high.text) == ("−2.5", "7.5")
    assert low.place.right() == pytest.approx(45, abs=1)
    assert high.place.left() == pytest.approx(155, abs=1)
    assert {one.colour for one in (low, high)} == {LIGHT.muted}
    for one in (low, high):
        assert one.place.center().y() == pytest.approx(9, abs=1)
        assert one.pixels == 11
    assert legend.accessibleName() == "Colours from −2.5 to 7.5"
    legend.clear()
    assert not written(legend)
    assert (shades(legend) == ground).all()
    assert legend.accessibleName() == ""
