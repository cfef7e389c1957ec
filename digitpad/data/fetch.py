"""Downloading a data set: verified, capped, ended at any time, and never left half-written."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from digitpad.data.catalogue import source_of
from digitpad.data.download import Download, RefusedError
from digitpad.data.sources import Check, Source, SourceFile
from digitpad.support.errors import DataError
from digitpad.support.files import put_in_place
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
                "Another digitpad is downloading into {folder}. Wait until it is done, or end it.",
                folder=folder,
            )
        yield  # closing the file ends the lock


Progress = Callable[[int, int], None]  # (bytes that are done, bytes in all)

LEFT_OVER = ".fetch-"  # start of the names of temporary folders beside the data


def fetch(name: str, folder: Path, progress: Progress) -> None:
    """Download what ``folder`` lacks of a data set; files that are there and whole are kept.

    A file that is there and not the published one is renamed, never lost.

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
                if not _is_whole(folder, file, lambda: progress(0, source.size))
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
    whole = temporary / "file"
    done, total = 0, sum(file.size for file in files)
    for file in files:
        size = _from_first_that_has_it(source, file, whole, done, total, progress)
        total += size - file.size  # the sizes of some files are caps
        done += size
        if file.is_unpacked:
            whole.write_bytes(file.unpacked(whole.read_bytes()))
        progress(done, total)
        _put(whole, folder / file.path)
    progress(done, done)


def _from_first_that_has_it(
    source: Source, file: SourceFile, path: Path, done: int, total: int, progress: Progress
) -> int:
    """Try the addresses of a file in turn; return its size. DataError tells why each failed."""
    reasons: list[str] = []
    for url in file.urls:
        download = Download(url, file.sha256, file.size, path)
        try:
            download.run(lambda so_far: progress(done + so_far, total))
        except RefusedError as error:
            if str(error) not in reasons:
                reasons.append(str(error))
        else:
            return download.size
    raise DataError(
        "{title} could not be downloaded: {reasons}. Check the network and try again. Without a "
        "network, train on synthetic handwriting, on a folder of pictures sorted into 0 to 9, or "
        "choose a folder that has the data set.",
        title=source.title, reasons="; ".join(reasons),
    )  # fmt: skip


def _is_whole(folder: Path, file: SourceFile, check: Check) -> bool:
    try:
        with (folder / file.path).open("rb") as opened:
            return file.is_whole(opened, check)
    except FileNotFoundError:  # it may be there as people have it, packed or in the folder itself
        found = file.found(folder)
    if found is None:
        return False
    try:
        file.contents(folder, check)
    except DataError:
        return False
    return True


def _put(whole: Path, target: Path) -> None:
    """Move a file to its place at once; who may read its folder may read it.

    What is there is not the published file: it may be the user's own, and is kept beside it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        os.replace(target, _free_name(target))
    with whole.open("rb+") as file:
        os.fsync(file.fileno())
    whole.chmod(target.parent.stat().st_mode & 0o666)
    put_in_place(whole, target)


def _free_name(target: Path) -> Path:
    names = (f"{target.name}.earlier{'' if number == 1 else number}" for number in count(1))
    return next(path for name in names if not os.path.lexists(path := target.with_name(name)))


def _require_space(source: Source, folder: Path, files: Iterable[SourceFile]) -> None:
    needed = sum(file.size + file.unpacked_size for file in files)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DataError(
            "{title} needs {needed:,.0f} MB in {folder}, which has {free:,.0f} MB left. Make room, "
            "or choose another folder.",
            title=source.title, needed=needed / 1e6, folder=folder, free=free / 1e6,
        )  # fmt: skip


@contextmanager
def _told(source: Source, folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into a sentence."""
    try:
        yield
    except OSError as error:
        raise DataError(
            "{title} could not be written to {folder}: {reason}. Make room, or choose "
            "another folder.",
            title=source.title, folder=folder, reason=error.strerror or error,
        ) from error  # fmt: skip
