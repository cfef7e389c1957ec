"""The About box as its user sees it: menu, tabs, list, copying, keys."""

import platform
from importlib.metadata import version

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from digitpad import __version__
from digitpad.support.licences import Component
from digitpad.ui.background import running
from digitpad.ui.dialogs.about import PIECE, AboutDialog, LicencesView, LongText


@pytest.fixture
def dialog(qtbot, window):
    window.actions_.dialogs["about"].trigger()
    dialog = window.findChild(AboutDialog, "aboutDialog")
    qtbot.waitUntil(lambda: dialog.licences.table.rowCount() > 10, timeout=60_000)
    return dialog


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def open_tab(qtbot, dialog, index):
    bar = dialog.tabs.tabBar()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(index).center())


def choose(qtbot, table, name):
    (item,) = table.findItems(name, Qt.MatchFlag.MatchExactly)
    table.scrollToItem(item)
    point = table.visualItemRect(item).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=point)


def test_help_opens_it_where_macos_has_it_too(window):
    assert window.actions_.dialogs["about"].menuRole() == QAction.MenuRole.AboutRole
    (help_menu,) = [one for one in window.menuBar().actions() if one.text() == "&Help"]
    assert window.actions_.dialogs["about"] in help_menu.menu().actions()


def test_it_tells_name_version_and_licence(dialog):
    assert dialog.isVisible()
    assert dialog.findChild(QLabel, "aboutName").text() == f"digitpad {__version__}"
    assert "MIT" in dialog.findChild(QLabel, "aboutLicence").text()
    shown = dialog.findChild(QLabel, "aboutVersions").text().splitlines()
    assert f"Python {platform.python_version()}" in shown
    assert f"PySide6-Essentials {version('PySide6-Essentials')}" in shown
    assert f"torch {version('torch')}" in shown


def test_whoever_made_the_data_is_credited(dialog):
    credits_ = dialog.findChild(QLabel, "aboutData").text()
    for words in ("LeCun", "Cortes", "Burges", "CC BY-SA 3.0", "Alpaydin", "Alimoglu",
                  "UCI Machine Learning Repository", "CC BY 4.0"):  # fmt: skip
        assert words in credits_


def test_copy_takes_all_versions(qtbot, dialog):
    click(qtbot, dialog.findChild(QPushButton, "aboutCopyButton"))
    lines = QGuiApplication.clipboard().text().splitlines()
    assert f"digitpad {__version__}" in lines
    assert f"safetensors {version('safetensors')}" in lines


def test_a_click_on_a_component_shows_its_licence(qtbot, dialog):
    open_tab(qtbot, dialog, 1)
    choose(qtbot, dialog.licences.table, "idna")
    assert "Kim Davies" in dialog.licences.text.toPlainText()
    qtbot.keyClick(dialog.licences.table, Qt.Key.Key_Down)
    assert "Pallets" in dialog.licences.text.toPlainText()  # Jinja2's


def test_escape_closes_it_and_help_opens_it_again(qtbot, dialog, window):
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    window.actions_.dialogs["about"].trigger()
    assert dialog.isVisible()
    click(qtbot, dialog.findChild(QPushButton, "aboutCloseButton"))
    assert not dialog.isVisible()


def test_all_of_a_page_can_be_reached_by_tab(qtbot, dialog):
    open_tab(qtbot, dialog, 1)
    reached, widget = [], dialog.close_button
    widget.setFocus()
    for _ in range(8):
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
        widget = dialog.focusWidget()
        reached.append(widget)
    expected = (dialog.licences.table, dialog.licences.text, dialog.close_button)
    assert all(one in reached for one in expected)


def test_links_follow_the_theme(qtbot, dialog, window):
    label = dialog.findChild(QLabel, "aboutData")
    window.set_colours("light")
    qtbot.waitUntil(lambda: "color: #2457d6" in label.text())
    window.set_colours("dark")
    qtbot.waitUntil(lambda: "color: #7aa2ff" in label.text())


def test_a_long_text_becomes_whole_and_stays_at_its_beginning(qtbot):
    view = LongText()
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    text = "\n".join(f"line {number}" for number in range(3 * PIECE + 7))
    view.show_text(text)
    assert not view.is_whole
    qtbot.waitUntil(lambda: view.is_whole)
    assert view.toPlainText() == text
    assert view.verticalScrollBar().value() == 0


def test_another_text_takes_the_place_of_one_that_is_not_whole_yet(qtbot):
    view = LongText()
    qtbot.addWidget(view)
    view.show_text("old\n" * 3 * PIECE)
    view.show_text("new")
    qtbot.waitUntil(lambda: not view._soon.isActive())
    assert view.toPlainText() == "new"


def test_a_licence_without_a_short_name_sends_to_its_text(qtbot):
    view = LicencesView()
    qtbot.addWidget(view)
    view.show_components([Component("libxcb1", "", "", "Format: Debian")])
    assert view.table.item(0, 2).text() == "see the text"
    assert view.text.toPlainText() == "Format: Debian"


def test_closing_the_window_while_it_reads_leaves_no_thread(window):
    window.actions_.dialogs["about"].trigger()
    window.close()
    dialog = window.findChild(AboutDialog, "aboutDialog")
    assert not running(dialog)
