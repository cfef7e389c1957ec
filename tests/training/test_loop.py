"""The training loop: the tutorial's arithmetic, progress that can be paused, weights kept."""

import dataclasses

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.data.samples import Samples
from digitpad.network.architecture import TUTORIAL
from digitpad.support.errors import DataError
from digitpad.training.batches import ShuffledBatches
from digitpad.training.evaluation import evaluate
from digitpad.training.loop import as_tensors, learning_rate, smoothed_nll, train
from digitpad.training.module import Network, layout_on
from digitpad.training.progress import BatchDone, EpochDone, Finished, Started
from digitpad.training.recipe import FAST_RECIPE, RECIPES, TUTORIAL_RECIPE, Recipe

SMALL = Recipe(
    "small", epochs=2, batch_size=64, optimiser="sgd", learning_rate=0.01, momentum=0.5,
    validation=0.2, repeatable=True,
)  # fmt: skip


def run(recipe, samples):
    events = list(train(TUTORIAL, recipe, samples))
    batches = [event for event in events if isinstance(event, BatchDone)]
    epochs = [event for event in events if isinstance(event, EpochDone)]
    assert isinstance(events[-1], Finished)
    return batches, epochs, events[-1]


def test_the_tutorial_recipe_is_the_one_that_is_promised():
    recipe = TUTORIAL_RECIPE
    assert (recipe.optimiser, recipe.learning_rate, recipe.momentum) == ("sgd", 0.01, 0.5)
    assert (recipe.batch_size, recipe.seed, recipe.validation) == (64, 1, 0.2)
    assert (recipe.schedule, recipe.augmentation, recipe.keep_best) == ("constant", "none", True)
    assert recipe.dropout is None
    assert recipe.label_smoothing == recipe.weight_decay == recipe.averaging == 0


def test_losses_equal_a_plain_loop_by_hand(data_set):
    """PyTorch's plain layers and optimiser, with the same seed and the same order."""
    batches, epochs, finished = run(SMALL, data_set.training)

    torch.manual_seed(1)
    order = torch.Generator().manual_seed(1)
    network = Network(TUTORIAL)
    optimiser = torch.optim.SGD(network.parameters(), lr=0.01, momentum=0.5)
    x = (torch.tensor(data_set.training.images).float() / 255 - 0.1307) / 0.3081
    y = torch.tensor(data_set.training.labels).long()
    losses = []
    for _ in range(2):
        network.train()
        for chosen in torch.randperm(512, generator=order).split(64):
            z = F.max_pool2d(F.relu(network.conv1(x[chosen][:, None])), 2)
            z = F.max_pool2d(F.relu(network.conv2(z)), 2)
            z = F.dropout(F.relu(network.fc1(z.flatten(1))), 0.5)
            loss = F.nll_loss(F.log_softmax(network.fc2(z), 1), y[chosen])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            losses.append(loss.item())
    assert [event.loss for event in batches] == pytest.approx(losses, abs=1e-4)
    assert epochs[1].train_loss == pytest.approx(np.mean(losses[8:]), abs=1e-4)
    torch.testing.assert_close(
        finished.network.state_dict(), network.state_dict(), atol=1e-4, rtol=0
    )


def test_the_last_images_validate_and_the_first_train(data_set):
    # Validation images that contradict the training ones: they must not be learnt.
    labels = data_set.training.labels.copy()
    labels[-128:] = 9 - labels[-128:]
    recipe = dataclasses.replace(SMALL, epochs=6, learning_rate=0.05, momentum=0.9)
    _, epochs, finished = run(recipe, Samples(data_set.training.images, labels))
    assert epochs[-1].val_accuracy == 0
    assert finished.best_epoch == 1  # the lowest validation loss is the least learnt
    report = evaluate(finished.network, *as_tensors(Samples(data_set.training.images[-128:],
                                                           labels[-128:])))  # fmt: skip
    assert report.loss == pytest.approx(epochs[0].val_loss, abs=1e-5)


def test_events_count_batches_and_epochs(data_set):
    batches, epochs, finished = run(SMALL, data_set.training)
    assert [(b.epoch, b.batch, b.batches) for b in batches] == [
        (epoch, batch, 8) for epoch in (1, 2) for batch in range(1, 9)
    ]
    assert [epoch.epoch for epoch in epochs] == [1, 2]
    assert all(epoch.samples_per_second > 0 for epoch in epochs)
    assert not finished.network.training


