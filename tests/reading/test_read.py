"""One reading of a drawing: what answers, what is looked at, and what stands beside it."""

import numpy as np
import pytest

from digitpad.graph.changes import NO_CHANGES, Channel
from digitpad.graph.trace import trace
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.preparation import Preparation
from digitpad.ink.input.render import network_input
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.reading.read import Inspection, Version, read
from digitpad.support.folders import bundled_drawing, bundled_model

ONE = Drawing((Stroke.from_xy([(500, 100), (500, 900)]),))


@pytest.fixture(scope="module")
def network():
    return load_checkpoint(bundled_model()).network


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


def test_without_a_network_the_ink_is_looked_at_all_the_same(seven):
    reading = read(seven, Version(), None, Inspection())
    assert reading.answer is None
    assert reading.trace is None
    np.testing.assert_array_equal(reading.inspected.steps.image, reading.image)
