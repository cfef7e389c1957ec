"""A user's own data set in files: as people have MNIST, tables and arrays, by any usual name."""

import contextlib
import gzip
import io
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitpad.data import catalogue
from digitpad.data.arrays import images_of
from digitpad.data.own import holds_own, load_own
from digitpad.data.table import read_table
from digitpad.support.errors import DataError


def idx(array):
    header = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(np.uint8).tobytes()


def digits(count, side=28):
    """Bars whose column tells their label."""
    labels = np.arange(count) % 10
    images = np.zeros((count, side, side), np.uint8)
    for image, label in zip(images, labels, strict=True):
        image[4 : side - 4, 2 * label + 3 : 2 * label + 5] = 200
    return images, labels.astype(np.uint8)


def write(folder, prefix, images, labels, pattern="{}-{}-idx{}-ubyte", pack=False):
    folder.mkdir(parents=True, exist_ok=True)
    for kind, array in (("images", images), ("labels", labels)):
        name = pattern.format(prefix, kind, array.ndim) + (".gz" if pack else "")
        (folder / name).write_bytes(gzip.compress(idx(array)) if pack else idx(array))


def told(data):
    return " ".join(map(str, (*data.notes, *data.aside)))


# MNIST itself, verified, wherever it lies


def moved(data_folder, to, rename=lambda name: name, pack=False):
    for file in sorted((data_folder / "MNIST/raw").iterdir()):
        target = to / (rename(file.name) + (".gz" if pack else ""))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(gzip.compress(file.read_bytes()) if pack else file.read_bytes())


@pytest.mark.parametrize("place", ["MNIST/raw", "raw", "."])
@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize(
    "rename",
    [lambda name: name, lambda name: name.replace("-idx", ".idx"), lambda name: f"{name}/{name}"],
    ids=["dashes", "dots", "folders"],
)
def test_mnist_is_found_as_people_have_it(data_folder, data_set, tmp_path, place, pack, rename):
    if pack and "/" in rename("x"):
        pytest.skip("nobody has that")
    there = tmp_path / "there"
    moved(data_folder, there / place, rename, pack)
    assert catalogue.is_present("mnist", there)
    read = catalogue.load("mnist", there)
    assert read.name == "mnist"
    np.testing.assert_array_equal(read.training.images, data_set.training.images)
    np.testing.assert_array_equal(read.test.labels, data_set.test.labels)


def test_a_packed_mnist_that_is_cut_short_is_refused(data_folder, tmp_path):
    there = tmp_path / "there"
    moved(data_folder, there, pack=True)
    file = there / "t10k-images-idx3-ubyte.gz"
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(DataError, match="not the published file"):
        catalogue.load("mnist", there)


# One's own under MNIST's names


def test_ones_own_files_in_the_place_of_mnists_are_read_and_told(data_folder):
    raw = data_folder / "MNIST/raw"
    images, labels = digits(30)
    write(raw, "train", images, labels)
    write(raw, "t10k", images[:20], labels[:20])
    read = catalogue.load("mnist", data_folder)
    assert read.name == "raw"
    np.testing.assert_array_equal(read.training.images, images)
    assert "30 images to train on and 20 for the test" in told(read)
    assert len(catalogue.load_test("mnist", data_folder)) == 20


@pytest.mark.parametrize(
    ("pattern", "pack"),
    [("{}-{}-idx{}-ubyte", True), ("{}-{}.idx{}-ubyte", False), ("{}_{}_idx{}_ubyte", False)],
)
def test_idx_files_of_ones_own_are_read_by_their_folder(tmp_path, pattern, pack):
    images, labels = digits(40)
    write(tmp_path / "a/b", "train", images, labels, pattern, pack)
    write(tmp_path / "a/b", "test", images[:10], labels[:10], pattern, pack)
    read = load_own(tmp_path)
    np.testing.assert_array_equal(read.training.images, images)
    np.testing.assert_array_equal(read.test.labels, labels[:10])


def test_a_set_without_a_test_is_split_and_told(tmp_path):
    write(tmp_path, "train", *digits(120))
    read = load_own(tmp_path)
    assert (len(read.training), len(read.test)) == (100, 20)  # of 12 each the 2nd and the 8th
    assert "every sixth" in told(read)


def test_a_set_of_which_nothing_can_be_kept_for_the_test_is_refused(tmp_path):
    write(tmp_path, "train", *digits(10))
    with pytest.raises(DataError, match=f"{tmp_path.name} holds no two images of one digit"):
        load_own(tmp_path)


def test_a_test_alone_can_be_tested(tmp_path):
    write(tmp_path, "t10k", *digits(20))
    read = load_own(tmp_path)
    assert (len(read.training), len(read.test)) == (0, 20)
    assert "Nothing in it is to train on" in told(read)


def test_images_of_another_size_are_framed_as_mnists(tmp_path):
    write(tmp_path, "train", *digits(20, side=64))
    read = load_own(tmp_path)
    rows = np.flatnonzero(read.training.images[0].max(axis=1))
    assert (rows.min(), rows.max()) == (4, 23)  # MNIST's box of 20 in the middle


