"""A network as a script: it answers as ours does, trains, tests, predicts, and is harmless."""

import ast
import re
import subprocess
import sys
from dataclasses import replace
from importlib import util

import numpy as np
import pytest
import torch
from PIL import Image

from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.blocks import ALL_KINDS, Branches, Residual
from digitpad.network.described import architecture_of
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.layers import (
    GELU,
    AdaptiveAvgPool2d,
    AdaptiveMaxPool2d,
    AvgPool2d,
    BatchNorm2d,
    Conv2d,
    Dropout,
    Flatten,
    L2Pool2d,
    LeakyReLU,
    Linear,
    LogSoftmax,
    MaxPool2d,
    ReLU,
    Sigmoid,
    Tanh,
)
from digitpad.network.presets import PRESETS
from digitpad.support.errors import DigitpadError, ModelError
from digitpad.support.folders import bundled_model
from digitpad.training.export import LONGEST_HEAD, MARK, export
from digitpad.training.module import Network, graph_with, module_of, normalised
from digitpad.training.plain_code.script import plain_code, recipe_of
from digitpad.training.recipe import FAST_RECIPE, RECIPES, ROBUST_RECIPE, TUTORIAL_RECIPE
from tests.network.input_sizes import SIZES, by_hand, sized

EVERYTHING = Architecture(
    "everything",
    (
        Conv2d("conv", kernels=4, size=3, stride=1, padding=1),
        Conv2d("wide", 4, (1, 7), padding=(0, 6), dilation=2, groups=2),
        BatchNorm2d("norm"),
        Residual("block", (Conv2d("conv", 4, 3, padding=1), BatchNorm2d("norm"), ReLU("relu"))),
        Branches(
            "mix",
            (
                (Conv2d("narrow", 2, 1), Residual("again", (Conv2d("inner", 2, 1),))),
                (ReLU("relu"), MaxPool2d("pool", size=3, stride=1, padding=1)),
                (),
            ),
        ),
        LeakyReLU("leaky", slope=0.2),
        L2Pool2d("root", size=3, stride=2, padding=1),
        GELU("gelu"),
        AvgPool2d("mean", size=2, stride=1, padding=1),
        Tanh("tanh"),
        MaxPool2d("largest", size=3, stride=1),
        AdaptiveMaxPool2d("few", size=5),
        ReLU("relu"),
        AdaptiveAvgPool2d("fewer", size=3),
        Sigmoid("sigmoid"),
        Dropout("sometimes", rate=0.25),
        Flatten("flatten"),
        Linear("fc", features=10),
        LogSoftmax("softmax"),
    ),
    mean=0.2,
    std=0.4,
)  # fmt: skip
NETWORKS = {**PRESETS, "everything": EVERYTHING, **SIZES}


def trained(architecture, recipe=TUTORIAL_RECIPE, path=None):
    """Return a checkpoint whose weights and running averages are none that it began with."""
    torch.manual_seed(3)
    network = Network(architecture)
    network.dropout = 0.0
    with torch.no_grad():
        for _ in range(3):
            network(torch.randn(8, 1, 28, 28) + 0.5)
        for value in network.parameters():
            value += 0.05 * torch.randn_like(value)
    network.dropout = None
    info = TrainingInfo("mnist", recipe.to_json(), recipe.seed)
    return Checkpoint(graph_with(network), info, path)


def imported(path):
    specification = util.spec_from_file_location(f"exported_{path.stem}", path)
    network = util.module_from_spec(specification)
    specification.loader.exec_module(network)
    return network


def ruff(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "ruff", *map(str, arguments)], capture_output=True, text=True,
        timeout=60,
    )  # fmt: skip


def run(script, *arguments, **options):
    return subprocess.run(
        [sys.executable, str(script), *map(str, arguments)], capture_output=True, text=True,
        timeout=300, **options,
    )  # fmt: skip


def test_the_network_of_these_tests_has_every_kind_of_layer():
    assert {layer.kind for layer in EVERYTHING.every_layer()} == set(ALL_KINDS)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_code_answers_as_the_network_does(tmp_path, name):
    checkpoint = trained(NETWORKS[name])
    script, weights = export(checkpoint, tmp_path / f"{name}.py", "code")
    code = imported(script)
    net = code.Net()
    state = torch.load(weights, weights_only=True)
    assert not any("num_batches_tracked" in key for key in state)  # which ours do not have
    net.load_state_dict(state, strict=True)
    images = torch.randint(0, 256, (16, 28, 28), dtype=torch.uint8)
    x = by_hand(images / 255, NETWORKS[name])
    torch.testing.assert_close(code.normalise(images), x, atol=1e-6, rtol=0)
    with torch.no_grad():
        theirs = net.eval()(code.normalise(images))
        ours = module_of(checkpoint.network)(normalised(images, NETWORKS[name]))
    assert theirs.shape == (16, 10)
    torch.testing.assert_close(theirs, ours, atol=1e-6, rtol=2e-6)


