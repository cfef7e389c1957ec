"""What waits for its data set before it is trained, without a data set and without a training."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal

from digitpad.network.architecture import TUTORIAL
from digitpad.network.presets import PRESETS
from digitpad.support.errors import DigitpadError
from digitpad.training.recipe import RECIPES
from digitpad.ui.pages.train.preparation import Resumed, TrainingPreparation

FILE = Path("/somewhere/unfinished")


class DataSets(QObject):
    """Notes what is to be loaded."""

    load_progress = Signal(float)
    loaded = Signal(object)
    load_failed = Signal(str, str)

    def __init__(self):
        super().__init__()
        self.asked, self.current_name = [], None

    def load(self, name):
        self.asked.append(name)

    def have(self, name):
        self.current_name = name
        self.loaded.emit(SimpleNamespace(training=f"training of {name}"))


class Offer:
    """A training that was broken off, as the page offers it."""

    def __init__(self):
        self.left, self.problem, self.discarded = None, "", 0
        self.files = SimpleNamespace(begin=lambda: FILE)

    def take_over(self, training):
        if self.problem:
            raise DigitpadError(self.problem)
        self.took = training
        return FILE.with_name("resumed")

    def discard(self):
        self.discarded += 1


@pytest.fixture
def made(qapp):
    data_sets, offer, parent = DataSets(), Offer(), QObject()
    form = SimpleNamespace(recipe=lambda: RECIPES["fast"])
    box = SimpleNamespace(
        currentData=lambda: "cuda", findData=lambda name: 0 if name == "cuda" else -1
    )
    preparation = TrainingPreparation(data_sets, form, box, offer, parent)
    preparation.parent_ = parent  # kept alive
    preparation.said = []
    for name in ("loading", "planned", "failed", "given_up"):
        getattr(preparation, name).connect(
            lambda *what, name=name: preparation.said.append((name, *what))
        )
    return SimpleNamespace(it=preparation, data_sets=data_sets, offer=offer)


def left(device="cuda"):
    return SimpleNamespace(
        device=device, recipe=RECIPES["tutorial"], progress="progress", curves="curves"
    )  # fmt: skip


def test_a_network_is_planned_once_its_data_is_there(made):
    made.it.begin(TUTORIAL, "mnist")
    assert made.data_sets.asked == ["mnist"]
    assert made.it.waiting is TUTORIAL
    made.data_sets.load_progress.emit(0.25)
    made.data_sets.have("mnist")
    (loading, planned) = made.it.said
    assert loading == ("loading", 0.25)
    name, plan, data, file = planned
    assert (name, data, file) == ("planned", "mnist", FILE)
    assert (plan.network, plan.recipe, plan.device) == (TUTORIAL, RECIPES["fast"], "cuda")
    assert made.it.waiting is None
    made.data_sets.have("mnist")
    made.data_sets.load_progress.emit(0.5)
    assert len(made.it.said) == 2, "nothing waits any more"


def test_data_that_another_page_had_loaded_is_asked_for_again(made):
    made.it.begin(TUTORIAL, "mnist")
    made.data_sets.have("usps")
    assert made.data_sets.asked == ["mnist", "mnist"]
    assert made.it.said == []
    made.data_sets.load_failed.emit("usps", "It is damaged.")
    assert made.data_sets.asked == ["mnist"] * 3
    made.data_sets.load_failed.emit("mnist", "It is damaged.")
    assert made.it.said == [("given_up",)]
    assert made.it.waiting is None
    made.data_sets.load_failed.emit("mnist", "It is damaged.")
    made.data_sets.have("usps")
    assert len(made.it.said) == 1
    assert len(made.data_sets.asked) == 3


def test_what_waits_is_handed_to_another_page(made):
    assert made.it.hand_over() is None
    made.it.begin(PRESETS["lenet"], "usps")
    assert made.it.hand_over() == (PRESETS["lenet"], "usps")
    assert made.it.waiting is None


@pytest.mark.parametrize(("device", "used"), [("cuda", "cuda"), ("mps", "cpu")])
def test_a_training_that_was_broken_off_goes_on_as_it_was(made, device, used):
    one = left(device)
    made.it.begin(Resumed(one, TUTORIAL), "mnist")
    made.data_sets.have("mnist")
    ((name, plan, data, file),) = made.it.said
    assert (name, data, file) == ("planned", "mnist", FILE.with_name("resumed"))
    assert (plan.network, plan.recipe, plan.device) == (TUTORIAL, one.recipe, used)
    assert made.offer.took == "training of mnist"


def test_one_that_cannot_go_on_says_why(made):
    made.offer.problem = "Its data set is another now."
    made.it.begin(Resumed(left(), TUTORIAL), "mnist")
    made.data_sets.have("mnist")
    assert made.it.said == [("failed", "Its data set is another now.")]


def test_what_is_discarded_waits_no_more_and_another_training_does(made):
    made.offer.left = left()
    made.it.begin(Resumed(made.offer.left, TUTORIAL), "mnist")
    made.it.discard_offered()
    assert made.it.said == [("given_up",)]
    assert made.offer.discarded == 1
    for other in (TUTORIAL, Resumed(left(), TUTORIAL)):
        made.it.begin(other, "mnist")
        made.it.discard_offered()
        assert made.it.waiting is other
    assert made.offer.discarded == 3
