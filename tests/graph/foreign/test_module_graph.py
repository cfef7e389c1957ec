"""What people's modules do that a table of operations does not show."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from digitpad.graph.foreign.module_graph import graph_of_module
from digitpad.graph.foreign.user_code import UserCodeError
from digitpad.graph.graph import Graph
from digitpad.graph.trace import trace
from digitpad.graph.value import explain
from digitpad.support.errors import ModelError
from tests.graph.foreign.against_torch import compared, image_for, relative, unknown


class Of(nn.Module):
    """A module of a function and parts."""

    def __init__(self, function: object, **parts: nn.Module) -> None:
        super().__init__()
        self.function = function
        for name, part in parts.items():
            self.add_module(name, part)

    def forward(self, x: Tensor) -> object:
        return self.function(self, x)  # type: ignore[operator]


def graph_of(function: object, shape: tuple[int, ...] = (1, 6, 6), **parts: nn.Module) -> Graph:
    torch.manual_seed(0)
    return graph_of_module(Of(function, **parts), shape)


def answers_as_torch(graph: Graph) -> bool:
    module = graph.origin
    assert isinstance(module, nn.Module)
    return compared(graph, module)["the answer"] < 1e-5


def test_what_is_written_in_place_is_seen_by_every_later_use() -> None:
    def forward(self: Of, x: Tensor) -> Tensor:
        y = x * 2
        part = y[:, :, 1:3]
        part += 1
        row = y.view(1, 36)
        y[:, :, 0] = x[:, :, 5]
        return row + part.sum()

    graph = graph_of(forward)
    assert answers_as_torch(graph)
    assert unknown(graph) == []


def test_a_buffer_that_is_filled_part_by_part_holds_values() -> None:
    def forward(self: Of, x: Tensor) -> Tensor:
        out = torch.zeros(1, 12)
        for n in range(6):
            out[:, n] = x[:, 0, n].sum(1)
        out[:, 6:] = 3
        return out

    graph = graph_of(forward)
    assert answers_as_torch(graph)
    assert unknown(graph) == []


def summed_up_in_place(self: Of, x: Tensor) -> Tensor:
    out = torch.zeros(1, 1, 6, 6)
    out += x
    out += x * 2
    return out.flatten(1)


def written_after_its_use(self: Of, x: Tensor) -> Tensor:
    factors = torch.arange(6.0)
    y = x * factors
    factors += 1
    return (y + factors).flatten(1)


@pytest.mark.parametrize("function", [summed_up_in_place, written_after_its_use])
def test_a_constant_is_what_it_was_when_it_was_used(function: object) -> None:
    graph = graph_of(function)
    assert answers_as_torch(graph)
    assert unknown(graph) == []


@pytest.mark.parametrize(
    "function",
    [
        lambda _, x: torch.slice_scatter(x, torch.full((1, 1, 2, 6), 3.0), 2, 0, 2).flatten(1),
        lambda _, x: torch.select_scatter(x, torch.full((1, 1, 6), 3.0), 2, 1).flatten(1),
        lambda _, x: x.flatten(1).scatter(1, torch.tensor([[4, 7]]), torch.tensor([[5.0, 2.0]])),
        lambda _, x: x.flatten(1).scatter(1, torch.tensor([[4, 7]]), 3.0),
        lambda _, x: x.flatten(1).scatter(1, torch.tensor([[4, 7]]), 3.0 + x[0, :, :2, 0]),
    ],
)
def test_constants_among_values_that_are_moved_are_themselves(function: object) -> None:
    assert answers_as_torch(graph_of(function))


@pytest.mark.parametrize("order", [0.0, -1.0, -float("inf"), 0.5, float("inf")])
def test_a_norm_of_any_order_is_computed_as_torch_does(order: float) -> None:
    def forward(_: Of, x: Tensor) -> Tensor:
        return torch.linalg.vector_norm(x.flatten(2) - 0.5, order, dim=2) + x.flatten(1)

    assert answers_as_torch(graph_of(forward))


def test_what_does_not_depend_on_the_image_is_a_constant() -> None:
    def forward(self: Of, x: Tensor) -> Tensor:
        places = torch.arange(36).view(1, 36) / 36
        return x.flatten(1) + torch.sin(places)

    kinds = [operation.kind.kind for operation in graph_of(forward).operations]
    assert kinds == ["input", "flatten", "constant", "elementwise"]


def test_a_constant_has_the_name_of_its_parameter() -> None:
    module = nn.Module()
    module.token = nn.Parameter(torch.randn(1, 36))
    graph = graph_of(lambda self, x: x.flatten(1) * self.part.token, part=module)
    assert "token" in graph.index
    assert list(graph.numbers) == ["part.token"]


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x.chunk(3, dim=3)[2],
        lambda x: x.split([1, 5], dim=2)[1],
        lambda x: x.unbind(2)[4],
        lambda x: x.max(dim=3)[0],
        lambda x: torch.max(x, 2).values,
        lambda x: torch.einsum("nchw,nchv->nwv", x, x),
        lambda x: F.glu(x, dim=3),
        lambda x: F.unfold(x, 3),
        lambda x: x[:, :, [0, 2], [1, 1]],
        lambda x: x.masked_fill(torch.eye(6).bool(), 9.0),
        lambda x: torch.where(torch.eye(6).bool(), x, -x),
        lambda x: F.softmin(x, -1),
        lambda x: F.normalize(x, dim=2),
        lambda x: torch.stack([x, x * 2], 1),
        lambda x: x.var(dim=(2, 3), unbiased=False),
        lambda x: 1 / (x + 5) - 3 * x,
        lambda x: torch.addmm(torch.ones(6), x[0, 0], x[0, 0].t(), alpha=0.5),
        lambda x: F.interpolate(x, size=(9, 5), mode="nearest"),
        lambda x: x[0, 0].T @ x.mT,
        lambda x: x.clamp(min=0.2).clamp(-1, 0.5),
        lambda x: F.conv2d(x, torch.ones(2, 1, 3, 3), padding="same"),
        lambda x: torch.tril(x) + torch.diagonal(x, dim1=2, dim2=3)[..., None],
        lambda x: F.pad(x, (1, 2, 0, 1), mode="reflect"),
        lambda x: x.repeat(1, 2, 1, 1).repeat_interleave(2, dim=3),
        lambda x: F.local_response_norm(x.transpose(1, 2), 3),
        lambda x: F.cosine_similarity(x, x.flip(2), dim=3),
    ],
)  # fmt: skip
def test_functions_are_known_and_computed_as_torch_does(function: object) -> None:
    graph = graph_of(lambda self, x: function(x).flatten().unsqueeze(0))  # type: ignore[operator]
    assert answers_as_torch(graph)
    assert unknown(graph) == []


def test_what_has_no_kind_is_computed_by_torch_and_said_not_to_be_explained() -> None:
    def forward(self: Of, x: Tensor) -> Tensor:
        outputs, _ = self.lstm(x[:, 0])
        return self.head(outputs[:, -1])

    graph = graph_of(forward, lstm=nn.LSTM(6, 8, batch_first=True), head=nn.Linear(8, 10))
    assert answers_as_torch(graph)
    assert unknown(graph) == ["lstm"]
    lstm = graph.operations[graph.index["lstm"]]
    assert lstm.shape == (1, 6, 8)
    assert set(lstm.keys.values()) >= {"lstm.weight_ih_l0", "lstm.bias_hh_l0"}
    found = trace(graph, image_for(graph))
    explanation = explain(found, graph.index["lstm"], (2, 3))
    assert explanation.total == pytest.approx(float(found.outputs[graph.index["lstm"]][2, 3]))
    assert "not taken apart" in explanation.text()


def test_values_that_torch_computes_are_of_the_newest_weights() -> None:
    lstm = nn.LSTM(6, 8, batch_first=True)
    graph = graph_of(lambda self, x: self.lstm(x[:, 0])[0][:, -1], lstm=lstm)
    zeros = {key: value * 0 for key, value in graph.numbers.items()}
    assert not trace(graph.with_numbers(zeros), image_for(graph)).outputs[-1].any()


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda y, z: (y, z),
        lambda y, z: {"logits": y, "aux": z},
        lambda y, z: {"aux": z, "logits": y},
        lambda y, z: [y],
    ],
)
def test_the_answer_is_found_in_what_the_module_returns(wrapped: object) -> None:
    def forward(self: Of, x: Tensor) -> object:
        return wrapped(self.fc(x.flatten(1)), x)  # type: ignore[operator]

    graph = graph_of(forward, fc=nn.Linear(36, 10))
    assert graph.operations[-1].name == "fc"


def test_an_object_with_logits_is_an_answer() -> None:
    class Output:
        def __init__(self, logits: Tensor) -> None:
            self.loss, self.logits = None, logits

    graph = graph_of(lambda self, x: Output(self.fc(x.flatten(1))), fc=nn.Linear(36, 7))
    assert graph.classes == 7


def test_an_identity_has_an_operation_of_its_name() -> None:
    graph = graph_of(
        lambda self, x: self.fc(self.shortcut(self.nothing(x)).flatten(1)),
        shortcut=nn.Sequential(), nothing=nn.Identity(), fc=nn.Linear(36, 10),
    )  # fmt: skip
    assert list(graph.index) == ["input", "nothing", "shortcut", "flatten", "fc"]


def test_a_function_does_not_take_the_name_of_a_part() -> None:
    graph = graph_of(lambda self, x: self.relu(F.relu(x) - 1).flatten(1), relu=nn.ReLU())
    assert list(graph.index) == ["input", "relu_2", "sub", "relu", "flatten"]


def test_a_part_of_many_steps_that_calls_no_other_has_its_name_at_the_last() -> None:
    class Swish(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            return x * torch.sigmoid(x)

    graph = graph_of(lambda self, x: self.act(x).flatten(1), act=Swish())
    assert list(graph.index) == ["input", "act.sigmoid", "act", "flatten"]
    assert [operation.module for operation in graph.operations] == ["", "act", "act", ""]


def test_maps_as_answers_become_one_value_a_class() -> None:
    graph = graph_of(lambda self, x: self.head(x), head=nn.Conv2d(1, 10, 1))
    assert (graph.operations[-1].name, graph.classes) == ("answer", 10)


def test_numbers_of_other_types_are_cast() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(36, 10)).double()
    graph = graph_of_module(module, (1, 6, 6))
    assert graph.numbers["1.weight"].dtype == np.float32
    image = image_for(graph)
    with torch.no_grad():
        expected = module(torch.from_numpy(image).double()[None])[0].numpy()
    assert relative(trace(graph, image).outputs[-1], expected) < 1e-5


@pytest.mark.parametrize(
    "function",
    [
        lambda _, x: x[0, 0, 0][(x.flatten(1) > 0.5).long()],
        lambda _, x: x.flatten(1) * x.flatten(1).argsort(1).bool(),
        lambda _, x: torch.where(x.flatten(1).argsort(1).bool(), x.flatten(1), -x.flatten(1)),
        lambda _, x: torch.gather(x.flatten(1), 1, (x.flatten(1) > 0.5).int().long()),
        lambda _, x: x.flatten(1) * x.flatten(1).argsort(1).mul(100).to(torch.uint8),
    ],
    ids=["mask as indices", "numbers as mask", "where", "indices of 32 bits", "fewer bits"],
)
def test_masks_and_whole_numbers_are_not_each_other(function: object) -> None:
    assert answers_as_torch(graph_of(function))


@pytest.mark.filterwarnings("ignore:Sparse CSR tensor support is in beta")
@pytest.mark.parametrize("layout", [torch.sparse_coo, torch.sparse_csr])
def test_sparse_constants_are_computed_with_and_learnt_by(layout: torch.layout) -> None:
    matrix = torch.eye(36).roll(3, 0).to_sparse(layout=layout)
    graph = graph_of(lambda _, x: torch.sparse.mm(matrix, x.flatten(1).T * 2).T)
    assert answers_as_torch(graph)
    (product,) = [one for one in graph.operations if one.kind.kind == "unknown"]
    parts = {part: graph.numbers[key] for part, key in product.keys.items()}
    values = np.arange(36, dtype=np.float32)[:, None]
    slopes = product.kind.backward(np.ones((36, 1), np.float32), [values], parts)
    np.testing.assert_array_equal(slopes.inputs[0], np.ones((36, 1)))


def test_the_graph_begins_with_the_normalisation() -> None:
    graph = graph_of_module(nn.Flatten(), (1, 6, 6), 0.5, 0.25)
    found = trace(graph, np.full((6, 6), 0.75, np.float32))
    assert (found.outputs[-1] == 1).all()


def test_the_users_error_is_told_with_its_line() -> None:
    def forward(self: Of, x: Tensor) -> Tensor:
        return x + self.missing

    with pytest.raises(UserCodeError) as caught:
        graph_of(forward)
    assert "test_module_graph.py" in str(caught.value)
    assert "return x + self.missing" in str(caught.value)
    assert "'Of' object has no attribute 'missing'" in str(caught.value)
    assert "digitpad/graph" not in caught.value.traceback


def test_a_module_that_ignores_the_image_is_refused() -> None:
    with pytest.raises(ModelError, match="depends on the image"):
        graph_of(lambda self, x: torch.zeros(1, 10))


def test_chance_is_as_it_was() -> None:
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    graph_of_module(nn.Sequential(nn.Flatten(), nn.Dropout(), nn.Linear(36, 10)), (1, 6, 6))
    torch.manual_seed(3)
    assert torch.rand(1) == expected


def test_the_compiler_of_torch_is_not_imported() -> None:
    import subprocess
    import sys

    code = """
