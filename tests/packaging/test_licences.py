"""The licences' text names all that a bundle holds."""

import re
import tomllib
from importlib.metadata import version
from types import SimpleNamespace

import licences
import pytest


@pytest.fixture(scope="module")
def text():
    return licences.as_text(licences.third_party())


def test_every_dependency_is_named_with_its_version(text, checkout):
    project = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in project["dependencies"]:
        name = re.match(r"[A-Za-z0-9_.-]+", line)[0]
        named = re.escape(name).replace("\\-", "[-_]")
        assert re.search(rf"(?im)^{named} {re.escape(version(name))}: \S", text), name


def test_what_they_need_in_turn_is_named_too(text):
    for name in ("shiboken6", "requests", "sympy", "contourpy", "Python"):
        assert re.search(rf"(?im)^{name} \d", text), name


def test_what_only_the_tests_need_is_not(text):
    assert not re.search(r"(?im)^(pytest|hypothesis|ruff) \d", text)


def test_texts_are_there(text):
    assert re.search(r"Copyright \(c\) 2005-20\d\d, NumPy Developers", text)
    assert "From PyTorch:" in text
    assert "brings no text" not in text


def test_qt_is_told_to_be_replaceable_under_the_lgpl(text):
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "You may replace them by your own build" in text


def test_what_is_looked_up_for_vulnerabilities_is_all_that_is_needed(monkeypatch):
    needed = [
        SimpleNamespace(name="numpy", version="1.0"),
        SimpleNamespace(name="torch", version="2.13.0+cpu"),
    ]
    monkeypatch.setattr(licences, "needed", lambda: needed)
    monkeypatch.setattr(
        licences, "distribution", lambda name: SimpleNamespace(name=name, version="6.1")
    )
    assert licences.pinned() == "numpy==1.0\ntorch==2.13.0\npyinstaller==6.1\n"


def test_the_texts_tell_what_was_changed_in_the_libraries(text):
    assert "have lost their names for debuggers" in " ".join(text[:400].split())
