"""Checks of models, digits and data sets: whether they are whole and do what they should."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from digitpad.cli.checks import NOTE, WELL, WRONG, Finding
from digitpad.support.errors import DigitpadError
from digitpad.support.folders import bundled_drawing, bundled_model, data_folder, models_folder
from digitpad.support.messages import Text, plural
from digitpad.support.ways_to_install import once_more

EXPECTED_DIGIT = 7  # of the bundled drawing


def check_bundled_model() -> Finding:
    """Tell whether the model that ships with digitpad reads the drawing that does."""
    from digitpad.ink.input.render import network_input
    from digitpad.ink.strokes_file import load_drawing
    from digitpad.network.files.checkpoint import load_checkpoint
    from digitpad.reading.classify import classify

    name, path = Text("bundled model"), bundled_model()
    details: dict[str, Any] = {"path": str(path)}
    try:
        checkpoint = load_checkpoint(path)
        answer = classify(checkpoint.network, network_input(load_drawing(bundled_drawing())))
    except DigitpadError as error:
        return Finding(name, WRONG, str(error), once_more(), details)
    accuracy, digest = checkpoint.training_info.test_accuracy, _digest(path)
    details |= {"sha256": digest, "test_accuracy": accuracy, "digit": answer.digit}
    if answer.digit != EXPECTED_DIGIT:
        text = Text(
            "it reads the bundled {expected} as {digit}",
            expected=EXPECTED_DIGIT, digit=answer.digit,
        )  # fmt: skip
        return Finding(name, WRONG, text, once_more(), details)
    if accuracy is None:
        text = Text("{file}, SHA-256 {digest}…", file=path.name, digest=digest[:16])
    else:
        text = Text(
            "{file}, {accuracy:.2f} % of test digits right, SHA-256 {digest}…",
            file=path.name, accuracy=accuracy * 100, digest=digest[:16],
        )  # fmt: skip
    return Finding(name, WELL, text, "", details)


def check_own_models() -> Finding:
    """Tell whether the user's own models can be read."""
    from digitpad.network.files.checkpoint import load_checkpoint
    from digitpad.network.files.library import saved_models
    from digitpad.network.files.training_info import NeedsSourceError

    name = Text("own models")
    models, problems = 0, list[str]()
    for model in saved_models(models_folder()):
        models += 1
        try:
            load_checkpoint(model.path)
        except NeedsSourceError:
            pass  # its code is elsewhere
        except DigitpadError as error:
            problems.append(str(error))
    details = {"models": models, "problems": problems}
    if problems:
        text: Text | str = problems[0]
        if len(problems) > 1:
            text = plural(len(problems) - 1, "{first} (%n more.)", "{first} (%n more.)", first=text)
        remedy = Text(
            "It stays as it is. Use another model, or save this one anew where it came from."
        )
        return Finding(name, WRONG, text, remedy, details)
    text = Text("{models:,} in {folder}", models=models, folder=models_folder())
    return Finding(name, WELL, text, "", details)


def check_own_digits() -> Finding:
    """Tell whether the user's own digits can be read."""
    from digitpad.collection import Collection

    name, listing = Text("own digits"), Collection().listing()
    details = {"digits": len(listing.entries), "problems": list(listing.problems)}
    if listing.problems:
        return Finding(name, NOTE, listing.problems[0], "", details)
    return Finding(name, WELL, f"{len(listing.entries):,}", "", details)


def check_data_sets() -> list[Finding]:
    """Tell which data sets are there, and whether they are the published ones."""
    from digitpad.data.catalogue import PUBLISHED, is_present, load_test, source_of

    folder = data_folder()
    findings = []
    for name in PUBLISHED:
        title = Text("data set {title}", title=source_of(name).title)
        details = {"dataset": name, "present": False}
        if not is_present(name, folder):
            remedy = Text("If wanted: digitpad fetch {name}", name=name)
            findings.append(Finding(title, WELL, Text("not downloaded"), remedy, details))
            continue
        details["present"] = True
        try:
            count = len(load_test(name, folder))
        except DigitpadError as error:
            remedy = Text("Run digitpad fetch {name}; what is there is kept beside it", name=name)
            findings.append(Finding(title, WRONG, str(error), remedy, details))
        else:
            text = plural(count, "%n test digit", "%n test digits")
            findings.append(Finding(title, WELL, text, "", details))
    return findings


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
