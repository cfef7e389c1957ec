"""Networks by where their code is."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from digitpad.graph.foreign.source import (
    Choice,
    CodeSource,
    build,
    choices,
    is_source,
    source_of,
    torchvision,
)
from digitpad.graph.foreign.user_code import UserCodeError, may_be_ended
from digitpad.support.errors import Cancelled, ModelError

CODE = """
import torch
from torch import nn
from neighbour import WIDTH

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(784, 10)
    def forward(self, x):
        return self.fc(x.flatten(1))

class Wide(nn.Module):
    def __init__(self, width, depth=2, *, bias):
        super().__init__()
        self.fc = nn.Linear(784, width, bias=bias)
    def forward(self, x):
        return self.fc(x.flatten(1))

def make(width=WIDTH) -> nn.Module:
    return Wide(width, bias=False)

def other(width):
    return width

ready = make()
number = 3
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    (tmp_path / "neighbour.py").write_text("WIDTH = 12\n")
    path = tmp_path / "mynet.py"
    path.write_text(CODE)
    return path


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("mynet.py:Net", CodeSource("mynet.py", "Net")),
        ("C:\\nets\\mynet.py:Net", CodeSource("C:\\nets\\mynet.py", "Net")),
        ("a:b/mynet.py", CodeSource("a:b/mynet.py")),
        ("torchvision.models:resnet18", CodeSource("torchvision.models", "resnet18")),
    ],
)
def test_a_source_is_told_by_its_form(text: str, source: CodeSource) -> None:
    assert is_source(text)
    assert source_of(text) == source
    assert str(source) == text


@pytest.mark.parametrize("text", ["lenet", "model.pth", "C:\\model.pth", "a b:Net", "x.json:"])
def test_other_texts_are_no_source(text: str) -> None:
    assert not is_source(text)
    with pytest.raises(ModelError, match=r"FILE\.py:NAME"):
        source_of(text)


def test_what_makes_a_network_in_a_file_is_listed(code: Path) -> None:
    assert choices(CodeSource(str(code))) == [
        Choice("Net", "class"),
        Choice("Wide", "class", ("width", "bias")),
        Choice("make", "function"),
        Choice("ready", "instance"),
    ]


def test_a_class_is_made(code: Path) -> None:
    assert build(CodeSource(str(code), "Net"))(torch.zeros(1, 1, 28, 28)).shape == (1, 10)


def test_arguments_are_given(code: Path) -> None:
    source = CodeSource(str(code), "Wide")
    with pytest.raises(ModelError, match="needs width, bias") as raised:
        build(source)
    assert raised.value.command == "--argument width=VALUE --argument bias=VALUE"
    assert build(source, {"width": 7, "bias": True})(torch.zeros(1, 784)).shape == (1, 7)


def test_a_function_and_an_instance_are_networks_too(code: Path) -> None:
    for name in ("make", "ready"):
        assert build(CodeSource(str(code), name))(torch.zeros(1, 784)).shape == (1, 12)


def test_of_several_the_name_is_asked_for(code: Path) -> None:
    with pytest.raises(ModelError, match="Net, Wide, make, ready"):
        build(CodeSource(str(code)))


def test_a_single_one_needs_no_name(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text("from torch import nn\nclass One(nn.Linear):\n    pass\nnet = One(4, 2)\n")
    path.write_text("from torch import nn\nnet = nn.Linear(4, 2)\n")
    assert build(CodeSource(str(path)))(torch.zeros(1, 4)).shape == (1, 2)


@pytest.mark.parametrize(
    ("name", "says"),
    [("Nett", "There is no Nett"), ("number", "is no network"), ("other", "needs width")],
)
def test_what_is_no_network_is_refused(code: Path, name: str, says: str) -> None:
    with pytest.raises(ModelError, match=says):
        build(CodeSource(str(code), name))


def test_a_function_that_gives_no_module_is_refused(code: Path) -> None:
    with pytest.raises(ModelError, match=r"gives a int, and no torch.nn.Module"):
        build(CodeSource(str(code), "other"), {"width": 3})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("import torch\nx = 1 / 0\n", r"line 2 \(x = 1 / 0\): ZeroDivisionError"),
        ("def f(:\n", r"broken.py, line 1: SyntaxError"),
        ("import nothing_of_that_name\n", "line 1 .*No module named"),
        ("import sys\nsys.exit(3)\n", "line 2 .*SystemExit: 3"),
    ],
)
def test_errors_of_the_code_are_told_with_their_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "broken.py"
    path.write_text(text)
    with pytest.raises(UserCodeError, match=says) as caught:
        choices(CodeSource(str(path)))
    assert str(path) in str(caught.value)
    assert "digitpad/graph" not in caught.value.traceback


def test_errors_of_the_constructor_are_told_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(
        "from torch import nn\nclass Net(nn.Module):\n    def __init__(self):\n"
        "        self.a.b = 1\n"
    )
    with pytest.raises(UserCodeError, match=r"net.py, line 4 \(self.a.b = 1\): AttributeError"):
        build(CodeSource(str(path), "Net"))


def test_a_changed_file_is_run_again(code: Path) -> None:
    assert len(choices(CodeSource(str(code)))) == 4
    code.write_text("from torch import nn\nnet = nn.Linear(2, 2)\n")
    assert choices(CodeSource(str(code))) == [Choice("net", "instance")]


def test_files_and_packages_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"missing.py cannot be read"):
        build(CodeSource(str(tmp_path / "missing.py"), "Net"))
    with pytest.raises(ModelError, match="no package nothing_of_that_name"):
        build(CodeSource("nothing_of_that_name", "Net"))


def test_the_path_of_python_is_as_it_was(code: Path) -> None:
    import sys

    before = list(sys.path)
    choices(CodeSource(str(code)))
    assert sys.path == before


def test_torchvision_is_imported_beside_a_torch_of_another_build() -> None:
    try:
        found = torchvision()
    except ModelError as error:
        pytest.skip(str(error))
    assert found.models.resnet18
    assert "resnet18" in [choice.name for choice in choices(CodeSource("torchvision.models"))]


def test_a_file_does_not_run_where_the_work_was_cancelled_before(tmp_path):
    (tmp_path / "net.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').close()")

    def cancelled():
        raise Cancelled

    def work():
        may_be_ended(cancelled, lambda _stop: None)
        choices(CodeSource(str(tmp_path / "net.py")))

    with ThreadPoolExecutor() as pool, pytest.raises(Cancelled):
        pool.submit(work).result()
    assert not (tmp_path / "ran").exists()
