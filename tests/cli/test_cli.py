"""The command line, end to end: what it prints, where, and how it exits."""

import errno
import json
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import safetensors
from PIL import Image

from digitpad.cli import main, window
from digitpad.ink.input.render import network_input
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.presets import PRESETS
from digitpad.support.folders import bundled_drawing, bundled_model


@pytest.fixture
def seven_png(tmp_path):
    image = network_input(load_drawing(bundled_drawing()))
    large = Image.fromarray(255 - np.rint(image * 255).astype(np.uint8)).resize((280, 280))
    large.save(tmp_path / "seven.png")
    return tmp_path / "seven.png"


COMMANDS = [
    "predict", "explain", "train", "experiment", "export", "evaluate", "fetch", "snapshot",
    "doctor", "selftest",
]  # fmt: skip


def run(*arguments, **environment):
    """The real program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "digitpad", *map(str, arguments)],
        capture_output=True, text=True, timeout=120, env={**os.environ, **environment},
    )  # fmt: skip


def output(capsys, *arguments):
    """Exit status, standard output and standard error of the program in this process."""
    try:
        status = main([str(argument) for argument in arguments])
    except SystemExit as end:
        status = end.code
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["{file}", "--language", "en"],
        ["--language", "en", "{file}"],
        ["--language=en", "{file}"],
        ["--network", "tutorial", "--language", "en", "{file}"],
        ["--language", "en", "{file}", "--model", "best"],
    ],
)
def test_a_file_for_the_window_may_stand_before_and_after_options(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "七 7.png"
    file.write_bytes(b"")
    asked = []
    monkeypatch.setattr(window, "run", lambda options: asked.append(options) or 0)
    assert main([argument.format(file=file) for argument in arguments]) == 0
    assert (asked[0].files, asked[0].language) == ([file], "en")


def test_a_file_that_is_called_as_an_options_value_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tutorial").write_bytes(b"")
    asked = []
    monkeypatch.setattr(window, "run", lambda options: asked.append(options) or 0)
    assert main(["--network", "tutorial"]) == 0
    assert list(asked[0].files) == []


def test_options_may_stand_before_a_command_as_the_usage_says(capsys, seven_png):
    behind = output(capsys, "predict", "--model", "best", "--network=deep", seven_png)
    before = output(capsys, "--model", "best", "--network=deep", "predict", seven_png)
    assert before == behind
    assert before[0] == 0


def test_a_model_that_is_called_as_a_command_is_no_command(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = []
    monkeypatch.setattr(window, "run", lambda options: asked.append(options) or 0)
    assert main(["--model=export"]) == 0
    assert [options.command for options in asked] == ["window"]


def test_what_is_exported_is_what_the_files_ending_says(capsys, tmp_path):
    file = tmp_path / "seven.pth"
    assert output(capsys, "export", bundled_model(), "--out", file) == (
        0,
        f"Exported as {file}\n",
        "",
    )
    assert file.read_bytes().startswith(b"PK")  # the archive that torch.save writes
    copy = tmp_path / "copy.SafeTensors"
    assert output(capsys, "export", bundled_model(), "--out", copy)[0] == 0
    with safetensors.safe_open(copy, "numpy") as opened:
        assert "conv1.weight" in opened.keys()  # noqa: SIM118
    code = tmp_path / "code.py"
    assert output(capsys, "export", bundled_model(), "--out", code)[0] == 0
    assert "class Net(nn.Module):" in code.read_text("utf-8")


def test_predict_json_end_to_end(seven_png):
    done = run("predict", seven_png, bundled_drawing(), "--json")
    assert done.returncode == 0
    assert done.stderr == ""
    results = json.loads(done.stdout)["results"]
    assert [result["file"] for result in results] == [str(seven_png), str(bundled_drawing())]
    for result in results:
        assert set(result) == {
            "file", "text", "digits", "marks", "digit", "confidence", "sure", "probabilities"
        }  # fmt: skip
        (digit,) = result["digits"]
        assert (digit["digit"], digit["confidence"]) == (7, result["confidence"])
        assert result["text"] == "7"
        assert result["digit"] == 7
        assert len(result["probabilities"]) == 10
        assert sum(result["probabilities"]) == pytest.approx(1, abs=1e-5)
        assert result["confidence"] == max(result["probabilities"])


def test_predict_tells_people(capsys, seven_png):
    status, out, err = output(capsys, "predict", seven_png)
    assert (status, err) == (0, "")
    assert out.startswith(f"{seven_png}: 7 (")


def test_a_bad_picture_fails_with_one_line_and_the_others_are_read(capsys, seven_png, tmp_path):
    (tmp_path / "bad.png").write_bytes(b"bad")
    status, out, err = output(
        capsys, "predict", tmp_path / "bad.png", seven_png, tmp_path / "no.png", "--json"
    )
    assert status == 1
    assert [result["digit"] for result in json.loads(out)["results"]] == [7]
    assert len(err.splitlines()) == 1
    assert "bad.png is not a PNG" in err
    assert "1 more failed" in err


@pytest.mark.parametrize(("encoding", "name"), [("ascii", "\u4e03"), ("utf-8:strict", "\udcff")])
def test_a_name_that_cannot_be_printed_is_escaped(seven_png, encoding, name):
    file = seven_png.rename(seven_png.with_name(f"{name}.png"))
    done = run("predict", file, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"\\u{ord(name):x}.png: 7" in done.stdout


def test_a_bad_model_fails_with_one_line(capsys, seven_png, tmp_path):
    (tmp_path / "m.pth").write_bytes(b"bad")
    status, out, err = output(capsys, "predict", seven_png, "--model", tmp_path / "m.pth", "--json")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1


def test_best_names_the_larger_model_that_comes_with_digitpad(
    capsys, seven_png, tmp_path, monkeypatch
):
    usual, best = (
        json.loads(output(capsys, "predict", seven_png, *model, "--json")[1])["results"][0]
        for model in ((), ("--model", "best"))
    )
    assert usual["digit"] == best["digit"] == 7
    assert usual["confidence"] != best["confidence"]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "best").write_bytes(b"bad")  # a file of this name is the user's
    status, _, err = output(capsys, "predict", seven_png, "--model", "best")
    assert status == 1
    assert "best" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["predict"], ["nonsense"], ["train", "--recipe", "x"], ["train", "--epochs", "0"],
        ["train", "--epochs", "many"], ["train", "--dataset", "cats"], ["evaluate", "--what"],
        ["snapshot"], ["snapshot", "x.png", "--page", "none"], ["snapshot", "x", "--size", "1x1"],
        ["train", "--device", "toaster"], ["train", "--network", "nonsense"],
        ["train", "--network", "~nobody-of-this-name"], ["train", "--network", "x" * 300],
        ["experiment", "--networks", "tutorial,nonsense"], ["experiment", "--recipes", "nonsense"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_bad_use_exits_with_2_and_one_line(capsys, arguments):
    status, out, err = output(capsys, *arguments)
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_the_names_of_networks_are_the_presets(capsys):
    _, _, err = output(capsys, "train", "--network", "nonsense")
    assert (
        f"nonsense is neither FILE.py:NAME nor a network file nor one of {', '.join(PRESETS)} (see"
        in err
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_takes(capsys, command):
    status, out, err = output(capsys, command, "--help")
    assert (status, err) == (0, "")
    assert out.startswith(f"usage: digitpad {command} ")


def test_help_names_every_command(capsys):
    status, out, _ = output(capsys, "--help")
    assert status == 0
    assert re.findall(r"^ {4}(\w+)", out, re.MULTILINE) == COMMANDS


@pytest.mark.parametrize("folder", ["~nobody-of-this-name/data", "x" * 300])
@pytest.mark.parametrize("dataset", ["mnist", "folder"])
def test_a_folder_that_cannot_be_fails_as_one_that_is_missing(capsys, dataset, folder):
    status, out, err = output(capsys, "evaluate", "--dataset", dataset, "--data", folder)
    assert (status, out) == (1, "")
    assert "unexpected" not in err
    assert folder in err


def test_training_prints_an_object_for_each_epoch_and_saves(capsys, data_folder, tmp_path):
    model = tmp_path / "models" / "m.safetensors"
    status, out, err = output(
        capsys, "train", "--data", data_folder, "--recipe", "robust", "--epochs", 2,
        "--out", model, "--json",
    )  # fmt: skip
    assert (status, err) == (0, "")
    *epochs, last = map(json.loads, out.splitlines())
    assert [epoch["epoch"] for epoch in epochs] == [1, 2]
    for epoch in epochs:
        assert set(epoch) == {
            "epoch", "train_loss", "val_loss", "val_accuracy", "seconds", "samples_per_second"
        }  # fmt: skip
    assert set(last) == {"model", "test_accuracy", "hands_accuracy", "seconds"}
    assert last["model"] == str(model)
    assert 0 <= last["test_accuracy"] <= 1

    status, out, err = output(capsys, "evaluate", "--data", data_folder, "--model", model, "--json")
    assert (status, err) == (0, "")
    report = json.loads(out)
    assert set(report) == {"samples", "correct", "accuracy", "loss", "confusion"}
    assert report["samples"] == 100
    assert report["accuracy"] == last["test_accuracy"] == report["correct"] / 100
    assert sum(map(sum, report["confusion"])) == 100
    assert sum(report["confusion"][d][d] for d in range(10)) == report["correct"]


def test_own_digits_are_learnt_too_and_the_model_says_so(capsys, data_folder, tmp_path):
    model = tmp_path / "m.safetensors"
    status, _, _ = output(
        capsys, "train", "--data", data_folder, "--also", data_folder, "--epochs", 1,
        "--out", model,
    )  # fmt: skip
    assert status == 0
    with safetensors.safe_open(model, framework="pt") as file:
        assert f"mnist and {data_folder.name}" in str(file.metadata())


def test_own_digits_that_are_not_there_are_told(capsys, data_folder, tmp_path):
    (tmp_path / "empty").mkdir()
    status, out, err = output(capsys, "train", "--data", data_folder, "--also", tmp_path / "empty")
    assert (status, out) == (1, "")
    assert "cannot be read" in err


def test_training_without_a_name_saves_for_the_user(capsys, data_folder, own_folders, monkeypatch):
    monkeypatch.setenv("DIGITPAD_DATA", str(data_folder))
    status, out, _ = output(capsys, "train", "--recipe", "robust", "--epochs", 1)
    assert status == 0
    (model,) = own_folders.rglob("robust-*.safetensors")
    assert str(model) in out


def test_training_without_data_says_where_it_belongs(capsys, tmp_path):
    status, out, err = output(capsys, "train", "--data", tmp_path)
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "--data" in err


def test_a_device_that_is_not_there_is_told_with_what_is(capsys, data_folder, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    status, out, err = output(capsys, "train", "--data", data_folder, "--device", "cuda")
    assert (status, out) == (1, "")
    assert "cannot train on cuda" in err
    assert "cpu" in err


def test_a_model_that_cannot_be_saved_is_told_before_it_is_trained(capsys, data_folder, no_folder):
    status, out, err = output(
        capsys, "train", "--data", data_folder, "--recipe", "robust", "--epochs", 1,
        "--out", no_folder / "m.safetensors",
    )  # fmt: skip
    assert (status, out) == (1, "")
    assert "could not be written" in err.splitlines()[-1]


def test_trainings_that_begin_in_one_second_are_both_saved(
    capsys, data_folder, own_folders, monkeypatch
):
    monkeypatch.setattr(
        "digitpad.training.test_and_save.named",
        lambda *_: own_folders / "models" / "robust-20261201-140156.safetensors",
    )
    command = ["train", "--data", data_folder, "--recipe", "robust", "--epochs", 1, "--json"]
    models = [
        json.loads(output(capsys, *command, "--seed", seed)[1].splitlines()[-1])["model"]
        for seed in (1, 2)
    ]
    assert len(set(models)) == 2
    assert set(models) == {str(file) for file in own_folders.rglob("robust-*.safetensors")}


def test_whoever_reads_the_output_may_have_read_enough(tmp_path):
    with (tmp_path / "err").open("w+") as err:
        program = subprocess.Popen(
            [sys.executable, "-m", "digitpad", "predict", bundled_drawing(), "--json"],
            stdout=subprocess.PIPE, stderr=err, text=True,
        )  # fmt: skip
        assert program.stdout is not None
        program.stdout.close()
        assert program.wait(60) == 1
        err.seek(0)
        assert err.read() == ""


def test_a_program_without_an_output_runs(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)  # as Windows starts a window's program by a click
    assert main(["predict", str(bundled_drawing())]) == 0


@pytest.mark.parametrize("name", [None, "a?b.png"], ids=["output", "file"])
def test_windows_calls_an_output_that_nobody_reads_an_invalid_argument(capsys, monkeypatch, name):
    def run(options):
        raise OSError(errno.EINVAL, "Invalid argument", name)

    monkeypatch.setattr("digitpad.cli.fetch.run", run)
    monkeypatch.setattr("digitpad.cli.sys", SimpleNamespace(**vars(sys) | {"platform": "win32"}))
    status, out, err = output(capsys, "fetch")
    assert (status, out) == (1, "")
    assert ("Invalid argument" in err) == (name is not None)


def test_the_bundled_model_says_how_it_was_made():
    from digitpad.network.files.checkpoint import load_checkpoint

    training_info = load_checkpoint(bundled_model()).training_info
    assert training_info.data == "mnist and pen"
    assert training_info.recipe["name"] == "robust"
    assert training_info.test_accuracy >= 0.992


def test_without_a_display_the_window_is_refused_in_one_sentence():
    environment = dict.fromkeys(("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"), "")
    done = run(**environment)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    for command in ("predict", "train", "evaluate", "snapshot", "selftest"):
        assert command in done.stderr


def test_a_display_that_does_not_answer_is_told():
    done = run(DISPLAY=":9876", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 2
    assert "The display :9876 does not answer" in done.stderr


def test_snapshot_of_a_test_that_cannot_run_says_why(tmp_path):
    done = run("snapshot", tmp_path / "s.png", "--page", "test", "--run", DIGITPAD_DATA=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "s.png").exists()


@pytest.mark.parametrize("option", ["--stage", "--layer"])
def test_a_layer_is_for_the_layers_page_alone(capsys, tmp_path, option):
    status, out, err = output(
        capsys, "snapshot", tmp_path / "s.png", "--page", "train", option, "conv1"
    )
    assert (status, out) == (2, "")
    assert err == "digitpad: --stage needs --page layers\n"


@pytest.mark.parametrize("value", ["1,2", "a", "1,-2,3", ""])
def test_a_place_that_is_none_is_refused(capsys, tmp_path, value):
    status, out, err = output(
        capsys, "snapshot", tmp_path / "s.png", "--stage", "conv1", f"--value={value}"
    )
    assert (status, out) == (2, "")
    assert "is not a value's place such as" in err


def test_a_value_needs_its_layer(capsys, tmp_path):
    status, _, err = output(capsys, "snapshot", tmp_path / "s.png", "--value", "7")
    assert (status, err) == (2, "digitpad: --value needs --stage\n")


def test_a_snapshot_of_a_value_that_is_not_there_tells_the_shape(tmp_path):
    done = run("snapshot", tmp_path / "s.png", "--stage", "pool1", "--value", "8,0,0")
    assert done.returncode == 1
    assert done.stderr == "digitpad: pool1 has no value 8,0,0. It is 8 x 14 x 14.\n"


def test_a_snapshot_of_a_layer_that_is_not_there_names_those_that_are(tmp_path):
    done = run("snapshot", tmp_path / "s.png", "--stage", "conv9")
    assert done.returncode == 1
    assert "no layer conv9" in done.stderr
    assert "conv1, relu1" in done.stderr
    assert not (tmp_path / "s.png").exists()


def test_a_page_with_nothing_to_run_is_refused(tmp_path, capsys):
    status, out, err = output(capsys, "snapshot", tmp_path / "s.png", "--run")
    assert (status, out) == (2, "")
    assert err == (
        "digitpad: --run needs --page train or test: the page layers has nothing to run\n"
    )
    assert not (tmp_path / "s.png").exists()


def test_snapshot_end_to_end(tmp_path):
    done = run("snapshot", tmp_path / "s.png", "--strokes", bundled_drawing(), "--size", "1024x680")
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(tmp_path / "s.png") as picture:
        assert picture.size == (1024, 680)


def test_selftest_passes_and_says_so():
    done = run("selftest")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All is well." in done.stdout
    assert "reads 7 from mouse events" in done.stdout


def test_selftest_fails_without_a_model(monkeypatch, capsys, tmp_path, qapp):
    monkeypatch.setattr(
        "digitpad.cli.selftest.bundled_model", lambda: tmp_path / "gone.safetensors"
    )
    status, out, _ = output(capsys, "selftest")
    assert status == 1
    assert "FAILED  model" in out
    assert "ok      training" in out


def test_the_version_is_the_packages_own(capsys):
    from importlib.metadata import version

    status, out, _ = output(capsys, "--version")
    assert (status, out.strip()) == (0, f"digitpad {version('digitpad')}")


def test_train_and_evaluate_take_a_folder_of_pictures(capsys, tmp_path):
    for digit in range(10):
        folder = tmp_path / "digits" / str(digit)
        folder.mkdir(parents=True)
        for number in range(12):
            image = np.zeros((28, 28), np.uint8)
            image[4 + number % 3 : 22, 2 * digit + 3 : 2 * digit + 6] = 255
            Image.fromarray(image).save(folder / f"{number}.png")
    model = tmp_path / "m.safetensors"
    chosen = ("--dataset", "folder", "--data", tmp_path / "digits")
    status, out, err = output(
        capsys, "train", *chosen, "--recipe", "tutorial", "--epochs", 1, "--out", model, "--json"
    )
    assert (status, err) == (0, "")
    status, out, err = output(capsys, "evaluate", *chosen, "--model", model, "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["samples"] == 20  # the second and the eighth of each digit


def test_a_folder_of_pictures_must_be_named(capsys):
    status, out, err = output(capsys, "evaluate", "--dataset", "folder")
    assert (status, out) == (1, "")
    assert "with --data" in err


def test_evaluate_of_a_data_set_that_is_missing_says_how_to_get_it(capsys, tmp_path):
    status, out, err = output(capsys, "evaluate", "--dataset", "usps", "--data", tmp_path)
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "digitpad fetch usps" in err


def test_fetch_of_what_is_there_says_where_it_is(capsys, data_folder):
    status, out, err = output(capsys, "fetch", "--data", data_folder)
    assert (status, out, err) == (0, f"MNIST is in {data_folder}\n", "")


def test_fetch_without_a_network_fails_with_one_line(capsys, tmp_path, monkeypatch):
    import socket

    def getaddrinfo(*_, **__):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    status, out, err = output(capsys, "fetch", "usps", "--data", tmp_path / "data")
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "could not be resolved" in err


def test_fetch_knows_the_catalogues_names_alone(capsys):
    status, out, err = output(capsys, "fetch", "cats")
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_the_command_line_starts_without_numpy():
    done = subprocess.run(
        [sys.executable, "-c", "import sys, digitpad.cli; print('numpy' in sys.modules)"],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == "False"


def one_of_each_digit():
    """28 x 28 bars at ten places."""
    images = np.zeros((10, 28, 28), np.uint8)
    for digit, image in enumerate(images):
        image[4:24, 2 * digit + 3 : 2 * digit + 6] = 255
    return images


def test_a_folder_of_ones_own_is_recognised_without_a_word_of_what_it_is(capsys, tmp_path):
    lines = [",".join(["label", *(f"pixel{place}" for place in range(784))])]
    for number in range(60):
        digit = number % 10
        lines.append(",".join(map(str, [digit, *one_of_each_digit()[digit].ravel().tolist()])))
    (tmp_path / "train.csv").write_text("\n".join(lines))
    status, out, err = output(capsys, "evaluate", "--data", tmp_path)
    assert status == 0
    assert "50 images to train on and 10 for the test" in err
    assert "/10 (" in out


def test_predict_reads_each_row_of_a_table_of_pixels(capsys, tmp_path):
    table = tmp_path / "test.csv"
    rows = one_of_each_digit().reshape(10, 784).tolist()
    table.write_text("\n".join(",".join(map(str, row)) for row in rows[:3]))
    status, out, _ = output(capsys, "predict", table, "--json")
    assert status == 0
    results = json.loads(out)["results"]
    assert [result["row"] for result in results] == [1, 2, 3]
    assert all(len(result["probabilities"]) == 10 for result in results)
    status, out, _ = output(capsys, "predict", table)
    assert out.splitlines()[1].startswith(f"{table}:2: ")


def test_an_answer_that_is_not_sure_is_told_as_that(capsys, tmp_path):
    """A scribble over the whole sheet is no digit."""
    lines = [[[20 + 60 * (number % 2) * 8, 20 * number] for number in range(25)],
             [[20 * number, 20 + 60 * (number % 2) * 8] for number in range(25)]]  # fmt: skip
    (tmp_path / "x.json").write_text(json.dumps({"size": [520, 520], "strokes": lines}))
    _, out, _ = output(capsys, "predict", tmp_path / "x.json", "--json")
    (result,) = json.loads(out)["results"]
    assert result["confidence"] < 0.6
    assert result["sure"] is False
    _, out, _ = output(capsys, "predict", tmp_path / "x.json")
    assert out.endswith(" %, not sure)\n")
