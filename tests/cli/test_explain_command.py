"""``digitpad explain``, end to end: what it writes and prints, and how it fails."""

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PIL import Image

from digitpad.cli import main
from digitpad.graph.trace import shown_layers, trace
from digitpad.ink.input.preparation import prepare
from digitpad.ink.input.render import network_input
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_drawing, bundled_model
from digitpad.support.messages import use_translator


def output(capsys, *arguments):
    """Exit status, standard output and standard error of the program in this process."""
    try:
        status = main(["explain", *map(str, arguments)])
    except SystemExit as end:
        status = end.code
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture(scope="module")
def seven():
    network = load_checkpoint(bundled_model()).network
    return trace(network, network_input(load_drawing(bundled_drawing())))


def test_the_real_program_writes_every_layer_and_imports_no_qt(tmp_path, seven):
    code = (
        "import sys; from digitpad.cli import main; status = main(sys.argv[1:]);"
        "assert not [name for name in sys.modules if name.startswith('PySide6')];"
        "sys.exit(status)"
    )
    arguments = ["explain", bundled_drawing(), "--out", tmp_path / "out", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True,
        timeout=120, env=os.environ,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert set(said) == {
        "file", "text", "digits", "marks", "digit", "confidence", "sure", "probabilities", "files"
    }  # fmt: skip
    assert (said["file"], said["digit"]) == (str(bundled_drawing()), 7)
    assert said["confidence"] == max(said["probabilities"])
    names = [shown.name for shown in shown_layers(seven.graph)]
    stems = ["00-ink", *(f"{n:02}-{name}" for n, name in enumerate(names, start=1))]
    expected = {
        "flow.png",
        "values.npz",
        *(f"{s}.png" for s in stems),
        *(f"{s}.csv" for s in stems),
    }
    assert {path.name for path in (tmp_path / "out").iterdir()} == expected
    assert sorted(said["files"]) == sorted(str(tmp_path / "out" / name) for name in expected)
    for stem in (*stems, "flow"):
        with Image.open(tmp_path / "out" / f"{stem}.png") as picture:
            assert picture.size == (1600, 1000)
    with np.load(tmp_path / "out" / "values.npz", allow_pickle=False) as arrays:
        assert (arrays["conv1"] == seven.outputs[1]).all()
        assert (arrays["ink_boxed"] == prepare(load_drawing(bundled_drawing())).boxed).all()
    table = np.loadtxt(tmp_path / "out" / "00-ink.csv", delimiter=",", skiprows=1)
    assert (table[:, 2].reshape(28, 28).astype(np.float32) == seven.image).all()


def test_it_tells_people_what_was_read_and_written(capsys, tmp_path):
    status, out, err = output(
        capsys, bundled_drawing(), "--out", tmp_path / "o", "--size", "400x400"
    )
    assert (status, err) == (0, "")
    assert out == f"{bundled_drawing()}: 7 (99.9 %), 26 files in {tmp_path / 'o'}\n"


def test_format_size_theme_and_caption_are_the_figures(capsys, tmp_path):
    status, _, _ = output(
        capsys, bundled_drawing(), "--out", tmp_path, "--format", "svg", "--size", "800x600",
        "--theme", "dark", "--caption", "A <caption> of $1",
    )  # fmt: skip
    assert status == 0
    assert not list(tmp_path.glob("*.png"))
    for file in tmp_path.glob("*.svg"):
        content = file.read_text()
        root = ElementTree.fromstring(content)
        assert (root.get("width"), root.get("height")) == ("600pt", "450pt")
        assert "#14161b" in content
        assert "A &lt;caption&gt; of $1" in content
    assert len(list(tmp_path.glob("*.svg"))) == 13


def test_a_picture_is_read_as_predict_reads_it(capsys, tmp_path):
    image = network_input(load_drawing(bundled_drawing()))
    picture = Image.fromarray(255 - np.rint(image * 255).astype(np.uint8)).resize((280, 280))
    picture.save(tmp_path / "seven.png")
    assert main(["predict", str(tmp_path / "seven.png"), "--json"]) == 0
    (read,) = json.loads(capsys.readouterr().out)["results"]
    status, out, _ = output(
        capsys, tmp_path / "seven.png", "--out", tmp_path / "o", "--size", "400x400", "--json"
    )
    assert status == 0
    said = json.loads(out)
    assert {key: said[key] for key in read} == read
    assert len(said["files"]) == 24
    assert not list((tmp_path / "o").glob("00-*")), "a picture has no strokes"
    with np.load(tmp_path / "o" / "values.npz", allow_pickle=False) as arrays:
        assert not [name for name in arrays.files if name.startswith("ink_")]


@pytest.mark.parametrize(("make", "said"), [
    (lambda path: None, "cannot be read"),
    (lambda path: path.write_bytes(b"bad"), "is not a PNG"),
    (lambda path: Image.new("L", (50, 50), 255).save(path), ""),
], ids=["missing", "no picture", "empty"])  # fmt: skip
def test_what_cannot_be_read_fails_with_one_line_and_no_folder(capsys, tmp_path, make, said):
    make(tmp_path / "in.png")
    status, out, err = output(capsys, tmp_path / "in.png", "--out", tmp_path / "o", "--json")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert said in err
    assert not (tmp_path / "o").exists()


def test_a_folder_that_cannot_be_written_is_told(capsys, tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        status, out, err = output(capsys, bundled_drawing(), "--out", folder)
        assert (status, out) == (1, "")
        assert len(err.splitlines()) == 1
        assert "could not be written" in err


@pytest.mark.parametrize("arguments", [
    [], ["x.png"], ["--out", "o"], ["x.png", "--out", "o", "--format", "gif"],
    ["x.png", "--out", "o", "--size", "10x10"], ["x.png", "--out", "o", "--theme", "blue"],
], ids=" ".join)  # fmt: skip
def test_bad_use_exits_with_2_and_one_line(capsys, arguments):
    status, out, err = output(capsys, *arguments)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_figures_are_in_the_language_asked_for(capsys, tmp_path):
    asked = ("--out", tmp_path, "--format", "svg", "--language", "zh_CN")
    status, said, _ = output(capsys, bundled_drawing(), *asked)
    use_translator(None)
    assert status == 0
    assert "个文件在" in said
    assert "从墨迹到输入" in (tmp_path / "00-ink.svg").read_text(encoding="utf-8")
