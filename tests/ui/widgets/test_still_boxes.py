"""A wheel over a field without the focus scrolls and changes nothing."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

import digitpad.ui
from digitpad.ui.widgets.boxes import (
    ChoiceBox,
    DecimalBox,
    DoubleSpinBox,
    Slider,
    SpinBox,
    WholeNumberBox,
)


def turn(widget, steps=-1):
    """Turn the wheel over the middle of ``widget``, as the system tells it."""
    window = widget.window()
    middle = QPointF(widget.mapTo(window, widget.rect().center()))
    QTest.wheelEvent(window.windowHandle(), middle, QPoint(0, 120 * steps))


def value_of(box):
    return box.currentIndex() if isinstance(box, QComboBox) else box.value()


def choice():
    box = ChoiceBox("box")
    box.addItems(list("abcde"))
    return box


@pytest.mark.parametrize(
    "make",
    [choice, SpinBox, DoubleSpinBox, Slider, lambda: WholeNumberBox(0, 9),
     lambda: DecimalBox(0, 9, 2, 1)],
    ids=["choice", "spin", "double", "slider", "whole", "decimal"],
)  # fmt: skip
def test_a_wheel_scrolls_past_a_field_and_changes_the_one_that_has_the_focus(qtbot, make):
    area, column, box = QScrollArea(), QWidget(), make()
    layout = QVBoxLayout(column)
    layout.addWidget(box)
    layout.addSpacing(2000)
    area.setWidget(column)
    area.setWidgetResizable(True)
    area.resize(200, 200)
    qtbot.addWidget(area)
    area.show()
    area.setFocus()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    if isinstance(box, QComboBox):
        box.setCurrentIndex(2)
    else:
        box.setValue(5)
    before = value_of(box)
    turn(box)
    assert not box.hasFocus()
    assert value_of(box) == before
    assert area.verticalScrollBar().value() > 0
    area.verticalScrollBar().setValue(0)
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    turn(box)
    assert value_of(box) != before


def test_all_fields_of_the_window_are_of_this_kind(window):
    fields = [
        field
        for kind in (QAbstractSpinBox, QComboBox, QSlider)
        for field in window.findChildren(kind)
    ]
    assert len(fields) > 10
    for field in fields:
        assert isinstance(field, ChoiceBox | SpinBox | DoubleSpinBox | Slider), field.objectName()


def test_no_other_fields_are_made():
    folder = Path(digitpad.ui.__file__).parent
    for path in folder.rglob("*.py"):
        if path.name != "boxes.py":
            code = path.read_text(encoding="utf-8")
            made = re.findall(r"\bQ(?:ComboBox|SpinBox|DoubleSpinBox|Slider|Dial)\(", code)
            assert not made, path


def test_a_choice_that_does_not_fit_ends_in_an_ellipsis_and_its_list_has_room(qtbot):
    box = ChoiceBox("box")
    box.addItems(["short", "a choice with a name that is a good deal longer"])
    box.setFixedWidth(120)
    qtbot.addWidget(box)
    box.show()
    assert box.shown_text() == "short"
    box.setCurrentIndex(1)
    assert box.shown_text().endswith("…")
    assert box.fontMetrics().horizontalAdvance(box.shown_text()) < 100
    box.showPopup()
    longest = box.fontMetrics().horizontalAdvance(box.currentText())
    assert box.view().width() > longest
    box.hidePopup()
