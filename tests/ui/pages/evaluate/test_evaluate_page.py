"""The Test page: a test from the button to the samples, cancelled, failed, and out of date."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QToolButton

from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_model
from digitpad.training import evaluation as predictions_module
from digitpad.training.evaluation import predict
from digitpad.training.module import module_of
from digitpad.training.test_and_save import hands_accuracy
from digitpad.ui.background import end_all, running
from digitpad.ui.pages.evaluate.evaluate_page import TestPage
from digitpad.ui.theme import DARK, LIGHT, apply_theme
from digitpad.ui.window.session import Session
from tests.ui.pens import press_again

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


class DataSets(QObject):
    """Stands for the window's data sets: loads what it is given, or fails."""

    loaded = Signal(object)
    load_failed = Signal(str, str)

    def __init__(self, on_disk=None, current=None):
        super().__init__()
        self.on_disk, self.current = on_disk, current
        self.current_name, self.is_loading, self.asked = None, False, []
        self.chosen = "mnist"

    def load(self, name):
        self.asked.append(name)
        if self.on_disk is None:
            self.load_failed.emit("mnist", "MNIST is not on this computer. Download it.")
        else:
            self.current = self.on_disk
            self.loaded.emit(self.current)


@pytest.fixture(scope="module")
def checkpoint():
    return load_checkpoint(bundled_model())


@pytest.fixture
def expected(checkpoint, data_set):
    return predict(module_of(checkpoint.network), data_set.test)


@pytest.fixture
def session(qtbot):
    session = Session()
    with qtbot.waitSignal(session.model_changed, timeout=60_000):
        session.load_model(bundled_model())
    yield session
    end_all(session)


@pytest.fixture
def open_page(qtbot, qapp, session):
    """Makes pages, and sees to it that none leaves a thread behind."""
    pages = []

    def make(data_sets):
        page = TestPage(session, data_sets)
        pages.append((page, data_sets))
        qtbot.addWidget(page)
        page.resize(700, 600)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        return page

    yield make
    for page, _ in pages:
        end_all(page)
        assert not running(page)
    qapp.processEvents()


@pytest.fixture
def page(open_page, data_set):
    return open_page(DataSets(current=data_set))


@pytest.fixture
def tested(qtbot, page):
    run(qtbot, page)
    return page


def button(page):
    return page.findChild(QToolButton, "examineButton")


def run(qtbot, page):
    QTest.mouseClick(button(page), LEFT)
    qtbot.waitUntil(lambda: not page.is_running, timeout=30_000)


@pytest.fixture
def gate(monkeypatch):
    """Holds the examination at its second batch until it is opened."""
    reached, opened = threading.Event(), threading.Event()

    def slow(network, samples, progress=None):
        progress(1, 3)
        reached.set()
        assert opened.wait(20)
        progress(2, 3)
        return predict(network, samples, progress)

    monkeypatch.setattr(predictions_module, "predict", slow)
    yield reached, opened
    opened.set()


def choose(page, index):
    box = page.findChild(QComboBox, "sampleChoice")
    box.setFocus()
    QTest.keyClick(box, KEY.Key_Home)
    for _ in range(index):
        QTest.keyClick(box, KEY.Key_Down)
    assert box.currentIndex() == index


def test_before_the_first_test_it_says_what_to_do(page):
    assert page.objectName() == "testPage"
    assert page.header.result.text() == "Press Test to see how well the model reads."
    assert not page.findChild(QComboBox, "sampleChoice").isEnabled()
    assert page.samples.grid.current() is None
    QTest.mouseClick(page.matrix, LEFT, pos=page.matrix.cell_rect(4, 9).center())


