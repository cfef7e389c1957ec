"""A training that was broken off, as a file: whole, or refused with a sentence."""

import errno
import re
from dataclasses import replace

import pytest
import safetensors.torch
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitpad.network.architecture import TUTORIAL
from digitpad.support.errors import DigitpadError, ModelError, TrainingError
from digitpad.training.curves import Curves
from digitpad.training.loop import train
from digitpad.training.progress import BatchDone, EpochDone
from digitpad.training.recipe import Recipe
from digitpad.training.unfinished import Unfinished, fingerprint, load_unfinished, save_unfinished

RECIPE = Recipe(
    "small", epochs=2, batch_size=64, optimiser="sgd", learning_rate=0.01, momentum=0.5,
    validation=0.2,
)  # fmt: skip
WITH_MOMENTS = replace(RECIPE, optimiser="adamw")


@pytest.fixture
def unfinished(data_set):
    curves = Curves()
    for event in train(TUTORIAL, RECIPE, data_set.training):
        if isinstance(event, BatchDone):
            curves.add_batch(event)
        if isinstance(event, EpochDone):
            curves.add_epoch(event)
            sample = fingerprint(data_set.training)
            return Unfinished(TUTORIAL, RECIPE, "mnist", sample, "cpu", event.progress, curves)
    raise AssertionError


@pytest.fixture
def file(unfinished, tmp_path):
    save_unfinished(tmp_path / "u.safetensors", unfinished)
    return tmp_path / "u.safetensors"


