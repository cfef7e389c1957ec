"""The user's own digits: what is kept stays, and what is damaged harms nothing else."""

import hashlib
import json
import os
import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitpad.collection import PRACTICE, Collection, as_samples
from digitpad.collection import store as collection_module
from digitpad.collection.document import export_document, import_document, read_document
from digitpad.collection.entry import (
    Entry,
    drawing_text,
    encoded,
    from_json,
    key_of,
    text_of,
    thumbnail,
)
from digitpad.collection.mnist_set import export_mnist, import_mnist
from digitpad.data.idx import read_idx
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.ink.photo.on_sheet import PaperImage, Photo
from digitpad.ink.strokes_file import load_drawing
from digitpad.support import files
from digitpad.support.errors import DataError, EmptyInkError, StrokesError
from digitpad.support.folders import user_data_folder

SEVEN = [(300, 200), (700, 200), (450, 850)]
ONE = [(500, 150), (500, 850)]


def drawing(path, width=50.0):
    return Drawing((Stroke.from_xy(path, width),))


def moved(number):
    """A seven that leans more with each number."""
    return drawing([*SEVEN[:2], (450 - 7 * number, 850)])


@pytest.fixture
def collection(tmp_path):
    return Collection(tmp_path / "digits")


def labels(collection):
    return [entry.label for entry in collection.listing().entries]


# Keeping


def test_it_is_in_the_users_data_folder_unless_another_is_named():
    assert Collection().folder == user_data_folder() / "digits"


def test_a_new_collection_is_empty_and_writes_nothing(collection):
    assert collection.listing().entries == ()
    assert collection.count() == 0
    assert not collection.folder.exists()


def test_what_was_added_is_there_for_another_window(collection):
    collection.add(drawing(SEVEN), 7, read=1)
    collection.add(drawing(ONE), 1, origin=PRACTICE)
    seven, one = Collection(collection.folder).listing().entries
    assert (seven.label, seven.read, seven.origin) == (7, 1, "correction")
    assert (one.label, one.read, one.origin) == (1, None, "practice")
    assert seven.made.endswith("Z")
    assert seven.made <= one.made


def test_the_drawing_comes_back_with_pens(collection):
    stroke = Stroke(np.array([[1.5, 2, 0.25, 0], [300, 400, 0.75, 1.25]]), width=33.0)
    key = collection.add(Drawing((stroke,), (800.0, 600.0)), 3).entry.key
    back = collection.drawing(key)
    assert back.size == (800.0, 600.0)
    assert back.strokes[0].width == 33.0
    np.testing.assert_array_equal(back.strokes[0].points, stroke.points)


def test_a_digits_file_is_a_strokes_file(collection):
    collection.add(drawing(SEVEN), 7)
    (file,) = collection.folder.iterdir()
    np.testing.assert_array_equal(load_drawing(file).strokes[0].xy, SEVEN)
    assert json.loads(file.read_text())["label"] == 7


def test_a_sample_on_the_sheet_is_kept_too(collection):
    picture = np.zeros((28, 28), np.uint8)
    picture[4:24, 13] = 200
    key = collection.add(Drawing(picture=picture), 1).entry.key
    np.testing.assert_array_equal(collection.drawing(key).picture, picture)


def test_the_same_drawing_is_there_once_with_its_last_label(collection):
    first = collection.add(drawing(SEVEN), 7, read=1)
    second = collection.add(drawing(SEVEN), 1)
    assert second.before == first.entry
    assert labels(collection) == [1]
    assert collection.listing().entries[0].read == 1


def test_an_empty_drawing_is_not_kept(collection):
    with pytest.raises(EmptyInkError):
        collection.add(Drawing(), 7)
    assert collection.count() == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e10])
def test_a_drawing_that_could_not_be_read_again_is_refused(collection, value):
    with pytest.raises(StrokesError, match="draw it again"):
        collection.add(drawing([(0, 0), (value, 1)]), 7)
    assert collection.count() == 0


def test_a_drawing_of_many_minutes_is_refused(collection):
    points = [(i % 997 + 0.123, i % 991 + 0.456) for i in range(100_000)]
    with pytest.raises(StrokesError, match="too long for one digit"):
        collection.add(drawing(points), 7)


def test_a_full_collection_says_so(collection, monkeypatch):
    monkeypatch.setattr(collection_module, "MOST_DIGITS", 2)
    for number in range(2):
        collection.add(moved(number), 7)
    with pytest.raises(DataError, match="Export it"):
        collection.add(moved(2), 7)
    assert collection.count() == 2


