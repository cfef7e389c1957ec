"""Steps of learning on the Layers page, with mouse and keys, against torch's autograd and SGD."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.network.presets import PRESETS
from digitpad.reading.classify import percent
from digitpad.training.module import Network, described_module_of, graph_with
from tests.ui.layers import click, click_value, follow, show_view
from tests.ui.pens import SEVEN, ZERO, mouse

LEFT = Qt.MouseButton.LeftButton


def settle(qtbot, window, page):
    """Wait until the gradients are those of what is seen."""
    follow(qtbot, window, page)
    qtbot.waitUntil(lambda: learns_from(page) is page.trace, timeout=20_000)


def learns_from(page):
    step = page.learn.next_step
    return None if step is None else step.found.trace


@pytest.fixture
def learning(qtbot, window, drawn):
    """The page with a drawn 7 that is meant to be a 1: there is something to learn."""
    QTest.mouseClick(drawn.controls.learn_button, LEFT)
    settle(qtbot, window, drawn)
    choose_digit(qtbot, window, drawn, 1)
    return drawn


def press_digit(page, digit):
    page.learn.digits.setFocus()
    QTest.keyClick(page.learn.digits, Qt.Key.Key_Home)
    for _ in range(digit):
        QTest.keyClick(page.learn.digits, Qt.Key.Key_Down)


def choose_digit(qtbot, window, page, digit):
    press_digit(page, digit)
    qtbot.waitUntil(lambda: page.learn.next_step is not None
                    and page.learn.next_step.found.digit == digit, timeout=20_000)  # fmt: skip
    settle(qtbot, window, page)


def set_box(box, text):
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def step(qtbot, window, page, times=1):
    before = steps_of(page)
    qtbot.waitUntil(page.learn.step_button.isEnabled, timeout=20_000)
    for _ in range(times):
        QTest.mouseClick(page.learn.step_button, LEFT)
    qtbot.waitUntil(lambda: steps_of(page) == before + times, timeout=30_000)
    settle(qtbot, window, page)


def steps_of(page):
    trace = page.trace
    learnt = None if trace is None else trace.changes.learnt
    return 0 if learnt is None else learnt.steps


def in_torch(page, *digits, rate=0.01, momentum=0.5, steps=1):
    """The losses, the first gradients and the last weights of torch's own steps.

    digits: what each step is towards; one alone, what all ``steps`` are.
    """
    network = described_module_of(page.trace.original).requires_grad_()
    x = torch.from_numpy(page.trace.outputs[0])[None]
    optimiser = torch.optim.SGD(network.parameters(), lr=rate, momentum=momentum)
    losses, first = [], {}
    for digit in digits * steps if len(digits) == 1 else digits:
        optimiser.zero_grad()
        loss = F.nll_loss(network(x), torch.tensor([digit]))
        loss.backward()
        losses.append(loss.item())
        if not first:
            first = {key: n.grad.clone().numpy() for key, n in network.named_parameters()}
        optimiser.step()
    losses.append(F.nll_loss(network(x), torch.tensor([digit])).item())
    return losses, first, {key: n.detach().numpy() for key, n in network.named_parameters()}


def shown_numbers(text):
    return [float(n.replace("−", "-")) for n in re.findall(r"−?\d+\.?\d*(?:e[−-]?\d+)?", text)]


def test_the_loss_is_that_of_the_digit_that_was_chosen(qtbot, window, learning):
    losses, _, _ = in_torch(learning, 1)
    assert shown_numbers(learning.learn.loss.text())[0] == pytest.approx(losses[0], rel=5e-3)
    choose_digit(qtbot, window, learning, 4)
    losses, _, _ = in_torch(learning, 4)
    assert shown_numbers(learning.learn.loss.text())[0] == pytest.approx(losses[0], rel=5e-3)


def test_at_first_the_true_digit_is_the_answer(qtbot, window, drawn):
    QTest.mouseClick(drawn.controls.learn_button, LEFT)
    settle(qtbot, window, drawn)
    answer = int(drawn.trace.probabilities.argmax())
    assert drawn.learn.digits.currentText() == str(answer)
    loss = shown_numbers(drawn.learn.loss.text())[0]
    assert loss == pytest.approx(-math.log(drawn.trace.probabilities[answer]), rel=1e-2)


def test_until_one_is_chosen_the_true_digit_is_the_answer_for_each_drawing(qtbot, window, drawn):
    window.canvas.clear()
    QTest.mouseClick(drawn.controls.learn_button, LEFT)
    for pen, digit in ((ZERO, "0"), (SEVEN, "7")):
        window.canvas.clear()
        qtbot.waitUntil(lambda: drawn.trace is None, timeout=20_000)
        mouse(window.canvas, pen)
        settle(qtbot, window, drawn)
        assert drawn.learn.digits.currentText() == digit
    step(qtbot, window, drawn, 3)
    assert drawn.learn.digits.currentText() == "7"


def test_gradients_of_a_layer_stand_beside_its_maps(qtbot, window, learning):
    learning.select_layer("conv2")
    maps = learning.panel.maps
    assert maps._beside.grid.isVisible()
    assert "dL/d(output)" in maps._names[1].text()
    assert "±" in maps._names[1].text()  # the scale of what is not all zero
    network = described_module_of(learning.trace.original)
    # Of the values that are shown: where two in a window differ by rounding alone, another one
    # might win after torch's own convolution.
    output = torch.from_numpy(learning.trace.outputs[learning.layer.index].copy())[None]
    output.requires_grad_()
    y = F.max_pool2d(F.relu(output), 2).flatten(1)
    y = F.log_softmax(network.fc2(F.relu(network.fc1(y))), dim=1)
    F.nll_loss(y, torch.tensor([1])).backward()
    shown = maps._beside.grid._values
    np.testing.assert_allclose(shown, output.grad[0].numpy(), atol=1e-5 * np.abs(shown).max())


def test_pointing_at_a_value_tells_its_gradient(learning):
    learning.select_layer("conv2")
    found = learning.learn.next_step.found.outputs[learning.layer.index]
    place = tuple(int(n) for n in np.unravel_index(np.abs(found).argmax(), found.shape))
    click_value(learning, place)
    told = learning.panel.value.text().split("dL/d(output)")[1]
    assert shown_numbers(told)[0] == pytest.approx(float(found[place]), rel=1e-3)


def test_a_step_is_the_one_of_torchs_sgd(qtbot, window, learning):
    set_box(learning.learn.rate, "0.002")
    losses, _, expected = in_torch(learning, 1, rate=0.002)
    step(qtbot, window, learning)
    for key, number in expected.items():
        assert np.abs(learning.trace.graph.numbers[key] - number).max() < 1e-5, key
    now, before = shown_numbers(learning.learn.loss.text())
    assert now == pytest.approx(losses[1], rel=1e-2)
    assert before == pytest.approx(losses[0], rel=1e-2)


def test_ten_quick_clicks_are_ten_steps(qtbot, window, learning):
    set_box(learning.learn.rate, "0.001")
    losses, _, expected = in_torch(learning, 1, rate=0.001, steps=10)
    step(qtbot, window, learning, 10)
    for key, number in expected.items():
        assert np.abs(learning.trace.graph.numbers[key] - number).max() < 1e-4, key
    assert learning.learn.next_step.found.loss == pytest.approx(losses[10], rel=1e-2)
    assert "after 10 steps of learning" in learning.verdict.text()


def test_steps_asked_for_at_once_are_steps_towards_the_digit_just_chosen(qtbot, window, learning):
    set_box(learning.learn.rate, "0.001")
    losses, _, expected = in_torch(learning, 4, rate=0.001, steps=3)
    press_digit(learning, 4)  # what is known are the gradients for a 1
    step(qtbot, window, learning, 3)
    for key, number in expected.items():
        assert np.abs(learning.trace.graph.numbers[key] - number).max() < 1e-4, key
    assert learning.learn.next_step.found.loss == pytest.approx(losses[3], rel=1e-2)


def test_steps_asked_for_before_another_digit_was_chosen_are_towards_the_one_before(
    qtbot, window, learning
):
    set_box(learning.learn.rate, "0.001")
    losses, _, expected = in_torch(learning, 1, 1, 1, 4, 4, rate=0.001)
    for _ in range(3):
        QTest.mouseClick(learning.learn.step_button, LEFT)
    press_digit(learning, 4)
    for _ in range(2):
        QTest.mouseClick(learning.learn.step_button, LEFT)
    qtbot.waitUntil(lambda: steps_of(learning) == 5, timeout=30_000)
    settle(qtbot, window, learning)
    for key, number in expected.items():
        assert np.abs(learning.trace.graph.numbers[key] - number).max() < 1e-4, key
    found = learning.learn.next_step.found
    assert found.digit == 4
    assert found.loss == pytest.approx(losses[5], rel=1e-2)


def test_a_step_asked_for_before_the_rate_was_changed_has_the_rate_before(qtbot, window, learning):
    set_box(learning.learn.rate, "0.001")
    _, _, expected = in_torch(learning, 1, rate=0.001, steps=2)
    for _ in range(2):
        QTest.mouseClick(learning.learn.step_button, LEFT)
    set_box(learning.learn.rate, "0.1")
    qtbot.waitUntil(lambda: steps_of(learning) == 2, timeout=30_000)
    for key, number in expected.items():
        assert np.abs(learning.trace.graph.numbers[key] - number).max() < 1e-4, key


def test_a_step_asked_for_right_after_restoring_is_the_first(qtbot, window, learning):
    set_box(learning.learn.rate, "0.001")
    step(qtbot, window, learning, 2)
    _, _, expected = in_torch(learning, 1, rate=0.001, steps=1)
    QTest.mouseClick(learning.controls.restore_button, LEFT)
    QTest.mouseClick(learning.learn.step_button, LEFT)
    qtbot.waitUntil(lambda: steps_of(learning) == 1, timeout=20_000)
    for key, number in expected.items():
        assert np.abs(learning.trace.graph.numbers[key] - number).max() < 1e-5, key


def test_restoring_is_one_click(qtbot, window, learning):
    before = learning.learn.loss.text()
    step(qtbot, window, learning, 2)
    assert learning.learn.loss.text() != before
    QTest.mouseClick(learning.controls.restore_button, LEFT)
    qtbot.waitUntil(lambda: steps_of(learning) == 0, timeout=20_000)
    settle(qtbot, window, learning)
    assert learning.trace.graph is window.session.network
    assert learning.learn.loss.text() == before
    assert learning.verdict.text() == ""


def test_the_model_stays_as_it_was(qtbot, window, learning):
    numbers = {key: n.copy() for key, n in window.session.network.numbers.items()}
    step(qtbot, window, learning, 3)
    for key, number in window.session.network.numbers.items():
        np.testing.assert_array_equal(number, numbers[key])
    kept = load_checkpoint(window.session.checkpoint.path).network.numbers
    np.testing.assert_array_equal(kept["conv1.weight"], numbers["conv1.weight"])


def probabilities_after(page, steps, rate):
    """What torch's network says of the drawing once it has taken the steps."""
    _, _, numbers = in_torch(page, 1, rate=rate, steps=steps)
    network = described_module_of(page.trace.original)
    network.load_state_dict({key: torch.from_numpy(n) for key, n in numbers.items()})
    x = torch.from_numpy(page.trace.outputs[0])[None]
    return network(x).exp()[0].tolist()


