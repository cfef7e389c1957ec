"""Muon, and trainings that begin with the middle of the pictures."""

import dataclasses

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from digitpad.network.architecture import TUTORIAL
from digitpad.network.presets import PRESETS
from digitpad.support.errors import ModelError
from digitpad.training.curves import Curves
from digitpad.training.loop import train
from digitpad.training.module import Network, can_learn_from
from digitpad.training.muon import Muon, hidden, orthogonal
from digitpad.training.progress import EpochDone
from digitpad.training.recipe import FAST_RECIPE
from digitpad.training.unfinished import Unfinished, load_unfinished, save_unfinished


@pytest.mark.parametrize("shape", [(49, 1568), (32, 72), (60, 20), (7, 7)])
def test_a_step_keeps_a_gradients_directions_and_makes_them_alike(shape):
    gradient = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    u, _, v = np.linalg.svd(gradient.double().numpy(), full_matrices=False)
    made = u.T @ orthogonal(gradient).double().numpy() @ v.T  # (k, k), of 1 at best
    assert np.allclose(made, np.diag(np.diag(made)), atol=0.02)
    assert np.all((np.diag(made) > 0.6) & (np.diag(made) < 1.25))


def test_hidden_weights_move_by_muon_and_all_others_by_adamw():
    torch.manual_seed(1)
    network = Network(TUTORIAL)
    names = [name for name, _ in network.named_parameters()]
    parameters = list(network.parameters())
    chosen = hidden([p.shape for p in parameters])
    assert [names[number] for number in chosen] == ["conv2.weight", "fc1.weight"]
    twins = [p.detach().clone().requires_grad_() for p in parameters]
    ours = Muon(parameters, 0.02, 0.9, 0.1)
    theirs = torch.optim.AdamW(twins, 0.02, (0.9, 0.99), weight_decay=0.1)
    before = [p.detach().double().numpy() for p in twins]
    buffers = {number: np.zeros(before[number].shape) for number in chosen}
    for _ in range(2):
        for mine, other in zip(parameters, twins, strict=True):
            mine.grad = torch.randn(mine.shape)
            other.grad = mine.grad.clone()
        gradients = [p.grad.double().numpy() for p in parameters]
        ours.step()
        theirs.step()
        for number in chosen:
            buffers[number] = 0.9 * buffers[number] + 0.1 * gradients[number]
            x = 0.1 * gradients[number] + 0.9 * buffers[number]
            x = x.reshape(len(x), -1)
            x /= np.linalg.norm(x)
            for _ in range(5):  # as Jordan writes it
                square = x @ x.T
                x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
            x *= 0.2 * max(x.shape) ** 0.5
            before[number] = before[number] * (1 - 0.02 * 0.1) - 0.02 * x.reshape(
                before[number].shape
            )
    for number, (mine, other) in enumerate(zip(parameters, twins, strict=True)):
        expected = before[number] if number in chosen else other.detach().double().numpy()
        np.testing.assert_allclose(mine.detach().double().numpy(), expected, atol=2e-5)


def test_of_the_middle_the_network_learns_with_the_middle_of_its_weights():
    torch.manual_seed(1)
    network = Network(TUTORIAL).eval()
    x = torch.randn(3, 1, 20, 20)
    z = F.max_pool2d(F.relu(network.conv1(x)), 2)
    z = F.max_pool2d(F.relu(network.conv2(z)), 2)  # (3, 32, 5, 5)
    middle = network.fc1.weight.view(49, 32, 7, 7)[:, :, 1:6, 1:6].reshape(49, -1)
    z = F.relu(F.linear(z.flatten(1), middle, network.fc1.bias))
    torch.testing.assert_close(network(x), F.log_softmax(network.fc2(z), 1))


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_takes_the_middle_of_pictures_or_says_that_it_cannot(name):
    network = Network(PRESETS[name]).eval()
    assert can_learn_from(network, (1, 28, 28))
    if can_learn_from(network, (1, 20, 20)):
        assert network(torch.randn(2, 1, 20, 20)).shape == (2, 10)
    assert not can_learn_from(network, (1, 1, 1)) or name == "dense"


def test_a_file_of_a_training_with_muon_is_resumed_and_checked(tmp_path, data_set):
    recipe = dataclasses.replace(FAST_RECIPE, epochs=2, epoch_samples=300, repeatable=True)
    whole = list(train(TUTORIAL, recipe, data_set.training))
    first = next(event for event in whole if isinstance(event, EpochDone))
    file = tmp_path / "u.safetensors"

    def saved(progress):
        save_unfinished(file, Unfinished(TUTORIAL, recipe, "mnist", "", "cpu", progress, Curves()))

    saved(first.progress)
    left = load_unfinished(file)
    *_, last = train(left.network, left.recipe, data_set.training, start=left.progress)
    torch.testing.assert_close(
        last.network.state_dict(), whole[-1].network.state_dict(), rtol=0, atol=0
    )
    broken = dict(first.progress.optimiser)
    broken[2], broken[0] = broken[0], broken[2]  # conv2's momentum for conv1's moments
    saved(dataclasses.replace(first.progress, optimiser=broken))
    with pytest.raises(ModelError):
        load_unfinished(file)
