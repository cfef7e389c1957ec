"""A folder of pictures as a data set: what is taken, how it is split, and what is refused."""

import sys

import numpy as np
import pytest
from PIL import Image

from digitpad.data import labelled_folder
from digitpad.data.idx import read_idx
from digitpad.data.labelled_folder import find_pictures
from digitpad.data.own import load_own
from digitpad.data.table import read_table
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.ink.photo.picture import open_picture
from digitpad.support.errors import DataError, DigitpadError
from tests.ink.photo.photographs import Scene, photograph
from tests.ink.photo.test_picture import SEVEN


def mnist_like(path, mark=0):
    """White on black, 28 x 28, with a value of its own in the middle."""
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 12:16] = 255
    image[14, 14] = mark
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(path)
    return image


def fill(root, count, digits=range(10)):
    """Write ``count`` pictures of each digit; the value in the middle is the number by name."""
    for digit in digits:
        for number in range(count):
            mnist_like(root / str(digit) / f"{number:03}.png", 10 * number + digit)


def marks(samples):
    """(digit, number by name) of every sample, from what ``fill`` drew."""
    middles = samples.images[:, 14, 14].tolist()
    return sorted((middle % 10, middle // 10) for middle in middles)


def told(data):
    return " ".join(map(str, (*data.notes, *data.aside)))


def test_pictures_like_mnists_are_taken_as_they_are(tmp_path):
    fill(tmp_path, 7)
    image = mnist_like(tmp_path / "3" / "000.png", 99)
    read = load_own(tmp_path)
    every = np.concatenate([read.training.images, read.test.images])
    assert any(np.array_equal(image, one) for one in every)
    assert every.dtype == np.uint8


def test_every_sixth_of_each_digit_is_for_the_test(tmp_path):
    fill(tmp_path, 14)
    read = load_own(tmp_path)
    assert marks(read.test) == [(digit, number) for digit in range(10) for number in (1, 7, 13)]
    assert len(read.training) == 110
    assert not set(marks(read.test)) & set(marks(read.training))


def test_labels_are_the_folders(tmp_path):
    fill(tmp_path, 6)
    read = load_own(tmp_path)
    for samples in (read.training, read.test):
        assert (samples.images[:, 14, 14] % 10 == samples.labels).all()


def test_train_and_test_folders_are_kept_apart(tmp_path):
    fill(tmp_path / "train", 2)
    fill(tmp_path / "test", 1, digits=(4, 5))
    read = load_own(tmp_path)
    assert len(read.training) == 20
    assert marks(read.test) == [(4, 0), (5, 0)]


def test_a_train_folder_alone_is_split(tmp_path):
    fill(tmp_path / "train", 3)
    read = load_own(tmp_path)
    assert (len(read.training), len(read.test)) == (20, 10)


def test_the_samples_are_mixed_and_always_in_the_same_way(tmp_path):
    fill(tmp_path, 12)
    first, second = load_own(tmp_path), load_own(tmp_path)
    np.testing.assert_array_equal(first.training.images, second.training.images)
    assert len(set(first.training.labels[-40:].tolist())) >= 8  # a validation part by index


def test_the_name_is_the_folders(tmp_path):
    fill(tmp_path / "my digits", 2)
    assert load_own(tmp_path / "my digits" / ".").name == "my digits"


def test_other_pictures_are_framed_as_pictures_are_everywhere(tmp_path):
    fill(tmp_path, 2)
    paper = np.full((300, 200), 250, np.uint8)
    paper[50:250, 90:110] = 20  # dark on light
    for name in ("b.JPG", "c.bmp", "d.jpeg"):
        Image.fromarray(paper).save(tmp_path / "1" / name)
    read = load_own(tmp_path)
    ones = np.concatenate([read.training.images[read.training.labels == 1],
                           read.test.images[read.test.labels == 1]])  # fmt: skip
    framed = [image for image in ones if image[14, 14] not in (1, 11)]
    assert len(framed) == 3
    for image in framed:
        rows = np.flatnonzero(image.max(axis=1) > 100)
        assert rows.min() in (4, 5)  # MNIST's box of 20; a JPEG's edge is soft
        assert rows.max() == 23


def test_dark_on_light_of_the_same_size_is_not_taken_as_it_is(tmp_path):
    fill(tmp_path, 2)
    dark = np.full((28, 28), 255, np.uint8)
    dark[4:24, 12:16] = 0
    Image.fromarray(dark).save(tmp_path / "0" / "x.png")
    read = load_own(tmp_path)
    assert read.training.images[:, 0].max() == 0
    assert read.test.images[:, 0].max() == 0


def test_pictures_that_cannot_be_read_are_counted_and_the_first_is_named(tmp_path):
    fill(tmp_path, 3)
    (tmp_path / "2" / "broken.png").write_bytes(b"no picture")
    Image.new("L", (30, 30), 128).save(tmp_path / "7" / "blank.png")
    read = load_own(tmp_path)
    assert len(read.training) + len(read.test) == 30
    assert "2 pictures cannot be used and are left out. The first:" in told(read)
    assert "broken.png is not a" in told(read)


def test_a_folder_of_which_most_cannot_be_read_is_refused(tmp_path):
    fill(tmp_path, 2)
    for number in range(21):
        (tmp_path / "2" / f"broken{number}.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"^21 of 41 pictures .*The first: .*broken0.png is not a"):
        load_own(tmp_path)


def test_a_blank_picture_is_named(tmp_path):
    fill(tmp_path, 3)
    Image.new("L", (28, 28), 0).save(tmp_path / "7" / "blank.png")
    read = load_own(tmp_path)
    assert len(read.training) + len(read.test) == 30
    assert "blank.png shows no ink" in told(read)


def test_empty_folders_and_other_files_are_no_matter(tmp_path):
    fill(tmp_path, 10, digits=(0, 1))
    (tmp_path / "9").mkdir()
    (tmp_path / "1" / "notes.txt").write_text("notes")
    (tmp_path / "1" / "._000.png").write_bytes(b"what another system leaves beside it")
    (tmp_path / "1" / "folder.png").mkdir()
    (tmp_path / "cats").mkdir()
    read = load_own(tmp_path)
    assert len(read.training) + len(read.test) == 20


@pytest.mark.parametrize("make", [lambda root: None, lambda root: fill(root, 19, digits=(3,))])
def test_too_few_pictures_are_refused(tmp_path, make):
    make(tmp_path)
    with pytest.raises(DataError, match=r"too few: at least 20"):
        load_own(tmp_path)


def test_pictures_that_no_folder_names_a_digit_for_are_told_where_they_lie(tmp_path):
    for number in range(30):
        mnist_like(tmp_path / "mine" / f"7_{number}.png")
    with pytest.raises(DataError, match=r"holds 0 pictures of digits.*aside: mine \(30 pictures\)"):
        load_own(tmp_path)


def test_a_part_and_stray_pictures_in_a_folder_of_its_name_are_both_counted(tmp_path):
    for part in ("train", "test", "validation"):
        fill(tmp_path / part, 1)
    mnist_like(tmp_path / "validation" / "stray.png")
    said = told(load_own(tmp_path))
    assert "validation (10 pictures)" in said
    assert "validation (1 picture)" in said


def test_chinese_names_of_parts_and_digits_are_understood(tmp_path):
    for part, count in (("训练集", 3), ("测试集", 2), ("手写验证", 1)):
        for digit, name in enumerate("零一二三四五六七八九"):
            for number in range(count):
                mnist_like(tmp_path / part / name / f"{number}.png", 10 * number + digit)
    read = load_own(tmp_path)
    assert (len(read.training), len(read.test)) == (30, 20)
    for samples in (read.training, read.test):
        assert (samples.images[:, 14, 14] % 10 == samples.labels).all()


@pytest.mark.parametrize("name", ["数字{}", "类别_{}", "標籤 0{}", "{}"])
def test_a_digit_named_in_chinese_is_that_digit(tmp_path, name):
    fill(tmp_path / "from", 5)
    for digit in range(10):
        (tmp_path / "from" / str(digit)).rename(tmp_path / name.format(digit))
    read = load_own(tmp_path)
    for samples in (read.training, read.test):
        assert (samples.images[:, 14, 14] % 10 == samples.labels).all()
    assert len(read.training) + len(read.test) == 50


def test_a_test_folder_without_labelled_pictures_is_told(tmp_path):
    fill(tmp_path / "train", 3)
    mnist_like(tmp_path / "test" / "img_1.png")  # as in Kaggle's, to be predicted
    read = load_own(tmp_path)
    assert (len(read.training), len(read.test)) == (20, 10)
    assert "Left aside: test (1 picture)." in told(read)
    assert "every sixth of each digit" in told(read)


@pytest.mark.parametrize("parts", [("",), ("train", "test")])
def test_too_many_pictures_are_refused(tmp_path, monkeypatch, parts):
    monkeypatch.setattr(labelled_folder, "MOST_PICTURES", 25)
    for part in parts:
        fill(tmp_path / part, 3 if len(parts) == 1 else 2)
    with pytest.raises(DataError, match="more than 25 pictures"):
        load_own(tmp_path)


def test_what_is_no_folder_is_told(tmp_path):
    with pytest.raises(DataError, match="is not a folder"):
        load_own(tmp_path / "none")


def test_links_that_lead_out_are_left_alone(tmp_path):
    fill(tmp_path / "in", 2)
    fill(tmp_path / "out", 3)
    inside = tmp_path / "in"
    (inside / "0" / "out.png").symlink_to(tmp_path / "out" / "0" / "000.png")
    (inside / "0" / "loop.png").symlink_to(inside / "0" / "loop.png")
    (inside / "0" / "gone.png").symlink_to(inside / "0" / "nothing.png")
    (inside / "0" / "again.png").symlink_to(inside / "0" / "000.png")  # stays inside: a picture
    for picture in (inside / "9").iterdir():
        picture.unlink()
    (inside / "9").rmdir()
    (inside / "9").symlink_to(tmp_path / "out" / "9")
    mnist_like(inside / "1" / "more.png")
    read = load_own(inside)
    assert len(read.training) + len(read.test) == 18 + 2
    assert 9 not in read.training.labels


def test_loading_can_be_ended_from_outside(tmp_path):
    fill(tmp_path, 3)
    calls = []

    def end():
        calls.append(1)
        if len(calls) == 15:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_own(tmp_path, end)


def test_photographs_are_cleaned_as_they_are_when_they_are_opened(tmp_path):
    lab_settings = Scene("lined", pitch=8, tilt=3, seed=5)
    fill(tmp_path, 20, digits=(0, 1))
    (tmp_path / "7").mkdir()
    for name in ("a.jpg", "b.jpg"):  # one to learn from, one for the test
        photograph([SEVEN], lab_settings).save(tmp_path / "7" / name, lab_settings)
    read = load_own(tmp_path)
    (photographed,) = read.training.images[read.training.labels == 7]
    drawn = network_input(Drawing((Stroke.from_xy(SEVEN),), (1.0, 1.0)))
    near = [
        np.abs(np.roll(photographed / 255.0, (y, x), (0, 1)) - drawn).mean()
        for y in (-1, 0, 1) for x in (-1, 0, 1)
    ]  # fmt: skip
    assert min(near) < 0.05  # with the lines of the paper in it, it is 0.1 and more


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        (("training", "testing"), "{}"),
        (("Train", "Test"), "0{}"),
        (("mnist_png/train", "mnist_png/test"), "{}"),
        (("archive/trainingSet/trainingSet", "archive/testSet/testSet"), "digit_{}"),
        (("train_images", "test-images"), "class {}"),
    ],
)
def test_folders_are_read_as_people_call_and_nest_them(tmp_path, parts, names):
    for part, count in zip(parts, (3, 2), strict=True):
        for digit in range(10):
            for number in range(count):
                name = names.format(digit)
                mnist_like(tmp_path / part / name / f"{number}.png", 10 * number + digit)
    read = load_own(tmp_path)
    assert (len(read.training), len(read.test)) == (30, 20)
    assert marks(read.test) == [(digit, number) for digit in range(10) for number in range(2)]
    assert "30 images to train on and 20 for the test." in told(read)
    assert "aside" not in told(read)


def test_pictures_below_a_digits_folder_are_of_that_digit(tmp_path):
    for digit in range(10):
        for writer in ("writer_1", "writer_2"):
            mnist_like(tmp_path / str(digit) / writer / "a.png", digit)
    read = load_own(tmp_path)
    assert marks(read.training) + marks(read.test) == [(digit, 0) for digit in range(10)] * 2


def test_digits_below_folders_of_writers_are_read(tmp_path):
    for writer in ("writer 7", "writer 8"):
        fill(tmp_path / writer, 2)
    read = load_own(tmp_path)
    assert sorted(read.training.labels.tolist() + read.test.labels.tolist()) == [
        digit for digit in range(10) for _ in range(4)
    ]


def test_a_validation_folder_is_for_the_test_where_there_is_none(tmp_path):
    fill(tmp_path / "train", 3)
    fill(tmp_path / "val", 1)
    read = load_own(tmp_path)
    assert (len(read.training), len(read.test)) == (30, 10)
    assert "Its validation part is taken for the test." in told(read)


def test_a_validation_folder_beside_a_test_folder_is_told_to_be_left_aside(tmp_path):
    fill(tmp_path / "train", 3)
    fill(tmp_path / "val", 2)
    fill(tmp_path / "test", 1)
    read = load_own(tmp_path)
    assert (len(read.training), len(read.test)) == (30, 10)
    assert "Left aside: validation (20 pictures)." in told(read)


def test_pictures_beside_a_train_folder_are_told_to_be_left_aside(tmp_path):
    fill(tmp_path / "train", 3)
    fill(tmp_path, 1)
    read = load_own(tmp_path)
    assert (len(read.training), len(read.test)) == (20, 10)
    assert "Left aside: others (10 pictures)." in told(read)


def test_a_test_folder_alone_can_be_tested(tmp_path):
    fill(tmp_path / "test", 2)
    read = load_own(tmp_path)
    assert (len(read.training), len(read.test)) == (0, 20)
    assert "Nothing in it is to train on" in told(read)


def test_what_is_no_digit_is_told_to_be_left_aside(tmp_path):
    fill(tmp_path, 3)
    for number in range(3):
        mnist_like(tmp_path / "10" / f"{number}.png")
    mnist_like(tmp_path / "A" / "a.png")
    read = load_own(tmp_path)
    assert len(read.training) + len(read.test) == 30
    assert "Left aside: 10 (3 pictures), A (1 picture)." in told(read)


def test_what_lies_aside_is_named_by_its_whole_path(tmp_path):
    fill(tmp_path / "mnist_png" / "train", 3)
    mnist_like(tmp_path / "mnist_png" / "train" / "10" / "a.png")
    read = load_own(tmp_path)
    assert "Left aside: mnist_png/train/10 (1 picture)." in told(read)


def test_folders_1_to_10_are_refused_for_nobody_knows_which_is_0(tmp_path):
    fill(tmp_path, 3, digits=range(1, 11))
    with pytest.raises(DataError, match="1 to 10 or more, and none 0"):
        load_own(tmp_path)


def test_digits_that_are_missing_are_told(tmp_path):
    fill(tmp_path, 10, digits=(0, 1, 2, 3, 4, 6, 7, 8))
    assert "none of them of the digits 5, 9" in told(load_own(tmp_path))


def test_pictures_in_webp_are_read(tmp_path):
    fill(tmp_path, 3)
    image = np.zeros((28, 28), np.uint8)
    image[4:24, 12:16] = 255
    Image.fromarray(image).save(tmp_path / "1" / "w.webp", lossless=True)
    read = load_own(tmp_path)
    assert len(read.training) + len(read.test) == 31


@pytest.mark.parametrize(
    ("reads", "reason", "advice"),
    [
        (find_pictures, "No such file or directory", "Check who may read the folder."),
        (read_table, "No such file or directory", "Check the file."),
        (lambda path: read_idx(path.parent, 3), "Is a directory", "Check the folder."),
        (lambda path: open_picture(path.parent), "Is a directory", "Choose another file."),
    ],
    ids=["folder", "table", "idx", "picture"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other words for it")
def test_what_the_system_does_not_give_is_told_in_its_words(tmp_path, reads, reason, advice):
    """The system's sentence alone: its numbers and Python's quotes mean nothing to people."""
    with pytest.raises(DigitpadError, match=rf" cannot be read: {reason}\. {advice}$"):
        reads(tmp_path / "gone")


def test_a_set_all_of_whose_test_cannot_be_used_is_refused_before_it_is_learnt(tmp_path):
    fill(tmp_path / "train", 3)
    for number in range(2):
        (tmp_path / "test" / str(number)).mkdir(parents=True)
        (tmp_path / "test" / str(number) / "7.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"2 of 32 pictures .* cannot be used\. The first: "):
        load_own(tmp_path)