@pytest.mark.parametrize("name", NETWORKS)
def test_each_line_of_the_network_tells_its_shape(tmp_path, name):
    code = plain_code(NETWORKS[name], TUTORIAL_RECIPE)
    (tmp_path / "net.py").write_text(code)
    net = imported(tmp_path / "net.py").Net().eval()
    body = code.partition("    def forward")[2].partition("\n\n\n")[0]
    steps = [line for line in body.splitlines() if line.startswith("        ")]
    # Run the lines one by one, and compare the shapes that come out with those that are told.
    x = torch.zeros(3, *NETWORKS[name].input_shape)
    names = {"self": net, "F": torch.nn.functional, "torch": torch, "x": x}
    assert len(steps) >= len(NETWORKS[name].layers) - 3
    for step in steps:
        exec(step.strip().replace("return ", "x = "), names)
        told = re.search(r"# \(n, ([\d, ]+)\)$", step)[1]
        assert tuple(names["x"].shape[1:]) == tuple(map(int, told.split(",")))
    told = {
        f"{layer}.weight": ast.literal_eval(shape)
        for layer, shape in re.findall(
            r"self\.([\w.]+) = (?:.*|[^#]*?\n {8}\))  # weight (\(.*\))", code
        )
    }
    shapes = {name: tuple(value.shape) for name, value in net.named_parameters()}
    assert told == {name: shapes[name] for name in shapes if name.endswith(".weight")}


def test_the_code_is_as_linters_want_it(tmp_path):
    for architecture in NETWORKS.values():
        for recipe in RECIPES.values():
            (tmp_path / f"{architecture.name}_{recipe.name}.py").write_text(
                plain_code(architecture, recipe)
            )
    checked = ruff("check", "--isolated", tmp_path)
    assert checked.returncode == 0, checked.stdout
    formatted = ruff("format", "--isolated", "--check", tmp_path)
    assert formatted.returncode == 0, formatted.stdout


@pytest.mark.parametrize(
    ("name", "recipe"),
    [
        ("everything", replace(TUTORIAL_RECIPE, learning_rate=0.05)),
        ("modern", FAST_RECIPE),
        ("tutorial", replace(ROBUST_RECIPE, validation=0.1, keep_best=True)),
    ],
    ids=["all-stages-tutorial", "modern-fast", "tutorial-robust"],
)
def test_it_trains_and_its_test_tells_what_the_weights_that_it_saves_give(
    tmp_path, data_folder, data_set, name, recipe, monkeypatch, capsys
):
    script, _ = export(trained(NETWORKS[name], recipe), tmp_path / "net.py", "code")
    code = imported(script)
    monkeypatch.setattr(sys, "argv", ["net.py", "train", "--data", str(data_folder), "--epochs",
                                      "2", "--out", str(tmp_path / "trained.pth")])  # fmt: skip
    code.main()
    printed = capsys.readouterr().out
    assert "Epoch 2: training loss" in printed
    told = re.search(r"Test: average loss ([\d.]+), accuracy (\d+)/100 \(([\d.]+) %\)", printed)
    assert told, printed

    # By hand:
    net = code.Net()
    net.load_state_dict(torch.load(tmp_path / "trained.pth", weights_only=True))
    x = torch.from_numpy(data_set.test.images.astype(np.float32) / 255)[:, None]
    architecture = NETWORKS[name]
    with torch.no_grad():
        answers = net.eval()((x - architecture.mean) / architecture.std)
    labels = torch.from_numpy(data_set.test.labels.astype(np.int64))
    right = int((answers.argmax(1) == labels).sum())
    loss = -answers[torch.arange(100), labels].double().mean().item()
    assert (int(told[2]), float(told[3])) == (right, pytest.approx(right, abs=0.005))
    assert float(told[1]) == pytest.approx(loss, abs=6e-5)


