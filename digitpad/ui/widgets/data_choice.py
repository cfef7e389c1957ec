"""Which data set to learn from; what is missing is offered for download, or found elsewhere.

Until a published data set is there, synthetic handwriting can stand in for it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from digitpad.data.catalogue import DATASETS, PUBLISHED, SOURCES, STAND_IN, is_present
from digitpad.support.messages import in_turn
from digitpad.ui.data_sets import DataSets
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import Notice, filled, keyboard_kept, press_once
from digitpad.ui.widgets.boxes import ChoiceBox

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet

PICTURES = "pictures"  # key of the entry that asks for a folder


class DataChoice(QWidget):
    """The box with the data sets, and below the form a line that helps where one is missing.

    ``changed()``: another one was chosen. ``wanted_came()``: the one that another stood in for is
    there, chosen, and to be trained on.
    """

    changed = Signal()
    wanted_came = Signal()

    def __init__(self, data_sets: DataSets, parent: QWidget | None = None) -> None:
        """Offer the published data sets and folders of pictures."""
        super().__init__(parent)
        self._data_sets = data_sets
        self.box = ChoiceBox("datasetBox", 8)
        for name, source in SOURCES.items():
            self.box.addItem(str(source.title), name)
        self.box.addItem(self.tr("Folder of images…"), PICTURES)
        self._key = str(self.box.itemData(0))
        self._wanted = ""  # the published one that STAND_IN is chosen for
        self._failure = ""
        self._holdings = ""  # of the user's own set, once it is loaded

        self.notice = Notice("data")
        self.download_button = self.notice.button(self.tr("Download"), "DownloadButton")
        self.folder_button = self.notice.button(self.tr("Choose Folder…"), "FolderButton")
        self.cancel_button = self.notice.button(self.tr("Cancel"), "CancelButton")
        self.wanted_button = self.notice.button("", "WantedButton")
        press_once(self.download_button, self.folder_button, self.cancel_button, self.wanted_button)
        filled(QVBoxLayout(self), self.notice)

        self.box.activated.connect(self._choose)
        self.download_button.clicked.connect(self.download)
        self.folder_button.clicked.connect(self._choose_data_folder)
        self.cancel_button.clicked.connect(data_sets.cancel)
        self.wanted_button.clicked.connect(self._choose_wanted)
        data_sets.fetch_progress.connect(self._tell_progress)
        data_sets.fetched.connect(self._take_fetched)
        data_sets.load_failed.connect(self._tell_failure)
        data_sets.fetch_failed.connect(self._tell_failure)
        data_sets.loaded.connect(self._tell_holdings)
        self.refresh()

    def key(self) -> str:
        """Return the data set's name, or the path of a folder of images."""
        return self._key

    def wanted(self) -> str:
        """Return what was chosen, also where another one stands in for it."""
        return self._wanted or self._key

    @property
    def stands_in(self) -> bool:
        """True while synthetic handwriting stands in for what was chosen."""
        return bool(self._wanted)

    def take_over(self, stands_in: bool) -> None:
        """Go on as another page's choice was, once what was chosen is restored."""
        if stands_in:
            self.let_another_stand_in()

    def let_another_stand_in(self) -> None:
        """Choose synthetic handwriting where a published data set is not on this machine.

        It is ready within a second or two; the download of the other is offered on.
        """
        if self.another_may_stand_in:
            wanted = self._key
            self.choose(STAND_IN)
            self._wanted = wanted
            self.refresh()

    @Slot()
    def prepare_stand_in(self) -> None:
        """Have what would stand in made before it is asked for."""
        if self.another_may_stand_in:
            self._data_sets.load_ahead(STAND_IN)

    @property
    def another_may_stand_in(self) -> bool:
        """True where a published data set is chosen that is not on this machine."""
        return self._key in PUBLISHED and not self.is_there()

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
        self._key, self._wanted, self._failure, self._holdings = key, "", "", ""
        self.box.setCurrentIndex(self.box.findData(key))
        self.refresh()
        self.changed.emit()

    def to_json(self) -> dict[str, str]:
        """Return what is to be remembered of it, as plain JSON values."""
        return {"data": self.wanted(), "folder": str(self._data_sets.folder)}

    def restore(self, choices: dict[str, Any]) -> None:
        """Show what ``to_json`` returned; what is not usable is left out."""
        folder = choices.get("folder")
        is_free = "DIGITPAD_DATA" not in os.environ
        if isinstance(folder, str) and is_free and os.path.isdir(folder):
            self._data_sets.folder = Path(folder)
        if isinstance(choices.get("data"), str):
            self.choose(choices["data"])

    def title(self) -> str:
        """Return what the data set is called."""
        return self._title_of(self._key)

    def is_there(self) -> bool:
        """Tell whether the data set's files are on this machine."""
        return self._data_sets.is_present(self._key)

    def refresh(self) -> None:
        """Look again whether the data set is there, and offer what helps."""
        key = self.wanted()
        is_fetching = self._data_sets.is_fetching
        is_there = self._data_sets.is_present(key)
        lacks = not is_fetching and (not is_there or bool(self._failure))
        with keyboard_kept(
            self.cancel_button, self.wanted_button, self.download_button, self.folder_button,
            self.box,
        ):  # fmt: skip
            self.cancel_button.setVisible(is_fetching)
            self.download_button.setVisible(lacks and key in PUBLISHED)
            self.folder_button.setVisible(lacks and not is_there)
            self.wanted_button.setVisible(is_there and bool(self._wanted))
            if not is_fetching:
                said = self._failure or self._sentence(key, is_there=is_there)
                self.notice.tell(said or self._holdings)

    def _sentence(self, key: str, *, is_there: bool) -> str:
        title = self._title_of(key)
        if is_there:
            self.wanted_button.setText(self.tr("Train on {0}").format(title))
            return self.tr("{0} is on this machine now.").format(title) if self._wanted else ""
        if key not in DATASETS:
            return self.tr(
                "The folder of images {0} is gone. Put it back where it was, or choose another "
                "folder or data set."
            ).format(key)
        size = f"{SOURCES[key].size / 1e6:.0f}"
        if self._wanted:
            return self.tr(
                "Synthetic handwriting stands in for {0}, which is not on this machine. Download "
                "it ({1} MB), or choose a folder that has it, and then train on it."
            ).format(title, size)
        return self.tr(
            "{0} is not on this machine. Download it ({1} MB), or choose a folder that has it. "
            "Until then, synthetic handwriting can stand in for it."
        ).format(title, size)

    def _title_of(self, key: str) -> str:
        return self.box.itemText(self.box.findData(key))

    @Slot()
    def download(self) -> None:
        """Fetch the chosen data set, or the one that another stands in for."""
        self._failure = ""
        self._data_sets.fetch(self.wanted())
        self.notice.tell(self.tr("Downloading {0}…").format(self._title_of(self.wanted())))
        self.refresh()

    @Slot()
    def _choose_wanted(self) -> None:
        self.choose(self._wanted)
        self.wanted_came.emit()

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
        if self.wanted() not in DATASETS:
            self.choose_pictures()
            return
        title = self._title_of(self.wanted())
        folder = QFileDialog.getExistingDirectory(
            self, self.tr("Folder That Holds {0}").format(title)
        )
        if not folder:
            return
        self._failure = ""
        chosen = Path(folder)
        if is_present(self.wanted(), chosen):
            self._data_sets.folder = chosen
            self.refresh()
            self.changed.emit()
            return
        from digitpad.data.own import holds_own  # NumPy, for which the window need not wait

        if holds_own(chosen):
            self.choose(folder)
            text = self.tr("{0} does not hold {1}. What it holds is chosen in its place.")
            tell(text.format(folder, title))
            return
        self.notice.tell(
            self.tr("{0} does not hold {1}. Choose another folder, or download it.").format(
                folder, title
            )
        )

    @Slot(int, int)
    def _tell_progress(self, done: int, total: int) -> None:
        self.notice.tell(
            self.tr("Downloading {0}: {1} of {2} MB").format(
                self._title_of(self._data_sets.fetched_name), f"{done / 1024:.1f}",
                f"{total / 1024:.1f}",
            )
        )  # fmt: skip
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
            self._holdings = in_turn(*data.notes, *data.aside)
            self.refresh()

    @Slot(str, str)
    def _tell_failure(self, data: str, message: str) -> None:
        if data in (self._key, self._wanted):
            self._failure = message
        self.refresh()
