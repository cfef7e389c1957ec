"""Networks of other input sizes learn, go on, adapt and leave the program as others do."""

import numpy as np
import pytest
import torch
from torch import nn

from digitpad.data.samples import Samples
from digitpad.network.architecture import Architecture
from digitpad.network.described import architecture_of, input_steps
from digitpad.network.files.checkpoint import Checkpoint, load_checkpoint
from digitpad.network.files.training_info import TrainingInfo
from digitpad.network.layers import Conv2d, Flatten, Linear, LogSoftmax
from digitpad.support.errors import ModelError
from digitpad.training.adapt.hand import adapt
from digitpad.training.adapt.replay import decided, seen
from digitpad.training.adapt.settings import ADAPTATION
from digitpad.training.attribution import METHODS, attribute
from digitpad.training.curves import Curves
from digitpad.training.evaluation import evaluate
from digitpad.training.export import export, note_on
from digitpad.training.loop import as_tensors, train
from digitpad.training.module import Network, at_once, graph_with, normalised, with_weights
from digitpad.training.progress import EpochDone, Finished
from digitpad.training.recipe import FAST_RECIPE, Recipe
from digitpad.training.unfinished import Unfinished, fingerprint, load_unfinished, save_unfinished
from tests.network.input_sizes import SIZES, by_hand, sized

RECIPE = Recipe("small", epochs=2, batch_size=32, optimiser="adamw", learning_rate=0.01,
                momentum=0.9, validation=0.2)  # fmt: skip


@pytest.fixture
def network():
    torch.manual_seed(5)
    return Network(sized(33, 3, "padded"))


def checkpoint(network, path):
    return Checkpoint(graph_with(network), TrainingInfo(), path)


def test_it_learns_by_the_recipe_that_begins_with_the_middle(data_set):
    assert FAST_RECIPE.middle_first
    torch.manual_seed(1)
    *_, end = train(sized(40, 3), FAST_RECIPE, data_set.training)
    assert isinstance(end, Finished)
    report = evaluate(end.network, *as_tensors(data_set.test))
    assert report.accuracy > 0.9
    # The same numbers in PyTorch's own layers, on images that were fitted by hand.
    numbers = end.network.state_dict()
    theirs = nn.Sequential(nn.Conv2d(3, 2, 3, padding=1), nn.ReLU(), nn.MaxPool2d(4), nn.Flatten(),
                           nn.Linear(200, 10))  # fmt: skip
    theirs.load_state_dict({
        f"{place}.{part}": numbers[f"{name}.{part}"]
        for place, name in ((0, "conv1"), (4, "fc1")) for part in ("weight", "bias")
    })  # fmt: skip
    images = torch.from_numpy(data_set.test.images / np.float32(255))
    with torch.no_grad():
        read = theirs(by_hand(images, sized(40, 3))).argmax(dim=1).numpy()
    assert int((read == data_set.test.labels).sum()) == report.correct


def test_a_training_that_was_broken_off_goes_on_with_its_input(tmp_path, data_set):
    architecture = sized(33, 3, "padded")
    first = next(e for e in train(architecture, RECIPE, data_set.training)
                 if isinstance(e, EpochDone))  # fmt: skip
    sample = fingerprint(data_set.training)
    unfinished = Unfinished(architecture, RECIPE, "mnist", sample, "cpu", first.progress, Curves())
    save_unfinished(tmp_path / "u.safetensors", unfinished)
    assert load_unfinished(tmp_path / "u.safetensors").network == architecture


def test_what_the_layers_see_is_of_the_fitted_drawing(network):
    images = torch.randint(0, 256, (7, 28, 28), dtype=torch.uint8)
    with torch.no_grad():
        whole = network.eval()(normalised(images, network.architecture))
    torch.testing.assert_close(decided(network, seen(network, images)), whole)


def test_a_hand_is_learnt_on_it(network):
    random = np.random.default_rng(1)
    own = Samples(random.integers(0, 256, (20, 28, 28), np.uint8),
                  (np.arange(20) % 10).astype(np.uint8))  # fmt: skip
    quick = type(ADAPTATION)(steps=3, views=40, replayed=40, tests=20, folds=2)
    *_, end = adapt(network.eval(), own, how=quick)
    assert end.network.architecture == network.architecture


def test_a_hand_is_not_learnt_where_memory_would_not_hold_it():
    layers = (Conv2d("conv1", 4, 3, padding=1), Flatten("flatten"), Linear("fc1", 10),
              LogSoftmax("log_softmax"))  # fmt: skip
    with torch.device("meta"):
        network = Network(Architecture("large", layers, (1, 200, 200)))
    own = Samples(np.zeros((20, 28, 28), np.uint8), (np.arange(20) % 10).astype(np.uint8))
    with pytest.raises(ModelError, match=r"large is too large.*160,000 values.*at most 44,\d\d\d"):
        next(adapt(network, own))


def test_large_images_are_tested_a_few_at_a_time():
    small, large = Network(sized(28)), Network(sized(224, 3))
    assert at_once(small, 250) == 250
    # 50,176 + 150,528 + 2 x 100,352 values and 12,560 more
    assert at_once(large, 250) == 2**26 // (784 + 50176 + 150528 + 200704 + 2 * 6272 + 20)


@pytest.mark.parametrize("method", METHODS)
def test_why_is_told_on_the_drawing(network, method):
    image = np.random.default_rng(2).random((28, 28), np.float32)
    found = attribute(graph_with(network), image, 3, method)
    assert found.values.shape == (28, 28)
    assert found.odds != found.blank_odds
    if method == "integrated gradients":
        assert abs(found.gap) < 0.02 * abs(found.odds - found.blank_odds)


@pytest.mark.parametrize("name", SIZES)
def test_as_onnx_it_takes_a_drawing_and_answers_alike(tmp_path, name):
    onnx = pytest.importorskip("onnx")
    pytest.importorskip("onnxscript")
    from onnx.reference import ReferenceEvaluator

    torch.manual_seed(3)
    own = checkpoint(Network(SIZES[name]), tmp_path / "m.safetensors")
    export(own, tmp_path / "m.onnx", "onnx")
    model = onnx.load(tmp_path / "m.onnx")
    size = SIZES[name].input_shape
    assert str(size) in model.doc_string
    assert " × ".join(map(str, size)) in str(note_on("onnx", own.network))
    images = np.random.default_rng(6).random((3, 28, 28), np.float32)
    expected = np.log(own.network.probabilities(images))
    (answer,) = ReferenceEvaluator(model).run(["log_probabilities"], {"image": images[:, None]})
    np.testing.assert_allclose(answer, expected, atol=1e-4)
    again = load_checkpoint(tmp_path / "m.onnx").network
    np.testing.assert_allclose(np.log(again.probabilities(images)), expected, atol=1e-4)
    assert architecture_of(again) is None


def test_a_network_makes_of_a_drawing_what_the_steps_say_that_it_is_given(network):
    other = sized(33, 3, "resized")
    given = with_weights(network.architecture, network.state_dict(), steps=input_steps(other))
    expected = with_weights(other, network.state_dict())
    images = torch.rand(2, 1, 28, 28)
    with torch.no_grad():
        torch.testing.assert_close(given(images), expected(images), rtol=0, atol=0)
        assert not torch.allclose(given(images), network.eval()(images), atol=1e-3)
