"""Somebody's module as it reads: without gradients or chance; and its answer in what it gives."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from torch import Tensor, nn


@contextmanager
def reading_mode(module: nn.Module) -> Iterator[None]:
    """Within it the module reads as it does after the training, without gradients.

    Attention takes no short cut that does all in one step; chance is as it was after it.
    """
    training = [part for part in module.modules() if part.training]
    fast = torch.backends.mha.get_fastpath_enabled()
    with ExitStack() as stack:
        stack.callback(torch.backends.mha.set_fastpath_enabled, fast)
        torch.backends.mha.set_fastpath_enabled(False)
        if "torch._dynamo" in sys.modules:  # what was compiled runs as it was written
            stack.enter_context(torch.compiler.set_stance("force_eager"))
        stack.enter_context(torch.random.fork_rng(devices=[]))
        for part in training:
            part.training = False
        try:
            with torch.inference_mode():
                yield
        finally:
            for part in training:
                part.training = True


def answer_of(returned: Any) -> Tensor | None:
    """Return the answer among what a module gave: its logits, or the first tensor."""
    for name in ("logits", "out", "output", "prediction"):
        found = returned.get(name) if isinstance(returned, dict) else getattr(returned, name, None)
        if isinstance(found, torch.Tensor):
            return found
    return first_tensor(returned)


def first_tensor(returned: Any) -> Tensor | None:
    """Return the first tensor in what may be a tuple, a dictionary or an object that holds some."""
    if isinstance(returned, torch.Tensor):
        return returned
    if isinstance(returned, dict):
        parts: Any = returned.values()
    elif isinstance(returned, list | tuple):
        parts = returned
    else:
        parts = vars(returned).values() if hasattr(returned, "__dict__") else ()
    for part in parts:
        found = first_tensor(part) if isinstance(part, torch.Tensor | list | tuple | dict) else None
        if found is not None:
            return found
    return None
