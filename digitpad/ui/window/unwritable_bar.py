"""What is not kept, for its folder cannot be written: found out by trying, and told in a line."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from digitpad.support.files import nearest_folder, why_not_writable
from digitpad.support.folders import user_data_folder, user_settings_file
from digitpad.ui.widgets.basics import Notice

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class UnwritableFolder:
    """A folder in which nothing can be written."""

    folder: Path
    reason: str
    is_full: bool
    has_data: bool
    has_settings: bool


def unwritable_folders() -> list[UnwritableFolder]:
    """Return the user's folders in which nothing can be written.

    It tries, and a disk may take long: not for the GUI thread.
    """
    found = []
    data, settings = user_data_folder(), user_settings_file().parent
    for folder in dict.fromkeys((data, settings)):  # one and the same on Windows
        problem = why_not_writable(nearest_folder(folder))
        if problem is not None:
            reason = problem.strerror or str(problem)
            is_full = problem.errno in NO_ROOM
            found.append(
                UnwritableFolder(folder, reason, is_full, folder == data, folder == settings)
            )
    return found


class UnkeptNotice(Notice):
    """Says once what will not be kept and what to do; hidden while all is well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a hidden line."""
        super().__init__("unkept", parent)
        self.close_button = self.button(self.tr("Close"), "CloseButton")
        self.close_button.clicked.connect(self.hide)

    @Slot(object)
    def tell_folders(self, unwritable_bar: Sequence[UnwritableFolder]) -> None:
        """Tell of ``unwritable_bar``, at least one."""
        first = unwritable_bar[0]
        has_settings = any(one.has_settings for one in unwritable_bar)
        if not any(one.has_data for one in unwritable_bar):
            what = self.tr("Settings are not kept")
        elif has_settings:
            what = self.tr("Models, drawings and settings are not kept")
        else:
            what = self.tr("Models and drawings are not kept")
        if first.is_full:
            remedy = self.tr("Make room on its disk, then start digitpad again.")
        else:
            remedy = self.tr("Make it a folder that you may write to, then start digitpad again.")
        text = self.tr("{0}: {1} cannot be written ({2}). {3}").format(
            what, first.folder, first.reason, remedy
        )
        self.tell(text)
