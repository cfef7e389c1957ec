"""Networks as files: a description in JSON, the user's own in a folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

from digitpad.network.architecture import Architecture
from digitpad.network.presets import PRESETS
from digitpad.support.errors import ContentError, ModelError
from digitpad.support.files import files_in, is_device, write_atomically
from digitpad.support.untrusted_json import read_json

SUFFIX = ".json"
LARGEST_FILE = 256 * 1024  # bytes; 64 layers take a few thousand
MOST_LISTED = 200


def load_architecture(path: Path) -> Architecture:
    """Read a network's description. Raises ModelError when the file holds none."""
    try:
        description = read_json(path, LARGEST_FILE)
    except ContentError as error:
        raise ModelError(
            "{path} is not a network file, or cannot be read: {problem}. Choose another network.",
            path=path, problem=error,
        ) from error  # fmt: skip
    try:
        return Architecture.from_json(description)
    except ModelError as error:
        raise ModelError("{path} cannot be used. {error}", path=path, error=error) from error


def save_architecture(path: Path, architecture: Architecture) -> None:
    """Write ``architecture`` to ``path``, whole or not at all.

    Raises ModelError when it is not valid, DigitpadError when it cannot be written.
    """
    architecture.check()
    if is_device(path.name):
        raise ModelError("{name} cannot be a file's name. Choose another name.", name=path.stem)
    write_atomically(path, (json.dumps(architecture.to_json(), indent=1) + "\n").encode())


def saved_architectures(folder: Path) -> list[Path]:
    """Return the network files in ``folder`` by name; a folder that is not there has none."""
    return sorted(files_in(folder, SUFFIX), key=lambda path: path.name.casefold())[:MOST_LISTED]


def architecture_called(text: str) -> Architecture:
    """Return the preset, or the network in the file, that ``text`` names. Raises ModelError."""
    if text in PRESETS:
        return PRESETS[text]
    # Unlike those of Path, these take a user that is not there and a name that is too long.
    path = Path(text if "\0" in text else os.path.expanduser(text))
    if not os.path.exists(path) and path.suffix != SUFFIX:
        raise ModelError(
            "{name} is neither a network file nor one of {names}. Name one of them.",
            name=text, names=", ".join(PRESETS),
        )  # fmt: skip
    return load_architecture(path)
