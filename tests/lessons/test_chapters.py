"""The tutorial's lessons: scenes fit together, and each answer is computed here in another way."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.signal import correlate2d

from digitpad.graph.changes import NO_CHANGES
from digitpad.graph.gradient import gradients
from digitpad.graph.trace import trace
from digitpad.ink.input.render import network_input
from digitpad.ink.strokes_file import load_drawing
from digitpad.lab.inputs import colour_shapes
from digitpad.lab.lab_settings import LabSettings
from digitpad.lab.limits import ConvolutionSettings, Padding, PoolSettings
from digitpad.lab.result import lab_result
from digitpad.lessons.chapters_network import CHAPTERS
from digitpad.lessons.facts import Seen, fact_of, value_of
from digitpad.lessons.lesson import Number, Options, Watch, judged
from digitpad.network.presets import PRESETS
from digitpad.support.folders import bundled_drawing
from digitpad.training.evaluation import Report
from digitpad.training.module import Network, graph_with
from digitpad.training.one_step import take_step
from digitpad.training.recipe import TUTORIAL_RECIPE

STEPS = [(lesson, step) for lesson in CHAPTERS for step in lesson.steps]
NAMES = [f"{lesson.name} {lesson.steps.index(step) + 1}" for lesson, step in STEPS]


@pytest.fixture(scope="module")
def drawing():
    ink = np.zeros((28, 28), np.float32)
    ink[5:23, 13:16] = 1  # a 1
    return ink


def chapter(name):
    return next(lesson for lesson in CHAPTERS if lesson.name == name)


def seen_in(settings, drawing, **others):
    return Seen(lab=lab_result(settings, drawing, None, with_pools=True), **others)


def test_the_twelve_chapters_of_the_tutorial_are_there():
    assert [lesson.name for lesson in CHAPTERS] == [
        "kernel", "sliding", "number_and_size", "stride", "borders", "pooling",
        "network", "loss", "gradient", "validation", "dropout", "testing",
    ]  # fmt: skip


@pytest.mark.parametrize("lesson", CHAPTERS, ids=lambda lesson: lesson.name)
def test_a_lesson_asks_for_a_prediction_and_has_a_question_that_is_checked(lesson):
    asked = [step for step in lesson.steps if step.question is not None]
    assert any(step.is_prediction for step in asked)
    assert any(not step.is_prediction for step in asked)
    assert lesson.steps[0].scene.page in ("lab", "layers", "train", "test")
    assert all(step.explanation for step in asked)


@pytest.mark.parametrize(("lesson", "step"), STEPS, ids=NAMES)
def test_scenes_fit_together_and_are_read_back_from_json(lesson, step, drawing):
    for scene in (step.scene, step.revealed):
        if scene is not None and scene.lab_settings is not None:
            settings = scene.lab_settings
            assert not lab_result(settings, drawing, None, with_pools=True).problem
            assert LabSettings.from_json(settings.to_json()) == settings


@pytest.mark.parametrize(("lesson", "step"), STEPS, ids=NAMES)
def test_what_is_to_be_set_is_not_set_already(lesson, step, drawing):
    if not isinstance(step.question, Watch):
        return
    settings = step.scene.lab_settings or LabSettings()
    seen = seen_in(settings, drawing, recipe=step.scene.recipe)
    assert judged(step.question, None, seen) == "wrong"
    for condition in step.question.conditions:
        assert fact_of(condition.fact) is not None


@pytest.mark.parametrize(("lesson", "step"), STEPS, ids=NAMES)
def test_a_predictions_result_is_not_shown_before(lesson, step):
    scene = step.scene
    if step.is_prediction and scene is not None and scene.page == "lab":
        settings = scene.lab_settings
        is_other = step.revealed is not None and step.revealed.lab_settings != settings
        pools = step.revealed is not None and step.revealed.area == "pooling" != scene.area
        assert scene.is_covered or is_other or pools


# Each answer


def conv(image, kernel, **settings):
    weights = torch.tensor(kernel.numbers, dtype=torch.float64)[None]
    return torch.nn.functional.conv2d(torch.tensor(image)[None].double(), weights, **settings)[0]


def test_the_red_kernel_answers_most_on_the_red_square_and_nothing_on_white(drawing):
    step = chapter("kernel").steps[1]
    settings = step.scene.lab_settings
    image = colour_shapes()
    maps = conv(image, settings.kernels[0])[0].numpy()
    at = np.unravel_index(maps.argmax(), maps.shape)
    assert maps[8, 9] == pytest.approx(0), "white"
    window = image[:, at[0] : at[0] + 3, at[1] : at[1] + 3].mean(axis=(1, 2))
    assert window[0] > 0.8
    assert window[1:].max() < 0.2, "neither white nor yellow"
    assert step.question.right == 0
    seen = seen_in(settings, drawing)
    assert value_of("strongest_channel", seen) == 0
    assert value_of("kernel_weights", seen) == 3 * 3 * 3


def test_a_kernel_that_looks_for_blue_is_recognised(drawing):
    step = chapter("kernel").steps[3]
    settings = step.scene.lab_settings
    kernel = settings.kernels[0]
    for channel, number in enumerate((-1, -1, 2)):
        kernel = kernel.with_number(channel, 0, 0, number)
    blue = seen_in(LabSettings(settings.source, (kernel,)), drawing)
    assert judged(step.question, None, blue) == "right"
    grey = kernel.with_number(0, 0, 0, 2).with_number(1, 0, 0, 2)
    on_white = seen_in(LabSettings(settings.source, (grey,)), drawing)
    assert judged(step.question, None, on_white) == "wrong", "white is strongest in no channel"


def test_the_upright_kernel_answers_the_upright_line_at_one_column_only(drawing):
    settings = chapter("sliding").steps[0].scene.lab_settings
    image = np.array(settings.source.numbers[0], np.float64)
    by_hand = correlate2d(image, settings.kernels[0].weights[0], "valid")
    assert by_hand.tolist() == [[-3, 6, -3]] * 3
    steps = chapter("sliding").steps
    assert judged(steps[1].question, 9, seen_in(settings, drawing)) == "right"
    assert steps[2].question.right == int(by_hand[0].argmax())
    level = steps[3].scene.lab_settings
    first = correlate2d(image, level.kernels[0].weights[0], "valid")[0, 0]
    assert first == 0
    assert judged(steps[3].question, 0.0, seen_in(level, drawing)) == "right"
    assert judged(steps[3].question, 2.0, seen_in(level, drawing)) == "wrong"


@pytest.mark.parametrize(
    ("name", "step", "size", "stride", "padding", "answer"),
    [
        ("number_and_size", 1, (5, 5), 1, 0, (24, 24)),
        ("stride", 1, (5, 5), 3, 0, (8, 8)),
    ],
)
def test_a_predicted_shape_is_torchs(name, step, size, stride, padding, answer, drawing):
    found = chapter(name).steps[step]
    shape = torch.nn.functional.conv2d(
        torch.zeros(1, 1, 28, 28), torch.zeros(2, 1, *size), stride=stride, padding=padding
    ).shape
    assert tuple(shape[2:]) == answer
    question = found.question
    if isinstance(question, Options):
        assert question.options[question.right] == f"2 × {answer[0]} × {answer[1]}"
    else:
        assert question.value == answer[0]
    assert seen_in(found.revealed.lab_settings, drawing).lab.outcome.shape.output[1:] == answer


def solved(name, number, drawing, change):
    step = chapter(name).steps[number]
    return judged(step.question, None, seen_in(change(step.scene.lab_settings), drawing))


def test_the_settings_that_the_explanations_name_are_right(drawing):
    def three_of_seven(settings):
        return replace(settings, kernels=(settings.kernels[0].resized((7, 7)),) * 3)

    def convolution(**values):
        return lambda settings: replace(settings, convolution=ConvolutionSettings(**values))

    assert solved("number_and_size", 2, drawing, three_of_seven) == "right"
    assert solved("stride", 2, drawing, convolution(stride=(2, 2))) == "right"
    assert solved("stride", 2, drawing, convolution(stride=(2, 1))) == "wrong"
    one = Padding(1, 1, 1, 1)
    assert solved("borders", 2, drawing, convolution(stride=(2, 2), padding=one)) == "right"
    assert solved("borders", 2, drawing, convolution(padding=one)) == "wrong", "the stride is 1"

    def pools(settings):
        return replace(settings, pooling=PoolSettings(size=(4, 4), stride=(4, 4)))

    assert solved("pooling", 3, drawing, pools) == "right"
    assert torch.nn.functional.max_pool2d(torch.zeros(1, 28, 28), 4, 4).shape == (1, 7, 7)


def test_the_first_window_of_the_pools_is_as_told(drawing):
    step = chapter("pooling").steps[1]
    image = torch.tensor(step.scene.lab_settings.source.numbers)
    first = (
        torch.nn.functional.max_pool2d(image, 2)[0, 0, 0],
        torch.nn.functional.avg_pool2d(image, 2)[0, 0, 0],
    )
    assert first == (2, 1)
    assert str(step.question.options[step.question.right]) == "2 and 1"


def test_a_shift_changes_global_pools_least(drawing):
    step = chapter("pooling").steps[2]
    pools = seen_in(step.revealed.lab_settings, drawing).lab.pools.pooled
    changes = {one.settings.kind: one.change.relative for one in pools}
    assert min(changes, key=changes.get).startswith("global")
    assert changes["global max"] == changes["global average"] == 0
    assert changes["max"] > 0
    assert changes["average"] > 0


def test_the_networks_figures_are_the_tutorial_networks(network):
    module = Network(PRESETS["tutorial"])
    weights = {
        name: value.numel() for name, value in module.named_parameters() if name.endswith("weight")
    }
    steps = chapter("network").steps
    assert max(weights, key=weights.get) == "fc1.weight"
    assert steps[1].question.options[steps[1].question.right] == "fc1"
    assert weights["fc1.weight"] == 76_832
    assert round(100 * 76_832 / sum(weights.values())) == 96
    seen = Seen(network=network)
    assert judged(steps[2].question, weights["conv2.weight"], seen) == "right"
    assert judged(steps[2].question, weights["conv2.weight"] + 32, seen) == "wrong"
    dense = torch.nn.Linear(8 * 14 * 14, 32 * 14 * 14, bias=False, device="meta")
    assert dense.weight.numel() == 9_834_496
    assert 4_000 < dense.weight.numel() / weights["conv2.weight"] < 4_500


def test_of_another_network_nothing_is_claimed():
    seen = Seen(network=graph_with(Network(PRESETS["dense"])))
    assert judged(chapter("network").steps[2].question, 2304, seen) == "unknown"


def test_losses_are_torchs():
    def loss(p):
        logs = torch.tensor([[math.log(p), math.log(1 - p)]])
        return float(torch.nn.functional.nll_loss(logs, torch.tensor([0])))

    steps = chapter("loss").steps
    question = steps[1].question
    assert float(question.options[question.right]) == pytest.approx(loss(0.5), abs=0.005)
    assert judged(steps[2].question, round(loss(0.2), 2), Seen()) == "right"
    assert judged(steps[2].question, 0.8, Seen()) == "wrong"


def test_the_least_likely_digit_is_that_of_the_drawing():
    probabilities = np.full(10, 0.1, np.float32)
    probabilities[4], probabilities[7] = 0.01, 0.19
    seen = Seen(probabilities=probabilities)
    question = chapter("loss").steps[3].question
    assert judged(question, 4, seen) == "right"
    assert judged(question, 7, seen) == "wrong"
    assert judged(question, 4, Seen()) == "unknown", "nothing is drawn"


def test_training_answers_follow_from_the_recipe():
    gradient, validation = chapter("gradient").steps, chapter("validation").steps
    held_back = TUTORIAL_RECIPE.held_back(60_000)
    assert held_back == 12_000
    steps = math.ceil((60_000 - held_back) / TUTORIAL_RECIPE.batch_size)
    assert judged(gradient[2].question, steps, Seen()) == "right"
    nine = replace(TUTORIAL_RECIPE, momentum=0.9)
    assert judged(gradient[3].question, None, Seen(recipe=nine)) == "right"
    # A constant gradient of 1: each step adds 0.9 of the one before.
    step = 0.0
    for _ in range(500):
        step = 1 + nine.momentum * step
    assert step == pytest.approx(10)
    losses = [0.21, 0.14, 0.11, 0.09, 0.10, 0.13]
    assert validation[1].question.value == 1 + losses.index(min(losses))
    tenth = replace(TUTORIAL_RECIPE, validation=0.1)
    assert tenth.held_back(60_000) == 6_000
    assert judged(validation[2].question, None, Seen(recipe=tenth)) == "right"


def test_wrong_samples_are_those_of_the_newest_test():
    confusion = tuple(tuple(9 if a == b else 1 for b in range(10)) for a in range(10))
    seen = Seen(report=Report(0.1, confusion))
    question = chapter("testing").steps[2].question
    assert isinstance(question, Number)
    assert judged(question, 90, seen) == "right"
    assert judged(question, 90, Seen()) == "unknown"


def test_steps_with_the_rates_of_the_lesson_do_what_it_says(network):
    """With 0.001 the loss falls; with 0.01 one step makes all digits alike."""
    image = network_input(load_drawing(bundled_drawing()))
    start = gradients(trace(network, image), 9)
    assert int(start.trace.probabilities.argmax()) == 7
    found, changes = start, NO_CHANGES
    for _ in range(5):
        changes = take_step(found, 0.001, TUTORIAL_RECIPE.momentum)
        found = gradients(trace(network, image, changes), 9)
    question = chapter("gradient").steps[4].question
    assert judged(question, None, Seen(losses=(start.loss, found.loss))) == "right"
    assert judged(question, None, Seen(losses=(start.loss, start.loss))) == "wrong"
    assert judged(question, None, Seen()) == "wrong"
    once = gradients(trace(network, image, take_step(start, 0.01, 0.5)), 9)
    assert once.loss == pytest.approx(-math.log(0.1), abs=0.1)