def test_the_answer_follows_the_steps_and_says_so(qtbot, window, learning):
    set_box(learning.learn.rate, "0.005")
    expected = probabilities_after(learning, 2, 0.005)
    before = window.answer.bars.probabilities()
    step(qtbot, window, learning, 2)
    assert window.answer.bars.probabilities() == pytest.approx(expected, abs=1e-4)
    assert window.answer.bars.probabilities() != pytest.approx(before, abs=1e-2)
    digit = max(range(10), key=expected.__getitem__)
    assert window.answer.prediction.text() == str(digit)
    assert window.answer.confidence.text() == percent(max(expected))
    assert window.answer.heading.text() == "After 2 steps"
    spoken = window.answer.prediction.accessibleName
    qtbot.waitUntil(lambda: spoken().endswith(", after 2 steps of learning"), timeout=20_000)
    learning.select_layer("why")
    assert learning.strip._answer.digit == learning.why._answer == digit


def answers_as_trained(window, before):
    shown = window.answer
    return shown.heading.text() == "What it sees" and shown.bars.probabilities() == before


@pytest.mark.parametrize("way", ["restored", "not learning", "another page"])
def test_the_answer_is_the_models_again(qtbot, window, learning, way):
    before = window.answer.bars.probabilities()
    step(qtbot, window, learning)
    assert not answers_as_trained(window, before)
    if way == "restored":
        QTest.mouseClick(learning.controls.restore_button, LEFT)
    elif way == "not learning":
        QTest.mouseClick(learning.controls.learn_button, LEFT)
    else:
        window.pages.show_page("test")
    qtbot.waitUntil(lambda: answers_as_trained(window, before), timeout=20_000)
    if way == "another page":
        window.pages.show_page("layers")
        qtbot.waitUntil(lambda: not answers_as_trained(window, before), timeout=20_000)
        assert window.answer.heading.text() == "After 1 step"


