"""The recipe's fields without the page: what they show, what is taken, what it is called then."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from digitpad.training.recipe import EVERYDAY_RECIPE, RECIPES
from digitpad.ui.pages.train.recipe_form import RecipeForm
from digitpad.ui.widgets.basics import Field

TUTORIAL = RECIPES["tutorial"]
BOXES = {
    "epochs_box": "epochs", "batch_box": "batch_size", "seed_box": "seed",
    "rate_box": "learning_rate", "momentum_box": "momentum",
}  # fmt: skip


@pytest.fixture
def form(qtbot):
    others = [Field(name, QComboBox()) for name in ("Data", "Network", "Device")]
    form = RecipeForm(*others)
    qtbot.addWidget(form)
    form.resize(900, 400)
    form.show()
    form.told = []
    form.changed.connect(lambda: form.told.append(form.recipe()))
    return form


def type_into(box, text):
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def choose(box, key):
    """Choose an entry by its keys, as its user does."""
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(box.findData(key)):
        QTest.keyClick(box, Qt.Key.Key_Down)


def test_it_begins_with_the_everyday_recipe(form):
    assert form.recipe() == EVERYDAY_RECIPE
    assert form.recipe_box.currentData() == EVERYDAY_RECIPE.name
    assert form.told == []


@pytest.mark.parametrize("name", list(RECIPES))
def test_a_recipe_that_is_chosen_is_what_the_fields_show_and_is_told_once(form, name):
    form.show_recipe(replace(TUTORIAL, name="custom", epochs=3, momentum=0.123))
    form.told.clear()
    choose(form.recipe_box, name)
    assert form.recipe() == RECIPES[name]
    assert form.told[-1] == RECIPES[name]
    for box, value in BOXES.items():
        assert getattr(form, box).value() == pytest.approx(getattr(RECIPES[name], value), abs=1e-5)
    assert form.validation_box.value() == pytest.approx(100 * RECIPES[name].validation, abs=0.005)
    assert form.optimiser_box.currentData() == RECIPES[name].optimiser
    assert form.augmentation_box.currentData() == RECIPES[name].augmentation


@pytest.mark.parametrize(
    ("box", "text", "setting", "value", "keeps_name"),
    [("epochs_box", "7", "epochs", 7, True), ("seed_box", "9", "seed", 9, True),
     ("batch_box", "32", "batch_size", 32, False), ("rate_box", "0.5", "learning_rate", 0.5, False),
     ("momentum_box", "0.25", "momentum", 0.25, False),
     ("validation_box", "10", "validation", 0.1, False)],
)  # fmt: skip
def test_what_is_typed_is_taken_and_makes_it_a_recipe_of_ones_own(
    form, box, text, setting, value, keeps_name
):
    form.show_recipe(TUTORIAL)
    type_into(getattr(form, box), text)
    assert len(form.told) == 1
    assert getattr(form.recipe(), setting) == pytest.approx(value)
    name = "tutorial" if keeps_name else "custom"
    assert form.recipe().name == form.recipe_box.currentData() == name
    expected = replace(TUTORIAL, **{setting: getattr(form.recipe(), setting)}, name=name)
    assert form.recipe() == expected


@pytest.mark.parametrize(
    ("box", "setting", "value"),
    [("optimiser_box", "optimiser", "adamw"), ("augmentation_box", "augmentation", "deform")],
)
def test_what_is_chosen_is_taken_too(form, box, setting, value):
    form.show_recipe(TUTORIAL)
    choose(getattr(form, box), value)
    assert getattr(form.recipe(), setting) == value
    assert form.recipe_box.currentData() == "custom"
    choose(getattr(form, box), getattr(TUTORIAL, setting))
    assert form.recipe() == TUTORIAL, "and as it was it has its name again"
    assert form.recipe_box.currentData() == "tutorial"


def test_a_share_that_the_box_rounds_stays_what_it_is(form):
    recipe = replace(TUTORIAL, name="custom", validation=1 / 30)
    form.show_recipe(recipe)
    assert form.validation_box.value() == pytest.approx(3.33)
    assert form.recipe().validation == 1 / 30
    type_into(form.validation_box, "3.5")
    assert form.recipe().validation == pytest.approx(0.035)


def test_a_sentence_says_what_the_recipe_is_and_what_an_epoch_takes(form):
    sentences = set()
    for name in RECIPES:
        choose(form.recipe_box, name)
        said = form.words.text()
        sentences.add(said)
        assert form.recipe_box.toolTip() == form.recipe_box.accessibleDescription() == said
        place = form.recipe_box.findData(name)
        assert form.recipe_box.itemData(place, Qt.ItemDataRole.ToolTipRole) == said
        samples = RECIPES[name].epoch_samples
        expected = f"{samples:,} samples" if samples else "all samples once"
        assert expected in form.epochs_box.toolTip()
    assert len(sentences) == len(RECIPES)
    type_into(form.batch_box, "17")
    assert form.words.text() == "Settings of your own, which no recipe with a name has."


def test_details_are_shown_below_or_the_sentence_is(form):
    details = (form.batch_box, form.rate_box, form.seed_box, form.augmentation_box)
    for shown in (False, True):
        form.show_details(shown)
        assert [box.isVisible() for box in details] == [shown] * 4
        assert form.words.isVisible() == (not shown)
        assert form.epochs_box.isVisible()
        assert form.recipe_box.isVisible()
    assert (
        form.batch_box.mapTo(form, form.batch_box.rect().topLeft()).y()
        > form.epochs_box.mapTo(form, form.epochs_box.rect().bottomLeft()).y()
    )


def test_what_was_refused_stops_once_and_goes_with_another_recipe(form):
    type_into(form.batch_box, "0")
    assert form.take_refusal()
    assert not form.take_refusal()
    type_into(form.batch_box, "0")
    reason = next(field.reason for field in form._fields if field.box is form.batch_box)
    assert not reason.isHidden()
    form.show_recipe(TUTORIAL)
    assert reason.isHidden()
    assert not form.take_refusal()


def test_what_is_remembered_comes_back_with_the_recipe_that_it_was_made_of(form):
    form.show_recipe(TUTORIAL)
    type_into(form.batch_box, "32")
    kept = form.to_json()
    form.show_recipe(RECIPES["fast"])
    form.restore(kept)
    assert form.recipe() == replace(TUTORIAL, name="custom", batch_size=32)
    type_into(form.batch_box, str(TUTORIAL.batch_size))
    assert form.recipe() == TUTORIAL
    form.restore({"recipe": "nonsense"})
    form.restore({})
    assert form.recipe() == TUTORIAL
