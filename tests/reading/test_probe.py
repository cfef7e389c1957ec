"""Costs and probes, against the answers to one image at a time."""

import numpy as np
import pytest

from digitpad.graph.trace import trace
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.input.preparation import ALL_STEPS, STEPS, Preparation, prepare
from digitpad.ink.strokes_file import load_drawing
from digitpad.reading.probe import AMOUNTS, ProbeChange, costs, probe
from digitpad.support.errors import EmptyInkError
from digitpad.support.folders import bundled_drawing

NO_FRAME = Preparation(crop=False, box=False, centre=False)


@pytest.fixture(scope="module")
def seven():
    return load_drawing(bundled_drawing()).fitted_to_canvas()


def asked(network, drawing, preparation=ALL_STEPS):
    """(10,) probabilities, with the normalisation written out."""
    image = prepare(drawing, preparation).image
    if preparation.normalise:
        image = (image - np.float32(0.1307)) / np.float32(0.3081)
    return trace(network, image, normalise=False).probabilities


@pytest.mark.parametrize("preparation", [ALL_STEPS, NO_FRAME, Preparation(normalise=False)])
def test_costs_are_the_answers_with_one_step_switched(network, seven, preparation):
    found = costs(network, seven, preparation)
    assert found.preparation == preparation
    assert found.answer.probabilities == pytest.approx(asked(network, seven, preparation), abs=1e-5)
    assert found.full.probabilities == pytest.approx(asked(network, seven), abs=1e-5)
    assert tuple(found.switched) == STEPS
    for step, answer in found.switched.items():
        expected = asked(network, seven, preparation.toggled(step))
        assert answer.probabilities == pytest.approx(expected, abs=1e-5), step


def test_a_step_costs_the_answer_where_it_matters(network):
    corner = Drawing((Stroke.from_xy([(50, 50), (150, 50), (90, 220)], 20.0),))
    found = costs(network, corner, ALL_STEPS)
    assert found.answer.digit == 7
    assert found.switched["crop"].probabilities[7] < found.answer.confidence - 0.2


def test_nothing_drawn_has_no_costs(network):
    with pytest.raises(EmptyInkError):
        costs(network, Drawing(), ALL_STEPS)


def test_a_probe_has_the_answer_at_each_amount(network, seven):
    curves = probe(network, seven, NO_FRAME, 7)
    assert tuple(curves) == tuple(ProbeChange)
    shift = curves[ProbeChange.SHIFT]
    assert shift.amounts == tuple(range(-50, 55, 5))
    for index in (0, 7, 10, 20):
        moved = [
            Stroke.from_xy(stroke.xy + np.array([10 * shift.amounts[index], 0]), stroke.width)
            for stroke in seven.strokes
        ]
        row = asked(network, Drawing(tuple(moved)), NO_FRAME)
        assert shift.confidences[index] == pytest.approx(row[7], abs=1e-5)
        assert shift.answers[index] == row.argmax()


def test_each_curve_goes_through_the_drawing_as_it_is(network, seven):
    own = asked(network, seven, NO_FRAME)[7]
    curves = probe(network, seven, NO_FRAME, 7)
    for change in (ProbeChange.SHIFT, ProbeChange.TURN, ProbeChange.SCALE):
        curve = curves[change]
        index = curve.amounts.index(curve.unchanged)
        assert curve.confidences[index] == pytest.approx(own, abs=1e-5)
    assert [curves[change].unchanged for change in ProbeChange][:3] == [0, 0, 100]
    assert curves[ProbeChange.THICKNESS].unchanged == seven.strokes[0].width


def test_with_all_steps_place_size_and_brush_make_no_difference(network, seven):
    curves = probe(network, seven, ALL_STEPS, 7)
    for change in (ProbeChange.SHIFT, ProbeChange.SCALE, ProbeChange.THICKNESS):
        assert np.ptp(curves[change].confidences) < 0.01
    assert np.ptp(curves[ProbeChange.TURN].confidences) > 0.2
    framed = probe(network, seven, NO_FRAME, 7)[ProbeChange.SHIFT]
    assert np.ptp(framed.confidences) > 0.5
    assert len(set(framed.answers)) > 1


def test_thickness_is_the_brushs_where_there_is_no_pen(network, seven):
    preparation = Preparation(pen=False)
    curve = probe(network, seven, preparation, 7, (ProbeChange.THICKNESS,))[ProbeChange.THICKNESS]
    assert (curve.amounts[0], curve.amounts[-1]) == (10, 150)
    thick = Drawing(tuple(Stroke(stroke.points, 150.0) for stroke in seven.strokes))
    expected = asked(network, thick, preparation)[7]
    assert curve.confidences[-1] == pytest.approx(expected, abs=1e-5)