# Changing


def test_relabel_changes_the_label_alone(collection):
    before = collection.add(drawing(SEVEN), 7, read=1).entry
    (kept,) = collection.relabel([before.key], 4)
    (entry,) = Collection(collection.folder).listing().entries
    assert kept.entry == entry
    assert (entry.label, entry.read, entry.made) == (4, 1, before.made)
    np.testing.assert_array_equal(collection.drawing(entry.key).strokes[0].xy, SEVEN)


def test_undo_of_a_new_digit_takes_it_away(collection):
    collection.undo([collection.add(drawing(SEVEN), 7)])
    assert labels(collection) == []


def test_undo_of_a_label_brings_the_old_one_back(collection):
    first = collection.add(drawing(SEVEN), 7).entry
    collection.undo([collection.add(drawing(SEVEN), 1)])
    assert collection.listing().entries == (first,)


def test_undo_leaves_what_another_window_has_changed_since(collection):
    kept = collection.add(drawing(SEVEN), 7)
    Collection(collection.folder).relabel([kept.entry.key], 9)
    collection.undo([kept])
    assert labels(collection) == [9]


def test_what_was_deleted_can_be_restored(collection):
    entries = [collection.add(moved(number), number).entry for number in range(3)]
    deleted = collection.delete([entries[0].key, entries[2].key])
    assert labels(collection) == [1]
    collection.restore(deleted)
    assert set(collection.listing().entries) == set(entries)


def test_counts_are_of_each_digit(collection):
    for number, digit in enumerate((7, 1, 7)):
        collection.add(moved(number), digit)
    assert collection.listing().counts() == (0, 1, 0, 0, 0, 0, 0, 2, 0, 0)


def test_only_files_that_changed_are_read_again(collection, monkeypatch):
    keys = [collection.add(moved(number), 7).entry.key for number in range(3)]
    collection.listing()
    read = []
    content = collection._files.content
    monkeypatch.setattr(collection._files, "content", lambda n: (read.append(n), content(n))[1])
    collection.relabel([keys[1]], 2)
    read.clear()
    assert sorted(labels(collection)) == [2, 7, 7]
    assert read == [f"{keys[1]}.json"]


# Two windows


def test_two_windows_see_each_others_digits(collection):
    other = Collection(collection.folder)
    mine = collection.add(moved(1), 7).entry
    theirs = other.add(moved(2), 1).entry
    assert set(collection.listing().entries) == set(other.listing().entries) == {mine, theirs}
    other.delete([mine.key])
    assert collection.listing().entries == (theirs,)


def test_a_digit_that_another_window_deleted_is_told(collection):
    key = collection.add(drawing(SEVEN), 7).entry.key
    Collection(collection.folder).delete([key])
    with pytest.raises(DataError, match="another window has deleted it"):
        collection.relabel([key], 1)
    with pytest.raises(DataError, match="another window has deleted it"):
        collection.drawing(key)
    assert len(collection.delete([key])) == 0


