"""Light and dark: everything in the window follows, whatever it is and whenever it was made."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QWidget,
)

from digitpad.support.colour_scales import table
from digitpad.ui.theme import DARK, LIGHT, apply_theme
from digitpad.ui.widgets.basics import push_button, small_button
from digitpad.ui.widgets.sample_grid import SampleGrid
from digitpad.ui.window.main_window import MainWindow
from tests.ui.layers import click_value, follow
from tests.ui.painted import in_colour
from tests.ui.pens import ONE, mouse


class Painted(QObject):
    """Notes which widgets are painted."""

    def __init__(self):
        super().__init__()
        self.widgets = set()

    def eventFilter(self, widget, event):
        if event.type() == QEvent.Type.Paint:
            self.widgets.add(widget)
        return False


def corner(widget):
    """Return the colour inside the widget's edge."""
    return widget.grab().toImage().pixelColor(4, 4).name()


def shades(picture):
    image = picture.toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def painted_by_hand(window):
    """Return what is painted on of every visible widget with a paintEvent of its own."""
    widgets = [
        widget for widget in window.findChildren(QWidget)
        if widget.isVisible() and not widget.visibleRegion().isEmpty()
        and "paintEvent" in vars(type(widget)) and type(widget).__module__.startswith("digitpad.")
    ]  # fmt: skip
    return {
        widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        for widget in widgets
    }


@pytest.mark.parametrize("name", ["layers", "train", "lab", "test"])
def test_a_switch_repaints_all_that_is_seen(qtbot, window, name):
    window.pages.show_page(name)
    mouse(window.canvas, ONE)
    if name == "layers":
        follow(qtbot, window, window.pages.layers)
    QApplication.processEvents()
    expected = painted_by_hand(window)
    assert len(expected) >= 4  # the canvas, the input, the bars, and something of the page
    painted = Painted()
    for widget in expected:
        widget.installEventFilter(painted)
    window.set_colours("dark")
    qtbot.waitUntil(lambda: expected <= painted.widgets, timeout=5000)


def test_a_widget_that_is_made_after_a_switch_has_the_new_colours(qtbot, window):
    window.set_colours("dark")
    grid = SampleGrid()
    qtbot.addWidget(grid)
    grid.resize(100, 100)
    assert grid.viewport().grab().toImage().pixelColor(5, 5).name() == DARK.panel
    window.set_colours("light")
    assert grid.viewport().grab().toImage().pixelColor(5, 5).name() == LIGHT.panel


def test_sheet_and_ink_follow(window):
    mouse(window.canvas, ONE)
    for name, theme in (("dark", DARK), ("light", LIGHT)):
        window.set_colours(name)
        picture = window.canvas.grab()
        assert corner(window.canvas) == theme.paper
        assert theme.ink in shades(picture)


def test_icons_of_actions_follow(window):
    for name, theme in (("dark", DARK), ("light", LIGHT)):
        window.set_colours(name)
        assert theme.text in shades(window.actions_.clear.icon().pixmap(64, 64))


def test_the_layers_page_follows(qtbot, window, drawn):
    drawn.select_layer("pool1")
    text = drawn.panel.arithmetic.text
    assert LIGHT.muted in text.toHtml()  # how to get an explanation
    window.set_colours("dark")
    assert DARK.muted in text.toHtml()
    assert LIGHT.muted not in text.toHtml()
    click_value(drawn, (0, 3, 3))
    light, dark = (f"#{int(table(True, dark)[-1]) & 0xFFFFFF:06x}" for dark in (False, True))
    grid = drawn.panel.arithmetic.convolution.viewport()
    assert dark in shades(grid.grab())  # under the largest of the window
    window.set_colours("light")
    assert light in shades(grid.grab())
    assert dark not in shades(grid.grab())
    drawn.select_layer("ink")
    qtbot.waitUntil(lambda: drawn.preparation.strokes._image is not None, timeout=20_000)
    for name, theme in (("light", LIGHT), ("dark", DARK)):
        window.set_colours(name)
        assert drawn.preparation.strokes._image.pixelColor(0, 0).name() == theme.paper


