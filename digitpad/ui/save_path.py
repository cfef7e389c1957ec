"""Where to save: the system's dialog, a suffix if none was typed, no file replaced unasked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


def ask_save_path(
    parent: QWidget, heading: str, proposed: str, kinds: dict[str, str]
) -> tuple[Path | None, str]:
    """Return where to save, and as what: the file's suffix says so, else the chosen filter.

    proposed: a name without a suffix. kinds: the filters of the dialog by their suffix, the usual
    one first. None: the user does not want to save.
    """
    usual = next(iter(kinds))
    name, chosen = QFileDialog.getSaveFileName(
        parent, heading, f"{proposed}.{usual}", ";;".join(kinds.values())
    )
    if not name:
        return None, usual
    path = Path(name)
    suffix = path.suffix.lower().removeprefix(".")
    if suffix in kinds:
        return path, suffix
    kind = next((kind for kind, text in kinds.items() if text == chosen), usual)
    path = path.with_name(f"{path.name}.{kind}")
    if path.exists():  # the dialog asked about the name without the suffix
        question = QCoreApplication.translate("SavePath", "{0} exists already. Replace it?")
        answer = QMessageBox.question(parent, heading, question.format(path))
        if answer != QMessageBox.StandardButton.Yes:
            return None, kind
    return path, kind
