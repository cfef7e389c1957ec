"""Boxes, menus and signals as tests use them."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def heard(signal):
    """What ``signal`` tells from now on; of several values a tuple."""
    told = []
    signal.connect(lambda *what: told.append(what[0] if len(what) == 1 else what))
    return told


def type_into(box, text):
    """Type ``text`` over what is in ``box``, and Enter."""
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def choose(box, place):
    """Choose the entry at ``place``, from 0, by the keys."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(place):
        QTest.keyClick(box, Qt.Key.Key_Down)


def entries(menu):
    """The texts of a menu."""
    return [action.text().replace("&", "") for action in menu.actions() if action.text()]


def pick(menu, text):
    """Do what the entry ``text`` does."""
    next(one for one in menu.actions() if one.text().replace("&", "") == text).trigger()
