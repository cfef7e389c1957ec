"""The table, and what its functions share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from digitpad.graph.foreign.translation import NotKnown, Translator

# Torch could take them apart, into hundreds of steps that nobody wants to see.
WHOLE = {"lstm", "gru", "rnn_tanh", "rnn_relu", "lstm_cell", "gru_cell"}

TABLE: dict[str, Translator] = {}


def known(*names: str) -> Callable[[Translator], Translator]:
    """Enter a function under ATen's ``names``."""

    def enter(translator: Translator) -> Translator:
        TABLE.update(dict.fromkeys(names, translator))
        return translator

    return enter


def translator_of(target: Any) -> Translator | None:
    """Return what makes operations of calls of ``target``, or None."""
    return TABLE.get(name_of(target))


def is_known(target: Any) -> bool:
    """Tell whether calls of ``target`` shall be written down as they are."""
    return name_of(target) in TABLE or name_of(target) in WHOLE


def name_of(target: Any) -> str:
    """Return the name of an operation in the table, as "relu" for aten::relu_."""
    if isinstance(target, str):
        return target
    full: str = target._schema.name
    namespace, _, name = full.partition("::")
    return name.strip("_") if namespace == "aten" else full


def two(numbers: Any) -> tuple[int, int]:
    """Return a number along rows and one along columns; other counts are nobody's kind."""
    if len(numbers) != 2:
        raise NotKnown
    return int(numbers[0]), int(numbers[1])


def around(pair: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return (before, after) along rows and columns, for the same padding on both sides."""
    return (pair[0], pair[0]), (pair[1], pair[1])
