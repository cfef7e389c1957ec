"""Where somebody's network was made, so that it can be made again: in a checkpoint, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitpad.graph.foreign.source import CodeSource, build
from digitpad.graph.graph import Graph

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class Code:
    """source: what was run. digest: SHA-256 of that file as it was then; "" for a package.

    arguments: what the module was made with. Modules that the file imports have no digest here.
    """

    source: CodeSource
    digest: str
    arguments: Mapping[str, Any]


def built(source: CodeSource, arguments: Mapping[str, Any] | None = None) -> tuple[nn.Module, Code]:
    """Run the code of ``source``, as ``build`` does, and return what is to be remembered of it."""
    if source.is_file:
        source = replace(source, place=str(Path(source.place).expanduser().resolve()))
    digest = source.digest()
    given = dict(arguments or {})
    return build(source, given), Code(source, digest, given)


def title_of(source: CodeSource, module: nn.Module) -> str:
    """Return what a network is called: as its code calls it."""
    return source.name.rpartition(".")[2] or type(module).__name__


def opened_code(
    source: CodeSource, arguments: Mapping[str, Any] | None = None, *, mean: float, std: float
) -> Graph:
    """Run the code of ``source``, and return its network as a graph that takes a drawing.

    Its numbers are those of the module's own initialisation. Raises ModelError.
    """
    from digitpad.graph.foreign.fitting import opened

    module, code = built(source, arguments)
    return replace(opened(module, mean, std, title_of(source, module)), code=code)