def test_a_script_of_another_input_trains_tests_and_predicts(
    tmp_path, data_folder, monkeypatch, capsys
):
    recipe = replace(FAST_RECIPE, validation=0.1)
    script, _ = export(trained(sized(33, 3, "padded"), recipe), tmp_path / "net.py", "code")
    text = script.read_text()
    assert "images (n, 3, 33, 33)" in text
    assert "# (b, 3, 33, 33)" in text
    assert "# (1, 3, 33, 33)" in text
    code = imported(script)
    weights = str(tmp_path / "trained.pth")
    monkeypatch.setattr(sys, "argv", ["net.py", "train", "--data", str(data_folder), "--epochs",
                                      "1", "--out", weights])  # fmt: skip
    code.main()
    assert re.search(r"Test: average loss", capsys.readouterr().out)
    paper = Image.new("L", (60, 60), 255)
    paper.paste(0, (25, 10, 32, 50))
    paper.save(tmp_path / "one.png")
    monkeypatch.setattr(
        sys, "argv", ["net.py", "predict", str(tmp_path / "one.png"), "--weights", weights]
    )
    code.main()
    assert "one.png: " in capsys.readouterr().out


def test_the_script_learns_by_itself(tmp_path, data_folder, monkeypatch, capsys):
    script, _ = export(trained(TUTORIAL, FAST_RECIPE), tmp_path / "net.py", "code")
    done = run(script, "train", "--data", data_folder / "MNIST" / "raw", "--epochs", 8,
               "--out", tmp_path / "w.pth")  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    correct = int(re.search(r"Test: .* (\d+)/100", done.stdout)[1])
    assert correct >= 90
    # What it saved is a state dict that digitpad takes.
    assert architecture_of(load_checkpoint(tmp_path / "w.pth").network) == TUTORIAL
    monkeypatch.setattr(sys, "argv", ["net.py", "test", "--data", str(data_folder), "--weights",
                                      str(tmp_path / "w.pth")])  # fmt: skip
    imported(script).main()
    assert f" {correct}/100 " in capsys.readouterr().out


def test_the_script_reads_pictures(tmp_path):
    from digitpad.ink.input.render import network_input
    from digitpad.ink.strokes_file import load_drawing
    from digitpad.support.folders import bundled_drawing, bundled_model

    script, _ = export(load_checkpoint(bundled_model()), tmp_path / "net.py", "code")
    seven = network_input(load_drawing(bundled_drawing()))
    ink = Image.fromarray(np.rint(seven * 255).astype(np.uint8)).resize((140, 140))
    paper = Image.new("L", (300, 200), 235)  # black on grey paper, in a corner
    paper.paste(15, (5, 50), ink)
    paper.save(tmp_path / "dark.png")
    Image.fromarray(np.rint(seven * 255).astype(np.uint8)).save(tmp_path / "light.png")
    clear = Image.new("RGBA", (140, 140))
    clear.putalpha(ink)
    clear.save(tmp_path / "clear.png")
    done = run(script, "predict", tmp_path / "dark.png")
    assert done.stdout.startswith(f"{tmp_path}/dark.png: 7 ("), done.stdout + done.stderr
    code = imported(script)
    net = code.Net()
    net.load_state_dict(torch.load(code.WEIGHTS, weights_only=True))
    assert [code.predict(net, tmp_path / name) for name in ("light.png", "clear.png")] == [7, 7]
    Image.new("L", (30, 30), 255).save(tmp_path / "empty.png")
    with pytest.raises(SystemExit, match="There is no ink in"):
        code.predict(net, tmp_path / "empty.png")


def test_its_frame_is_as_ours(tmp_path, data_set):
    from digitpad.ink.photo.picture import open_picture, opened_input

    (tmp_path / "net.py").write_text(plain_code(TUTORIAL, TUTORIAL_RECIPE))
    code = imported(tmp_path / "net.py")
    picture = np.zeros((90, 120), np.uint8)
    picture[10:70, 40:50] = 255
    picture[60:70, 40:80] = 255
    Image.fromarray(picture).save(tmp_path / "one.png")
    theirs = code.frame(tmp_path / "one.png").numpy() / 255
    ours = opened_input(*open_picture(tmp_path / "one.png"))
    np.testing.assert_allclose(theirs, ours, atol=0.15)  # the edges' grey depends on the resizing
    assert np.abs(theirs - ours).mean() < 0.006


def with_first_name(name):
    first, *rest = TUTORIAL.layers
    return replace(TUTORIAL, layers=(replace(first, name=name), *rest))


@pytest.mark.parametrize(
    "name", ["class", "None", "self", "x", "F", "nn", "torch", "print", "_", "__x", "__debug__",
             "größe", "卷积", "ﬁ", "𝐱", "match"],
)  # fmt: skip
def test_any_identifier_names_a_layer(tmp_path, name):
    checkpoint = trained(with_first_name(name))
    script, weights = export(checkpoint, tmp_path / "net.py", "code")
    code = imported(script)
    net = code.Net().eval()
    assert f"{name}.weight" in net.state_dict()
    net.load_state_dict(torch.load(weights, weights_only=True))
    images = torch.rand(2, 28, 28) * 255
    with torch.no_grad():
        ours = module_of(checkpoint.network)(normalised(images / 255, TUTORIAL))
        torch.testing.assert_close(net(code.normalise(images)), ours, atol=1e-6, rtol=0)


