"""Strokes files: the contract's form in and out, and strangers' files refused."""

import base64
import json
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.ink.drawing import CANVAS_SIDE, TIME, Drawing, Stroke
from digitpad.ink.photo.on_sheet import Crop, PaperImage, Photo
from digitpad.ink.strokes_file import load_drawing, save_drawing
from digitpad.support.errors import StrokesError


def test_the_contracts_form_is_read(tmp_path):
    file = tmp_path / "drawing.json"
    file.write_text('{"size": [400, 300], "strokes": [[[1, 2], [3.5, 4]], [[9, 9]]]}')
    drawing = load_drawing(file)
    assert drawing.size == (400, 300)
    assert drawing.strokes[0].xy.tolist() == [[1, 2], [3.5, 4]]
    assert drawing.strokes[1].xy.tolist() == [[9, 9]]


def test_a_saved_drawing_comes_back_whole(tmp_path):
    points = np.array([[1.25, 2.5, 0.5, 0.0], [3, 4, 0.75, 0.016]])
    save_drawing(Drawing((Stroke(points, 33.0),)), tmp_path / "a.json")
    (stroke,) = load_drawing(tmp_path / "a.json").strokes
    np.testing.assert_allclose(stroke.points, points)
    assert stroke.width == 33.0
    content = json.loads((tmp_path / "a.json").read_text())
    assert content["size"] == [CANVAS_SIDE, CANVAS_SIDE]
    assert content["strokes"] == [[[1.25, 2.5], [3.0, 4.0]]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[" * 100_000,
        "[]",
        "{}",
        '{"size": [1, 1]}',
        '{"size": [0, 1], "strokes": []}',
        '{"size": [1, 1, 1], "strokes": []}',
        '{"size": ["a", "b"], "strokes": []}',
        '{"size": [1, 1], "strokes": 3}',
        '{"size": [1, 1], "strokes": [[]]}',
        '{"size": [1, 1], "strokes": [[[1, 2], [3]]]}',
        '{"size": [1, 1], "strokes": [[[1, 2, 3]]]}',
        '{"size": [1, 1], "strokes": [[["1", "2"]]]}',
        '{"size": [1, 1], "strokes": [[[true, false]]]}',
        '{"size": [1, 1], "strokes": [[[NaN, 1]]]}',
        '{"size": [1, 1], "strokes": [[[1e999, 1]]]}',
        '{"size": [1, 1], "strokes": [[[1e300, 1]]]}',
        '{"size": [1, 1], "strokes": [[{"x": 1}]]}',
        '{"size": [1, 1], "strokes": [[[1, 1]]], "pens": [{"width": -1}]}',
        '{"size": [1, 1], "strokes": [[[1, 1]]], "pens": [{"pressure": [1, 1]}]}',
        "\x00\x01\x02",
    ],
)
def test_other_files_are_refused_with_one_sentence(tmp_path, text):
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(StrokesError, match=r"x\.json"):
        load_drawing(file)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(StrokesError, match="No such file"):
        load_drawing(tmp_path / "none.json")


def test_a_huge_file_is_not_read(tmp_path):
    file = tmp_path / "huge.json"
    with file.open("wb") as handle:
        handle.truncate(17 * 2**20)
    with pytest.raises(StrokesError, match="larger than"):
        load_drawing(file)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


@given(size=json_values, strokes=json_values, pens=json_values)
@settings(max_examples=200)
def test_any_json_is_read_or_refused(tmp_path_factory, size, strokes, pens):
    file = tmp_path_factory.mktemp("any") / "x.json"
    file.write_text(json.dumps({"size": size, "strokes": strokes, "pens": pens}))
    try:
        load_drawing(file)
    except StrokesError as error:
        assert "x.json" in str(error)


def test_a_drawing_of_another_shape_is_fitted_in_the_middle(tmp_path):
    drawing = Drawing((Stroke.from_xy([(0, 0), (400, 200)], 20),), size=(400, 200))
    fitted = drawing.fitted_to_canvas()
    assert fitted.strokes[0].xy.tolist() == [[0, 250], [1000, 750]]
    assert fitted.strokes[0].width == 50


def test_a_pens_clock_may_have_run_for_years(tmp_path):
    stroke = Stroke.from_xy([(1.0, 1.0), (2.0, 2.0)])
    stroke.points[:, TIME] = 1.7e9, 1.7e9 + 0.5
    save_drawing(Drawing((stroke,)), tmp_path / "a.json")
    assert load_drawing(tmp_path / "a.json").strokes[0].points[1, TIME] == 1.7e9 + 0.5


def test_a_sheet_too_small_to_be_enlarged_is_refused(tmp_path):
    (tmp_path / "a.json").write_text('{"size": [1e-308, 1e-308], "strokes": [[[0, 0]]]}')
    with pytest.raises(StrokesError, match="size"):
        load_drawing(tmp_path / "a.json")


@pytest.mark.parametrize("size", [[1, 1], [0.5, 2], [28, 28], [1000, 1000]])
@pytest.mark.parametrize("far", [1.5, 1500, 2e5])
def test_what_is_read_and_fitted_to_the_canvas_can_be_saved_and_read_again(tmp_path, size, far):
    content = {"size": size, "strokes": [[[0.2, 0.1], [far, 0.9]]], "pens": [{"width": 0.9}]}
    (tmp_path / "a.json").write_text(json.dumps(content))
    fitted = load_drawing(tmp_path / "a.json").fitted_to_canvas()
    save_drawing(fitted, tmp_path / "b.json")
    (stroke,) = load_drawing(tmp_path / "b.json").strokes
    np.testing.assert_allclose(stroke.xy, fitted.strokes[0].xy, atol=5e-4)
    assert stroke.width == fitted.strokes[0].width


@pytest.mark.parametrize("size", [[1, 1], [1000, 500]])
def test_a_brush_that_takes_minutes_to_draw_is_refused_for_what_it_is(tmp_path, size):
    content = {"size": size, "strokes": [[[0.2, 0.1]]], "pens": [{"width": 1001 * size[0]}]}
    (tmp_path / "a.json").write_text(json.dumps(content))
    with pytest.raises(StrokesError, match="holds a number beyond"):
        load_drawing(tmp_path / "a.json")
    content["pens"][0]["width"] = 1000 * size[0]
    (tmp_path / "a.json").write_text(json.dumps(content))
    fitted = load_drawing(tmp_path / "a.json").fitted_to_canvas()
    save_drawing(fitted, tmp_path / "b.json")
    assert load_drawing(tmp_path / "b.json").strokes[0].width == 1e6


def png(width, height):
    def chunk(kind, data):
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode()


@pytest.mark.parametrize("side", [0, 50, 3000, 10_000, 30_000])
def test_a_picture_in_a_file_that_is_none_is_refused(tmp_path, side):
    content = {"size": [1, 1], "strokes": [], "photo": {"grey": png(side, side)}}
    (tmp_path / "a.json").write_text(json.dumps(content))
    with pytest.raises(StrokesError, match="is not a picture"):
        load_drawing(tmp_path / "a.json")


def test_a_table_of_hundreds_of_numbers_is_saved_with_all_its_frames(tmp_path):
    image = PaperImage(np.full((400, 400), 255, np.uint8))
    crops = tuple(
        Crop((float(x), float(y), x + 9.0, y + 15.0), is_cut=False)
        for y in range(0, 400, 20) for x in range(0, 400, 20)
    )  # fmt: skip
    save_drawing(Drawing(photo=Photo(image, crops)), tmp_path / "a.json")
    photo = load_drawing(tmp_path / "a.json").photo
    assert photo is not None
    assert photo.crops == crops