def test_the_digits_of_a_number_are_read_as_it_has_learnt(qtbot, window, learning):
    window.canvas.clear()
    for x0, points in ((0.0, ZERO), (0.5, SEVEN)):
        mouse(window.canvas, [(x0 + x / 2, 0.2 + y / 2) for x, y in points])
    finder = window.number.finder
    qtbot.waitUntil(lambda: finder.number is not None, timeout=20_000)
    settle(qtbot, window, learning)
    choose_digit(qtbot, window, learning, 1)
    before = [digit.digit for digit in finder.number.digits]
    set_box(learning.learn.rate, "0.01")
    step(qtbot, window, learning, 3)

    def is_shown():
        digit, answer = finder.number.digits[finder.selected], window.session.reading.answer
        return (digit.digit, digit.confidence) == (answer.digit, pytest.approx(answer.confidence))

    qtbot.waitUntil(is_shown, timeout=20_000)
    assert [digit.digit for digit in finder.number.digits] != before
    QTest.mouseClick(learning.controls.restore_button, LEFT)
    qtbot.waitUntil(lambda: [digit.digit for digit in finder.number.digits] == before,
                    timeout=20_000)  # fmt: skip


def test_a_kernels_gradient_stands_beside_its_numbers(qtbot, window, learning):
    learning.select_layer("conv2")
    show_view(learning.panel, learning.panel.kernels)
    kernels = learning.panel.kernels
    columns = len(kernels._weights)
    click(kernels.matrix, kernels.matrix.value_point((3 * columns + 5, 0, 0)))
    _, gradients, _ = in_torch(learning, 1)
    np.testing.assert_array_equal(
        kernels.numbers._values[0], learning.trace.graph.numbers["conv2.weight"][5, 3]
    )
    expected = gradients["conv2.weight"][5, 3]
    np.testing.assert_allclose(kernels.slopes._values[0], expected, rtol=1e-3, atol=1e-6)


