"""Layers that hold layers, against modules of PyTorch's own written by hand."""

import copy
import json
from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from digitpad.graph.flow import flow_of
from digitpad.graph.receptive_field import receptive_field
from digitpad.graph.trace import trace
from digitpad.graph.value import explain
from digitpad.network.architecture import TUTORIAL, Architecture, Cost
from digitpad.network.blocks import MOST_BRANCHES, MOST_DEPTH, Branches, Residual
from digitpad.network.described import graph_of
from digitpad.network.files.checkpoint import load_checkpoint, save_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.layers import (
    AdaptiveAvgPool2d,
    BatchNorm2d,
    Conv2d,
    Flatten,
    Linear,
    LogSoftmax,
    MaxPool2d,
    ReLU,
)
from digitpad.support.errors import ModelError
from digitpad.training.module import Network, graph_with, module_of

BLOCKS = Architecture(
    "blocks",
    (
        Conv2d("conv1", 6, 3, stride=2, padding=1),  # (6, 14, 14)
        Residual(
            "block1",
            (Conv2d("conv1", 6, 3, padding=1), BatchNorm2d("norm1"), ReLU("relu1"),
             Conv2d("conv2", 6, (3, 1), padding=(1, 0))),
        ),
        Branches(
            "mix",
            (
                (Conv2d("narrow", 4, 1), ReLU("relu1"), MaxPool2d("pool", 3, 2, 1)),
                (Residual("inner", (Conv2d("conv", 6, 3, padding=1, groups=6), ReLU("relu"))),
                 Conv2d("wide", 5, 5, stride=2, padding=2)),
            ),
        ),  # (9, 7, 7)
        Branches("kept", ((), (Conv2d("more", 3, 3, padding=1),))),  # (12, 7, 7)
        AdaptiveAvgPool2d("mean", 3),
        Flatten("flatten"),
        Residual("rows", (Linear("fc", 108),)),
        Linear("fc", 10),
        LogSoftmax("end"),
    ),
)  # fmt: skip


def inside(**parts):
    holder = nn.Module()
    for name, part in parts.items():
        holder.add_module(name, part)
    return holder


class Theirs(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, 2, 1)
        self.block1 = inside(conv1=nn.Conv2d(6, 6, 3, padding=1), norm1=nn.BatchNorm2d(6),
                             conv2=nn.Conv2d(6, 6, (3, 1), padding=(1, 0)))  # fmt: skip
        self.mix = inside(narrow=nn.Conv2d(6, 4, 1), wide=nn.Conv2d(6, 5, 5, 2, 2),
                          inner=inside(conv=nn.Conv2d(6, 6, 3, padding=1, groups=6)))  # fmt: skip
        self.kept = inside(more=nn.Conv2d(9, 3, 3, padding=1))
        self.rows = inside(fc=nn.Linear(108, 108))
        self.fc = nn.Linear(108, 10)

    def forward(self, x):
        x = self.conv1(x)
        y = F.relu(self.block1.norm1(self.block1.conv1(x)))
        x = x + self.block1.conv2(y)
        left = F.max_pool2d(F.relu(self.mix.narrow(x)), 3, 2, 1)
        right = self.mix.wide(x + F.relu(self.mix.inner.conv(x)))
        x = torch.cat((left, right), 1)
        x = torch.cat((x, self.kept.more(x)), 1)
        x = F.adaptive_avg_pool2d(x, 3).flatten(1)
        x = x + self.rows.fc(x)
        return F.log_softmax(self.fc(x), dim=1)


@pytest.fixture(scope="module")
def trained():
    torch.manual_seed(7)
    network = Network(BLOCKS).train()
    for _ in range(4):
        network(torch.randn(8, 1, 28, 28) + 0.5)
    return network.eval()


@pytest.fixture(scope="module")
def found(trained):
    image = np.random.default_rng(3).random((28, 28)).astype(np.float32)
    return trace(graph_with(trained), image)


def test_answers_and_gradients_are_those_of_pytorchs_own_modules(trained):
    theirs = Theirs()
    theirs.load_state_dict(trained.state_dict(), strict=False)
    ours = copy.deepcopy(trained)
    x = torch.randn(5, 1, 28, 28)
    torch.testing.assert_close(ours(x), theirs.eval()(x))
    ours.train()(x)[:, 3].sum().backward()
    theirs.train()(x)[:, 3].sum().backward()
    gradients = {name: value.grad for name, value in theirs.named_parameters()}
    assert gradients.keys() == {name for name, _ in ours.named_parameters()}
    for name, value in ours.named_parameters():
        torch.testing.assert_close(value.grad, gradients[name], atol=1e-5, rtol=1e-4)


