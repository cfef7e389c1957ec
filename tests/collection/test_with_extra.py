"""A data set and a person's own digits, learnt together."""

import gzip
import struct

import numpy as np
import pytest

from digitpad.collection.mnist_set import with_extra
from digitpad.data.samples import DataSet, Samples
from digitpad.support.errors import DataError


def data_set():
    random = np.random.default_rng(1)
    part = Samples(random.integers(0, 256, (5, 28, 28), np.uint8), np.arange(5, dtype=np.uint8))
    return DataSet("mnist", part, Samples(part.images[:2], part.labels[:2]))


def write_set(folder, images, labels):
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    head = bytes((0, 0, 8, 3)) + struct.pack(">3I", *images.shape)
    (raw / "train-images-idx3-ubyte").write_bytes(head + images.tobytes())
    head = bytes((0, 0, 8, 1)) + struct.pack(">I", len(labels))
    (raw / "train-labels-idx1-ubyte").write_bytes(head + labels.tobytes())


def test_own_digits_join_the_training_samples_and_no_others(tmp_path):
    images = np.full((3, 28, 28), 9, np.uint8)
    write_set(tmp_path / "mine", images, np.array([7, 8, 9], np.uint8))
    data = with_extra(data_set(), tmp_path / "mine")
    assert data.training.labels.tolist() == [7, 8, 9, 0, 1, 2, 3, 4]
    np.testing.assert_array_equal(data.training.images[:3], images)
    np.testing.assert_array_equal(data.training.images[3:], data_set().training.images)
    assert data.test.labels.tolist() == [0, 1]
    assert data.name == "mnist and mine"


@pytest.mark.parametrize("damage", ["missing", "short", "label"])
def test_a_set_that_cannot_be_used_is_refused(tmp_path, damage):
    if damage != "missing":
        labels = np.array([7, 8, 99 if damage == "label" else 9], np.uint8)
        write_set(tmp_path, np.zeros((3, 28, 28), np.uint8), labels)
    if damage == "short":
        file = tmp_path / "MNIST" / "raw" / "train-images-idx3-ubyte"
        file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(DataError):
        with_extra(data_set(), tmp_path)


def test_packed_digits_with_dots_in_their_names_in_a_flat_folder_join_too(tmp_path):
    images = np.full((3, 28, 28), 9, np.uint8)
    write_set(tmp_path / "old", images, np.array([7, 8, 9], np.uint8))
    (tmp_path / "flat").mkdir()
    for file in (tmp_path / "old" / "MNIST" / "raw").iterdir():
        name = file.name.replace("-idx", ".idx") + ".gz"
        (tmp_path / "flat" / name).write_bytes(gzip.compress(file.read_bytes()))
    data = with_extra(data_set(), tmp_path / "flat")
    assert data.training.labels.tolist() == [7, 8, 9, 0, 1, 2, 3, 4]
