"""Sentences with values, in English and in any other language."""

import pytest

from digitpad.support.errors import ContentError, DigitpadError, ModelError
from digitpad.support.messages import Text, in_turn, plural, use_translator, with_value
from digitpad.support.translations import say_in


@pytest.fixture
def shouted():
    """A language: capitals, with the number that a plural depends on before them."""
    use_translator(lambda template, count: f"{count}:{template}" if count >= 0 else f"!{template}")
    yield
    use_translator(None)


def test_an_error_says_its_values():
    error = ModelError("{path} has {count:,} weights.", path="{a}.pth", count=1234)
    assert str(error) == "{a}.pth has 1,234 weights."


def test_an_error_said_before_is_said_again_in_the_language_that_came_later(shouted):
    use_translator(None)
    error = DigitpadError("{path} is damaged: {reason}.", path="x", reason=ContentError("no list"))
    assert str(error) == "x is damaged: no list."
    use_translator(lambda template, _: template.upper().replace("{PATH}", "{path}")
                   .replace("{REASON}", "{reason}"))  # fmt: skip
    assert str(error) == "x IS DAMAGED: NO LIST."


def test_a_text_within_a_text_speaks_the_same_language(shouted):
    assert str(Text("a {b}", b=Text("c"))) == "!a !c"


@pytest.mark.parametrize(
    ("count", "said"), [(1, "1 digit of x"), (0, "0 digits of x"), (1200, "1,200 digits of x")]
)
def test_a_plural_depends_on_its_number(count, said):
    assert str(plural(count, "%n digit of {x}", "%n digits of {x}", x="x")) == said


def test_a_translator_chooses_the_plural(shouted):
    assert str(plural(1, "%n digit", "%n digits")) == "1:1 digits"


def test_what_is_wrong_with_a_content_is_a_value_error():
    with pytest.raises(ValueError, match="no list"):
        raise ContentError("no list")


def test_sentences_in_turn_have_a_space_between_in_english_and_none_of_the_empty():
    assert in_turn("One.", "", Text("Two."), "Three {3}.") == "One. Two. Three {3}."
    assert in_turn("", "One.") == "One."
    assert in_turn() == ""


def test_what_stands_between_sentences_is_the_languages():
    say_in("zh_CN")
    try:
        assert in_turn("一。", "二。", "三。") == "一。二。三。"
        assert with_value("卷积", "−0.17") == "卷积：−0.17"
    finally:
        use_translator(None)
