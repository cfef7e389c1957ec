"""Digits in tables: CSV files with a row of pixels for each, as Kaggle and others publish MNIST."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from digitpad.data.arrays import images_of, labels_of
from digitpad.data.samples import Bytes
from digitpad.data.sources import Check, go_on
from digitpad.support.errors import DataError

TABLE_SUFFIXES = (".csv", ".tsv")
LABELS = ("label", "labels", "class", "digit", "target", "y", "number")  # names of their column
NUMBERS = ("id", "imageid", "index", "", "unnamed: 0")  # and of the rows' numbers
FEWEST_PIXELS = 49  # of an image: 7 x 7
MOST_BYTES = 2 * 2**30  # of a file
BLOCK = 2**22  # bytes that are read between two checks


@dataclass(frozen=True, eq=False)
class Table:
    """Images (n, 28, 28) uint8, 0 paper to 255 ink, and labels (n,), None where it has none."""

    images: Bytes
    labels: Bytes | None


@dataclass(frozen=True)
class Columns:
    """How a table is laid out: what divides its columns, how many there are, and what they hold."""

    divider: bytes
    count: int
    label: int | None
    number: int | None
    has_header: bool


def columns_of(path: Path) -> Columns | None:
    """Return the layout of a table of images; None for any other file. Raises OSError.

    A header's names tell; without them the labels come first, as nearly everywhere, unless the
    first column says one thing only and the last does not.
    """
    with path.open("rb") as file:
        beginning = file.read(BLOCK)
    lines = [line for line in beginning.removeprefix(b"\xef\xbb\xbf").splitlines()[:200] if line]
    if not lines:
        return None
    divider = max((b",", b";", b"\t"), key=lines[0].count)
    names = [cell.strip(b"\"' ").decode("utf-8", "replace").lower()
             for cell in lines[0].split(divider)]  # fmt: skip
    has_header = not all(_is_number(name) for name in names)
    if has_header:
        label = next((place for place, name in enumerate(names) if name in LABELS), None)
        number = next((place for place, name in enumerate(names) if name in NUMBERS), None)
    else:
        label = number = None
    pixels = len(names) - (label is not None) - (number is not None)
    if label is None and not _is_square(pixels):
        pixels -= 1
        label = _unnamed(lines[has_header:], divider)
    if not _is_square(pixels) or pixels < FEWEST_PIXELS:
        return None
    return Columns(divider, len(names), label, number, has_header)


def _unnamed(lines: list[bytes], divider: bytes) -> int:
    """Return the column of the labels that no name tells: 0, or -1 for the last."""
    first = {line.split(divider, 1)[0].strip() for line in lines}
    last = {line.rsplit(divider, 1)[-1].strip() for line in lines}
    return -1 if len(first) == 1 and len(last) > 1 else 0


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_square(number: int) -> bool:
    return math.isqrt(max(number, 0)) ** 2 == number


def read_table(path: Path, check: Check = go_on) -> Table:
    """Read a table of images, with labels or without.

    check: called now and then; what it raises ends the reading. Raises DataError when the file
    cannot be read, is no such table, or has labels that are not digits.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DataError(
                "{path} has more than {most} MB, the most that digitpad reads. Choose a smaller "
                "table.",
                path=path, most=MOST_BYTES // 2**20,
            )  # fmt: skip
        columns = columns_of(path)
        if columns is None:
            raise DataError(
                "{path} is no table of digits: a row of one has the pixels of a square image, 784 "
                "for 28 x 28, and a label before them if it is to be learnt from. Choose another "
                "file.",
                path=path,
            )  # fmt: skip
        blocks = [_values(rows, first, columns, path) for rows, first in _blocks(path, columns)
                  if not check()]  # type: ignore[func-returns-value]  # fmt: skip
    except OSError as error:
        raise DataError(
            "{path} cannot be read: {reason}. Check the file.",
            path=path, reason=error.strerror or error,
        ) from error  # fmt: skip
    values = np.concatenate(blocks) if blocks else np.zeros((0, columns.count), np.float32)
    labels = None
    if columns.label is not None:
        labels = labels_of(values[:, columns.label], path)
    others = [place for place in (columns.label, columns.number) if place is not None]
    return Table(images_of(np.delete(values, others, axis=1), path, check), labels)


def _blocks(path: Path, columns: Columns) -> Iterator[tuple[list[bytes], int]]:
    """Yield some of the rows after the header, and the number of the first of them, from 1."""
    with path.open("rb") as file:
        if columns.has_header:
            file.readline()
        first = 1 + columns.has_header
        while rows := file.readlines(BLOCK):
            yield rows, first
            first += len(rows)


def _values(
    rows: list[bytes], first: int, columns: Columns, path: Path
) -> NDArray[np.float32]:  # fmt: skip
    """Return (n, columns) float32. Raises DataError naming the row that is no row of the table."""
    filled = [(number, row.strip(b"\r\n\xef\xbb\xbf")) for number, row in enumerate(rows, first)]
    filled = [(number, row) for number, row in filled if row.strip()]
    for number, row in filled:
        if row.count(columns.divider) != columns.count - 1:
            raise DataError(
                "Row {row:,} of {path} has {found:,} columns, and the first has {wanted:,}. Save "
                "the table anew, or choose another.",
                row=number, path=path, found=row.count(columns.divider) + 1, wanted=columns.count,
            )  # fmt: skip
    joined = columns.divider.join(row for _, row in filled).replace(columns.divider, b",")
    text = joined.replace(b'"', b"").decode("latin-1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # told below, with the row
        try:
            # Nothing that is here reads it faster: 9 s of a processor for Kaggle's 42,000 rows.
            values = np.fromstring(text, dtype=np.float32, sep=",")
        except ValueError:
            values = np.zeros(0, np.float32)
    if len(values) != len(filled) * columns.count:
        bad = next((number for number, row in filled if not all(
            _is_number(cell.strip(b'" ').decode("latin-1")) for cell in row.split(columns.divider)
        )), first)  # fmt: skip
        raise DataError(
            "Row {row:,} of {path} holds something that is no number. Save the table anew, or "
            "choose another.",
            row=bad, path=path,
        )  # fmt: skip
    return values.reshape(-1, columns.count)
