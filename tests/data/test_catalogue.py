"""The published data sets: read from bytes written by hand, and only when they are verified."""

import bz2
import gzip
import hashlib
import io
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitpad.cli import arguments, fetch
from digitpad.data import catalogue
from digitpad.data.usps import parse_line
from digitpad.support.errors import DataError


def idx(values, kind, *shape):
    """An IDX file by hand; kind 8 is bytes, 12 big-endian integers."""
    body = bytes(values) if kind == 8 else b"".join(struct.pack(">i", value) for value in values)
    return bytes((0, 0, kind, len(shape))) + struct.pack(f">{len(shape)}I", *shape) + body


def pixels(*corners):
    """Images of 28 x 28 that are black but for one pixel (row, column) each."""
    body = bytearray(len(corners) * 784)
    for number, (row, column) in enumerate(corners):
        body[number * 784 + row * 28 + column] = 200
    return idx(body, 8, len(corners), 28, 28)


@pytest.fixture
def put(tmp_path, monkeypatch):
    """Write the files of a data set, and take their sums for the published ones."""

    def put(name, *contents):
        files = []
        for file, content in zip(catalogue.SOURCES[name].files, contents, strict=True):
            path = tmp_path / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            sha256 = hashlib.sha256(content).hexdigest()
            files.append(replace(file, sha256=sha256, size=len(content)))
        source = replace(catalogue.SOURCES[name], files=tuple(files))
        monkeypatch.setitem(catalogue.SOURCES, name, source)
        return tmp_path

    return put


def test_the_names_are_the_command_lines():
    published = ("mnist", "qmnist", "usps", "emnist-digits")
    assert catalogue.PUBLISHED == fetch.PUBLISHED == published
    made_here = ("handwriting", "few-handwriting")
    assert catalogue.DATASETS == arguments.DATASETS == published + made_here


def test_each_data_set_tells_of_itself():
    for name, source in catalogue.SOURCES.items():
        assert source.name == name
        assert str(source.title)
        assert source.size == sum(file.size for file in source.files)
    assert [source.licence for source in catalogue.SOURCES.values()] == [
        "CC-BY-SA-3.0", "BSD-3-Clause", "", "", "MIT", "MIT",
    ]  # fmt: skip


def test_a_folder_of_pictures_is_loaded_by_its_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for digit in range(10):
        folder = tmp_path / "mnist" / str(digit)
        folder.mkdir(parents=True)
        image = np.zeros((28, 28), np.uint8)
        image[5:20, 5 + digit] = 255
        for number in range(2):
            Image.fromarray(image).save(folder / f"{number}.png")
    for data in (Path("mnist"), str(tmp_path / "mnist"), "./mnist"):
        assert catalogue.is_present(data, tmp_path / "nothing")
        assert len(catalogue.load(data, tmp_path / "nothing").training) == 10
        assert len(catalogue.load_test(data, tmp_path / "nothing")) == 10
    assert not catalogue.is_present("mnist", tmp_path / "nothing")
    assert not catalogue.is_present("/no/such/folder", tmp_path)


def test_synthetic_handwriting_is_there_without_a_file(tmp_path):
    assert catalogue.is_present("handwriting", tmp_path)
    test = catalogue.load_test("handwriting", tmp_path)
    assert len(test) == 10_000
    assert np.bincount(test.labels).tolist() == [1000] * 10
    assert not list(tmp_path.iterdir())


def test_making_synthetic_handwriting_can_be_ended(tmp_path):
    calls = []

    def check(share=0.0):
        calls.append(share)
        if len(calls) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        catalogue.load("handwriting", tmp_path, check)


def test_making_synthetic_handwriting_tells_how_far_it_is(tmp_path):
    shares = []
    catalogue.load("few-handwriting", tmp_path, lambda share=None: shares.append(share))
    told = [share for share in shares if share is not None]
    assert told == sorted(told)
    assert (told[0], len(told)) == (0, 3)  # 4,000 to train on by 2,000, and 1,000 to test
    assert told[-1] == pytest.approx(4 / 5)


