"""The data set in use, and those that can be had: loaded and downloaded beside the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.data import catalogue
from digitpad.support.folders import data_folder
from digitpad.ui.background import Job, Task

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet

Request = tuple[str, Path]  # a name and the data folder

KIB = 1024  # bytes; a signal's int has 32 bits, too few for the bytes of a large file


class DataSets(QObject):
    """The current data set; every ``load`` and ``fetch`` ends with one of the signals.

    ``loaded(DataSet)``: it is current now. ``fetched(str)``: the data set of this name is on disk.
    ``load_failed(str, str)`` and ``fetch_failed(str, str)``: of which data set, and why; what was
    current remains so.
    ``load_progress(float)``: the share, 0 to 1, of what is loaded, where that is known.
    ``fetch_progress(int, int)``: KiB that are done and in all, at most ten times a second.

    folder: where the catalogue's data sets are; what is loaded remains when it changes.
    """

    loaded = Signal(object)
    load_failed = Signal(str, str)
    fetch_failed = Signal(str, str)
    load_progress = Signal(float)
    fetch_progress = Signal(int, int)
    fetched = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with no data set and the user's folder."""
        super().__init__(parent)
        self.folder = data_folder()
        self.chosen = next(iter(catalogue.SOURCES))  # on the Train page, there or not
        self._current: DataSet | None = None
        self._current_request: Request | None = None
        self._loading: Task | None = None
        self._loading_request: Request | None = None
        self._next_request: Request | None = None
        self._is_ahead = False  # what is loading was not asked for yet
        self._ahead: tuple[Request, DataSet] | None = None
        self._fetching: Task | None = None
        self._fetched = ""  # the name of what is being downloaded

    @property
    def current(self) -> DataSet | None:
        """The data set that was loaded last."""
        return self._current

    @property
    def current_name(self) -> str | None:
        """The name that ``load`` was called with for the current data set."""
        return self._current_request[0] if self._current_request else None

    @property
    def fetched_name(self) -> str:
        """The name of the data set that is being downloaded, or was last."""
        return self._fetched

    @property
    def is_fetching(self) -> bool:
        """True while a data set is downloaded."""
        return self._fetching is not None and self._fetching.is_running

    @property
    def is_loading(self) -> bool:
        """True while one is loaded that was asked for."""
        return self._loading is not None and self._loading.is_running and not self._is_ahead

    def is_present(self, name: str) -> bool:
        """Tell whether a data set is on disk, without reading it."""
        return catalogue.is_present(name, self.folder)

    def why_missing(self, name: str) -> str:
        """Return why nothing can be trained on a data set, and what to do; empty: it is there."""
        if self.is_present(name):
            return ""
        if name in catalogue.DATASETS:
            return self.tr("The data set is not on this machine. Download it, then run again.")
        return self.tr(
            "The folder of images {0} is gone. Put it back where it was, then run again."
        ).format(name)

    def choose(self, name: str) -> None:
        """Take note of what is chosen on the Train page: it is tested, too."""
        self.chosen = name

    def load(self, name: str) -> None:
        """Load a data set of the catalogue, or a folder of pictures named by its path.

        What is loading already ends without a signal, unless it is the same.
        """
        request = (name, self.folder)
        if self._loading is not None:
            self._is_ahead = False
            if request != self._loading_request or self._next_request is not None:
                self._next_request = request
                self._loading.cancel()
            return
        if self._ahead is not None and request == self._ahead[0]:
            self._current_request, self._current = self._ahead
            self._ahead = None
        if request == self._current_request:
            QTimer.singleShot(0, self._tell_current)
            return
        self._begin(request)

    def load_ahead(self, name: str) -> None:
        """Have a data set in memory by the time that ``load`` asks for it; nothing is told of it.

        What else is loaded meanwhile comes first, and nothing is loaded twice.
        """
        request = (name, self.folder)
        is_had = request == self._current_request or self._ahead is not None
        if self._loading is None and not is_had:
            self._is_ahead = True
            self._begin(request)

    def _begin(self, request: Request) -> None:
        self._loading_request = request
        unexpected = self.tr("The data set could not be loaded: {0}. Try again.")
        self._loading = Task(partial(_load, *request), self, unexpected)
        self._loading.moved.connect(self._take_share)
        self._loading.done.connect(self._take_loaded)
        self._loading.failed.connect(self._take_failure)
        self._loading.cancelled.connect(self._load_next)
        self._loading.start()

    def fetch(self, name: str) -> None:
        """Download a data set of the catalogue; one at a time, the second is refused."""
        if self._fetching is not None:
            if self._fetched != name:
                self.fetch_failed.emit(
                    name,
                    self.tr("{0} is being downloaded. Wait until it is done, or stop it.").format(
                        catalogue.source_of(self._fetched).title
                    ),
                )
            return
        unexpected = self.tr("The data set could not be downloaded: {0}. Try again.")
        self._fetched = name
        self._fetching = Task(partial(_fetch, name, self.folder), self, unexpected)
        self._fetching.moved.connect(self._take_progress)
        self._fetching.done.connect(self._take_fetched)
        self._fetching.failed.connect(self._take_no_fetched)
        self._fetching.cancelled.connect(self._take_stop)
        self._fetching.start()

    def cancel(self) -> None:
        """End the download; ``fetch_failed`` says when it has ended."""
        if self._fetching is not None:
            self._fetching.cancel()

    @Slot()
    def _tell_current(self) -> None:
        if self._current is not None:
            self.loaded.emit(self._current)

    @Slot(object)
    def _take_share(self, share: float) -> None:
        if not self._is_ahead:
            self.load_progress.emit(share)

    @Slot()
    def _load_next(self) -> bool:
        """Load what was asked for meanwhile; False where there is nothing."""
        self._loading = None
        request, self._next_request = self._next_request, None
        if request is not None:
            self.load(request[0])
        return request is not None

    @Slot(object)
    def _take_loaded(self, data_set: DataSet) -> None:
        request = self._loading_request
        if self._load_next() or request is None:
            return
        if self._is_ahead:
            self._is_ahead, self._ahead = False, (request, data_set)
            return
        self._current, self._current_request = data_set, request
        self.loaded.emit(data_set)

    @Slot(str)
    def _take_failure(self, message: str) -> None:
        request, was_ahead = self._loading_request, self._is_ahead
        self._is_ahead = False
        if not self._load_next() and not was_ahead and request is not None:
            self.load_failed.emit(request[0], message)

    @Slot(object)
    def _take_progress(self, sizes: tuple[int, int]) -> None:
        done, total = sizes
        self.fetch_progress.emit(done // KIB, total // KIB)

    @Slot()
    def _take_fetched(self) -> None:
        self._fetching = None
        self.fetched.emit(self._fetched)

    @Slot(str)
    def _take_no_fetched(self, message: str) -> None:
        self._fetching = None
        self.fetch_failed.emit(self._fetched, message)

    @Slot()
    def _take_stop(self) -> None:
        self._take_no_fetched(
            self.tr("The download was stopped. Download again for what is missing.")
        )


def _load(name: str, folder: Path, job: Job) -> DataSet:
    def check(share: float | None = None) -> None:
        job.check()
        if share is not None:
            job.tell(share)

    return catalogue.load(name, folder, check)


def _fetch(name: str, folder: Path, job: Job) -> None:
    from digitpad.data.fetch import fetch

    def tell(done: int, total: int) -> None:
        job.check()
        job.tell((done, total))

    fetch(name, folder, tell)
