"""Sentences for a person: a template in English with its values, filled in the language in force.

What has no Qt says with these what ``ui/`` says with ``tr()``. Templates are literals, so that the
command that extracts texts for translators finds them; a number that asks for a plural is
``plural``'s.
"""

from __future__ import annotations

from collections.abc import Callable

# Takes a template, and the number that its plural depends on or -1; gives it in another language,
# or nothing where that lacks it.
Translator = Callable[[str, int], str]

_translator: Translator | None = None


def use_translator(translator: Translator | None) -> None:
    """Say everything from now on in ``translator``'s language; None: in English."""
    global _translator
    _translator = translator


def _translated(template: str, count: int) -> str:
    return "" if _translator is None else _translator(template, count)


class Text:
    """A sentence that is put into words when it is read.

    ``str(text)`` fills the template, as ``str.format`` does; a template without values is said as
    it stands. A value may be a Text or an error, which then speaks the same language.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self._filled(_translated(self.template, -1) or self.template)

    def _filled(self, template: str) -> str:
        return template.format(**self.values) if self.values else template

    def __repr__(self) -> str:
        return f"Text({self.template!r}, **{self.values!r})"


class _Plural(Text):
    def __init__(self, count: int, one: str, template: str, /, **values: object) -> None:
        super().__init__(template, **values)
        self._count, self._one = count, one

    def __str__(self) -> str:
        template = _translated(self.template, self._count)
        if not template:
            template = self._one if self._count == 1 else self.template
        return self._filled(template.replace("%n", f"{self._count:,}"))


def plural(count: int, one: str, many: str, /, **values: object) -> Text:
    """Return ``one`` or ``many``, in which ``%n`` is the number; translators are given ``many``."""
    return _Plural(count, one, many, **values)


def in_turn(*sentences: object) -> str:
    """Return ``sentences`` one after the other, without those that are empty.

    What stands between two is the language's: Chinese has no space after a full stop.
    """
    said = ""
    for sentence in filter(None, map(str, sentences)):
        said = str(Text("{first} {second}", first=said, second=sentence)) if said else sentence
    return said


def with_value(name: object, value: object) -> str:
    """Return ``name: value``, as the language writes it."""
    return str(Text("{name}: {value}", name=name, value=value))


def percentage(share: float, style: str = ".1f") -> str:
    """Return ``98.7 %`` for 0.987, as the language writes it."""
    return str(Text("{number} %", number=format(100 * share, style)))
