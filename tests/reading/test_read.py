"""One reading of a drawing: what answers, what is looked at, and what stands beside it."""

import numpy as np
import pytest

from digitpad.graph.changes import NO_CHANGES, Changes, Channel, Learnt
from digitpad.graph.trace import trace
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.preparation import ALL_STEPS, Preparation
from digitpad.ink.input.render import network_input
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.read import Inspection, Version, read
from digitpad.support.folders import bundled_drawing, bundled_model

ONE = Drawing((Stroke.from_xy([(500, 100), (500, 900)]),))


@pytest.fixture(scope="module")
def seven():
    return load_drawing(bundled_drawing())


def equal(found, expected):
    return all(
        np.array_equal(a, b) for a, b in zip(found.outputs, expected.outputs, strict=True)
    )  # fmt: skip


def test_the_answer_knows_nothing_of_what_is_switched_off_for_the_look(network, seven):
    changes = NO_CHANGES.with_toggled(Channel("pool2", 3))
    inspection = Inspection(changes, Preparation(centre=False, normalise=False))
    reading, plain = read(seven, Version(), network, inspection), read(seven, Version(), network)
    assert reading.answer == plain.answer
    np.testing.assert_array_equal(reading.image, network_input(seven))
    assert plain.inspected is None
    inspected = reading.inspected
    assert inspected.inspection is inspection
    assert not np.array_equal(inspected.trace.image, reading.image)
    assert equal(inspected.trace, trace(network, inspected.steps.image, changes, normalise=False))
    assert not inspected.trace.outputs[6][3].any()


def test_a_plain_look_is_at_what_answers(network, seven):
    reading = read(seven, Version(), network, Inspection())
    np.testing.assert_array_equal(reading.trace.image, reading.image)
    assert reading.trace.probabilities == pytest.approx(reading.answer.probabilities, abs=1e-6)


def test_another_drawing_beside_it_is_read_by_the_same_changed_network(network, seven):
    changes = NO_CHANGES.with_toggled(Channel("conv1", 0))
    inspected = read(seven, Version(), network, Inspection(changes, beside_drawing=ONE)).inspected
    assert equal(inspected.beside, trace(network, network_input(ONE), changes))


def test_another_network_beside_it_reads_the_same_input_unchanged(network, seven):
    other = load_checkpoint(bundled_model()).network
    other = other.with_numbers({"conv1.weight": -other.numbers["conv1.weight"]})
    changes = NO_CHANGES.with_toggled(Channel("conv1", 0))
    inspected = read(seven, Version(), network, Inspection(changes, beside_network=other)).inspected
    assert equal(inspected.beside, trace(other, network_input(seven)))
    assert not equal(inspected.beside, trace(network, network_input(seven)))


def bytes_of(drawing):
    return np.rint(network_input(drawing) * 255).astype(np.uint8)


@pytest.mark.parametrize("inspection", [None, Inspection()])
def test_a_picture_in_doubt_is_answered_by_the_mean_of_both_ways_to_see_it(
    network, seven, inspection
):
    ways = bytes_of(seven), bytes_of(ONE)
    drawing = Drawing(picture=ways[0], doubt=ways[1])
    expected = network.probabilities(np.stack(ways).astype(np.float32) / 255).mean(axis=0)
    reading = read(drawing, Version(), network, inspection)
    assert reading.answer.probabilities == pytest.approx(expected, abs=1e-5)
    assert not reading.answer.is_sure


def test_a_network_that_has_taken_steps_answers_and_what_it_answered_before_is_known(
    network, seven
):
    learnt = Learnt(network, {"fc2.bias": network.numbers["fc2.bias"] * 0}, {}, steps=3)
    plain = read(seven, Version(), network).answer
    not_centred = Preparation(centre=False)
    for is_on, preparation in ((True, ALL_STEPS), (True, not_centred), (False, ALL_STEPS)):
        inspection = Inspection(Changes(learnt=learnt), preparation, learns=is_on)
        reading = read(seven, Version(), network, inspection)
        after = network.with_numbers(learnt.numbers).probabilities(reading.image[None])[0]
        expected = after if is_on else plain.probabilities
        assert reading.answer.probabilities == pytest.approx(expected, abs=1e-6)
        assert reading.unchanged.probabilities == pytest.approx(plain.probabilities, abs=1e-6)
        assert reading.steps == (3 if is_on else 0)
        seen = reading.trace.probabilities
        assert reading.traced.probabilities == pytest.approx(seen, abs=1e-6)


def test_steps_of_another_network_do_not_count(network, seven):
    other = load_checkpoint(bundled_model()).network
    learnt = Learnt(other, {"fc2.bias": other.numbers["fc2.bias"] * 0}, {}, steps=3)
    reading = read(seven, Version(), network, Inspection(Changes(learnt=learnt), learns=True))
    assert reading.steps == 0
    assert reading.answer == read(seven, Version(), network).answer


def test_without_a_network_the_ink_is_looked_at_all_the_same(seven):
    reading = read(seven, Version(), None, Inspection())
    assert reading.answer is None
    assert reading.trace is None
    np.testing.assert_array_equal(reading.inspected.steps.image, reading.image)
