"""The archive of a bundle unpacks to one folder, and is what a release keeps."""

import lzma
import os
import re
import shutil
import subprocess
import sys
import tarfile
from fnmatch import fnmatch

import pytest
from archive import pack, write_check_sum


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
    assert any(fnmatch(pack(bundle, bundle.parent).name, pattern) for pattern in patterns)


@pytest.mark.skipif(sys.platform == "win32", reason="has no tar that knows xz")
def test_tar_unpacks_it_as_it_was_but_for_its_owner(bundle, tmp_path):
    archive = pack(bundle, bundle.parent)
    with tarfile.open(archive) as tar:
        assert {(entry.uid, entry.uname) for entry in tar} == {(0, "root")}
    target = tmp_path / "unpacked"
    target.mkdir()
    if sys.platform == "linux" and not shutil.which("xz"):  # which its tar would start
        plain = target.with_suffix(".tar")
        plain.write_bytes(lzma.decompress(archive.read_bytes()))
        archive = plain
    subprocess.run(["tar", "-xf", archive, "-C", target], check=True)
    started = subprocess.run([target / "digitpad" / "digitpad"], capture_output=True, text=True)
    assert started.stdout == "started\n"
    assert os.readlink(target / "digitpad" / "_internal" / "library.so") == "library.so.1"


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not here")
def test_its_check_sum_is_what_sha256sum_reads(tmp_path):
    archive = tmp_path / "digitpad-1-linux-x86_64.tar.xz"
    archive.write_bytes(b"packed")
    check = ["sha256sum", "--check", write_check_sum(archive).name]
    assert subprocess.run(check, cwd=tmp_path).returncode == 0
    archive.write_bytes(b"pecked")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 1


def test_the_small_bundle_has_a_name_of_its_own(bundle):
    into = bundle.parent
    assert pack(bundle, into).name != pack(bundle, into, "-without-training").name
