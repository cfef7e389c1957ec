"""All checks one after another: one that fails does not keep the others from being made."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from digitpad.cli.checks import contents, installation, places
from digitpad.cli.checks.finding import NOTE, WELL, WRONG, Finding

Check = Callable[[], Finding | list[Finding]]

CHECKS: dict[str, Check] = {
    "versions": installation.check_versions,
    "system": installation.check_system,
    "devices": installation.check_devices,  # before Qt, after which Windows may not load torch
    "qt": installation.check_qt,
    "display": installation.check_display,
    "folders": places.check_folders,
    "log": places.check_log,
    "bundled model": contents.check_bundled_model,
    "own models": contents.check_own_models,
    "own digits": contents.check_own_digits,
    "data sets": contents.check_data_sets,
}
MARKS = {WELL: "ok     ", NOTE: "note   ", WRONG: "WRONG  "}


def examine() -> list[Finding]:
    """Make every check and return what was found."""
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        try:
            found = check()
        except Exception as error:  # whatever it is, the other checks go on
            found = Finding(
                name, WRONG, f"the check itself failed: {type(error).__name__}: {error}",
                installation.again(),
            )  # fmt: skip
        findings += found if isinstance(found, list) else [found]
    return findings


def is_well(findings: Sequence[Finding]) -> bool:
    """Tell whether nothing is wrong."""
    return all(finding.state != WRONG for finding in findings)


def as_text(findings: Sequence[Finding]) -> str:
    """Return the findings as lines for people."""
    lines = []
    for finding in findings:
        lines.append(f"{MARKS[finding.state]} {finding.name}: {finding.text}")
        if finding.remedy:
            lines.append(f"        {finding.remedy}")
    wrong = sum(finding.state == WRONG for finding in findings)
    lines.append("All is well." if not wrong else f"{wrong} of {len(findings)} are wrong.")
    return "\n".join(lines)


def as_json(findings: Sequence[Finding]) -> str:
    """Return the findings as one JSON object."""
    return json.dumps({"well": is_well(findings), "checks": [vars(f) for f in findings]})
