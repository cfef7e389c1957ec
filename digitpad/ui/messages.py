"""What the user is told, in the status bar and by a screen reader, and what the user is asked."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, SignalInstance, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from digitpad.support.files import safe_name


class Messages(QObject):
    """``came(str)``: a sentence to be shown; ``went(str)``: it is true no longer."""

    came = Signal(str)
    went = Signal(str)


messages = Messages()
_saved: list[Path] = []  # the file that the user saved last


def tell(text: str) -> None:
    """Show ``text`` in the status bar for a while. May be called in any thread."""
    messages.came.emit(text)


def take_back(text: str) -> None:
    """Show ``text`` no longer, if it is still shown: it is true no more."""
    messages.went.emit(text)


def announce(widget: QWidget, text: str) -> None:
    """Have ``text``, which ``widget`` shows, said after what is being said now."""
    if text:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def ask_open_path(parent: QWidget, heading: str, kinds: str, start: str = "") -> Path | None:
    """Return the file that the user chooses to be opened; None for none.

    kinds: the filters of the dialog. start: the folder or file that it shows, "" for the last.
    """
    name, _ = QFileDialog.getOpenFileName(parent, heading, start, kinds)
    return Path(name) if name else None


def ask_save_path(
    parent: QWidget, heading: str, proposed: str, kinds: dict[str, str]
) -> tuple[Path | None, str]:
    """Return where to save, and as what: the file's suffix says so, else the chosen filter.

    proposed: a name without a suffix. kinds: the filters of the dialog by their suffix, the usual
    one first. It begins in the folder that was saved to last. None: the user does not want to save.
    """
    usual = next(iter(kinds))
    begin = f"{safe_name(proposed)}.{usual}"
    # Unlike those of Path, these take a folder that may not be looked at and a name too long.
    if _saved and os.path.isdir(_saved[-1].parent):  # Qt begins in the last one for opening alone
        begin = str(_saved[-1].with_name(begin))
    name, chosen = QFileDialog.getSaveFileName(parent, heading, begin, ";;".join(kinds.values()))
    if not name:
        return None, usual
    path = Path(name)
    _saved[:] = [path]
    suffix = path.suffix.lower().removeprefix(".")
    if suffix in kinds:
        return path, suffix
    kind = next((kind for kind, text in kinds.items() if text == chosen), usual)
    path = path.with_name(f"{path.name}.{kind}")
    if os.path.exists(path):  # the dialog asked about the name without the suffix
        question = QCoreApplication.translate("SavePath", "{0} exists already. Replace it?")
        answer = QMessageBox.question(parent, heading, question.format(path))
        if answer != QMessageBox.StandardButton.Yes:
            return None, kind
    return path, kind


class StopQuestion(QMessageBox):
    """Ask over ``parent`` whether work may end with the window."""

    def __init__(
        self, parent: QWidget, progressed: SignalInstance, name: str, title: str, text: str,
        keep: str,
    ) -> None:  # fmt: skip
        """Ask ``text``. progressed: (float, str) of the work, below 0 when it has ended.

        name: of this object. keep: the words of the button that lets the work go on.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(title)
        self.setText(text)
        self.stop_button = self.addButton(self.tr("&Stop"), QMessageBox.ButtonRole.AcceptRole)
        self.cancel_button = self.addButton(keep, QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self.cancel_button)
        progressed.connect(self._follow)

    def may_stop(self) -> bool:
        """Return the answer: False, too, when the work ended before there was one."""
        self.exec()
        self.deleteLater()
        return self.clickedButton() is self.stop_button

    @Slot(float, str)
    def _follow(self, share: float, _: str) -> None:
        if share < 0:  # it has ended: there is a result to look at, and nothing to ask
            self.reject()
