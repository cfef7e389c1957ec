"""A user's own data set by its path: pictures in folders, or files of data, whichever is there."""

from __future__ import annotations

import os
from pathlib import Path

from digitpad.data.labelled_folder import FEWEST_PICTURES, find_pictures, load
from digitpad.data.own_files import files_in, load_own_files, why_not_read
from digitpad.data.samples import DataSet
from digitpad.data.sources import Check, go_on
from digitpad.support.errors import DataError


def load_own(path: Path, check: Check = go_on) -> DataSet:
    """Read the data set in the folder, or of the file, ``path``.

    Pictures in folders called after digits come first, then IDX files, NPZ and tables; what is not
    used is told in the notes. check: called now and then; what it raises ends the loading.
    Raises DataError when there is none, or it cannot be used.
    """
    root = _real(path)
    if not os.path.exists(root):
        raise DataError(
            "{path} is not a folder, nor a file. Name a folder with pictures in folders called 0 "
            "to 9, or with IDX, NPZ or CSV files.",
            path=path,
        )
    files = files_in(root, check)
    if os.path.isfile(root):
        if not files:
            raise DataError(
                "{path} cannot be read as a data set: {reason}. Choose another.",
                path=path, reason=why_not_read(root),
            )  # fmt: skip
        return load_own_files(root, files, check)
    pictures = find_pictures(root, check)
    if files and len(pictures) < FEWEST_PICTURES:
        return load_own_files(root, files, check)
    return load(pictures, files, check)


def holds_own(path: Path) -> bool:
    """Tell whether ``path`` is, or holds, what ``load_own`` may read, without reading it."""
    root = _real(path)
    if os.path.isfile(root):
        return True
    try:
        return os.path.isdir(root) and (bool(files_in(root)) or len(find_pictures(root)) > 0)
    except DataError:
        return True  # which ``load_own`` explains


def _real(path: Path) -> Path:
    # Unlike those of Path, these take any text: a user that is not there, a name that is too long.
    return Path(os.path.realpath(os.path.expanduser(path)))
