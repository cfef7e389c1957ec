"""What is said with a template is a literal one with just the values it names."""

import ast
import re
import string
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(CHECKOUT / "packaging"))

import translations  # noqa: E402

# What has not been put into templates yet.
PENDING: tuple[str, ...] = ()

# Where a template is handed on instead of written down: file, maker, argument.
PASSED_ON = {
    ("digitpad/support/errors.py", "Text", "text"),  # every error's own
    ("digitpad/lab/limits.py", "LabError", "sentence.template"),  # check_range's, see below
    # what has been said before, as text
    ("digitpad/collection/folder.py", "DataError", "cannot_be_read(self.folder, error)"),
    ("digitpad/collection/mnist_set.py", "DataError", "error.text"),
    ("digitpad/collection/store.py", "DataError", "problem"),
    (
        "digitpad/collection/store.py",
        "DataError",
        "cannot_be_read(self.folder / file_name(key), error)",
    ),
    ("digitpad/ui/window/snapshot.py", "DigitpadError", "problems[0]"),
}
# A Text with just these fields and no values is what check_range fills.
RANGE = {"lowest", "highest", "number"}
# Values with letters that are the same in every language.
UNTRANSLATED = {
    ("digitpad/support/display.py", "command"),  # sudo apt-get ...
    ("digitpad/support/display.py", "display"),  # the environment's
    ("digitpad/ui/window/snapshot.py", "shape"),  # 8 x 28 x 28
    ("digitpad/network/files/training_info.py", "name"),  # a key of the file
}


@pytest.fixture(scope="module")
def modules():
    every = translations.all_modules()
    assert len(every) > 100
    return {path: module for path, module in every.items() if not path.startswith(PENDING)}


@pytest.fixture(scope="module")
def sayings(modules):
    found = list(translations.sayings(modules))
    assert len(found) > 50
    return found


def where(saying):
    return f"{saying.path}:{saying.line} {saying.maker}"


def test_templates_are_literals(sayings):
    assert [
        where(saying)
        for saying in sayings
        for text in saying.texts
        if not is_literal(text)
        and not (saying.maker != "Text" and is_text(text))
        and (saying.path, saying.maker, ast.unparse(text)) not in PASSED_ON
    ] == []


def test_each_saying_has_its_template_and_a_plural_two(sayings):
    assert [
        where(saying)
        for saying in sayings
        if len(saying.texts) != (2 if saying.maker == "plural" else 1)
    ] == []


def test_a_template_names_just_the_values_that_it_gets(sayings):
    for saying in sayings:
        if not all(is_literal(text) for text in saying.texts):
            continue  # the first test tells where there may be another
        fields = set().union(*(fields_of(text.value) for text in saying.texts))
        if not saying.values and saying.path.startswith("digitpad/lab/") and fields == RANGE:
            continue
        if not saying.values and all(field.isdigit() for field in fields):
            continue  # of a figure, which fills it itself
        if None in saying.values:  # ** brings more than is written here
            assert fields >= set(saying.values) - {None}, where(saying)
            continue
        assert fields == set(saying.values), where(saying)


def test_a_plural_says_its_number(sayings):
    assert [
        where(saying)
        for saying in sayings
        if ("%n" in (saying.template or "")) != (saying.maker == "plural")
    ] == []


def test_no_words_hide_in_values(sayings):
    assert [
        f"{where(saying)} {name}"
        for saying in sayings
        for name, value in saying.values.items()
        if (saying.path, name) not in UNTRANSLATED and words_in(value)
    ] == []


def test_errors_are_values_themselves(sayings):
    assert [
        f"{where(saying)} {name}"
        for saying in sayings
        for name, value in saying.values.items()
        if ast.unparse(value) == "str(error)"
    ] == []


def test_what_says_something_is_called_by_its_name(modules):
    """Under another name, or handed on as a value, its templates would not be found."""
    makers = translations.error_names(modules) | {"Text", "plural"}
    hidden = []
    for path, module in modules.items():
        usual = {id(node) for node in usual_uses(module)}
        for node in ast.walk(module):
            if isinstance(node, ast.alias) and node.name in makers and node.asname:
                hidden.append(f"{path}:{node.lineno} {node.name} as {node.asname}")
            if isinstance(node, ast.Name) and node.id in makers and id(node) not in usual:
                hidden.append(f"{path}:{node.lineno} {node.id}")
    assert hidden == []


def usual_uses(module):
    """Yield the nodes of calls, of what is caught or asked for, of base classes and annotations."""
    for node in ast.walk(module):
        match node:
            case (
                ast.Call(func=ast.Name(id="isinstance" | "issubclass"))
                | ast.Call(func=ast.Attribute(attr="suppress"))
            ):
                yield from ast.walk(node)
            case ast.Call():
                yield node.func
            case ast.ExceptHandler(type=ast.expr()):
                yield from ast.walk(node.type)
            case ast.ClassDef():
                yield from node.bases
            case ast.FunctionDef(returns=ast.expr()):
                yield from ast.walk(node.returns)
            case ast.arg(annotation=ast.expr()) | ast.AnnAssign(annotation=ast.expr()):
                yield from ast.walk(node.annotation)


COMMAND = re.compile(
    r"--(?:network|model|data|dataset|argument)\b"
    r"|\bdigitpad (?:predict|train|evaluate|fetch|snapshot|explain|export|experiment)\b"
)


def test_no_sentence_of_the_window_names_an_option_of_the_command_line(sayings):
    outside = ("digitpad/cli/", "digitpad/support/display.py")  # which speak where no window is
    assert [
        where(saying)
        for saying in sayings
        for text in saying.texts
        if not saying.path.startswith(outside) and COMMAND.search(ast.unparse(text))
    ] == []


def is_literal(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def is_text(node):
    """Tell whether ``node`` makes a Text by itself, as an error's only argument may."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("Text", "plural")


def fields_of(template):
    """Return what a template names, as ``size`` of ``{size[0]:.1f}``."""
    fields = set()
    for _, field, spec, _ in string.Formatter().parse(template):
        if field is not None:
            fields.add(field.partition("[")[0].partition(".")[0])
            fields |= fields_of(spec or "")
    return fields


def words_in(value):
    return [
        node.value
        for node in ast.walk(value)
        if is_literal(node)
        and any(letter.isalpha() for letter in node.value)
        and not is_within_text(node, value)
        and not is_format(node, value)
    ]  # fmt: skip


def is_format(node, value):
    """Tell whether ``node`` is the ``:g`` of a number in an f-string."""
    formats = [part.format_spec for part in ast.walk(value) if isinstance(part, ast.FormattedValue)]
    return any(spec is not None and node in ast.walk(spec) for spec in formats)


def is_within_text(node, value):
    return any(is_text(call) and node in ast.walk(call) for call in ast.walk(value))
