"""What a data set of the catalogue tells of itself, and its files: where from, and verified."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING, cast

from digitpad.support.errors import DataError
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from digitpad.data.samples import Samples

# Called now and then during long work, with the share that is done, 0 to 1, where that is known;
# what it raises ends the work.
Check = Callable[..., None]

CHUNK = 2**20  # bytes that are read between two checks
GZIP_MAGIC = b"\x1f\x8b"


def go_on(share: float = 0.0) -> None:
    """Do nothing: the check of work that nobody ends early."""


@dataclass(frozen=True)
class SourceFile:
    """One file of a data set: what is downloaded, and where it is kept.

    path: where it is kept, below the data folder, in torchvision's layout.
    urls: of the packed file, .gz, .bz2 or .zip, to be tried in this order.
    sha256, size: of the packed file; the size in bytes is a cap, exact where it is published.
    unpacked_md5, unpacked_size: of its contents, where they are kept instead of the packed file.
    """

    path: str
    urls: tuple[str, ...]
    sha256: str
    size: int
    unpacked_md5: str = ""
    unpacked_size: int = 0

    @property
    def is_unpacked(self) -> bool:
        """Tell whether the contents are kept instead of the packed file."""
        return bool(self.unpacked_md5)

    def found(self, folder: Path) -> Path | None:
        """Return where the file is: in torchvision's layout, or as people have it.

        That is in the raw folder itself or in a flat one, packed or not, its name with a dot
        (train-images.idx3-ubyte), or in a folder of its own name. None where it is nowhere.
        """
        parts = PurePath(self.path).parts
        names = (parts[-1], parts[-1].replace("-idx", ".idx"))
        for start in range(len(parts)):
            above = folder.joinpath(*parts[start:-1])
            for name in names:
                for file in (above / name, above / f"{name}.gz", above / name / name):
                    # Path.is_file raises for what may not be looked at, and for too long a name.
                    if os.path.isfile(file):
                        return file
        return None

    def is_whole(self, file: IO[bytes], check: Check = go_on) -> bool:
        """Tell whether the rest of an open file is what is kept, by the published sum."""
        import hashlib  # like bz2 and gzip, nothing that the command line's names need

        kind, published, size = (
            ("md5", self.unpacked_md5, self.unpacked_size)
            if self.is_unpacked
            else ("sha256", self.sha256, self.size)
        )
        digest = hashlib.new(kind, usedforsecurity=False)
        left = size + 1  # a longer file has the sum of its beginning, so a wrong one
        while left and (chunk := file.read(min(CHUNK, left))):
            check()
            digest.update(chunk)
            left -= len(chunk)
        return digest.hexdigest() == published

    @contextmanager
    def opened(self, folder: Path, check: Check = go_on) -> Iterator[IO[bytes]]:
        """Give the file that is kept in the data folder, verified and at its start.

        Raises DataError when it cannot be read, also later, or is not the published one.
        """
        path = self.found(folder) or folder / self.path
        try:
            with path.open("rb") as kept, _unpacked_as_read(kept, self.is_unpacked) as file:
                if not self.is_whole(file, check):
                    raise self._not_published(path)
                file.seek(0)
                yield file
        except (EOFError, zlib.error) as error:  # of a packed file that is cut short
            raise self._not_published(path) from error
        except OSError as error:
            raise DataError(
                "{path} cannot be read: {reason}. Check the folder, or download the data set "
                "again.",
                path=path, reason=error.strerror or error,
            ) from error  # fmt: skip

    def is_published(self, folder: Path, check: Check = go_on) -> bool:
        """Tell whether the file in the data folder is there, and the published one."""
        try:
            with self.opened(folder, check):
                return True
        except DataError:
            return False

    def _not_published(self, path: Path) -> DataError:
        return DataError(
            "{path} is damaged or not the published file: its sum is not the published content's "
            "({sum}). Download the data set again: what is there is kept beside it. Data of your "
            "own are read from a folder of their own.",
            path=path, sum=self.unpacked_md5 or self.sha256,
        )  # fmt: skip

    def contents(self, folder: Path, check: Check = go_on) -> bytes:
        """Return what the file in the data folder contains; see ``opened``."""
        with self.opened(folder, check) as file:
            kept = file.read()
        check()
        return kept if self.is_unpacked else self.unpacked(kept)

    def unpacked(self, packed: bytes) -> bytes:
        """Return the contents of the .gz or .bz2 file, whose sum is verified."""
        import bz2
        import gzip

        return bz2.decompress(packed) if self.urls[0].endswith(".bz2") else gzip.decompress(packed)


@contextmanager
def _unpacked_as_read(file: IO[bytes], may_be_packed: bool) -> Iterator[IO[bytes]]:
    """Give ``file`` at its start, through gzip where it is packed and may be."""
    is_packed = may_be_packed and file.read(2) == GZIP_MAGIC
    file.seek(0)
    if not is_packed:
        yield file
        return
    from gzip import GzipFile

    with GzipFile(fileobj=file) as unpacked:
        yield cast(IO[bytes], unpacked)


@dataclass(frozen=True)
class Source:
    """A data set that the catalogue knows: all that is told of it.

    name: on the command line and in files. title: for people. licence: as its publishers name it,
    "" where they name none. read: returns a part of the samples, from its files, which are all
    there, in the data folder; True: those to train on, False: those for the test. It imports numpy
    when it is called: the command line asks for names alone.
    """

    name: str
    title: str | Text
    licence: str
    files: tuple[SourceFile, ...]
    read: Callable[[tuple[SourceFile, ...], Path, bool, Check], Samples]

    @property
    def size(self) -> int:
        """Bytes of the download, at most."""
        return sum(file.size for file in self.files)
