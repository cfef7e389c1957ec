"""The languages there are, which of them is wanted, and a translation read without Qt.

The command line says its texts with this: it shall not load Qt for them, and on Windows must not,
for torch does not load after Qt.
"""

from __future__ import annotations

import ctypes
import locale
import os
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from digitpad.support.folders import assets_folder
from digitpad.support.messages import Translator, use_translator

ENGLISH = "en"  # stands in the code; its file has only what a number changes in ``ui/``
ENVIRONMENT = "DIGITPAD_LANGUAGE"
CONTEXT = "digitpad"  # of all templates
PREFIX = "digitpad_"

# Qt's translation file: sections of a tag, their length and content; a message is such a row too.
MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
HASHES, MESSAGES, PLURAL_RULES = 0x42, 0x69, 0x88
END, TRANSLATION, OLD, SOURCE, ITS_CONTEXT = 1, 3, 5, 6, 7
NO_TEXT = 0xFFFFFFFF  # the length of a form that is not there


def translations() -> Path:
    """Folder of digitpad's translations, compiled."""
    return assets_folder() / "translations"


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """Return English and the languages that ``folder``, else digitpad's, has files of."""
    files = sorted((folder or translations()).glob(f"{PREFIX}*.qm"))
    others = (file.stem.removeprefix(PREFIX) for file in files)
    return (ENGLISH, *(language for language in others if language != ENGLISH))


def wanted_language(asked: str | None, system: Iterable[str]) -> tuple[str, ...]:
    """Return ``asked``, else what DIGITPAD_LANGUAGE says, else the ``system``'s languages."""
    wanted = asked or os.environ.get(ENVIRONMENT)
    return (wanted,) if wanted else tuple(system)


def best_language(wanted: Iterable[str], there_are: tuple[str, ...]) -> str:
    """Return the first of ``there_are`` that one of ``wanted`` means, else English.

    ``zh_CN.UTF-8``, ``zh-Hans-CN`` and ``zh`` mean ``zh_CN``; so does ``zh_SG``: it is better than
    English.
    """
    for name in wanted:
        parts = name.partition(".")[0].partition("@")[0].replace("-", "_").split("_")
        same = [one for one in there_are if one.split("_")[0] == parts[0].lower()]
        if same:
            return next((one for one in same if one.split("_")[1:] == parts[-1:]), same[0])
        if parts[0] in ("C", "POSIX"):
            return ENGLISH
    return ENGLISH


def system_languages() -> Iterator[str]:
    """Yield what the system is set to, the most wanted first."""
    if sys.platform == "win32":
        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        yield locale.windows_locale.get(number, ENGLISH)
        return
    found = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    present = next(filter(None, found), "")
    if present and present.partition(".")[0] not in ("C", "POSIX"):  # gettext's rule
        yield from filter(None, os.environ.get("LANGUAGE", "").split(":"))
    if present:
        yield present


def say_in(language: str, folder: Path | None = None) -> None:
    """Say all templates from now on in ``language``, of ``languages``."""
    file = (folder or translations()) / f"{PREFIX}{language}.qm"
    use_translator(None if language == ENGLISH else read_translation(file))


def read_translation(file: Path) -> Translator | None:
    """Read a compiled translation's templates; None where it is not there or no such file."""
    try:
        content = file.read_bytes()
        if not content.startswith(MAGIC):
            return None
        rules = dict(_sections(content, len(MAGIC))).get(PLURAL_RULES, b"")
        said = {source: forms for context, source, forms in messages(content) if context == CONTEXT}
    except (OSError, struct.error, IndexError, UnicodeError):
        return None

    def translate(template: str, count: int) -> str:
        forms = said.get(template) or [""]
        return forms[min(_form(rules, count), len(forms) - 1)] if count >= 0 else forms[0]

    return translate


def messages(content: bytes) -> Iterator[tuple[str, str, list[str]]]:
    """Yield context, source and the translation's forms of each text of a compiled translation."""
    sections = dict(_sections(content, len(MAGIC)))
    texts = sections.get(MESSAGES, b"")
    for _, offset in struct.iter_unpack(">II", sections.get(HASHES, b"")):
        yield _message(texts, offset)


def _sections(content: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 5 <= len(content):
        tag, length = struct.unpack_from(">BI", content, at)
        yield tag, content[at + 5 : at + 5 + length]
        at += 5 + length


def _message(messages: bytes, at: int) -> tuple[str, str, list[str]]:
    context, source, forms = "", "", []
    while (tag := messages[at]) != END:
        if tag == OLD:
            at += 5
            continue
        (length,) = struct.unpack_from(">I", messages, at + 1)
        length = 0 if length == NO_TEXT else length
        text = messages[at + 5 : at + 5 + length]
        if tag == TRANSLATION:
            forms.append(text.decode("utf-16-be"))
        elif tag == SOURCE:
            source = text.decode()
        elif tag == ITS_CONTEXT:
            context = text.decode()
        at += 5 + length
    return context, source, forms


# A rule of plurals is a row of comparisons; Qt's numerus_p.h has the codes.
EQUAL, LESS, AT_MOST, BETWEEN = 1, 2, 3, 4
NOT, LAST_DIGIT, LAST_TWO, LEADING = 0x08, 0x10, 0x20, 0x40
AND, OR, NEW_RULE = 0xFD, 0xFE, 0xFF


def _form(rules: bytes, count: int) -> int:
    """Return which form is ``count``'s: that of the first rule which holds, else the last."""
    if not rules:
        return 0
    form, at = 0, 0
    any_holds, all_hold = False, True
    while at < len(rules):
        holds, at = _comparison(rules, at, count)
        all_hold = all_hold and holds
        follows = rules[at] if at < len(rules) else NEW_RULE
        at += 1
        if follows == AND:
            continue
        any_holds, all_hold = any_holds or all_hold, True
        if follows == NEW_RULE:
            if any_holds:
                return form
            form, any_holds = form + 1, False
    return form


def _comparison(rules: bytes, at: int, count: int) -> tuple[bool, int]:
    code = rules[at]
    left = count % 10 if code & LAST_DIGIT else count % 100 if code & LAST_TWO else count
    if code & LEADING:
        while left >= 1000:
            left //= 1000
    right = rules[at + 1]
    at += 2
    kind = code & 0x07
    if kind == BETWEEN:
        holds = right <= left <= rules[at]
        at += 1
    else:
        holds = {EQUAL: left == right, LESS: left < right, AT_MOST: left <= right}[kind]
    return holds != bool(code & NOT), at
