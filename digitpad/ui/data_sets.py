"""The data set in use, and those that can be had: loaded and downloaded beside the window."""

from __future__ import annotations

import atexit
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitpad.data import catalogue
from digitpad.support.folders import data_folder
from digitpad.ui.data_workers import Fetching, Loading

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet

Request = tuple[str, Path]  # a name and the data folder


class DataSets(QObject):
    """The current data set; every ``load`` and ``fetch`` ends with one of the signals.

    ``loaded(DataSet)``: it is current now. ``fetched(str)``: the data set of this name is on disk.
    ``failed(str)``: a sentence; what was current remains so.
    ``fetch_progress(int, int)``: KiB that are done and in all, at most ten times a second.
    """

    loaded = Signal(object)
    failed = Signal(str)
    fetch_progress = Signal(int, int)
    fetched = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start with no data set and the user's folder; ``close`` ends the threads."""
        super().__init__(parent)
        self._folder = data_folder()
        self._current: DataSet | None = None
        self._current_request: Request | None = None
        self._loading: Loading | None = None
        self._loading_request: Request | None = None
        self._next_request: Request | None = None
        self._fetching: Fetching | None = None
        self._is_closed = False
        # A process that ends under a running QThread is aborted, also where no window was closed.
        atexit.register(self.close)

    @property
    def folder(self) -> Path:
        """Where the catalogue's data sets are; what is loaded remains when it changes."""
        return self._folder

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._folder = Path(folder)

    @property
    def current(self) -> DataSet | None:
        """The data set that was loaded last."""
        return self._current

    @property
    def current_name(self) -> str | None:
        """The name that ``load`` was called with for the current data set."""
        return self._current_request[0] if self._current_request else None

    @property
    def busy(self) -> str:
        """What goes on: ``fetching``, else ``loading``, else nothing, the empty text."""
        if self._fetching is not None:
            return "fetching"
        return "loading" if self._loading is not None else ""

    def is_present(self, name: str) -> bool:
        """Tell whether a data set is on disk, without reading it."""
        return catalogue.is_present(name, self._folder)

    def load(self, name: str) -> None:
        """Load a data set of the catalogue, or a folder of pictures named by its path.

        What is loading already ends without a signal, unless it is the same.
        """
        if self._is_closed:
            return
        request = (name, self._folder)
        if self._loading is not None:
            if request != self._loading_request or self._next_request is not None:
                self._next_request = request
                self._loading.requestInterruption()
            return
        if request == self._current_request:
            QTimer.singleShot(0, self._tell_current)
            return
        self._loading_request = request
        self._loading = Loading(name, self._folder, self)
        self._loading.ended.connect(self._take_loaded)
        self._loading.start()

    def fetch(self, name: str) -> None:
        """Download a data set of the catalogue; one at a time, the second is refused."""
        if self._is_closed:
            return
        if self._fetching is not None:
            if self._fetching.name != name:
                self.failed.emit(
                    self.tr("{0} is being downloaded. Wait until it is done, or stop it.").format(
                        catalogue.source_of(self._fetching.name).title
                    )
                )
            return
        self._fetching = Fetching(name, self._folder, self)
        self._fetching.progressed.connect(self._take_progress)
        self._fetching.ended.connect(self._take_fetched)
        self._fetching.start()

    def cancel(self) -> None:
        """End the download; ``failed`` says when it has ended."""
        if self._fetching is not None:
            self._fetching.requestInterruption()

    def close(self) -> None:
        """End the threads, without a signal; nothing is loaded or downloaded any more."""
        atexit.unregister(self.close)
        self._is_closed = True
        self._next_request = None
        threads = [thread for thread in (self._loading, self._fetching) if thread is not None]
        self._loading = self._fetching = None
        for thread in threads:
            thread.requestInterruption()
        for thread in threads:
            thread.wait()
            thread.deleteLater()

    @Slot()
    def _tell_current(self) -> None:
        if self._current is not None and not self._is_closed:
            self.loaded.emit(self._current)

    @Slot(object, str)
    def _take_loaded(self, data_set: DataSet | None, message: str) -> None:
        thread, self._loading = self._loading, None
        if thread is None:
            return  # closed meanwhile
        thread.wait()  # it has said its last; dropping a running QThread aborts the process
        thread.deleteLater()
        request, self._next_request = self._next_request, None
        if request is not None:
            self.load(request[0])
        elif data_set is not None:
            self._current, self._current_request = data_set, self._loading_request
            self.loaded.emit(data_set)
        elif message:
            self.failed.emit(message)

    @Slot(int, int)
    def _take_progress(self, done: int, total: int) -> None:
        if self._fetching is not None and not self._fetching.isInterruptionRequested():
            self.fetch_progress.emit(done, total)

    @Slot(bool, str)
    def _take_fetched(self, is_there: bool, message: str) -> None:
        thread, self._fetching = self._fetching, None
        if thread is None:
            return  # closed meanwhile
        thread.wait()
        name = thread.name
        thread.deleteLater()
        if is_there:
            self.fetched.emit(name)
        else:
            self.failed.emit(message)
