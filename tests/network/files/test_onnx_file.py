"""ONNX files: what PyTorch exports opens as a graph that gives what the module gives."""

import itertools
import subprocess
import sys
import warnings

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from digitpad.network.described import architecture_of
from digitpad.network.files.checkpoint import (
    Checkpoint,
    import_model,
    load_checkpoint,
    save_checkpoint,
)
from digitpad.network.files.library import saved_models
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.presets import PRESETS
from digitpad.support.errors import ModelError
from digitpad.training.export import export
from digitpad.training.module import Network, graph_with

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxscript")


def exported(module, path, shape=(1, 28, 28), **settings):
    """Write ``module`` as PyTorch's older exporter does, which is quick."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(), (torch.zeros(1, *shape),), path, dynamo=False, input_names=["x"],
            dynamic_axes={"x": {0: "n"}}, **settings,
        )  # fmt: skip
    return path


def pixels(count=2, shape=(1, 28, 28)):
    return np.random.default_rng(1).random((count, *shape), np.float32)


def assert_reads_as(graph, module, shape=(1, 28, 28), count=2):
    """Compare with the module, for what the graph gives it after its own fitting."""
    found = list(graph.outputs(pixels(count)))
    taken = next(y for y in found if y.shape[1:] == shape)
    with torch.no_grad():
        expected = module.eval()(torch.from_numpy(taken.copy())).numpy()
    np.testing.assert_allclose(
        found[-1].reshape(expected.shape), expected, rtol=1e-4, atol=1e-4 * np.abs(expected).max()
    )


@pytest.mark.parametrize("name", PRESETS)
def test_digitpads_own_export_opens_again_and_reads_as_the_original(tmp_path, name):
    torch.manual_seed(1)
    original = graph_with(Network(PRESETS[name]))
    export(Checkpoint(original, TrainingInfo(), tmp_path / "x"), tmp_path / "m.onnx", "onnx")
    opened = load_checkpoint(tmp_path / "m.onnx").network
    assert architecture_of(opened) is None
    assert (opened.input.mean, opened.input.std) == (0, 1)
    assert opened.input_shape == (1, 28, 28)
    assert opened.batches
    assert opened.answer == "log probabilities"
    images = pixels(3)[:, 0]
    np.testing.assert_allclose(
        opened.probabilities(images), original.probabilities(images), atol=1e-5
    )


class Functions(nn.Module):
    """What a layer does in ``forward``, between a convolution and a weighted sum."""

    def __init__(self, function, channels=4):
        super().__init__()
        self.conv = nn.Conv2d(1, channels, 3, stride=2, padding=1)
        self.function = function
        self.fc = nn.Linear(self.middle(torch.zeros(1, 1, 28, 28)).shape[1], 10)

    def middle(self, x):
        return self.function(self.conv(x)).flatten(1)

    def forward(self, x):
        return self.fc(self.middle(x))


MIXED = torch.linspace(-1, 1, 196).view(14, 14)


def added_and_not(x):
    """What is added here is no bias of the sum: it is used without it too."""
    return (x + torch.arange(14.0)) * x


FUNCTIONS = {
    "prelu": nn.PReLU(4), "one slope": nn.PReLU(), "leaky": nn.LeakyReLU(0.2), "elu": nn.ELU(0.7),
    "selu": nn.SELU(), "celu": nn.CELU(), "gelu": nn.GELU(), "gelu by tanh": nn.GELU("tanh"),
    "sigmoid": nn.Sigmoid(), "silu": nn.SiLU(), "hardswish": nn.Hardswish(), "mish": nn.Mish(),
    "hardsigmoid": nn.Hardsigmoid(), "relu6": nn.ReLU6(), "softplus": nn.Softplus(),
    "tanh": nn.Tanh(), "softmax": nn.Softmax(1), "log softmax": nn.LogSoftmax(-1),
    "max pool": nn.MaxPool2d(3, 2, 1), "ceil": nn.MaxPool2d(3, 2, ceil_mode=True),
    "dilated pool": nn.MaxPool2d(2, 1, dilation=2), "mean pool": nn.AvgPool2d(3, 2, 1),
    "mean pool without padding": nn.AvgPool2d(3, 2, 1, count_include_pad=False),
    "global": nn.AdaptiveAvgPool2d(1),
    "global max": nn.AdaptiveMaxPool2d(1),
    "batch norm": nn.BatchNorm2d(4), "group norm": nn.GroupNorm(2, 4),
    "layer norm": nn.LayerNorm((4, 14, 14)), "last norm": nn.LayerNorm(14),
    "instance norm": nn.InstanceNorm2d(4, affine=True),
    "transposed": nn.ConvTranspose2d(4, 2, 3, 2, 1, 1), "dropout": nn.Dropout(0.3),
    "groups": nn.Conv2d(4, 8, (3, 1), groups=2, dilation=2, bias=False),
    "same": nn.Conv2d(4, 4, 3, padding="same", dilation=2),
    "reflected": nn.ReflectionPad2d((1, 2, 3, 4)),
    "zeros": nn.ZeroPad2d((1, -2, 0, 3)), "number": nn.ConstantPad2d(2, 1.5),
    "nearest": nn.Upsample(scale_factor=2), "corners": nn.Upsample((20, 17), mode="bilinear",
    align_corners=True), "bilinear": nn.Upsample(scale_factor=2, mode="bilinear"),
    "bicubic": nn.Upsample((20, 17), mode="bicubic"), "shuffle": nn.PixelShuffle(2),
    "sum": lambda x: x + F.relu(x), "difference": lambda x: 1 - x, "times": lambda x: x * 0.5,
    "over": lambda x: x / (x.abs() + 1), "power": lambda x: x**2,
    "root": lambda x: (x * x + 1).sqrt(), "cat": lambda x: torch.cat([x, x * 2], 1),
    "split": lambda x: torch.cat(x.split([1, 3], 1)[::-1], 1), "chunk": lambda x: x.chunk(2, 1)[1],
    "slice": lambda x: x[:, 1:3, ::2, -5:], "chosen": lambda x: x[:, 2],
    "picked": lambda x: x[:, [2, 0]], "view": lambda x: x.view(x.size(0), -1),
    "view of its shape": lambda x: x.view(x.size(0), 2, -1, x.size(3)),
    "permuted": lambda x: x.permute(0, 2, 3, 1), "transposed axes": lambda x: x.transpose(1, 3),
    "squeezed": lambda x: x.mean((2, 3), keepdim=True).squeeze(3).squeeze(2),
    "unsqueezed": lambda x: x.unsqueeze(1), "mean": lambda x: x.mean((2, 3)),
    "added up": lambda x: x.sum(1), "largest": lambda x: x.amax((2, 3)),
    "clamp": lambda x: x.clamp(-0.1, 0.2), "from below": lambda x: x.clamp(min=0.1),
    "matmul": lambda x: x @ x.transpose(2, 3), "exp": lambda x: (-x).exp().log(),
    "attention": lambda x: F.scaled_dot_product_attention(x, x, x),
    "a number for each channel": lambda x: x * torch.arange(1.0, 5.0).view(4, 1, 1),
    "a number for each column": lambda x: F.relu(x) + torch.arange(14.0),
    "a sum that is used with and without what is added": lambda x: added_and_not(x @ MIXED),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_kind_gives_what_torch_gives(tmp_path, name):
    torch.manual_seed(5)
    function = FUNCTIONS[name]
    module = Functions(function)
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.normal_()
            part.running_var.uniform_(0.5, 2)
    settings = {"training": torch.onnx.TrainingMode.EVAL}
    graph = load_checkpoint(exported(module, tmp_path / "m.onnx", **settings)).network
    assert_reads_as(graph, module)
    assert graph.answer == "logits"
    assert graph.batches
    assert {"conv", "fc"} <= graph.index.keys()


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        return x + F.relu(self.conv(x))


def coloured(size):
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, stride=2), Residual(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(8, 10), nn.Softmax(1),
    )  # fmt: skip


@pytest.mark.parametrize("size", [32, 64])
def test_three_channels_and_other_sizes_are_fitted_to_a_drawing(tmp_path, size):
    torch.manual_seed(6)
    module = coloured(size)
    path = exported(module, tmp_path / "m.onnx", (3, size, size))
    graph = load_checkpoint(path).network
    assert graph.input_shape == (1, 28, 28)
    assert graph.answer == "probabilities"
    assert_reads_as(graph, module, (3, size, size))
    assert "1.conv" in graph.index
    assert graph.operations[graph.index["1.conv"]].module == "1"


def test_an_image_in_one_row_is_fitted(tmp_path):
    module = nn.Sequential(nn.Linear(784, 10), nn.LogSoftmax(1))
    graph = load_checkpoint(exported(module, tmp_path / "m.onnx", (784,))).network
    assert_reads_as(graph, module, (784,))


def test_channels_that_come_last_are_fitted(tmp_path):
    class Last(nn.Module):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(28, 10)

        def forward(self, x):
            return self.fc(x.permute(0, 3, 1, 2).mean((1, 2)))

    module = Last()
    graph = load_checkpoint(exported(module, tmp_path / "m.onnx", (28, 28, 1))).network
    assert_reads_as(graph, module, (28, 28, 1))


def newer(module, path):
    """Write ``module`` as torch.onnx.export does today, the weights in a file beside it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(), (torch.zeros(2, 1, 28, 28),), path, dynamo=True, external_data=True,
            dynamic_shapes=({0: torch.export.Dim("n", min=1)},), verbose=False,
        )  # fmt: skip
    return path