def test_the_result_is_that_of_the_network(tested, expected):
    correct = expected.report.correct
    hands = hands_accuracy(module_of(load_checkpoint(bundled_model()).network))
    assert tested.header.result.text() == (
        f"Average loss {expected.report.loss:.4f} · {correct} of 100 right ({correct:.2f} %)"
        f" · other hands {100 * hands:.1f} %"
    )
    assert tested.header.source.text() == "Model digitpad, test digits of MNIST"
    assert button(tested).text() == "Te&st"
    assert not tested.header.progress.isVisible()
    precision = [cell.text() for cell in tested.precision.cells()]
    recall = [cell.text() for cell in tested.recall.cells()]
    for shown, shares in ((precision, expected.precision), (recall, expected.recall)):
        for text, share in zip(shown, shares, strict=True):
            assert text == ("–" if share is None else "100" if share == 1 else f"{share:.1%}"[:-1])


def test_precision_stands_below_its_column_and_recall_beside_its_row(tested):
    for digit in range(10):
        cell = tested.matrix.cell_rect(digit, digit).center()
        across = tested.matrix.mapTo(tested, cell)
        below, beside = (
            shares.cells()[digit].mapTo(tested, shares.cells()[digit].rect().center())
            for shares in (tested.precision, tested.recall)
        )
        assert abs(below.x() - across.x()) <= 3
        assert abs(beside.y() - across.y()) <= 3
        assert below.y() > across.y()
        assert beside.x() > across.x()


def test_the_matrix_shows_the_counts_and_selects_the_most_frequent_mistake(tested, expected):
    confusion = np.array(expected.report.confusion)
    truth, read = tested.matrix.current()
    assert truth != read
    assert confusion[truth, read] == (confusion * (1 - np.eye(10, dtype=int))).max()
    assert tested.matrix.accessibleDescription() == (
        f"{truth} read as {read}: {confusion[truth, read]} of 10"
    )


def test_the_live_network_is_left_alone(qtbot, monkeypatch, page, session):
    used = []

    def watched(network, samples, progress=None):
        used.append(network)
        return predict(network, samples, progress)

    monkeypatch.setattr(predictions_module, "predict", watched)
    run(qtbot, page)
    assert len(used) == 1
    assert used[0] is not session.checkpoint.network


@pytest.mark.parametrize("key", [KEY.Key_Space, KEY.Key_Return, KEY.Key_Enter])
def test_the_button_is_pressed_by_keys_too(qtbot, page, key):
    button(page).setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(page.evaluated, timeout=30_000):
        QTest.keyClick(button(page), key)


def test_mistakes_are_shown_first_with_truth_answer_and_probability(tested, expected):
    wrong = expected.mistakes()
    assert tested.samples.grid.indices().tolist() == wrong.tolist()
    first = wrong[0]
    text = f"{expected.truth[first]} → {expected.predictions[first]}  "
    assert f": {text}" in tested.samples.grid.accessibleDescription()
    assert tested.samples.grid.accessibleDescription().endswith(" %")


def test_a_click_on_a_cell_shows_its_samples(qtbot, tested, expected):
    truth, read = 2, int(expected.predictions[2])
    with qtbot.waitSignal(tested.matrix.cell_chosen) as signal:
        QTest.mouseClick(tested.matrix, LEFT, pos=tested.matrix.cell_rect(truth, read).center())
    assert signal.args == [truth, read]
    cell = expected.cell(truth, read).tolist()
    assert tested.samples.grid.indices().tolist() == cell
    box = tested.findChild(QComboBox, "sampleChoice")
    assert box.currentText() == f"Cell {truth} read as {read} ({len(cell)})"


def test_an_empty_cell_is_told(tested, expected):
    empty = next(
        (t, r) for t in range(10) for r in range(10) if not expected.report.confusion[t][r]
    )
    QTest.mouseClick(tested.matrix, LEFT, pos=tested.matrix.cell_rect(*empty).center())
    assert tested.samples.grid.current() is None
    text = "No {} was read as {}.".format(*empty)
    assert tested.samples.grid.accessibleDescription() == text


def test_six_random_samples_and_six_others(tested):
    choose(tested, 2)
    six = tested.samples.grid.indices().tolist()
    assert len(set(six)) == 6
    others = tested.findChild(QToolButton, "sixOthersButton")
    QTest.mouseClick(others, LEFT)
    assert len(tested.samples.grid.indices()) == 6
    assert tested.samples.grid.indices().tolist() != six
    choose(tested, 1)
    assert not others.isVisible()