def test_every_file_has_an_https_address_a_cap_and_a_sha256():
    files = [file for name in catalogue.PUBLISHED for file in catalogue.SOURCES[name].files]
    assert files
    for file in files:
        assert file.urls
        assert all(url.startswith("https://") for url in file.urls)
        assert len(bytes.fromhex(file.sha256)) == 32
        assert 0 < file.size < 600_000_000


def test_mnist_is_loaded_by_name(data_folder, data_set):
    assert catalogue.is_present("mnist", data_folder)
    read = catalogue.load("mnist", data_folder)
    assert read.name == "mnist"
    np.testing.assert_array_equal(read.training.images, data_set.training.images)
    np.testing.assert_array_equal(
        catalogue.load_test("mnist", data_folder).labels, data_set.test.labels
    )


@pytest.mark.parametrize("name", catalogue.PUBLISHED)
def test_a_missing_set_says_how_to_get_it(tmp_path, name):
    assert not catalogue.is_present(name, tmp_path)
    with pytest.raises(DataError, match=r" is not in .*Download it on the Train page"):
        catalogue.load(name, tmp_path)


def test_a_set_with_a_missing_file_is_not_present(data_folder):
    (data_folder / "MNIST/raw/t10k-labels-idx1-ubyte").unlink()
    assert not catalogue.is_present("mnist", data_folder)
    with pytest.raises(DataError, match=r"MNIST is not in "):
        catalogue.load("mnist", data_folder)


def test_an_unknown_name_is_told(tmp_path):
    with pytest.raises(DataError, match=r"called cats\. Choose one of mnist, qmnist"):
        catalogue.load("cats", tmp_path)


def qmnist():
    return (
        gzip.compress(pixels((1, 2), (3, 4))),
        gzip.compress(idx([5, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7], 12, 2, 8)),
        gzip.compress(pixels((27, 0))),
        gzip.compress(idx([3, 1, 1, 1, 1, 1, 1, 1], 12, 1, 8)),
    )


def test_qmnists_labels_are_the_first_column(put):
    read = catalogue.load("qmnist", put("qmnist", *qmnist()))
    assert read.training.labels.tolist() == [5, 9]
    assert read.training.labels.dtype == np.uint8
    assert np.argwhere(read.training.images).tolist() == [[0, 1, 2], [1, 3, 4]]
    assert read.test.labels.tolist() == [3]
    assert np.argwhere(read.test.images).tolist() == [[0, 27, 0]]


def test_a_packed_file_that_is_not_the_published_one_is_refused(put):
    folder = put("qmnist", *qmnist())
    file = folder / "QMNIST/raw/qmnist-test-images-idx3-ubyte.gz"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(DataError, match=r"not the published file.*Download the data set again"):
        catalogue.load("qmnist", folder)


def test_a_longer_file_is_not_the_published_one(put):
    folder = put("qmnist", *qmnist())
    with (folder / "QMNIST/raw/qmnist-test-labels-idx2-int.gz").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(DataError, match="not the published file"):
        catalogue.load_test("qmnist", folder)


def usps_line(label, value_at):
    values = (f"{index}:{value_at(index):g}" for index in range(1, 257))
    return f"{label} {' '.join(values)} \n"


def test_usps_is_brought_to_mnists_frame(put):
    # Columns 8 and 9 of all 16 rows are ink: a bar, 16 high and 2 wide.
    bar = usps_line(2, lambda index: 1 if (index - 1) % 16 in (7, 8) else -1)
    full = usps_line(10, lambda index: 1)
    folder = put("usps", bz2.compress((bar + full).encode()), bz2.compress(bar.encode()))
    read = catalogue.load("usps", folder)
    assert read.training.labels.tolist() == [1, 9]
    assert read.test.labels.tolist() == [1]
    # MNIST fits a box of 20: 16 x 2 becomes 20 x 2 (2.5 rounded), 16 x 16 becomes 20 x 20.
    bar, full = read.training.images
    rows, columns = np.nonzero(bar)
    assert (rows.min(), rows.max()) == (4, 23)
    assert columns.max() - columns.min() + 1 == 2
    assert set(full[4:24, 4:24].ravel()) == {255}
    assert full.astype(int).sum() == 400 * 255
    np.testing.assert_array_equal(read.test.images[0], bar)


