"""Which language is meant, and a translation that is read without Qt."""

import os
import subprocess
import sys

import pytest

from digitpad.support.messages import Text, plural, use_translator
from digitpad.support.translations import (
    best_language,
    languages,
    read_translation,
    say_in,
    system_languages,
    translations,
    wanted_language,
)

THERE_ARE = ("en", "fr", "pt_BR", "zh_CN")


@pytest.fixture(autouse=True)
def english_in_the_end():
    yield
    use_translator(None)


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        (["zh_CN.UTF-8"], "zh_CN"),
        (["zh-Hans-CN", "en-US"], "zh_CN"),
        (["zh"], "zh_CN"),
        (["pt_PT", "en"], "pt_BR"),
        (["fr_CA@euro"], "fr"),
        (["en_GB", "fr"], "en"),
        (["eo", "fr"], "fr"),
        (["C", "fr"], "en"),
        ([], "en"),
    ],
)
def test_the_first_wanted_language_that_there_is_is_spoken(wanted, meant):
    assert best_language(wanted, THERE_ARE) == meant


def test_what_is_asked_for_comes_before_the_environment_and_that_before_the_system(monkeypatch):
    monkeypatch.setenv("DIGITPAD_LANGUAGE", "fr")
    assert wanted_language("en", ["zh_CN"]) == ("en",)
    assert wanted_language(None, ["zh_CN"]) == ("fr",)
    monkeypatch.delenv("DIGITPAD_LANGUAGE")
    assert wanted_language(None, ["zh_CN"]) == ("zh_CN",)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such variables")
def test_the_systems_language_is_that_of_its_messages(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    assert list(system_languages()) == []
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert list(system_languages()) == ["zh_CN.UTF-8"]
    monkeypatch.setenv("LANGUAGE", "de:fr")
    assert list(system_languages()) == ["de", "fr", "zh_CN.UTF-8"]
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert list(system_languages()) == ["C.UTF-8"]


def test_there_are_english_and_chinese():
    assert languages()[0] == "en"
    assert "zh_CN" in languages()


def test_sentences_are_said_in_chinese_with_their_values():
    say_in("zh_CN")
    assert str(Text("{name} shows no ink: nothing in it stands out from its paper as strokes do. "
                    "Choose a picture of a digit.", name="a.png")
               ).startswith("a.png 里没有墨迹")  # fmt: skip
    assert str(plural(1234, "%n point", "%n points")) == "1,234 个点"
    say_in("en")
    assert str(plural(1, "%n point", "%n points")) == "1 point"


def test_a_text_that_the_translation_lacks_is_said_in_english():
    say_in("zh_CN")
    assert str(Text("No such template")) == "No such template"


@pytest.mark.parametrize("content", [b"", b"no translation", None])
def test_a_damaged_file_is_no_translation(tmp_path, content):
    file = tmp_path / "digitpad_zh_CN.qm"
    whole = (translations() / "digitpad_zh_CN.qm").read_bytes()
    file.write_bytes(whole[:3000] if content is None else content)
    assert read_translation(file) is None or read_translation(file)("x", -1) == ""


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        # Unicode's CLDR, "Language Plural Rules", cardinals
        ("pl", {1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 22: 1, 25: 2, 112: 2}),
        ("ru", {1: 0, 21: 0, 11: 2, 2: 1, 24: 1, 5: 2, 111: 2}),
        ("fr", {0: 0, 1: 0, 2: 1, 5: 1}),
        ("ar", {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5}),
    ],
)
def test_plurals_have_the_forms_of_the_language(tmp_path, language, forms):
    from tests.ui.pseudo import translations as command

    file = tmp_path / f"digitpad_{language}.ts"
    several = "".join(f"<numerusform>{n}</numerusform>" for n in range(6))
    file.write_text(
        f'<!DOCTYPE TS><TS version="2.1" language="{language}"><context><name>digitpad</name>'
        f'<message numerus="yes"><source>%n x</source><translation>{several}</translation>'
        "</message></context></TS>"
    )
    translate = read_translation(command.compiled(file))
    assert {count: int(translate("%n x", count)) for count in forms} == forms


def test_commands_speak_without_qt(tmp_path):
    script = """
import sys
from digitpad.cli import main
try:
    main(["--language", "zh_CN", "--help"])
finally:
    assert not [name for name in sys.modules if name.startswith("PySide6")]
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          encoding="utf-8", env={**os.environ,
                                                 "PYTHONUTF8": "1"}, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("用法：")
    assert "识别图片中的数字" in done.stdout
