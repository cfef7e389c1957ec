"""The flow as it is painted: cells, their texts, maps, ink and answer, arcs and lines; and keys."""

from types import SimpleNamespace

import numpy as np
import pytest

from digitpad.graph.flow import Flow, FlowCell
from digitpad.graph.trace import trace
from digitpad.reading.classify import DigitAnswer
from digitpad.support.colour_scales import shaded
from digitpad.ui.pages.layers.flow_places import INK, places_of
from digitpad.ui.theme import LIGHT
from tests.ui.flows import cell_of, made_strip
from tests.ui.painted import in_colour, is_frame, place_of, shades, written

SHEET = np.zeros((40, 40), np.float32)
SHEET[10:30, 18:22] = 1.0
SURE, UNSURE = (DigitAnswer(tuple(p if n == 7 else (1 - p) / 9 for n in range(10)))
                for p in (0.91, 0.28))  # fmt: skip


def texts_of(strip):
    """What the strip writes, also where it keeps what it has painted before."""
    strip._kept = None
    return written(strip)


def in_cell(found, rect):
    return [one for one in found if rect.left() <= one.place.center().x() <= rect.right()]


def test_each_cell_has_its_name_above_and_its_shape_below(strip):
    found = texts_of(strip)
    expected = {"conv1": "8×28×28", "relu1": "8×28×28", "pool1": "8×14×14", "conv2": "32×14×14",
                "fc1": "49", "fc2": "10"}  # fmt: skip
    assert (
        expected.items()
        <= {strip._title(place): strip._shape(place) for place in range(strip.why)}.items()
    )
    for place in strip._places.all:
        rect, (name, shape) = strip.layer_rect(place), in_cell(found, strip.layer_rect(place))[:2]
        assert name.place.center().x() == pytest.approx(rect.center().x(), abs=1.5)
        assert name.place.center().y() == pytest.approx(rect.top() + 12, abs=1)
        assert name.pixels == 11
        if expected.get(name.text):
            assert shape.text == expected[name.text]
            assert shape.place.center().x() == pytest.approx(rect.center().x(), abs=1.5)
            assert shape.place.center().y() == pytest.approx(rect.bottom() - 9, abs=1)
            assert shape.colour == LIGHT.muted
    assert found[0].text == "ink"
    assert [one.text for one in found if one.text == "why?"]


def test_the_chosen_cell_has_a_frame_and_a_ground_and_stands_out(strip):
    for place in (INK, 0, 2, strip.why):
        strip.select(place)
        names = {strip._title(one): one for one in strip._places.all}
        for one in texts_of(strip):
            if one.text in names:
                is_chosen = names[one.text] == place
                assert one.colour == (LIGHT.text if is_chosen else LIGHT.muted), one.text
        rect = strip.layer_rect(place).toAlignedRect()
        blue = in_colour(strip, LIGHT.accent)
        middle = rect.center()
        rows, columns = np.flatnonzero(blue[:, middle.x()]), np.flatnonzero(blue[middle.y()])
        assert rows.min() == pytest.approx(rect.top() + 1, abs=1)
        assert rows.max() == pytest.approx(rect.bottom() - 1, abs=1)
        assert columns.min() == pytest.approx(rect.left() + 1, abs=1)
        assert columns.max() == pytest.approx(rect.right() - 1, abs=1)
        other = strip.layer_rect(1).toRect()
        assert not in_colour(strip, LIGHT.window)[other.top() + 5, other.left() + 5]
        assert in_colour(strip, LIGHT.window)[rect.top() + 6, rect.left() + 6]


def test_the_frame_is_thicker_while_the_flow_has_the_keyboard(qtbot, strip):
    strip.select(2)
    strip.clearFocus()
    thin = in_colour(strip, LIGHT.accent).sum()
    strip.activateWindow()
    strip.setFocus()
    qtbot.waitUntil(strip.hasFocus)
    assert in_colour(strip, LIGHT.accent).sum() > 1.5 * max(thin, 1)


def test_before_anything_is_drawn_all_maps_are_empty_frames(strip):
    frames = in_colour(strip, LIGHT.border)
    area = strip.layer_rect(4).adjusted(4, 21, -4, -19).toRect()  # conv2 and its relu: 32 maps
    assert strip._shape(4).startswith("32×")
    inside = frames[area.top() - 1 : area.bottom() + 2, area.left() - 1 : area.right() + 2]
    ends = np.flatnonzero(np.diff(np.r_[False, inside.any(axis=0), False].astype(int)))
    assert inside.any()
    assert len(ends) >= 2
    (question,) = [one for one in texts_of(strip) if one.text == "?"]
    assert question.colour == LIGHT.faint
    assert question.pixels == 30
    assert question.is_bold


