"""Other people's modules as networks that the loop trains, the test tests and ``why`` explains."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from digitpad.graph.fitting import fitting_steps, own_input_shape
from digitpad.graph.foreign.module_graph import numbers_of
from digitpad.graph.foreign.reading_mode import answer_of
from digitpad.graph.foreign.user_code import users_code
from digitpad.graph.graph import Graph
from digitpad.graph.operation import Array
from digitpad.network.architecture import CLASSES
from digitpad.network.described import is_foreign
from digitpad.support.errors import DataError, ModelError, TrainingError
from digitpad.training.fitting import fit

LEAST = 1e-12  # of a probability, before its logarithm
WRAPPED = "network."  # begins the keys of a ForeignNetwork's state


class ForeignNetwork(nn.Module):
    """A copy of the module that ``graph`` was made from, which takes drawings as our networks do.

    Its chance, such as dropout, is that of its own code: a recipe's ``dropout`` does not touch it.
    """

    def __init__(self, graph: Graph) -> None:
        """Copy the module, with the numbers that it was opened with, which may not be the graph's.

        Raises ModelError for what cannot be copied.
        """
        super().__init__()
        self.graph = graph
        self._steps = fitting_steps(graph)[1:]
        self.dropout: float | None = None
        with users_code(graph.name):
            self.network: nn.Module = copy_of_module(graph.origin).float()  # type: ignore[arg-type]
        self.takes_several = self._takes_several()

    def __deepcopy__(self, memo: dict[int, Any]) -> ForeignNetwork:
        """Copy the module; the graph is a value."""
        memo[id(self.graph)] = self.graph
        memo.update(_made_by_forward(self.network))
        twin = self.__class__.__new__(self.__class__)
        memo[id(self)] = twin
        twin.__dict__ = copy.deepcopy(self.__dict__, memo)
        return twin

    def forward(self, x: Tensor) -> Tensor:
        """Return log probabilities (n, classes) of normalised images ``x`` (n, 1, 28, 28).

        What the user's code raises comes as a UserCodeError, with its own file and line.
        """
        x = fit(x, self._steps)
        with users_code(self.graph.name):
            if self.takes_several and len(x) > 1:
                return self._log_probabilities(x)
            with self._by_running_averages():
                return torch.cat([self._log_probabilities(one) for one in x.split(1)])

    def _log_probabilities(self, x: Tensor) -> Tensor:
        answer = answer_of(self.network(x))
        if answer is None:
            raise ModelError(
                "{network} gives no tensor: return the answer for a batch of images, such as "
                "logits, from forward.", network=self.graph.name,
            )  # fmt: skip
        answer = answer.float()
        if answer.dim() > 2 and answer.shape[1] > 1:
            answer = answer.flatten(2).mean(dim=2)  # (n, classes, h, w) -> (n, classes)
        answer = answer.reshape(len(x), -1)
        match self.graph.answer:
            case "logits":
                return F.log_softmax(answer, dim=1)
            case "log probabilities":
                return answer
            case "probabilities":
                shares = answer.clamp(min=LEAST)
                return shares.log() - shares.sum(dim=1, keepdim=True).log()

    @torch.no_grad()
    def _takes_several(self) -> bool:
        """Tell whether images at once are answered as each alone; some code is for a single one."""
        was_training = [part for part in self.network.modules() if part.training]
        self.network.eval()
        with torch.random.fork_rng(devices=[]):
            noise = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(1))
            x = fit(noise, self._steps)
            with users_code(self.graph.name):
                alone = torch.cat([self._log_probabilities(one) for one in x.split(1)])
            try:
                both = self._log_probabilities(x)
            except Exception:
                return False
            finally:
                for part in was_training:
                    part.training = True
        return both.shape == alone.shape and torch.allclose(both, alone, rtol=1e-3, atol=1e-3)

    @contextmanager
    def _by_running_averages(self) -> Iterator[None]:
        """Within it batch normalisation is that of reading: one image alone has no deviation."""
        norms = [
            part
            for part in self.network.modules()
            if isinstance(part, _BatchNorm) and part.training
        ]
        for norm in norms:
            norm.training = False
        try:
            yield
        finally:
            for norm in norms:
                norm.training = True

    def silence(self, silenced: Mapping[str, Sequence[int]]) -> None:
        """Make channels zero, by the operation's name. Raises ModelError where no part has it."""
        parts = dict(self.network.named_modules())
        for name, channels in silenced.items():
            if name not in parts or f"{name}_2" in self.graph.index:
                raise ModelError(
                    "What {name} does is written in the middle of the code of {network}: torch "
                    "cannot run it silenced. Restore it first.", name=name, network=self.graph.name,
                )  # fmt: skip
            parts[name].register_forward_hook(_Silence(list(channels)))


