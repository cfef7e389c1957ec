"""The language of all that is said: digitpad's translations, and Qt's own for its dialogs.

``translate("Context", "text")`` is for functions without a class; in classes it is ``self.tr``.
Both take literals alone, which packaging/translations.py finds.
"""

from __future__ import annotations

import os

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from digitpad.support.folders import assets_folder
from digitpad.support.messages import use_translator

translate = QCoreApplication.translate

_installed: list[QTranslator] = []


def use_language(language: str | None = None) -> None:
    """Say everything from now on in ``language``, such as ``zh_CN``.

    None: in that of DIGITPAD_LANGUAGE, else in the system's. English where there is none. Widgets
    that exist keep their words.
    """
    while _installed:
        QCoreApplication.removeTranslator(_installed.pop())
    wanted = language or os.environ.get("DIGITPAD_LANGUAGE")
    locale = QLocale(wanted) if wanted else QLocale.system()
    ours = str(assets_folder() / "translations")
    _install("digitpad_en", ours)  # its plurals; below the others, for what they lack
    if locale.language() not in (QLocale.Language.English, QLocale.Language.C):
        qts = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if _install("digitpad", ours, locale):
            _install("qtbase", qts, locale)
    use_translator(_said)


def _install(name: str, folder: str, locale: QLocale | None = None) -> bool:
    translator = QTranslator()
    if locale is None:
        is_loaded = translator.load(name, folder)
    else:
        is_loaded = translator.load(locale, name, "_", folder)
    if is_loaded:
        QCoreApplication.installTranslator(translator)
        _installed.append(translator)
    return is_loaded


def _said(template: str, count: int) -> str:
    """Return what is said outside ui/; ``%n`` stays, for support/messages to fill."""
    for translator in reversed(_installed):
        if text := translator.translate("digitpad", template, None, count):
            return text
    return template
