"""Each system is told of the files that digitpad opens, and of none that others open by default."""

import configparser
import plistlib
import re
from xml.etree import ElementTree

import parts
import pytest
from document_types import LESSON, MODEL, TYPES
from information import information

from digitpad.ink.picture_formats import PICTURE_SUFFIXES
from digitpad.lessons import lesson_file
from digitpad.network.files import library

LINUX = parts.CHECKOUT / "packaging" / "linux"
OWN = {LESSON.mime, MODEL.mime}


def test_they_are_the_files_that_the_program_reads_and_writes():
    suffixes = [suffix for kind in TYPES for suffix in kind.suffixes]
    assert len(suffixes) == len(set(suffixes))
    needs_a_plugin = {".heic", ".heif"}
    assert set(suffixes) == (set(PICTURE_SUFFIXES) - needs_a_plugin) | {
        lesson_file.SUFFIX, library.SUFFIX, ".json",
    }  # fmt: skip
    assert [kind for kind in TYPES if kind.is_own] == [LESSON]


@pytest.fixture
def told():
    """What macOS is told."""
    return plistlib.loads(plistlib.dumps(information(with_training=True)))


def test_macos_opens_lessons_with_digitpad_and_offers_it_for_the_rest(told):
    opened = {one["LSItemContentTypes"][0]: one for one in told["CFBundleDocumentTypes"]}
    assert set(opened) == {kind.uti for kind in TYPES}
    for kind in TYPES:
        assert opened[kind.uti]["LSHandlerRank"] == ("Owner" if kind.is_own else "Alternate")
    viewed = [one["CFBundleTypeRole"] for uti, one in opened.items() if uti != LESSON.uti]
    assert set(viewed) == {"Viewer"}


def test_macos_learns_the_types_that_it_does_not_know(told):
    exported, imported = told["UTExportedTypeDeclarations"], told["UTImportedTypeDeclarations"]
    assert [one["UTTypeIdentifier"] for one in exported] == [LESSON.uti]
    assert [one["UTTypeIdentifier"] for one in imported] == [MODEL.uti]
    for one, kind in zip([*exported, *imported], [LESSON, MODEL], strict=True):
        tags = one["UTTypeTagSpecification"]
        assert tuple(f".{x}" for x in tags["public.filename-extension"]) == kind.suffixes
        assert tags["public.mime-type"] == [kind.mime]


@pytest.fixture
def registry(checkout):
    """What the installer writes into Windows' registry: (key, name, value, flags)."""
    script = (checkout / "packaging" / "windows" / "digitpad.iss").read_text(encoding="utf-8")
    assert "\nChangesAssociations=yes\n" in script
    section = script.partition("\n[Registry]\n")[2].partition("\n[")[0]
    lines = [line for line in section.splitlines() if line and not line.startswith(";")]
    found = []
    for line in lines:
        fields = dict(re.findall(r'(\w+): ("(?:[^"]|"")*"|[^;]+)', line))
        fields = {name: text.strip('"').replace('""', '"') if text[0] == '"' else text.strip()
                  for name, text in fields.items()}  # fmt: skip
        assert (fields["Root"], fields["ValueType"]) == ("HKA", "string"), line
        key = fields["Subkey"].removeprefix("Software\\Classes\\")
        found.append((key, fields.get("ValueName", ""), fields["ValueData"], fields.get("Flags")))
    return found


def test_windows_offers_digitpad_for_each_and_makes_it_the_default_of_lessons_alone(registry):
    offered = {(key, name) for key, name, _, _ in registry if key.startswith(".") and "\\" in key}
    assert offered == {
        (f"{suffix}\\OpenWithProgids", kind.progid) for kind in TYPES for suffix in kind.suffixes
    }
    defaults = [(key, value) for key, _, value, _ in registry if re.fullmatch(r"\.\w+", key)]
    assert defaults == [(LESSON.suffixes[0], LESSON.progid)]


def test_windows_knows_what_to_start_for_each_and_forgets_it_with_the_program(registry):
    values = {key: value for key, _, value, _ in registry}
    flags = {key: flags for key, _, _, flags in registry}
    for kind in TYPES:
        assert values[kind.progid] == kind.title
        command = values[f"{kind.progid}\\shell\\open\\command"]
        assert command.lstrip('"') == '{app}\\digitpadw.exe" "%1'
        assert flags[kind.progid] == "uninsdeletekey"
    assert {flags[key] for key in flags if key.startswith(".")} == {"uninsdeletevalue"}


def test_linux_is_told_the_same_types():
    parser = configparser.RawConfigParser()
    parser.read(LINUX / "digitpad.desktop", encoding="utf-8")
    told = parser["Desktop Entry"]["MimeType"].removesuffix(";").split(";")
    assert told == [kind.mime for kind in TYPES]


def test_linux_learns_the_types_that_it_does_not_know():
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    root = ElementTree.parse(LINUX / f"{parts.APPLICATION_ID}.mime.xml").getroot()
    found = {
        one.get("type"): tuple(glob.get("pattern") for glob in one.findall("m:glob", space))
        for one in root.findall("m:mime-type", space)
    }
    assert found == {
        kind.mime: tuple(f"*{suffix}" for suffix in kind.suffixes)
        for kind in TYPES
        if not kind.is_known
    }
    comments = [one.findtext("m:comment", "", space) for one in root]
    assert comments == [LESSON.title, MODEL.title]
