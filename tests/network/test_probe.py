"""Costs and probes, against the answers to one image at a time."""

import numpy as np
import pytest
import torch

from digitpad.errors import EmptyInkError
from digitpad.folders import bundled_drawing, bundled_model
from digitpad.ink.drawing import Drawing, Stroke
from digitpad.ink.preparation import ALL_STEPS, STEPS, Preparation, prepare
from digitpad.ink.strokes_file import load_drawing
from digitpad.network.checkpoint import load_checkpoint
from digitpad.network.probe import AMOUNTS, Change, costs, probe
from digitpad.network.trace import trace

NO_FRAME = Preparation(crop=False, box=False, centre=False)


@pytest.fixture(scope="module")
def module():
    return load_checkpoint(bundled_model()).module


@pytest.fixture(scope="module")
def seven():
    return load_drawing(bundled_drawing()).fitted_to_canvas()


def asked(module, drawing, preparation=ALL_STEPS):
    """(10,) probabilities, with the normalisation written out."""
    image = prepare(drawing, preparation).image
    if preparation.normalise:
        image = (image - np.float32(0.1307)) / np.float32(0.3081)
    return trace(module, image, normalise=False).probabilities


@pytest.mark.parametrize("preparation", [ALL_STEPS, NO_FRAME, Preparation(normalise=False)])
def test_costs_are_the_answers_with_one_step_switched(module, seven, preparation):
    found = costs(module, seven, preparation)
    assert found.preparation == preparation
    assert found.answer.probabilities == pytest.approx(asked(module, seven, preparation), abs=1e-5)
    assert found.full.probabilities == pytest.approx(asked(module, seven), abs=1e-5)
    assert tuple(found.switched) == STEPS
    for step, answer in found.switched.items():
        expected = asked(module, seven, preparation.toggled(step))
        assert answer.probabilities == pytest.approx(expected, abs=1e-5), step


def test_a_step_costs_the_answer_where_it_matters(module):
    corner = Drawing((Stroke.from_xy([(50, 50), (150, 50), (90, 220)], 20.0),))
    found = costs(module, corner, ALL_STEPS)
    assert found.answer.digit == 7
    assert found.switched["crop"].probabilities[7] < found.answer.confidence - 0.2


def test_nothing_drawn_has_no_costs(module):
    with pytest.raises(EmptyInkError):
        costs(module, Drawing(), ALL_STEPS)


def test_a_probe_has_the_answer_at_each_amount(module, seven):
    curves = probe(module, seven, NO_FRAME, 7)
    assert tuple(curves) == tuple(Change)
    shift = curves[Change.SHIFT]
    assert shift.amounts == tuple(range(-50, 55, 5))
    for index in (0, 7, 10, 20):
        moved = [
            Stroke.from_xy(stroke.xy + np.array([10 * shift.amounts[index], 0]), stroke.width)
            for stroke in seven.strokes
        ]
        row = asked(module, Drawing(tuple(moved)), NO_FRAME)
        assert shift.confidences[index] == pytest.approx(row[7], abs=1e-5)
        assert shift.answers[index] == row.argmax()


def test_each_curve_goes_through_the_drawing_as_it_is(module, seven):
    own = asked(module, seven, NO_FRAME)[7]
    curves = probe(module, seven, NO_FRAME, 7)
    for change in (Change.SHIFT, Change.TURN, Change.SCALE):
        curve = curves[change]
        index = curve.amounts.index(curve.unchanged)
        assert curve.confidences[index] == pytest.approx(own, abs=1e-5)
    assert [curves[change].unchanged for change in Change][:3] == [0, 0, 100]
    assert curves[Change.THICKNESS].unchanged == seven.strokes[0].width


def test_with_all_steps_place_size_and_brush_make_no_difference(module, seven):
    curves = probe(module, seven, ALL_STEPS, 7)
    for change in (Change.SHIFT, Change.SCALE, Change.THICKNESS):
        assert np.ptp(curves[change].confidences) < 0.01
    assert np.ptp(curves[Change.TURN].confidences) > 0.2
    framed = probe(module, seven, NO_FRAME, 7)[Change.SHIFT]
    assert np.ptp(framed.confidences) > 0.5
    assert len(set(framed.answers)) > 1