def test_the_ink_lies_in_a_square_frame_in_its_cell(strip):
    area = strip.layer_rect(INK).adjusted(4, 21, -4, -19)
    side = min(area.width(), area.height())
    left, top = area.center().x() - side / 2, area.center().y() - side / 2
    edges = [round(n) for n in (left, top, left + side, top + side)]
    cell = strip.layer_rect(INK).toRect()

    def in_ink(colour):
        return in_colour(strip, colour)[:, : cell.right()]

    strip.select(3)
    assert is_frame(in_ink(LIGHT.border), *edges, reach=1)
    assert not in_ink(LIGHT.ink).any()
    strip.show_trace(None, SHEET, None, each=False)
    assert is_frame(in_ink(LIGHT.border), *edges, reach=1)
    ink = np.argwhere(in_ink(LIGHT.ink))
    stroke = [left + side * 18 / 40, top + side * 10 / 40, left + side * 22 / 40,
              top + side * 30 / 40]  # fmt: skip
    found = [*ink.min(axis=0)[::-1], *(ink.max(axis=0)[::-1] + 1)]
    assert found == pytest.approx(stroke, abs=2.5)


@pytest.mark.parametrize(
    ("answer", "text", "pixels", "colour"),
    [(SURE, "7", 30, LIGHT.accent), (UNSURE, "7?", 22, LIGHT.warning)],
)
def test_the_answer_stands_in_the_last_cell_with_its_doubt(strip, answer, text, pixels, colour):
    strip.show_trace(None, None, answer, each=False)
    (one,) = [one for one in texts_of(strip) if one.text == text]
    rect = strip.layer_rect(strip.why)
    assert one.place.center().x() == pytest.approx(rect.center().x(), abs=1)
    middle = (rect.top() + 21 + rect.bottom() - 19) / 2
    assert one.place.center().y() == pytest.approx(middle, abs=1)
    assert (one.pixels, one.colour, one.is_bold) == (pixels, colour, True)


@pytest.mark.parametrize(("number", "text"), [(41, "41"), (41, "41?"), (687, "687"), (687, "687?")])
def test_the_answer_of_a_network_with_many_classes_fits_into_its_cell(strip, number, text):
    share = 0.3 if text.endswith("?") else 0.9
    rest = (1 - share) / 999
    answer = DigitAnswer(tuple(share if n == number else rest for n in range(1000)))
    strip.show_trace(None, None, answer, each=False)
    (one,) = [one for one in texts_of(strip) if one.text == text]
    assert strip.layer_rect(strip.why).contains(one.place)
    assert one.pixels >= 10


@pytest.mark.parametrize("each", [False, True])
def test_maps_are_the_layers_values_on_one_scale_or_each_on_its_own(strip, network, each):
    found = trace(network, np.float32(SHEET[6:34, 6:34]))
    strip.show_trace(found, SHEET, SURE, each=each)
    place = [*strip._titles].index("pool1")
    layer = strip._places.cells[place].layer
    values = found.outputs[layer.index]
    colours = shaded(values, layer.signed, False, each=each)
    area = strip.layer_rect(place).toRect()
    there = shades(strip)[:, area.left() : area.right()]
    kept = [channel for channel in colours if len(np.unique(channel)) > 4]
    assert len(kept) >= 4
    for channel in kept:
        # Several pixels of the screen for a value, or fewer: as the layout has it.
        count = sum((there == shade).sum() for shade in np.unique(channel)[-3:])
        assert count > 0


def test_one_layers_maps_are_seen_value_by_value(qtbot, network):
    strip = made_strip(qtbot, network)
    strip.resize(strip.width() * 2, 400)
    found = trace(network, np.float32(SHEET[6:34, 6:34]))
    strip.show_trace(found, SHEET, SURE, each=False)
    for title in ("pool1", "pool2"):
        rect, place = cell_of(strip, title)
        layer = strip._places.cells[place].layer
        colours = shaded(found.outputs[layer.index], layer.signed, False)
        there = shades(strip)[:, round(rect.left()) : round(rect.right())]
        best = int(np.argmax([len(np.unique(channel)) for channel in colours]))
        *_, side = place_of(colours[best], there)
        assert side >= 2


# Arcs and lines


def painted_rows(strip, x, reach=4):
    """The rows in which something stands in the columns around ``x``."""
    picture = shades(strip)
    band = picture[:, round(x) - reach : round(x) + reach + 1]
    return (band != picture[0, 0]).any(axis=1)


