"""The forms of a lesson's step by themselves: scenes that are taken, questions that are asked."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from digitpad.ink.drawing import Drawing, Stroke
from digitpad.lessons.draft import fact_names
from digitpad.lessons.facts import Seen, title_of
from digitpad.lessons.lesson import LessonStep, Number, Options, Requirement, Scene, Watch
from digitpad.ui.lessons.step_forms import QuestionForm, SceneRow

LEFT = Qt.MouseButton.LeftButton
LINE = Drawing((Stroke.from_xy([(100, 100), (500, 500)]),))


class Window:
    """What the forms know of a window."""

    def __init__(self):
        self.shown = []
        self.scene = Scene(page="lab", area="steps")
        self.now = Seen(page="lab", changed=3)

    def take(self):
        return self.scene

    def show(self, scene):
        self.shown.append(scene)

    def seen(self):
        return self.now


@pytest.fixture
def window():
    return Window()


@pytest.fixture
def row(qtbot, window):
    row = SceneRow("Scene", "scene", window)
    qtbot.addWidget(row)
    row.resize(600, 40)
    row.show()
    row.told = []
    row.changed.connect(lambda: row.told.append(row.scene))
    return row


def test_a_scene_is_taken_shown_and_dropped(row, window):
    assert row.words.text() == "as it is"
    assert not row.show_.isEnabled()
    assert not row.none.isEnabled()
    QTest.mouseClick(row.take, LEFT)
    assert row.told == [window.scene]
    assert row.show_.isEnabled()
    QTest.mouseClick(row.show_, LEFT)
    assert window.shown == [window.scene]
    QTest.mouseClick(row.none, LEFT)
    assert row.told == [window.scene, None]
    assert row.words.text() == "as it is"
    assert not row.show_.isEnabled()
    row.set_scene(window.scene)
    assert len(row.told) == 2, "what is shown by the program is not told"


@pytest.mark.parametrize(
    ("scene", "said"),
    [(Scene(page="lab", area="steps"), "Convolution lab, step through"),
     (Scene(page="lab", area="shapes", is_covered=True),
      "Convolution lab, shapes and cost, output covered"),
     (Scene(page="lab", area="pooling", drawing=LINE),
      "Convolution lab, pooling, with the drawing"),
     (Scene(page="layers", layer="why"), "Layers, why?"),
     (Scene(page="layers", layer="ink", drawing=Drawing()), "Layers, ink"),
     (Scene(page="layers", layer="conv2"), "Layers, conv2"), (Scene(), "")],
)  # fmt: skip
def test_a_scene_is_told_in_words(row, scene, said):
    row.set_scene(scene)
    assert row.words.text().lower() == said.lower()


# Questions


@pytest.fixture
def form(qtbot, window):
    form = QuestionForm(window)
    qtbot.addWidget(form)
    form.resize(700, 180)
    form.show()
    form.show_step(LessonStep("Text"))
    form.told = []
    form.changed.connect(lambda: form.told.append(form.question()))
    return form


def choose(box, place):
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(place):
        QTest.keyClick(box, Qt.Key.Key_Down)


def step(question, **how):
    return LessonStep("Text", question=question, **how)


def test_nothing_is_asked_at_first(form):
    assert form.question() is None
    assert not form.prediction.isVisible()
    assert not form.is_prediction()


def test_options_are_lines_of_which_one_is_right(form):
    choose(form.kind, 1)
    assert form.options.isVisible()
    assert form.prediction.isVisible()
    form.options.setFocus()
    QTest.keyClicks(form.options, "One")
    QTest.keyClick(form.options, Qt.Key.Key_Return)
    QTest.keyClick(form.options, Qt.Key.Key_Return)
    QTest.keyClicks(form.options, " Two ")
    assert form.told[-1] == Options(("One", "Two"), 0)
    choose(form.right, 1)
    assert form.told[-1] == Options(("One", "Two"), 1)
    form.options.setPlainText("\n".join("abcdefgh"))
    assert form.question().options == tuple("abcdef"), "six at most"
    count = len(form.told)
    form.prediction.click()
    assert len(form.told) == count + 1
    assert form.is_prediction()
    choose(form.kind, 0)
    assert not form.is_prediction()


def test_a_number_is_typed_or_is_what_the_window_shows(form, window):
    choose(form.kind, 2)
    assert form.number.isVisible()
    for field, text in ((form.number, "2,5"), (form.tolerance, "-0.1")):
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
    assert form.told[-1] == Number(2.5, "", 0.1)
    names = fact_names(None)
    assert [form.source.itemData(n) for n in range(form.source.count())] == ["", *names]
    choose(form.source, 1)
    assert form.told[-1] == Number(None, names[0], 0.1)
    assert not form.number.isEnabled()
    choose(form.source, 0)
    assert form.number.isEnabled()
    form.number.setText("seven")
    assert form.question() == Number(None, "", 0.1)


def test_what_the_window_has_is_ticked_with_how_it_is_compared(form, window):
    choose(form.kind, 3)
    assert form.facts.isVisible()
    assert not form.prediction.isVisible()
    rows = {form.facts.item(n).data(256): form.facts.item(n) for n in range(form.facts.count())}
    changed = rows["changed"]
    assert changed.text() == f"{title_of('changed')} is 3"
    assert changed.toolTip() == changed.text()
    gone = [one for one in rows.values() if one.text().endswith("–")]
    assert gone, "of what the window does not have"
    assert not any(one.flags() & Qt.ItemFlag.ItemIsEnabled for one in gone)
    changed.setCheckState(Qt.CheckState.Checked)
    assert form.told[-1] == Watch((Requirement("changed", 3.0, "is"),))
    assert form.facts.currentItem() is changed
    choose(form.relation, 1)
    assert form.told[-1] == Watch((Requirement("changed", 3.0, "at least"),))
    assert changed.text() == f"{title_of('changed')} at least 3"
    window.now = Seen(page="lab", changed=5)
    QTest.mouseClick(form.values, LEFT)
    assert form.told[-1] == Watch((Requirement("changed", 5.0, "at least"),))
    window.now = Seen(page="lab", changed=7)
    choose(form.kind, 0)
    choose(form.kind, 3)
    assert form.question() == Watch((Requirement("changed", 5.0, "at least"),)), "they stay"


@pytest.mark.parametrize(
    "question",
    [None, Options(("One", "Two", "Three"), 2), Number(0.125, "", 0.5),
     Number(None, "changed", 0.0), Watch((Requirement("changed", 2.0, "at most"),))],
)  # fmt: skip
def test_a_question_is_shown_as_it_is_and_not_told(form, question):
    is_prediction = isinstance(question, Options)
    form.show_step(step(question, is_prediction=is_prediction))
    assert form.question() == question
    assert form.told == []
    assert form.prediction.isVisible() == isinstance(question, Options | Number)
    assert form.is_prediction() == is_prediction
    form.show_step(LessonStep("Text"))
    assert form.question() is None


def test_a_fact_that_the_window_has_not_stays_in_a_question_about_it(form):
    fact = "weights conv9"
    form.show_step(step(Number(None, fact, 0.0)))
    assert form.source.currentText() == title_of(fact)
    assert form.question() == Number(None, fact, 0.0)


def test_the_relation_is_that_of_the_fact_that_is_looked_at(form):
    form.show_step(step(Watch((Requirement("changed", 2.0, "at most"),))))
    form.facts.setCurrentRow(1)
    assert form.relation.currentData() == "is"
    form.facts.setCurrentRow(0)
    assert form.relation.currentData() == "at most"
