"""Pictures take the same path as strokes, whatever their colours, size and turn."""

import io
import os
import subprocess
import sys
import tracemalloc
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import dilated, network_input, stroke_thickness
from digitpad.ink.photo import picture
from digitpad.ink.photo.cleaned import drawing_from_file, inputs_of
from digitpad.ink.photo.marks import SOLID
from digitpad.ink.picture_formats import HAS_HEIC
from digitpad.ink.segment.connected_components import labelled
from digitpad.support.errors import DigitpadError, EmptyInkError, PictureError
from tests.ink.photo.cleaned_ink import clean_ink

SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.65, 0.35), (0.45, 0.8)]


def seven(side=400, ink=0, paper=255, width=0.055, mode="L"):
    image = Image.new(mode, (side, side), paper)
    path = [(x * side, y * side) for x, y in SEVEN]
    pen = ImageDraw.Draw(image)
    pen.line(path, fill=ink, width=max(1, round(width * side)), joint="curve")
    for x, y in path:
        r = width * side / 2
        pen.ellipse((x - r, y - r, x + r, y + r), fill=ink)
    return image


def picture_input(path):
    """Return what the network sees first of a picture file, as the window opens it."""
    return inputs_of(drawing_from_file(path).photo.image)[0]


def read(tmp_path, image, name="x.png", **options):
    image.save(tmp_path / name, **options)
    return picture_input(tmp_path / name)


def like_strokes(image, tolerance=0.06):
    strokes = Drawing((Stroke.from_xy([(1000 * x, 1000 * y) for x, y in SEVEN]),))
    return np.abs(image - network_input(strokes)).mean() < tolerance


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0), (60, 200), (250, 90)])
def test_dark_on_light_and_light_on_dark_are_read_alike(tmp_path, ink, paper):
    assert like_strokes(read(tmp_path, seven(ink=ink, paper=paper)))


@pytest.mark.parametrize("side", [28, 64, 200, 1000, 3000])
def test_size_does_not_matter(tmp_path, side):
    assert like_strokes(read(tmp_path, seven(side)), tolerance=0.08)


@pytest.mark.parametrize(("size", "width"), [
    ((1152, 648), 1), ((1920, 1080), 2), ((1920, 1080), 3),
])  # fmt: skip
def test_a_thin_line_of_a_large_drawing_stays_in_one_piece(size, width):
    turn = np.linspace(0.05, 6.2, 90)
    path = np.rint(np.stack([601 + 90 * np.cos(turn), 313 + 140 * np.sin(turn)], axis=1))
    image = Image.new("L", size, 255)
    ImageDraw.Draw(image).line([tuple(place) for place in path.tolist()], fill=0, width=width)
    ink = clean_ink(*picture.decoded_picture(image, "x"))
    assert labelled(ink > SOLID).max() == 1


@pytest.mark.parametrize("width", [0.004, 0.01, 0.03, 0.1, 0.14])
def test_stroke_width_does_not_matter(tmp_path, width):
    assert like_strokes(read(tmp_path, seven(800, width=width)), tolerance=0.08)


@pytest.mark.parametrize(("name", "options"), [
    ("x.png", {}), ("x.bmp", {}), ("x.jpg", {"quality": 70}), ("x.JPEG", {"quality": 95}),
])  # fmt: skip
def test_formats(tmp_path, name, options):
    assert like_strokes(read(tmp_path, seven().convert("RGB"), name, **options))


@pytest.mark.parametrize("ink", [(20, 30, 90, 255), (250, 240, 200, 255)])
def test_transparent_paper_is_paper_for_dark_and_light_ink(tmp_path, ink):
    assert like_strokes(read(tmp_path, seven(ink=ink, paper=(0, 0, 0, 0), mode="RGBA")))


def test_a_palette_with_a_transparent_colour(tmp_path):
    image = seven().convert("P")
    assert like_strokes(read(tmp_path, image, transparency=255))


def test_a_16_bit_picture(tmp_path):
    values = np.asarray(seven(), np.uint16) * 257
    assert like_strokes(read(tmp_path, Image.fromarray(values)))


@pytest.mark.parametrize(("orientation", "turn"), [
    (3, Image.Transpose.ROTATE_180), (6, Image.Transpose.ROTATE_90),
    (8, Image.Transpose.ROTATE_270), (2, Image.Transpose.FLIP_LEFT_RIGHT),
])  # fmt: skip
def test_a_photograph_is_turned_upright(tmp_path, orientation, turn):
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert like_strokes(read(tmp_path, seven().transpose(turn), "x.jpg", exif=exif, quality=95))


def test_an_odd_note_of_the_camera_keeps_no_picture_from_being_turned(tmp_path):
    # Orientation 6, and a maker that is a fraction by zero.
    odd = (
        b"Exif\0\0MM\0*\0\0\0\x08\0\x02\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
        b"\x01\x0f\0\x05\0\0\0\x01\0\0\0\0\0\0\0\0"
    )
    image = seven().transpose(Image.Transpose.ROTATE_90)
    assert like_strokes(read(tmp_path, image, "x.jpg", exif=odd, quality=95))