def test_two_windows_that_add_at_once_lose_nothing(collection):
    windows = [collection, Collection(collection.folder)]

    def add(window, numbers):
        for number in numbers:
            window.add(moved(number), 7)

    threads = [
        threading.Thread(target=add, args=(window, range(start, start + 40)))
        for window, start in zip(windows, (0, 20), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert collection.count() == 60, "twenty were added by both"
    assert collection.listing() == windows[1].listing()


# What goes wrong


def test_a_killed_process_leaves_every_digit_that_it_reported(tmp_path):
    folder = tmp_path / "digits"
    program = (
        "import sys; from pathlib import Path\n"
        "from digitpad.collection import Collection\n"
        "from digitpad.ink.drawing import Drawing, Stroke\n"
        "collection = Collection(Path(sys.argv[1]))\n"
        "for n in range(100000):\n"
        "    stroke = Stroke.from_xy([(n, i) for i in range(500)])\n"
        "    print(collection.add(Drawing((stroke,)), n % 10).entry.key, flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True
    )
    keys = [process.stdout.readline().strip() for _ in range(20)]
    process.kill()
    keys += process.stdout.read().split("\n")[:-1]  # a last line may be cut
    process.stdout.close()
    process.wait()
    listing = Collection(folder).listing()
    assert listing.problems == ()
    found = {entry.key for entry in listing.entries}
    assert set(keys) <= found
    assert len(found) <= len(keys) + 1, "one may have been written and not reported"


def test_a_half_written_temporary_file_is_no_digit(collection):
    key = collection.add(drawing(SEVEN), 7).entry.key
    (collection.folder / f".{key}.json.k2x").write_bytes(b'{"label":7,"re')
    listing = collection.listing()
    assert [entry.key for entry in listing.entries] == [key]
    assert listing.problems == ()


@pytest.mark.parametrize(
    "content",
    [b"", b'{"label":7,"read":1,"made":"2026-', b"\0" * 2000, b"[" * 200_000,
     b'{"label":70,"size":[9,9],"strokes":[[[1,2]]]}', b'{"size":[9,9],"strokes":[[[1,2]]]}',
     b'{"label":7,"made":"soon","size":[9,9],"strokes":[[[1,2]]]}', b"\xff\xfe"],
)  # fmt: skip
def test_a_damaged_digit_is_named_and_kept_aside_and_the_others_load(collection, content):
    key = collection.add(drawing(SEVEN), 7).entry.key
    (collection.folder / "bad.json").write_bytes(content)
    listing = collection.listing()
    assert [entry.key for entry in listing.entries] == [key]
    (problem,) = listing.problems
    assert "bad.json is not one of your digits" in problem
    aside = collection.folder / "damaged" / "bad.json"
    assert str(aside) in problem
    assert aside.read_bytes() == content
    assert collection.listing().problems == (), "it is told once"


def test_one_changed_byte_is_noticed(collection):
    key = collection.add(drawing(SEVEN), 7).entry.key
    file = collection.folder / f"{key}.json"
    file.write_bytes(file.read_bytes().replace(b"[300.0,", b"[300.0;"))
    assert len(collection.listing().problems) == 1


def test_what_was_put_aside_is_never_written_over(collection):
    for content in (b"one", b"two", b"three"):
        collection.folder.mkdir(exist_ok=True)
        (collection.folder / "bad.json").write_bytes(content)
        collection.listing()
    aside = collection.folder / "damaged"
    assert {file.read_bytes() for file in aside.iterdir()} == {b"one", b"two", b"three"}


def test_a_digit_that_the_user_edited_by_hand_is_read(collection):
    key = collection.add(drawing(SEVEN), 7).entry.key
    file = collection.folder / f"{key}.json"
    content = json.loads(file.read_text())
    content["strokes"][0][0] = [310, 210]
    file.write_text(json.dumps(content, indent=2))
    (entry,) = collection.listing().entries
    assert (entry.key, entry.label) == (key, 7)
    collection.relabel([key], 1)
    assert collection.drawing(key).strokes[0].xy[0].tolist() == [310, 210]


def full_disk(monkeypatch):
    def fsync(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", fsync)


def test_a_full_disk_is_told_and_nothing_is_lost(collection, monkeypatch):
    key = collection.add(drawing(SEVEN), 7).entry.key
    full_disk(monkeypatch)
    with pytest.raises(DataError, match=r"not kept: No space left.*try again"):
        collection.add(drawing(ONE), 1)
    with pytest.raises(DataError, match="No space left"):
        collection.relabel([key], 4)
    monkeypatch.undo()
    assert labels(collection) == [7]
    assert [file.name for file in collection.folder.iterdir()] == [f"{key}.json"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_told(collection):
    collection.add(drawing(SEVEN), 7)
    collection.folder.chmod(0o500)
    try:
        with pytest.raises(DataError, match="not kept: Permission denied"):
            collection.add(drawing(ONE), 1)
    finally:
        collection.folder.chmod(0o700)


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "digits").write_text("x")
    with pytest.raises(DataError, match="cannot be read"):
        Collection(tmp_path / "digits").listing()


# Out and in again, as JSON


@pytest.fixture
def three(collection):
    for number, (digit, read) in enumerate(((7, 1), (7, 7), (0, None))):
        collection.add(moved(number), digit, read)
    return collection


def test_an_exported_document_brings_everything_to_another_collection(three, tmp_path):
    assert export_document(three, tmp_path / "out.json") == 3
    other = Collection(tmp_path / "other")
    imported = import_document(other, tmp_path / "out.json")
    assert (imported.new, imported.known) == (3, 0)
    assert other.listing() == three.listing()
    content = json.loads((tmp_path / "out.json").read_text())
    assert (content["format"], content["version"]) == ("digitpad digits", 1)
    assert [digit["label"] for digit in content["digits"]] == [7, 7, 0]


def test_importing_again_brings_nothing_twice_and_changes_no_label(three, tmp_path):
    export_document(three, tmp_path / "out.json")
    key = three.listing().entries[0].key
    three.relabel([key], 9)
    three.delete([three.listing().entries[1].key])
    imported = import_document(three, tmp_path / "out.json")
    assert (imported.new, imported.known) == (1, 2)
    assert sorted(labels(three)) == [0, 7, 9]


def test_a_document_by_hand_is_read_whatever_its_spaces_and_order(collection, tmp_path):
    (tmp_path / "in.json").write_text(
        '\ufeff {"note": {"a": [1, 2]}, "digits" : [\n\n {"strokes": [[[1, 2], [8, 9]]], "size":'
        ' [10, 10], "label": 4, "made": "2026-11-24T12:00:00+02:00"} ] , "more": 1}',
        encoding="utf-8",
    )
    assert import_document(collection, tmp_path / "in.json").new == 1
    (entry,) = collection.listing().entries
    assert (entry.label, entry.read, entry.made) == (4, None, "2026-11-24T10:00:00.000000Z")


def test_an_empty_collection_is_not_exported(collection, tmp_path):
    with pytest.raises(DataError, match="no digits to export"):
        export_document(collection, tmp_path / "out.json")
    with pytest.raises(DataError, match="no digits to export"):
        export_mnist(collection, tmp_path)


def test_an_export_that_is_broken_off_leaves_the_old_file(three, tmp_path):
    path = tmp_path / "out.json"
    path.write_text("old")
    calls = []

    def check():
        calls.append(1)
        if len(calls) > 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_document(three, path, check)
    assert path.read_text() == "old"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["digits", "out.json"]


def test_a_full_disk_ends_an_export_with_a_sentence(three, tmp_path, monkeypatch):
    full_disk(monkeypatch)
    with pytest.raises(DataError, match="No space left on device"):
        export_document(three, tmp_path / "out.json")
    assert not (tmp_path / "out.json").exists()


GOOD = '{"label": 7, "made": "2026-11-24T10:00:00Z", "size": [9, 9], "strokes": [[[1, 2]]]}'


def document(*digits):
    return '{"digits": [' + ", ".join(digits) + "]}"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is not a collection"),
        ("nothing", "there is n where { should be"),
        ("[]", "where { should be"),
        ('{"size": [9, 9], "strokes": [[[1, 2]]]}', 'it has no "digits"'),
        ('{"digits": 7}', "where [ should be"),
        ('{"format": "other", "digits": []}', "its format is not"),
        ('{"version": 2, "digits": []}', "newer digitpad"),
        (document(GOOD, "7"), "in digit 2, it is not an object"),
        (document(GOOD, GOOD.replace("7", "12")), '"label" is not a digit'),
        (document(GOOD.replace("7", "true")), '"label" is not a digit'),
        (document(GOOD.replace("7", '"7"')), '"label" is not a digit'),
        (document(GOOD.replace("{", '{"read": -1, ')), '"read" is not a digit'),
        (document(GOOD.replace("{", '{"origin": "x", ')), '"origin" is none of'),
        (document(GOOD.replace("2026", "soon")), '"made" is not a date'),
        (document(GOOD.replace("2026-11-24T10:00:00Z", "2026" * 100)), '"made" is not a date'),
        (document(GOOD.replace("2026-11-24T10:00:00Z", "0001-01-01T00:00:00+14:00")), "not a date"),
        (document(GOOD.replace("[1, 2]", "[1, NaN]")), "beyond"),
        (document(GOOD.replace("[1, 2]", "[1, 1e999]")), "beyond"),
        (document(GOOD.replace("[1, 2]", "[1, " + "9" * 5000 + "]")), "digit"),
        (document(GOOD.replace("[[[1, 2]]]", "[]")), "no ink"),
        (document(GOOD.replace("[1, 2]", '{"a": 1}')), "something other than numbers"),
        (document(GOOD.replace("[[[1, 2]]]", "[" * 100_000)), "nested too deeply"),
        (document(GOOD)[:-20], "after digit 0"),
        (document(GOOD)[:-2], "it is cut short"),
        (document(GOOD + " " + GOOD), "a comma is missing"),
        (document('"' + "x" * 5_000_000), "within 2 MB"),
    ],
)  # fmt: skip
def test_a_hostile_document_is_refused_and_nothing_of_it_kept(
    collection, tmp_path, content, reason
):
    path = tmp_path / "in.json"
    path.write_text(content)
    with pytest.raises(StrokesError) as caught:
        import_document(collection, path)
    assert reason in str(caught.value)
    assert collection.count() == 0


def test_bytes_that_are_no_text_are_refused(collection, tmp_path):
    (tmp_path / "in.json").write_bytes(b'{"digits": [\xff\xfe]}')
    with pytest.raises(StrokesError, match="not a collection"):
        import_document(collection, tmp_path / "in.json")


def test_a_huge_document_is_refused_unread(collection, tmp_path):
    with (tmp_path / "in.json").open("wb") as file:
        file.truncate(2**30 + 1)  # it takes no room on the disk
    with pytest.raises(StrokesError, match="larger than 1,024 MB"):
        import_document(collection, tmp_path / "in.json")


def test_a_document_of_more_digits_than_fit_is_refused(three, tmp_path, monkeypatch):
    export_document(three, tmp_path / "out.json")
    monkeypatch.setattr(collection_module, "MOST_DIGITS", 2)
    with pytest.raises(DataError, match="more than 2 digits"):
        import_document(Collection(tmp_path / "other"), tmp_path / "out.json")


def test_a_missing_document_is_told(collection, tmp_path):
    with pytest.raises(StrokesError, match="No such file"):
        import_document(collection, tmp_path / "none.json")


def test_a_value_may_lie_across_the_pieces_that_are_read(tmp_path):
    """Documents around the 65,536 characters of a piece, cut at every place of a short digit."""
    for padding in range(65_400, 65_560, 3):
        path = tmp_path / "in.json"
        path.write_text('{"note": "' + "x" * padding + '", "n": 12345, ' + document(GOOD, GOOD)[1:])
        assert [entry.label for entry, _ in read_document(path)] == [7, 7]


numbers = st.floats(-1e6, 1e6).map(float)
points = st.tuples(numbers, numbers, st.floats(-1, 2), st.floats(0, 1e5))
strokes = st.builds(
    lambda rows, width: Stroke(np.array(rows), width),
    st.lists(points, min_size=1, max_size=6), st.floats(1e-3, 1e3),
)  # fmt: skip
drawings = st.builds(
    lambda many, side, pixel: Drawing(
        tuple(many), (side, side),
        None if pixel is None else np.full((28, 28), pixel, np.uint8),
    ),
    st.lists(strokes, min_size=1, max_size=3), st.floats(1, 1e6), st.none() | st.integers(0, 255),
)  # fmt: skip


@given(drawings)
def test_a_drawing_keeps_its_key_however_often_it_is_written_and_read(value):
    text = drawing_text(value)
    entry, back = from_json({"label": 1, "made": "2026-11-24", **json.loads(text)}, key_of(text))
    assert text_of(back) == text
    assert drawing_text(back) == text
    assert entry.key == hashlib.sha256(text).hexdigest()[:32]


@given(st.lists(st.tuples(drawings, st.integers(0, 9), st.none() | st.integers(0, 9)),
                min_size=1, max_size=4))  # fmt: skip
def test_export_and_import_are_a_round_trip(tmp_path_factory, digits):
    folder = tmp_path_factory.mktemp("round")
    first, second = Collection(folder / "first"), Collection(folder / "second")
    for value, label, read in digits:
        first.add(value, label, read)
    export_document(first, folder / "out.json")
    import_document(second, folder / "out.json")
    assert second.listing() == first.listing() != []
    assert import_document(first, folder / "out.json").new == 0


# As a data set


def test_samples_are_what_the_network_sees(three):
    samples = as_samples(three)
    assert samples.labels.tolist() == [7, 7, 0]
    for number, image in enumerate(samples.images):
        by_hand = np.rint(network_input(moved(number)) * 255).astype(np.uint8)
        np.testing.assert_array_equal(image, by_hand)


def unread_picture():
    """A picture of paper whose digits are still to be found."""
    return Drawing(photo=Photo(PaperImage(np.full((20, 30), 240, np.uint8))))


def test_a_picture_that_is_still_being_read_is_not_kept(collection):
    with pytest.raises(EmptyInkError):
        collection.add(unread_picture(), 5)
    assert collection.count() == 0


def test_a_digit_without_ink_that_is_there_already_stops_no_other(three, tmp_path):
    text = text_of(unread_picture())
    key = key_of(text)
    entry = Entry(key, 5, None, "2026-11-24T10:30:00.000Z")
    (three.folder / f"{key}.json").write_bytes(encoded(entry, text))
    assert key in [one.key for one in three.listing().entries]
    assert as_samples(three).labels.tolist() == [7, 7, 0]
    assert export_mnist(three, tmp_path / "set") == 3
    assert export_document(three, tmp_path / "mine.json") == 4
    assert three.count() == 4


def test_of_many_samples_the_newest_are_the_last(three):
    every, newest = as_samples(three), as_samples(three, newest=2)
    assert newest.labels.tolist() == [7, 0]
    np.testing.assert_array_equal(newest.images, every.images[1:])


def test_the_mnist_style_set_is_read_by_the_idx_reader_and_is_the_networks_input(three, tmp_path):
    assert export_mnist(three, tmp_path / "set") == 3
    raw = tmp_path / "set" / "MNIST" / "raw"
    images = read_idx(raw / "train-images-idx3-ubyte", 3)
    assert read_idx(raw / "train-labels-idx1-ubyte", 1).tolist() == [7, 7, 0]
    assert images.shape == (3, 28, 28)
    for number, image in enumerate(images):
        by_hand = np.rint(network_input(moved(number)) * 255).astype(np.uint8)
        np.testing.assert_array_equal(image, by_hand)
    header = (raw / "train-images-idx3-ubyte").read_bytes()[:16]
    assert header.hex() == "00000803000000030000001c0000001c"


def test_a_data_set_that_is_there_is_never_written_over(three, tmp_path):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    (raw / "train-images-idx3-ubyte").write_bytes(b"MNIST itself")
    with pytest.raises(DataError, match="Choose another folder"):
        export_mnist(three, tmp_path)
    assert (raw / "train-images-idx3-ubyte").read_bytes() == b"MNIST itself"


def test_an_mnist_style_set_comes_in_once(three, tmp_path):
    export_mnist(three, tmp_path)
    images = tmp_path / "MNIST" / "raw" / "train-images-idx3-ubyte"
    other = Collection(tmp_path / "other")
    imported = import_mnist(other, images)
    assert (imported.new, imported.known) == (3, 0)
    np.testing.assert_array_equal(
        sorted(map(bytes, as_samples(other).images)), sorted(map(bytes, as_samples(three).images))
    )
    assert import_mnist(other, images).new == 0
    assert import_mnist(three, images).new == 0, "the strokes that it was made of are there"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("digits.png", b"", "holds no digits"),
        ("t-images-idx3-ubyte", b"\0\0\x08\x03" + b"\0" * 12, "cannot be read"),
        ("train-images-idx3-ubyte", b"\x1f\x8b" + b"\0" * 30, "packed, and cut short or damaged"),
        ("train-images-idx3-ubyte", bytes.fromhex("00000803ffffffffffffffffffffffff"), "cut short"),
        ("train-images-idx3-ubyte", bytes.fromhex("00000803000000010000000100000001ff"), "belong"),
    ],
)
def test_a_hostile_set_is_refused(collection, tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(bytes.fromhex("000008010000000107"))
    with pytest.raises(DataError, match=reason):
        import_mnist(collection, tmp_path / name)
    assert collection.count() == 0


def test_a_large_set_is_sent_to_the_train_page(collection, tmp_path):
    with (tmp_path / "train-images-idx3-ubyte").open("wb") as file:
        file.truncate(60_000 * 784 + 16)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(b"")
    with pytest.raises(DataError, match="Train page"):
        import_mnist(collection, tmp_path / "train-images-idx3-ubyte")


def test_a_thumbnail_has_its_ink_in_the_middle_with_room_around():
    picture = thumbnail(drawing([(0, 0), (10, 30)], width=4.0), 56)
    rows, columns = np.nonzero(picture)
    assert picture.shape == (56, 56)
    assert picture.max() == 255
    assert 3 <= rows.min() <= 5
    assert 50 <= rows.max() <= 52
    assert abs(columns.min() + columns.max() - 55) <= 1


def test_a_document_of_the_first_version_is_read(collection, tmp_path):
    path = tmp_path / "digits.json"
    path.write_text(f'{{"format": "digitpad digits", "version": 1, "digits": [{GOOD}]}}')
    assert import_document(collection, path).new == 1
    assert labels(collection) == [7]
