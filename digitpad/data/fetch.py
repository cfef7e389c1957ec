"""Downloading a data set: verified, capped, ended at any time, and never left half-written."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from digitpad.data import mnist
from digitpad.data.download import Download, Refused
from digitpad.data.packed import sum_of, unpack
from digitpad.data.sources import Source, SourceFile, source_of
from digitpad.support.errors import DataError
from digitpad.support.locks import take_lock


@contextmanager
def folder_lock(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock called ``name`` of ``folder``.

    Its file stays behind: one that is removed could be held by two at once.
    Raises DataError when another digitpad holds it, OSError when there can be no file.
    """
    with (folder / f".{name}.lock").open("wb") as file:
        if not take_lock(file.fileno()):
            raise DataError(
                f"Another digitpad is downloading into {folder}. Wait until it is done, or end it."
            )
        yield  # closing the file ends the lock


Progress = Callable[[int, int], None]  # (bytes that are done, bytes in all)

LEFT_OVER = ".fetch-"  # start of the names of temporary folders beside the data
OFFLINE = (
    "Without a network, train on a folder of pictures sorted into 0 to 9, or name a folder that "
    "has the data set with --data."
)


def fetch(name: str, folder: Path, progress: Progress) -> None:
    """Download what ``folder`` lacks of a data set; files that are there and whole are kept.

    progress: called at least ten times a second with the bytes that are done and those in all,
    always from the calling thread; what it raises ends the download and passes through.
    Each file appears only when it is whole. Raises DataError when it cannot be had.
    """
    source = source_of(name)
    with _told(source, folder):
        folder.mkdir(parents=True, exist_ok=True)
        with folder_lock(folder, "fetch"):
            for left_over in folder.glob(f"{LEFT_OVER}*"):
                shutil.rmtree(left_over, ignore_errors=True)
            lacking = [
                file for file in source.files
                if not _is_whole(folder, file, lambda: progress(0, _size(source.files)))
            ]  # fmt: skip
            if not lacking:
                return
            _require_space(source, folder, lacking)
            temporary = folder / f"{LEFT_OVER}{os.urandom(4).hex()}"
            temporary.mkdir()
            try:
                _fetch_all(source, lacking, folder, temporary, progress)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)


def _fetch_all(
    source: Source, files: list[SourceFile], folder: Path, temporary: Path, progress: Progress
) -> None:
    done, total = 0, _size(files)
    for file in files:
        download = _from_first_that_has_it(source, file, temporary, done, total, progress)
        total += download.size - file.size  # the sizes of some files are caps
        done += download.size
        packed = temporary / download.name
        whole = _unpacked(packed, file) if file.is_unpacked else packed
        progress(done, total)
        _put(whole, folder / file.path)
    progress(done, done)


def _from_first_that_has_it(
    source: Source, file: SourceFile, temporary: Path, done: int, total: int, progress: Progress
) -> Download:
    """Try the addresses of a file in turn; DataError tells why each of them failed."""
    reasons: list[str] = []
    for url in file.urls:
        download = Download(url, file.sha256, file.size, temporary)
        try:
            download.run(lambda so_far: progress(done + so_far, total))
        except Refused as error:
            if str(error) not in reasons:
                reasons.append(str(error))
        else:
            return download
    raise DataError(
        f"{source.title} could not be downloaded: {'; '.join(reasons)}. Check the network and try "
        f"again. {OFFLINE}"
    )


def _is_whole(folder: Path, file: SourceFile, check: Callable[[], None]) -> bool:
    path = folder / file.path
    try:
        with path.open("rb") as opened:
            if file.is_unpacked:
                return (
                    sum_of(opened, "md5", file.unpacked_size, check)
                    == mnist.PUBLISHED_MD5[path.name]
                )
            return sum_of(opened, "sha256", file.size, check) == file.sha256
    except FileNotFoundError:
        return False


def _unpacked(packed: Path, file: SourceFile) -> Path:
    """Unpack a verified file beside itself; the contents have a published sum, too."""
    content = unpack(packed.read_bytes(), packed.name, file.unpacked_size)
    name = Path(file.path).name
    if hashlib.md5(content, usedforsecurity=False).hexdigest() != mnist.PUBLISHED_MD5[name]:
        raise DataError(f"{name} did not unpack to the published content. Download it again.")
    whole = packed.with_name(name)
    whole.write_bytes(content)
    return whole


def _put(whole: Path, target: Path) -> None:
    """Move a file to its place at once; who may read its folder may read it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole.open("rb+") as file:
        os.fsync(file.fileno())
    whole.chmod(target.parent.stat().st_mode & 0o666)
    os.replace(whole, target)


def _size(files: tuple[SourceFile, ...] | list[SourceFile]) -> int:
    return sum(file.size for file in files)


def _require_space(source: Source, folder: Path, files: list[SourceFile]) -> None:
    needed = sum(file.size + file.unpacked_size * file.is_unpacked for file in files)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DataError(
            f"{source.title} needs {needed / 1e6:,.0f} MB in {folder}, which has "
            f"{free / 1e6:,.0f} MB left. Make room, or name another folder with --data."
        )


@contextmanager
def _told(source: Source, folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{source.title} could not be written to {folder}: {error.strerror or error}. "
            "Make room, or name another folder with --data."
        ) from error
