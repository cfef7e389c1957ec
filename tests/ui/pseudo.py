"""A language made up for tests: each text in ⟦ ⟧, so that what lies outside was not translated.

It takes the place of Chinese: Qt's own buttons and menus are then in real Chinese.
"""

import re
import sys
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QMenu,
    QTabBar,
    QTextEdit,
    QWidget,
)

sys.path.append(str(Path(__file__).parents[2] / "packaging"))

import translations

LANGUAGE = "zh_CN"
# What stays outside the brackets: values, braces that are meant, and patterns of a file dialog.
VALUE = re.compile(r"\{\{|\}\}|\{[^{}]*\}|%n| ?\(\*[^()]*\)")
ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole,
         Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.AccessibleDescriptionRole,
         Qt.ItemDataRole.StatusTipRole)  # fmt: skip
SAID = ("windowTitle", "toolTip", "statusTip", "whatsThis", "accessibleName",
        "accessibleDescription", "text", "title", "placeholderText", "prefix", "suffix",
        "specialValueText", "format", "iconText", "currentMessage")  # fmt: skip
MOST_ROWS = 50  # of a table


def pseudo(text):
    """Return ``text`` in brackets, which leave its values out."""
    pieces = VALUE.split(text)
    said = [f"⟦{piece}⟧" if any(map(str.isalpha, piece)) else piece for piece in pieces]
    return "".join(map("".join, zip(said, [*VALUE.findall(text), ""], strict=True)))


def make_language(folder):
    """Write the whole program's translation into ``folder``, and return how many texts it has."""
    file = translations.extract(LANGUAGE, folder)
    tree = ElementTree.parse(file)
    messages = list(tree.getroot().iter("message"))
    for message in messages:
        translation, said = message.find("translation"), pseudo(message.findtext("source"))
        translation.attrib.pop("type", None)
        forms = translation.findall("numerusform")
        for place in forms or [translation]:
            place.text = said
    tree.write(file, encoding="utf-8", xml_declaration=True)
    translations.compiled(file)
    return len(messages)


def outside(text):
    """Return what of ``text`` stands outside all brackets; one that is cut off has no end."""
    depth, left = 0, []
    for letter in re.sub(r"<[^<>]*>|&nbsp;", " ", text):
        depth = max(0, depth + (letter == "⟦") - (letter == "⟧"))
        left.append(letter if depth == 0 and letter != "⟧" else " ")
    return "".join(left)


def unsaid(text, allowed):
    """Return the words of ``text`` outside brackets that are neither Chinese nor ``allowed``."""
    rest = allowed.sub(" ", outside(text).replace("&", ""))
    return [
        word
        for word in re.findall(r"[^\W\d_]+", rest)
        if not all(unicodedata.name(letter, "").startswith("CJK") for letter in word)
    ]


def texts_of_all():
    """Yield where and what every widget and action of the program says, shown or not."""
    for top in QApplication.topLevelWidgets():
        for thing in (top, *top.findChildren(QWidget), *top.findChildren(QAction)):
            if isinstance(thing, QHeaderView):
                continue  # its model's
            where = f"{type(thing).__name__} {thing.objectName()}"
            yield from ((f"{where} {kind}", text) for kind, text in texts_of(thing))


def texts_of(thing):
    """Yield the kinds and texts of one widget or action."""
    for name in SAID:
        said = getattr(thing, name, None)
        if callable(said) and not isinstance(said, type):
            try:
                text = said()
            except TypeError:
                continue
            if isinstance(text, str):
                yield name, text
    if isinstance(thing, QMenu):
        yield "menu", thing.title()
    if isinstance(thing, QTextEdit):
        yield "page", thing.toPlainText()
    if isinstance(thing, QTabBar):
        for place in range(thing.count()):
            yield "tab", thing.tabText(place)
            yield "tab's tip", thing.tabToolTip(place)
    if isinstance(thing, QComboBox):
        yield from texts_in(thing.model())
    if isinstance(thing, QAbstractItemView) and thing.model() is not None:
        yield from texts_in(thing.model())


def texts_in(model: QAbstractItemModel):
    """Yield the texts of a table's cells and of its header."""
    is_list = isinstance(model, QAbstractListModel)
    columns = 1 if is_list else model.columnCount(QModelIndex())
    for role in ROLES:
        for column in range(columns):
            heading = model.headerData(column, Qt.Orientation.Horizontal, role)
            if isinstance(heading, str):
                yield "heading", heading
            for row in range(min(model.rowCount(QModelIndex()), MOST_ROWS)):
                said = model.index(row, column).data(role)
                if isinstance(said, str):
                    yield "cell", said
