"""What is done with one's own digits and taken back again, without a collection on disk."""

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from digitpad.ui.collection.digits import DigitChanges, DigitKeys, Keeping, digit_of

NONE = Qt.KeyboardModifier.NoModifier


class Collection:
    """Notes what it is asked, and answers with what a test has put into ``answers``."""

    def __init__(self):
        self.asked, self.answers = [], {}

    def __getattr__(self, name):
        def ask(*what):
            self.asked.append((name, *what))
            return self.answers.get(name)

        return ask


class Digits:
    """Does at once what a thread would do later; fails where it is told to."""

    def __init__(self):
        self.collection, self.problem, self.keeping = Collection(), "", []
        self.waits, self.tasks, self.waiting = False, [], []  # what shall be done later

    def change(self, task, then, otherwise):
        if self.waits:
            self.tasks.append(task)
            self.waiting.append(otherwise)
            return
        result = task(lambda: None)
        if self.problem:
            otherwise(self.problem)
        else:
            then(result)

    def keep(self, drawing, label, read, origin, then, otherwise):
        job = SimpleNamespace(result=None)
        self.keeping.append(((drawing, label, read, origin, then, otherwise), job))
        return job


def relabelled(label, before=1):
    entry = SimpleNamespace(label=label)
    return SimpleNamespace(entry=entry, before=entry if before == label else before)


@pytest.fixture
def digits(qapp):
    return Digits()


@pytest.fixture
def changes(digits):
    changes = DigitChanges(digits)
    changes.said = []
    changes.done.connect(lambda text: changes.said.append(("done", text)))
    changes.failed.connect(lambda text: changes.said.append(("failed", text)))
    return changes


def test_digits_are_relabelled_and_that_is_taken_back_once(changes, digits):
    one = relabelled(7)
    digits.collection.answers["relabel"] = (one,)
    changes.relabel(["a"], 7)
    assert digits.collection.asked == [("relabel", ["a"], 7)]
    assert changes.said == [("done", "It is 7 now.")]
    changes.take_back()
    assert digits.collection.asked[1:] == [("undo", (one,))]
    changes.take_back()
    assert len(digits.collection.asked) == 2


def test_of_several_those_that_were_something_else_are_counted(changes, digits):
    same, first, second = relabelled(3, before=3), relabelled(3), relabelled(3)
    digits.collection.answers["relabel"] = (same, first, second)
    changes.relabel(["a", "b", "c"], 3)
    assert changes.said == [("done", "2 digits are a 3 now.")]
    changes.take_back()
    assert digits.collection.asked[-1] == ("undo", (first, second))
    digits.collection.answers["relabel"] = (same,)
    changes.relabel(["a"], 3)
    assert len(changes.said) == 1, "nothing has changed"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 digit is deleted."), (12, "12 digits are deleted.")]
)
def test_digits_are_deleted_and_restored(changes, digits, count, said):
    class Deleted(list):
        problem = ""

    gone = Deleted(range(count))
    digits.collection.answers["delete"] = gone
    changes.delete(["a"])
    assert changes.said == [("done", said)]
    changes.take_back()
    assert digits.collection.asked == [("delete", ["a"]), ("restore", gone)]


def test_what_could_not_be_deleted_is_told_and_what_was_can_be_had_back(changes, digits):
    class Deleted(list):
        problem = "One is open elsewhere."

    digits.collection.answers["delete"] = Deleted()
    changes.delete(["a", "b"])
    assert changes.said == [("failed", "One is open elsewhere.")]
    digits.collection.answers["delete"] = Deleted("a")
    changes.delete(["a", "b"])
    assert changes.said[1:] == [
        ("failed", "One is open elsewhere."), ("done", "1 digit is deleted."),
    ]  # fmt: skip


def test_a_way_back_that_fails_is_told_and_can_be_tried_again(changes, digits):
    digits.collection.answers["relabel"] = (relabelled(7),)
    changes.relabel(["a"], 7)
    digits.problem = "The disk is full."
    changes.take_back()
    assert ("failed", "The disk is full.") in changes.said
    digits.problem = ""
    count = len(digits.collection.asked)
    changes.take_back()
    assert len(digits.collection.asked) == count + 1


