"""A user's own data set in files: IDX, NPZ and tables, wherever in a folder, and by any name."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.data.arrays import Parts, data_set_of, images_of, labels_of
from digitpad.data.idx import MOST_BYTES, read_idx
from digitpad.data.names import part_in, without_part
from digitpad.data.samples import DataSet, Samples
from digitpad.data.sources import Check, go_on
from digitpad.data.table import TABLE_SUFFIXES, columns_of, read_table
from digitpad.support.errors import DataError
from digitpad.support.messages import Text

DEEPEST = 4  # folders below the one that is chosen
MOST_ENTRIES = 20_000  # files that are looked at before it is no folder of a data set
NPZ_SUFFIX = ".npz"

_IDX = re.compile(r"(.*?)[-_. ]?(images|labels)[-_.]?idx[13][-_.]?(?:ubyte|byte)?(?:\.gz)?", re.I)
_IMAGES = ("x", "image", "images", "imgs", "pixels", "data")
_LABELS = ("y", "label", "labels", "target", "targets", "digit", "digits")

# What people have and digitpad does not read, and what to do about it.
_OTHERS = {
    (".zip", ".tar", ".tgz", ".7z", ".rar"): Text("it is packed; unpack it"),
    (".pkl", ".pickle"): Text("a pickle can run a stranger's code; save its arrays as NPZ"),
    (".mat",): Text("it is MATLAB's; save its arrays as NPZ or CSV"),
    (".parquet", ".arrow"): Text("it is a table of another kind; save it as CSV"),
    (".pt", ".pth"): Text("it is PyTorch's; save its arrays as NPZ, or take the IDX files"),
}


@dataclass
class OwnFiles:
    """The files of a data set in a folder, by kind: pairs of IDX files by the set's name and part.

    others: files that hold data in a way that is not read.
    """

    idx: dict[tuple[str, str], dict[str, Path]] = field(default_factory=dict)
    npz: list[Path] = field(default_factory=list)
    tables: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.pairs() or self.npz or self.tables)

    def pairs(self) -> dict[tuple[str, str], tuple[Path, Path]]:
        """Return the images and labels that belong together."""
        return {key: (both["images"], both["labels"])
                for key, both in self.idx.items() if len(both) == 2}  # fmt: skip

    def take(self, path: Path) -> None:
        """Note what ``path`` is, by its name."""
        name = path.name
        suffix = path.suffix.lower()
        match = _IDX.fullmatch(name)
        if match is not None:
            key = (without_part(match[1]), part_in(match[1]))
            self.idx.setdefault(key, {}).setdefault(match[2].lower(), path)
        elif suffix == NPZ_SUFFIX:
            self.npz.append(path)
        elif suffix in TABLE_SUFFIXES:
            self.tables.append(path)
        elif _reason(path) is not None:
            self.others.append(path)


def files_in(path: Path, check: Check = go_on) -> OwnFiles:
    """Look for a data set's files in a folder and the folders in it, or beside one of them."""
    found = OwnFiles()
    if os.path.isfile(path):
        found.take(path)
        for one in list(found.idx):  # its labels, or images, and the other part
            for beside in sorted(path.parent.iterdir()):
                match = _IDX.fullmatch(beside.name)
                if match is not None and without_part(match[1]) == one[0] and beside.is_file():
                    found.take(beside)
        return found
    for file in _walk(path, 0):
        check()
        found.take(file)
    return found


def _walk(folder: Path, depth: int, seen: list[int] | None = None) -> Iterator[Path]:
    """Yield files, those of a folder before those in the folders in it, hidden ones left out."""
    seen = [0] if seen is None else seen
    below = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return  # nothing can be had from there
    for entry in entries:
        seen[0] += 1
        if seen[0] > MOST_ENTRIES:
            return
        if entry.name.startswith((".", "__")):
            continue
        if entry.is_dir(follow_symlinks=False):
            below.append(Path(entry.path))
        elif entry.is_file(follow_symlinks=False) or os.path.isfile(entry.path):  # a loop is none
            yield Path(entry.path)
    for one in below if depth < DEEPEST else ():
        yield from _walk(one, depth + 1, seen)


def load_own_files(root: Path, found: OwnFiles, check: Check = go_on) -> DataSet:
    """Read a user's data set: IDX files if there are some, else NPZ, else tables.

    Raises DataError when a file is damaged, holds no digits, or when there are several sets.
    """
    name = root.stem if root.is_file() else root.name or str(root)
    pairs, aside = found.pairs(), list(found.others)
    if pairs:
        aside += found.npz + found.tables
        aside += [both[kind] for both in found.idx.values() if len(both) == 1 for kind in both]
        return data_set_of(name, _idx_parts(root, pairs, check), _named(aside, root))
    if found.npz:
        aside += found.npz[1:] + found.tables
        return data_set_of(name, _npz_parts(found.npz[0], check), _named(aside, root))
    parts, unlabelled = _table_parts(root, found.tables, check)
    return data_set_of(name, parts, [*unlabelled, *_named(aside, root)])


def _named(files: list[Path], root: Path) -> list[Text]:
    return [Text("{file}", file=file.relative_to(root) if file.is_relative_to(root) else file.name)
            for file in files]  # fmt: skip