def test_a_clicked_sample_is_handed_over(qtbot, tested, data_set):
    choose(tested, 2)
    wanted = int(tested.samples.grid.indices()[1])
    with qtbot.waitSignal(tested.sample_chosen) as signal:
        point = tested.samples.grid.cell_rect(1).center()
        QTest.mouseClick(tested.samples.grid.viewport(), LEFT, pos=point)
    np.testing.assert_array_equal(signal.args[0], data_set.test.images[wanted])
    assert signal.args[0].dtype == np.uint8


def test_without_a_data_set_it_is_loaded_first(qtbot, open_page, data_set):
    data_sets = DataSets(on_disk=data_set)
    page = open_page(data_sets)
    run(qtbot, page)
    assert data_sets.asked == ["mnist"]
    assert "of 100 right" in page.header.result.text()


def test_the_chosen_data_set_is_the_one_that_is_loaded(qtbot, open_page, data_set):
    data_sets = DataSets(on_disk=data_set)
    data_sets.current_name = "fashion"
    run(qtbot, open_page(data_sets))
    assert data_sets.asked == ["fashion"]


def test_what_is_chosen_on_the_train_page_is_tested(qtbot, open_page, data_set):
    data_sets = DataSets(on_disk=data_set)
    data_sets.chosen = "few-handwriting"
    run(qtbot, open_page(data_sets))
    assert data_sets.asked == ["few-handwriting"]


def test_a_data_set_that_is_being_loaded_is_waited_for(qtbot, open_page, data_set):
    data_sets = DataSets(on_disk=data_set)
    data_sets.is_loading = True
    page = open_page(data_sets)
    QTest.mouseClick(button(page), LEFT)
    assert data_sets.asked == []
    assert page.is_running
    with qtbot.waitSignal(page.evaluated, timeout=30_000):
        data_sets.load("mnist")


def test_waiting_for_a_data_set_can_be_cancelled(open_page, data_set):
    data_sets = DataSets(on_disk=data_set)
    data_sets.is_loading = True
    page = open_page(data_sets)
    QTest.mouseClick(button(page), LEFT)
    assert button(page).text() == "&Cancel"
    QTest.mouseClick(button(page), LEFT)
    data_sets.load("mnist")
    assert not page.is_running
    assert button(page).text() == "Te&st"


def test_a_missing_data_set_is_told_and_the_page_goes_on(qtbot, open_page, data_set):
    data_sets = DataSets()
    page = open_page(data_sets)
    run(qtbot, page)
    assert page.header.message.text() == "MNIST is not on this computer. Download it."
    assert page.header.message.isVisible()
    data_sets.on_disk = data_set
    run(qtbot, page)
    assert not page.header.message.isVisible()
    assert "of 100 right" in page.header.result.text()


def test_without_a_model_it_says_what_to_do(qtbot, data_set):
    session = Session()
    data_sets = DataSets(current=data_set)
    page = TestPage(session, data_sets)
    qtbot.addWidget(page)
    page.show()
    QTest.mouseClick(button(page), LEFT)
    assert page.header.message.text().startswith("No model is loaded.")
    assert not page.is_running
    end_all(session)


def test_a_test_is_cancelled_and_the_last_result_stays(qtbot, tested, gate):
    before = tested.header.result.text()
    reached, opened = gate
    QTest.mouseClick(button(tested), LEFT)
    qtbot.waitUntil(reached.is_set)
    assert button(tested).text() == "&Cancel"
    assert tested.header.progress.isVisible()
    with qtbot.assertNotEmitted(tested.evaluated):
        QTest.mouseClick(button(tested), LEFT)
        opened.set()
        qtbot.waitUntil(lambda: not tested.is_running)
    assert tested.header.result.text() == before
    assert tested.header.source.text() == "Model digitpad, test digits of MNIST"