def test_of_no_digits_nothing_is_asked(changes, digits):
    changes.relabel([], 3)
    changes.delete([])
    assert digits.collection.asked == []


def test_a_failure_is_told(changes, digits):
    digits.problem = "The disk is full."
    changes.relabel(["a"], 3)
    changes.delete(["a"])
    assert changes.said == [("failed", "The disk is full.")] * 2


def test_an_undo_that_fails_leaves_the_offer_of_what_was_done_since(changes, digits):
    first, second = relabelled(7), relabelled(3)
    digits.collection.answers["relabel"] = (first,)
    changes.relabel(["a"], 7)
    digits.waits = True
    changes.take_back()
    digits.waits = False
    digits.collection.answers["relabel"] = (second,)
    changes.relabel(["b"], 3)
    digits.waiting.pop()("The disk is full.")
    assert changes.said[1:] == [("done", "It is 3 now."), ("failed", "The disk is full.")]
    changes.take_back()
    assert digits.collection.asked[-1] == ("undo", (second,))


def test_what_is_taken_back_before_it_is_kept_goes_right_after_it(digits):
    problems = []
    keeping = Keeping(digits, problems.append)
    keeping.keep("drawing", 3, None, "practice")
    (((drawing, label, read, origin, _, otherwise), job),) = digits.keeping
    assert (drawing, label, read, origin) == ("drawing", 3, None, "practice")
    digits.waits = True  # the changes are made one after the other
    keeping.take_back()
    job.result = SimpleNamespace(kept="kept")
    digits.tasks.pop()(lambda: None)
    assert digits.collection.asked == [("undo", ["kept"])]
    otherwise("The disk is full.")
    assert problems == ["The disk is full."]
    assert not keeping.is_wanted


def test_what_could_not_be_kept_is_not_taken_back(digits):
    keeping = Keeping(digits, print)
    keeping.keep("drawing", 3, None, "practice")
    keeping.take_back()
    assert digits.collection.asked == []


def test_what_is_kept_stays_until_it_is_taken_back_by_whoever_has_it_then(digits):
    keeping, other = Keeping(digits, print), Digits()
    keeping.keep("drawing", 3, 5, "correction")
    digits.keeping[0][1].result = SimpleNamespace(kept="kept")
    assert digits.collection.asked == []
    keeping.go_on_with(other, print)
    keeping.take_back()
    assert digits.collection.asked == []
    assert other.collection.asked == [("undo", ["kept"])]


# Keys


@pytest.mark.parametrize(
    ("key", "modifiers", "digit"),
    [(Qt.Key.Key_0, NONE, 0), (Qt.Key.Key_9, NONE, 9), (Qt.Key.Key_A, NONE, None),
     (Qt.Key.Key_Slash, NONE, None), (Qt.Key.Key_Colon, NONE, None),
     (Qt.Key.Key_4, Qt.KeyboardModifier.KeypadModifier, 4),
     (Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier, None)],
)  # fmt: skip
def test_a_digit_is_one_that_is_typed_without_another_key(key, modifiers, digit):
    assert digit_of(QKeyEvent(QEvent.Type.KeyPress, key, modifiers)) == digit


def test_a_widget_that_wants_digits_has_them_before_the_shortcuts(qtbot):
    keys, widget = DigitKeys(), QWidget()
    qtbot.addWidget(widget)
    keys.leave_to(widget)
    for kind, key, taken in (
        (QEvent.Type.ShortcutOverride, Qt.Key.Key_3, True),
        (QEvent.Type.ShortcutOverride, Qt.Key.Key_N, False),
        (QEvent.Type.KeyPress, Qt.Key.Key_3, False),
    ):
        event = QKeyEvent(kind, key, NONE)
        event.ignore()
        QApplication.sendEvent(widget, event)
        assert event.isAccepted() == taken, (kind, key)
