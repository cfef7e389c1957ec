"""The archive of a bundle unpacks to one folder, and is what a release keeps."""

import os
import re
import subprocess
import sys
import tarfile
from fnmatch import fnmatch

import pytest
from archive import pack


@pytest.fixture
def bundle(tmp_path):
    inside = tmp_path / "dist" / "digitpad" / "_internal"
    inside.mkdir(parents=True)
    (inside.parent / "digitpad").write_text("#!/bin/sh\necho started\n")
    (inside.parent / "digitpad").chmod(0o755)
    (inside / "library.so.1").write_bytes(bytes(1000))
    if os.name == "posix":
        (inside / "library.so").symlink_to("library.so.1")
    return inside.parent


def test_the_release_keeps_it(bundle, checkout):
    release = (checkout / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    patterns = re.findall(r"^ +dist/(digitpad-\S+)$", release, re.MULTILINE)
    assert any(fnmatch(pack(bundle).name, pattern) for pattern in patterns)


@pytest.mark.skipif(sys.platform == "win32", reason="has no tar that knows xz")
def test_tar_unpacks_it_as_it_was_but_for_its_owner(bundle, tmp_path):
    archive = pack(bundle)
    with tarfile.open(archive) as tar:
        assert {(entry.uid, entry.uname) for entry in tar} == {(0, "root")}
    target = tmp_path / "unpacked"
    target.mkdir()
    subprocess.run(["tar", "-xf", archive, "-C", target], check=True)
    started = subprocess.run([target / "digitpad" / "digitpad"], capture_output=True, text=True)
    assert started.stdout == "started\n"
    assert os.readlink(target / "digitpad" / "_internal" / "library.so") == "library.so.1"
