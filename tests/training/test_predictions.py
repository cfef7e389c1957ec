"""Every answer to a test set: the numbers against NumPy, the order, cancelling."""

import numpy as np
import pytest
import torch

from digitpad.data.samples import Samples
from digitpad.network.architecture import TUTORIAL
from digitpad.support.errors import DataError
from digitpad.training.evaluation import Predictions, Report, evaluate, predict
from digitpad.training.module import Network


@pytest.fixture
def network():
    torch.manual_seed(3)
    return Network(TUTORIAL).eval()


@pytest.fixture
def samples():
    random = np.random.default_rng(7)
    return Samples(
        random.integers(0, 256, (777, 28, 28), dtype=np.uint8),
        random.integers(0, 10, 777, dtype=np.uint8),
    )


def by_hand(network, samples):
    """Log probabilities (n, 10) by plain NumPy: correlations, pools, products."""
    w = {name: value.detach().numpy().astype(np.float64) for name, value in
         network.state_dict().items()}  # fmt: skip

    def conv(x, weight, bias):
        padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), (2, 3))
        return np.einsum("nchwij,kcij->nkhw", windows, weight, optimize=True) + bias[:, None, None]

    def pool(x):
        n, c, h, w = x.shape
        return np.maximum(x, 0).reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    x = (samples.images[:, None] / 255 - 0.1307) / 0.3081
    x = pool(conv(x, w["conv1.weight"], w["conv1.bias"]))
    x = pool(conv(x, w["conv2.weight"], w["conv2.bias"])).reshape(len(x), -1)
    x = np.maximum(x @ w["fc1.weight"].T + w["fc1.bias"], 0)
    logits = x @ w["fc2.weight"].T + w["fc2.bias"]
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


def made_up(truth, predictions, probabilities):
    """An examination of a few samples, its confusion counted in plain Python."""
    counts = [[0] * 10 for _ in range(10)]
    for t, p in zip(truth, predictions, strict=True):
        counts[t][p] += 1
    return Predictions(
        Report(0.0, tuple(map(tuple, counts))), np.array(truth, np.uint8),
        np.array(predictions, np.uint8), np.array(probabilities, np.float32),
    )  # fmt: skip


def test_answers_and_loss_are_those_of_arithmetic_by_hand(network, samples):
    expected = by_hand(network, samples)
    predictions = predict(network, samples)
    np.testing.assert_array_equal(predictions.predictions, expected.argmax(axis=1))
    assert predictions.predictions.dtype == np.uint8
    assert predictions.probabilities.dtype == np.float32
    np.testing.assert_allclose(predictions.probabilities, np.exp(expected.max(axis=1)), atol=1e-5)
    loss = -expected[np.arange(777), samples.labels].mean()
    assert predictions.report.loss == pytest.approx(loss, abs=1e-5)
    for truth in range(10):
        for read in range(10):
            count = np.sum((samples.labels == truth) & (expected.argmax(axis=1) == read))
            assert predictions.report.confusion[truth][read] == count


def test_the_report_is_exactly_that_of_evaluate(network, samples):
    images, labels = torch.tensor(samples.images), torch.tensor(samples.labels).long()
    assert predict(network, samples).report == evaluate(network, images, labels)


def test_no_images_are_refused_in_a_sentence(network):
    images, labels = torch.zeros((0, 28, 28), dtype=torch.uint8), torch.zeros(0, dtype=torch.int64)
    with pytest.raises(DataError, match="no test images"):
        evaluate(network, images, labels)


def test_precision_goes_down_a_column_and_recall_along_a_row():
    # Three 4s, one of them read as 9; two 9s, both read right; nothing else.
    predictions = made_up([4, 4, 4, 9, 9], [4, 9, 4, 9, 9], [0.9] * 5)
    nothing = [None] * 10
    recall, precision = nothing.copy(), nothing.copy()
    recall[4], recall[9] = 2 / 3, 1.0
    precision[4], precision[9] = 1.0, 2 / 3
    assert list(predictions.recall) == recall
    assert list(predictions.precision) == precision


def test_a_cell_lists_its_samples():
    predictions = made_up([4, 4, 4, 9, 9], [4, 9, 9, 9, 4], [0.9] * 5)
    assert predictions.cell(4, 9).tolist() == [1, 2]
    assert predictions.cell(9, 4).tolist() == [4]
    assert predictions.cell(0, 0).tolist() == []


def test_the_most_confident_mistake_comes_first():
    predictions = made_up([1, 2, 3, 4], [7, 2, 8, 9], [0.5, 0.99, 0.9, 0.7])
    assert predictions.mistakes().tolist() == [2, 3, 0]


def test_six_are_six_different_ones_and_the_same_for_the_same_seed():
    predictions = made_up([1] * 50, [1] * 50, [0.9] * 50)
    six = predictions.six(1).tolist()
    assert len(set(six)) == 6
    assert max(six) < 50
    assert predictions.six(1).tolist() == six
    assert predictions.six(2).tolist() != six
    assert sorted(made_up([1, 2], [1, 2], [0.9, 0.9]).six(1).tolist()) == [0, 1]


def test_progress_is_told_and_may_cancel(network, samples):
    told = []
    network.train()
    predict(network, samples, lambda done, total: told.append((done, total)))
    assert told == [(250, 777), (500, 777), (750, 777), (777, 777)]

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        predict(network, samples, stop)
    assert network.training


def test_arrays_that_cannot_be_written_are_read(network, samples):
    samples.images.flags.writeable = samples.labels.flags.writeable = False
    assert predict(network, samples).report.samples == 777


def test_no_samples_are_an_error_in_words(network):
    with pytest.raises(DataError, match="no test images"):
        predict(network, Samples(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.uint8)))
