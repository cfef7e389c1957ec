"""Inputs: pictures in grey and colour, samples, typed numbers, and what is missing."""

import numpy as np
import pytest
from PIL import Image

from digitpad.lab.inputs import (
    DRAWING,
    FOUR_BY_FOUR,
    image_of,
    layer_source,
    numbers_source,
    open_source,
    sample_source,
)
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import LabError
from digitpad.support.errors import PictureError


def saved(path, array):
    Image.fromarray(array).save(path)
    return path


def test_a_colour_picture_keeps_its_three_channels_apart(tmp_path):
    pixels = np.zeros((4, 6, 3), np.uint8)
    pixels[:, :2, 0], pixels[:, 2:4, 1], pixels[0, :, 2] = 255, 128, 51
    source = open_source(saved(tmp_path / "flag.png", pixels))
    np.testing.assert_allclose(image_of(source), pixels.transpose(2, 0, 1) / 255, atol=1e-6)
    assert (source.shape, source.name) == ((3, 4, 6), "flag.png")


def test_a_grey_picture_has_one_channel(tmp_path):
    pixels = np.arange(48, dtype=np.uint8).reshape(6, 8)
    path = saved(tmp_path / "grey.bmp", pixels)
    np.testing.assert_allclose(image_of(open_source(path)), pixels[None] / 255, atol=1e-6)


def test_a_colour_picture_is_read_in_grey_on_request(tmp_path):
    path = saved(tmp_path / "c.png", np.full((5, 5, 3), 255, np.uint8))
    assert open_source(path, in_colour=False).shape == (1, 5, 5)


def test_a_large_picture_is_reduced_to_256(tmp_path):
    pixels = np.zeros((500, 1000), np.uint8)
    pixels[:, 500:] = 255
    image = image_of(open_source(saved(tmp_path / "wide.png", pixels)))
    assert image.shape == (1, 128, 256)
    assert (image[0, :, :127] == 0).all()
    assert (image[0, :, 129:] == 1).all()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a" + bytes(40)])
def test_what_is_no_picture_is_refused(tmp_path, content):
    path = tmp_path / "x.png"
    path.write_bytes(content)
    with pytest.raises(PictureError):
        open_source(path)


def test_a_wholly_transparent_picture_is_refused_in_words(tmp_path):
    path = saved(tmp_path / "clear.png", np.zeros((8, 8, 4), np.uint8))
    with pytest.raises(PictureError, match="transparent everywhere"):
        open_source(path)


def test_a_sample_is_ink_from_0_to_1():
    pixels = np.zeros((28, 28), np.uint8)
    pixels[3, 4] = 255
    image = image_of(sample_source(pixels, 7))
    assert image.shape == (1, 28, 28)
    assert image.dtype == np.float32
    assert (image[0, 3, 4], image.sum()) == (1.0, 1.0)


def test_typed_numbers_are_taken_as_they_are():
    assert image_of(numbers_source([[1, -2.5], [300, 0]])).tolist() == [[[1, -2.5], [300, 0]]]
    assert image_of(FOUR_BY_FOUR).shape == (1, 4, 4)


@pytest.mark.parametrize("rows", [[], [[]], [[1], [1, 2]], [[0] * 17], [[float("inf")]], [[2e6]]])
def test_what_is_no_grid_is_refused(rows):
    with pytest.raises(LabError):
        numbers_source(rows)


def test_the_drawing_is_one_channel_of_ink():
    ink = np.random.default_rng(0).random((28, 28)).astype(np.float32)
    np.testing.assert_array_equal(image_of(DRAWING, drawing=ink), ink[None])


@pytest.mark.parametrize("source", [DRAWING, layer_source("conv1")])
def test_what_is_not_there_yet_is_said(source):
    with pytest.raises(LabError):
        image_of(source)


@pytest.mark.parametrize("name", ["at 9.41\u202fAM.png", "a" * 120 + ".png"])
def test_a_picture_of_any_name_can_be_kept_in_a_scene(tmp_path, name):
    Image.fromarray(np.eye(8, dtype=np.uint8) * 255).save(tmp_path / name)
    lab_settings = LabSettings(open_source(tmp_path / name))
    assert LabSettings.from_json(lab_settings.to_json()) == lab_settings
