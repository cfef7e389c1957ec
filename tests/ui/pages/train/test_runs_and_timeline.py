"""After a training: back through its weights, runs side by side, the plot zoomed and saved."""

import csv
from dataclasses import replace

import pytest
import torch
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from digitpad.ink.input.render import network_input
from digitpad.network.architecture import TUTORIAL
from digitpad.training.module import Network, module_of
from digitpad.ui.messages import messages
from digitpad.ui.pages.train.runs_row import MOST_RUNS
from digitpad.ui.theme import DARK, LIGHT
from tests.ui.pens import SEVEN, click, mouse


@pytest.fixture
def page(qtbot, window, train_page):
    """The page after a short training, with a drawing on the canvas."""
    qtbot.keyClicks(train_page.form.recipe_box, "tut")
    train_page.form.epochs_box.setValue(2)
    mouse(window.canvas, SEVEN)
    train(qtbot, window, train_page)
    return train_page


def train(qtbot, window, page):
    with qtbot.waitSignal(page.model_saved, timeout=60_000):
        click(window, "trainButton")


def probabilities(window):
    return list(window.session.reading.answer.probabilities)


def answer_of(network, window):
    """Probabilities that ``network`` gives the drawing, by hand."""
    image = torch.from_numpy(network_input(window.canvas.drawing))
    with torch.no_grad():
        return network((image[None, None] - 0.1307) / 0.3081)[0].exp().tolist()


def test_also_a_run_for_which_the_oldest_goes_is_shown_from_its_present(page):
    runs = [replace(page.runs_menu.current, number=number) for number in range(1, MOST_RUNS + 2)]
    page.timeline.show_runs(tuple(runs[:-1]))
    page.timeline.run_box.setCurrentIndex(3)
    page.timeline.slider.setValue(0)
    assert page.timeline.is_back
    page.timeline.show_runs(tuple(runs[1:]))
    assert page.timeline.run() is runs[-1]
    assert not page.timeline.is_back


def test_the_slider_goes_back_and_the_answer_changes_with_it(qtbot, window, page):
    trained = answer_of(module_of(window.session.checkpoint.network), window)
    qtbot.waitUntil(lambda: probabilities(window) == pytest.approx(trained), timeout=30_000)
    moments = page.runs_menu.runs[0].timeline.moments
    assert [moment.step for moment in moments] == [0, 1, 2, 4, 8, 16]
    assert page.timeline.text.text() == "Now"  # not the last moment that was kept
    qtbot.keyClick(page.timeline.slider, Qt.Key.Key_Home)
    assert page.timeline.text.text() == "Before the first batch"
    torch.manual_seed(1)
    untrained = answer_of(Network(TUTORIAL).eval(), window)
    qtbot.waitUntil(
        lambda: probabilities(window) == pytest.approx(untrained, abs=0.005), timeout=30_000
    )
    assert page.timeline.back_button.isVisibleTo(window)
    click(window, "timelineBackButton")
    qtbot.waitUntil(lambda: probabilities(window) == pytest.approx(trained), timeout=30_000)


def test_a_second_run_is_named_by_what_was_changed(qtbot, window, page):
    page.form.rate_box.setValue(0.1)
    train(qtbot, window, page)
    names = [page.timeline.run_box.itemText(index) for index in range(2)]
    assert names[0] != names[1]
    assert [run.data for run in page.runs_menu.runs] == ["mnist"] * 2  # in any language the same
    assert "learning rate 0.01" in page.plot.spec().earlier[0].name
    assert [trace.run for trace in page.plot.spec().earlier] == [1]


def test_a_declined_model_stays_declined_when_the_timeline_is_left(qtbot, window, page):
    click(window, "resultDeclineButton")
    declined = window.session.checkpoint
    qtbot.keyClick(page.timeline.slider, Qt.Key.Key_Home)
    click(window, "timelineBackButton")
    assert window.session.checkpoint is declined