def test_dark_on_light_is_turned_round(tmp_path):
    images, labels = digits(20)
    write(tmp_path, "t10k", 255 - images, labels)
    assert load_own(tmp_path).test.images.max() == 200
    np.testing.assert_array_equal(load_own(tmp_path).test.images, images)


def test_letters_are_refused_with_the_reason(tmp_path):
    images, _ = digits(26)
    write(tmp_path, "emnist-letters-train", images, np.arange(1, 27))
    with pytest.raises(DataError, match=r"labelled from 1 to 26: letters.*digits 0 to 9"):
        load_own(tmp_path)


def test_emnists_digits_are_turned_upright(tmp_path):
    images, labels = digits(20)
    write(tmp_path, "emnist-digits-test", images.transpose(0, 2, 1), labels, pack=True)
    np.testing.assert_array_equal(load_own(tmp_path).test.images, images)


def test_several_sets_in_a_folder_are_named_and_one_is_read_by_its_file(tmp_path):
    images, labels = digits(20)
    write(tmp_path, "emnist-digits-test", images.transpose(0, 2, 1), labels)
    write(tmp_path, "emnist-letters-test", images, labels + 1)
    with pytest.raises(DataError, match=r"several data sets: emnist-digits, emnist-letters"):
        load_own(tmp_path)
    read = load_own(tmp_path / "emnist-digits-test-images-idx3-ubyte")
    np.testing.assert_array_equal(read.test.images, images)


@pytest.mark.parametrize("content", [b"", b"\0\0\x08\x03", idx(np.zeros((3, 28, 28)))[:-1]])
def test_nobody_is_advised_to_delete_what_is_their_own(tmp_path, content):
    write(tmp_path, "train", *digits(20))
    (tmp_path / "train-images-idx3-ubyte").write_bytes(content)
    with pytest.raises(DataError) as caught:
        load_own(tmp_path)
    assert "train-images-idx3-ubyte" in str(caught.value)
    assert "elete" not in str(caught.value)


# Tables


def kaggle(images, labels, header=True):
    lines = ["label," + ",".join(f"pixel{place}" for place in range(784))] if header else []
    for image, label in zip(images.reshape(-1, 784).tolist(), labels.tolist(), strict=True):
        lines.append(",".join(map(str, [label, *image])))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_kaggles_table_is_learnt_from_and_split(tmp_path, header, ending):
    images, labels = digits(60)
    text = kaggle(images, labels, header).replace("\n", ending)
    (tmp_path / "train.csv").write_bytes(text.encode())
    (tmp_path / "sample_submission.csv").write_text("ImageId,Label\n1,0\n")
    for path in (tmp_path, tmp_path / "train.csv"):
        read = load_own(path)
        assert (len(read.training), len(read.test)) == (50, 10)
        every = np.concatenate([read.training.images, read.test.images])
        assert sorted(image.tobytes() for image in every) == sorted(
            image.tobytes() for image in images
        )
    assert "sample_submission.csv" in told(load_own(tmp_path))


def test_a_table_without_labels_is_told_and_can_be_predicted(tmp_path):
    images, labels = digits(30)
    (tmp_path / "train.csv").write_text(kaggle(images, labels))
    rows = [",".join(map(str, image)) for image in images.reshape(-1, 784).tolist()]
    header = ",".join(f"pixel{place}" for place in range(784))
    (tmp_path / "test.csv").write_text("\n".join([header, *rows]))
    assert "test.csv (it has no labels)" in told(load_own(tmp_path))
    table = read_table(tmp_path / "test.csv")
    assert table.labels is None
    np.testing.assert_array_equal(table.images, images)
    with pytest.raises(DataError, match="no table with labels to learn from"):
        load_own(tmp_path / "test.csv")


def test_a_table_with_its_labels_last_is_read(tmp_path):
    images, labels = digits(30)
    rows = np.hstack([images.reshape(-1, 784), labels[:, None]])
    (tmp_path / "a.csv").write_text("\n".join(";".join(map(str, row)) for row in rows.tolist()))
    table = read_table(tmp_path / "a.csv")
    assert table.labels.tolist() == labels.tolist()
    np.testing.assert_array_equal(table.images, images)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text + "3,4\n", r"Row 32 of .*bad.csv has 2 columns, and the first has 785"),
        (lambda text: text.replace("\n9,", "\nx,", 1), r"Row 11 of .* no number"),
        (lambda text: text.replace("\n9,", "\n26,"), "labelled from 0 to 26: letters"),
        (lambda text: "a,b\n1,2\n", "no table of digits"),
        (lambda text: "", "no table of digits"),
    ],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path, change, reason):
    (tmp_path / "bad.csv").write_text(change(kaggle(*digits(30))))
    with pytest.raises(DataError, match=reason):
        read_table(tmp_path / "bad.csv")


# Arrays


