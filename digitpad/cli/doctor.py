"""``digitpad doctor``: all checks; one that fails does not keep the others from being made."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence

from digitpad.cli import Parser, checks
from digitpad.cli.arguments import add_json
from digitpad.cli.checks import NOTE, WELL, WRONG, Finding
from digitpad.support.errors import DigitpadError
from digitpad.support.messages import Text
from digitpad.support.ways_to_install import once_more

Check = Callable[[], Finding | list[Finding]]

CHECKS: dict[str, Check] = {
    "versions": checks.check_versions,
    "system": checks.check_system,
    "devices": checks.check_devices,  # before Qt, after which Windows may not load torch
    "qt": checks.check_qt,
    "display": checks.check_display,
    "folders": checks.check_folders,
    "log": checks.check_log,
    "bundled model": checks.check_bundled_model,
    "own models": checks.check_own_models,
    "own digits": checks.check_own_digits,
    "data sets": checks.check_data_sets,
}
MARKS = {WELL: Text("ok"), NOTE: Text("note"), WRONG: Text("WRONG")}


def add_arguments(parser: Parser) -> None:
    """Add what the command takes."""
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Make every check, and tell what was found."""
    findings = _examine()
    is_well = all(finding.state != WRONG for finding in findings)
    if options.json:
        checks = [finding.to_json() for finding in findings]
        print(json.dumps({"well": is_well, "checks": checks}))
    else:
        print(_as_text(findings))
    if not is_well:
        raise DigitpadError("something is wrong: see the lines marked so.")
    return 0


def _examine() -> list[Finding]:
    findings: list[Finding] = []
    for name, check in CHECKS.items():
        try:
            found = check()
        except Exception as error:  # whatever it is, the other checks go on
            text = Text(
                "the check itself failed: {kind}: {error}", kind=type(error).__name__, error=error
            )
            found = Finding(Text("{name}", name=name), WRONG, text, once_more())
        findings += found if isinstance(found, list) else [found]
    return findings


def _as_text(findings: Sequence[Finding]) -> str:
    """Return the findings as lines for people."""
    lines = []
    for finding in findings:
        lines.append(f"{MARKS[finding.state]!s:<8}{finding.name}: {finding.text}")
        if finding.remedy:
            lines.append(f"        {finding.remedy}")
    wrong = sum(finding.state == WRONG for finding in findings)
    total = Text("{wrong} of {count} are wrong.", wrong=wrong, count=len(findings))
    lines.append(str(total if wrong else Text("All is well.")))
    return "\n".join(lines)
