"""Weights from a file, for a network that is known: by its layers, or by somebody's code."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import safetensors
from numpy.typing import NDArray

from digitpad.graph.operation import Shape
from digitpad.network.files.state import (
    COUNTERS,
    State,
    Weight,
    by_shapes,
    differences,
    in_one_reading,
    readings,
)
from digitpad.support.errors import ModelError
from digitpad.support.messages import Text

LARGEST_WEIGHTS = 2**31  # bytes; torchvision's VGG have 550 MB
BFLOAT = "BF16"  # the upper half of a float32, which NumPy does not know
FLOATS = ("F64", "F32", "F16", BFLOAT)
INTEGERS = ("I64", "I32", "I16", "I8", "U8", "BOOL")


def load_into(
    expected: Mapping[str, Shape], path: Path, network: str = ""
) -> dict[str, NDArray[Any]]:
    """Return the numbers at ``path`` by the keys that are ``expected``, with those shapes.

    expected: of a module's state dict; counters of batches are neither needed nor given. network:
    what it is called in errors. Where names differ, weights of the same layers in the same order
    are taken. Floating numbers come as float32, whole ones as they are.
    Raises ModelError, naming some, where keys are missing, unexpected or of another shape.
    """
    wanted = {key: tuple(shape) for key, shape in expected.items() if not key.endswith(COUNTERS)}
    states = states_in(path, LARGEST_WEIGHTS)
    found = in_one_reading(states, wanted) or _inside(states, wanted) or by_shapes(states, wanted)
    if found is None:
        nearest = max(
            (reading for state in states for reading in readings(state)),
            key=lambda reading: len(reading.keys() & wanted.keys()),
        )
        raise ModelError(
            "{path} does not fit {network}. {problems}. Choose other weights, or the network that "
            "they were made for.",
            path=path, network=network or Text("the network"),
            problems="; ".join(map(str, differences(nearest, wanted))),
        )  # fmt: skip
    return numbers_of(found, path)


def _inside(states: list[State], wanted: Mapping[str, Shape]) -> State | None:
    """Return weights of a network that ``wanted`` is wrapped around, as by DataParallel."""
    first = {key.partition(".")[0] for key in wanted}
    if len(first) != 1:
        return None
    start = f"{first.pop()}."
    inner = {key.removeprefix(start): shape for key, shape in wanted.items()}
    found = in_one_reading(states, inner)
    return None if found is None else {start + key: weight for key, weight in found.items()}


def numbers_of(state: State, path: Path) -> dict[str, NDArray[Any]]:
    """Return the numbers of ``state``. Raises ModelError where some are not finite."""
    return finite({key: weight.read() for key, weight in state.items()}, path)


def finite(numbers: dict[str, NDArray[Any]], path: Path) -> dict[str, NDArray[Any]]:
    """Return ``numbers``, which are from ``path``. Raises ModelError where some are not finite."""
    for value in numbers.values():
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            raise ModelError(
                "{path} holds weights that are not numbers. Choose another model.", path=path
            )
    return numbers


def states_in(path: Path, largest: int) -> list[State]:
    """Return the weights by name in a safetensors file or one of PyTorch's, the likeliest first.

    Nothing in the file is executed; torch is imported for its own alone. largest: bytes.
    Raises ModelError when it cannot be read or holds none.
    """
    with read_or_refused(path, largest) as file:
        start = file.read(16)
    if is_onnx(start, path):
        raise ModelError(
            "{path} is ONNX, a whole network. Open it as a model, without another network.",
            path=path,
        )
    if not is_safetensors(start):
        from digitpad.network.files.torch_file import states_of_torch  # not while a window starts

        return states_of_torch(path, largest)
    try:
        state = _state_of_safetensors(path)
    except (safetensors.SafetensorError, OSError, ValueError, KeyError) as error:
        raise ModelError(
            "{path} is damaged: {error}. Choose another model.", path=path, error=error
        ) from error
    if not state:
        raise ModelError("{path} holds no weights. Choose another model.", path=path)
    return [state]


def read_or_refused(path: Path, largest: int) -> BinaryIO:
    """Open a model's file. Raises ModelError where that cannot be, or it has too many bytes."""
    try:
        file = path.open("rb")
        if os.fstat(file.fileno()).st_size > largest:
            file.close()
            raise ModelError(
                "{path} is too large to be a digit network. Choose another model.", path=path
            )
    except OSError as error:
        raise ModelError(
            "{path} cannot be read: {reason}. Choose another model.",
            path=path, reason=error.strerror,
        ) from error  # fmt: skip
    return file


def is_safetensors(start: bytes) -> bool:
    """Tell from the first bytes of a file: eight of them a length, then a JSON header."""
    return start[8:9] == b"{"


def is_onnx(start: bytes, path: Path) -> bool:
    """Tell from the first bytes of a file, where its name does not: a version below 64."""
    is_other = start.startswith((b"PK", b"\x80")) or is_safetensors(start)
    is_message = len(start) > 2 and start[0] == 8 and start[1] < 64
    return not is_other and (is_message or path.suffix.lower() == ".onnx")


def _state_of_safetensors(path: Path) -> State:
    """Return the weights in their natural order, 2 before 10; the file has them in any."""
    state: dict[str, Weight] = {}
    with safetensors.safe_open(path, framework="numpy") as file:
        for key in sorted(file.keys(), key=_natural):
            part = file.get_slice(key)
            kind = part.get_dtype()
            if kind in FLOATS + INTEGERS:
                state[key] = Weight(
                    tuple(part.get_shape()), kind in FLOATS, _reader(path, key, kind)
                )
        # Of tensors that share their numbers, safetensors keeps one, and the others' names here.
        for key, kept in (file.metadata() or {}).items():
            if kept in state and key not in state:
                state[key] = state[kept]
    return state


def _reader(path: Path, key: str, kind: str) -> Any:
    def read() -> NDArray[Any]:
        if kind == BFLOAT:
            return _bfloat(path, key)
        with safetensors.safe_open(path, framework="numpy") as file:
            value: NDArray[Any] = file.get_tensor(key)
        return value.astype(np.float32) if kind in FLOATS else value

    return read


def _bfloat(path: Path, key: str) -> NDArray[Any]:
    """Return a tensor of bfloat16 as float32. The file's header is known to be right."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        entry = json.loads(file.read(length))[key]
        first, end = entry["data_offsets"]
        file.seek(8 + length + first)
        upper = np.frombuffer(file.read(end - first), "<u2").astype(np.uint32)
    return (upper << 16).view(np.float32).reshape(entry["shape"])


def _natural(key: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", key)]
