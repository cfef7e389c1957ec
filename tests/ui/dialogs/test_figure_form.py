"""What a figure is asked for to be, by its form alone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.ui.dialogs.take_away.figure_form import FigureForm
from digitpad.ui.theme import DARK, apply_theme
from tests.ui.fields import heard

LEFT = Qt.MouseButton.LeftButton


def test_a_figure_is_asked_for_as_its_form_says(qtbot):
    form = FigureForm()
    qtbot.addWidget(form)
    form.show()
    changed, refused = heard(form.changed), heard(form.refused)
    for box, text, size in ((form.width_box, "900", "width"), (form.height_box, "700", "height")):
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, text)
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert getattr(form.spec("png", False), size) == int(text)
    count = len(changed)
    form.caption.setFocus()
    QTest.keyClicks(form.caption, "x")
    assert form.spec("png", True).caption == "x"
    assert len(changed) == count + 1
    assert form.spec("png", True).each
    assert not form.spec("svg", False).each
    assert form.spec("svg", False).kind == "svg"
    QTest.mouseClick(form.whole_flow, LEFT, pos=form.whole_flow.rect().center() / 4)
    assert form.chosen() == "flow"
    form.width_box.setFocus()
    form.width_box.selectAll()
    QTest.keyClicks(form.width_box, "9")
    QTest.keyClick(form.width_box, Qt.Key.Key_Return)
    assert len(refused) == 1


def test_a_figure_is_light_or_dark_as_the_window_until_that_is_chosen(qtbot, qapp):
    form = FigureForm()
    qtbot.addWidget(form)
    form.show()
    assert not form.spec("png", False).dark
    apply_theme(qapp, DARK)
    assert form.spec("png", False).dark
    form.colours.setFocus()
    QTest.keyClick(form.colours, Qt.Key.Key_Up)
    assert not form.spec("png", False).dark
    form._follow_theme()
    assert not form.spec("png", False).dark
