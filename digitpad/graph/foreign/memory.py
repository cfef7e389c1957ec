"""Which tensor stands for which value, when code writes into tensors and looks at parts of them.

``relu_`` gives its tensor another value. ``y[:, 0] = 0`` writes into a tensor that shows a part of
another one's memory: whoever looks at that memory afterwards sees values from both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import torch
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

Places = NDArray[np.intp]


class _Known(NamedTuple):
    tensor: Tensor  # held, so that neither its identity nor its memory is given to another
    value: Any
    writes: int  # into its memory, when the value was that


class Memory:
    """Values by tensor. put_together: makes a value of a tensor from parts of others.

    It is given the tensor, parts (values, or a tensor for what is constant), and for each place the
    index of its source, all parts in one row.
    """

    def __init__(self, put_together: Callable[[Tensor, list[Any], Places], Any]) -> None:
        self._put_together = put_together
        self._known: dict[int, _Known] = {}
        self._writes: dict[int, list[_Known]] = {}  # by the address of the memory, in order

    def know(self, tensor: Tensor, value: Any) -> None:
        """From now on ``tensor`` stands for ``value``."""
        count = len(self._writes.get(address(tensor), ()))
        self._known[id(tensor)] = _Known(tensor, value, count)

    def write(self, tensor: Tensor, value: Any) -> None:
        """``value`` was written into ``tensor``."""
        self._writes.setdefault(address(tensor), []).append(_Known(tensor, value, 0))
        self.know(tensor, value)

    def value_of(self, tensor: Tensor) -> Any:
        """Return what ``tensor`` stands for, or None for a constant."""
        known = self._known.get(id(tensor))
        writes = self._writes.get(address(tensor)) if self._writes else None
        if not writes:
            return None if known is None else known.value
        newer = writes[known.writes :] if known else writes
        places = _places(tensor)
        newer = [write for write in newer if np.isin(_places(write.tensor), places).any()]
        if not newer:
            return None if known is None else known.value
        last = _places(newer[-1].tensor)
        if last.shape == places.shape and (last == places).all():
            self.know(tensor, newer[-1].value)
            return newer[-1].value
        return self._from_parts(tensor, places, known, newer)

    def _from_parts(
        self, tensor: Tensor, places: Places, known: _Known | None, newer: list[_Known]
    ) -> Any:
        parts = [known.value if known else tensor.clone(), *(write.value for write in newer)]
        index = np.arange(places.size).reshape(places.shape)
        first = places.size
        for write in newer:
            written = _places(write.tensor).reshape(-1)
            order = np.argsort(written, kind="stable")
            at = np.minimum(np.searchsorted(written[order], places), written.size - 1)
            found = written[order][at] == places
            index = np.where(found, first + order[at], index)
            first += written.size
        value = self._put_together(tensor, parts, index)
        self.know(tensor, value)
        return value


def address(tensor: Tensor) -> int:
    """Return where the memory is that ``tensor`` shows, or shows a part of."""
    if tensor.layout != torch.strided:  # a sparse one shows none, and is a place of its own
        return id(tensor)
    return tensor.untyped_storage().data_ptr()


def _places(tensor: Tensor) -> Places:
    """Return where in its memory each of a tensor's numbers is."""
    strides = tuple(stride * 8 for stride in tensor.stride())
    reach = sum((n - 1) * s for n, s in zip(tensor.shape, tensor.stride(), strict=True) if n)
    first = int(tensor.storage_offset())
    row = np.arange(first, first + int(reach) + 1, dtype=np.int64)
    return as_strided(row, tuple(tensor.shape), strides, writeable=False)
