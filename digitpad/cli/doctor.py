"""``digitpad doctor``: all checks; one that fails does not keep the others from being made."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence

from digitpad.cli import Parser
from digitpad.cli.arguments import add_json
from digitpad.cli.checks import NOTE, WELL, WRONG, Finding, contents, installation
from digitpad.support.errors import DigitpadError
from digitpad.support.messages import Text
from digitpad.support.ways_to_install import once_more

Check = Callable[[], Finding | list[Finding]]

CHECKS: dict[str, Check] = {
    "versions": installation.check_versions,
    "system": installation.check_system,
    "devices": installation.check_devices,  # before Qt, after which Windows may not load torch
    "qt": installation.check_qt,
    "display": installation.check_display,
    "folders": installation.check_folders,
    "log": installation.check_log,
    "bundled model": contents.check_bundled_model,
    "own models": contents.check_own_models,
    "own digits": contents.check_own_digits,
    "data sets": contents.check_data_sets,
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