def test_state_and_cost_are_those_of_pytorchs_own_modules():
    theirs = {name: tuple(value.shape) for name, value in Theirs().state_dict().items()
              if "num_batches" not in name}  # fmt: skip
    assert BLOCKS.state_shapes() == theirs
    assert BLOCKS.parameter_count() == sum(value.numel() for value in Theirs().parameters())
    by_hand = 14 * 14 * (6 * 9 + 6 * 6 * 9 + 6 + 6 * 6 * 3 + 4 * 6 + 6 * 9)
    by_hand += 7 * 7 * (5 * 6 * 25 + 3 * 9 * 9) + 108 * 108 + 1080
    assert BLOCKS.multiplications() == by_hand


def test_values_on_the_way_count():
    block = Residual("b", (Conv2d("c", 4, 1), ReLU("r"), Conv2d("d", 2, 1)))
    cost = Cost().with_layer(block, (2, 5, 5))
    assert cost.values == 25 * (4 + 4 + 2 + 2)


def test_the_graph_has_the_names_of_the_state_and_joins_the_ways(found):
    graph = found.graph
    of = {operation.name: operation for operation in graph.operations}
    assert of["block1.conv2"].inputs == ("block1.relu1",)
    assert of["block1"].inputs == ("block1.conv2", "conv1")
    assert of["mix"].inputs == ("mix.pool", "mix.wide")
    assert of["mix.inner"].inputs == ("mix.inner.relu", "block1")
    assert of["mix.narrow"].inputs == ("block1",)
    assert of["kept"].inputs == ("mix", "kept.more")
    assert of["mix.inner.conv"].keys["weight"] == "mix.inner.conv.weight"
    assert (of["mix.inner.conv"].module, of["mix.inner"].module) == ("mix.inner", "mix.inner")


def test_the_graph_computes_and_explains_what_the_module_gives(trained, found):
    pixels = torch.from_numpy(found.outputs[0])
    ours = trained(pixels.reshape(1, 1, 28, 28))[0].detach().numpy()
    np.testing.assert_allclose(found.outputs[-1], ours, atol=1e-5)
    random = np.random.default_rng(1)
    for index, output in enumerate(found.outputs):
        for _ in range(4):
            position = tuple(int(random.integers(n)) for n in output.shape)
            total = explain(found, index, position).total
            assert total == pytest.approx(float(output[position]), abs=1e-5, rel=1e-4)


def test_a_skip_widens_no_receptive_field_and_a_branch_has_its_own():
    graph = graph_of(BLOCKS, {})
    place = graph.index
    of_block = receptive_field(graph, place["block1"], (0, 5, 5))
    of_last = receptive_field(graph, place["block1.conv2"], (0, 5, 5))
    assert of_block == of_last
    narrow = receptive_field(graph, place["mix"], (0, 3, 3))
    wide = receptive_field(graph, place["mix"], (4, 3, 3))
    assert len(wide[1]) > len(narrow[1])


def test_the_flow_folds_a_block_and_draws_its_ways_side_by_side():
    graph = graph_of(BLOCKS, {})
    folded = flow_of(graph, frozenset())
    titles = [cell.title for cell in folded.cells]
    assert {"block1", "mix", "kept"} <= set(titles)
    assert not any("." in title for title in titles)
    unfolded = flow_of(graph, frozenset({"mix"}))
    assert unfolded.lanes > 1
    assert "mix.inner" in {cell.title for cell in unfolded.cells}


@pytest.mark.parametrize("name", ["block1", "block1.conv1", "mix.inner.relu", "mix", "kept.more"])
def test_silenced_channels_are_zero_in_module_and_graph(trained, name):
    graph = graph_of(BLOCKS, graph_with(trained).numbers)
    silenced = replace(graph, silenced={name: (0, 2)})
    image = np.random.default_rng(4).random((1, 28, 28)).astype(np.float32)
    ours = silenced.probabilities(image)
    assert np.abs(ours - graph.probabilities(image)).max() > 0
    x = (torch.from_numpy(image)[None] - BLOCKS.mean) / BLOCKS.std
    module = module_of(silenced)(x).exp().detach().numpy()
    np.testing.assert_allclose(ours, module, atol=1e-5)


