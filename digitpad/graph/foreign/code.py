"""Where somebody's network was made, so that it can be made again: in a checkpoint, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitpad.graph.foreign.source import CodeSource, build

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True)
class Code:
    """source: what was run. digest: SHA-256 of that file as it was then; "" for a package.

    arguments: what the module was made with. Modules that the file imports have no digest here.
    has_weights: whether a file's numbers are in the module, in place of its own initialisation.
    """

    source: CodeSource
    digest: str
    arguments: Mapping[str, Any]
    has_weights: bool = False


def built(
    source: CodeSource, arguments: Mapping[str, Any] | None = None, *, named_by_user: bool = True
) -> tuple[nn.Module, Code]:
    """Run the code of ``source``, as ``build`` does, and return what is to be remembered of it."""
    if source.is_file:
        source = replace(source, place=str(Path(source.place).expanduser().resolve()))
    digest = source.digest()
    given = dict(arguments or {})
    module = build(source, given, named_by_user=named_by_user)
    return module, Code(source, digest, given)


def title_of(source: CodeSource, module: nn.Module) -> str:
    """Return what a network is called: as its code calls it."""
    return source.name.rpartition(".")[2] or type(module).__name__
