"""The grid of one's own digits without its dialog: pictures made in time, keys, what is painted."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.collection import Entry
from digitpad.ui.dialogs.collection.digits_view import BATCH, DigitsModel, DigitsView
from digitpad.ui.theme import LIGHT
from tests.ui.painted import in_colour, is_frame, shades, written

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
ENTRIES = [
    Entry(key, label, read, "2026-12-01T10:00:00.000Z")
    for key, label, read in (("a", 7, 7), ("b", 3, 8), ("c", 0, None), ("d", 5, 5))
]


class Looks:
    """Keeps what is to be done in the collection's thread until a test does it."""

    def __init__(self):
        self.collection = None
        self.asked = []

    def look(self, work, done, failed):
        self.asked.append((done, failed))


@pytest.fixture
def model(qapp):
    model = DigitsModel(Looks())
    model.show_entries(ENTRIES)
    return model


@pytest.fixture
def view(qtbot, model):
    """Two columns of 80 pixels, on the ground of a panel."""
    view = DigitsView(model)
    qtbot.addWidget(view)
    palette = view.palette()
    palette.setColor(QPalette.ColorRole.Base, QColor(LIGHT.panel))
    view.setPalette(palette)
    view.resize(161 + view.verticalScrollBar().sizeHint().width(), 200)
    view.show()
    return view


def wanted(qtbot, model):
    """Wait until pictures are asked for, and return the answer's function."""
    before = len(model._digits.asked)
    qtbot.waitUntil(lambda: len(model._digits.asked) > before)
    return model._digits.asked[-1]


def cell(view, row):
    """The 76 x 84 pixels in the middle of a digit's place."""
    place = view.visualRect(view.digits.index(row))
    return place.left() + (place.width() - 76) // 2, place.top()


# Pictures


def test_a_picture_is_asked_for_once_and_is_there_when_it_was_made(qtbot, model):
    told = []
    model.pictures_made.connect(lambda: told.append("made"))
    assert model.picture("a", 56) is None
    assert model.picture("a", 56) is None
    done, _ = wanted(qtbot, model)
    picture = np.full((56, 56), 9, np.uint8)
    done((56, {"a": picture}))
    assert told == ["made"]
    assert model.picture("a", 56) is picture
    assert len(model._digits.asked) == 1


def test_while_pictures_are_made_others_wait_and_are_made_then(qtbot, model):
    model.picture("a", 56)
    done, _ = wanted(qtbot, model)
    model.picture("b", 56)
    QApplication.processEvents()
    assert len(model._digits.asked) == 1
    done((56, {}))
    wanted(qtbot, model)
    assert len(model._digits.asked) == 2


def test_of_many_pictures_the_last_that_were_asked_for_are_made(qtbot, model, monkeypatch):
    from digitpad.ui.dialogs.collection import digits_view

    made = []
    monkeypatch.setattr(digits_view, "_pictures", lambda _, keys, *rest: made.extend(keys))
    model._digits.look = lambda work, *rest: work(lambda: None)
    keys = [f"{n}" for n in range(BATCH + 5)]
    for key in keys:
        model.picture(key, 56)
    model.picture(keys[7], 56)  # asked for again, it is the last
    qtbot.waitUntil(lambda: bool(made))
    assert made == [*keys[5:7], *keys[8:], keys[7]]


def test_pictures_of_another_size_are_not_shown(qtbot, model):
    model.picture("a", 56)
    done, _ = wanted(qtbot, model)
    assert model.picture("a", 112) is None, "the screen is a denser one now"
    done((56, {"a": np.zeros((56, 56), np.uint8)}))
    assert model.picture("a", 112) is None
    done, _ = wanted(qtbot, model)
    done((112, {"a": np.zeros((112, 112), np.uint8)}))
    assert model.picture("a", 112).shape == (112, 112)
    assert model.picture("a", 56) is None


