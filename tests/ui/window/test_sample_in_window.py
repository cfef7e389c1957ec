"""A sample of a data set, clicked in the browser, lies on the window's canvas and is read."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def test_a_clicked_sample_is_on_the_canvas_and_undo_takes_it_off(
    qtbot, window, data_folder, data_set
):
    window.pages.data_sets.folder = data_folder
    window.pages.train.data.refresh()
    window.actions_.dialogs["samples"].trigger()
    browser = window.findChild(object, "dataBrowser")
    qtbot.waitUntil(lambda: browser.grid.indices().size == 640, timeout=30_000)
    with qtbot.waitSignal(window.session.reading_changed, timeout=30_000):
        QTest.mouseClick(
            browser.grid.viewport(),
            Qt.MouseButton.LeftButton,
            pos=browser.grid.cell_rect(3).center(),
        )
    np.testing.assert_array_equal(window.canvas.drawing.picture, data_set.training.images[3])
    qtbot.waitUntil(lambda: window.session.is_settled, timeout=30_000)
    np.testing.assert_allclose(
        window.session.reading.image, data_set.training.images[3] / 255, atol=1e-7
    )
    window.actions_.undo.trigger()
    assert window.canvas.drawing.is_empty
