"""What a file is, told by its content and not by its name."""

import gzip
import io
import json
import zipfile

import numpy as np
import pytest
import torch
from PIL import Image

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.strokes_file import save_drawing
from digitpad.lessons.file_kind import Kind, UnusableError, kind_of
from digitpad.lessons.lesson import Lesson, LessonStep, Scene
from digitpad.lessons.lesson_file import save_lesson
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_model

LINE = Drawing((Stroke.from_xy([(100, 100), (900, 900)]),))


def png(path):
    Image.new("L", (40, 40), 255).save(path, format="PNG")


def npz(path):
    with path.open("wb") as file:
        np.savez(file, images=np.zeros((2, 28, 28), np.uint8), labels=np.zeros(2, np.uint8))


def state_dict(path):
    torch.save({"conv1.weight": torch.zeros(8, 1, 3, 3)}, path)


def lesson(path):
    one = Lesson("L", (LessonStep("", Scene("layers", drawing=LINE)),))
    save_lesson(one, load_checkpoint(bundled_model()), path)


def text(content):
    return lambda path: path.write_text(content)


ONNX = b"\x08\x0a\x12\x07pytorch" + bytes(40)  # version 10 of its format, who wrote it
CODE = b"""# My network; it may be written in any editor.
import torch
from torch import nn


class Net(nn.Module):
    pass
"""


@pytest.mark.parametrize("name", ["x", "x.json", "x.png", "x.onnx"])  # the name says nothing
@pytest.mark.parametrize(
    ("write", "kind"),
    [
        (png, Kind.PICTURE),
        (lambda path: save_drawing(LINE, path), Kind.DRAWING),
        (lambda path: path.write_bytes(bundled_model().read_bytes()), Kind.MODEL),
        (state_dict, Kind.MODEL),
        (lesson, Kind.LESSON),
        (text(json.dumps({"format": "digitpad digits", "version": 1, "digits": []})),
         Kind.COLLECTION),
        (text('{"name": "n", "layers": []}'), Kind.NETWORK),
        (lambda path: path.write_bytes(b"\0\0\x08\x03" + bytes(12)), Kind.DATA_SET),
        (npz, Kind.DATA_SET),
        (lambda path: path.write_bytes(ONNX), Kind.MODEL),
    ],
)  # fmt: skip
def test_a_file_is_what_it_holds(tmp_path, write, kind, name):
    write(tmp_path / name)
    assert kind_of(tmp_path / name) is kind


def test_a_table_is_a_data_set_by_its_name_alone(tmp_path):
    (tmp_path / "t.csv").write_text("label,1,2\n1,0,0\n")
    assert kind_of(tmp_path / "t.csv") is Kind.DATA_SET


@pytest.mark.parametrize(
    "content",
    [CODE, b"from mynets import build\nnet = build()\n", CODE.replace(b"\n", b"\r\n"),
     b"SETTING={}\n", "# réseau\n".encode("latin-1"), b""],
)  # fmt: skip
def test_text_that_is_named_as_pythons_is_code(tmp_path, content):
    (tmp_path / "net.PY").write_bytes(content)
    assert kind_of(tmp_path / "net.PY") is Kind.CODE


def test_a_picture_that_is_named_as_pythons_is_a_picture(tmp_path):
    png(tmp_path / "net.py")
    assert kind_of(tmp_path / "net.py") is Kind.PICTURE


def test_code_under_another_name_is_named_for_what_it_is(tmp_path):
    (tmp_path / "net.txt").write_bytes(CODE)
    with pytest.raises(UnusableError, match=r"net\.txt looks like a network's code.* \.py alone"):
        kind_of(tmp_path / "net.txt")


@pytest.mark.parametrize("inside", ["MNIST/raw", "7"])
def test_a_folder_with_digits_is_a_data_set(tmp_path, inside):
    (tmp_path / inside).mkdir(parents=True)
    png(tmp_path / inside / "one.png")
    assert kind_of(tmp_path) is Kind.DATA_SET


def archive(path):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", "<w/>")


def test_an_archive_is_named_for_what_it_is(tmp_path):
    archive(tmp_path / "x.docx")
    with pytest.raises(UnusableError, match=r"x\.docx is an archive, or a document .* save "):
        kind_of(tmp_path / "x.docx")


def test_a_packed_idx_file_is_data_and_another_packed_file_an_archive(tmp_path):
    idx, text = tmp_path / "t10k-images-idx3-ubyte.gz", tmp_path / "train.csv.gz"
    idx.write_bytes(gzip.compress(b"\0\0\x08\x03" + bytes(3000)))
    text.write_bytes(gzip.compress(b"label,pixel0\n" * 500))
    assert kind_of(idx) is Kind.DATA_SET
    with pytest.raises(UnusableError, match=r"train\.csv\.gz is an archive"):
        kind_of(text)
    text.write_bytes(b"\x1f\x8b" + bytes(9))
    with pytest.raises(UnusableError, match=r"train\.csv\.gz is an archive"):
        kind_of(text)


def test_an_archive_that_was_not_copied_whole_is_not_called_a_model(tmp_path):
    archive(tmp_path / "pictures.zip")
    cut = tmp_path / "cut.zip"
    cut.write_bytes((tmp_path / "pictures.zip").read_bytes()[:60])
    with pytest.raises(UnusableError, match=r"cut\.zip is an archive, and damaged"):
        kind_of(cut)


@pytest.mark.parametrize(
    "start",
    [
        b"%PDF-1.7\n%",
        b'<?xml version="1.0"?><svg/>',
        b"<html>",
        b"<html><pre>\nimport torch\n</pre>",
    ],
)
def test_what_is_no_picture_is_left_to_who_names_it(tmp_path, start):
    (tmp_path / "x").write_bytes(start)
    assert kind_of(tmp_path / "x") is Kind.PICTURE


@pytest.mark.parametrize("content", [b"", b"PK\3\4 cut", b"\x80", b"{", b"\xff" * 9 + b"{"])
def test_any_beginning_is_some_kind(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    assert isinstance(kind_of(tmp_path / "x"), Kind)


def test_a_picture_in_memory_order_is_not_taken_for_a_model(tmp_path):
    buffer = io.BytesIO()
    Image.new("L", (123, 5)).save(buffer, format="BMP")  # its height may be any byte
    (tmp_path / "x").write_bytes(buffer.getvalue())
    assert kind_of(tmp_path / "x") is Kind.PICTURE


def test_what_is_not_there_is_left_to_who_opens_it(tmp_path):
    assert kind_of(tmp_path / "none") is Kind.PICTURE
