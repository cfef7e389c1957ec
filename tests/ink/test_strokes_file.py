"""Strokes files: the contract's form in and out, and strangers' files refused."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.ink.drawing import CANVAS_SIDE, TIME, Drawing, Stroke
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