def test_a_description_and_a_checkpoint_come_back(trained, tmp_path):
    again = Architecture.from_json(json.loads(json.dumps(BLOCKS.to_json())))
    assert again == BLOCKS
    save_checkpoint(tmp_path / "m.safetensors", graph_with(trained), TrainingInfo())
    loaded = load_checkpoint(tmp_path / "m.safetensors").network
    assert loaded.origin == BLOCKS
    for key, value in trained.state_dict().items():
        np.testing.assert_array_equal(loaded.numbers[key], value.numpy())


def test_it_learns_in_twenty_batches():
    torch.manual_seed(1)
    network = Network(BLOCKS).train()
    x, labels = torch.randn(40, 1, 28, 28), torch.arange(40) % 10
    optimiser = torch.optim.Adam(network.parameters(), 3e-3)
    losses = []
    for _ in range(20):
        loss = F.nll_loss(network(x), labels)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 2


def test_onnx_gives_what_the_network_gives(trained, tmp_path):
    pytest.importorskip("onnxscript")
    onnx = pytest.importorskip("onnx")
    from onnx.reference import ReferenceEvaluator

    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.export import export

    export(Checkpoint(graph_with(trained), TrainingInfo(), None), tmp_path / "m.onnx", "onnx")
    pixels = np.random.default_rng(1).random((3, 1, 28, 28), dtype=np.float32)
    run = ReferenceEvaluator(onnx.load(tmp_path / "m.onnx")).run
    (answer,) = run(["log_probabilities"], {"image": pixels})
    x = (torch.from_numpy(pixels) - BLOCKS.mean) / BLOCKS.std
    np.testing.assert_allclose(answer, trained(x).detach().numpy(), atol=1e-5)


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (Residual("b", (Conv2d("c", 3, 3, padding=1),)), r"b adds its input, 2 × 9 × 9, .* 3 × 9"),
        (Residual("b", (Conv2d("c", 2, 3),)), r"2 × 7 × 7, and both need one shape\. Change"),
        (Residual("b", ()), "b has no layers"),
        (Branches("b", ()), "b has no branches"),
        (Branches("b", ((), (Conv2d("c", 2, 3),))), r"are 2 × 9 × 9 and 2 × 7 × 7, and all need"),
        (Branches("b", ((), (Flatten("f"),))), "one height and width"),
        (Residual("b", (Linear("fc", 3),)), "fc needs a row of values"),
    ],
)
def test_what_cannot_be_joined_is_refused_with_a_sentence(block, reason):
    with pytest.raises(ModelError, match=reason):
        block.output_shape((2, 9, 9))


def read(*stages):
    content = TUTORIAL.to_json()
    content["stages"][1:1] = stages
    return Architecture.from_json(content)


def nested(levels, innermost):
    for _ in range(levels):
        innermost = {"kind": "residual", "name": "b", "layers": [innermost]}
    return innermost


RELU = {"kind": "relu", "name": "r"}


def test_blocks_are_nested_four_deep_and_no_deeper():
    assert len(read(nested(MOST_DEPTH, RELU)).layers) == 13
    for levels in (MOST_DEPTH + 1, 40):
        with pytest.raises(ModelError, match="more than 4 blocks"):
            read(nested(levels, RELU))


@pytest.mark.parametrize(
    "block",
    [
        {"kind": "residual", "name": "b"},
        {"kind": "residual", "name": "b", "layers": {}},
        {"kind": "residual", "name": "b", "layers": [[RELU]]},
        {"kind": "residual", "name": "b", "layers": [RELU, RELU]},
        {"kind": "residual", "name": "forward", "layers": [RELU]},
        {"kind": "residual", "name": "b.c", "layers": [RELU]},
        {"kind": "residual", "name": "b", "layers": [{**RELU, "name": f"r{n}"} for n in range(60)]},
        {"kind": "branches", "name": "b", "layers": [RELU]},
        {"kind": "branches", "name": "b", "layers": [[RELU], [RELU]]},
        {"kind": "branches", "name": "b", "layers": [[]] * (MOST_BRANCHES + 1)},
        {"kind": "branches", "name": "b", "layers": [], "size": 3},
    ],
)
def test_a_strangers_block_that_is_none_is_refused(block):
    with pytest.raises(ModelError):
        read(block)


def test_a_description_of_many_layers_is_refused_before_any_is_made(monkeypatch):
    made = []
    monkeypatch.setattr("digitpad.network.architecture.made", lambda *parts: made.append(parts))
    layers = [RELU] * 64
    for _ in range(2):
        layers = [{"kind": "residual", "name": "b", "layers": layers}] * 64
    with pytest.raises(ModelError, match="more than 64 layers"):
        Architecture.from_json({"name": "huge", "stages": layers})
    assert made == []
