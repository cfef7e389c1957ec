"""Adapt to My Hand as its user sees it: too few, learn, stop, accept, discard, undo, close."""

from dataclasses import replace

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_model, models_folder
from digitpad.training.adapt.settings import ADAPTATION, Adapted, Score, Scores
from digitpad.ui.background import running
from digitpad.ui.dialogs.collection.adapt_dialog import AdaptDialog
from digitpad.ui.dialogs.collection.adapt_table import AdaptWords
from tests.ui.own_digits import PadWindow
from tests.ui.pens import ONE, SEVEN, ZERO, mouse, press_again

QUICK = replace(ADAPTATION, steps=20, views=100, replayed=200, tests=100, folds=2)
LONG = replace(QUICK, steps=20_000)  # minutes


@pytest.fixture
def pad(qtbot, tmp_path, told):
    """The pad with its model, and 24 digits in the collection."""
    pad = PadWindow(tmp_path / "digits")
    qtbot.addWidget(pad)
    pad.told = told
    with qtbot.waitSignal(pad.session.model_changed, timeout=60_000):
        pad.session.load_model(bundled_model())
    for number in range(24):
        path, label = ((SEVEN, 7), (ONE, 1), (ZERO, 0))[number % 3]
        points = [(1000 * x + number, 1000 * y - 3 * number * x) for x, y in path]
        pad.digits.collection.add(Drawing((Stroke.from_xy(points),)), label, None)
    with qtbot.waitExposed(pad):
        pad.show()
    yield pad
    pad.close()
    assert not running(pad)


def opened(qtbot, pad, how, folder=None):
    dialog = AdaptDialog(pad.session, pad.digits, lambda: folder or pad.digits.collection.folder,
                         how, pad)  # fmt: skip
    with qtbot.waitExposed(dialog):
        dialog.show()
    qtbot.waitUntil(lambda: dialog.count.text() != "", timeout=20_000)
    return dialog


@pytest.fixture
def dialog(qtbot, pad):
    return opened(qtbot, pad, QUICK)


@pytest.fixture
def offered(qtbot, dialog):
    """The dialog with a result that waits for an answer."""
    click(qtbot, dialog, "adaptButton")
    qtbot.waitUntil(lambda: buttons(dialog) == {"Accept", "Discard", "Close"}, timeout=60_000)
    return dialog


def click(qtbot, dialog, name):
    qtbot.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def buttons(dialog):
    shown = (b for b in dialog.findChildren(QPushButton) if b.isVisible() and b.isEnabled())
    return {button.text().replace("&", "") for button in shown}


def saved():
    return sorted(models_folder().glob("*.safetensors"))


def test_it_says_how_many_digits_there_are(dialog):
    assert dialog.count.text() == "You have 24 digits of your own."
    assert buttons(dialog) == {"Adapt", "Close"}


def test_too_few_digits_are_told_and_nothing_can_be_adapted(qtbot, pad):
    keys = [entry.key for entry in pad.digits.collection.listing().entries]
    pad.digits.collection.delete(keys[7:])
    dialog = opened(qtbot, pad, QUICK)
    assert "7 digits of your own, too few: about 20 are needed" in dialog.count.text()
    assert buttons(dialog) == {"Close"}


def test_a_digit_that_joins_is_counted_at_once(qtbot, pad, dialog):
    line = Drawing((Stroke.from_xy([(10, 10), (20, 900)]),))
    pad.digits.keep(line, 1, 1, "practice", lambda added: None, pad.told.append)
    qtbot.waitUntil(lambda: "25 digits" in dialog.count.text(), timeout=20_000)


def test_the_result_is_shown_and_nothing_has_changed_yet(pad, offered):
    origin = load_checkpoint(bundled_model()).network.numbers
    assert pad.session.checkpoint.path == bundled_model()
    used = pad.session.checkpoint.network.numbers
    torch.testing.assert_close(used, origin, rtol=0, atol=0)
    assert saved() == []
    for column in ("Before", "After"):
        assert offered.table.text("own", column).endswith(" %")
        assert offered.table.text("others", column).endswith(" %")
        assert offered.table.text("mnist", column) == "–"
    assert offered.findChild(type(offered.count), "mnistName").text() == (
        "MNIST is not on this machine"
    )


def test_mnist_is_measured_where_it_is(qtbot, pad, data_folder):
    dialog = opened(qtbot, pad, QUICK, data_folder)
    click(qtbot, dialog, "adaptButton")
    qtbot.waitUntil(lambda: "Accept" in buttons(dialog), timeout=60_000)
    assert dialog.table.text("mnist", "Before").endswith(" %")