def test_the_lab_follows(qtbot, window):
    mouse(window.canvas, ONE)
    window.pages.show_page("lab")
    lab = window.pages.lab.view
    qtbot.waitUntil(lambda: lab.is_settled and lab.result.image is not None, timeout=20_000)
    ground, steps = lab.playground, lab.steps
    for name, theme in (("dark", DARK), ("light", LIGHT)):
        window.set_colours(name)
        QApplication.processEvents()
        assert theme.muted in steps.arithmetic.text.toHtml()
        assert theme.text in shades(ground.verdict.grab())
        lab.views.setCurrentWidget(lab.shapes)
        assert theme.text in shades(lab.shapes.grab())
        lab.views.setCurrentWidget(lab.steps)


def test_a_dialog_that_is_opened_after_a_switch_has_the_new_colours(window):
    window.set_colours("dark")
    window.dialogs.show("designer")
    dialog = window.dialogs["designer"]
    assert DARK.text in shades(dialog.totals.grab())
    window.set_colours("light")
    assert LIGHT.text in shades(dialog.totals.grab())
    dialog.close()


def test_two_windows_have_one_theme_and_one_that_is_gone_is_not_missed(qtbot, window):
    other = MainWindow(remember=False)
    other.show()
    for chooser, name, theme in (
        (window, "dark", DARK), (other, "light", LIGHT), (other, "dark", DARK),
    ):  # fmt: skip
        chooser.set_colours(name)
        assert corner(window.canvas) == corner(other.canvas) == theme.paper
        for one in (window, other):
            assert theme.text in shades(one.actions_.eraser.icon().pixmap(64, 64))
    other.close()
    other.deleteLater()
    QApplication.sendPostedEvents(other, QEvent.Type.DeferredDelete)
    window.set_colours("light")
    assert corner(window.canvas) == LIGHT.paper


def test_the_same_theme_again_changes_nothing(qtbot, window):
    window.set_colours("dark")
    painted = Painted()
    QApplication.processEvents()
    window.canvas.installEventFilter(painted)
    apply_theme(QApplication.instance(), DARK)
    QApplication.processEvents()
    assert not painted.widgets


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", ["primary", "segment", "tool"])
def test_it_is_seen_that_the_keyboard_is_in_a_coloured_button(qtbot, qapp, theme, kind):
    apply_theme(qapp, theme)
    row = QWidget()
    qtbot.addWidget(row)
    button = {
        "primary": lambda: push_button("Train", "one", primary=True),
        "segment": lambda: small_button("Maps", "one", ""),
        "tool": QToolButton,
    }[kind]()
    button.setCheckable(kind != "primary")
    button.setChecked(kind != "primary")
    QHBoxLayout(row).addWidget(button)
    with qtbot.waitExposed(row):
        row.show()
    row.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    edge = button.grab().toImage().pixelColor(button.width() // 2, 1).name()
    assert edge == theme.text


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_tick_of_a_box_is_seen_on_its_ground(qtbot, qapp, theme):
    apply_theme(qapp, theme)
    box = QCheckBox()
    qtbot.addWidget(box)
    box.setChecked(True)
    box.show()
    assert in_colour(box, theme.accent).sum() > 40
    assert 5 < in_colour(box, theme.on_accent).sum() < 40
    box.setChecked(False)
    assert not in_colour(box, theme.accent).any()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_box_of_a_row_is_seen_on_its_ground(qtbot, qapp, theme):
    apply_theme(qapp, theme)
    rows = QListWidget()
    qtbot.addWidget(rows)
    for state in (Qt.CheckState.Unchecked, Qt.CheckState.Checked):
        row = QListWidgetItem(rows)
        row.setCheckState(state)
    rows.show()
    empty, ticked = (rows.visualItemRect(rows.item(place)) for place in (0, 1))
    assert in_colour(rows.viewport(), theme.muted)[: empty.bottom()].sum() > 40
    assert in_colour(rows.viewport(), theme.accent)[ticked.top() :].sum() > 40