def test_training_learns(data_set):
    recipe = dataclasses.replace(
        FAST_RECIPE, batch_size=32, epochs=4, epoch_samples=2560, validation=1 / 16
    )
    _, epochs, finished = run(recipe, data_set.training)
    assert evaluate(finished.network, *as_tensors(data_set.test)).accuracy == 1.0
    assert epochs[-1].val_accuracy == 1.0


def test_the_same_seed_gives_the_same_weights(data_set):
    first, second = run(SMALL, data_set.training)[2], run(SMALL, data_set.training)[2]
    other = run(dataclasses.replace(SMALL, seed=2), data_set.training)[2]
    torch.testing.assert_close(
        second.network.state_dict(), first.network.state_dict(), rtol=0, atol=0
    )
    assert not torch.equal(first.network.fc2.weight, other.network.fc2.weight)


def test_a_paused_training_goes_on_and_its_clock_stands_still(data_set, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("digitpad.training.progress.time.perf_counter", lambda: now[0])
    events = train(TUTORIAL, SMALL, data_set.training)
    seconds = []
    for event in events:
        now[0] += 1000.0  # whoever drives it takes a long pause at each event
        if isinstance(event, EpochDone | Finished):
            seconds.append(event.seconds)
    assert seconds == [0, 0, 0]  # two epochs and the end


@pytest.mark.filterwarnings("ignore:divide by zero")
def test_a_closed_training_ends_at_once(data_set):
    events = train(TUTORIAL, dataclasses.replace(SMALL, epochs=10_000), data_set.training)
    assert isinstance(next(events), Started)
    assert isinstance(next(events), BatchDone)
    events.close()
    assert list(events) == []


def test_short_epochs_go_through_every_sample_before_any_comes_again(data_set):
    recipe = dataclasses.replace(SMALL, validation=0.0, keep_best=False, epoch_samples=128)
    batches, epochs, _ = run(recipe, data_set.training)
    assert [(batch.epoch, batch.batch, batch.batches) for batch in batches] == [
        (1, 1, 2), (1, 2, 2), (2, 1, 2), (2, 2, 2)
    ]  # fmt: skip
    assert len(epochs) == 2

    images, _ = as_tensors(data_set.training)
    names = torch.arange(640)  # in the place of labels, to know each sample again
    stream = ShuffledBatches(images, names, TUTORIAL, recipe, torch.Generator().manual_seed(1))
    first_pass = [next(stream) for _ in range(10)]
    seen = torch.cat([y for _, y in first_pass])
    assert sorted(seen.tolist()) == list(range(640))
    assert seen.tolist() != list(range(640))
    x = torch.cat([x for x, _ in first_pass])[:, 0]
    expected = (images[seen].double() / 255 - 0.1307) / 0.3081
    torch.testing.assert_close(x.double(), expected, rtol=0, atol=1e-5)
    assert sorted(torch.cat([next(stream)[1] for _ in range(10)]).tolist()) == list(range(640))


def test_a_recipe_without_validation_keeps_the_last_weights(data_set):
    _, epochs, finished = run(
        dataclasses.replace(SMALL, validation=0.0, keep_best=False), data_set.training
    )
    assert epochs[-1].val_loss is None
    assert finished.best_epoch == 2


def test_too_few_samples_are_an_error(data_set):
    one = Samples(data_set.training.images[:1], data_set.training.labels[:1])
    with pytest.raises(DataError, match="1 training images, too few"):
        next(train(TUTORIAL, dataclasses.replace(SMALL, validation=0.9), one))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"optimiser": "adamw", "epoch_samples": 200, "augmentation": "shift", "keep_best": False},
        {"averaging": 0.9, "schedule": "one-cycle", "augmentation": "deform"},
        {"synthetic": 0.25, "not_digits": 0.1},
        {"optimiser": "muon", "schedule": "one-cycle", "middle_first": 0.7},
    ],
)
def test_a_training_goes_on_after_a_break_as_without_it(data_set, changes):
    recipe = dataclasses.replace(SMALL, epochs=5, **changes)
    whole = list(train(TUTORIAL, recipe, data_set.training))
    broken = train(TUTORIAL, recipe, data_set.training)
    third = next(event for event in broken if isinstance(event, EpochDone) and event.epoch == 3)
    next(broken)  # into the epoch that is lost
    broken.close()
    torch.manual_seed(99)

    later = list(train(TUTORIAL, recipe, data_set.training, start=third.progress))
    losses = [(e.epoch, e.batch, e.loss) for e in whole if isinstance(e, BatchDone) and e.epoch > 3]
    assert [(e.epoch, e.batch, e.loss) for e in later if isinstance(e, BatchDone)] == losses
    assert later[-1].best_epoch == whole[-1].best_epoch
    torch.testing.assert_close(
        later[-1].network.state_dict(), whole[-1].network.state_dict(), rtol=0, atol=0
    )