def test_a_weight_that_is_clicked_tells_where_it_was_used_and_what_it_becomes(
    qtbot, window, learning
):
    step(qtbot, window, learning)  # so that there is a velocity
    learning.select_layer("conv1")
    show_view(learning.panel, learning.panel.kernels)
    kernels = learning.panel.kernels
    click(kernels.matrix, kernels.matrix.value_point((6, 0, 0)))
    click(kernels.numbers, kernels.numbers.value_point((0, 2, 1)))
    view = learning.panel.weight_step
    assert view.isVisible()
    assert "conv1, kernel 6, over map 0, row 2, column 1" in view.heading.text()
    # the input under the kernel's lower middle cell, by the output's gradient at each place
    x = np.pad(learning.trace.outputs[0][0], 1)[2:, 1:-1][:28, :28]
    slopes = learning.learn.next_step.found.outputs[1][6]
    np.testing.assert_allclose(view.places._values[0], x * slopes, rtol=1e-5, atol=1e-7)
    rows = dict(view.sums.rows())
    learnt = learning.trace.changes.learnt
    gradient = float((x * slopes).sum())
    before = float(learnt.velocity["conv1.weight"][6, 0, 2, 1])
    old = float(learnt.numbers["conv1.weight"][6, 0, 2, 1])
    assert shown_numbers(rows["Gradient"])[0] == pytest.approx(gradient, rel=2e-3)
    assert shown_numbers(rows["+ momentum"]) == pytest.approx([0.5, before], rel=2e-3)
    velocity = 0.5 * before + gradient
    assert shown_numbers(rows["Velocity"])[0] == pytest.approx(velocity, rel=2e-3)
    assert shown_numbers(rows["− rate"]) == pytest.approx([0.01, velocity], rel=2e-3)
    assert shown_numbers(rows["Old weight"])[0] == pytest.approx(old, rel=2e-3)
    new = shown_numbers(rows["New weight"])[0]
    step(qtbot, window, learning)
    taken = float(learning.trace.changes.learnt.numbers["conv1.weight"][6, 0, 2, 1])
    assert new == pytest.approx(taken, rel=2e-3)


