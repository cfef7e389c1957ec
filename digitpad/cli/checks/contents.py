"""Checks of models, digits and data sets: whether they are whole and do what they should."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from digitpad.cli.checks.finding import NOTE, WELL, WRONG, Finding
from digitpad.cli.checks.installation import again
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import bundled_drawing, bundled_model, data_folder, models_folder

EXPECTED_DIGIT = 7  # of the bundled drawing


def check_bundled_model() -> Finding:
    """Tell whether the model that ships with digitpad reads the drawing that does."""
    from digitpad.ink.input.render import network_input
    from digitpad.ink.strokes_file import load_drawing
    from digitpad.network.files.checkpoint import load_checkpoint
    from digitpad.reading.classify import classify

    path = bundled_model()
    details: dict[str, Any] = {"path": str(path)}
    try:
        checkpoint = load_checkpoint(path)
        answer = classify(checkpoint.network, network_input(load_drawing(bundled_drawing())))
    except DigitpadError as error:
        return Finding("bundled model", WRONG, str(error), again(), details)
    accuracy, digest = checkpoint.training_info.test_accuracy, _digest(path)
    details |= {"sha256": digest, "test_accuracy": accuracy, "digit": answer.digit}
    if answer.digit != EXPECTED_DIGIT:
        text = f"it reads the bundled {EXPECTED_DIGIT} as {answer.digit}"
        return Finding("bundled model", WRONG, text, again(), details)
    told = "" if accuracy is None else f", {accuracy * 100:.2f} % of test digits right"
    text = f"{path.name}{told}, SHA-256 {digest[:16]}…"
    return Finding("bundled model", WELL, text, "", details)


def check_own_models() -> Finding:
    """Tell whether the user's own models can be read."""
    from digitpad.network.files.checkpoint import load_checkpoint
    from digitpad.network.files.library import saved_models

    models, problems = 0, []
    for model in saved_models(models_folder()):
        models += 1
        try:
            load_checkpoint(model.path)
        except DigitpadError as error:
            problems.append(str(error))
    details = {"models": models, "problems": problems}
    if problems:
        more = f" ({len(problems) - 1} more.)" if len(problems) > 1 else ""
        return Finding("own models", WRONG, problems[0] + more,
                       "Delete it in the window Models, or its file.", details)  # fmt: skip
    return Finding("own models", WELL, f"{models:,} in {models_folder()}", "", details)


def check_own_digits() -> Finding:
    """Tell whether the user's own digits can be read."""
    from digitpad.collection import Collection

    listing = Collection().listing()
    details = {"digits": len(listing.entries), "problems": list(listing.problems)}
    if listing.problems:
        return Finding("own digits", NOTE, listing.problems[0], "", details)
    return Finding("own digits", WELL, f"{len(listing.entries):,}", "", details)


def check_data_sets() -> list[Finding]:
    """Tell which data sets are there, and whether they are the published ones."""
    from digitpad.data.catalogue import PUBLISHED, is_present, load_test, source_of

    folder = data_folder()
    findings = []
    for name in PUBLISHED:
        title, details = source_of(name).title, {"dataset": name, "present": False}
        if not is_present(name, folder):
            findings.append(Finding(
                f"data set {title}", WELL, "not downloaded", f"If wanted: digitpad fetch {name}",
                details,
            ))  # fmt: skip
            continue
        details["present"] = True
        try:
            count = len(load_test(name, folder))
        except DigitpadError as error:
            remedy = f"Delete it and run digitpad fetch {name}"
            findings.append(Finding(f"data set {title}", WRONG, str(error), remedy, details))
        else:
            findings.append(
                Finding(f"data set {title}", WELL, f"{count:,} test digits", "", details)
            )
    return findings


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
