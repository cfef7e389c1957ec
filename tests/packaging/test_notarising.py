"""A macOS bundle is signed and notarised where there is a key, in the order that Apple asks for."""

import plistlib
import subprocess

import notarising
import pytest

KEY = {"MACOS_NOTARY_KEY": "/k.p8", "MACOS_NOTARY_KEY_ID": "ID", "MACOS_NOTARY_ISSUER": "US"}


@pytest.fixture
def commands(monkeypatch):
    """What would be run; nothing of a key is set."""
    for name in (notarising.IDENTITY, *notarising.NOTARY):
        monkeypatch.delenv(name, raising=False)
    return []


def test_without_a_key_nothing_is_done_and_that_is_said(commands, tmp_path, capsys):
    assert not notarising.notarise(tmp_path / "digitpad.app", tmp_path, commands.append)
    assert commands == []
    assert "neither signed nor notarised" in capsys.readouterr().out
    assert notarising.identity() is None


def test_a_variable_that_is_empty_is_no_key(commands, monkeypatch):
    """As a workflow sets it from a secret that is not there."""
    monkeypatch.setenv(notarising.IDENTITY, "")
    assert notarising.identity() is None


def test_with_a_certificate_alone_it_is_signed(commands, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv(notarising.IDENTITY, "Developer ID Application: A (B)")
    assert not notarising.notarise(tmp_path / "digitpad.app", tmp_path, commands.append)
    assert [command[0] for command in commands] == ["codesign"]
    assert "signed, not notarised" in capsys.readouterr().out


def test_with_all_of_a_key_apples_answer_is_stapled(commands, monkeypatch, tmp_path):
    for name, value in {notarising.IDENTITY: "Developer ID", **KEY}.items():
        monkeypatch.setenv(name, value)
    assert notarising.notarise(tmp_path / "digitpad.app", tmp_path, commands.append)
    steps = [command[1] if command[0] == "xcrun" else command[0] for command in commands]
    assert steps == ["codesign", "ditto", "notarytool", "stapler", "spctl"]
    asked = " ".join(commands[2])
    assert asked.endswith("digitpad.zip --wait --key /k.p8 --key-id ID --issuer US")


def test_a_refusal_ends_the_build(commands, monkeypatch, tmp_path):
    for name, value in {notarising.IDENTITY: "Developer ID", **KEY}.items():
        monkeypatch.setenv(name, value)

    def run(command):
        if "stapler" in command:
            raise subprocess.CalledProcessError(65, command)

    with pytest.raises(subprocess.CalledProcessError):
        notarising.notarise(tmp_path / "digitpad.app", tmp_path, run)


def test_the_hardened_runtime_allows_what_torch_and_ctypes_need_and_no_more():
    allowed = plistlib.loads(notarising.ENTITLEMENTS.read_bytes())
    assert allowed == {
        "com.apple.security.cs.allow-jit": True,
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
    }


def test_the_spec_signs_with_it_and_the_archive_is_made_afterwards(checkout):
    folder = checkout / "packaging" / "bundling"
    spec = (folder / "digitpad.spec").read_text(encoding="utf-8")
    assert "codesign_identity=identity() if MACOS else None" in spec
    assert "entitlements_file=str(ENTITLEMENTS) if MACOS and identity() else None" in spec
    build = (folder / "build.py").read_text(encoding="utf-8")
    assert build.index("notarise(bundle, building)") < build.index("archive = pack(bundle")