def test_pointing_at_a_contribution_tells_its_product(learning):
    learning.select_layer("conv1")
    show_view(learning.panel, learning.panel.kernels)
    kernels, view = learning.panel.kernels, learning.panel.weight_step
    click(kernels.matrix, kernels.matrix.value_point((2, 1, 1)))
    use = view._step.use
    place = tuple(int(n) for n in np.unravel_index(np.abs(use.contributions).argmax(), (28, 28)))
    QTest.mouseMove(view.places, view.places.value_point((0, *place)).toPoint())
    told = view.place.text()
    assert f"row {place[0]}, column {place[1]}:" in told
    x, slope, product = shown_numbers(told.split(":")[1])
    assert x * slope == pytest.approx(product, rel=2e-3)
    assert product == pytest.approx(float(use.contributions[place]), rel=2e-3)


def test_a_units_weight_was_used_once(learning):
    learning.select_layer("fc2")
    show_view(learning.panel, learning.panel.weights)
    weights, view = learning.panel.weights, learning.panel.weight_step
    QTest.mouseClick(weights.kind.buttons()[2], LEFT)
    _, gradients, _ = in_torch(learning, 1)
    shown = weights.grid._values
    np.testing.assert_allclose(shown, gradients["fc2.weight"][0], rtol=1e-3, atol=1e-6)
    number = int(np.abs(shown).argmax())
    click(weights.grid, weights.grid.value_point((number,)))
    assert f"fc2, unit 0, weight {number}" in view.heading.text()
    found = shown_numbers(dict(view.sums.rows())["Gradient"])[0]
    assert found == pytest.approx(float(gradients["fc2.weight"][0, number]), rel=2e-3)


def test_rate_and_momentum_are_used_at_once(learning):
    learning.select_layer("conv1")
    show_view(learning.panel, learning.panel.kernels)
    kernels, view = learning.panel.kernels, learning.panel.weight_step
    click(kernels.matrix, kernels.matrix.value_point((2, 1, 1)))
    set_box(learning.learn.rate, "0.25")
    assert shown_numbers(dict(view.sums.rows())["− rate"])[0] == 0.25
    set_box(learning.learn.momentum, "0.9")
    assert shown_numbers(dict(view.sums.rows())["+ momentum"])[0] == 0.9


def test_without_learning_there_are_no_gradients(qtbot, window, learning):
    learning.select_layer("conv1")
    QTest.mouseClick(learning.controls.learn_button, LEFT)
    assert not learning.learn.isVisible()
    assert not learning.panel.maps._beside.grid.isVisible()
    show_view(learning.panel, learning.panel.kernels)
    assert not learning.panel.kernels.slopes.isVisible()
    assert learning.panel.arithmetic.isVisible()


def test_another_drawing_has_other_gradients_and_what_was_learnt_stays(qtbot, window, learning):
    step(qtbot, window, learning)
    old = learning.learn.next_step.found.outputs[0]
    window.canvas.clear()
    qtbot.waitUntil(lambda: learning.trace is None, timeout=20_000)
    assert not learning.learn.step_button.isEnabled()
    mouse(window.canvas, ZERO)
    settle(qtbot, window, learning)
    assert steps_of(learning) == 1
    assert (learning.learn.next_step.found.outputs[0] != old).any()


def test_a_silenced_map_stays_silent_through_a_step(qtbot, window, learning):
    learning.select_layer("conv1")
    click_value(learning, (3, 10, 12))
    QTest.mouseClick(learning.controls.silence, LEFT)
    qtbot.waitUntil(lambda: bool(learning.trace.changes.silenced), timeout=20_000)
    settle(qtbot, window, learning)
    step(qtbot, window, learning)
    assert not learning.trace.outputs[1][3].any()
    assert "conv1 3 silenced" in learning.verdict.text()


