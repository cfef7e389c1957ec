"""The workflows run the commands that people run, with actions and machines of known versions."""

import os
import re
import shutil
import subprocess
import textwrap

import pytest


@pytest.fixture(params=["test.yml", "release.yml"])
def workflow(request, checkout):
    return (checkout / ".github" / "workflows" / request.param).read_text(encoding="utf-8")


def test_every_action_is_pinned_by_its_version(workflow):
    used = re.findall(r"uses:\s*(\S+)", workflow)
    assert used
    ours = "./.github/workflows/"
    assert all(
        re.fullmatch(r"[\w-]+/[\w-]+@v[\d.]+", action) or action.startswith(ours) for action in used
    )


def test_there_is_no_tab(workflow):
    assert "\t" not in workflow  # YAML has none


@pytest.mark.parametrize(
    ("file", "command"),
    [("test.yml", "packaging/check.py"), ("release.yml", "packaging/bundle.py")],
)
def test_it_runs_the_command_that_is_told_to_people(checkout, file, command):
    told = "".join(
        (checkout / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")
    )
    assert f"python3 {command}" in told
    assert command in (checkout / ".github" / "workflows" / file).read_text(encoding="utf-8")


def test_runners_are_named_by_their_version(workflow):
    """What -latest is changes without a word, and the oldest are taken away each year."""
    assert "-latest" not in workflow
    systems = re.findall(r"(?:ubuntu|windows|macos)-(\d+)", workflow)
    assert systems
    assert all(int(number) >= 24 for number in systems)


# Those that run on a Node.js which the runners still have.
OLDEST = {"checkout": 5, "setup-python": 6, "upload-artifact": 6, "download-artifact": 7}


def test_actions_run_on_a_node_that_runners_still_have(workflow):
    for name, version in re.findall(r"uses: actions/([\w-]+)@v(\d+)", workflow):
        assert int(version) >= OLDEST[name], name


@pytest.fixture
def jobs(checkout):
    """The text of each job of the release, by its name."""
    text = (checkout / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    parts = re.split(r"^  ([\w-]+):\n", text.partition("\njobs:\n")[2], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_nothing_is_published_before_the_tests_have_passed(jobs):
    assert "uses: ./.github/workflows/test.yml" in jobs["test"]
    needed = re.findall(r"needs: \[(.+)\]", jobs["publish"])[0].split(", ")
    assert set(needed) == {"test", "package", "bundle"}
    assert "needs: publish" in jobs["release"]
    for name in ("publish", "release"):
        assert "if: github.ref_type == 'tag'" in jobs[name]


def test_the_index_trusts_the_workflow_and_no_password(jobs):
    assert "id-token: write" in jobs["publish"]
    assert "environment:" in jobs["publish"]
    assert "secrets." not in jobs["publish"] + jobs["release"] + jobs["package"]
    assert not [name for name, job in jobs.items() if "password:" in job]
    assert [name for name, job in jobs.items() if "id-token" in job] == ["publish"]


def key_step(jobs):
    """The commands of the step that takes the key, and what it is given."""
    name = "      - name: Key to sign and notarise with, where there is one\n"
    step = jobs["bundle"].partition(name)[2].partition("\n      - ")[0]
    return textwrap.dedent(step.partition("run: |\n")[2]), re.findall(r"secrets\.(\w+)", step)


@pytest.mark.skipif(shutil.which("bash") is None, reason="a script of bash's")
@pytest.mark.parametrize("keys", [0, 1, 2])
def test_without_a_key_for_macos_nothing_is_signed_and_that_is_noted(jobs, tmp_path, keys):
    """keys: neither certificate nor key of the notary, the first alone, both."""
    commands, asked = key_step(jobs)
    assert jobs["bundle"].index(commands.splitlines()[0]) < jobs["bundle"].index(
        "run: python packaging/bundle.py"
    )
    assert set(asked) == set(re.findall(r"secrets\.(\w+)", "".join(jobs.values())))
    for name in ("security", "uuidgen"):
        (tmp_path / name).write_text(f'#!/bin/sh\necho "{name} $1" >> "{tmp_path}/calls"\n')
        (tmp_path / name).chmod(0o755)
    given = [("CERTIFICATE", "UEtDUzEy"), ("NOTARY_KEY", "cDg=")][:keys]
    variables = tmp_path / "variables"
    environment = {
        **dict.fromkeys(("CERTIFICATE", "NOTARY_KEY", "NOTARY_KEY_ID", "NOTARY_ISSUER"), ""),
        **dict(given), "PATH": f"{tmp_path}:{os.environ['PATH']}", "IDENTITY": "Developer ID",
        "CERTIFICATE_PASSWORD": "x", "RUNNER_TEMP": str(tmp_path), "GITHUB_ENV": str(variables),
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands], env=environment, capture_output=True,
        text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert ("::notice::" in done.stdout) is (keys < 2)
    set_ = variables.read_text() if keys else ""
    assert not variables.exists() or keys
    assert ("MACOS_IDENTITY=Developer ID\n" in set_) is (keys >= 1)
    assert (f"MACOS_NOTARY_KEY={tmp_path / 'notary.p8'}\n" in set_) is (keys == 2)
    assert not (tmp_path / "certificate.p12").exists()


def test_a_release_has_check_sums_of_all_its_files(jobs):
    assert "sha256sum -- * > SHA256SUMS" in jobs["release"]


def test_a_release_needs_advisories_to_know_nothing_of_what_is_bundled(checkout):
    release = (checkout / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    [command] = [line for line in release.splitlines() if "pip_audit " in line]
    assert {"--strict", "--no-deps"} <= set(command.split())
    listed = command.split()[-1]
    build = (checkout / "packaging" / "bundling" / "build.py").read_text(encoding="utf-8")
    assert listed.startswith("build/bundle/")
    assert f'(building / "{listed.rsplit("/", 1)[-1]}").write_text(pinned()' in build