@pytest.fixture
def tutorial():
    torch.manual_seed(7)
    return Network(PRESETS["tutorial"]).eval()


def test_weights_beside_the_file_are_read_and_imported_into_one(tmp_path, tutorial):
    path = newer(tutorial, tmp_path / "m.onnx")
    assert (tmp_path / "m.onnx.data").is_file()
    assert_reads_as(load_checkpoint(path).network, tutorial)
    kept = import_model(path, tmp_path / "models")
    (tmp_path / "m.onnx.data").unlink()
    assert_reads_as(load_checkpoint(kept).network, tutorial)
    with pytest.raises(ModelError, match=r"another file, m\.onnx\.data, which is not beside it"):
        load_checkpoint(path)


def test_weights_elsewhere_are_not_looked_for(tmp_path, tutorial):
    path = newer(tutorial, tmp_path / "m.onnx")
    model = onnx.load(path, load_external_data=False)
    for tensor in model.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = "../secret"
    (tmp_path / "a").mkdir()
    (tmp_path / "secret").write_bytes((tmp_path / "m.onnx.data").read_bytes())
    onnx.save(model, tmp_path / "a" / "m.onnx")
    with pytest.raises(ModelError, match="which is not beside it"):
        load_checkpoint(tmp_path / "a" / "m.onnx")


