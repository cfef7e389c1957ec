"""``digitpad predict --number``, end to end: what it prints for strokes and pictures."""

import json

import numpy as np
import pytest
from PIL import Image, ImageDraw

from digitpad.cli import main
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import render_sheet
from digitpad.ink.strokes_file import save_drawing
from digitpad.support.folders import bundled_drawing

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
        assert set(result) == {
            "file", "text", "confidence", "sure", "digits", "marks", "digit", "probabilities"
        }  # fmt: skip
        assert result["marks"] == []
        assert (result["file"], result["text"]) == (str(file), "7171")
        assert result["digit"] is result["confidence"] is result["probabilities"] is None
        assert [digit["digit"] for digit in result["digits"]] == [7, 1, 7, 1]
        for digit in result["digits"]:
            assert set(digit) == {"digit", "confidence", "sure", "box"}
            assert 0.6 < digit["confidence"] <= 1
    # The paths' own boxes in the drawing; in the file twice as large, and the pen's ink around.
    assert by_strokes["digits"][2]["box"] == [240, 50, 300, 150]
    assert by_picture["digits"][2]["box"] == pytest.approx([470, 90, 610, 310], abs=5)


def test_json_has_marks_and_unread_ink(capsys, tmp_path):
    dash, equals = [(0, 50), (35, 51)], [[(320, 90), (370, 90)], [(320, 112), (370, 112)]]
    strokes = [[(x + 20, y + 50) for x, y in dash], *(s.xy.tolist() for s in number(80).strokes)]
    sheet = tuple(Stroke.from_xy(path) for path in [*strokes, *equals])
    save_drawing(Drawing(sheet, (500.0, 400.0)), tmp_path / "n.json")
    _, out, _ = output(capsys, "predict", "--json", tmp_path / "n.json")
    (result,) = json.loads(out)["results"]
    assert result["text"] == "−71□"
    assert [digit["digit"] for digit in result["digits"]] == [7, 1]
    assert [(mark["text"], mark["read"]) for mark in result["marks"]] == [("−", True), ("□", False)]
    assert result["marks"][1]["box"] == [320, 90, 370, 112]
    assert result["sure"] is False
    _, out, _ = output(capsys, "predict", tmp_path / "n.json")
    assert ": −71□ (" in out
    assert "not sure" in out


def test_a_digit_with_a_minus_is_one_digit(capsys, tmp_path):
    dash = [(20, 100), (55, 101)]
    seven = [(x + 80, y + 50) for x, y in SEVEN]
    sheet = tuple(Stroke.from_xy(path) for path in (dash, seven))
    save_drawing(Drawing(sheet, (500.0, 400.0)), tmp_path / "n.json")
    _, out, _ = output(capsys, "predict", "--json", tmp_path / "n.json")
    (result,) = json.loads(out)["results"]
    assert (result["text"], result["digit"]) == ("−7", 7)
    assert result["confidence"] == result["digits"][0]["confidence"] == max(result["probabilities"])


def test_rows_are_told_in_one_line(capsys, tmp_path):
    both = Drawing((*number(40).strokes, *number(40, top=220).strokes), (500.0, 400.0))
    save_drawing(both, tmp_path / "rows.json")
    _, out, _ = output(capsys, "predict", "--number", tmp_path / "rows.json")
    assert ": 71 / 71 (" in out
    _, out, _ = output(capsys, "predict", "--number", tmp_path / "rows.json", "--json")
    assert json.loads(out)["results"][0]["text"] == "71\n71"


def test_what_cannot_be_read_fails_with_one_line_and_the_others_are_read(capsys, strokes, tmp_path):
    Image.new("L", (60, 60), 255).save(tmp_path / "blank.png")
    (tmp_path / "bad.png").write_bytes(b"bad")
    status, out, err = output(
        capsys, "predict", "--number", "--json", tmp_path / "blank.png", strokes,
        tmp_path / "bad.png",
    )  # fmt: skip
    assert status == 1
    assert [result["text"] for result in json.loads(out)["results"]] == ["7171"]
    assert len(err.splitlines()) == 1
    assert "blank.png shows no ink" in err
    assert "1 more failed" in err


def test_without_an_option_what_is_a_number_is_read_as_one(capsys, strokes, scan):
    _, out, _ = output(capsys, "predict", "--json", strokes, scan, bundled_drawing())
    results = json.loads(out)["results"]
    assert [result["text"] for result in results] == ["7171", "7171", "7"]
    assert [result["digit"] for result in results] == [None, None, 7]


def test_a_number_can_be_taken_for_one_digit(capsys, strokes):
    _, out, _ = output(capsys, "predict", "--digit", "--json", strokes)
    (result,) = json.loads(out)["results"]
    assert len(result["digits"]) == len(result["text"]) == 1
    assert result["digit"] == int(result["text"])
    # The paths of all four.
    assert result["digits"][0]["box"] == [40, 50, 340, 150]


def test_a_digit_in_a_picture_has_its_inks_box(capsys, tmp_path):
    picture = Image.new("L", (400, 300), 255)
    ImageDraw.Draw(picture).line([(100, 60), (180, 60), (130, 240)], fill=0, width=14)
    picture.save(tmp_path / "seven.png")
    _, out, _ = output(capsys, "predict", "--json", tmp_path / "seven.png")
    (result,) = json.loads(out)["results"]
    assert result["text"] == "7"
    assert result["digits"][0]["box"] == pytest.approx([94, 53, 187, 245], abs=8)