def test_where_there_is_no_digit_no_answer_is_to_be_sure():
    torch.manual_seed(2)
    logs = torch.randn(4, 10).log_softmax(1)
    labels = torch.tensor([3, -1, 0, -1])
    p = logs.double().numpy()
    own = [-p[0, 3], -p[1].mean(), -p[2, 0], -p[3].mean()]
    assert smoothed_nll(logs, labels, 0.0).item() == pytest.approx(np.mean(own), abs=1e-6)
    own[0] = 0.9 * own[0] - 0.1 * p[0].mean()
    own[2] = 0.9 * own[2] - 0.1 * p[2].mean()
    assert smoothed_nll(logs, labels, 0.1).item() == pytest.approx(np.mean(own), abs=1e-6)


def test_batches_have_the_shares_that_the_recipe_says(data_set):
    recipe = dataclasses.replace(SMALL, batch_size=40, synthetic=0.25, not_digits=0.1)
    images, labels = as_tensors(data_set.training)
    random = torch.Generator().manual_seed(1)
    batches = ShuffledBatches(images, labels, TUTORIAL, recipe, random)
    own = 0
    for _ in range(25):  # 640 samples, 26 at a time: one pass
        x, y = next(batches)
        assert x.shape == (len(y), 1, 28, 28)
        assert (y == -1).sum() == 4
        assert set(y.tolist()) <= set(range(-1, 10))
        own += len(y) - 14
    assert own == 640
    assert x[-14:].min() == pytest.approx(-0.1307 / 0.3081, abs=1e-6)  # paper is normalised too


@pytest.mark.parametrize("recipe", [*RECIPES.values()], ids=lambda recipe: recipe.name)
def test_rates_are_positive_and_one_cycle_ends_near_zero(recipe):
    rates = [learning_rate(recipe, step, 1000) for step in range(1000)]
    assert all(rate > 0 for rate in rates)
    assert max(rates) == pytest.approx(recipe.learning_rate)
    if recipe.schedule == "one-cycle":
        assert rates[-1] < 0.01 * max(rates)
        assert rates[0] == pytest.approx(0.1 * recipe.learning_rate)


def test_the_report_equals_a_count_by_hand(data_set):
    torch.manual_seed(4)
    network = Network(TUTORIAL).eval()
    images, labels = as_tensors(data_set.test)
    report = evaluate(network, images, labels)
    confusion = np.zeros((10, 10), int)
    losses = []
    for image, label in zip(images, labels.tolist(), strict=True):
        x = (image.float() / 255 - 0.1307) / 0.3081
        log_probabilities = network(x[None, None])[0].detach().numpy()
        confusion[label, log_probabilities.argmax()] += 1
        losses.append(-log_probabilities[label])
    assert report.confusion == tuple(map(tuple, confusion.tolist()))
    assert report.loss == pytest.approx(np.mean(losses), abs=1e-5)
    assert report.samples == 100
    assert report.correct == np.trace(confusion)
    assert report.accuracy == np.trace(confusion) / 100


def test_on_apples_gpus_images_lie_as_torch_has_them():
    """Batch normalisation's gradients are wrong there with the layout that is faster elsewhere."""
    assert layout_on(torch.device("mps")) == torch.contiguous_format
    assert layout_on(torch.device("cpu")) == torch.channels_last