def test_after_a_failure_pictures_are_asked_for_again(qtbot, model):
    model.picture("a", 56)
    _, failed = wanted(qtbot, model)
    failed("the disk is gone")
    model.picture("a", 56)
    wanted(qtbot, model)


def test_no_more_pictures_are_kept_than_memory_is_meant_for(qtbot, model, monkeypatch):
    from digitpad.ui.dialogs.collection import digits_view

    monkeypatch.setattr(digits_view, "MOST_PICTURES", 2)
    picture = np.zeros((56, 56), np.uint8)
    for key in "ab":
        model.picture(key, 56)
        done, _ = wanted(qtbot, model)
        done((56, {key: picture}))
    assert model.picture("a", 56) is picture, "a is the one that was used last"
    model.picture("c", 56)
    done, _ = wanted(qtbot, model)
    done((56, {"c": picture}))
    assert [key for key in "abc" if model.picture(key, 56) is not None] == ["a", "c"]


# Rows


def test_a_caption_says_what_a_digit_is_and_what_else_it_was_read_as(model):
    texts = [model.index(row).data() for row in range(4)]
    assert texts == ["7", "3, read 8", "0", "5"]
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) is None
    assert model.rowCount() == 4
    assert model.rowCount(model.index(0)) == 0
    assert [model.row_of(key) for key in ("c", "z")] == [2, None]


def test_the_same_digits_with_other_labels_are_shown_in_place(view, model):
    view.select({"b"}, "b", 0)
    changed, reset = [], []
    model.dataChanged.connect(lambda first, last, _: changed.append((first.row(), last.row())))
    model.modelReset.connect(lambda: reset.append(True))
    other = [Entry("a", 1, 7, ENTRIES[0].made), *ENTRIES[1:]]
    model.show_entries(other)
    assert changed == [(0, 3)]
    assert not reset
    assert [entry.key for entry in view.selected()] == ["b"]
    assert model.index(0).data() == "1, read 7"
    model.show_entries(other[1:])
    assert reset == [True]
    assert model.row_of("a") is None
    assert model.row_of("b") == 0


# Selection and keys


def test_digits_are_selected_by_their_keys_in_the_order_of_the_list(view):
    told = []
    view.selection_changed.connect(lambda: told.append([one.key for one in view.selected()]))
    view.select({"d", "a", "b", "z"}, "d", 0)
    assert told[-1] == ["a", "b", "d"]
    assert view.currentIndex().row() == 3
    view.select({"c"}, "z", 0)
    assert told[-1] == ["c"]
    assert view.currentIndex().row() == 0, "the first, where the one before is gone"
    view.selectAll()
    assert told[-1] == ["a", "b", "c", "d"]


def test_the_list_is_scrolled_to_where_it_was(view, model):
    model.show_entries([Entry(f"{n}", 1, 1, ENTRIES[0].made) for n in range(40)])
    view.select(set(), None, 300)
    assert view.verticalScrollBar().value() == 300


def test_an_empty_list_can_be_selected_as_a_whole_and_says_why_it_is_empty(view, model):
    view.set_empty_text("Nothing is here yet.")
    assert "Nothing is here yet." not in [one.text for one in written(view.viewport())]
    model.show_entries([])
    view.selectAll()
    view.select({"a"}, "a", 0)
    assert view.selected() == []
    (one,) = written(view.viewport())
    assert (one.text, one.colour) == ("Nothing is here yet.", LIGHT.muted)
    assert one.place.center().x() == pytest.approx(view.viewport().width() / 2, abs=1)
    assert view.accessibleDescription() == "Nothing is here yet."


@pytest.mark.parametrize(
    ("key", "expected"),
    [(Qt.Key.Key_Return, "put"), (Qt.Key.Key_Enter, "put"), (Qt.Key.Key_Delete, "delete"),
     (Qt.Key.Key_Backspace, "delete"), (Qt.Key.Key_4, 4), (Qt.Key.Key_Down, None)],
)  # fmt: skip
def test_keys_ask_for_what_is_done_with_digits(view, key, expected):
    asked = []
    view.put_asked.connect(lambda: asked.append("put"))
    view.delete_asked.connect(lambda: asked.append("delete"))
    view.relabel_asked.connect(asked.append)
    view.select({"a"}, "a", 0)
    QTest.keyClick(view, key)
    assert asked == ([] if expected is None else [expected])
    assert view.currentIndex().row() == (2 if expected is None else 0)