@pytest.mark.parametrize(
    ("names", "shape"),
    [
        (("x_train", "y_train", "x_test", "y_test"), (28, 28)),
        (("train_images", "train_labels", "test_images", "test_labels"), (28, 28, 1)),
        (("X_train", "y_train", "X_test", "y_test"), (784,)),
    ],
)
def test_keras_mnist_and_its_like_are_read(tmp_path, names, shape):
    images, labels = digits(40)
    parts = (images.reshape(-1, *shape), labels, images[:10].reshape(-1, *shape), labels[:10])
    np.savez(tmp_path / "mnist.npz", **dict(zip(names, parts, strict=True)))
    for path in (tmp_path, tmp_path / "mnist.npz"):
        read = load_own(path)
        np.testing.assert_array_equal(read.training.images, images)
        np.testing.assert_array_equal(read.test.labels, labels[:10])


def test_arrays_of_0_to_1_and_labels_as_one_of_ten_are_read(tmp_path):
    images, labels = digits(40)
    np.savez(tmp_path / "a.npz", x=images / 255, y=np.eye(10)[labels])
    read = load_own(tmp_path)
    assert read.training.images.max() == 200
    assert (len(read.training), len(read.test)) == (30, 10)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_one_value_that_is_no_number_is_found_among_many(tmp_path, value):
    images, labels = digits(3000)
    images = images.astype(np.float32)
    images[1, 5, 5] = value
    np.savez(tmp_path / "a.npz", x=images, y=labels)
    with pytest.raises(DataError, match="no numbers"):
        load_own(tmp_path)


def test_ink_that_is_more_than_full_by_rounding_is_full(tmp_path):
    images, labels = digits(40)
    images = images / np.float32(200)
    images[1, 14, 5] = np.nextafter(np.float32(1), np.float32(2))
    np.savez(tmp_path / "a.npz", x=images, y=labels)
    assert load_own(tmp_path).training.images.max() == 255


def test_images_that_would_fill_memory_when_they_are_framed_are_refused(tmp_path):
    few = np.zeros((1, 4, 4), np.uint8)
    with pytest.raises(DataError, match="more than 1,369,568 images"):
        images_of(np.broadcast_to(few, (1_369_569, 4, 4)), tmp_path / "a.npz")


@pytest.mark.parametrize(
    ("arrays", "reason"),
    [
        ({"a": np.zeros(3)}, "no digits with labels"),
        ({"x": np.array([None, {}]), "y": np.zeros(2)}, "cannot be read"),
        ({"x": np.zeros((5, 28, 28)), "y": np.zeros(4)}, "do not belong together"),
        ({"x": np.zeros((5, 7)), "y": np.zeros(5)}, "no images of digits"),
        ({"x": np.zeros((5, 28, 28)), "y": np.full(5, 11)}, "from 11 to 11: letters"),
        ({"x": np.zeros((5, 0)), "y": np.zeros(5)}, "no images of digits"),
        ({"x": np.full((5, 28, 28), "1"), "y": np.zeros(5)}, "no numbers"),
        ({"x": np.ones((5, 28, 28), "M8[s]"), "y": np.zeros(5)}, "no numbers"),
        ({"x": np.ones((5, 28, 28), complex), "y": np.zeros(5)}, "no numbers"),
        ({"x": np.zeros((5, 28, 28)), "y": np.full((5, 10), "1")}, "not whole numbers"),
        ({"x": np.zeros((5, 28, 28)), "y": np.zeros(5, complex)}, "not whole numbers"),
    ],
)
def test_arrays_that_cannot_be_used_say_why(tmp_path, arrays, reason):
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(DataError, match=reason):
        load_own(tmp_path / "bad.npz")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("archive.zip", "packed"), ("mnist.pkl.gz", "pickle"), ("emnist-digits.mat", "MATLAB"),
     ("notes.txt", "digitpad reads folders")],
)  # fmt: skip
def test_what_is_not_read_is_named_for_what_it_is(tmp_path, name, reason):
    (tmp_path / name).write_bytes(b"x")
    with pytest.raises(DataError, match=reason):
        load_own(tmp_path / name)
    if name != "notes.txt":
        with pytest.raises(DataError, match=rf"It holds {name}: .*{reason}"):
            load_own(tmp_path)


def test_an_empty_folder_is_no_data_set_of_ones_own(tmp_path):
    assert not holds_own(tmp_path)
    assert not holds_own(tmp_path / "gone")
    write(tmp_path, "train", *digits(20))
    assert holds_own(tmp_path)


def packed_arrays():
    file = io.BytesIO()
    images, labels = digits(12)
    np.savez_compressed(file, x_train=images, y_train=labels)
    return file.getvalue()


@given(st.integers(0, 10**6), st.integers(0, 255), st.integers(0, 10**6))
@settings(max_examples=150)
def test_arrays_with_any_damage_are_read_or_refused(tmp_path_factory, place, value, length):
    content = bytearray(packed_arrays())
    content[place % len(content)] = value
    file = tmp_path_factory.mktemp("any") / "a.npz"
    file.write_bytes(content[: 1 + length % len(content)] if length % 3 == 0 else content)
    with contextlib.suppress(DataError):
        load_own(file)


@given(st.one_of(st.binary(max_size=300), st.text('0123456789,;.\n"x -e', max_size=900)))
@settings(max_examples=150)
def test_any_table_is_read_or_refused(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("any") / "a.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with contextlib.suppress(DataError):
        read_table(file)
