"""What ui/ says is a literal in a context, where the command that extracts texts finds it."""

import ast
import re
from xml.etree import ElementTree

import pytest

from tests.ui.pseudo import translations

# What takes words that a person sees: a literal there has not been translated.
SHOWN = {"setText", "setToolTip", "setStatusTip", "setWhatsThis", "setTitle", "setWindowTitle",
         "setAccessibleName", "setAccessibleDescription", "setPlaceholderText", "setPrefix",
         "setSuffix", "setSpecialValueText", "setInformativeText", "showMessage", "addTab",
         "addItem", "addItems", "addMenu", "addAction", "addRow", "setTabText", "setTabToolTip",
         "setHorizontalHeaderLabels", "setHtml", "setPlainText", "drawText", "tell", "QLabel",
         "QPushButton", "QToolButton", "QAction", "QCheckBox", "QRadioButton", "QGroupBox", "QMenu",
         "getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory",
         "ask_open_path", "label"}  # fmt: skip
# Of these not the first argument alone: it is where, or under what, or in front of which window.
LATER = {"drawText", "addRow", "addTab", "setTabText", "setTabToolTip", "getOpenFileName",
         "getOpenFileNames", "getSaveFileName", "getExistingDirectory",
         "ask_open_path"}  # fmt: skip
WORDLESS = {"50 / s ", "CPU"}  # literals there that are alike in every language
PAINTERS, TRANSLATORS_OWN = "painter.translate", "ours.translate"
HTML = re.compile(r"<[^<>]*>?|[^<>]*>")  # also its pieces between values


@pytest.fixture(scope="module")
def modules():
    return translations.all_modules("digitpad/ui")


def calls(modules):
    for path, module in modules.items():
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                yield f"{path}:{node.lineno}", name, node


def is_literal(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_tr_is_said_by_an_object_so_that_it_has_a_context(modules):
    said = [(where, node) for where, name, node in calls(modules) if name == "tr"]
    assert len(said) > 800
    assert [where for where, node in said if ast.unparse(node.func) != "self.tr"] == []


def test_whatever_is_translated_is_a_literal(modules):
    assert [
        where
        for where, name, node in calls(modules)
        if name in ("tr", "translate") and ast.unparse(node.func) not in (PAINTERS, TRANSLATORS_OWN)
        if not all(map(is_literal, node.args[: 2 if name == "tr" else 3]))
    ] == []


def test_a_number_goes_to_self_tr_or_plural(modules):
    """Lupdate drops a ``translate`` with a variable for its number."""
    numbered = [(where, node) for where, name, node in calls(modules)
                if name == "translate" and len(node.args) > 3]  # fmt: skip
    assert [where for where, node in numbered if ast.unparse(node.func) != TRANSLATORS_OWN] == []


def test_tr_is_not_handed_on(modules):
    handed = []
    for path, module in modules.items():
        called = {id(node.func) for node in ast.walk(module) if isinstance(node, ast.Call)}
        handed += [
            f"{path}:{node.lineno}"
            for node in ast.walk(module)
            if (getattr(node, "attr", "") == "tr" or getattr(node, "id", "") == "tr")
            and id(node) not in called
        ]
    assert handed == []


def test_what_is_shown_has_no_words_that_are_not_translated(modules):
    wrong = []
    for where, name, node in calls(modules):
        if name in SHOWN:
            texts = node.args if name in LATER else node.args[:1]
            wrong += [f"{where} {text}" for argument in texts for text in words_in(argument)]
    assert wrong == []


def words_in(node):
    """Return the literals with a letter in ``node`` that are shown as they are."""
    if isinstance(node, ast.Call | ast.Subscript | ast.Compare):
        return []  # another text comes of it
    if isinstance(node, ast.FormattedValue):
        return words_in(node.value)
    if is_literal(node):
        has_words = any(map(str.isalpha, HTML.sub("", node.value)))
        return [node.value] if has_words and node.value not in WORDLESS else []
    return [word for child in ast.iter_child_nodes(node) for word in words_in(child)]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory):
    """The texts that the command finds, by context."""
    root = ElementTree.parse(translations.extract("de", tmp_path_factory.mktemp("de"))).getroot()
    return {
        context.findtext("name"): {one.findtext("source") for one in context.iter("message")}
        for context in root.iter("context")
    }


def test_every_text_has_a_context(extracted):
    assert len(extracted) > 80
    assert all(extracted)


def test_every_text_is_extracted(modules, extracted):
    """Lupdate passes over a ``tr`` within an f-string."""
    lost, context_of = [], {}
    for module in modules.values():
        for one in ast.walk(module):
            if isinstance(one, ast.ClassDef):
                context_of |= {id(node): one.name for node in ast.walk(one)}
    for where, name, node in calls(modules):
        if name == "tr":
            context, text = context_of[id(node)], node.args[0].value
        elif name == "translate" and ast.unparse(node.func) not in (PAINTERS, TRANSLATORS_OWN):
            context, text = node.args[0].value, node.args[1].value
        else:
            continue
        if text not in extracted.get(context, ()):
            lost.append(f"{where} {context}: {text}")
    assert lost == []