def _idx_parts(root: Path, pairs: dict[tuple[str, str], tuple[Path, Path]], check: Check) -> Parts:
    """Read pairs of images and labels."""
    names = sorted({name for name, _ in pairs})
    if len(names) > 1:
        raise DataError(
            "{root} holds several data sets: {names}. Put one of them into a folder of its own, "
            "or name one of its files.",
            root=root, names=", ".join(names),
        )  # fmt: skip
    parts: Parts = {}
    for (_, part), (images_file, labels_file) in pairs.items():
        check()
        labels = labels_of(read_idx(labels_file, 1), labels_file)  # refused before images are read
        check()
        images = images_of(read_idx(images_file, 3), images_file, check)
        parts[part] = _together(images, labels, images_file)
    return parts


def _together(images: NDArray[np.uint8], labels: NDArray[np.uint8], path: Path) -> Samples:
    if len(images) != len(labels):
        raise DataError(
            "{path} and its labels do not belong together: {images:,} images, {labels:,} labels. "
            "Choose another set.",
            path=path, images=len(images), labels=len(labels),
        )  # fmt: skip
    if not len(labels):
        raise DataError("{path} holds no digit. Choose another set.", path=path)
    return Samples(images, labels)


def _npz_parts(path: Path, check: Check) -> Parts:
    """Read an NPZ file, with arrays called as in Keras' mnist.npz or similarly."""
    arrays: dict[tuple[str, str], NDArray[np.generic]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise DataError(
                    "{path} holds more than {most:,} bytes, the most that digitpad reads. Choose a "
                    "smaller set.",
                    path=path, most=MOST_BYTES,
                )  # fmt: skip
        with np.load(path, allow_pickle=False) as content:
            for key in content.files:
                check()
                words = re.split(r"[^a-z0-9]+", key.lower())
                if any(word in _LABELS for word in words):
                    arrays.setdefault((part_in(key), "labels"), content[key])
                elif any(word in _IMAGES for word in words):
                    arrays.setdefault((part_in(key), "images"), content[key])
    except DataError:
        raise
    except Exception as error:  # NumPy and zipfile raise nearly anything on a stranger's bytes
        raise DataError(
            "{path} cannot be read: {reason}. Save its arrays of numbers anew with numpy.savez, or "
            "choose another file.",
            path=path, reason=error,
        ) from error  # fmt: skip
    parts: Parts = {}
    for part in dict.fromkeys(part for part, _ in arrays):
        if (part, "images") in arrays and (part, "labels") in arrays:
            labels = labels_of(arrays[part, "labels"], path)
            parts[part] = _together(images_of(arrays[part, "images"], path, check), labels, path)
    if not parts:
        raise DataError(
            "{path} holds no digits with labels. Call its arrays x_train, y_train, x_test and "
            "y_test, as in Keras' mnist.npz, or images and labels.",
            path=path,
        )  # fmt: skip
    return parts


def _table_parts(root: Path, tables: list[Path], check: Check) -> tuple[Parts, list[Text]]:
    """Read tables, and tell which of them cannot be learnt from."""
    parts: Parts = {}
    aside: list[Text] = []
    for path in tables:
        try:
            columns = columns_of(path)
        except OSError:
            columns = None
        if len(tables) > 1 and columns is None:
            aside += _named([path], root)
            continue
        if columns is not None and columns.label is None:
            aside.append(Text("{file} (it has no labels)", file=path.name))
            continue
        part = part_in(path.stem)
        if part in parts:
            aside += _named([path], root)
            continue
        table = read_table(path, check)
        assert table.labels is not None
        parts[part] = _together(table.images, table.labels, path)
    if not parts:
        raise DataError(
            "{root} has no table with labels to learn from. The label stands first in each row, "
            "before the pixels: 785 columns for 28 x 28.",
            root=root,
        ).typed("digitpad predict FILE")  # fmt: skip
    return parts, aside


def why_not_read(path: Path) -> Text:
    """Return what hinders that ``path`` is read as a data set, a clause."""
    if _IDX.fullmatch(path.name):
        return Text("its labels, or its images, are not beside it, named as in MNIST")
    usual = Text("digitpad reads folders of images, and IDX, NPZ and CSV files")
    return _reason(path) or usual


def _reason(path: Path) -> Text | None:
    lowered = path.name.lower().removesuffix(".gz")
    kinds = (reason for endings, reason in _OTHERS.items() if lowered.endswith(endings))
    return next(kinds, None)


def found_besides(found: OwnFiles) -> Text:
    """Return what of a data set was found that cannot be used, a sentence; "" for nothing."""
    lonely = [path for both in found.idx.values() if len(both) == 1 for path in both.values()]
    if lonely:
        return Text(" {file} stands alone: images and labels belong beside one another.",
                    file=lonely[0].name)  # fmt: skip
    if found.others:
        file = found.others[0]
        reason = why_not_read(file)
        if len(found.others) == 1:
            return Text(" It holds {file}: {reason}.", file=file.name, reason=reason)
        return Text(" It holds {file} and more: {reason}.", file=file.name, reason=reason)
    return Text("")