def test_an_imported_file_is_listed_under_a_free_name_and_not_written_as_ours(tmp_path):
    module = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    path = exported(module, tmp_path / "mine.onnx")
    folder = tmp_path / "models"
    first, second = (import_model(path, folder) for _ in range(2))
    assert [first.name, second.name] == ["mine.onnx", "mine 2.onnx"]
    assert {model.name for model in saved_models(folder)} == {"mine", "mine 2"}
    assert all(model.can_be_used and model.is_onnx for model in saved_models(folder))
    opened = load_checkpoint(first)
    with pytest.raises(ModelError, match="from another program"):
        save_checkpoint(tmp_path / "x.safetensors", opened.network, opened.training_info)


def node_model(node, *initializers):
    helper = onnx.helper
    image = helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, ["n", 1, 28, 28])
    answer = helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)
    graph = helper.make_graph([node], "g", [image], [answer], initializer=list(initializers))
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])


def constants(**arrays):
    return [onnx.numpy_helper.from_array(np.asarray(x), name) for name, x in arrays.items()]


FOUR = np.array([1.0, -2.0, 0.5, 3.0], np.float32)
NODES = {
    "L2 pool": ("LpPool", {"p": 2, "kernel_shape": [3, 2], "strides": [2, 2]}, {}),
    "L2 pool with a border": (
        "LpPool", {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 0, 1, 1]}, {},
    ),
    "after rather than before": (
        "AveragePool", {"kernel_shape": [2, 4], "auto_pad": "SAME_UPPER"}, {},
    ),
    "hard sigmoid": ("HardSigmoid", {}, {}),
    "leaky": ("LeakyRelu", {}, {}),
    "group norm": ("GroupNormalization", {"num_groups": 2}, {"s": FOUR[:2], "b": FOUR[2:]}),
    "layer norm": (
        "LayerNormalization", {"axis": -1},
        {"s": np.linspace(-1, 1, 28, dtype=np.float32), "b": np.ones(28, np.float32)},
    ),
    "slopes": ("PRelu", {}, {"s": FOUR.reshape(4, 1, 1)}),
    "nearest": (
        "Resize", {"coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"},
        {"r": np.zeros(0, np.float32), "s": np.array([1, 1, 2, 1.5], np.float32)},
    ),
    "linear": (
        "Resize", {"mode": "linear"},
        {"r": np.zeros(0, np.float32), "s": np.zeros(0, np.float32), "z": np.array([1, 4, 40, 25])},
    ),
    "backwards": (
        "Slice", {},
        {"a": np.array([-1, 8]), "b": np.array([-(2**40), 2]), "c": np.array([3, 2]),
         "d": np.array([-1, -2])},
    ),
    "edges": ("Pad", {"mode": "edge"}, {"p": np.array([0, 0, 1, 2, 0, 0, 3, 0])}),
    "some axes": (
        "Pad", {}, {"p": np.array([1, 2]), "v": np.float32(0.5), "a": np.array([-1])},
    ),
    "all in two axes": ("Flatten", {"axis": 2}, {}),
    "a norm": ("ReduceL2", {}, {"a": np.array([1, 3])}),
    "the larger": ("Max", {}, {"k": np.float32([[[0.5]]])}),
    "a number first": ("Sub", {}, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", NODES)
def test_each_setting_gives_what_the_reference_gives(tmp_path, name):
    from onnx.reference import ReferenceEvaluator

    operator, attributes, given = NODES[name]
    x = np.random.default_rng(3).standard_normal((1, 4, 28, 28)).astype(np.float32)
    inputs = ["m", *given]
    if operator == "Sub":
        given, inputs = {"one": np.float32(1)}, ["one", "m"]
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["x", "weight"], ["m"], kernel_shape=[1, 1]),
            helper.make_node(operator, inputs, ["y"], **attributes),
            helper.make_node("ReduceSum", ["y"], ["z"], keepdims=0),
        ],
        "g", [helper.make_tensor_value_info("x", kind, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("y", kind, None)],
        initializer=constants(weight=np.ones((4, 1, 1, 1), np.float32), **given),
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    onnx.save(model, tmp_path / "m.onnx")
    opened = load_checkpoint(tmp_path / "m.onnx").network
    (node,) = [x for x in model.graph.node if x.op_type == operator]
    operations = [x for x in opened.operations if x.name not in ("input", "conv", "weight")]
    reference = helper.make_graph(
        [node], "one", [helper.make_tensor_value_info("m", kind, x.shape)],
        [helper.make_tensor_value_info("y", kind, None)], initializer=constants(**given),
    )  # fmt: skip
    evaluator = ReferenceEvaluator(
        helper.make_model(reference, opset_imports=[helper.make_opsetid("", 18)])
    )
    (expected,) = evaluator.run(["y"], {"m": x})
    before = operations[0].inputs[0]
    values = {before: x}
    for operation in operations:
        if operation.name.startswith("answer"):
            break  # what makes a row of classes of it
        numbers = {part: opened.numbers[key] for part, key in operation.keys.items()}
        if not operation.inputs:
            before = operation.name
        found = operation.kind.compute([values[name] for name in operation.inputs], numbers)
        values[operation.name] = found
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-5)


