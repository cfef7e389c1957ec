"""One line of text: what does not fit is cut, and its tip has all of it."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip

from digitpad.ui.widgets.basics import Line

PATH = "Exported to /home/somebody/Documents/Courses/2026/Digits of class 8b/mine.json; digits: 3"


@pytest.fixture
def line(request, qtbot):
    line = Line("", getattr(request, "param", Qt.TextElideMode.ElideRight))
    qtbot.addWidget(line)
    line.resize(300, 20)
    line.show()
    yield line
    QToolTip.hideText()


def tip(line):
    QToolTip.hideText()
    place = QPoint(20, 10)
    QApplication.sendEvent(line, QHelpEvent(QEvent.Type.ToolTip, place, line.mapToGlobal(place)))
    return QToolTip.text()


@pytest.mark.parametrize(
    ("line", "first", "last"),
    [(Qt.TextElideMode.ElideRight, "Exported to /", "…"),
     (Qt.TextElideMode.ElideMiddle, "Exported to /", "mine.json; digits: 3")],
    indirect=["line"],
)  # fmt: skip
def test_a_long_line_is_cut_and_its_tip_has_all_of_it(line, first, last):
    line.setText(PATH)
    assert line.shown().startswith(first)
    assert line.shown().endswith(last)
    assert line.shown().count("…") == 1
    assert tip(line) == PATH == line.text() == line.accessibleName()


def test_what_fits_needs_no_tip(line):
    line.setText("It is 4 now.")
    assert line.shown() == line.text()
    assert tip(line) == ""


def test_a_tip_of_its_own_stays_below_what_is_cut(line):
    line.setToolTip("What it means")
    line.setText("It is 4 now.")
    assert tip(line) == "What it means"
    line.setText(PATH)
    assert tip(line) == f"{PATH}\nWhat it means"
