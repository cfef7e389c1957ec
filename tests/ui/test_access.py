"""Anyone can use it: keyboard alone, a screen reader, weak eyes, either theme."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAction, QColor, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QScrollArea,
    QScrollBar,
    QSlider,
    QWidget,
)
from shiboken6 import delete

from digitpad.support.translations import languages
from digitpad.ui import language
from digitpad.ui.pages.lab.step_view import StepView
from digitpad.ui.theme import DARK, LIGHT
from digitpad.ui.window.main_window import MainWindow
from tests.ui.layers import follow, show_view
from tests.ui.pens import SEVEN, mouse

READABLE = 4.5  # WCAG 2.2, 1.4.3: text of usual size
SEEN = 3.0  # 1.4.11: what is no text


def luminance(colour):
    """Of WCAG 2: relative luminance of an sRGB colour."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
             for c in QColor(colour).getRgbF()[:3]]  # fmt: skip
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_and_hints_are_readable_on_all_that_they_stand_on(theme):
    for ink in (theme.text, theme.muted, theme.accent, theme.warning):
        for ground in (theme.window, theme.panel, theme.paper):
            assert contrast(ink, ground) >= READABLE, (ink, ground)
    assert contrast(theme.on_accent, theme.accent) >= READABLE
    for ground in (theme.window, theme.panel, theme.paper):
        assert contrast(theme.accent, ground) >= SEEN, "the ring around what has the keyboard"


@pytest.fixture
def hints(monkeypatch):
    """Every text that is painted from now on, and the colour that it is painted in."""
    painted, draw = {}, QPainter.drawText

    def note(painter, *arguments):
        text = next(one for one in arguments if isinstance(one, str))
        if any(letter.isalpha() for letter in text):
            painted[text] = painter.pen().color().name()
        return draw(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", note)
    return painted


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_hint_that_is_painted_is_readable(qtbot, window, hints, colours):
    window.set_colours(colours)
    theme = {"light": LIGHT, "dark": DARK}[colours]
    for name in ("layers", "train", "lab", "test"):
        window.pages.show_page(name)
        window.grab()
    for name in ("ink", "why"):
        window.pages.show_page("layers")
        window.pages.layers.select_layer(name)
        window.grab()
    assert "Draw a digit here" in hints
    ground = {"light": theme.window, "dark": theme.panel}[colours]  # the nearer one to the text
    unreadable = {
        text: colour for text, colour in hints.items() if contrast(colour, ground) < READABLE
    }
    assert unreadable == {}


# Keyboard


def shown_parts(root):
    return [part for part in root.findChildren(QWidget) if part.isVisible()]


def takes_keyboard(part):
    policy = Qt.FocusPolicy.TabFocus.value
    is_inside = part.objectName() == "qt_spinbox_lineedit"  # of a box that has the name
    return bool(part.focusPolicy().value & policy) and part.isEnabled() and not is_inside


def name_of(part):
    return QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)


def called(part):
    return f"{type(part).__name__} {part.objectName()} in {type(part.parent()).__name__}"


def every_view(qtbot, window):
    """Show page after page and dialog after dialog, with a digit drawn."""
    mouse(window.canvas, SEVEN)
    layers = window.pages.layers
    follow(qtbot, window, layers)
    for name in layers.layer_names:
        layers.select_layer(name)
        yield window
    window.pages.show_page("train")
    window.pages.train.details_button.click()
    yield window
    window.pages.show_page("lab")
    lab = window.pages.lab.view
    for view in (lab.steps, lab.shapes, lab.pooling):
        lab.views.setCurrentWidget(view)
        yield window
    window.pages.show_page("test")
    yield window
    for action in window.actions_.dialogs.values():
        action.trigger()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                yield dialog
                dialog.close()


def test_everything_that_takes_the_keyboard_has_a_name(qtbot, window):
    nameless = set()
    for root in every_view(qtbot, window):
        nameless |= {
            called(part) for part in shown_parts(root) if takes_keyboard(part) and not name_of(part)
        }
    assert nameless == set()


def test_what_reacts_to_the_mouse_takes_the_keyboard(qtbot, window):
    """What has a click of its own can be reached by Tab, or what it does has a key of its own."""
    left_out = set()
    for root in every_view(qtbot, window):
        for part in shown_parts(root):
            kind = type(part)
            clicks = kind.__module__.startswith("digitpad") and "mousePressEvent" in vars(kind)
            clicks = clicks or isinstance(part, QAbstractSlider | QAbstractItemView)
            is_aside = isinstance(part, QScrollBar | QHeaderView)  # what they do, keys in it do
            if clicks and part.isEnabled() and not is_aside and not takes_keyboard(part):
                left_out.add(called(part))
    assert left_out == set()


def picture(part):
    window = part.window()
    area = part.rect().translated(part.mapTo(window, part.rect().topLeft()))
    return window.grab(area.adjusted(-3, -3, 3, 3)).toImage()


