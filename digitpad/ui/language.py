"""The language of all that is said: digitpad's translations, and Qt's own for its dialogs.

``translate("Context", "text")`` is for functions without a class; in classes it is ``self.tr``.
Both take literals alone, which packaging/translations.py finds.
"""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from digitpad.support.folders import assets_folder
from digitpad.support.messages import use_translator

translate = QCoreApplication.translate

_installed: list[QTranslator] = []


def use_language(language: str | None = None, folder: Path | None = None) -> None:
    """Say everything from now on in ``language``, such as ``zh_CN``.

    None: in that of DIGITPAD_LANGUAGE, else in the system's. English where there is none. folder:
    of the ``digitpad_LANG.qm``; None: digitpad's own. Widgets that exist keep their words.
    """
    while _installed:
        QCoreApplication.removeTranslator(_installed.pop())
    wanted = language or os.environ.get("DIGITPAD_LANGUAGE")
    locale = QLocale(wanted) if wanted else QLocale.system()
    ours, qts = QTranslator(), QTranslator()
    use_translator(None)
    if _is_english(locale) or not ours.load(locale, "digitpad", "_", str(folder or translations())):
        return
    qts.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    _installed.extend((qts, ours))
    for translator in _installed:
        QCoreApplication.installTranslator(translator)
    # Not QCoreApplication's own: it would fill %n, which messages writes with its thousands apart.
    use_translator(lambda template, n: ours.translate("digitpad", template, None, n) or "")


def translations() -> Path:
    """Folder of digitpad's translations, compiled."""
    return assets_folder() / "translations"


def _is_english(locale: QLocale) -> bool:
    return locale.language() in (QLocale.Language.English, QLocale.Language.C)