import sys, torch
from digitpad.graph.foreign.module_graph import graph_of_module
graph_of_module(torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10)), (1, 28, 28))
print("torch._dynamo" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's own, of what it imports
def test_what_torch_puts_around_a_module_is_not_in_its_names() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(36, 10))
    for wrapped in (torch.compile(module), nn.DataParallel(module)):
        assert list(graph_of_module(wrapped, (1, 6, 6)).index) == ["input", "0", "1"]


def test_weights_that_are_made_of_others_are_numbers_of_the_operation() -> None:
    torch.manual_seed(0)
    conv = nn.utils.parametrizations.weight_norm(nn.Conv2d(1, 3, 3))
    linear = nn.utils.parametrizations.spectral_norm(nn.Linear(48, 10))
    graph = graph_of_module(nn.Sequential(conv, nn.Flatten(), linear), (1, 6, 6))
    assert compared(graph, graph.origin)["the answer"] < 1e-5
    assert [operation.kind.kind for operation in graph.operations][1:] == [
        "convolution", "flatten", "linear",
    ]  # fmt: skip
    assert dict(graph.operations[1].keys) == {"weight": "0.weight", "bias": "0.bias"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")  # torch 2.15
def test_a_traced_module_of_torch_script_is_a_graph_too() -> None:
    module = nn.Sequential(nn.Flatten(), nn.Linear(36, 10))
    graph = graph_of_module(torch.jit.trace(module, torch.zeros(1, 1, 6, 6)), (1, 6, 6))
    assert [operation.kind.kind for operation in graph.operations] == ["input", "flatten", "linear"]


def test_complex_values_on_the_way_are_kept() -> None:
    graph = graph_of(lambda self, x: torch.fft.fft2(x).abs().flatten(1))
    assert answers_as_torch(graph)


def test_values_that_are_true_or_false_are_numbers_to_see_and_masks_to_torch() -> None:
    graph = graph_of(lambda self, x: torch.where(x > 0.1, x, -x).flatten(1))
    assert answers_as_torch(graph)
    assert trace(graph, image_for(graph)).outputs[1].dtype == np.float32


def test_as_many_values_as_the_image_decides_are_an_error_in_a_sentence() -> None:
    graph = graph_of(lambda self, x: x[x > 0.5].sum().view(1, 1) + x.flatten(1))
    with pytest.raises(ModelError, match="as the image decides"):
        trace(graph, np.zeros((6, 6), np.float32))