def test_a_double_click_puts_a_digit_on_the_canvas(view):
    asked = []
    view.put_asked.connect(lambda: asked.append("put"))
    point = view.visualRect(view.digits.index(2)).center()
    QTest.mouseClick(view.viewport(), LEFT, pos=point)
    assert asked == []
    QTest.mouseDClick(view.viewport(), LEFT, pos=point)
    assert asked == ["put"]
    assert [one.key for one in view.selected()] == ["c"]


# Painted


def test_columns_share_the_width(view):
    assert view.gridSize().toTuple() == (80, 84)
    assert [view.visualRect(view.digits.index(row)).left() for row in range(4)] == [0, 80, 0, 80]
    bar = view.verticalScrollBar().sizeHint().width()
    view.resize(320 + bar, 200)
    assert view.gridSize().toTuple() == (79, 84), "four columns"
    view.resize(40, 200)
    assert view.gridSize().toTuple() == (76, 84)


def test_a_picture_lies_in_a_frame_above_its_caption(qtbot, view, model):
    """56 pixels are the picture's side, in the middle of 76, eight pixels from the top."""
    qtbot.waitUntil(lambda: bool(model._digits.asked))
    picture = np.zeros((56, 56), np.uint8)
    picture[20:30, 10:15] = 255
    model._digits.asked[-1][0]((56, {"a": picture}))
    ink, frames = in_colour(view.viewport(), LIGHT.ink), in_colour(view.viewport(), LIGHT.border)
    for row in range(4):
        left, top = cell(view, row)
        part = np.s_[top : top + 84, left : left + 76]
        assert is_frame(frames[part], 9, 7, 66, 64, reach=1), row
        rows, columns = np.nonzero(ink[top + 8 : top + 64, left + 10 : left + 66])
        found = (rows.min(), rows.max(), columns.min(), columns.max()) if len(rows) else None
        assert found == ((20, 29, 10, 14) if row == 0 else None), row
        paper = shades(view.viewport())[top + 10, left + 12]
        assert paper == QColor(LIGHT.paper).rgb()
    captions = {one.text: one for one in written(view.viewport())}
    for row, text in enumerate(["7", "3, read 8", "0", "5"]):
        left, top = cell(view, row)
        one = captions[text]
        assert one.place.center().x() == pytest.approx(left + 38, abs=1)
        assert one.place.center().y() == pytest.approx(top + 65 + 9, abs=1.5)
        assert one.colour == (LIGHT.warning if row == 1 else LIGHT.text)
        assert one.pixels == 12


def test_selected_digits_have_a_frame_and_a_ground_and_the_current_one_a_thin_frame(qtbot, view):
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.select({"b", "c"}, "d", 0)
    picture, ground = shades(view.viewport()), QColor(LIGHT.panel).rgb()
    strong, faint = (in_colour(view.viewport(), colour) for colour in (LIGHT.accent, LIGHT.faint))
    for row in range(4):
        left, top = cell(view, row)
        edge = np.s_[top : top + 4, left + 30 : left + 50]
        assert strong[edge].any() == (row in (1, 2)), row
        assert (picture[top + 4, left + 38] != ground) == (row in (1, 2)), row
        sides = [picture[top + 40, left : left + 4], picture[top + 40, left + 72 : left + 76],
                 picture[top + 80 : top + 84, left + 38]]  # fmt: skip
        for side in sides:
            assert (side != ground).any() == (row != 0), row
    left, top = cell(view, 3)
    assert (picture[top + 1, left + 30 : left + 50] != ground).all()
    assert not strong[top : top + 84, left : left + 76].any()
    assert faint.shape == strong.shape
