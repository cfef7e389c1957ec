"""A user's own data set: pictures in folders called after the digits, however they are nested."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.data.arrays import divided, holdings, left_aside
from digitpad.data.names import digit_in, part_in
from digitpad.data.own_files import OwnFiles, found_besides
from digitpad.data.samples import Bytes, DataSet, Samples
from digitpad.data.sources import Check, go_on
from digitpad.ink.input.frame import SIDE, Array, to_bytes
from digitpad.ink.photo.picture import open_picture, opened_input
from digitpad.ink.picture_formats import PICTURE_SUFFIXES
from digitpad.support.errors import DataError, DigitpadError, EmptyInkError, PictureError
from digitpad.support.messages import Text, plural

MOST_PICTURES = 200_000
FEWEST_PICTURES = 20
DEEPEST = 8  # folders below the one that is chosen
MOST_ENTRIES = 1_000_000  # files of any kind: more is no data set's folder
BLACK, BRIGHT = 0.1, 0.5  # of black to white; a JPEG's black is not quite 0

Found = list[tuple[Path, int]]  # pictures and their digits


@dataclass
class LabelledPictures:
    """The pictures that were found in ``root``: by part, "" where none is named, and by digit.

    aside: how many lie in folders that mean no digit, by the folder.
    """

    root: Path
    parts: dict[str, Found] = field(default_factory=dict)
    aside: Counter[str] = field(default_factory=Counter)
    numbers: set[int] = field(default_factory=set)

    def __len__(self) -> int:
        return sum(map(len, self.parts.values()))


def load(pictures: LabelledPictures, besides: OwnFiles, check: Check = go_on) -> DataSet:
    """Read pictures that were found.

    Parts are told by folders: train, training, test, testing, val and the like; where nothing is
    for the test it is chosen by the pictures' names. Pictures that look like MNIST's are taken as
    they are, all others are framed as pictures of digits are everywhere; those that cannot be used
    are left out, and told of in the notes, as is all that lies aside. The order of the samples is
    mixed, always in the same way.
    besides: files of data that the folder holds too. check: called for each picture; what it raises
    ends the loading. Raises DataError when there are too few pictures.
    """
    if len(pictures) < FEWEST_PICTURES:
        raise DataError(
            "{path} holds {found} of digits, too few: at least {fewest} are needed. Put pictures, "
            "PNG or JPEG say, into its folders 0 to 9, or into train/0 to 9 and test/0 to 9."
            "{aside}{besides}",
            path=pictures.root, found=plural(len(pictures), "%n picture", "%n pictures"),
            fewest=FEWEST_PICTURES, besides=found_besides(besides),
            aside="".join(f" {said}" for said in left_aside(_counted(pictures.aside.items()))),
        )  # fmt: skip
    name = pictures.root.name or str(pictures.root)
    division = divided(
        name, {part: [digit for _, digit in found] for part, found in pictures.parts.items()}
    )
    training, test = (
        [pictures.parts[part][n] for n in np.arange(len(pictures.parts[part]))[places]]
        for part, places in (division.training, division.test)
    )
    files = [file for file, _ in training + test]
    images, failures = _read_all(files, check)
    usable = np.array([place not in failures for place in range(len(files))])
    # What is trained with nothing to test it by would be lost in the end.
    if 2 * len(failures) > len(files) or not usable[len(training) :].any():
        raise DataError(
            "{failed:,} of {found:,} pictures in {path} cannot be used. The first: {first} Choose "
            "another folder, or put others in their place.",
            failed=len(failures), found=len(files), path=pictures.root,
            first=next(iter(failures.values())),
        )  # fmt: skip
    labels = np.array([digit for _, digit in training + test], np.uint8)
    random = np.random.default_rng(1)
    first, second = random.permutation(len(training)), random.permutation(len(test))
    second += len(training)
    first, second = first[usable[first]], second[usable[second]]
    parts = Samples(images[first], labels[first]), Samples(images[second], labels[second])
    unfit = []
    if failures:
        unfit.append(plural(
            len(failures), "%n picture cannot be used and is left out: {first}",
            "%n pictures cannot be used and are left out. The first: {first}",
            first=next(iter(failures.values())),
        ))  # fmt: skip
    aside = {part or str(Text("others")): len(pictures.parts[part]) for part in division.left}
    counted = _counted((*aside.items(), *pictures.aside.items()))
    tables = [Text("{file}", file=path.name) for path in (*besides.tables, *besides.npz)]
    return DataSet(
        name, *parts, (holdings(name, *parts), *division.said),
        (*unfit, *left_aside([*counted, *tables])),
    )  # fmt: skip


def _counted(folders: Iterable[tuple[str, int]]) -> list[Text]:
    return [
        plural(count, "{folder} (%n picture)", "{folder} (%n pictures)", folder=folder)
        for folder, count in folders
    ]


def find_pictures(root: Path, check: Check = go_on) -> LabelledPictures:
    """Return the pictures below ``root`` whose folders mean digits, nothing from outside of it.

    check: called for each folder. Raises DataError when there are too many, when a folder cannot be
    read, or when it cannot be told which folder is the digit 0.
    """
    found = LabelledPictures(root)
    walk = _Walk(root, found, check)
    try:
        walk.look(root, _FoldersAbove())
    except OSError as error:
        raise DataError(
            "{path} cannot be read: {reason}. Check who may read the folder.",
            path=error.filename or root, reason=error.strerror or error,
        ) from error  # fmt: skip
    if found.numbers >= {1, 10} and 0 not in found.numbers:
        raise DataError(
            "The folders in {root} are called 1 to 10 or more, and none 0: which of them holds the "
            "digit 0 cannot be known. Call them after their digits, 0 to 9.",
            root=root,
        )  # fmt: skip
    for pictures in found.parts.values():
        pictures.sort(key=lambda one: (one[1], one[0]))
    return found


@dataclass(frozen=True)
class _FoldersAbove:
    """What the folders above say: the digit, whether it is all of a folder's name, and the part."""

    digit: int | None = None
    is_plain: bool = False
    part: str = ""
    depth: int = 0

    def inside(self, name: str) -> _FoldersAbove:
        """Return what is known in the folder ``name``. The topmost plain 7 is the digit."""
        digit, is_plain = digit_in(name)
        part = self.part or part_in(name)
        if digit is None or self.is_plain or (self.digit is not None and not is_plain):
            digit, is_plain = self.digit, self.is_plain
        return _FoldersAbove(digit, is_plain, part, self.depth + 1)


