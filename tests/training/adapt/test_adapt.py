"""Adapting: a hand is learnt, others are not forgotten, and the figures are honest."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from digitpad.data.samples import DataSet, Samples
from digitpad.handwriting.synthetic import synthetic
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.render import network_input
from digitpad.network.architecture import TUTORIAL, Architecture
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint
from digitpad.network.files.library import saved_model
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.layers import Conv2d, Flatten, Linear, LogSoftmax, ReLU
from digitpad.support.errors import DataError
from digitpad.support.folders import bundled_model
from digitpad.training.adapt.hand import adapt, dealt
from digitpad.training.adapt.replay import decided, first_to_decide, seen
from digitpad.training.adapt.settings import (
    ADAPTATION,
    Adapted,
    Adapting,
    Score,
    Scores,
    has_learnt_before,
    keep_adapted,
)
from digitpad.training.evaluation import evaluate
from digitpad.training.loop import as_tensors
from digitpad.training.module import Network, graph_with, module_of, normalised
from tests.handwriting.strokes import hand, write

QUICK = replace(ADAPTATION, steps=80, views=400, replayed=800, tests=300, folds=2)


def strange_hand(count, seed):
    """Digits of a hand that underlines each one, as nobody does whom a network has met."""
    random, writer = np.random.default_rng(seed), hand(3)
    labels = (np.arange(count) % 10).astype(np.uint8)
    images = np.empty((count, 28, 28), np.uint8)
    for image, label in zip(images, labels, strict=True):
        digit = write(int(label), writer, random)
        points = np.concatenate([stroke.xy for stroke in digit.strokes])
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        edge = 0.2 * (bottom - top)
        line = Stroke.from_xy([(left - edge, bottom + edge), (right + edge, bottom + 0.8 * edge)])
        underlined = Drawing((*digit.strokes, line), digit.size)
        image[:] = np.rint(network_input(underlined) * 255)
    return Samples(images, labels)


def small_mnist():
    """Some digits of other hands in the place of MNIST, which is not on every machine."""
    return DataSet("mnist", synthetic(100, 9), synthetic(500, 9, first_hand=1000))


@pytest.fixture(scope="module")
def network():
    return module_of(load_checkpoint(bundled_model()).network)


@pytest.fixture(scope="module")
def own():
    return strange_hand(30, seed=1)


@pytest.fixture(scope="module")
def events(network, own):
    return list(adapt(network, own, how=QUICK, mnist=small_mnist()))


@pytest.fixture(scope="module")
def adapted(events):
    return events[-1]


def accuracy(network, samples):
    return evaluate(network, *as_tensors(samples)).accuracy


def test_a_strange_hand_is_learnt(network, adapted):
    others_of_it = strange_hand(200, seed=2)
    assert accuracy(network, others_of_it) < 0.4
    assert accuracy(adapted.network, others_of_it) > 0.8
    assert not adapted.network.training


def test_other_hands_are_not_forgotten(adapted):
    assert adapted.before.others.samples == 300
    assert adapted.after.others.correct >= adapted.before.others.correct - 9  # of 300: 3 points


def test_the_figures_are_what_the_networks_read(network, adapted):
    mnist = small_mnist().test
    assert adapted.before.mnist == Score(evaluate(network, *as_tensors(mnist)).correct, 500)
    assert adapted.after.mnist == Score(evaluate(adapted.network, *as_tensors(mnist)).correct, 500)


def test_own_digits_are_read_by_networks_that_have_not_seen_them(network):
    # Labels at random cannot be guessed, only learnt by heart.
    random = np.random.default_rng(0)
    images = strange_hand(40, seed=1).images[random.permutation(40)]
    guessed = Samples(images, random.integers(0, 10, 40).astype(np.uint8))
    *_, done = adapt(network, guessed, how=replace(QUICK, steps=150))
    assert accuracy(done.network, guessed) > 0.6
    assert done.after.own.accuracy < 0.35
    assert done.after.own.samples == done.digits == 40


def test_the_network_that_is_adapted_stays_bit_for_bit(own):
    network = module_of(load_checkpoint(bundled_model()).network)
    network.silenced = {"conv1": [0]}
    before = {key: value.clone() for key, value in network.state_dict().items()}
    *_, done = adapt(network, own, how=replace(QUICK, steps=10))
    torch.testing.assert_close(dict(network.state_dict()), before, rtol=0, atol=0)
    assert not network.training
    assert network.silenced == {"conv1": [0]}
    assert done.network.silenced == {}


def test_the_layers_that_see_strokes_stay(network, adapted):
    old, new = network.state_dict(), adapted.network.state_dict()
    assert len(old) == len(new) == 8
    for key in old:
        assert torch.equal(old[key], new[key]) == key.startswith("conv"), key


def test_the_same_seed_gives_the_same_network(network, own):
    def weights(seed):
        how = replace(QUICK, steps=20)
        return [*adapt(network, own, seed=seed, how=how)][-1].network.state_dict()

    first, again, other = weights(5), weights(5), weights(6)
    torch.testing.assert_close(again, first, rtol=0, atol=0)
    assert any(not torch.equal(first[key], other[key]) for key in first)


def test_no_random_number_of_a_training_is_taken(network, own):
    state = torch.get_rng_state()
    list(adapt(network, own, how=replace(QUICK, steps=10)))
    assert torch.equal(torch.get_rng_state(), state)


def test_too_few_digits_are_refused_in_a_sentence(network):
    with pytest.raises(DataError, match="at least 10 of your digits, better 20; there are 7"):
        next(adapt(network, strange_hand(7, seed=1)))


def test_of_many_digits_the_latest_are_learnt(network, own):
    *_, done = adapt(network, own, how=replace(QUICK, steps=10, most=12))
    assert done.digits == 12


def test_without_mnist_there_is_no_figure_for_it(network, own):
    *_, done = adapt(network, own, how=replace(QUICK, steps=10))
    assert done.before.mnist is None
    assert done.after.mnist is None


def test_progress_goes_up_to_the_end(events):
    told = [event for event in events if isinstance(event, Adapting)]
    assert [event.done for event in told] == list(range(len(told)))
    assert {event.total for event in told} == {len(told)}
    assert isinstance(events[-1], Adapted)


def test_a_check_ends_the_work(network, own):
    calls = []

    def check():
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt

    told = []
    with pytest.raises(KeyboardInterrupt):
        told.extend(adapt(network, own, how=QUICK, check=check))
    assert len(calls) == 5


def test_every_fold_holds_back_some_of_each_digit():
    fold = dealt(torch.tensor([7, 1, 1, 7, 7, 1, 1, 7, 3]), 2)
    assert sorted(fold[[0, 3, 4, 7]].tolist()) == [0, 0, 1, 1]
    assert sorted(fold[[1, 2, 5, 6]].tolist()) == [0, 0, 1, 1]


def test_seeing_and_deciding_are_the_whole_network(network):
    images = torch.from_numpy(strange_hand(20, seed=4).images)
    with torch.no_grad():
        whole = network(normalised(images, TUTORIAL))
    torch.testing.assert_close(decided(network, seen(network, images)), whole)


def test_all_layers_decide_where_none_is_fully_connected(own):
    architecture = Architecture(
        "all", (Conv2d("conv1", kernels=10, size=28, stride=1, padding=0), ReLU("relu1"),
                Flatten("flatten"), LogSoftmax("log_softmax")),
    )  # fmt: skip
    assert first_to_decide(architecture) == 0
    assert first_to_decide(TUTORIAL) == [type(s) for s in TUTORIAL.layers].index(Linear)
    torch.manual_seed(0)
    *_, done = adapt(Network(architecture).eval(), own, how=replace(QUICK, steps=40))
    assert done.after.own.samples == 30


@pytest.fixture
def result(network):
    scores = Scores(Score(9, 20), Score(90, 100), Score(9_940, 10_000))
    return Adapted(network, 20, scores, scores)


def test_an_adapted_network_is_saved_with_its_story(result, network, tmp_path):
    origin = Checkpoint(
        graph_with(network), TrainingInfo(data="mnist", test_accuracy=0.99), tmp_path / "robust.x"
    )
    kept = keep_adapted(result, origin, tmp_path / "models")
    saved = saved_model(kept.path)
    assert saved.recipe == "adapted from robust with 20 digits"
    assert saved.training_info.data == "mnist"
    assert saved.training_info.test_accuracy == 0.994
    assert has_learnt_before(load_checkpoint(kept.path))
    assert not has_learnt_before(origin)


def test_no_accuracy_of_another_data_set_is_told(result, network, tmp_path):
    origin = Checkpoint(
        graph_with(network), TrainingInfo(data="usps", test_accuracy=0.97), tmp_path / "usps.x"
    )
    assert keep_adapted(result, origin, tmp_path).training_info.test_accuracy is None


def test_two_models_saved_at_once_are_two_files(result, network, tmp_path):
    origin = Checkpoint(graph_with(network), TrainingInfo(), tmp_path / "a.x")
    paths = {keep_adapted(result, origin, tmp_path).path for _ in range(2)}
    assert all(path.exists() for path in paths)
    assert len(paths) == 2