@torch.no_grad()
def take_numbers(module: nn.Module, numbers: Mapping[str, Array]) -> None:
    """Give ``module`` those of ``numbers`` that its state has a key for."""
    for key, value in module.state_dict().items():
        if key in numbers and isinstance(value, Tensor):
            value.copy_(torch.from_numpy(np.array(numbers[key])).reshape(value.shape))


def copy_of_module(module: nn.Module) -> nn.Module:
    """Return a copy of ``module``, with numbers of its own."""
    return copy.deepcopy(module, _made_by_forward(module))


def _made_by_forward(module: nn.Module) -> dict[int, Any]:
    """Return, for ``deepcopy``, what it refuses: tensors that a pass left, as weight_norm's."""
    return {
        id(value): value.detach().clone()
        for part in module.modules()
        for value in vars(part).values()
        if isinstance(value, Tensor) and not value.is_leaf
    }


class _Silence:
    """A hook that makes channels of a module's output zero; a class, as a copy is made of it."""

    def __init__(self, channels: list[int]) -> None:
        self._channels = channels

    def __call__(self, _module: nn.Module, _inputs: Any, output: Tensor) -> Tensor:
        output = output.clone()
        output[:, self._channels] = 0.0
        return output


def to_train(graph: Graph) -> ForeignNetwork:
    """Return a copy of the module that ``graph`` was made from, as it was opened, to be trained.

    Raises ModelError where there is none, DataError where it tells fewer than ten classes apart,
    TrainingError where nothing in it can learn.
    """
    check_classes(graph)
    network = ForeignNetwork(_checked(graph))
    if not any(parameter.requires_grad for parameter in network.parameters()):
        raise TrainingError(
            "{network} has no parameters that can learn: requires_grad is False for all, or there "
            "are none. Choose another network.", network=graph.name,
        )  # fmt: skip
    return network


def check_classes(graph: Graph) -> None:
    """Raise DataError where ``graph`` tells fewer than ten classes apart: labels are up to 9."""
    if graph.classes < CLASSES:
        raise DataError(
            "{network} tells {count} classes apart, and there are ten digits. Give its last layer "
            "ten outputs, and open it again.", network=graph.name, count=graph.classes,
        )  # fmt: skip


def to_read(graph: Graph) -> ForeignNetwork:
    """Return a module that computes what ``graph`` does, silenced channels too, to read with.

    Raises ModelError for a graph that was made from something else than a module.
    """
    network = ForeignNetwork(_checked(graph))
    take_numbers(network.network, graph.numbers)
    network.silence(graph.silenced)
    return network.requires_grad_(False).eval()


def _checked(graph: Graph) -> Graph:
    if not is_foreign(graph) or not isinstance(graph.origin, nn.Module):
        raise ModelError(
            "{name} is there as operations alone, with no module that torch could run. Open it "
            "from its own code.",
            name=graph.name,
        )
    return graph


def with_state(graph: Graph, state: Mapping[str, Array]) -> Graph:
    """Return ``graph`` with other numbers; nothing is recorded anew unless it has to be.

    state: those of a ForeignNetwork by key, in memory that the graph may keep. A number that the
    code makes of others, as a part of a weight, is found by recording what the module does.
    """
    numbers = {key.removeprefix(WRAPPED): np.asarray(value) for key, value in state.items()}
    if made_of_others(graph):
        module = copy_of_module(graph.origin)  # type: ignore[arg-type]
        take_numbers(module, numbers)
        found = numbers_of(module, own_input_shape(graph), graph.input)
        for key in made_of_others(graph):
            if key in found and found[key].shape == graph.numbers[key].shape:
                numbers[key] = found[key]
    return graph.with_numbers(numbers)


def made_of_others(graph: Graph) -> list[str]:
    """Return the keys of numbers that are not in the module's state, but may follow from it."""
    own = graph.origin.state_dict().keys()  # type: ignore[attr-defined]
    return [key for key in graph.numbers if key not in own]