class _Walk:
    """Goes through folders, once through each, and notes their pictures."""

    def __init__(self, root: Path, found: LabelledPictures, check: Check) -> None:
        self._root, self._found, self._check = root, found, check
        self._seen: set[str] = set()
        self._entries = self._count = 0

    def look(self, folder: Path, place: _FoldersAbove) -> None:
        """Note what is in ``folder``, and in the folders in it."""
        self._check()
        real = os.path.realpath(folder)
        if real in self._seen or not _is_inside(real, self._root):
            return
        self._seen.add(real)
        below = []
        with os.scandir(folder) as entries:
            for entry in entries:
                self._entries += 1
                if self._entries > MOST_ENTRIES:
                    raise _too_many(self._root)
                if entry.name.startswith((".", "__")):
                    continue
                if os.path.isdir(entry.path):
                    below.append(entry.name)
                elif entry.name.lower().endswith(PICTURE_SUFFIXES):
                    self._note(Path(entry.path), entry.is_symlink(), place)
        for name in sorted(below) if place.depth < DEEPEST else ():
            number = name.lstrip("0") or "0" if name.isascii() and name.isdigit() else ""
            if number:
                self._found.numbers.add(int(number[:6]))
            self.look(folder / name, place.inside(name))

    def _note(self, file: Path, is_link: bool, place: _FoldersAbove) -> None:
        if not os.path.isfile(file) or (is_link and not _is_inside(file, self._root)):
            return  # a loop of links, or a way out
        self._count += 1
        if self._count > MOST_PICTURES:
            raise _too_many(self._root)
        if place.digit is None:
            folder = file.parent.relative_to(self._root).as_posix()
            self._found.aside[self._root.name if folder == "." else folder] += 1
        else:
            self._found.parts.setdefault(place.part, []).append((file, place.digit))


def _is_inside(path: str | Path, root: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(root)


def _too_many(root: Path) -> DataError:
    return DataError(
        "{root} holds more than {most:,} pictures, the most that digitpad reads. Choose a smaller "
        "folder.",
        root=root, most=MOST_PICTURES,
    )  # fmt: skip


def _read_all(files: list[Path], check: Check) -> tuple[Bytes, dict[int, DigitpadError]]:
    """Return all pictures, (n, 28, 28) uint8, and an error for each place of one that is unfit."""
    images = np.zeros((len(files), SIDE, SIDE), np.uint8)
    failures: dict[int, DigitpadError] = {}
    for place, file in enumerate(files):
        check()
        try:
            images[place] = to_bytes(_input(file))
        except EmptyInkError:
            failures[place] = DataError("{file} shows no ink.", file=file)
        except PictureError as error:
            failures[place] = error
    return images, failures


def _input(file: Path) -> Array:
    grey, colours = open_picture(file)
    return grey if _looks_like_mnist(grey) else opened_input(grey, colours)


def _looks_like_mnist(grey: NDArray[np.float32]) -> bool:
    """Tell whether a picture is 28 x 28 and bright on black, with a black border."""
    if grey.shape != (SIDE, SIDE) or grey.max() < BRIGHT:
        return False
    border = max(grey[0].max(), grey[-1].max(), grey[:, 0].max(), grey[:, -1].max())
    return float(border) <= BLACK
