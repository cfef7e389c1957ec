"""The language of all that is said: digitpad's translations, and Qt's own for its dialogs.

``translate("Context", "text")`` is for functions without a class; in classes it is ``self.tr``.
Both take literals alone, which packaging/translations.py finds.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from digitpad.support.translations import (
    ENGLISH,
    best_language,
    languages,
    say_in,
    translations,
    wanted_language,
)

translate = QCoreApplication.translate

# What Qt asks for in its own file dialog, and its translations leave out: digitpad's have it.
QT_LEAVES_OUT = (
    translate("QFileDialog", "&Look in:"),
    translate("QFileDialog", "Files of &type:"),
    translate("QAbstractFileIconProvider", "Drive"),
    translate("QAbstractFileIconProvider", "Folder", "All other platforms"),
)

_installed: list[QTranslator] = []


def use_language(language: str | None = None, folder: Path | None = None) -> str:
    """Say everything from now on in ``language``, such as ``zh_CN``, and return which it is.

    None: in that of DIGITPAD_LANGUAGE, else in the system's. English where there is none. folder:
    of the ``digitpad_LANG.qm``; None: digitpad's own. Widgets that exist keep their words.
    """
    while _installed:
        QCoreApplication.removeTranslator(_installed.pop())
    folder = folder or translations()
    used = best_language(
        wanted_language(language, QLocale.system().uiLanguages()), languages(folder)
    )
    say_in(used, folder)
    ours, qts = QTranslator(), QTranslator()
    ours.load(f"digitpad_{used}", str(folder))  # English too, for its "1 trial"
    path = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    qts.load(QLocale(used), "qtbase", "_", path)
    _installed.extend((qts, ours))
    for translator in _installed:
        QCoreApplication.installTranslator(translator)
    return used


def own_name(language: str) -> str:
    """Return what ``language`` is called by those who speak it, such as ``简体中文``."""
    name = QLocale(language).nativeLanguageName()
    return "English" if language == ENGLISH else name
