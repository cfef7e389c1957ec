"""The flow by keys and mouse: cells are chosen, modules folded and unfolded."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from digitpad.ui.pages.layers.flow_places import INK
from tests.ui.flows import cell_of


def test_keys_go_through_all_cells_and_stop_at_ink_and_why(strip):
    chosen = []
    strip.chosen.connect(chosen.append)
    for key, place in (
        (Qt.Key.Key_Home, INK), (Qt.Key.Key_Left, None), (Qt.Key.Key_Right, 0),
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_Left, 0), (Qt.Key.Key_End, strip.why),
        (Qt.Key.Key_Right, None), (Qt.Key.Key_Left, strip.why - 1),
    ):  # fmt: skip
        before = len(chosen)
        QTest.keyClick(strip, key)
        assert chosen[before:] == ([] if place is None else [place])
        assert strip.current == (chosen[-1] if chosen else 0)
        assert strip.accessibleDescription() == strip._title(strip.current)


def test_only_the_left_button_chooses_a_cell_and_the_chosen_one_is_not_told_again(strip):
    chosen = []
    strip.chosen.connect(chosen.append)
    point = strip.layer_rect(3).center().toPoint()
    QTest.mouseClick(strip, Qt.MouseButton.MiddleButton, pos=point)
    assert chosen == []
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=point)
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=point)
    assert chosen == [3]


# Folding


def folds_of(strip):
    told = []
    strip.fold_asked.connect(lambda module, is_folded: told.append((module, is_folded)))
    return told


@pytest.mark.parametrize("key", [Qt.Key.Key_Plus, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_key_unfolds_a_folded_module_and_nothing_else(branched, key):
    told = folds_of(branched)
    for title, expected in (("▸ 1", [("blocks.1", False)]), ("stem", [])):
        place = [*branched._titles].index(title)
        branched.select(place)
        told.clear()
        QTest.keyClick(branched, key)
        assert told == expected, title


def test_minus_folds_the_module_that_a_cell_is_in(branched):
    told = folds_of(branched)
    for title, expected in (("conv1", [("blocks.0", True)]), ("▸ 1", [("blocks", True)]),
                            ("stem", [])):  # fmt: skip
        branched.select([*branched._titles].index(title))
        told.clear()
        QTest.keyClick(branched, Qt.Key.Key_Minus)
        assert told == expected, title
    QTest.keyClick(branched, Qt.Key.Key_X)
    assert told == []


def test_a_double_click_unfolds_what_is_folded_with_the_left_button_alone(branched):
    told = folds_of(branched)
    rect, place = cell_of(branched, "▸ 1")
    branched.select(place)
    for button, expected in ((Qt.MouseButton.RightButton, []),
                             (Qt.MouseButton.LeftButton, [("blocks.1", False)])):  # fmt: skip
        QTest.mouseDClick(branched, button, pos=rect.center().toPoint())
        assert told == expected


@pytest.mark.parametrize(
    ("title", "entries"),
    [("▸ 1", ["Unfold blocks.1", "Fold blocks"]), ("conv1", ["Fold blocks.0"]),
     ("stem", [])],
)  # fmt: skip
def test_the_context_menu_folds_and_unfolds_the_cell_under_the_pointer(
    branched, title, entries, monkeypatch
):
    told, chosen = folds_of(branched), []
    branched.chosen.connect(chosen.append)
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: None)
    rect, place = cell_of(branched, title)
    branched.select(0)
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(branched, QContextMenuEvent(reason, rect.center().toPoint(), QPoint()))
    assert chosen == [place]
    menu = branched.findChildren(QMenu)[-1]
    actions = [one for one in menu.actions() if one.text().startswith(("Fold", "Unfold"))]
    assert [one.text() for one in actions] == entries
    for action in actions:
        action.trigger()
    assert told == [
        (text.split()[1], text.startswith("Fold")) for text in entries
    ]  # fmt: skip
    by_key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(2, 2), QPoint())
    QApplication.sendEvent(branched, by_key)
    assert branched.current == place, "a key asks about the chosen one"