def test_accepted_it_is_saved_and_reads(qtbot, pad, offered):
    with qtbot.waitSignal(pad.session.model_changed, timeout=20_000):
        click(qtbot, offered, "acceptAdaptedButton")
    (path,) = saved()
    used = pad.session.checkpoint
    assert used.path == path
    assert used.training_info.recipe["name"] == "adapted from digitpad with 24 digits"
    weights = load_checkpoint(path).network.numbers
    torch.testing.assert_close(used.network.numbers, weights, rtol=0, atol=0)
    assert pad.told == [f"In use now: {path.stem}."]
    assert buttons(offered) == {"Adapt", "Undo", "Close"}


def test_undo_goes_back_to_the_earlier_model(qtbot, pad, offered):
    before = pad.session.checkpoint
    with qtbot.waitSignal(pad.session.model_changed, timeout=20_000):
        click(qtbot, offered, "acceptAdaptedButton")
    click(qtbot, offered, "undoAdaptedButton")
    assert pad.session.checkpoint is before
    assert buttons(offered) == {"Adapt", "Close"}
    assert offered.verdict.text().startswith("In use again: digitpad.")


def test_undo_is_gone_when_another_model_is_used(qtbot, pad, offered):
    with qtbot.waitSignal(pad.session.model_changed, timeout=20_000):
        click(qtbot, offered, "acceptAdaptedButton")
    pad.session.use(load_checkpoint(bundled_model()))
    assert "Undo" not in buttons(offered)


def test_discarded_nothing_is_kept(qtbot, pad, offered):
    click(qtbot, offered, "discardAdaptedButton")
    assert pad.session.checkpoint.path == bundled_model()
    assert saved() == []
    assert offered.table.text("own", "After") == "–"
    assert buttons(offered) == {"Adapt", "Close"}


def test_a_model_that_cannot_be_saved_is_told_and_can_be_accepted_again(qtbot, pad, offered):
    models_folder().parent.mkdir(parents=True, exist_ok=True)
    models_folder().write_text("in the way")
    click(qtbot, offered, "acceptAdaptedButton")
    qtbot.waitUntil(lambda: offered.message.text() != "", timeout=20_000)
    assert pad.session.checkpoint.path == bundled_model()
    models_folder().unlink()
    with qtbot.waitSignal(pad.session.model_changed, timeout=20_000):
        click(qtbot, offered, "acceptAdaptedButton")
    assert offered.message.text() == ""


def test_stop_ends_it_and_it_can_begin_again(qtbot, pad):
    dialog = opened(qtbot, pad, LONG)
    click(qtbot, dialog, "adaptButton")
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=60_000)
    assert buttons(dialog) == {"Stop", "Close"}
    click(qtbot, dialog, "stopAdaptButton")
    assert not dialog.is_running
    assert buttons(dialog) == {"Adapt", "Close"}
    again = opened(qtbot, pad, QUICK)
    click(qtbot, again, "adaptButton")
    qtbot.waitUntil(lambda: "Accept" in buttons(again), timeout=60_000)
    assert saved() == []


def test_the_window_can_be_closed_meanwhile_and_tells_the_end(qtbot, pad, dialog):
    click(qtbot, dialog, "adaptButton")
    click(qtbot, dialog, "closeAdaptButton")
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: len(pad.told) == 1, timeout=60_000)
    assert pad.told[0].startswith("The network has learnt your hand")
    dialog.show()
    assert "Accept" in buttons(dialog)


def test_the_whole_pad_can_be_closed_while_it_learns(qtbot, pad):
    dialog = opened(qtbot, pad, LONG)
    click(qtbot, dialog, "adaptButton")
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=60_000)
    pad.close()  # the fixture looks for threads that are left
    assert saved() == []


def test_a_drawing_is_read_while_it_learns(qtbot, pad):
    dialog = opened(qtbot, pad, LONG)
    click(qtbot, dialog, "adaptButton")
    qtbot.waitUntil(lambda: dialog.progress.value() > 0, timeout=60_000)
    mouse(pad.canvas, SEVEN)
    qtbot.waitUntil(lambda: pad.session.is_settled, timeout=20_000)
    assert pad.session.reading.answer.digit == 7
    click(qtbot, dialog, "stopAdaptButton")


