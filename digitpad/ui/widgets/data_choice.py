"""Which data set to learn from; what is missing is offered for download, or found elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFileDialog, QVBoxLayout, QWidget

from digitpad.data.catalogue import DATASETS, PUBLISHED, SOURCES
from digitpad.ui.data_sets import DataSets
from digitpad.ui.widgets.basics import Notice, filled

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet

PICTURES = "pictures"  # key of the entry that asks for a folder


class DataChoice(QWidget):
    """The box with the data sets, and below the form a line that helps where one is missing.

    ``changed()``: another one was chosen.
    """

    changed = Signal()

    def __init__(self, data_sets: DataSets, parent: QWidget | None = None) -> None:
        """Offer the published data sets and folders of pictures."""
        super().__init__(parent)
        self._data_sets = data_sets
        self.box = QComboBox()
        self.box.setObjectName("datasetBox")
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(8)
        for name, source in SOURCES.items():
            self.box.addItem(str(source.title), name)
        self.box.addItem(self.tr("Folder of images…"), PICTURES)
        self._key = str(self.box.itemData(0))
        self._failure = ""
        self._holdings = ""  # of the user's own set, once it is loaded

        self.notice = Notice("data")
        self.download_button = self.notice.button(self.tr("Download"), "DownloadButton")
        self.folder_button = self.notice.button(self.tr("Choose Folder…"), "FolderButton")
        self.cancel_button = self.notice.button(self.tr("Cancel"), "CancelButton")
        filled(QVBoxLayout(self), self.notice)

        self.box.activated.connect(self._choose)
        self.download_button.clicked.connect(self.download)
        self.folder_button.clicked.connect(self._choose_data_folder)
        self.cancel_button.clicked.connect(data_sets.cancel)
        data_sets.fetch_progress.connect(self._tell_progress)
        data_sets.fetched.connect(self._take_fetched)
        data_sets.failed.connect(self._tell_failure)
        data_sets.loaded.connect(self._tell_holdings)
        self.refresh()

    def key(self) -> str:
        """Return the data set's name, or the path of a folder of images."""
        return self._key

    def choose(self, key: str) -> None:
        """Choose a data set by its key; an unknown one is left out.

        A folder of images that is gone is chosen all the same: no other set is learnt from in its
        place.
        """
        if key not in DATASETS:
            if not Path(key).is_absolute():
                return
            if self.box.findData(key) < 0:
                self.box.insertItem(self.box.count() - 1, Path(key).name, key)
                self.box.setItemData(self.box.count() - 2, key, 3)  # Qt.ItemDataRole.ToolTipRole
        self._key, self._failure, self._holdings = key, "", ""
        self.box.setCurrentIndex(self.box.findData(key))
        self.refresh()
        self.changed.emit()

    def title(self) -> str:
        """Return what the data set is called."""
        return self.box.itemText(self.box.findData(self._key))

    def is_there(self) -> bool:
        """Tell whether the data set's files are on this machine."""
        return self._data_sets.is_present(self._key)

    def refresh(self) -> None:
        """Look again whether the data set is there, and offer what helps."""
        is_fetching = self._data_sets.busy == "fetching"
        is_missing = not is_fetching and not self.is_there()
        self.cancel_button.setVisible(is_fetching)
        self.download_button.setVisible(is_missing and self._key in PUBLISHED)
        self.folder_button.setVisible(is_missing)
        if is_fetching:
            return
        if self._failure:
            self.notice.tell(self._failure)
        elif is_missing and self._key not in DATASETS:
            self.notice.tell(
                self.tr(
                    "The folder of images {0} is gone. Put it back where it was, or choose another "
                    "folder or data set."
                ).format(self._key)
            )
        elif is_missing:
            self.notice.tell(
                self.tr(
                    "{0} is not on this machine. Download it ({1} MB), or choose a folder that has "
                    "it. Without a network you can train on synthetic handwriting, or on a folder "
                    "of your own images, sorted as 0 to 9."
                ).format(self.title(), f"{SOURCES[self._key].size / 1e6:.0f}")
            )
        else:
            self.notice.tell(self._holdings)

    @Slot()
    def download(self) -> None:
        """Fetch the chosen data set."""
        self._failure = ""
        self._data_sets.fetch(self._key)
        self.notice.tell(self.tr("Downloading {0}…").format(self.title()))
        self.refresh()

    @Slot()
    def choose_pictures(self) -> None:
        """Ask for a folder of images."""
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Folder with Images in Folders 0 to 9, or IDX, CSV or NPZ Files")
        )
        if folder:
            self.choose(folder)
        else:
            self.box.setCurrentIndex(self.box.findData(self._key))

    @Slot(int)
    def _choose(self, index: int) -> None:
        key = str(self.box.itemData(index))
        if key == PICTURES:
            self.choose_pictures()
        elif key != self._key:
            self.choose(key)

    @Slot()
    def _choose_data_folder(self) -> None:
        if self._key not in DATASETS:
            self.choose_pictures()
            return
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Folder That Holds {0}").format(self.title())
        )
        if folder:
            from digitpad.data.own import holds_own  # NumPy, for which the window need not wait

            self._failure = ""
            self._data_sets.folder = Path(folder)
            self.refresh()
            if not self.is_there() and holds_own(Path(folder)):
                self.choose(folder)
            elif not self.is_there():
                self.notice.tell(
                    self.tr(
                        "{0} does not hold {1}. Choose the folder above MNIST/raw, or download it."
                    ).format(folder, self.title())
                )
            self.changed.emit()

    @Slot(int, int)
    def _tell_progress(self, done: int, total: int) -> None:
        self.notice.tell(
            self.tr("Downloading {0}: {1} of {2} MB").format(
                self.title(), f"{done / 1024:.1f}", f"{total / 1024:.1f}"
            )
        )
        self.cancel_button.show()

    @Slot(str)
    def _take_fetched(self, name: str) -> None:
        self._failure = ""
        self.refresh()
        self.changed.emit()

    @Slot(object)
    def _tell_holdings(self, data: DataSet) -> None:
        """Say what a set of the user's own holds, and what of it is not used."""
        if self._data_sets.current_name == self._key:
            self._holdings = " ".join(str(note) for note in (*data.notes, *data.aside))
            self.refresh()

    @Slot(str)
    def _tell_failure(self, message: str) -> None:
        self._failure = message
        self.refresh()