def test_thickness_is_the_brushs_where_there_is_no_pen(module, seven):
    preparation = Preparation(pen=False)
    curve = probe(module, seven, preparation, 7, (Change.THICKNESS,))[Change.THICKNESS]
    assert (curve.amounts[0], curve.amounts[-1]) == (10, 150)
    thick = Drawing(tuple(Stroke(stroke.points, 150.0) for stroke in seven.strokes))
    expected = asked(module, thick, preparation)[7]
    assert curve.confidences[-1] == pytest.approx(expected, abs=1e-5)


def test_only_what_is_asked_for_is_probed(module, seven):
    assert tuple(probe(module, seven, ALL_STEPS, 7, (Change.TURN,))) == (Change.TURN,)


def test_ink_that_left_the_sheet_is_blank_paper(module):
    edge = Drawing((Stroke.from_xy([(100, 400), (140, 400), (120, 600)], 20.0),))
    curve = probe(module, edge, NO_FRAME, 7, (Change.SHIFT,))[Change.SHIFT]
    blank = np.full((28, 28), -0.1307 / 0.3081, np.float32)
    expected = trace(module, blank, normalise=False).probabilities[7]
    assert curve.confidences[0] == pytest.approx(expected, abs=1e-5)


def test_a_sample_is_probed_too(module, seven):
    pixels = np.rint(prepare(seven).image * 255).astype(np.uint8)
    curves = probe(module, Drawing(picture=pixels), ALL_STEPS, 7)
    shift = curves[Change.SHIFT]
    moved = np.zeros_like(pixels)
    moved[:, 14:] = pixels[:, :14]
    assert shift.confidences[-1] == pytest.approx(
        asked(module, Drawing(picture=moved))[7], abs=1e-5
    )
    assert np.ptp(curves[Change.THICKNESS].confidences) == 0


def test_a_sample_that_left_the_sheet_is_blank_paper(module):
    pixels = np.zeros((28, 28), np.uint8)
    pixels[10:14, 0:3] = 255
    curve = probe(module, Drawing(picture=pixels), ALL_STEPS, 1, (Change.SHIFT,))[Change.SHIFT]
    blank = np.full((28, 28), -0.1307 / 0.3081, np.float32)
    expected = trace(module, blank, normalise=False).probabilities[1]
    assert curve.confidences[0] == pytest.approx(expected, abs=1e-5)


def test_a_dot_is_probed(module):
    curves = probe(module, Drawing((Stroke.from_xy([(500, 500)]),)), NO_FRAME, 1)
    assert all(np.isfinite(curve.confidences).all() for curve in curves.values())


def test_a_scribble_of_very_many_points_is_probed_at_fewer_amounts(module):
    turns = np.linspace(0, 200, 40_001)
    spiral = np.stack([500 + 2 * turns * np.cos(turns), 500 + 2 * turns * np.sin(turns)], axis=1)
    drawing = Drawing((Stroke.from_xy(spiral),))
    curve = probe(module, drawing, ALL_STEPS, 0, (Change.SCALE,))[Change.SCALE]
    assert 5 <= len(curve.amounts) < 21
    assert set(curve.amounts) <= set(AMOUNTS[Change.SCALE])
    index = curve.amounts.index(100)
    assert curve.confidences[index] == pytest.approx(asked(module, drawing)[0], abs=0.02)


def test_points_without_number_on_a_short_path_change_nothing(module, seven):
    dense = []
    for stroke in seven.strokes:
        t = np.linspace(0, len(stroke.xy) - 1, 20_000)
        columns = [np.interp(t, np.arange(len(stroke.xy)), stroke.xy[:, n]) for n in range(2)]
        dense.append(Stroke.from_xy(np.stack(columns, axis=1), stroke.width))
    many = probe(module, Drawing(tuple(dense)), ALL_STEPS, 7, (Change.TURN,))[Change.TURN]
    few = probe(module, seven, ALL_STEPS, 7, (Change.TURN,))[Change.TURN]
    assert many.amounts == few.amounts
    assert many.confidences == pytest.approx(few.confidences, abs=0.05)


def test_the_networks_weights_and_mode_stay(module, seven):
    before = {key: value.clone() for key, value in module.state_dict().items()}
    probe(module, seven, ALL_STEPS, 7)
    assert not module.training
    assert all(torch.equal(value, before[key]) for key, value in module.state_dict().items())
