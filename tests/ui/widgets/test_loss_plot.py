"""The live plot without a training: zoom by mouse, wheel and keys, and what is painted when."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from digitpad.support.errors import DigitpadError
from digitpad.training.plots.plot_spec import Frame, LossCurve, View
from digitpad.ui.background import end_all
from digitpad.ui.theme import DARK, LIGHT, apply_theme
from digitpad.ui.widgets.loss_plot import LossPlot
from tests.ui.painted import in_colour, is_frame, shades, written

LEFT = Qt.MouseButton.LeftButton
NONE = np.zeros(0, np.float32)
CURVE = LossCurve("run", 1, 4.0, NONE, NONE, NONE, (), None)
# The axes are 200 x 100 pixels, from (50, 20); epochs 0 to 4, losses 0.01 to 1.
AXES, SHOWN = (50.0, 20.0, 200.0, 100.0), View((0.0, 4.0), (0.01, 1.0))


class Chart:
    """Paints one colour, and keeps what it was to paint."""

    drawn = []

    def draw(self, spec):
        Chart.drawn.append(spec)
        image = np.zeros((spec.size[1], spec.size[0], 4), np.uint8)
        image[:] = (0x12, 0x34, 0x56, 255)
        return Frame(image, 1.0, AXES, SHOWN if spec.view is None else spec.view)

    def save(self, spec, kind):
        if kind == "svg":
            raise DigitpadError("The disk is full. Choose another folder.")
        return f"{kind} of {spec.current.name}".encode()


@pytest.fixture
def empty(qtbot):
    plot = LossPlot()
    plot._new_chart = Chart
    Chart.drawn = []
    qtbot.addWidget(plot)
    plot.resize(300, 160)
    plot.show()
    yield plot
    end_all(plot)


@pytest.fixture
def plot(qtbot, empty):
    show(qtbot, empty)
    return empty


def show(qtbot, plot, *earlier):
    before = len(Chart.drawn)
    plot.show_runs(CURVE, earlier)
    settle(qtbot, plot, before)


def settle(qtbot, plot, before):
    """Wait until what was asked for after ``before`` pictures is shown."""
    qtbot.waitUntil(lambda: len(Chart.drawn) > before and plot._drawing.is_idle)


def wheel(plot, point, notches):
    event = QWheelEvent(
        QPointF(*point), plot.mapToGlobal(QPointF(*point)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(plot, event)


def drag(plot, start, end):
    QTest.mousePress(plot, LEFT, pos=QPoint(*start))
    QTest.mouseMove(plot, QPoint(*end))
    QTest.mouseRelease(plot, LEFT, pos=QPoint(*end))


# What is painted


def test_before_a_run_it_says_what_to_do(empty):
    (one,) = written(empty)
    assert one.text.startswith("Press Train.")
    assert one.colour == LIGHT.muted
    assert one.place.left() >= 24
    assert one.place.right() <= 300 - 24
    assert one.place.center().y() == pytest.approx(80, abs=1.5)
    assert Chart.drawn == []


def test_a_run_is_painted_once_its_picture_is_there_and_no_words_meanwhile(qtbot, empty):
    empty.show_runs(CURVE, ())
    assert [one.text for one in written(empty)] in ([""], [])
    settle(qtbot, empty, 0)
    assert in_colour(empty, "#123456").all()
    assert not written(empty)
    assert Chart.drawn[-1].current is CURVE
    assert Chart.drawn[-1].size == (300, 160)


def test_a_plot_without_runs_is_empty_again(qtbot, plot):
    plot.show_runs(None, ())
    assert plot.frame() is None
    assert written(plot)[0].text.startswith("Press Train.")
    show(qtbot, plot, CURVE)
    assert Chart.drawn[-1].earlier == (CURVE,)
    plot.show_runs(None, (CURVE,))
    assert plot.has_content()


def test_it_is_drawn_anew_for_another_size_theme_and_moment(qtbot, plot):
    for change, seen in (
        (lambda: plot.resize(280, 150), lambda spec: spec.size == (280, 150)),
        (lambda: plot.set_cursor_time(1.5), lambda spec: spec.cursor == 1.5),
        (lambda: apply_theme(QApplication.instance(), DARK),
         lambda spec: spec.colours.background == DARK.panel),
    ):  # fmt: skip
        before = len(Chart.drawn)
        change()
        settle(qtbot, plot, before)
        assert seen(Chart.drawn[-1])
    plot.set_cursor_time(1.5)
    assert plot._drawing.is_idle, "nothing has changed"


def test_while_it_is_hidden_nothing_is_drawn_and_then_the_newest(qtbot, plot):
    plot.hide()
    before = len(Chart.drawn)
    plot.set_cursor_time(2.0)
    assert plot._drawing.is_idle
    plot.show()
    settle(qtbot, plot, before)
    assert Chart.drawn[-1].cursor == 2.0


def test_each_role_has_its_own_colour_of_the_theme(plot):
    colours = plot.spec().colours
    assert (colours.background, colours.text, colours.muted) == (
        LIGHT.panel, LIGHT.text, LIGHT.muted,
    )  # fmt: skip
    assert (colours.grid, colours.training) == (LIGHT.border, LIGHT.accent)
    assert (colours.validation, colours.best) == (LIGHT.second, LIGHT.second)
    labels = plot.spec().labels
    assert (labels.loss, labels.accuracy, labels.epochs) == ("Loss", "Accuracy", "Epochs")
    assert (labels.validation, labels.best) == ("Validation", "Best epoch")


# Zoom


def test_a_rectangle_is_seen_while_it_is_dragged_and_is_what_is_shown_then(qtbot, plot):
    QTest.mousePress(plot, LEFT, pos=QPoint(100, 45))
    QTest.mouseMove(plot, QPoint(200, 95))
    assert is_frame(in_colour(plot, LIGHT.accent), 100, 45, 200, 95, reach=1)
    picture = shades(plot)
    assert picture[70, 150] not in (QColor("#123456").rgb(), QColor(LIGHT.accent).rgb()), "a veil"
    before = len(Chart.drawn)
    QTest.mouseRelease(plot, LEFT, pos=QPoint(200, 95))
    settle(qtbot, plot, before)
    assert not in_colour(plot, LIGHT.accent).any()
    view = plot.view()
    assert view.epochs == pytest.approx((1.0, 3.0), abs=0.05)
    # The loss is on a scale of powers: 100 pixels are a factor of 100.
    assert view.loss == pytest.approx((0.01 * 100**0.25, 0.01 * 100**0.75), rel=0.06)


@pytest.mark.parametrize("end", [(104, 95), (200, 48), (100, 45)])
def test_a_click_and_a_small_move_do_not_zoom(plot, end):
    drag(plot, (100, 45), end)
    assert plot.view() is None


def test_a_rectangle_can_be_dragged_from_any_corner_and_ends_at_the_axes(plot):
    drag(plot, (240, 110), (10, 5))
    assert plot.view().epochs == pytest.approx((0.0, 3.8), abs=0.05)
    assert plot.view().loss[1] == pytest.approx(1.0, rel=0.02)


def test_only_the_left_button_drags_and_only_over_a_picture(empty, qtbot):
    drag(empty, (100, 45), (200, 95))
    assert empty.view() is None
    show(qtbot, empty)
    QTest.mousePress(empty, Qt.MouseButton.RightButton, pos=QPoint(100, 45))
    QTest.mouseMove(empty, QPoint(200, 95))
    assert not in_colour(empty, LIGHT.accent).any()
    QTest.mouseRelease(empty, Qt.MouseButton.RightButton, pos=QPoint(200, 95))
    assert empty.view() is None


@pytest.mark.parametrize(("notches", "factor"), [(1, 1 / 1.25), (-1, 1.25), (2, 1 / 1.25**2)])
def test_the_wheel_zooms_about_the_pointer(plot, notches, factor):
    wheel(plot, (100, 70), notches)  # at epoch 1, and in the middle of the losses
    start, end = plot.view().epochs
    assert start == pytest.approx(max(1 - 1 * factor, 0))
    assert end == pytest.approx(1 + 3 * factor)
    low, high = plot.view().loss
    assert low == pytest.approx(0.1 * 0.1**factor)
    assert high == pytest.approx(0.1 * 10**factor)


def test_keys_zoom_about_the_middle_and_back(plot):
    for key, is_closer in ((Qt.Key.Key_Plus, True), (Qt.Key.Key_Equal, True),
                           (Qt.Key.Key_Minus, False)):  # fmt: skip
        plot.show_all()
        QTest.keyClick(plot, key)
        start, end = plot.view().epochs
        assert (end - start < 4.0) == is_closer
    for key in (Qt.Key.Key_0, Qt.Key.Key_Escape):
        QTest.keyClick(plot, Qt.Key.Key_Plus)
        assert plot.view() is not None
        QTest.keyClick(plot, key)
        assert plot.view() is None
    QTest.keyClick(plot, Qt.Key.Key_A)
    assert plot.view() is None


def test_all_is_drawn_again_after_a_double_click(qtbot, plot):
    for close, all_again in (
        (lambda: wheel(plot, (100, 70), 1), lambda: QTest.mouseDClick(plot, LEFT)),
        (lambda: QTest.keyClick(plot, Qt.Key.Key_Plus), lambda: QTest.keyClick(plot, "0")),
    ):
        for zoom, is_closer in ((close, True), (all_again, False)):
            before = len(Chart.drawn)
            zoom()
            settle(qtbot, plot, before)
            assert (Chart.drawn[-1].view is not None) == is_closer


def test_it_zooms_no_closer_than_something_is_to_be_seen(plot):
    plot._zoom_to(View((1.0, 1.00005), (0.1, 0.2)))
    plot._zoom_to(View((1.0, 2.0), (0.1, 0.10005)))
    assert plot.view() is None
    plot._zoom_to(View((1.0, 2.0), (1e-9, 1e9)))
    assert plot.view() == View((1.0, 2.0), (1e-6, 1e3))


def test_the_button_that_shows_all_is_in_the_corner_while_a_part_is_shown(qtbot, plot):
    button = plot.all_button
    assert not button.isVisible()
    plot.activateWindow()
    plot.setFocus()
    QTest.keyClick(plot, Qt.Key.Key_Plus)
    assert button.isVisible()
    for width in (300, 260):
        plot.resize(width, 160)
        assert button.geometry().right() == width - 4 - 1
        assert button.geometry().top() == 2
        assert button.width() >= button.sizeHint().width()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert plot.view() is None
    assert not button.isVisible()
    assert plot.hasFocus(), "the keys zoom on"


# Files


def test_a_saved_plot_is_told_and_so_is_one_that_could_not_be_saved(qtbot, plot, tmp_path):
    said = []
    plot.ended.connect(said.append)
    plot.save(tmp_path / "plot.png", "png")
    qtbot.waitUntil(lambda: len(said) == 1)
    assert said == [f"Saved {tmp_path / 'plot.png'}"]
    assert (tmp_path / "plot.png").read_bytes() == b"png of run"
    plot.save(tmp_path / "plot.svg", "svg")
    qtbot.waitUntil(lambda: len(said) == 2)
    assert said[1] == "The disk is full. Choose another folder."
    assert not (tmp_path / "plot.svg").exists()