def test_closing_while_it_runs_ends_the_thread_and_twice_is_as_good(qtbot, page, gate):
    reached, opened = gate
    QTest.mouseClick(button(page), LEFT)
    qtbot.waitUntil(reached.is_set)
    (thread,) = running(page)
    threading.Timer(0.05, opened.set).start()
    with qtbot.assertNotEmitted(page.evaluated):
        end_all(page)
        assert thread.isFinished()
        end_all(page)
    assert not page.is_running


def test_what_goes_wrong_inside_becomes_a_sentence(qtbot, page, monkeypatch, caplog):
    def broken(network, samples, progress=None):
        raise ValueError("out of ink")

    monkeypatch.setattr(predictions_module, "predict", broken)
    run(qtbot, page)
    assert (
        page.header.message.text()
        == "The model could not be tested: out of ink. Try another model."
    )
    assert "out of ink" in caplog.text
    assert page.header.result.text() == "Press Test to see how well the model reads."


def test_another_model_leaves_the_result_but_marks_it(qtbot, tested, session, expected):
    text = "Result of model digitpad on MNIST; press Test for the present one."
    assert not tested.header.earlier.isVisible()
    with qtbot.waitSignal(session.model_changed, timeout=30_000):
        session.load_model(bundled_model())
    assert tested.header.earlier.text() == text
    assert tested.header.earlier.isVisible()
    assert not tested.header.source.isVisible()
    with qtbot.waitSignal(tested.sample_chosen):
        QTest.keyClick(tested.samples.grid, KEY.Key_Return)
    read = int(expected.predictions[2])
    QTest.mouseClick(tested.matrix, LEFT, pos=tested.matrix.cell_rect(2, read).center())
    assert tested.samples.grid.indices().tolist() == expected.cell(2, read).tolist()
    run(qtbot, tested)
    assert not tested.header.earlier.isVisible()
    assert tested.header.source.isVisible()


def test_a_model_that_changes_meanwhile_does_not_own_the_result(qtbot, page, session, gate):
    reached, opened = gate
    QTest.mouseClick(button(page), LEFT)
    qtbot.waitUntil(reached.is_set)
    with qtbot.waitSignal(session.model_changed, timeout=30_000):
        session.load_model(bundled_model())
    opened.set()
    qtbot.waitUntil(lambda: not page.is_running, timeout=30_000)
    assert page.header.earlier.isVisible()


@pytest.mark.parametrize("size", [(600, 560), (900, 740)])
def test_nothing_is_cut_off(tested, qapp, size):
    choose(tested, 2)
    for theme in (LIGHT, DARK):
        apply_theme(QApplication.instance(), theme)
        tested.resize(*size)
        qapp.processEvents()
        assert tested.size().toTuple() == size
        buttons = [one for one in tested.findChildren(QToolButton) if one.isVisible()]
        assert button(tested) in buttons
        for widget in buttons:
            assert widget.width() >= widget.sizeHint().width(), widget.text()
            assert widget.height() >= widget.sizeHint().height(), widget.text()
        for text in (tested.header.result, tested.header.source):
            assert text.height() >= text.heightForWidth(text.width()), text.text()
        cells = [*tested.precision.cells(), *tested.recall.cells()]
        assert len(cells) == 20  # precision and recall of ten digits
        for cell in cells:
            assert cell.width() >= cell.fontMetrics().horizontalAdvance(cell.text())


def test_a_double_click_on_test_does_not_cancel_it(qtbot, page, gate):
    reached, opened = gate
    QTest.mouseClick(button(page), LEFT)
    press_again(button(page))
    assert reached.wait(20)
    opened.set()
    qtbot.waitUntil(lambda: page.report is not None, timeout=30_000)


def test_return_held_down_on_test_does_not_cancel_it(qtbot, page, gate):
    reached, opened = gate
    button(page).setFocus()
    for repeats in (False, True):
        kind = QEvent.Type.KeyPress
        press = QKeyEvent(kind, KEY.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeats)
        QApplication.sendEvent(button(page), press)
    assert reached.wait(20)
    opened.set()
    qtbot.waitUntil(lambda: page.report is not None, timeout=30_000)
