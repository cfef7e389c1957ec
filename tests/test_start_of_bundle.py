"""What a frozen program lacks is made up for before anything else is imported."""

import os
import sys
from pathlib import Path

import pytest

from digitpad import __main__ as start


def test_what_is_written_without_streams_goes_nowhere(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    start.give_streams()
    print("七")
    print("七", file=sys.stderr)
    sys.stdout.close()
    sys.stderr.close()


def test_streams_that_are_there_stay(capsys):
    start.give_streams()
    print("seven")
    assert capsys.readouterr().out == "seven\n"


def test_the_list_of_fonts_is_kept_in_the_users_cache(monkeypatch, own_folders):
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    start.keep_font_list()
    folder = Path(os.environ["MPLCONFIGDIR"])
    assert folder.is_dir()
    assert own_folders in folder.parents


def test_a_folder_that_the_user_has_named_stays(monkeypatch, tmp_path):
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    start.keep_font_list()
    assert os.environ["MPLCONFIGDIR"] == str(tmp_path)


def test_where_nothing_can_be_kept_a_list_for_this_start_does(monkeypatch, tmp_path):
    monkeypatch.delenv("MPLCONFIGDIR", raising=False)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "file"))
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    start.keep_font_list()
    assert Path(os.environ["MPLCONFIGDIR"]).is_dir()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has no language")
def test_without_a_language_texts_are_utf8(monkeypatch):
    monkeypatch.setattr(start.locale, "setlocale", lambda *_: "C")
    monkeypatch.delenv("LC_CTYPE", raising=False)
    start.name_utf8()
    assert os.environ["LC_CTYPE"] == "C.UTF-8"
