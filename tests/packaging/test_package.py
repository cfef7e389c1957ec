"""What is uploaded to an index of packages: whole, and with metadata that are true."""

import os
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_string

import pytest
from metadata import REPOSITORY, with_addresses

ADDRESS = "https://example.org/somebody/digitpad"


def built(checkout, folder, **environment):
    """The sdist of the checkout, and the wheel that is built of this sdist alone."""
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, checkout],
        capture_output=True, text=True, env=os.environ | environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    [sdist], [wheel] = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


@pytest.fixture(scope="module")
def package(checkout, tmp_path_factory):
    return built(checkout, tmp_path_factory.mktemp("dist"), **{REPOSITORY: ADDRESS})


@pytest.fixture(scope="module")
def files(package):
    """The text files of the wheel's metadata, by name."""
    with zipfile.ZipFile(package[1]) as archive:
        return {
            name.rpartition("/")[2]: archive.read(name).decode()
            for name in archive.namelist()
            if ".dist-info/" in name
        }


@pytest.fixture(scope="module")
def told(files):
    return message_from_string(files["METADATA"])


def test_every_python_from_3_11_on_may_have_it(told):
    assert told["Requires-Python"] == ">=3.11"
    for minor in range(11, 15):
        assert f"Programming Language :: Python :: 3.{minor}" in told.get_all("Classifier")


def test_the_console_and_the_window_are_two_programs(files):
    said = files["entry_points.txt"]
    assert "[console_scripts]\ndigitpad = digitpad.cli:main\n" in said
    assert "[gui_scripts]\ndigitpadw = digitpad.__main__:main" in said


def test_the_extras_are_offered(told):
    assert {"export", "test"} <= set(told.get_all("Provides-Extra"))


def test_pictures_and_links_are_found_from_where_the_package_is_shown(told, checkout):
    text = told.get_payload()
    links = [part.partition(")")[0] for part in text.split("](")[1:]]
    assert len(links) > 5
    assert all(link.startswith(("https://", "#")) for link in links)
    ours = [link for link in links if link.startswith(ADDRESS)]
    assert any(link.endswith((".png", ".webp")) for link in ours)
    for link in ours:
        kind, tag, path = link.removeprefix(f"{ADDRESS}/").split("/", 2)
        assert (checkout / path.partition("#")[0]).exists(), path
        assert kind == ("raw" if path.endswith((".png", ".webp")) else "blob")
        assert tag == f"v{told['Version']}"
    urls = dict(line.split(", ") for line in told.get_all("Project-URL"))
    assert urls["Homepage"] == ADDRESS
    assert urls["Changelog"].startswith(ADDRESS)


def test_links_elsewhere_and_within_the_page_stay():
    text = "[a](https://x.org/y.png) [b](#start) ![c](assets/c.png) [d](README.zh-CN.md#x)"
    assert with_addresses(text, "https://h/r", "v1") == (
        "[a](https://x.org/y.png) [b](#start) ![c](https://h/r/raw/v1/assets/c.png) "
        "[d](https://h/r/blob/v1/README.zh-CN.md#x)"
    )


def test_what_is_built_elsewhere_has_no_address(checkout, monkeypatch):
    from hatchling.metadata.core import ProjectMetadata
    from hatchling.plugin.manager import PluginManager

    monkeypatch.delenv(REPOSITORY, raising=False)
    core = ProjectMetadata(str(checkout), PluginManager()).core
    assert core.urls == {}
    assert "](assets/" in core.readme


def test_the_sdist_has_all_that_the_tests_read(package):
    with tarfile.open(package[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "README.md", "README.zh-CN.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", ".ci/run",
        ".github/workflows/test.yml", "packaging/check.py", "packaging/constraints.txt",
        "tests/conftest.py", "assets/models/digitpad.safetensors", "digitpad/__main__.py",
    } <= names  # fmt: skip


def test_the_wheel_has_the_program_and_its_assets_and_no_tests(package):
    with zipfile.ZipFile(package[1]) as archive:
        names = archive.namelist()
    assert "digitpad/assets/translations/digitpad_zh_CN.qm" in names
    assert "digitpad/assets/translations/digitpad_en.qm" in names
    assert "digitpad/assets/models/digitpad.safetensors" in names
    assert not [name for name in names if name.startswith(("tests/", "packaging/"))]
    assert not [name for name in names if name.endswith((".webp", ".pyc"))]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_both_readmes_say_what_is_other_on_windows_and_macos(checkout, name):
    text = (checkout / name).read_text(encoding="utf-8")
    for word in ("`py`", "SmartScreen", "Gatekeeper", "macOS 14"):
        assert word in text
