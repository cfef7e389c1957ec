"""What PyTorch saved: tensors out of nested dictionaries, while nothing in the file is run."""

from __future__ import annotations

import pickletools
import threading
import warnings
import zipfile
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digitpad.network.files.state import State, Weight
from digitpad.support.errors import ModelError
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from torch import Tensor

DEEPEST = 3  # dictionaries within dictionaries
# What holds the weights of a network, in the order of preference, and what holds something else.
WEIGHTS = ("state_dict", "model_state_dict", "model_state", "model", "net", "network", "module",
           "weights", "params")  # fmt: skip
NO_WEIGHTS = ("optim", "sched", "scaler", "amp", "hyper", "callback", "loop", "config", "args")
# Modules whose classes say nothing of whose object it is that was saved.
COMMON = ("argparse", "builtins", "collections", "copyreg", "copy_reg", "numpy", "pathlib",
          "torch._utils", "torch.storage", "torch.nn.parameter", "torch.serialization")  # fmt: skip

_one_at_a_time = threading.Lock()  # torch's list of what may be read is the whole process's


def states_of_torch(path: Path, largest: int) -> list[State]:
    """Return the dictionaries of tensors in the file at ``path``, the likeliest first.

    Objects of classes beside them, as a run's settings, are left out; no code of theirs is run.
    largest: bytes that the file may unpack to. Raises ModelError when it holds no such dictionary,
    a whole module or TorchScript.
    """
    found = _Found()
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                _check_archive(archive, path, largest)
        found = _looked_through(path)
        content = _loaded(path, found.classes)
    except ModelError:
        raise
    except Exception as error:  # torch.load raises nearly anything on a stranger's bytes
        raise _refusal(path, found) from error
    states = [state for state in _states(content) if state]
    if not states:
        raise _refusal(path, found)
    return states


def _check_archive(archive: zipfile.ZipFile, path: Path, largest: int) -> None:
    names = [name.partition("/")[2] for name in archive.namelist()]
    if any(name == "constants.pkl" or name.startswith("code/") for name in names):
        raise ModelError(
            "{path} is TorchScript, a program and not only weights. Save the weights where it was "
            'made, torch.save(model.state_dict(), "model.pth"), and open that file.',
            path=path,
        )
    if "archive_format" in names or "models/model.json" in names:
        raise ModelError(
            "{path} is a program that torch.export saved, and not only weights. Save the weights "
            'where it was made, torch.save(model.state_dict(), "model.pth"), and open that file.',
            path=path,
        )
    if sum(entry.file_size for entry in archive.infolist()) > largest:
        raise _no_model(path)


def _no_model(path: Path) -> ModelError:
    return ModelError(
        "{path} is neither a digitpad checkpoint nor a PyTorch state dict. Choose another model.",
        path=path,
    )


def _refusal(path: Path, found: _Found) -> ModelError:
    if not found.has_module:
        return _no_model(path)
    return ModelError(
        "{path} is a whole network of the class {name}, and code would have to run to read it. "
        'Save its weights alone where it was made, torch.save(model.state_dict(), "model.pth"), '
        "and open that file.",
        path=path, name=found.owner or Text("Module"),
    )  # fmt: skip


# What is pickled, without it being made


@dataclass(frozen=True)
class _Found:
    """classes: full names in order. has_module: an ``nn.Module`` is among the objects."""

    classes: tuple[str, ...] = ()
    has_module: bool = False

    @property
    def owner(self) -> str:
        """Name of the first class that is somebody's own, or a module of torch's."""
        own = [name for name in self.classes if not name.startswith(COMMON)]
        return own[0].rpartition(".")[2] if own else ""


def _looked_through(path: Path) -> _Found:
    """Return which classes are named in the pickles of a file, and whether a module is in it."""
    classes: dict[str, None] = {}
    strings: set[str] = set()
    before: list[str] = []  # strings on the stack; STACK_GLOBAL takes two
    for name, argument in _operations(path):
        if name in ("GLOBAL", "INST"):
            classes[str(argument).replace(" ", ".")] = None
        elif name == "STACK_GLOBAL" and len(before) > 1:
            classes[".".join(before[-2:])] = None
        elif isinstance(argument, str):
            before.append(argument)
            strings.add(argument)
    return _Found(tuple(classes), {"_parameters", "_modules"} <= strings)


def _operations(path: Path) -> Iterator[tuple[str, Any]]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for entry in archive.namelist():
                if entry.rpartition("/")[2] == "data.pkl":
                    for operation, argument, _ in pickletools.genops(archive.read(entry)):
                        yield operation.name, argument
        return
    with path.open("rb") as file:  # a magic number, a version, the system, then the object
        for _ in range(4):
            for operation, argument, _ in pickletools.genops(file):
                yield operation.name, argument


def _loaded(path: Path, classes: tuple[str, ...]) -> Any:
    """Return the content with a plain dictionary in place of each object of ``classes``."""
    import torch

    stand_ins: list[Any] = [
        (_Nothing if name.startswith("numpy.") else _StandIn, name) for name in classes
    ]
    with _one_at_a_time, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the file's age and version
        with torch.serialization.safe_globals(stand_ins):
            return torch.load(path, map_location="cpu", weights_only=True)


class _StandIn:
    """Becomes a dictionary, whatever it is made from: what was pickled can fill it, not more."""

    def __new__(cls, *_: object) -> Any:
        return OrderedDict()


class _Nothing:
    """Stands for a single number of NumPy's, which is not a dictionary even when it is filled."""

    def __init__(self, *_: object) -> None:
        pass

    def __new__(cls, *_: object) -> Any:
        return super().__new__(cls)

    def __setstate__(self, _: object) -> None:
        pass


# Tensors out of dictionaries


def _states(content: Any, depth: int = 0) -> Iterator[State]:
    """Yield dictionaries of tensors in ``content``: within it, then itself."""
    if not isinstance(content, Mapping) or depth > DEEPEST or "param_groups" in content:
        return
    within = [
        (name, value) for name, value in content.items()
        if isinstance(name, str) and isinstance(value, Mapping)
        and not any(part in name.lower() for part in NO_WEIGHTS)
    ]  # fmt: skip
    for _, value in sorted(within, key=lambda pair: _rank(pair[0])):
        yield from _states(value, depth + 1)
    yield {
        name: _weight(value) for name, value in content.items()
        if isinstance(name, str) and _is_usable(value)
    }  # fmt: skip


def _rank(name: str) -> int:
    return WEIGHTS.index(name) if name in WEIGHTS else len(WEIGHTS)  # "ema" and the like


def _is_usable(value: Any) -> bool:
    import torch

    return (
        isinstance(value, torch.Tensor)
        and value.layout == torch.strided
        and value.device.type == "cpu"  # others have no numbers
        and not (value.is_quantized or value.is_complex() or value.is_nested)
    )


def _weight(tensor: Tensor) -> Weight:
    def read() -> Any:
        found = tensor.detach()
        found = found.float() if found.is_floating_point() else found
        return np.array(found.numpy())

    return Weight(tuple(tensor.shape), tensor.is_floating_point(), read)