@pytest.mark.parametrize("kind", ["png", "webp"])
def test_notes_of_a_camera_that_are_none_keep_no_picture_from_being_read(tmp_path, kind):
    assert like_strokes(read(tmp_path, seven(), f"x.{kind}", exif=b"Exif\0\0M\xf9\0*\0\0k\x08\0\0"))


def test_a_large_picture_of_deep_levels_takes_little_more_room_than_its_numbers():
    deep = Image.fromarray(np.arange(1_000_000, dtype=np.uint16).reshape(1000, 1000))
    tracemalloc.start()
    picture.decoded_picture(deep, "x")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 18 * 1_000_000  # bytes; each number in double precision has 8


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_what_is_no_number_in_a_picture_of_numbers_is_no_ink(tmp_path, odd):
    values = np.asarray(seven(), np.float32) * 1e-3
    values[:40, :40] = odd  # as instruments mark what they have not measured
    assert like_strokes(read(tmp_path, Image.fromarray(values), "x.tif"))


def test_numbers_that_are_as_far_apart_as_they_can_be_are_a_picture(tmp_path):
    values = np.where(np.asarray(seven()) > 127, 3.4e38, -3.4e38).astype(np.float32)
    assert like_strokes(read(tmp_path, Image.fromarray(values), "x.tif"))


def test_a_picture_without_any_number_is_no_ink(tmp_path):
    blank = Image.fromarray(np.full((60, 60), np.nan, np.float32))
    with pytest.raises(EmptyInkError):
        read(tmp_path, blank, "x.tif")


def test_an_mnist_like_picture_stays_as_it_is(tmp_path):
    strokes = Drawing((Stroke.from_xy([(1000 * x, 1000 * y) for x, y in SEVEN]),))
    image = network_input(strokes)
    again = read(tmp_path, Image.fromarray(np.rint(image * 255).astype(np.uint8)))
    np.testing.assert_allclose(again, image, atol=0.02)


def test_grain_of_the_paper_is_not_ink(tmp_path):
    random = np.random.default_rng(1)
    values = np.asarray(seven(600, ink=40, paper=200), float) + random.normal(0, 6, (600, 600))
    assert like_strokes(read(tmp_path, Image.fromarray(values.clip(0, 255).astype(np.uint8))))


@pytest.mark.parametrize("value", [0, 128, 255])
def test_blank_paper_is_no_ink(tmp_path, value):
    with pytest.raises(EmptyInkError, match=r"x\.png shows no ink"):
        read(tmp_path, Image.new("L", (50, 50), value))


def test_a_wholly_transparent_picture_is_no_ink(tmp_path):
    with pytest.raises(EmptyInkError):
        read(tmp_path, Image.new("RGBA", (50, 50), (0, 0, 0, 0)))


@pytest.mark.parametrize(
    "content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n", b"BM", b"\xff\xd8"]
)
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(PictureError, match=r"x\.png"):
        picture_input(tmp_path / "x.png")


def test_other_picture_formats_are_refused(tmp_path):
    seven().save(tmp_path / "x.ppm")
    with pytest.raises(PictureError, match="not a PNG, JPEG, BMP"):
        picture_input(tmp_path / "x.ppm")


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(PictureError, match="No such file"):
        picture_input(tmp_path / "none.png")
    with pytest.raises(PictureError, match=str(tmp_path)):
        picture_input(tmp_path)