@pytest.mark.parametrize("name", ["forward", "train", "training", "half", "_modules", "__init__"])
def test_a_name_that_pytorch_needs_is_refused(name):
    with pytest.raises(ModelError, match=f"need the name {name} themselves"):
        plain_code(with_first_name(name), TUTORIAL_RECIPE)


@pytest.mark.parametrize(
    "name", ["a = 1", "a\nimport os", 'a"', "a.b", "", "a#", "a\u202e", "a\\", "1a"]
)
def test_what_is_no_identifier_is_refused(name):
    with pytest.raises(ModelError, match="is not a layer's name"):
        plain_code(with_first_name(name), TUTORIAL_RECIPE)


@pytest.mark.parametrize(
    "name", ['"""\nimport os\n"""', "a\nos.abort()", "a\rb", "a\u2028b", "a\x0cb", "\\", "{0}",
             "\\N{NULL}", "a\x00"],
)  # fmt: skip
def test_no_name_from_elsewhere_becomes_code(name):
    """The same statements as with harmless names; no comment or text ends early."""
    architecture, recipe = replace(TUTORIAL, name=name), replace(TUTORIAL_RECIPE, name=name)
    code, harmless = plain_code(architecture, recipe), plain_code(TUTORIAL, TUTORIAL_RECIPE)
    tree, usual = ast.parse(code), ast.parse(harmless)
    assert [ast.dump(node) for node in tree.body[1:]] == [ast.dump(node) for node in usual.body[1:]]
    assert len(code.splitlines()) == len(harmless.splitlines())
    assert code.isascii()


def test_a_story_without_a_usable_recipe_gives_the_tutorials():
    assert recipe_of(TrainingInfo()) == TUTORIAL_RECIPE
    assert recipe_of(TrainingInfo(recipe={"name": "adapted", "digits": 30})) == TUTORIAL_RECIPE
    assert (
        recipe_of(TrainingInfo(recipe={**FAST_RECIPE.to_json(), "epochs": "x"})) == TUTORIAL_RECIPE
    )
    assert recipe_of(TrainingInfo(recipe=FAST_RECIPE.to_json())) == FAST_RECIPE


def test_weights_of_somebody_else_are_not_replaced(tmp_path):
    (tmp_path / "net.pth").write_bytes(b"mine")
    with pytest.raises(DigitpadError, match=r"net\.pth is there already"):
        export(trained(TUTORIAL), tmp_path / "net.py", "code")
    assert (tmp_path / "net.pth").read_bytes() == b"mine"
    assert not (tmp_path / "net.py").exists()
    with pytest.raises(DigitpadError, match="is there already"):
        export(trained(TUTORIAL), tmp_path / "net.pth", "code")
    export(trained(TUTORIAL), tmp_path / "other.py", "code")
    export(trained(TUTORIAL), tmp_path / "other.py", "code")  # again: both are its own


def test_the_command_line_exports(tmp_path, capsys):
    from digitpad.cli import main
    from digitpad.support.folders import bundled_model

    assert main(["export", str(bundled_model()), "--out", str(tmp_path / "net.py")]) == 0
    printed = f"Exported as {tmp_path / 'net.py'}, {tmp_path / 'net.pth'}\n"
    assert capsys.readouterr().out == printed
    assert main(["export", str(bundled_model()), "--kind", "state_dict", "--out",
                 str(tmp_path / "w.pth")]) == 0  # fmt: skip
    assert architecture_of(load_checkpoint(tmp_path / "w.pth").network) == TUTORIAL
    assert main(["export", str(tmp_path / "none"), "--out", str(tmp_path / "x.py")]) == 1


def test_the_mark_of_an_export_stands_in_every_script():
    assert MARK in plain_code(PRESETS["deep"], ROBUST_RECIPE)[:LONGEST_HEAD]


def test_weights_that_belong_to_no_export_are_never_replaced(tmp_path):
    checkpoint = load_checkpoint(bundled_model())
    (tmp_path / "net.pth").write_bytes(b"precious")
    (tmp_path / "net.py").write_text("# my own script")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder.pth").write_bytes(b"precious")
    for name in ("net.py", "folder"):
        with pytest.raises(DigitpadError):
            export(checkpoint, tmp_path / name, "code")
    assert (tmp_path / "net.pth").read_bytes() == b"precious"
    assert (tmp_path / "folder.pth").read_bytes() == b"precious"
