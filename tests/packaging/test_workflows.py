"""The workflows run README's commands, with actions of a known major version."""

import re

import pytest


@pytest.fixture(params=["test.yml", "release.yml"])
def workflow(request, checkout):
    return (checkout / ".github" / "workflows" / request.param).read_text(encoding="utf-8")


def test_every_action_is_pinned_by_major_version(workflow):
    used = re.findall(r"uses:\s*(\S+)", workflow)
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@v\d+", action) for action in used)


def test_there_is_no_tab(workflow):
    assert "\t" not in workflow  # YAML has none


@pytest.mark.parametrize(
    ("file", "command"),
    [("test.yml", "packaging/check.py"), ("release.yml", "packaging/bundle.py")],
)
def test_it_runs_the_command_that_readme_names(checkout, file, command):
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    assert f"python3 {command}" in readme
    assert command in (checkout / ".github" / "workflows" / file).read_text(encoding="utf-8")


def test_a_release_needs_advisories_to_know_nothing_of_what_is_bundled(checkout):
    release = (checkout / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    [command] = [line for line in release.splitlines() if "pip_audit " in line]
    assert {"--strict", "--no-deps"} <= set(command.split())
    listed = command.split()[-1]
    build = (checkout / "packaging" / "bundling" / "build.py").read_text(encoding="utf-8")
    assert listed.startswith("build/bundle/")
    assert f'(building / "{listed.rsplit("/", 1)[-1]}").write_text(pinned()' in build