def test_a_collection_that_shrinks_meanwhile_fails_with_a_sentence(qtbot, pad, dialog):
    keys = [entry.key for entry in pad.digits.collection.listing().entries]
    pad.digits.collection.delete(keys[3:])
    click(qtbot, dialog, "adaptButton")
    qtbot.waitUntil(lambda: dialog.message.text() != "", timeout=60_000)
    assert dialog.message.text().startswith("Adapting needs at least 10 of your digits")
    assert buttons(dialog) == {"Adapt", "Close"}


@pytest.mark.parametrize(("gained", "best"), [(1, "Accept"), (0, "Discard"), (-1, "Discard")])
def test_the_button_that_stands_out_is_what_should_be_done(pad, dialog, gained, best):
    score, better = Score(10, 20), Score(10 + gained, 20)
    network = pad.session.checkpoint.network
    scores = [Scores(own=one, mnist=None, others=score) for one in (score, better)]
    dialog._origin = pad.session.checkpoint
    dialog._take_adapted(Adapted(network, 20, *scores))
    standing_out = [
        button for button in (dialog.accept_button, dialog.discard_button)
        if button.property("primary")
    ]  # fmt: skip
    assert [button.text().replace("&", "") for button in standing_out] == [best]


def test_a_double_click_on_adapt_does_not_stop_it(qtbot, pad):
    dialog = opened(qtbot, pad, LONG)
    click(qtbot, dialog, "adaptButton")
    press_again(dialog.stop_button)
    assert dialog.is_running
    click(qtbot, dialog, "stopAdaptButton")
    assert not dialog.is_running


def test_a_double_click_on_accept_does_not_undo_it(qtbot, pad, offered):
    with qtbot.waitSignal(pad.session.model_changed, timeout=20_000):
        click(qtbot, offered, "acceptAdaptedButton")
    accepted = pad.session.checkpoint
    press_again(offered.undo_button)
    assert pad.session.checkpoint is accepted


def test_the_keyboard_follows_what_can_be_done(qtbot, pad, dialog):
    dialog.adapt_button.setFocus()
    qtbot.keyClick(dialog.adapt_button, Qt.Key.Key_Space)
    assert dialog.focusWidget() is dialog.stop_button
    qtbot.waitUntil(lambda: "Accept" in buttons(dialog), timeout=60_000)
    assert dialog.focusWidget() is dialog.verdict  # a key for Stop accepts nothing
    dialog.discard_button.setFocus()
    qtbot.keyClick(dialog.discard_button, Qt.Key.Key_Space)
    assert dialog.focusWidget() is dialog.adapt_button


BETTER = "It reads your digits better."
ROUGH = "With {} digits the first row is a rough guess."
LATEST = "Learnt are the latest {} of your digits."


@pytest.mark.parametrize(
    ("gained", "lost", "learnt", "there", "said"),
    [
        (1, 0, 20, 20, [BETTER]),
        (0, 0, 20, 20, ["It reads your digits as well as before, and no better."]),
        (-1, 0, 20, 20, ["It reads your digits worse: discard it, and add more digits."]),
        (1, 19, 20, 20, [BETTER]),
        (1, 21, 20, 20, [BETTER, "It has lost 0.21 points on MNIST."]),
        (1, 0, 19, 19, [BETTER, ROUGH.format(19)]),
        (1, 0, 2000, 2001, [BETTER, LATEST.format("2,000")]),
        (0, 150, 12, 13, [
            "It reads your digits as well as before, and no better.",
            "It has lost 1.50 points on MNIST.", ROUGH.format(12), LATEST.format(12),
        ]),
    ],
)  # fmt: skip
def test_the_figures_are_put_in_sentences(pad, dialog, gained, lost, learnt, there, said):
    others = Score(90, 100)
    before = Scores(own=Score(10, 30), mnist=Score(9900, 10_000), others=others)
    after = Scores(own=Score(10 + gained, 30), mnist=Score(9900 - lost, 10_000), others=others)
    adapted = Adapted(pad.session.checkpoint.network, learnt, before, after)
    assert AdaptWords().verdict(adapted, pad.session.checkpoint, there) == " ".join(said)


def test_what_has_learnt_the_same_digits_before_is_said_of_the_figure_before(pad, dialog):
    score = Score(10, 30)
    scores = Scores(own=score, mnist=None, others=score)
    model = pad.session.checkpoint
    info = replace(model.training_info, recipe={"adapted_from": "digitpad"})
    adapted = Adapted(model.network, 20, scores, scores)
    said = AdaptWords().verdict(adapted, replace(model, training_info=info), 20)
    assert said.endswith(" digitpad has learnt some of them before, so Before is too high.")