@pytest.mark.parametrize("name", ["x.png", "x.jpg", "x.bmp"])
@given(cut=st.floats(0, 0.99), flip=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_damaged_files_are_read_or_refused(tmp_path_factory, name, cut, flip, bit):
    buffer = io.BytesIO()
    seven(60).save(buffer, {"png": "PNG", "jpg": "JPEG", "bmp": "BMP"}[name[2:]])
    content = bytearray(buffer.getvalue())
    content[flip % len(content)] ^= 1 << bit
    file = tmp_path_factory.mktemp("damaged") / name
    for damaged in (content, content[: int(len(content) * cut)]):
        file.write_bytes(damaged)
        try:
            image = picture_input(file)
        except DigitpadError as error:
            assert name in str(error)
        else:
            assert image.shape == (28, 28)


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr(picture, "MOST_PIXELS", 10_000)
    with pytest.raises(PictureError, match="million pixels"):
        read(tmp_path, seven(101))


def test_a_decompression_bomb_is_refused(tmp_path):
    # A PNG header that promises 100,000 x 100,000 pixels, with nothing behind it.
    import struct
    import zlib

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data
            + struct.pack(">I", zlib.crc32(kind + data))
        )  # fmt: skip

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0))
    (tmp_path / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IEND", b""))
    with pytest.raises(PictureError, match=r"bomb\.png"):
        picture_input(tmp_path / "bomb.png")


def test_a_huge_file_is_not_read(tmp_path):
    with (tmp_path / "huge.png").open("wb") as file:
        file.truncate(65 * 2**20)
    with pytest.raises(PictureError, match="65 MB"):
        picture_input(tmp_path / "huge.png")


@pytest.mark.parametrize("width", [3, 6, 12, 20])
def test_the_measured_thickness_is_that_of_a_bar(width):
    mask = np.zeros((200, 200), bool)
    mask[20:180, 90 : 90 + width] = True
    # 2 w L / (2 (w + L)) by the outline of an axis-parallel bar, which counts 4 / pi too short.
    by_hand = 2 * width * 160 / ((2 * width + 320) * np.pi / 4)
    assert stroke_thickness(mask) == pytest.approx(by_hand)
    assert stroke_thickness(mask) == pytest.approx(width, rel=0.3)


@given(st.floats(0.5, 9), st.integers(0, 100))
@settings(max_examples=30)
def test_dilation_equals_scipys(radius, seed):
    from scipy import ndimage

    mask = np.random.default_rng(seed).random((40, 50)) < 0.02
    reach = int(radius)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.abs(x) <= np.floor(np.sqrt(np.maximum(radius**2 - y**2, 0)))
    expected = ndimage.binary_dilation(mask, disc)
    np.testing.assert_array_equal(dilated(mask, radius), expected)


def test_a_chunk_that_is_cut_short_is_damage_though_its_check_sum_is_right(tmp_path):
    seven().save(tmp_path / "x.png")
    content = (tmp_path / "x.png").read_bytes()
    profile = b"iCCPa name and nothing behind it\0"
    chunk = (len(profile) - 4).to_bytes(4, "big") + profile + zlib.crc32(profile).to_bytes(4, "big")
    end = len(content) - 12  # of the pixels: Pillow looks at this one after them
    (tmp_path / "x.png").write_bytes(content[:end] + chunk + content[end:])
    with pytest.raises(PictureError, match="cannot be read: it is damaged"):
        picture_input(tmp_path / "x.png")


@pytest.mark.parametrize(
    ("name", "options"),
    [("x.webp", {"lossless": True}), ("x.gif", {}), ("x.tiff", {}),
     ("x.tif", {"compression": "tiff_lzw"})],
)  # fmt: skip
def test_what_phones_browsers_and_scanners_save_is_read(tmp_path, name, options):
    seven().save(tmp_path / "x.png")
    seven().save(tmp_path / name, **options)
    plain, other = picture_input(tmp_path / "x.png"), picture_input(tmp_path / name)
    assert np.abs(plain - other).mean() < 0.01


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7", "a PDF document; save its page as PNG"),
        (b'<?xml version="1.0"?>\n<svg xmlns="x">', "an SVG drawing; save it as PNG"),
        (b"<!DOCTYPE html><html>", "a web page; save the picture in it"),
    ],
)
def test_what_is_no_picture_is_named_for_what_it_is(tmp_path, content, said):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(PictureError, match=rf"x\.png is {said}\."):
        picture_input(tmp_path / "x.png")


@pytest.mark.skipif(HAS_HEIC, reason="a plugin reads it")
def test_a_picture_of_an_iphone_says_what_to_do(tmp_path):
    (tmp_path / "x.HEIC").write_bytes(b"\0\0\0\x18ftypheic" + bytes(40))
    with pytest.raises(PictureError, match=r"is a HEIC picture.*pillow-heif.*JPEG"):
        picture_input(tmp_path / "x.HEIC")


PLUGIN = """
from PIL import Image

def register_heif_opener():
    Image.register_open("HEIF", lambda file, name: Image.new("L", (9, 7)), lambda start: True)
"""
READ = """
import sys
from digitpad.ink.photo.picture import open_grey
try:
    print(open_grey(__import__("pathlib").Path(sys.argv[1])).shape)
except Exception as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\0\0\0\x18ftypheic" + bytes(40), "(7, 9)"), (b"%PDF-1.7", "is a PDF document")],
)
def test_with_a_plugin_for_heic_that_is_read_and_other_files_are_named_as_ever(
    tmp_path, content, said
):
    (tmp_path / "pillow_heif.py").write_text(PLUGIN, "utf-8")
    (tmp_path / "x.png").write_bytes(content)
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    told = subprocess.run(
        [sys.executable, "-c", READ, tmp_path / "x.png"], text=True, capture_output=True,
        env={**os.environ, "PYTHONPATH": paths}, check=True,
    )  # fmt: skip
    assert said in told.stdout


def test_a_picture_whose_end_is_missing_is_told_in_our_words_alone(tmp_path):
    file = tmp_path / "half.jpg"
    Image.effect_noise((300, 200), 60).save(file)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 3])
    with pytest.raises(PictureError) as failed:
        picture.open_grey(file)
    assert str(failed.value) == f"{file} cannot be read: it is damaged. Choose another file."