def test_tab_goes_through_the_window_and_shows_where_it_is(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    unseen, visited = set(), set()
    for page in ("layers", "train", "lab", "test"):
        window.pages.show_page(page)
        window.canvas.setFocus(Qt.FocusReason.TabFocusReason)
        first, before = window.canvas, None
        for _ in range(80):
            part = QApplication.focusWidget()
            if part is first and before is not None:
                break
            with_focus = picture(part)
            QTest.keyClick(part, Qt.Key.Key_Tab)
            before, now = part, QApplication.focusWidget()
            assert now is not before, called(part)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            visited.add(before)
            if picture(before) == with_focus:
                unseen.add(called(before))
        else:
            pytest.fail(f"Tab does not come back to the canvas on {page}")
        missed = {
            called(part) for part in shown_parts(window.pages.currentWidget())
            if takes_keyboard(part) and part not in visited and part.focusProxy() is None
            and not isinstance(part, QScrollArea)
        }  # fmt: skip
        assert missed == set(), page
    assert unseen == set()


def test_a_window_that_opens_has_no_ring_before_a_key_moves_the_keyboard(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert QApplication.focusWidget() is not None
    assert QWidget.findChild(window, QWidget, "focusRing") is None


def played_layer(window):
    window.pages.layers.select_layer("conv1")
    show_view(window.pages.layers.panel, window.pages.layers.panel.slide)
    return window.pages.layers.panel.slide


def played_lab(window):
    window.pages.show_page("lab")
    return window.pages.lab.findChild(StepView)


@pytest.mark.parametrize("played", [played_layer, played_lab])
def test_the_ring_around_what_is_played_covers_none_of_its_parts(qtbot, window, played):
    mouse(window.canvas, SEVEN)
    follow(qtbot, window, window.pages.layers)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    view = played(window)
    qtbot.waitUntil(view.isVisible)
    view.setFocus()
    ring = QWidget.findChild(view, QWidget, "focusRing")
    places = [
        (part, QRect(part.mapTo(view, QPoint()), part.size()))
        for part in view.findChildren(QWidget) if part.isVisible() and part is not ring
    ]  # fmt: skip
    assert places
    assert [part for part, place in places if ring.mask().intersects(place)] == []


def test_a_click_leaves_no_ring_around_the_canvas(qtbot, window):
    QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton)
    assert window.canvas.hasFocus()
    assert window.canvas.findChild(QWidget, "focusRing") is None


def test_the_ring_goes_with_a_widget_that_is_deleted_under_it(qtbot, window):
    box = QWidget()
    first, second = QSlider(), QSlider()
    row = QHBoxLayout(box)
    row.addWidget(first)
    row.addWidget(second)
    qtbot.addWidget(box)
    box.show()
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow)
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert second.findChild(QWidget, "focusRing") is not None
    with qtbot.captureExceptions() as faults:
        delete(second)  # the keyboard leaves it while it goes
    assert faults == []


# Menus


@pytest.mark.parametrize("name", languages())
def test_mnemonics_of_a_menu_differ(qapp, name):
    language.use_language(name)
    window = MainWindow(remember=False)
    try:
        window.pages.make_all()
        menus = [window.menuBar(), *window.menuBar().findChildren(QMenu)]
        assert len(menus) > 8
        for menu in menus:
            letters = [mnemonic(action) for action in menu.actions() if mnemonic(action)]
            assert sorted(letters) == sorted(set(letters)), [one.text() for one in menu.actions()]
    finally:
        window.close()
        language.use_language("en")


def mnemonic(action):
    text = action.text().replace("&&", "")
    return text[text.index("&") + 1].casefold() if "&" in text else ""


def test_every_action_of_the_window_is_in_a_menu_or_has_keys(window):
    window.pages.make_all()
    in_menus = {
        action for menu in window.menuBar().findChildren(QMenu) for action in menu.actions()
    }
    lost = [
        action.text() for action in window.findChildren(QAction)
        if action.text() and action not in in_menus and not action.shortcuts()
        and not isinstance(action.parent(), QMenu) and not any(
            menu for menu in action.associatedObjects() if isinstance(menu, QWidget)
        )
    ]  # fmt: skip
    assert lost == []


def test_a_choice_is_named_and_not_only_what_is_chosen(qtbot, window):
    """Qt calls a box without a name after its present entry, which says nothing of what it is."""
    found, nameless = set(), set()
    for view in every_view(qtbot, window):
        labelled = {id(label.buddy()) for label in view.findChildren(QLabel) if label.buddy()}
        for box in view.findChildren(QComboBox):
            found.add(called(box))
            if not box.accessibleName() and id(box) not in labelled:
                nameless.add(called(box))
    assert len(found) > 10
    assert nameless == set()