def test_the_wheel_zooms_and_a_double_click_shows_all(qtbot, window, page):
    plot = page.plot
    qtbot.waitUntil(lambda: plot.frame() is not None, timeout=30_000)
    left, top, width, height = plot.frame().plot
    middle = QPointF(left + width / 2, top + height / 2)
    before = plot.frame().shown
    event = QWheelEvent(
        middle, plot.mapToGlobal(middle), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(plot, event)
    assert plot.view() is not None
    assert plot.view().epochs[1] - plot.view().epochs[0] < before.epochs[1] - before.epochs[0]
    qtbot.mouseDClick(plot, Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert plot.view() is None


def test_a_button_in_the_plot_zooms_out_and_is_there_while_it_is_needed(qtbot, window, page):
    plot = page.plot
    qtbot.waitUntil(lambda: plot.frame() is not None, timeout=30_000)
    assert not plot.all_button.isVisible()
    plot.setFocus()
    qtbot.keyClick(plot, Qt.Key.Key_Plus)
    assert plot.all_button.isVisible()
    assert plot.rect().contains(plot.all_button.geometry())
    qtbot.mouseClick(plot.all_button, Qt.MouseButton.LeftButton)
    assert plot.view() is None
    assert not plot.all_button.isVisible()


def test_the_axis_ends_where_a_run_that_was_stopped_has_ended(qtbot, window, page):
    page.form.epochs_box.setValue(40)
    click(window, "trainButton")
    qtbot.waitUntil(
        lambda: page.runs_menu.current.number == 2 and len(page.runs_menu.current.curves.times) > 2,
        timeout=60_000,
    )
    assert page.runs_menu.traces()[0].length == 40
    click(window, "stopButton")
    qtbot.waitUntil(lambda: not page.is_training, timeout=60_000)
    took = page.runs_menu.current.curves.times[-1]
    assert took <= page.runs_menu.traces()[0].length < took + 1
    assert page.runs_menu.traces()[1][0].length == 2, "the first run had two epochs"


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_plot_is_saved(qtbot, page, tmp_path, monkeypatch, suffix):
    path = tmp_path / f"plot.{suffix}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(messages.came, timeout=30_000):
        page.plot_files.save_picture.trigger()
    if suffix == "png":
        with Image.open(path) as picture:
            assert picture.size[0] > 200
    else:
        assert b"<svg" in path.read_bytes()


def test_the_figures_are_saved(qtbot, page, tmp_path, monkeypatch):
    path = tmp_path / "figures.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(messages.came, timeout=30_000):
        page.plot_files.save_figures.trigger()
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert len(rows) == 16
    assert float(rows[-1]["train_loss"]) == pytest.approx(
        page.runs_menu.runs[0].curves.losses[-1], rel=1e-5
    )


def test_a_plot_that_cannot_be_saved_is_told(qtbot, page, monkeypatch, no_folder):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(no_folder / "a.csv"), ""))
    with qtbot.waitSignal(messages.came, timeout=30_000) as told:
        page.plot_files.save_figures.trigger()
    assert "could not be written" in told.args[0]


def test_the_plot_is_drawn_anew_in_the_colours_of_a_switch(qtbot, window, page):
    qtbot.waitUntil(lambda: page.plot._image is not None, timeout=30_000)
    for name, theme in (("dark", DARK), ("light", LIGHT)):
        window.set_colours(name)
        qtbot.waitUntil(
            lambda wanted=theme.panel: page.plot._image.pixelColor(1, 1).name() == wanted,
            timeout=30_000,
        )


def test_of_the_timeline_is_seen_what_there_is_to_choose(qtbot, window, train_page):
    timeline, runs = train_page.timeline, train_page.runs_menu
    train_page.form.epochs_box.setValue(1)

    def seen():
        return [
            one.isVisible()
            for one in (timeline, timeline.slider, timeline.run_box, timeline.back_button)
        ]

    assert seen() == [False] * 4
    assert not runs.button.isEnabled()
    train(qtbot, window, train_page)
    assert seen() == [True, True, False, False]
    assert runs.button.isEnabled()
    qtbot.keyClick(timeline.slider, Qt.Key.Key_Home)
    assert seen() == [True, True, False, True]
    click(window, "timelineBackButton")
    assert seen() == [True, True, False, False]
    run = runs.current
    timeline.show_runs((run, replace(run, number=run.number + 1)))
    assert seen() == [True, True, True, False]