def test_a_line_leads_from_a_cell_to_each_of_its_branches_and_from_there_on(branched):
    stem, _ = cell_of(branched, "stem")
    for title in ("left", "right"):
        branch, place = cell_of(branched, title)
        after = next(
            branched.layer_rect(n)
            for n, cell in enumerate(branched._places.cells)
            if place in cell.inputs
        )
        for one, other in ((stem, branch), (branch, after)):
            low, high = sorted((one.center().y(), other.center().y()))
            assert high - low > 10
            rows = painted_rows(branched, one.right())
            assert rows[round(low) + 2 : round(high) - 2].mean() > 0.97


def test_cells_in_a_row_have_no_lines_between_them(strip):
    strip.show_trace(None, None, SURE, each=False)
    strip.select(strip.why)  # no frame is between the others
    for place in range(strip.why - 2):
        rect = strip.layer_rect(place)
        rows = painted_rows(strip, rect.right(), reach=1)
        assert not rows[round(rect.top()) + 24 : round(rect.bottom()) - 22].any()
    assert not in_colour(strip, LIGHT.faint).any()


def test_an_arc_goes_up_over_what_it_skips_and_down_again(branched):
    ((source, target, level),) = branched._places.arcs
    assert level == 0
    assert [branched._titles[n] for n in (source, target)] == ["cat", "add"]
    assert branched._places.head == 7
    out, back = branched.layer_rect(source), branched.layer_rect(target)
    across = shades(branched)[:7, round(out.right()) + 4 : round(back.left()) - 4]
    ground = shades(branched)[0, 0]
    assert (across != ground).any(axis=0).all()
    assert (across[1:5] != ground).any(axis=0).all(), "at 2.8 pixels: 0.6 of 7 above the cells"
    for x, rect in ((out.right() - 2, out), (back.left() + 2, back)):
        rows = painted_rows(branched, x, reach=1)
        assert rows[8 : round(rect.center().y()) - 1].mean() > 0.9
    beyond = shades(branched)[:6, round(back.left()) + 8 :]
    assert (beyond == ground).all()


def flow(*inputs):
    """A flow of cells in a row, each made of the cells at these places."""
    cells = tuple(
        FlowCell(SimpleNamespace(), str(n), "", "", before, n, 0) for n, before in enumerate(inputs)
    )
    return Flow(cells, frozenset())


def test_arcs_that_would_meet_are_on_levels_of_their_own():
    apart = places_of(flow((), (0,), (1, 0), (2,), (3, 2)))
    assert apart.arcs == [(0, 2, 0), (2, 4, 0)]
    assert apart.head == 7
    nested = places_of(flow((), (0,), (1, 0), (2, 0)))
    assert nested.arcs == [(0, 2, 0), (0, 3, 1)], "the shorter one is below"
    assert nested.head == 14
    many = places_of(flow((), (0,), (1, 0), (2, 0), (3, 0), (4, 0)))
    assert [level for *_, level in many.arcs] == [0, 1, 2, 2], "three levels at most"
    assert many.head == 21
    assert places_of(flow((), (0,), (1,))).head == 0


def test_columns_share_what_is_left_alike_and_give_alike_where_it_is_too_little():
    places = places_of(flow((), (0,)))  # beside ink and why
    rects = places.rects([40, 60, 80, 20], 240, 100)
    assert [rect.getRect() for rect in rects] == [
        (0, 0, 50, 100), (50, 0, 70, 100), (120, 0, 90, 100), (210, 0, 30, 100),
    ]  # fmt: skip
    rects = places.rects([40, 60, 80, 20], 100, 100)
    assert [(rect.left(), rect.width()) for rect in rects] == [
        (0, 20), (20, 30), (50, 40), (90, 10),
    ]  # fmt: skip


def test_branches_share_their_columns_height_below_the_arcs():
    cells = [
        FlowCell(SimpleNamespace(), "", "", "", before, column, lane)
        for before, column, lane in (((), 0, 0), ((0,), 1, 0), ((0,), 1, 1), ((1, 2, 0), 2, 0))
    ]
    places = places_of(Flow(tuple(cells), frozenset()))
    assert places.arcs == [(0, 3, 0)]
    rects = places.rects([10] * 5, 50, 107)
    tops = [(rect.left(), rect.top(), rect.height()) for rect in rects]
    assert tops == [
        (0, 7, 100), (10, 7, 100), (20, 7, 50), (20, 57, 50), (30, 7, 100), (40, 7, 100),
    ]  # fmt: skip
