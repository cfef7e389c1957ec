"""English as the window speaks it: one thing is said as one."""

from xml.etree import ElementTree

import pytest

from digitpad.ui import language
from tests.ui.pseudo import translations

ENGLISH = translations.CHECKOUT / translations.FOLDER / "digitpad_en.ts"


@pytest.fixture
def texts(qapp, tmp_path):
    """What has a number in the window's texts, by context and as it stands in the code."""
    language.use_language("en")
    fresh = ElementTree.parse(translations.extract("en", tmp_path)).getroot()
    found = [
        (context.findtext("name"), message.findtext("source"))
        for context in fresh.iter("context")
        for message in context.iter("message")
    ]
    assert len(found) > 10
    return found


def said(text, count):
    context, source = text
    return language.translate(context, source, "", count)


def test_whatever_has_a_number_says_its_singular_for_one(texts):
    assert [text for text in texts if said(text, 1) == text[1].replace("%n", "1")] == []


def test_several_are_said_as_they_stand_in_the_code(texts):
    for count in (0, 2, 21):
        assert [text for text in texts if said(text, count) != text[1].replace("%n", str(count))
                ] == []  # fmt: skip


def test_english_has_only_what_a_number_changes_and_is_no_language_beside_itself():
    messages = list(ElementTree.parse(ENGLISH).getroot().iter("message"))
    assert messages
    assert [message for message in messages if message.get("numerus") != "yes"] == []
    assert language.languages().count("en") == 1


def test_the_window_speaks_english_again_after_another_language(qapp):
    language.use_language("zh_CN")
    language.use_language("en")
    text = "RunRow", "%n trials are left; Run goes on with them"
    assert said(text, 1) == "1 trial is left; Run goes on with it"
    assert said(text, 3) == "3 trials are left; Run goes on with them"
