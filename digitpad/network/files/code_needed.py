"""What a file tells of a network whose code is elsewhere; nothing of that code is run to tell it.

A checkpoint, an unfinished training and an experiment hold numbers and the name of the code. Who
has its code run was asked, or has named it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import Any, get_args

from digitpad.graph.fitting import MOST_SIDE, own_input_shape
from digitpad.graph.foreign.source import CodeSource, is_source, source_of
from digitpad.graph.graph import AnswerKind, Graph
from digitpad.graph.operation import Shape
from digitpad.network.architecture import Architecture
from digitpad.network.described import architecture_of, multiplications, parameter_count
from digitpad.support.errors import ContentError
from digitpad.support.untrusted_json import Reader, list_of, one_of, or_none, parts, text, within

LONGEST = 4096  # characters of a path or a name
TUPLE = "()"  # in an object in its stead
MOST_LEVELS = 50  # of arguments within arguments
MOST = 2**53  # of each count


@dataclass(frozen=True)
class CodeNeeded:
    """A network of somebody's own code, without the code.

    name: what it is called. source: FILE.py:NAME or package.module:NAME; "" where nobody knows.
    digest: SHA-256 of that file. arguments: what the module was made with. mean, std: of its
    pixels. answer: what it gives. shape: of the image that its module takes; None where an older
    file does not tell. parameters: weights and biases. products: multiplications for one image.
    """

    name: str
    source: str
    digest: str
    arguments: Mapping[str, Any]
    mean: float
    std: float
    answer: AnswerKind
    shape: Shape | None = None
    parameters: int = field(default=0, compare=False)
    products: int = field(default=0, compare=False)

    @classmethod
    def of(cls, graph: Graph) -> CodeNeeded:
        """Return what has to be known to make the network of ``graph``, a foreign one, again."""
        code = graph.code
        return cls(
            graph.name,
            "" if code is None else str(code.source),
            "" if code is None else code.digest,
            {} if code is None else _read(_written(dict(code.arguments))),
            graph.input.mean,
            graph.input.std,
            graph.answer,
            own_input_shape(graph),
            parameter_count(graph),
            multiplications(graph),
        )

    @property
    def title(self) -> str:
        """The source without the folders that the file is in."""
        place, colon, name = self.source.rpartition(":")
        name = f"{PureWindowsPath(place).name}{colon}{name}"  # it knows both separators
        return name if place else self.name

    @property
    def code_source(self) -> CodeSource:
        """Where the code is. Raises ModelError where nobody knows."""
        return source_of(self.source)

    def has_changed_at(self, place: str) -> bool:
        """Tell whether the file at ``place`` is another one than it was; a package is the same.

        Nothing is run. Raises ModelError where it cannot be read.
        """
        digest = CodeSource(str(Path(place).expanduser())).digest()
        return bool(self.digest) and digest != self.digest

    def parameter_count(self) -> int:
        """Return how many weights and biases it has."""
        return self.parameters

    def multiplications(self) -> int:
        """Return how many products one image takes."""
        return self.products

    def is_code_of(self, graph: Graph) -> bool:
        """Tell whether ``graph`` was made by the same code, in the same way.

        Of a network whose code nobody knows, as from a notebook: whether it looks the same.
        """
        if graph.origin is None or architecture_of(graph) is not None:
            return False
        other = CodeNeeded.of(graph)
        if not self.source:
            return not other.source and self._looks() == other._looks()
        is_same = (self.source, self.digest, self.arguments) == (
            other.source, other.digest, other.arguments,
        )  # fmt: skip
        return is_same and self.shape in (None, other.shape)

    def _looks(self) -> tuple[str, Shape | None, int, int]:
        return self.name, self.shape, self.parameters, self.products

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON values; ``from_json`` reads them."""
        return {
            "network": self.name, "source": self.source, "sha256": self.digest,
            "arguments": _written(dict(self.arguments)), "mean": self.mean, "std": self.std,
            "answer": self.answer, "image": None if self.shape is None else list(self.shape),
            "parameters": self.parameters, "multiplications": self.products,
        }  # fmt: skip

    @classmethod
    def from_json(cls, content: Any, name: str = "code") -> CodeNeeded:
        """Return what ``to_json`` gave, each value checked. Raises ContentError."""
        found = parts(content, name, _NEEDED, _OPTIONAL, others=True)
        source = found["source"]
        return cls(
            found["network"], source if is_source(source) else "", found["sha256"],
            found["arguments"], found["mean"], found["std"], found["answer"], found.get("image"),
            found.get("parameters", 0), found.get("multiplications", 0),
        )  # fmt: skip


def _arguments(content: Any, name: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise ContentError('"{name}" is not an object', name=name)
    return {key: _read(value) for key, value in content.items()}


def _written(value: Any) -> Any:
    """Return ``value`` as JSON has it: tuples as objects with TUPLE, what it has not as words."""
    if isinstance(value, tuple):
        return {TUPLE: [_written(part) for part in value]}
    if isinstance(value, list):
        return [_written(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _written(part) for key, part in value.items()}
    return value if value is None or isinstance(value, bool | int | float | str) else repr(value)


def _read(value: Any, levels: int = MOST_LEVELS) -> Any:
    """Return what ``_written`` was given; nothing else has TUPLE alone for a key."""
    if levels == 0:
        raise ContentError("it is nested too deeply")
    if isinstance(value, list):
        return [_read(part, levels - 1) for part in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {TUPLE} and isinstance(value[TUPLE], list):
        return tuple(_read(part, levels - 1) for part in value[TUPLE])
    return {key: _read(part, levels - 1) for key, part in value.items()}


_TEXT = text(LONGEST)
_NEEDED: dict[str, Reader] = {
    "network": _TEXT, "source": _TEXT, "sha256": text(64), "arguments": _arguments,
    "mean": within(-1e6, 1e6), "std": within(1e-6, 1e6), "answer": one_of(get_args(AnswerKind)),
}  # fmt: skip
_OPTIONAL: dict[str, Reader] = {
    "image": or_none(list_of(within(1, MOST_SIDE**2), 1, 4)),  # all in one row, at most
    "parameters": within(0, MOST), "multiplications": within(0, MOST),
}  # fmt: skip


def description_of(what: Architecture | Graph) -> Architecture | CodeNeeded:
    """Return what a file tells of a network, so that it can be made again."""
    if isinstance(what, Architecture):
        return what
    return architecture_of(what) or CodeNeeded.of(what)


def can_be_made_again(description: Architecture | CodeNeeded) -> bool:
    """Tell whether it is known how: of a module from a notebook nobody knows the code."""
    return isinstance(description, Architecture) or bool(description.source)
