"""What is typed into number fields is taken as it is meant, or refused with a reason."""

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest

from digitpad.ui.widgets.basics import Field
from digitpad.ui.widgets.boxes import DecimalBox, WholeNumberBox, typed_number


@pytest.fixture(params=["en_US", "zh_CN"])
def with_point(request):
    yield from in_country(request.param)


@pytest.fixture
def with_comma():
    yield from in_country("de_DE")


def in_country(name):
    before = QLocale()
    QLocale.setDefault(QLocale(name))
    yield
    QLocale.setDefault(before)


def type_into(box, text):
    refused = []
    box.refused.connect(refused.append)
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)
    return refused


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.05", 0.05), ("0,05", 0.05), ("1,5", 1.5), ("0,005", 0.005), ("12,345.5", 12345.5),
     ("−2.5", -2.5), ("1e-3", 0.001), ("1,500", None), ("1,2,3", None), ("1_0", None),
     ("nan", None), ("", None), ("1.5.0", None)],
)  # fmt: skip
def test_with_a_decimal_point(with_point, text, value):
    assert typed_number(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("0,05", 0.05), ("1,500", 1.5), ("0.05", 0.05), ("0.005", 0.005), ("12.345,5", 12345.5),
     ("1.500", None)],
)  # fmt: skip
def test_with_a_decimal_comma(with_comma, text, value):
    assert typed_number(text) == value


def test_a_rate_typed_with_a_comma_is_not_a_hundred_times_as_large(qtbot, qapp, with_point):
    box = DecimalBox(0, 10, 5, 0)
    qtbot.addWidget(box)
    assert type_into(box, "0,05") == []
    assert box.value() == 0.05
    assert box.text() == "0.05"


def test_a_rate_is_shown_with_the_comma_that_is_typed(qtbot, qapp, with_comma):
    box = DecimalBox(0, 10, 5, 0)
    box.setSuffix(" %")
    qtbot.addWidget(box)
    assert type_into(box, "0,25") == []
    assert box.value() == 0.25
    assert box.text() == "0,25 %"


def test_a_whole_number_is_not_made_of_a_decimal(qtbot, qapp, with_point):
    box = WholeNumberBox(1, 5000)
    box.setKeyboardTracking(False)
    qtbot.addWidget(box)
    box.setValue(64)
    assert type_into(box, "1,5") == ["1,5 is not a whole number from 1 to 5,000; it stays 64."]
    assert box.value() == 64
    assert type_into(box, "1,024") == []
    assert box.value() == 1024


@pytest.mark.parametrize(
    ("kind", "typed", "on_the_way"), [(WholeNumberBox, "99", 9), (DecimalBox, "65", 6)]
)
def test_what_is_refused_brings_back_the_value_from_before_the_typing(
    qtbot, with_point, kind, typed, on_the_way
):
    box = kind(1, 64, 2, 1) if kind is DecimalBox else kind(1, 64)
    qtbot.addWidget(box)
    box.setValue(3)
    values = []
    box.valueChanged.connect(values.append)
    (sentence,) = type_into(box, typed)
    assert sentence.endswith("from 1 to 64; it stays 3.")
    assert (box.value(), box.text()) == (3, "3")
    assert values[0] == on_the_way, "it counts while it is typed"
    assert set(values[1:]) == {3}
    assert type_into(box, "12") == []
    assert type_into(box, "999")[-1].endswith("it stays 12.")
    assert box.value() == 12


def test_a_step_and_a_value_from_elsewhere_end_the_typing(qtbot, with_point):
    box = WholeNumberBox(1, 64)
    qtbot.addWidget(box)
    box.setValue(3)
    box.selectAll()
    QTest.keyClicks(box, "9")
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == 10
    assert type_into(box, "99")[-1].endswith("it stays 10.")
    box.selectAll()
    QTest.keyClicks(box, "9")
    box.setValue(20)
    assert type_into(box, "99")[-1].endswith("it stays 20.")


def test_what_stands_before_and_after_a_number_is_no_part_of_it(qtbot, with_point):
    box = WholeNumberBox(0, 7)
    box.setPrefix("Input ")
    box.setSuffix(" of 8")
    qtbot.addWidget(box)
    assert type_into(box, "5") == []
    assert (box.value(), box.text()) == (5, "Input 5 of 8")
    assert type_into(box, "9") == ["9 is not a whole number from 0 to 7; it stays 5."]
    assert box.text() == "Input 5 of 8"


@pytest.mark.parametrize(("kind", "typed"), [(DecimalBox, "1,500"), (WholeNumberBox, "4.5")])
def test_why_a_value_was_refused_stays_below_it_and_is_said_to_a_screen_reader(
    qtbot, with_point, kind, typed
):
    box = kind(0, 10, 5, 1) if kind is DecimalBox else kind(0, 10)
    box.setValue(7)
    field = Field("&Rate", box)
    qtbot.addWidget(field)
    field.show()
    assert type_into(box, typed) != []
    assert box.value() == 7  # not what was read on the way
    assert field.has_refused
    assert field.reason.isVisible()
    assert field.reason.text() == box.accessibleDescription() != ""
    type_into(box, "2")
    assert box.value() == 2
    assert not field.has_refused
    assert not field.reason.isVisible()
    assert box.accessibleDescription() == ""
