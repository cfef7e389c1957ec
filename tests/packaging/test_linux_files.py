"""What a Linux desktop reads about digitpad is valid, and names the program where it is."""

import configparser
import os
import re
import shutil
import subprocess
import sys
from xml.etree import ElementTree

import parts
import pytest

from digitpad import __version__
from digitpad.support.folders import APP_NAME

FILES = parts.CHECKOUT / "packaging" / "linux"
DESKTOP = FILES / f"{APP_NAME}.desktop"  # the window names itself so, and Wayland asks for it
MIME = FILES / f"{parts.APPLICATION_ID}.mime.xml"
METAINFO = FILES / f"{parts.APPLICATION_ID}.metainfo.xml"


def entry(path):
    parser = configparser.RawConfigParser()
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_desktop_entry_says_what_to_start():
    found = entry(DESKTOP)
    assert (found["Type"], found["Exec"], found["Icon"]) == (
        "Application", "digitpad %F", "digitpad",
    )  # fmt: skip
    assert found["Categories"].endswith(";")
    assert "Education" in found["Categories"].split(";")


def test_the_metadata_belong_to_the_entry_and_tell_this_version():
    root = ElementTree.parse(METAINFO).getroot()
    assert root.get("type") == "desktop-application"
    assert root.findtext("id") == parts.APPLICATION_ID
    assert root.findtext("launchable") == DESKTOP.name
    assert __version__ in {release.get("version") for release in root.iter("release")}


@pytest.mark.parametrize(
    ("program", "arguments", "file"),
    [
        ("desktop-file-validate", [], DESKTOP),
        ("appstreamcli", ["validate", "--no-net"], METAINFO),
    ],
)
def test_the_desktops_own_checker_is_content(program, arguments, file):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not here")
    done = subprocess.run([program, *arguments, file], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def fakes(folder, *names, script=""):
    """Return a folder with programs that write down their call and do nothing else."""
    programs = folder / "programs"
    programs.mkdir()
    for name in names:
        program = programs / name
        program.write_text(f'#!/bin/sh\necho "{name} $*" >> "{folder}/calls"\n{script}')
        program.chmod(0o755)
    return programs


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only for Linux")
def test_a_bundle_enters_the_menu_from_any_path_and_leaves_it(tmp_path):
    bundle = tmp_path / '数字 pad\'s "100 %" & $HOME \\ `x` | y'
    (bundle / "share" / "applications").mkdir(parents=True)
    (bundle / "share" / "icons").mkdir()
    shutil.copy(FILES / "install.sh", bundle)
    shutil.copy(DESKTOP, bundle / "share" / "applications")
    (bundle / "share" / "icons" / "digitpad.png").write_bytes(b"icon")
    home = tmp_path / "home"
    programs = fakes(tmp_path, "xdg-mime", "update-mime-database", "update-desktop-database")
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(home)}

    def install(*arguments):
        subprocess.run(["sh", bundle / "install.sh", *arguments], env=environment, check=True)

    install()
    share = home / ".local" / "share"
    value = entry(share / "applications" / "digitpad.desktop")["Exec"]
    # As the specification of desktop entries has it: first as a string, then as a quoted argument.
    assert value.endswith(" %F")  # the files of a double click
    quoted = re.sub(r"\\\\", r"\\", value.removesuffix(" %F"))
    assert (quoted[0], quoted[-1]) == ('"', '"')
    program = re.sub(r"\\(.)", r"\1", quoted[1:-1]).replace("%%", "%")
    assert program == str(bundle / "digitpad")
    assert (share / "icons" / "digitpad.png").read_bytes() == b"icon"
    assert os.readlink(home / ".local" / "bin" / "digitpad") == str(bundle / "digitpad")
    install("--remove")
    assert not [path for path in home.rglob("*") if path.is_file() or path.is_symlink()]


# What opens pictures, until something in the home folder does: as on desktops without a list of
# their own.
XDG_MIME = """
case $1 in
    query) case $3 in
        image/*) if [ -f "$HOME/chosen" ] || ! [ -d "$HOME/.local/share/applications" ]
                 then echo viewer.desktop; else echo digitpad.desktop; fi ;;
        *lesson) if [ -d "$HOME/.local/share/applications" ]; then echo digitpad.desktop; fi ;;
    esac ;;
esac
"""


@pytest.fixture
def bundle(tmp_path):
    """The files of a bundle that its installation looks at."""
    share = tmp_path / "digitpad" / "share"
    for source, target in (
        (DESKTOP, "applications/digitpad.desktop"),
        (MIME, f"mime/packages/{parts.APPLICATION_ID}.xml"),
    ):
        (share / target).parent.mkdir(parents=True)
        shutil.copy(source, share / target)
    shutil.copy(FILES / "install.sh", share.parent)
    return share.parent


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only for Linux")
def test_the_desktop_learns_the_types_and_pictures_open_with_what_they_did(tmp_path, bundle):
    home = tmp_path / "home"
    names = ("xdg-mime", "update-mime-database", "update-desktop-database")
    programs = fakes(tmp_path, *names, script=XDG_MIME)
    environment = {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(home)}
    subprocess.run(["sh", bundle / "install.sh"], env=environment, check=True)
    share = home / ".local" / "share"
    assert (share / "mime" / "packages" / f"{parts.APPLICATION_ID}.xml").is_file()
    calls = (tmp_path / "calls").read_text().splitlines()
    assert f"update-mime-database {share / 'mime'}" in calls
    assert f"update-desktop-database {share / 'applications'}" in calls
    chosen = [call for call in calls if call.startswith("xdg-mime default")]
    pictures = [mime for mime in entry(DESKTOP)["MimeType"].split(";") if "image/" in mime]
    assert chosen == [f"xdg-mime default viewer.desktop {mime}" for mime in pictures]


@pytest.mark.skipif(shutil.which("update-mime-database") is None, reason="it is not here")
def test_the_types_are_such_as_the_desktop_understands(tmp_path, bundle):
    mime = bundle / "share" / "mime"
    environment = {**os.environ, "XDG_DATA_HOME": str(mime.parent)}  # else it says to set that
    done = subprocess.run(
        ["update-mime-database", mime], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "application/x-digitpad-lesson:*.digitlesson" in (mime / "globs").read_text()
