"""The drawing under way as a file: whole, found again, and harmless whatever is in it."""

import errno
import json
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitpad.ink import recovery
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.recovery import RecoveryFile, left_drawings
from digitpad.ink.strokes_file import load_drawing, to_json
from digitpad.support.errors import DigitpadError


def scribble(points, seed=0):
    random = np.random.default_rng(seed)
    return Stroke(
        np.column_stack((random.uniform(0, 1000, (points, 2)), random.random((points, 2))))
    )


def left(folder):
    """A file with a drawing, whose program is gone."""
    file = RecoveryFile(folder)
    file.keep(Drawing((scribble(3),)))
    file.end(leave=True)
    (path,) = folder.glob("*.json")
    return path


def test_it_holds_what_an_ordinary_strokes_file_holds(tmp_path):
    picture = np.arange(784, dtype=np.uint8).reshape(28, 28)
    for drawing in (
        Drawing((scribble(1), scribble(500, 1), scribble(801, 2))),
        Drawing((scribble(2),), picture=picture),
        Drawing(picture=picture),
    ):
        file = RecoveryFile(tmp_path / "recovery")
        file.keep(drawing)
        (path,) = (tmp_path / "recovery").glob("*.json")
        assert json.loads(path.read_bytes()) == to_json(drawing)
        load_drawing(path)
        file.end()


def test_a_stroke_more_is_the_only_one_that_is_encoded_again(tmp_path, monkeypatch):
    first, second = scribble(300), scribble(300, 1)
    file = RecoveryFile(tmp_path)
    file.keep(Drawing((first,)))
    encoded = []
    real = recovery._path_text
    monkeypatch.setattr(recovery, "_path_text", lambda s: encoded.append(s) or real(s))
    file.keep(Drawing((first, second)))
    file.keep(Drawing((first,)))  # undone
    assert encoded == [second]
    file.end()


def test_nothing_is_left_after_a_normal_end_or_of_an_empty_drawing(tmp_path):
    file = RecoveryFile(tmp_path)
    file.keep(Drawing())
    assert list(tmp_path.iterdir()) == []
    file.keep(Drawing((scribble(3),)))
    file.keep(Drawing())
    assert list(tmp_path.glob("*.json")) == []
    file.keep(Drawing((scribble(3),)))
    file.end()
    assert list(tmp_path.iterdir()) == []


def test_only_drawings_whose_window_is_gone_are_offered_the_newest_first(tmp_path):
    living = RecoveryFile(tmp_path)
    living.keep(Drawing((scribble(9),)))
    for points in (3, 4):
        dead = RecoveryFile(tmp_path)
        dead.keep(Drawing((scribble(points),)))
        dead.end(leave=True)
    found, problems = left_drawings(tmp_path)
    assert problems == []
    assert [len(each.drawing.strokes[0].points) for each in found] == [4, 3]
    assert left_drawings(tmp_path) == ([], [])  # a second window is offered none of them
    for each in found:
        each.file.discard()
    living.end()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[" * 100_000, b'{"size": [1, 1], "strokes": [[[1e999, 0]]]}', b"\xff" * 1000,
     b'{"size": [1, 1], "strokes": [[["a", 0]]]}', b"null", b'{"size": [1e-320, 1], "strokes": 3}'],
    ids=range(8),
)  # fmt: skip
def test_a_damaged_file_is_put_aside_and_named(tmp_path, content):
    path = left(tmp_path)
    path.write_bytes(content)
    found, (problem,) = left_drawings(tmp_path)
    assert found == []
    aside = tmp_path / "damaged" / path.name
    assert aside.read_bytes() == content
    assert str(aside) in problem
    assert left_drawings(tmp_path) == ([], [])


def test_a_huge_file_is_put_aside_unread(tmp_path):
    path = left(tmp_path)
    with path.open("wb") as file:
        file.truncate(2**40)  # bytes; a hole, which takes no room
    begin = time.monotonic()
    found, problems = left_drawings(tmp_path)
    assert (found, len(problems)) == ([], 1)
    assert time.monotonic() - begin < 5


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255), cut=st.booleans())
def test_any_byte_may_be_wrong(tmp_path_factory, at, value, cut):
    folder = tmp_path_factory.mktemp("recovery")
    path = left(folder)
    content = bytearray(path.read_bytes())
    place = int(at * len(content))
    if cut:
        del content[place:]
    else:
        content[place] = value
    path.write_bytes(content)
    found, problems = left_drawings(folder)
    assert len(found) + len(problems) <= 1
    for each in found:
        assert np.isfinite(each.drawing.strokes[0].points).all()
        each.file.discard()


def test_a_drawing_from_another_sheet_fits_the_canvas(tmp_path):
    path = left(tmp_path)
    path.write_text('{"size": [10, 10], "strokes": [[[5, 5], [10, 10]]]}')
    ((found,), _) = left_drawings(tmp_path)
    assert found.drawing.strokes[0].xy.tolist() == [[500, 500], [1000, 1000]]
    found.file.discard()


def test_a_full_disk_leaves_the_drawing_before_and_says_so(tmp_path, monkeypatch):
    file = RecoveryFile(tmp_path)
    file.keep(Drawing((scribble(3),)))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("digitpad.support.files.os.fsync", full)
        with pytest.raises(DigitpadError, match="No space left"):
            file.keep(Drawing((scribble(3), scribble(4))))
    (path,) = tmp_path.glob("*.json")
    assert len(load_drawing(path).strokes) == 1
    file.end()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DigitpadError, match="could not be written"):
        RecoveryFile(tmp_path / "file" / "recovery").keep(Drawing((scribble(3),)))


def test_a_drawing_too_large_to_be_read_again_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr(recovery, "LARGEST_FILE", 1000)
    file = RecoveryFile(tmp_path)
    with pytest.raises(DigitpadError, match="larger than"):
        file.keep(Drawing((scribble(100),)))
    assert list(tmp_path.glob("*.json")) == []
    file.end()