def test_it_comes_back_bit_for_bit(unfinished, file):
    back = load_unfinished(file)
    assert (back.network, back.recipe, back.data, back.device) == (
        TUTORIAL, RECIPE, "mnist", "cpu",
    )  # fmt: skip
    assert back.fingerprint == unfinished.fingerprint
    before, after = unfinished.progress, back.progress
    assert (after.epoch, after.best_epoch, after.best_loss) == (1, 1, before.best_loss)
    assert torch.equal(after.random, before.random)
    assert torch.equal(after.order, before.order)
    assert len(after.weights) == len(after.best_weights) == 8
    torch.testing.assert_close(dict(after.weights), dict(before.weights), rtol=0, atol=0)
    torch.testing.assert_close(dict(after.best_weights), dict(before.best_weights), rtol=0, atol=0)
    assert back.curves.losses.tolist() == unfinished.curves.losses.tolist()
    assert back.curves.epochs == unfinished.curves.epochs


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.floats(0, 1, exclude_max=True), value=st.integers(0, 255), cut=st.booleans())
def test_damaged_bytes_are_refused_or_harmless(file, at, value, cut):
    content = bytearray(file.read_bytes())
    place = int(at**4 * len(content))  # mostly in the header
    if cut:
        del content[place:]
    else:
        content[place] = value
    damaged = file.with_name("damaged.safetensors")
    damaged.write_bytes(content)
    try:
        load_unfinished(damaged)
    except ModelError as error:
        assert str(damaged) in str(error)


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"format": "digitpad-unfinished-2"},
        {"numbers": "[]"},
        {"numbers": '{"epoch": "1"}'},
        {"recipe": "{}"},
        {"architecture": "[" * 5000},
        {"architecture": "{}"},
        {"epochs": '[{"epoch": 1}]'},
        {"epochs": "3"},
        {
            "epochs": '[{"epoch": 1, "train_loss": "low", "val_loss": null, "val_accuracy": null, '
            '"seconds": 1, "samples_per_second": 1}]'
        },
        {
            "numbers": '{"epoch": 1, "updates": 0, "best_epoch": 1, "best_loss": 1, "taken": -1, '
            '"seconds": 1}'
        },
    ],
)
def test_other_contents_are_refused(file, metadata):
    with safetensors.safe_open(file, framework="pt") as opened:
        own = opened.metadata()
        tensors = {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118
    file.write_bytes(safetensors.torch.save(tensors, {**own, **metadata} if metadata else {}))
    with pytest.raises(ModelError, match=re.escape(str(file))):
        load_unfinished(file)


def test_weights_of_another_network_are_refused(file):
    with safetensors.safe_open(file, framework="pt") as opened:
        own = opened.metadata()
        tensors = {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118
    tensors["best.fc2.weight"] = torch.zeros(10, 50)
    file.write_bytes(safetensors.torch.save(tensors, own))
    with pytest.raises(ModelError, match="do not fit"):
        load_unfinished(file)


@pytest.fixture
def with_moments(data_set, tmp_path):
    """A file whose optimiser keeps two moments of each parameter, and how many steps there were."""
    for event in train(TUTORIAL, WITH_MOMENTS, data_set.training):
        if isinstance(event, EpochDone):
            break
    sample = fingerprint(data_set.training)
    save_unfinished(
        tmp_path / "m.safetensors",
        Unfinished(TUTORIAL, WITH_MOMENTS, "mnist", sample, "cpu", event.progress, Curves()),
    )
    return tmp_path / "m.safetensors"


# A fused step goes through parameters and moments without a look at how large they are: too small
# ones had it write into memory that was not theirs.
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("optimiser.0.exp_avg", torch.zeros(1)),
        ("optimiser.4.exp_avg_sq", torch.zeros(49, 1)),
        ("optimiser.0.step", torch.zeros(2)),
        ("optimiser.0.exp_avg", torch.zeros(8, 1, 3, 3, dtype=torch.float64)),
        ("optimiser.0.momentum_buffer", torch.zeros(8, 1, 3, 3)),
        ("optimiser.99.exp_avg", torch.zeros(1)),
        ("optimiser.-1.exp_avg", torch.zeros(1)),
        ("optimiser.7.exp_avg", None),
        ("random", torch.zeros(5056, dtype=torch.uint8)),
        ("random", torch.zeros(16, dtype=torch.uint8)),
        ("order", torch.zeros(7)),
    ],
)  # fmt: skip
def test_what_an_optimiser_could_not_go_on_with_is_refused(with_moments, key, value):
    with safetensors.safe_open(with_moments, framework="pt") as opened:
        own = opened.metadata()
        tensors = {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118
    load_unfinished(with_moments)
    tensors[key] = value
    tensors = {key: value for key, value in tensors.items() if value is not None}
    with_moments.write_bytes(safetensors.torch.save(tensors, own))
    with pytest.raises(ModelError, match="is damaged"):
        load_unfinished(with_moments)


@pytest.mark.parametrize(("number", "is_whole"), [(0, False), (7, False), (None, True)])
def test_sgd_has_momentum_for_each_parameter_or_for_none(unfinished, tmp_path, number, is_whole):
    file, kept = tmp_path / "u.safetensors", unfinished.progress.optimiser
    assert kept
    state = {} if number is None else {key: kept[key] for key in kept if key != number}
    save_unfinished(
        file, replace(unfinished, progress=replace(unfinished.progress, optimiser=state))
    )
    if is_whole:
        load_unfinished(file)
    else:
        with pytest.raises(ModelError, match="has not seen each parameter"):
            load_unfinished(file)


def test_one_from_another_device_goes_on_with_an_order_of_its_own(unfinished, data_set):
    """A graphics card's generator has 16 bytes, which the processor's cannot take."""
    start = replace(unfinished.progress, order=torch.zeros(16, dtype=torch.uint8))
    done = [
        event for event in train(TUTORIAL, unfinished.recipe, data_set.training, start=start)
        if isinstance(event, EpochDone)
    ]  # fmt: skip
    assert len(done) == unfinished.recipe.epochs - unfinished.progress.epoch


def test_a_place_beyond_the_samples_is_refused_at_once(unfinished, data_set):
    beyond = replace(unfinished.progress, taken=10**15)
    with pytest.raises(TrainingError, match="other samples"):
        list(train(TUTORIAL, RECIPE, data_set.training, start=beyond))


def test_a_full_disk_leaves_the_file_of_the_epoch_before(unfinished, file, monkeypatch):
    before = file.read_bytes()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("digitpad.support.files.os.fsync", full)
    with pytest.raises(DigitpadError, match="No space left"):
        save_unfinished(file, unfinished)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]
