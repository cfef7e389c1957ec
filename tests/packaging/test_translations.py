"""The command that extracts and compiles translations, with a language made up for it."""

import ast
import os
import re
import shutil
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


def test_a_program_that_runs_keeps_the_file_that_it_reads(catalogue):
    """It is mapped into memory: written over in place it would change, or end, under the reader."""
    made = translations.compiled(catalogue)
    with made.open("rb") as mapped:
        before = mapped.read()
        translations.compiled(catalogue)
        mapped.seek(0)
        assert not os.path.samestat(os.fstat(mapped.fileno()), made.stat())
        assert mapped.read() == before
    assert [one.name for one in catalogue.parent.iterdir() if ".qm" in one.name] == [made.name]


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


def test_a_text_that_moved_to_another_class_keeps_its_translation(catalogue):
    tree = ElementTree.parse(catalogue)
    for context in tree.getroot().iter("context"):
        if context.findtext("name") == "AboutDialog":
            context.find("name").text = "OldDialog"
            translation = context.find("message").find("translation")
            translation.text = "Über digitpad"
            del translation.attrib["type"]
    tree.write(catalogue, encoding="utf-8", xml_declaration=True)
    translations.update("de", catalogue.parent)
    assert translations.translated(catalogue)["About digitpad"] == {("Über digitpad",)}


# The languages that digitpad has

PLACES = re.compile(r"\{\{|\}\}|\{[^{}]*\}|%n|%\(\w+\)[rs]|%[rs](?!\w)")
MNEMONIC = re.compile(r"&(\w)")
LANGUAGES = sorted((translations.CHECKOUT / translations.FOLDER).glob("digitpad_*.ts"))


@pytest.fixture(params=LANGUAGES, ids=lambda file: file.stem)
def language(request):
    return request.param


def entries(file):
    """Return the translations' elements by context and source."""
    return {
        (context.findtext("name"), message.findtext("source")): message.find("translation")
        for context in ElementTree.parse(file).getroot().iter("context")
        for message in context.iter("message")
    }


def test_there_is_simplified_chinese():
    assert "digitpad_zh_CN" in [file.stem for file in LANGUAGES]


def test_nothing_is_without_a_translation_and_none_is_stale(language, tmp_path):
    """Else run python packaging/translations.py LANGUAGE, and translate what is unfinished."""
    name = language.stem.removeprefix("digitpad_")
    fresh = translations.extract(name, tmp_path)
    there_are = entries(language)
    assert sorted(set(entries(fresh)) - set(there_are)) == []
    assert sorted(set(there_are) - set(entries(fresh))) == []
    assert [
        key
        for key, translation in there_are.items()
        if translation.get("type") is not None or not all(translations.forms(translation))
    ] == []


def test_values_have_their_places_in_each_translation(language):
    assert [
        (source, said)
        for (_, source), translation in entries(language).items()
        for said in translations.forms(translation)
        if sorted(PLACES.findall(source)) != sorted(PLACES.findall(said))
    ] == []


def test_what_can_be_reached_by_a_letter_can_be_in_each_translation(language):
    assert [
        (source, said)
        for (_, source), translation in entries(language).items()
        for said in translations.forms(translation)
        if len(MNEMONIC.findall(source)) != len(MNEMONIC.findall(said))
    ] == []


def test_what_is_compiled_is_what_is_written(language, tmp_path):
    file = tmp_path / language.name
    shutil.copy(language, file)
    assert translations.compiled(file).read_bytes() == language.with_suffix(".qm").read_bytes()