def test_pads_of_one_side_lie_where_they_are_said(tmp_path):
    node = onnx.helper.make_node(
        "MaxPool", ["x"], ["y"], kernel_shape=[3, 3], pads=[0, 1, 2, 0]
    )  # top, left, bottom, right
    onnx.save(node_model(node), tmp_path / "m.onnx")
    x = pixels(1)
    found = list(load_checkpoint(tmp_path / "m.onnx").network.outputs(x))[1]
    padded = F.pad(torch.from_numpy(x), (1, 0, 0, 2), value=-torch.inf)
    np.testing.assert_array_equal(found, F.max_pool2d(padded, 3, 1).numpy())


def test_operations_that_are_not_known_are_named(tmp_path):
    onnx.save(node_model(onnx.helper.make_node("LRN", ["x"], ["y"], size=3)), tmp_path / "m.onnx")
    with pytest.raises(ModelError, match="does not know: LRN"):
        load_checkpoint(tmp_path / "m.onnx")


def test_settings_that_are_not_known_are_named(tmp_path):
    node = onnx.helper.make_node("LpPool", ["x"], ["y"], "pool", p=3, kernel_shape=[2, 2])
    onnx.save(node_model(node), tmp_path / "m.onnx")
    with pytest.raises(ModelError, match=r"pool \(LpPool\) with settings"):
        load_checkpoint(tmp_path / "m.onnx")


@pytest.mark.parametrize("op", ["Expand", "Reshape", "Tile", "ConstantOfShape"])
def test_shapes_that_would_fill_memory_are_refused(tmp_path, op):
    shape = onnx.numpy_helper.from_array(np.array([10**6, 10**6], np.int64), "s")
    one = onnx.numpy_helper.from_array(np.ones((1, 1), np.float32), "one")
    inputs = ["s"] if op == "ConstantOfShape" else ["one", "s"]
    model = node_model(onnx.helper.make_node(op, inputs, ["y"]), shape, one)
    onnx.save(model, tmp_path / "m.onnx")
    with pytest.raises(ModelError):
        load_checkpoint(tmp_path / "m.onnx")


