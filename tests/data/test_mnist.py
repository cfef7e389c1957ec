"""IDX files and MNIST: read as written by hand, and everything damaged named."""

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.data import catalogue
from digitpad.data.idx import read_idx
from digitpad.data.mnist import MNIST
from digitpad.support.errors import DataError


def idx(values, shape, magic=0x0800):
    header = struct.pack(f">I{len(shape)}I", magic + len(shape), *shape)
    return header + bytes(values)


def test_an_idx_file_is_read_as_written(tmp_path):
    (tmp_path / "x").write_bytes(idx(range(12), (2, 3, 2)))
    array = read_idx(tmp_path / "x", 3)
    assert array.tolist() == [[[0, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [10, 11]]]
    assert array.dtype == np.uint8


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "cut short: 0 of 16"),
        (idx(range(12), (2, 3, 2))[:9], "cut short: 9 of 16"),
        (idx(range(12), (2, 3, 2))[:-1], "cut short: 27 of 28"),
        (idx(range(12), (2, 3, 2)) + b"x", "too long: 29 of 28"),
        (idx([], (2**32 - 1, 2**32 - 1, 2**32 - 1)), "cut short"),
        (idx(range(12), (12,)), "not an IDX file of 3-dimensional"),
        (idx(range(12), (2, 3, 2), magic=0x0D00), "not an IDX file"),
        (b"\x1f\x8b\x08\x00 packed", "packed, and cut short or damaged"),
    ],
)
def test_damaged_files_are_refused_with_the_reason(tmp_path, content, reason):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(DataError, match=reason):
        read_idx(tmp_path / "x", 3)


@given(st.binary(max_size=64), st.integers(1, 3))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused(tmp_path_factory, content, dimensions):
    file = tmp_path_factory.mktemp("any") / "x"
    file.write_bytes(content)
    try:
        read_idx(file, dimensions)
    except DataError as error:
        assert "x" in str(error)


def test_a_missing_file_says_where_it_belongs(tmp_path):
    with pytest.raises(DataError, match=r"none is missing.*another folder"):
        read_idx(tmp_path / "none", 1)


def test_mnist_is_read_from_torchvisions_layout(data_folder, data_set):
    read = catalogue.load("mnist", data_folder)
    np.testing.assert_array_equal(read.training.images, data_set.training.images)
    np.testing.assert_array_equal(read.test.labels, data_set.test.labels)


def test_content_that_is_not_the_published_one_is_refused(data_folder):
    file = data_folder / "MNIST" / "raw" / "t10k-images-idx3-ubyte"
    content = bytearray(file.read_bytes())
    content[500] ^= 1
    file.write_bytes(content)
    with pytest.raises(DataError, match="not the published content"):
        catalogue.load("mnist", data_folder)


def test_the_published_check_sums_are_mnists():
    # As in the README of the data and in torchvision.datasets.MNIST's unpacked files.
    sums = {Path(file.path).name: file.unpacked_md5 for file in MNIST.files}
    assert sums["train-images-idx3-ubyte"] == "6bbc9ace898e44ae57da46a324031adb"
    assert sums["t10k-labels-idx1-ubyte"] == "27ae3e4e09519cfbb04c329615203637"


def test_a_folder_without_mnist_says_what_to_do(tmp_path):
    with pytest.raises(DataError, match="Download it on the Train page, or choose a folder"):
        catalogue.load("mnist", tmp_path)


def test_files_that_do_not_belong_together_are_refused(data_folder):
    raw = data_folder / "MNIST" / "raw"
    (raw / "t10k-labels-idx1-ubyte").write_bytes(idx(range(7), (7,)))
    with pytest.raises(DataError, match="not the published content"):
        catalogue.load("mnist", data_folder)
