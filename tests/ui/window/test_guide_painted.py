"""The guide's bubble as it is painted: its tail points at what is meant, whichever side that is."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QPushButton, QVBoxLayout, QWidget

from digitpad.ui.focus_ring import FocusRing
from digitpad.ui.theme import LIGHT
from digitpad.ui.window.guide import _nearest, _tail
from tests.ui.painted import in_colour

BODY = QRectF(12, 12, 300, 120)


@pytest.mark.parametrize(
    ("tip", "point", "foot"),
    [((330, 70), (312 + 10, 70), ((312, 58), (312, 82))),
     ((0, 70), (12 - 10, 70), ((12, 58), (12, 82))),
     ((160, 150), (160, 132 + 10), ((148, 132), (172, 132))),
     ((160, 0), (160, 12 - 10), ((148, 12), (172, 12)))],
    ids=["right", "left", "below", "above"],
)  # fmt: skip
def test_the_tail_stands_on_the_side_that_faces_what_is_meant(tip, point, foot):
    tail = _tail(BODY, QPointF(*tip))
    found = [(tail.elementAt(n).x, tail.elementAt(n).y) for n in range(3)]
    assert found[1] == point
    assert {found[0], found[2]} == set(foot)


def test_the_tail_stays_beside_the_round_corners():
    low, high = 12 + 22, 132 - 22
    for y, expected in ((-500, low), (500, high), (90, 90)):
        tail = _tail(BODY, QPointF(2000, y))
        assert tail.elementAt(1).y == expected
    left = _tail(BODY, QPointF(-5, 600))
    assert (left.elementAt(1).x, left.elementAt(1).y) == (12 + 22, 142)


@pytest.mark.parametrize(
    ("point", "expected"),
    [((0, 0), (10, 20)), ((100, 0), (39, 20)), ((25, 100), (25, 49)), ((15, 30), (15, 30)),
     ((0, 33), (10, 33))],
)  # fmt: skip
def test_the_nearest_point_of_what_is_meant(point, expected):
    assert _nearest(QRect(10, 20, 30, 30), QPoint(*point)).toTuple() == expected


def test_the_bubble_is_a_panel_with_an_edge_and_its_tail_reaches_the_canvas(open_window):
    window = open_window()
    guide = window.findChild(QWidget, "guide")
    edge = in_colour(guide, LIGHT.accent)
    assert edge.sum() > 300
    middle = guide.height() // 2
    inside = in_colour(guide, LIGHT.panel)
    assert inside[20, 40]
    assert edge[middle - 20 : middle + 20, : 12 + 2].any(), "the tail is on the canvas's side"
    assert not edge[:, guide.width() - 9 :].any()
    right = window.canvas.mapTo(window, window.canvas.rect().topRight()).x()
    assert guide.x() - right == pytest.approx(2, abs=1)
    columns = np.flatnonzero(edge.any(axis=0))
    assert columns[0] <= 4
    assert columns[-1] == pytest.approx(guide.width() - 12, abs=2)


# The ring around what has the keyboard


@pytest.fixture
def ringed(qtbot, qapp):
    ring = FocusRing(qapp)
    whole = QWidget()
    whole.list, whole.button = QListView(), QPushButton("A button")
    layout = QVBoxLayout(whole)
    layout.addWidget(whole.button)
    layout.addWidget(whole.list)
    qtbot.addWidget(whole)
    whole.resize(200, 160)
    whole.show()
    whole.activateWindow()
    qtbot.waitUntil(whole.isActiveWindow)
    whole.button.setFocus()
    yield whole
    qapp.focusChanged.disconnect(ring._follow)
    ring.deleteLater()


def ring_of(widget):
    found = widget.findChild(QWidget, "focusRing")
    return found if found is not None and found.isVisible() else None


def test_the_ring_lies_on_the_edge_of_what_a_key_led_to_and_follows_its_size(qtbot, ringed):
    assert ring_of(ringed.button) is None, "a button shows it by itself"
    QTest.keyClick(ringed.button, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: ring_of(ringed.list) is not None)
    for size in (ringed.size(), ringed.size() * 1.3):
        ringed.resize(size)
        ring = ring_of(ringed.list)
        assert ring.geometry() == ringed.list.rect()
        edge = in_colour(ringed.list, LIGHT.accent)
        height, width = edge.shape
        for line in (edge[:2], edge[-2:], edge[:, :2], edge[:, -2:]):
            assert line.all()
        assert not edge[3 : height - 3, 3 : width - 3].any()
    assert ring.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert ring.focusPolicy() == Qt.FocusPolicy.NoFocus
    QTest.keyClick(ringed.list, Qt.Key.Key_Backtab)
    qtbot.waitUntil(ringed.button.hasFocus)
    assert ring_of(ringed.list) is None
