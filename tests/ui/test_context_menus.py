"""A right click offers what can be done with the thing: canvas, maps, plots, rows."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTableWidget, QTableWidgetItem

from digitpad.ui.widgets.basics import push_button, show_as_list
from digitpad.ui.widgets.context_menus import offer_buttons
from tests.ui.layers import follow
from tests.ui.pens import SEVEN, mouse


@pytest.fixture(autouse=True)
def empty_clipboard(qapp):
    QGuiApplication.clipboard().clear()


@pytest.fixture
def menu_of(qtbot):
    """Return the entries that a right click in the middle of a widget brings."""

    def open_menu(widget):
        point = widget.rect().center()
        reason = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(reason, point, widget.mapToGlobal(point))
        QApplication.postEvent(widget, event)
        qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    yield open_menu
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def texts(menu):
    return [one.text().replace("&", "") for one in menu.actions() if not one.isSeparator()]


def choose(menu, text):
    (entry,) = (one for one in menu.actions() if one.text().replace("&", "") == text)
    assert entry.isEnabled()
    entry.trigger()
    menu.close()


def test_the_canvas_offers_what_the_menus_have_for_a_drawing(window, menu_of):
    mouse(window.canvas, SEVEN)
    menu = menu_of(window.canvas)
    assert {
        "Undo", "Redo", "Clear", "Paste Picture", "Open Drawing or Picture…", "Save Drawing…",
        "Copy Picture",
    } <= set(texts(menu))  # fmt: skip
    choose(menu, "Clear")
    assert window.canvas.drawing.is_empty


def test_a_right_button_that_drags_chooses_nothing(qtbot, window):
    """A menu that opened at the press had an entry under the pointer at that press's release."""
    window.activateWindow()
    mouse(window.canvas, SEVEN)
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=20_000)
    before, handle = window.canvas.drawing, window.windowHandle()
    start = window.canvas.mapTo(window, window.canvas.rect().center())
    QTest.mousePress(handle, Qt.MouseButton.RightButton, pos=start)
    for step in range(1, 11):
        QTest.mouseMove(handle, start + QPoint(5 * step, 3 * step))
    assert QApplication.activePopupWidget() is None
    QTest.mouseRelease(handle, Qt.MouseButton.RightButton, pos=start + QPoint(50, 30))
    qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None)
    menu = QApplication.activePopupWidget()
    assert "Split Digit" in texts(menu)
    assert window.canvas.drawing is before
    menu.close()


def test_the_drawing_is_copied_as_it_is_seen(qtbot, window, menu_of):
    mouse(window.canvas, SEVEN)
    seen = window.canvas.grab().toImage()
    choose(menu_of(window.canvas), "Copy Picture")
    copied = QGuiApplication.clipboard().image()
    with qtbot.waitSignal(window.pictures.picture_ready, timeout=30_000):
        window.actions_.paste.trigger()  # what was copied here can be pasted here
    middle = copied.rect().center()
    assert copied.size() == seen.size()
    assert {copied.pixelColor(x, middle.y()).lightness() for x in range(copied.width())} >= {255}
    ink = min(
        copied.pixelColor(x, y).lightness()
        for x in range(0, copied.width(), 3)
        for y in range(0, copied.height(), 3)
    )
    assert ink < 60


def test_maps_are_copied_and_saved_from_where_they_are(qtbot, window, menu_of):
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, window.pages.layers)
    menu = menu_of(window.pages.layers.panel.maps.grid)
    assert {"Copy Picture", "Pin This Drawing", "Save Pictures and Values…"} <= set(texts(menu))
    menu.close()
    choose(menu_of(window.pages.layers.strip), "Copy Picture")
    assert not QGuiApplication.clipboard().image().isNull()


def test_the_plot_is_copied_and_saved_from_where_it_is(window, menu_of):
    window.pages.show_page("train")
    menu = menu_of(window.pages.train.plot)
    assert texts(menu) == [
        "Copy Picture", "Plot as PNG or SVG…", "Figures as CSV…", "Show All of the Plot",
    ]  # fmt: skip


def test_a_row_offers_what_the_buttons_do_and_its_text(qtbot, menu_of):
    table = QTableWidget(2, 2)
    for row, words in enumerate((("one", "1"), ("two", "2"))):
        for column, text in enumerate(words):
            table.setItem(row, column, QTableWidgetItem(text))
    show_as_list(table)
    qtbot.addWidget(table)
    used, barred = push_button("&Use", "use"), push_button("&Delete", "delete")
    qtbot.addWidget(used)
    qtbot.addWidget(barred)
    barred.setEnabled(False)
    clicks = []
    used.clicked.connect(lambda: clicks.append("use"))
    offer_buttons(table, used, barred)
    table.show()
    QTest.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton,
        pos=table.visualItemRect(table.item(1, 0)).center(),
    )  # fmt: skip
    menu = menu_of(table.viewport())
    assert texts(menu) == ["Use", "Delete", "Copy"]
    assert not menu.actions()[1].isEnabled()
    choose(menu, "Use")
    assert clicks == ["use"]
    choose(menu_of(table.viewport()), "Copy")
    assert QGuiApplication.clipboard().text() == "two\t2"


def test_the_models_and_own_digits_have_such_menus(qtbot, window, menu_of):
    window.actions_.dialogs["models"].trigger()
    table = window.dialogs["models"].table
    qtbot.waitUntil(lambda: table.rowCount() == 2, timeout=20_000)  # the best reader too
    menu = menu_of(table.viewport())
    assert texts(menu) == ["Use", "Rename", "Export…", "Delete", "Copy"]
    menu.close()
    window.dialogs["models"].close()