def test_a_network_that_would_never_answer_is_refused(tmp_path):
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    widest = constants(a=np.ones((2000, 1, 1, 1), np.float32))
    wide = constants(b=np.ones((2000, 2000, 3, 3), np.float16))
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "a"], ["m"]), helper.make_node("Conv", ["m", "b"], ["y"])],
        "g", [helper.make_tensor_value_info("x", kind, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("y", kind, None)], widest + wide,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    onnx.save(model, tmp_path / "m.onnx")
    with pytest.raises(ModelError, match="multiplications"):
        load_checkpoint(tmp_path / "m.onnx")


def widened(*more):
    """Return a model whose first map has 3,920,000 values, and ``more`` nodes, "y" the answer."""
    helper, kind = onnx.helper, onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "a"], ["m"]), *more], "g",
        [helper.make_tensor_value_info("x", kind, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("y", kind, None)],
        constants(a=np.ones((5000, 1, 1, 1), np.float32)),
    )  # fmt: skip
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])


def test_many_large_outputs_that_would_fill_memory_together_are_refused(tmp_path):
    names = ["m", *(f"r{n}" for n in range(79)), "y"]
    nodes = [onnx.helper.make_node("Relu", [a], [b]) for a, b in itertools.pairwise(names)]
    onnx.save(widened(*nodes), tmp_path / "m.onnx")
    with pytest.raises(ModelError, match="too large"):
        load_checkpoint(tmp_path / "m.onnx")


def test_many_large_constants_that_would_fill_memory_together_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("digitpad.network.files.onnx_file.MOST_NUMBERS", 4_000_000)
    shape = onnx.helper.make_node(
        "Constant", [], ["s"], value=onnx.numpy_helper.from_array(np.array([10**6], np.int64))
    )
    large = [onnx.helper.make_node("ConstantOfShape", ["s"], [f"c{n}"]) for n in range(5)]
    onnx.save(widened(shape, *large, onnx.helper.make_node("Relu", ["m"], ["y"])),
              tmp_path / "m.onnx")  # fmt: skip
    with pytest.raises(ModelError, match="too large"):
        load_checkpoint(tmp_path / "m.onnx")


@pytest.mark.parametrize("length", [None, "0", "-60000000"])
def test_weights_that_are_all_of_one_large_file_are_refused(tmp_path, length):
    model = node_model(onnx.helper.make_node("Relu", ["x"], ["y"]))
    with (tmp_path / "weights").open("wb") as file:
        file.truncate(60_000_000)  # of which no disk is taken
    for number in range(4):
        tensor = model.graph.initializer.add(
            name=f"w{number}", data_type=onnx.TensorProto.FLOAT, dims=[15_000_000],
            data_location=onnx.TensorProto.EXTERNAL,
        )  # fmt: skip
        tensor.external_data.add(key="location", value="weights")
        if length is not None:
            tensor.external_data.add(key="length", value=length)
    (tmp_path / "m.onnx").write_bytes(model.SerializeToString())
    with pytest.raises(ModelError, match="too large"):
        load_checkpoint(tmp_path / "m.onnx")


def test_a_damaged_file_is_refused(tmp_path, tutorial):
    content = exported(tutorial, tmp_path / "m.onnx").read_bytes()
    for size in (0, 3, 50, len(content) // 2):
        (tmp_path / "cut.onnx").write_bytes(content[:size])
        with pytest.raises(ModelError, match=r"cut\.onnx"):
            load_checkpoint(tmp_path / "cut.onnx")


def test_what_it_is_is_told_by_its_content(tmp_path, tutorial):
    path = exported(tutorial, tmp_path / "m.onnx")
    path.rename(tmp_path / "m.pth")
    assert_reads_as(load_checkpoint(tmp_path / "m.pth").network, tutorial)
    torch.save(tutorial.state_dict(), tmp_path / "weights.onnx")
    assert architecture_of(load_checkpoint(tmp_path / "weights.onnx").network) is not None


def test_without_its_library_it_is_told_what_helps(tmp_path, tutorial, monkeypatch):
    path = exported(tutorial, tmp_path / "m.onnx")
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(ModelError, match=r'pip install "digitpad\[export\]"'):
        load_checkpoint(path)


def test_onnx_is_read_without_torch(tmp_path, tutorial):
    path = exported(tutorial, tmp_path / "m.onnx")
    code = (
        "import sys; from pathlib import Path\n"
        "from digitpad.network.files.checkpoint import load_checkpoint\n"
        "print(len(load_checkpoint(Path(sys.argv[1])).network.operations), 'torch' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, path], check=True, capture_output=True, text=True
    )
    assert done.stdout.split()[1] == "False"
    assert done.stderr == ""
