"""``digitpad predict --number``, end to end: what it prints for strokes and pictures."""

import json

import numpy as np
import pytest
from PIL import Image

from digitpad.cli import main
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import render_sheet
from digitpad.ink.strokes_file import save_drawing

SEVEN = [(0, 0), (60, 0), (25, 100)]
ONE = [(100, 0), (99, 50), (100, 100)]


def number(*lefts, top=50):
    """The number 71, once for each left edge."""
    paths = [[(left + x, top + y) for x, y in path] for left in lefts for path in (SEVEN, ONE)]
    return Drawing(tuple(Stroke.from_xy(path, 10.0) for path in paths), (500.0, 200.0))


@pytest.fixture
def strokes(tmp_path):
    save_drawing(number(40, 240), tmp_path / "n.json")
    return tmp_path / "n.json"


@pytest.fixture
def scan(tmp_path):
    """Dark on light, 1,000 pixels wide: more than is worked with."""
    ink = render_sheet(number(40, 240), 1000, brush=True)
    Image.fromarray(np.rint(255 - 220 * ink).astype(np.uint8)).save(tmp_path / "n.png")
    return tmp_path / "n.png"


def output(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_it_tells_people(capsys, strokes, scan):
    status, out, err = output(capsys, "predict", "--number", strokes, scan)
    assert (status, err) == (0, "")
    first, second = out.splitlines()
    assert first.startswith(f"{strokes}: 7171 (")
    assert second.startswith(f"{scan}: 7171 (")
    assert first.endswith(" %)")


def test_json_has_each_digit_with_its_box(capsys, strokes, scan):
    status, out, err = output(capsys, "predict", "--number", "--json", strokes, scan)
    assert (status, err) == (0, "")
    by_strokes, by_picture = json.loads(out)["results"]
    for result, file in ((by_strokes, strokes), (by_picture, scan)):
        assert set(result) == {"file", "number", "confidence", "sure", "digits"}
        assert (result["file"], result["number"]) == (str(file), "7171")
        assert [digit["digit"] for digit in result["digits"]] == [7, 1, 7, 1]
        for digit in result["digits"]:
            assert set(digit) == {"digit", "confidence", "sure", "probabilities", "box"}
            assert digit["confidence"] == max(digit["probabilities"])
            assert sum(digit["probabilities"]) == pytest.approx(1, abs=1e-5)
        product = np.prod([digit["confidence"] for digit in result["digits"]])
        assert result["confidence"] == pytest.approx(product)
    # The paths' own boxes in the drawing; in the file twice as large, and the pen's ink around.
    assert by_strokes["digits"][2]["box"] == [240, 50, 60, 100]
    assert by_picture["digits"][2]["box"] == pytest.approx([470, 90, 140, 220], abs=5)


def test_rows_are_told_in_one_line(capsys, tmp_path):
    both = Drawing((*number(40).strokes, *number(40, top=220).strokes), (500.0, 400.0))
    save_drawing(both, tmp_path / "rows.json")
    _, out, _ = output(capsys, "predict", "--number", tmp_path / "rows.json")
    assert ": 71 / 71 (" in out
    _, out, _ = output(capsys, "predict", "--number", tmp_path / "rows.json", "--json")
    assert json.loads(out)["results"][0]["number"] == "71\n71"


def test_what_cannot_be_read_fails_with_one_line_and_the_others_are_read(capsys, strokes, tmp_path):
    Image.new("L", (60, 60), 255).save(tmp_path / "blank.png")
    (tmp_path / "bad.png").write_bytes(b"bad")
    status, out, err = output(
        capsys, "predict", "--number", "--json", tmp_path / "blank.png", strokes,
        tmp_path / "bad.png",
    )  # fmt: skip
    assert status == 1
    assert [result["number"] for result in json.loads(out)["results"]] == ["7171"]
    assert len(err.splitlines()) == 1
    assert "blank.png shows no ink" in err
    assert "1 more failed" in err


def test_without_the_option_a_picture_is_one_digit(capsys, strokes):
    _, out, _ = output(capsys, "predict", "--json", strokes)
    (result,) = json.loads(out)["results"]
    assert set(result) == {"file", "digit", "confidence", "sure", "probabilities"}
