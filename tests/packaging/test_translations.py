"""The command that extracts and compiles translations, with a language made up for it."""

import ast
from xml.etree import ElementTree

import pytest
import translations
from PySide6.QtCore import QTranslator

CORE = translations.all_modules()


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    return translations.update("de", tmp_path_factory.mktemp("translations"))


def contexts(catalogue):
    """Return the sources, and which of them are plurals, by context."""
    return {
        context.findtext("name"): {
            message.findtext("source"): message.get("numerus") == "yes"
            for message in context.iter("message")
        }
        for context in ElementTree.parse(catalogue).getroot().iter("context")
    }


def test_templates_of_errors_texts_and_plurals_are_found():
    module = ast.parse(
        'class OddError(DigitpadError): pass\n'
        'raise OddError("{a} " "b", a=a) from error\n'
        'x = Text("c"), Text("c"), plural(n, "%n d", "%n ds"), ValueError("e"), m.OddError("f")\n'
    )  # fmt: skip
    found = list(translations.templates({"m.py": module}))
    assert sorted(found) == [("%n ds", True), ("c", False), ("f", False), ("{a} b", False)]


def test_what_is_said_outside_the_window_is_in_one_context(catalogue):
    core = contexts(catalogue)["digitpad"]
    assert set(core) == {template for template, _ in translations.templates(CORE)}
    assert core["There is no ink to read. Draw a digit first."] is False
    assert core["%n rows"] is True


def test_what_the_window_says_is_in_the_contexts_of_its_classes(catalogue):
    assert "About digitpad" in contexts(catalogue)["AboutDialog"]


def test_a_translation_stays_when_the_texts_are_extracted_anew(catalogue):
    tree = ElementTree.parse(catalogue)
    for message in tree.getroot().iter("message"):
        if message.findtext("source") == "There is no ink to read. Draw a digit first.":
            message.find("translation").text = "Keine Tinte."
            del message.find("translation").attrib["type"]
    tree.write(catalogue, encoding="utf-8", xml_declaration=True)
    translations.update("de", catalogue.parent)
    translator = QTranslator()
    assert translator.load(str(catalogue.with_suffix(".qm")))
    said = translator.translate("digitpad", "There is no ink to read. Draw a digit first.")
    assert said == "Keine Tinte."
