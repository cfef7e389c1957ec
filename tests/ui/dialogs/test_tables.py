"""Tables of trials, models and adaptations by themselves: texts, order, keys and what they ask."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.network.architecture import TUTORIAL
from digitpad.network.files.library import SavedModel
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.presets import PRESETS
from digitpad.training.adapt.settings import Adapted, Score, Scores
from digitpad.training.experiments.experiment import Experiment, Result, Trial
from digitpad.training.recipe import RECIPES
from digitpad.ui.dialogs.collection.adapt_table import AdaptTable
from digitpad.ui.dialogs.experiments.trial_form import TrialForm
from digitpad.ui.dialogs.experiments.trials_table import ACCURACY, NETWORK, TrialsTable
from digitpad.ui.dialogs.models.models_table import ModelsTable
from tests.ui.fields import heard

LEFT = Qt.MouseButton.LeftButton
ALT, KEYPAD = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.KeypadModifier
DONE = Result(0.95, 0.9625, 0.1234, 75.0, 12345.0)
TRIALS = (
    Trial(TUTORIAL, replace(RECIPES["fast"], epochs=3, seed=9), DONE),
    Trial(PRESETS["lenet"], RECIPES["tutorial"], Result(problem="It broke off.")),
    Trial(PRESETS["dense"], RECIPES["tutorial"]),
)


def cells(table, row):
    model = table.model()
    return [model.index(row, n).data() for n in range(model.columnCount())]


def press(table, row, column=0, how=QTest.mouseClick):
    place = table.visualRect(table.model().index(row, column)).center()
    how(table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, place)


# Trials


@pytest.fixture
def trials(qtbot):
    table = TrialsTable()
    qtbot.addWidget(table)
    table.resize(1200, 200)
    table.show()
    table.show_experiment(Experiment("mine", "mnist", TRIALS))
    return table


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_a_trial_that_has_run_has_its_figures_and_one_that_waits_has_none(trials):
    parameters, products = f"{TUTORIAL.parameter_count():,}", f"{TUTORIAL.multiplications():,}"
    assert list(map(plain, cells(trials, 0))) == [
        "1", "Tutorial network", "Fast", "96.25 %", parameters, "1 min 15 s", "3", "9", "95.00 %",
        "0.1234", products, "12,345",
    ]  # fmt: skip
    assert cells(trials, 1)[ACCURACY] == "failed"
    assert cells(trials, 2)[ACCURACY] == "waiting"
    assert [cells(trials, 2)[n] for n in (5, 8, 9, 11)] == [""] * 4
    model = trials.model()
    tips = [model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) for row in range(3)]
    assert tips == [None, "It broke off.", None]
    assert model.headerData(NETWORK, Qt.Orientation.Horizontal) == "Network"
    role = Qt.ItemDataRole.TextAlignmentRole
    for column in range(model.columnCount()):
        sides = {int(model.index(0, column).data(role)),
                 int(model.headerData(column, Qt.Orientation.Horizontal, role))}  # fmt: skip
        assert len(sides) == 1
        is_left = bool(sides.pop() & int(Qt.AlignmentFlag.AlignLeft.value))
        assert is_left == (column in (1, 2)), column


def test_the_trial_that_runs_says_how_far_it_is(trials):
    changed = heard(trials.rows.dataChanged)
    trials.rows.show_running((2, 0.424))
    assert plain(cells(trials, 2)[ACCURACY]) == "running, 42 %"
    assert [(one[0].row(), one[0].column()) for one in changed] == [(2, ACCURACY)]
    trials.rows.show_running((2, 0.424))
    assert len(changed) == 1
    trials.rows.show_running((0, 0.1))
    assert [cells(trials, row)[ACCURACY] for row in (1, 2)] == ["failed", "waiting"]
    trials.rows.show_running(None)
    assert plain(cells(trials, 0)[ACCURACY]) == "96.25 %"


def test_a_click_on_a_column_sorts_by_its_values_and_the_selection_stays_with_its_trial(trials):
    trials.select(2)
    trials.sortByColumn(4, Qt.SortOrder.AscendingOrder)
    counts = [int(cells(trials, row)[4].replace(",", "")) for row in range(3)]
    assert counts == sorted(counts)
    assert trials.selected().number == 3
    trials.select(0)
    assert trials.selected().network == "tutorial"


@pytest.mark.parametrize(
    ("key", "modifiers", "expected"),
    [(Qt.Key.Key_Return, None, "use"), (Qt.Key.Key_Enter, None, "use"),
     (Qt.Key.Key_Delete, None, "remove"), (Qt.Key.Key_Backspace, None, "remove"),
     (Qt.Key.Key_Up, ALT, -1), (Qt.Key.Key_Down, ALT, 1), (Qt.Key.Key_Down, ALT | KEYPAD, 1),
     (Qt.Key.Key_Down, KEYPAD, None)],
)  # fmt: skip
def test_keys_ask_for_what_is_done_with_a_trial(trials, key, modifiers, expected):
    asked = []
    trials.use_asked.connect(lambda: asked.append("use"))
    trials.remove_asked.connect(lambda: asked.append("remove"))
    trials.move_asked.connect(asked.append)
    trials.select(0)
    QTest.keyClick(trials, key, modifiers or Qt.KeyboardModifier.NoModifier)
    assert asked == ([] if expected is None else [expected])
    assert trials.selected().number == (2 if expected is None else 1)


def test_another_trial_that_is_chosen_is_told_and_a_double_click_uses_it(trials):
    chosen, used = heard(trials.chosen), heard(trials.use_asked)
    count = len(chosen)
    press(trials, 1)
    assert len(chosen) > count
    assert used == []
    press(trials, 1, how=QTest.mouseDClick)
    assert len(used) == 1
    assert trials.selected().number == 2


def test_fewer_trials_leave_the_last_selected(trials):
    trials.select(2)
    trials.show_experiment(Experiment("mine", "mnist", TRIALS[:2]))
    assert trials.selected().number == 2
    trials.show_experiment(Experiment("mine", "mnist", (TRIALS[2], TRIALS[1])))
    assert trials.selected().number == 2
    assert cells(trials, 0)[NETWORK] == "Fully connected only"
    trials.show_experiment(Experiment("mine", "mnist"))
    assert trials.selected() is None
    assert trials.model().rowCount() == 0


# A trial's form


@pytest.fixture
def form(qtbot):
    form = TrialForm()
    qtbot.addWidget(form)
    form.resize(800, 90)
    form.show()
    return form


def test_a_trial_is_what_its_boxes_show(form):
    added = heard(form.added)
    QTest.mouseClick(form.add_button, LEFT)
    assert added == [Trial(TUTORIAL, RECIPES["fast"])]
    form.network_box.choose("lenet")
    form.recipe_box.setFocus()
    QTest.keyClick(form.recipe_box, Qt.Key.Key_Home)
    for _ in range(form.recipe_box.findData("tutorial")):
        QTest.keyClick(form.recipe_box, Qt.Key.Key_Down)
    assert form.epochs_box.value() == RECIPES["tutorial"].epochs
    for box, text in ((form.epochs_box, "4"), (form.seed_box, "77")):
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, text)
    QTest.mouseClick(form.add_button, LEFT)
    expected = replace(RECIPES["tutorial"], epochs=4, seed=77)
    assert added[1:] == [Trial(PRESETS["lenet"], expected)]


def test_a_number_that_is_refused_adds_no_trial(form):
    added = heard(form.added)
    form.epochs_box.setFocus()
    form.epochs_box.selectAll()
    QTest.keyClicks(form.epochs_box, "0")
    QTest.mouseClick(form.add_button, LEFT)
    assert added == []
    QTest.mouseClick(form.add_button, LEFT)
    assert len(added) == 1, "the reason was seen"


# Models


def saved(path, name="mine", **how):
    info = how.pop("info", {})
    return SavedModel(path / f"{name}.safetensors", how.pop("architecture", TUTORIAL),
                      TrainingInfo(**info), **how)  # fmt: skip


@pytest.fixture
def library(tmp_path):
    info = {
        "test_accuracy": 0.98765, "hands_accuracy": 0.912, "data": "mnist",
        "recipe": {"name": "fast"}, "made": "2026-11-24 10:30",
    }  # fmt: skip
    return (
        (saved(tmp_path, "bundled"), saved(tmp_path, "best")),
        (saved(tmp_path, "mine", info=info), saved(tmp_path, "broken", problem="It is damaged.")),
    )


@pytest.fixture
def models(qtbot, library):
    table = ModelsTable()
    qtbot.addWidget(table)
    table.resize(1200, 250)
    table.show()
    table.show_models(*library, library[1][0].path)
    return table


def test_a_model_has_its_name_its_making_and_how_well_it_reads(models):
    assert list(map(plain, cells(models, 2))) == [
        "mine", "2026-11-24 10:30", "Tutorial network", f"{TUTORIAL.parameter_count():,}", "Fast",
        "MNIST", "98.77 %", "91.2 %",
    ]  # fmt: skip
    assert [cells(models, row)[0] for row in (0, 1)] == ["Bundled model", "Best reader"]
    assert cells(models, 3)[6] == "cannot be read"
    assert cells(models, 0)[6:] == ["", ""]


def test_the_model_in_use_is_bold_selected_and_said_so(models, library):
    assert models.selected() is library[1][0]
    fonts = [models.item(row, 0).font().bold() for row in range(4)]
    assert fonts == [False, False, True, False]
    assert models.item(2, 0).toolTip() == "mine\nIn use"
    assert models.item(3, 1).toolTip().endswith("It is damaged.")
    assert models.item(0, 0).toolTip() == "Bundled model"
    models.select(library[0][1].path)
    models.show_models(*library, library[0][0].path)
    assert models.selected() is library[0][1], "the selection stays"
    models.show_models(library[0], (), library[0][0].path)
    assert models.selected() is library[0][1]


def test_only_ones_own_models_are_renamed(models, library):
    named = heard(models.name_typed)
    for row, can_be in ((0, False), (2, True)):
        assert bool(models.item(row, 0).flags() & Qt.ItemFlag.ItemIsEditable) == can_be
        assert not models.item(row, 1).flags() & Qt.ItemFlag.ItemIsEditable
        assert models.is_bundled([*library[0], *library[1]][row]) == (not can_be)
        models.selectRow(row)
        models.setCurrentCell(row, 0)
        models.rename()
        assert (models.state() == ModelsTable.State.EditingState) == can_be
    models.item(2, 0).setText("another")
    assert named == [(library[1][0].path, "another")]
    models.item(2, 1).setText("another")
    assert len(named) == 1


@pytest.mark.parametrize(
    ("key", "expected"),
    [(Qt.Key.Key_Return, "use"), (Qt.Key.Key_Enter, "use"), (Qt.Key.Key_Delete, "delete"),
     (Qt.Key.Key_Backspace, "delete"), (Qt.Key.Key_Down, None)],
)  # fmt: skip
def test_keys_ask_for_what_is_done_with_a_model(models, key, expected):
    asked = []
    models.use_asked.connect(lambda *_: asked.append("use"))
    models.delete_asked.connect(lambda: asked.append("delete"))
    QTest.keyClick(models, key)
    assert asked == ([] if expected is None else [expected])
    press(models, 0, how=QTest.mouseClick)
    press(models, 0, how=QTest.mouseDClick)
    assert asked[-1] == "use"


# What an adaptation changed


def scores(own, others, mnist=None):
    return Scores(
        Score(own, 40), Score(others, 200), None if mnist is None else Score(mnist, 10000)
    )


def test_before_after_and_their_difference_stand_side_by_side(qtbot):
    table = AdaptTable()
    qtbot.addWidget(table)
    table.show_adapted(Adapted(None, 40, scores(30, 180, 9900), scores(37, 178, 9875)))
    rows = {
        row: [plain(table.text(row, column)) for column in ("Before", "After", "Points")]
        for row in ("own", "mnist", "others")
    }
    assert rows == {
        "own": ["75.0 %", "92.5 %", "+17.5"], "mnist": ["99.00 %", "98.75 %", "−0.25"],
        "others": ["90.0 %", "89.0 %", "−1.0"],
    }  # fmt: skip
    assert table._figures["mnist", "After"].toolTip() == "9,875 of 10,000"
    assert table._names["mnist"].text() == "MNIST's test images"
    table.show_adapted(Adapted(None, 40, scores(30, 180), scores(30, 180)))
    assert [table.text("mnist", column) for column in ("Before", "After", "Points")] == ["–"] * 3
    assert table._names["mnist"].text() == "MNIST is not on this machine"
    assert table.text("own", "Points") == "0.0"
    assert table._figures["mnist", "After"].toolTip() == ""
    table.clear()
    assert {one.text() for one in table._figures.values()} == {"–"}
    assert table._names["mnist"].text() == "MNIST's test images"
