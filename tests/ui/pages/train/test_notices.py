"""What the page says of a training that ended or broke off, without a training."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest

from digitpad.network.architecture import TUTORIAL
from digitpad.network.presets import PRESETS
from digitpad.support.errors import TrainingError
from digitpad.training.recipe import RECIPES
from digitpad.training.unfinished import fingerprint
from digitpad.ui.pages.train.notices import Offer, ResultNotice, ResumeNotice

LEFT = Qt.MouseButton.LeftButton
REPORT = SimpleNamespace(correct=9876, samples=10_000, accuracy=0.9876, loss=0.03456)
SAID = "9,876 of 10,000 test digits of MNIST right (98.76 %), average loss 0.0346."
READS = " The weights of epoch 3 read your drawing now."


class Session(QObject):
    """Uses a model at once, and keeps how that was asked for."""

    model_changed = Signal(object)

    def __init__(self, checkpoint):
        super().__init__()
        self.checkpoint, self.used = checkpoint, []

    def use(self, checkpoint, has_learnt):
        self.checkpoint = checkpoint
        self.used.append((checkpoint, has_learnt))
        self.model_changed.emit(checkpoint)


def model(hands=None):
    info = SimpleNamespace(epochs=3, data="mnist", hands_accuracy=hands, is_cut_short=False)
    return SimpleNamespace(network=object(), training_info=info)


@pytest.fixture
def earlier():
    return model()


@pytest.fixture
def notice(qtbot, earlier):
    session = Session(earlier)
    notice = ResultNotice(session)
    notice.session = session
    qtbot.addWidget(notice)
    notice.resize(700, 60)
    return notice


def press(button):
    QTest.mouseClick(button, LEFT)


def plain(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_a_result_that_is_used_is_told_and_can_be_declined_and_taken_again(notice, earlier):
    trained = model()
    assert notice.told is None
    notice.show_result(REPORT, trained, use=True)
    assert notice.session.used == [(trained, True)]
    assert plain(notice.text.text()) == SAID + READS
    assert notice.decline_button.text() == "Keep the Earlier Model"
    press(notice.decline_button)
    assert notice.session.used[1:] == [(earlier, True)]
    assert plain(notice.text.text()) == SAID
    assert notice.decline_button.text() == "Use the Trained Model"
    press(notice.decline_button)
    assert notice.session.used[2:] == [(trained, True)]
    assert plain(notice.text.text()) == SAID + READS


def test_a_file_that_was_opened_since_is_left_for_a_model_that_has_not_learnt_from_it(notice):
    trained = model()
    notice.show_result(REPORT, trained, use=True)
    notice.session.use(model(), has_learnt=False)
    assert notice.decline_button.text() == "Use the Trained Model"
    press(notice.decline_button)
    assert notice.session.used[-1] == (trained, False)


def test_a_result_that_waits_is_used_once_it_may_be(notice, earlier):
    trained = model()
    notice.show_result(REPORT, trained, use=False)
    assert notice.session.used == []
    assert plain(notice.text.text()) == SAID + READS, "it will"
    notice.use_trained()
    assert notice.session.used == [(trained, True)]
    notice.use_trained()
    assert len(notice.session.used) == 1
    notice.show_result(REPORT, trained, use=False)
    press(notice.decline_button)
    count = len(notice.session.used)
    notice.use_trained()
    assert len(notice.session.used) == count, "it was declined"


def test_other_hands_are_told_where_they_were_read(notice):
    notice.show_result(REPORT, model(hands=0.9123), use=True)
    assert plain(notice.text.text()).endswith(
        "Of digits by synthetic hands, which it has not learnt from, it reads 91.2 %."
    )


def test_without_an_earlier_model_there_is_nothing_to_go_back_to(notice):
    notice.session.checkpoint = None
    notice.show_result(REPORT, model(), use=True)
    assert notice.isVisible()
    assert not notice.decline_button.isVisible()


def test_another_notice_tells_the_same(qtbot, notice, earlier):
    trained = model()
    notice.show_result(REPORT, trained, use=False)
    told = notice.told
    assert (told.report, told.trained, told.earlier, told.use_later) == (
        REPORT, trained, earlier, True,
    )  # fmt: skip
    other = ResultNotice(notice.session)
    qtbot.addWidget(other)
    other.tell_again(None)
    assert not other.isVisible()
    other.tell_again(told)
    assert plain(other.text.text()) == SAID + READS
    assert other.decline_button.isVisible()
    other.use_trained()
    assert notice.session.used == [(trained, True)]
    notice.hide()
    assert notice.told is None


# What was broken off


def left(network=TUTORIAL):
    return SimpleNamespace(
        network=network, recipe=replace(RECIPES["fast"], epochs=1500), data="mnist",
        progress=SimpleNamespace(epoch=1234), fingerprint="another",
    )  # fmt: skip


class Files:
    """Notes what becomes of the file."""

    def __init__(self):
        self.asked = []

    def __getattr__(self, name):
        return lambda: self.asked.append(name)


@pytest.fixture
def resume(qtbot):
    resume = ResumeNotice()
    qtbot.addWidget(resume)
    resume.resize(700, 60)
    return resume


def test_a_training_that_was_broken_off_is_named(resume):
    files = Files()
    resume.take_over_offer(Offer(files, None, Path("x")))
    assert not resume.isVisible()
    resume.take_over_offer(Offer(files, left(PRESETS["lenet"]), Path("x")))
    assert resume.isVisible()
    assert resume.text.text() == (
        "A training (LeNet-5, Fast, MNIST) was broken off after epoch 1,234 of 1,500."
    )
    assert resume.resume_button.isVisible()
    offer = resume.hand_over()
    assert (offer.files, offer.left, offer.path) == (files, resume.left, Path("x"))
    assert resume.files is not files


def test_other_data_is_refused_and_it_stays_offered(resume, data_set):
    files = Files()
    resume.take_over_offer(Offer(files, left(), Path("x")))
    with pytest.raises(TrainingError, match="not the one that the training began with"):
        resume.take_over(data_set.training)
    assert files.asked == []
    assert resume.left is not None
    assert resume.isVisible()


def test_with_its_own_data_it_goes_on_and_is_offered_no_more(resume, data_set):
    files, one = Files(), left()
    one.fingerprint = fingerprint(data_set.training)
    resume.take_over_offer(Offer(files, one, Path("x")))
    assert resume.take_over(data_set.training) == Path("x")
    assert files.asked == ["take_over"]
    assert resume.left is None
    assert not resume.isVisible()


def test_discarded_it_is_deleted_and_offered_no_more(resume):
    files = Files()
    resume.take_over_offer(Offer(files, left(), Path("x")))
    resume.discard()
    assert files.asked == ["discard"]
    assert resume.left is None
    assert not resume.isVisible()
