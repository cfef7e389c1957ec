"""Names for the operations of somebody's module, out of the module's own."""

from __future__ import annotations

from collections.abc import Collection

from digitpad.graph.foreign.recording import Call, ModuleCall


def owner(call: Call) -> str:
    """Return the path of the module that ``call`` belongs to: "layer1.0" for "layer1.0.conv1"."""
    within = call.within
    if is_whole(call) and len(within.calls) == 1:
        return within.path.rpartition(".")[0]
    return within.path


def is_whole(call: Call) -> bool:
    """Tell whether a module is there for what ``call`` gives, so that both have one name.

    A module that calls no other is: convolution with its padding, an activation of one's own.
    """
    within = call.within
    if not within.path or not within.is_leaf:
        return False
    return len(within.calls) == 1 or within.output in call.outputs


def module_name(within: ModuleCall) -> str:
    """Return the module's path; from its second call on with a number."""
    return within.path if not within.count else f"{within.path}_{within.count + 1}"


class OperationNames:
    """Hands out names, each once. modules: the paths of all modules, which are theirs."""

    def __init__(self, modules: Collection[str]) -> None:
        self._modules = set(modules)
        self._taken: set[str] = set()

    def of_module(self, within: ModuleCall) -> str:
        """Return the name of a module's call."""
        return self._free(module_name(within), self._taken)

    def of_function(self, path: str, function: str) -> str:
        """Return a name for what ``function`` did in the module at ``path``."""
        wanted = f"{path}.{function}" if path else function
        return self._free(wanted, self._taken | self._modules)

    def _free(self, wanted: str, taken: set[str]) -> str:
        name, count = wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted}_{count}"
        self._taken.add(name)
        return name