def test_another_model_has_learnt_nothing(qtbot, window, learning):
    step(qtbot, window, learning)
    checkpoint = window.session.checkpoint
    numbers = {key: number * 0.9 for key, number in checkpoint.network.numbers.items()}
    other = replace(checkpoint, network=checkpoint.network.with_numbers(numbers))
    window.session.use(other)
    qtbot.waitUntil(lambda: learning.trace is not None and learning.trace.graph is other.network,
                    timeout=20_000)  # fmt: skip
    assert not learning.controls.restore_button.isEnabled()
    assert learning.verdict.text() == ""


def test_comparing_takes_the_place_of_gradients(qtbot, window, learning):
    learning.comparison.pin.trigger()
    assert not learning.controls.learn_button.isChecked()
    qtbot.waitUntil(lambda: "Pinned" in learning.panel.maps._names[1].text(), timeout=20_000)


def test_steps_that_go_too_far_say_so_and_are_undone(qtbot, window, learning):
    set_box(learning.learn.rate, "10")
    set_box(learning.learn.momentum, "0.999")
    for _ in range(4):
        QTest.mouseClick(learning.learn.step_button, LEFT)
    qtbot.waitUntil(lambda: steps_of(learning) == 4
                    or "no longer" in learning.learn.loss.text(), timeout=30_000)  # fmt: skip
    QTest.mouseClick(learning.controls.restore_button, LEFT)
    qtbot.waitUntil(lambda: steps_of(learning) == 0, timeout=20_000)
    settle(qtbot, window, learning)
    assert learning.trace.graph is window.session.network


def test_a_refused_rate_stays_as_it_was(learning, told):
    set_box(learning.learn.rate, "1000")
    assert learning.learn.rate.value() == 0.01
    assert any("1000" in sentence for sentence in told)


def test_keys_switch_it_and_take_a_step(qtbot, window, learning):
    learning.panel.maps.grid.setFocus()
    modifiers = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(window, Qt.Key.Key_L, modifiers | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: steps_of(learning) == 1, timeout=20_000)
    QTest.keyClick(window, Qt.Key.Key_L, modifiers)
    assert not learning.learn.is_on


def test_its_key_shows_the_page_that_it_is_on(qtbot, window, learning):
    window.pages.show_page("lab")
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert not learning.learn.is_on
    assert window.pages.shown_page == "layers"


@pytest.mark.parametrize("layer", ["conv2", "why", "ink"])
def test_a_network_with_fewer_layers_takes_over_while_it_learns(qtbot, window, learning, layer):
    learning.select_layer(layer)
    torch.manual_seed(1)
    other = graph_with(Network(PRESETS["dense"]).eval())
    window.session.use(replace(window.session.checkpoint, network=other))
    settle(qtbot, window, learning)
    learning.select_layer("fc1")
    assert learning.panel.maps._beside.grid._values.shape == learning.layer.shape


def test_where_gradients_go_the_weights_themselves_are_shown_again(qtbot, window, learning):
    learning.select_layer("fc2")
    show_view(learning.panel, learning.panel.weights)
    weights = learning.panel.weights
    QTest.mouseClick(weights.kind.buttons()[2], LEFT)
    QTest.mouseClick(learning.controls.learn_button, LEFT)
    assert [one.text() for one in weights.kind.buttons()] == ["Weights", "Weights × inputs"]
    assert [one.isChecked() for one in weights.kind.buttons()] == [True, False]
    own = learning.trace.graph.numbers["fc2.weight"][0]
    np.testing.assert_array_equal(weights.grid._values.ravel(), own)


def test_what_the_maps_of_weights_show_is_kept_where_gradients_come_and_go(qtbot, window, learning):
    learning.select_layer("fc2")
    show_view(learning.panel, learning.panel.weights)
    weights = learning.panel.weights
    QTest.mouseClick(weights.kind.buttons()[1], LEFT)
    for count in (2, 3):
        QTest.mouseClick(learning.controls.learn_button, LEFT)
        qtbot.waitUntil(lambda count=count: len(weights.kind.buttons()) == count, timeout=20_000)
        assert [one.isChecked() for one in weights.kind.buttons()][:2] == [False, True]
