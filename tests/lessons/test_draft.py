"""A lesson that is being written: steps come, go and move, and what is missing is told."""

import pytest

from digitpad.lessons.draft import LessonDraft, fact_names, problem_of
from digitpad.lessons.facts import FACTS, Seen, title_of, value_of
from digitpad.lessons.lesson import Lesson, LessonStep, Number, Options, Requirement, Scene, Watch
from digitpad.lessons.lesson_file import LONGEST_TEXT, MOST_STEPS
from digitpad.network.files.checkpoint import load_checkpoint
from digitpad.support.folders import bundled_model

LAB, TEST = Scene("lab"), Scene("test")


def draft_of(*texts):
    return LessonDraft(Lesson("T", tuple(LessonStep(text) for text in texts)))


def texts(draft):
    return [step.text for step in draft.steps]


def test_a_draft_begins_with_the_window_as_it_is():
    draft = LessonDraft.beginning(LAB)
    assert (draft.title, texts(draft), draft.step.scene) == ("", [""], LAB)
    assert draft.is_saved, "nothing is lost yet"


def test_steps_come_after_the_present_one_and_go():
    draft = draft_of("a", "c")
    draft.add(TEST)
    draft.change(text="b")
    assert texts(draft) == ["a", "b", "c"]
    assert draft.step.scene is TEST
    draft.remove()
    assert texts(draft) == ["a", "c"]
    assert draft.step.text == "c"
    draft.remove()
    draft.remove()
    assert texts(draft) == ["a"], "one stays"


def test_steps_move_and_the_present_one_stays_the_present_one():
    draft = draft_of("a", "b", "c")
    draft.move(2)
    assert (texts(draft), draft.step.text) == (["b", "c", "a"], "a")
    draft.move(5)
    draft.move(-1)
    assert (texts(draft), draft.step.text) == (["b", "a", "c"], "a")


def test_what_changes_nothing_needs_no_saving():
    draft = draft_of("a", "b")
    draft.change(text="a")
    draft.name("T")
    draft.move(-1)
    assert draft.is_saved
    draft.change(text="other")
    assert not draft.is_saved


def test_there_is_an_end_to_steps():
    draft = draft_of(*"a" * MOST_STEPS)
    assert not draft.can_grow


@pytest.mark.parametrize(
    ("step", "part"),
    [
        (LessonStep("?", question=Options(("only",), 0)), "two options"),
        (LessonStep("?", question=Options(("a", "b"), 2)), "which of the options"),
        (LessonStep("?", question=Options(("a", "b" * 501), 1)), "500 letters"),
        (LessonStep("?", question=Number()), "which number"),
        (LessonStep("?", question=Watch(())), "Tick at least one"),
        (LessonStep("a" * (LONGEST_TEXT + 1)), "20,000 letters"),
    ],
)
def test_what_is_missing_is_told_at_its_step(step, part):
    found = problem_of(Lesson("T", (LessonStep("fine"), step)))
    assert found is not None
    assert found[0] == 1
    assert part in str(found[1])


def test_what_is_whole_has_no_problem():
    watch = Watch((Requirement("kernels", 2),))
    steps = (
        LessonStep(""), LessonStep("?", question=Options(("a", "b"), 1)),
        LessonStep("", question=watch),
    )  # fmt: skip
    assert problem_of(Lesson("", steps)) is None


def test_every_fact_has_a_name_and_can_be_asked_of_an_empty_window():
    network = load_checkpoint(bundled_model()).network
    names = fact_names(network)
    assert {f"weights {layer}" for layer in ("conv1", "conv2", "fc1", "fc2")} <= set(names)
    assert title_of("weights conv2").endswith("conv2")
    for name in names:
        assert title_of(name) != name
        value_of(name, Seen())
        value_of(name, Seen(network=network))
    assert {name.split(" ")[0] for name in names} == set(FACTS)
    assert value_of("no such fact", Seen()) is None