def test_a_value_that_usps_leaves_out_is_0():
    digit, ink = parse_line(b"7 1:-1 256:1")
    assert digit == 6
    assert (ink[0, 0], ink[0, 1], ink[15, 15]) == (0, 0.5, 1)


def emnist(**changed):
    entries = {
        "gzip/emnist-digits-train-images-idx3-ubyte.gz": gzip.compress(pixels((1, 2), (3, 4))),
        "gzip/emnist-digits-train-labels-idx1-ubyte.gz": gzip.compress(idx([7, 8], 8, 2)),
        "gzip/emnist-digits-test-images-idx3-ubyte.gz": gzip.compress(pixels((5, 6))),
        "gzip/emnist-digits-test-labels-idx1-ubyte.gz": gzip.compress(idx([9], 8, 1)),
    } | changed
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            if content is not None:
                archive.writestr(name, content)
    return file.getvalue()


def test_emnists_images_are_turned_upright(put):
    read = catalogue.load("emnist-digits", put("emnist-digits", emnist()))
    assert np.argwhere(read.training.images).tolist() == [[0, 2, 1], [1, 4, 3]]
    assert read.training.labels.tolist() == [7, 8]
    assert np.argwhere(read.test.images).tolist() == [[0, 6, 5]]
    assert read.test.labels.tolist() == [9]


IMAGES = "gzip/emnist-digits-test-images-idx3-ubyte.gz"
LABELS = "gzip/emnist-digits-test-labels-idx1-ubyte.gz"


@pytest.mark.parametrize(
    ("name", "file", "content"),
    [
        ("qmnist", 2, gzip.compress(bytes(60_000_000))),
        ("qmnist", 2, b"no gz"),
        ("qmnist", 2, gzip.compress(b"0123456789" * 9)[:-9]),
        ("qmnist", 3, gzip.compress(idx([10, 1, 1, 1, 1, 1, 1, 1], 12, 1, 8))),
        *[
            ("usps", 1, bz2.compress(line))
            for line in (b"0 1:1", b"11 1:1", b"x 1:1", b"3 257:1", b"3 0:1", b"3 1:1.5",
                         b"3 1:nan", b"3 1", b"3 1:x", b"1 1:2:3",
                         usps_line(4, lambda index: -1).encode())
        ],
        ("emnist-digits", 0, emnist(**{IMAGES: None})),
        ("emnist-digits", 0, emnist(**{IMAGES: b"x"})),
        ("emnist-digits", 0, emnist(**{LABELS: gzip.compress(idx([1, 2], 8, 2))})),
        ("emnist-digits", 0, b"no zip at all"),
        ("emnist-digits", 0, emnist(é=b"").replace("é".encode(), b"\xfb\xa9")),  # no UTF-8
    ],
)  # fmt: skip
def test_what_is_not_the_published_file_is_refused_before_it_is_read(put, name, file, content):
    line = bz2.compress(usps_line(2, lambda index: 1).encode())
    whole = {"qmnist": qmnist(), "usps": (line, line), "emnist-digits": (emnist(),)}[name]
    folder = put(name, *whole)
    catalogue.load_test(name, folder)
    (folder / catalogue.SOURCES[name].files[file].path).write_bytes(content)
    with pytest.raises(
        DataError, match=r"is damaged or not the published file.*Download the data set again"
    ):
        catalogue.load_test(name, folder)


def test_loading_can_be_ended_from_outside(put):
    class EndedError(Exception):
        pass

    def end():
        raise EndedError

    with pytest.raises(EndedError):
        catalogue.load("emnist-digits", put("emnist-digits", emnist()), end)


def test_the_catalogue_is_known_without_torch_qt_and_network():
    modules = "('torch', 'PySide6', 'pooch', 'requests', 'urllib3')"
    done = subprocess.run(
        [sys.executable, "-c",
         "import sys, digitpad.data.catalogue, digitpad.data.fetch, digitpad.data.labelled_folder; "
         f"print([name for name in {modules} if name in sys.modules])"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
