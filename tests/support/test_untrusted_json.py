"""A stranger's JSON: read up to a size, refused in a clause whatever is in it, and where."""

import json
import math
import os
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.support.errors import ContentError
from digitpad.support.untrusted_json import (
    list_of,
    made,
    of_version,
    one_of,
    or_none,
    parsed,
    parts,
    read_json,
    text,
    truth,
    within,
)

MOST = 2**20
WHOLE = json.dumps({"name": "a", "numbers": list(range(100))})


def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path):
    for encoding in ("utf-8", "utf-8-sig"):
        (tmp_path / "a.json").write_text(WHOLE, encoding=encoding)
        assert read_json(tmp_path / "a.json", len(WHOLE) + 3) == json.loads(WHOLE)


def test_a_file_may_be_as_large_as_is_said_and_no_larger(tmp_path):
    (tmp_path / "a.json").write_bytes(b"1" + b" " * (MOST - 1))
    assert read_json(tmp_path / "a.json", MOST) == 1
    (tmp_path / "a.json").write_bytes(b"1" + b" " * MOST)
    with pytest.raises(ContentError, match=r"^it is larger than 1 MB$"):
        read_json(tmp_path / "a.json", MOST)
    with pytest.raises(ContentError, match=r"^it is larger than 256 KB$"):
        read_json(tmp_path / "a.json", 2**18)


def test_every_cut_of_a_file_is_refused(tmp_path):
    for end in range(len(WHOLE)):
        (tmp_path / "a.json").write_text(WHOLE[:end])
        with pytest.raises(ContentError):
            read_json(tmp_path / "a.json", MOST)


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"source":' * 50_000, b"\xff\xfe", b"9" * 5000, b" " * (MOST + 1)],
    ids=["nested", "nested objects", "no text", "a long number", "too large"],
)
def test_a_hostile_file_is_refused(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(ContentError):
        read_json(tmp_path / "a.json", MOST)


def test_a_pipe_is_not_waited_for(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no pipes here")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ContentError, match="not a file"):
        read_json(tmp_path / "pipe", MOST)


def test_a_folder_a_missing_file_and_an_impossible_name_are_told(tmp_path):
    with pytest.raises(ContentError, match="not a file"):
        read_json(tmp_path, MOST)
    with pytest.raises(ContentError, match="No such file"):
        read_json(tmp_path / "missing.json", MOST)
    with pytest.raises(ContentError, match="not a file"):
        read_json(tmp_path / "a\0b", MOST)


@pytest.mark.parametrize(
    ("reader", "good", "bad"),
    [
        (within(1, 3), [1, 3], [0, 4, True, 2.0, "2", None, 10**400]),
        (within(0.0, 1.0), [0, 0.5, 1], [-0.1, 1.1, True, "0", math.nan, math.inf, 10**400]),
        (text(3), ["", "a\nb"], ["abcd", 3, None, ["a"]]),
        (text(3, one_line=True), ["", "a b"], ["a\nb", "\ud800", "a\0"]),
        (one_of(("a", "b")), ["a"], ["c", "", None, ["a"], {}]),
        (truth, [True, False], [0, 1, "true", None]),
        (or_none(truth), [None, True], [0]),
        (of_version(1), [1], [2, True, 1.0, "1"]),
        (list_of(truth, 1, 2), [[True], [True, False]], [[], [True] * 3, True, {}, "ab", [1]]),
        (list_of(truth, 2, 2), [[True, False]], [[True]]),
        (list_of(truth), [[], [True] * 99], [(True,), None]),
    ],
)  # fmt: skip
def test_a_reader_takes_what_is_good_and_refuses_the_rest_with_its_place(reader, good, bad):
    for value in good:
        expected = tuple(value) if isinstance(value, list) else value
        assert reader(value, "a.b") == expected
    for value in bad:
        with pytest.raises(ContentError) as refused:
            reader(value, "a.b")
        assert '"a.b' in str(refused.value) or "version" in str(refused.value)


def test_the_place_of_what_is_wrong_is_told_to_the_number():
    rows = {"rows": list_of(list_of(within(0, 9)))}
    with pytest.raises(ContentError) as refused:
        parts({"rows": [[1], [2, 30]]}, "sheet", rows)
    assert str(refused.value) == '"sheet.rows[1][1]" is not a whole number from 0 to 9'


def test_an_object_has_what_it_needs_and_nothing_unknown():
    needed, optional = {"a": truth}, {"b": truth}
    assert parts({"a": True}, "x", needed, optional) == {"a": True}
    assert parts({"b": False, "a": True}, "x", needed, optional) == {"a": True, "b": False}
    assert parts({"a": True, "c": 1}, "x", needed, optional, others=True) == {"a": True}
    for content, why in (
        ([], "is not an object"), ({"b": True}, 'has no "a"'),
        ({"a": True, "c": 1}, "has something other than a, b"),
    ):  # fmt: skip
        with pytest.raises(ContentError, match=why):
            parts(content, "x", needed, optional)


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 7


def test_a_dataclass_is_made_and_takes_what_is_usual():
    readers = {"x": within(0, 9), "y": within(0, 9)}
    assert made(Point, {"x": 1}, "p", readers) == Point(1, 7)
    assert made(Point, {"x": 1, "y": 2}, "p", readers) == Point(1, 2)
    with pytest.raises(ContentError, match='has no "x"'):
        made(Point, {"y": 2}, "p", readers)


@given(st.text() | st.binary())
def test_any_text_is_json_or_refused(content):
    try:
        parsed(content)
    except ContentError as error:
        assert not str(error).endswith(".")
