"""What digitpad is made of, in an installation and in a bundle."""

import re
import sys
import tomllib
from importlib.metadata import Distribution, version
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from digitpad.support import licences
from digitpad.support.log_file import PACKAGES

CHECKOUT = Path(__file__).resolve().parents[2]
BUNDLED = """[
    {"name": "Python", "version": "3.12.1", "licence": "PSF-2.0",
     "text": "A. HISTORY\\n==========\\n\\nPython was created."},
    {"name": "numpy", "version": "2.4.6", "licence": "BSD-3-Clause AND 0BSD",
     "text": "Copyright NumPy Developers."},
    {"name": "PySide6_Essentials", "version": "6.11.3", "licence": "LGPL-3.0-only",
     "text": "Qt and Qt for Python\\n\\nYou may replace them."},
    {"name": "libxcb1", "version": "", "licence": "", "text": "Format: https://www.debian.org/doc"}
]"""


@pytest.fixture(scope="module")
def listed():
    return {one.name: one for one in licences.components()}


def test_each_dependency_is_listed_with_its_version_licence_and_text(listed):
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.match(r"[A-Za-z0-9_.-]+", line)[0] for line in project["dependencies"]]
    assert set(names) == set(PACKAGES)  # one of them twice, for two Pythons
    by_normal_name = {canonicalize_name(name): one for name, one in listed.items()}
    for name in names:
        one = by_normal_name[canonicalize_name(name)]
        assert one.version == version(name)
        assert one.licence
        assert len(one.text) > 100, name


def test_what_they_require_in_turn_is_listed_and_what_only_the_tests_require_is_not(listed):
    assert {"shiboken6", "requests", "sympy", "contourpy", "Python"} <= listed.keys()
    assert not {"pytest", "hypothesis", "ruff"} & listed.keys()


def test_digitpad_and_its_typeface_come_first(listed):
    assert list(listed)[:2] == ["digitpad", "Inter"]
    assert "Copyright (c) 2026 The digitpad authors" in listed["digitpad"].text
    assert "SIL OPEN FONT LICENSE" in listed["Inter"].text


def test_a_package_without_a_text_says_where_it_can_be_read(listed):
    assert "https://spdx.org/licenses/LGPL-3.0-only.html" in listed["PySide6_Essentials"].text


def installed(folder, licence, **files):
    """A package as pip leaves it, whose files of these names have these texts."""
    about = folder / "sparse-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Name: sparse\nVersion: 1.0\nLicense: {licence}\n")
    (about / "RECORD").write_text("".join(f"{name},,\n" for name in files))
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return Distribution.at(about)


def test_a_text_beside_the_libraries_is_found_and_one_among_the_metadata_is_enough(tmp_path):
    """As NVIDIA's cuSPARSELt has it, which the package index's PyTorch brings."""
    beside = {"sparse/lib/LICENSE.txt": "You may.", "sparse/license.py": "print()"}
    one = licences.component(installed(tmp_path, "Sparse Proprietary Software", **beside))
    assert (one.licence, one.text) == ("Sparse Proprietary Software", "You may.")
    (tmp_path / "other").mkdir()
    both = {**beside, "sparse-1.0.dist-info/LICENSE": "You may as well."}
    one = licences.component(installed(tmp_path / "other", "MIT", **both))
    assert one.text == "You may as well."


@pytest.mark.parametrize(
    ("licence", "pages"),
    [
        ("Sparse Proprietary Software", []),
        ("MIT and others", []),
        ("", []),
        ("Zlib", ["Zlib"]),
        ("MIT AND (Apache-2.0 WITH LLVM-exception)", ["MIT", "Apache-2.0", "LLVM-exception"]),
    ],
)
def test_only_names_that_spdx_knows_are_looked_up_there(tmp_path, licence, pages):
    text = licences.component(installed(tmp_path, licence)).text
    assert re.findall(r"https://spdx.org/licenses/(\S+).html", text) == pages


def test_a_bundles_file_is_read():
    python, numpy, qt, xcb = licences.components_of(BUNDLED)
    assert python == licences.Component(
        "Python", "3.12.1", "PSF-2.0", "A. HISTORY\n==========\n\nPython was created."
    )
    assert numpy == licences.Component(
        "numpy", "2.4.6", "BSD-3-Clause AND 0BSD", "Copyright NumPy Developers."
    )
    assert qt.text == "Qt and Qt for Python\n\nYou may replace them."
    assert xcb == licences.Component("libxcb1", "", "", "Format: https://www.debian.org/doc")


@pytest.mark.parametrize("place", ["digitpad", "digitpad.app/Contents/Resources"])
def test_a_bundle_lists_what_its_file_says(tmp_path, monkeypatch, place):
    program = {"digitpad": "digitpad/digitpad"}.get(place, "digitpad.app/Contents/MacOS/digitpad")
    (tmp_path / program).parent.mkdir(parents=True)
    (tmp_path / program).touch()
    (tmp_path / place).mkdir(parents=True, exist_ok=True)
    (tmp_path / place / "THIRD-PARTY-LICENSES.json").write_text(BUNDLED, encoding="utf-8")
    (tmp_path / place / "LICENSE").write_text("Ours", encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / program))
    found = licences.components()
    assert [one.name for one in found] == [
        "digitpad", "Inter", "Noto Sans CJK", "Python", "numpy", "PySide6_Essentials", "libxcb1",
    ]  # fmt: skip
    assert found[0].text == "Ours"


def test_a_bundle_whose_file_was_taken_away_lists_what_its_packages_tell(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "digitpad"))
    found = {one.name: one for one in licences.components()}
    assert found["numpy"].version == version("numpy")
    assert "MIT License" in found["digitpad"].text
