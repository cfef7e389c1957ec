"""What the network sees, pixel by pixel, and the frame around what a value depends on."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QPalette

from digitpad.ui.window.answer.input_preview import InputPreview
from tests.ui.painted import in_colour, is_frame, shades

ORANGE = "#fb923c"


@pytest.fixture
def preview(qtbot):
    preview = InputPreview()
    qtbot.addWidget(preview)
    palette = preview.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor("#ff00ff"))
    preview.setPalette(palette)
    return preview


@pytest.mark.parametrize(
    ("size", "zoom"), [((112, 112), 4), ((180, 120), 4), ((120, 150), 4), ((171, 168), 6)]
)
def test_each_pixel_is_a_square_and_the_picture_is_in_the_middle(preview, size, zoom):
    image = np.random.default_rng(1).random((28, 28), np.float32)
    preview.resize(*size)
    preview.set_image(image)
    side = 28 * zoom
    left, top = (size[0] - side) // 2, (size[1] - side) // 2
    grey = np.rint(image * 255).astype(np.uint32).repeat(zoom, 0).repeat(zoom, 1)
    painted = shades(preview)
    found = painted[top : top + side, left : left + side]
    assert np.abs((found & 0xFF).astype(int) - grey.astype(int)).max() <= 1
    assert ((found >> 8 & 0xFF) == (found & 0xFF)).all()
    around = np.ones(painted.shape, bool)
    around[top : top + side, left : left + side] = False
    assert (painted[around] == QColor("#ff00ff").rgb()).all()


def test_a_screen_with_more_pixels_shows_the_input_larger_and_as_crisp(preview, monkeypatch):
    monkeypatch.setattr(InputPreview, "devicePixelRatioF", lambda preview: 1.5)
    preview.set_least_zoom(3)
    preview.resize(100, 100)  # 150 of the screen's: five for each of the input's, 140
    preview.set_image(np.ones((28, 28), np.float32))
    rows, columns = np.nonzero(in_colour(preview, "#ffffff"))
    side = round(140 / 1.5)
    assert (np.ptp(rows) + 1, np.ptp(columns) + 1) == (side, side)
    assert (rows.min(), columns.min()) == ((100 - side) // 2, (100 - side) // 2)


def test_without_an_image_it_is_black(preview):
    preview.resize(112, 112)
    assert in_colour(preview, "#000000").all()
    preview.set_image(np.ones((28, 28), np.float32))
    assert in_colour(preview, "#ffffff").all()
    preview.set_image(None)
    assert in_colour(preview, "#000000").all()


def test_a_region_is_framed_until_there_is_none(preview):
    preview.resize(200, 176)  # 6 pixels each: 168, 16 from the left and 4 from the top
    preview.mark(((0,), (3, 4, 5), (10, 11)))
    assert is_frame(in_colour(preview, ORANGE), 16 + 60, 4 + 18, 16 + 72, 4 + 36, reach=1)
    for nothing in (None, ((0,), (), (4,)), ((0,), (4,), ())):
        preview.mark(((0,), (3,), (10,)))
        assert in_colour(preview, ORANGE).any()
        preview.mark(nothing)
        assert not in_colour(preview, ORANGE).any()


def test_it_is_at_least_so_large_that_each_pixel_is_seen_and_has_a_name(preview):
    assert preview.accessibleName() == "What the network sees"
    assert preview.minimumSize().toTuple() == (112, 112)
    preview.set_least_zoom(3)
    assert preview.minimumSize().toTuple() == preview.sizeHint().toTuple() == (84, 84)