def test_only_what_is_asked_for_is_probed(network, seven):
    assert tuple(probe(network, seven, ALL_STEPS, 7, (ProbeChange.TURN,))) == (ProbeChange.TURN,)


def test_ink_that_left_the_sheet_is_blank_paper(network):
    edge = Drawing((Stroke.from_xy([(100, 400), (140, 400), (120, 600)], 20.0),))
    curve = probe(network, edge, NO_FRAME, 7, (ProbeChange.SHIFT,))[ProbeChange.SHIFT]
    blank = np.full((28, 28), -0.1307 / 0.3081, np.float32)
    expected = trace(network, blank, normalise=False).probabilities[7]
    assert curve.confidences[0] == pytest.approx(expected, abs=1e-5)


def test_a_sample_is_probed_too(network, seven):
    pixels = np.rint(prepare(seven).image * 255).astype(np.uint8)
    curves = probe(network, Drawing(picture=pixels), ALL_STEPS, 7)
    shift = curves[ProbeChange.SHIFT]
    moved = np.zeros_like(pixels)
    moved[:, 14:] = pixels[:, :14]
    assert shift.confidences[-1] == pytest.approx(
        asked(network, Drawing(picture=moved))[7], abs=1e-5
    )
    # Equal pictures in one batch: a sum may round otherwise in another row.
    confidences = curves[ProbeChange.THICKNESS].confidences
    assert np.ptp(confidences) < np.finfo(np.float32).eps


def test_a_sample_that_left_the_sheet_is_blank_paper(network):
    pixels = np.zeros((28, 28), np.uint8)
    pixels[10:14, 0:3] = 255
    curve = probe(network, Drawing(picture=pixels), ALL_STEPS, 1, (ProbeChange.SHIFT,))[
        ProbeChange.SHIFT
    ]
    blank = np.full((28, 28), -0.1307 / 0.3081, np.float32)
    expected = trace(network, blank, normalise=False).probabilities[1]
    assert curve.confidences[0] == pytest.approx(expected, abs=1e-5)


def test_a_dot_is_probed(network):
    curves = probe(network, Drawing((Stroke.from_xy([(500, 500)]),)), NO_FRAME, 1)
    assert tuple(curves) == tuple(ProbeChange)
    assert all(np.isfinite(curve.confidences).all() for curve in curves.values())


def test_a_scribble_of_very_many_points_is_probed_at_fewer_amounts(network):
    turns = np.linspace(0, 200, 40_001)
    spiral = np.stack([500 + 2 * turns * np.cos(turns), 500 + 2 * turns * np.sin(turns)], axis=1)
    drawing = Drawing((Stroke.from_xy(spiral),))
    curve = probe(network, drawing, ALL_STEPS, 0, (ProbeChange.SCALE,))[ProbeChange.SCALE]
    assert 5 <= len(curve.amounts) < 21
    assert set(curve.amounts) <= set(AMOUNTS[ProbeChange.SCALE])
    index = curve.amounts.index(100)
    assert curve.confidences[index] == pytest.approx(asked(network, drawing)[0], abs=0.02)


def test_points_without_number_on_a_short_path_change_nothing(network, seven):
    dense = []
    for stroke in seven.strokes:
        t = np.linspace(0, len(stroke.xy) - 1, 20_000)
        columns = [np.interp(t, np.arange(len(stroke.xy)), stroke.xy[:, n]) for n in range(2)]
        dense.append(Stroke.from_xy(np.stack(columns, axis=1), stroke.width))
    many = probe(network, Drawing(tuple(dense)), ALL_STEPS, 7, (ProbeChange.TURN,))[
        ProbeChange.TURN
    ]
    few = probe(network, seven, ALL_STEPS, 7, (ProbeChange.TURN,))[ProbeChange.TURN]
    assert many.amounts == few.amounts
    assert many.confidences == pytest.approx(few.confidences, abs=0.05)


def test_the_networks_weights_stay(network, seven):
    before = {key: value.copy() for key, value in network.numbers.items()}
    probe(network, seven, ALL_STEPS, 7)
    assert network.numbers.keys() == before.keys()
    for key, value in before.items():
        np.testing.assert_array_equal(network.numbers[key], value)
