"""Checks of an installation, and what they find.

What digitpad is built on, versions, Qt, torch, display, and the user's folders come first; then
models, digits and data sets: whether they are whole and do what they should.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitpad.support.display import missing_libraries, why_no_libraries, why_no_window
from digitpad.support.errors import DigitpadError
from digitpad.support.files import nearest_folder, why_not_writable
from digitpad.support.folders import (
    bundled_drawing,
    bundled_model,
    data_folder,
    is_bundle,
    models_folder,
    user_cache_folder,
    user_data_folder,
    user_log_folder,
    user_settings_file,
)
from digitpad.support.log_file import (
    NOT_IN_BUNDLES,
    PACKAGES,
    log_path,
    package_version,
    system,
    versions,
)
from digitpad.support.messages import Text, plural
from digitpad.support.pytorch import PACKAGES as OF_TORCH
from digitpad.support.pytorch import is_expected, why_it_fails, why_missing
from digitpad.support.ways_to_install import adding, once_more

WELL = "well"
NOTE = "note"  # something does not work here that need not
WRONG = "wrong"

OLDEST_PYTHON = (3, 11)
OLDEST_TORCH = (2, 10)  # before it, a model file from elsewhere could run code
QT_THAT_ABORTS = (6, 12)  # on Python 3.11: after 50,000 signals the process ends


@dataclass(frozen=True)
class Finding:
    """One line of the examination.

    state: ``well``, ``note`` or ``wrong``. text: what was found. remedy: what to do about it, ""
    where there is nothing to do. details: plain JSON values, for programs.
    """

    name: Text
    state: str
    text: Text | str
    remedy: Text | str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object; ``name`` is a key there, the same in every language."""
        name = self.name.template.format(**self.name.values)
        return {**vars(self), "name": name, "text": str(self.text), "remedy": str(self.remedy)}


def check_versions() -> Finding:
    """Tell whether the packages are there, and none of a version that is known to fail."""
    found = versions()
    left_out = (NOT_IN_BUNDLES if is_bundle() else ()) + (() if is_expected() else OF_TORCH)
    problems = [
        Text("{name} is not installed", name=name)
        for name in PACKAGES
        if package_version(name) is None and name not in left_out
    ]
    remedy: Text | str = once_more() if problems else ""
    if sys.version_info[:2] < OLDEST_PYTHON:
        python = found["Python"]
        problems.append(Text("Python {python} is older than 3.11", python=python))
        remedy = remedy or Text("Install digitpad with a newer Python.")
    if _number(found.get("torch")) < OLDEST_TORCH and "torch" in found:
        torch = found["torch"]
        problems.append(Text("torch {torch} is unsafe with models from elsewhere", torch=torch))
        remedy = remedy or adding(("torch>=2.10",))
    qt = found.get("PySide6-Essentials")
    if sys.version_info[:2] == (3, 11) and _number(qt) >= QT_THAT_ABORTS:
        problems.append(Text("PySide6 {version} aborts on Python 3.11", version=qt))
        remedy = remedy or adding(("PySide6-Essentials<6.12",))
    text = "; ".join(map(str, problems)) or ", ".join(map(" ".join, found.items()))
    return Finding(Text("versions"), WRONG if problems else WELL, text, remedy, dict(found))


def check_system() -> Finding:
    """Tell which system it is."""
    processors = os.cpu_count() or 1
    text = plural(processors, "{system}, %n processor", "{system}, %n processors", system=system())
    return Finding(Text("system"), WELL, text, "", {"system": system(), "processors": processors})


def check_qt() -> Finding:
    """Tell whether Qt can be loaded."""
    name, reason = Text("qt"), why_no_libraries(for_window=False)
    if reason is not None:
        text = Text("Qt misses system libraries")
        missing = missing_libraries(for_window=False)
        return Finding(name, WRONG, text, reason, {"missing": missing})
    try:
        core = importlib.import_module("PySide6.QtCore")
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        return Finding(name, WRONG, Text("Qt cannot be loaded: {error}", error=error), once_more())
    return Finding(name, WELL, f"Qt {core.qVersion()}", "", {"version": core.qVersion()})


def check_display() -> Finding:
    """Tell whether a window can open here."""
    name, reason = Text("display"), why_no_window()
    if reason is not None:
        remedy = Text("Start digitpad on a desktop.")
        return Finding(name, NOTE, reason, remedy, {"window": False})
    missing = missing_libraries(for_window=True)
    if missing:
        return Finding(
            name, WRONG, Text("the window misses system libraries"),
            why_no_libraries(for_window=True) or "", {"window": False, "missing": missing},
        )  # fmt: skip
    return Finding(name, WELL, Text("a window can open"), "", {"window": True})


def check_devices() -> Finding:
    """Tell whether torch can be loaded, and what it can train on."""
    name, missing = Text("devices"), why_missing()
    if missing is not None:
        return Finding(name, WRONG if is_expected() else NOTE, missing, "", {"devices": []})
    try:
        from digitpad.training.plan import devices

        found = devices()
    except (ImportError, OSError) as error:  # OSError: a library of torch's own is missing
        reason = why_it_fails(error)  # with what to do
        if reason is not None:
            return Finding(name, WRONG, reason, "")
        return Finding(
            name, WRONG, Text("torch cannot be loaded: {error}", error=error), once_more()
        )
    text = ", ".join(device.title for device in found)
    return Finding(name, WELL, text, "", {"devices": [device.name for device in found]})


def _number(version: str | None) -> tuple[int, ...]:
    """Return the first two numbers of a version, (0, 0) for none."""
    parts = (version or "0.0").split(".")[:2]
    return tuple(int(part) if part.isdigit() else 0 for part in parts)


LEAST_FREE = 100  # MB: a saved model has one or two, MNIST 55
MB = 1_000_000


def check_folders() -> list[Finding]:
    """Tell whether digitpad can keep there what it keeps."""
    return [
        _folder(Text("folder for models and digits"), user_data_folder()),
        _folder(Text("folder for settings"), user_settings_file().parent),
        _folder(Text("folder for data sets"), data_folder()),
        _folder(Text("folder for log"), user_log_folder()),
        _folder(Text("folder for cache"), user_cache_folder()),
    ]


def check_log() -> Finding:
    """Tell where the log is."""
    path = log_path()
    try:
        size: int | None = path.stat().st_size
    except OSError:
        size = None
    if size is None:
        text = Text("{path}, not begun yet", path=path)
    else:
        text = plural(size, "{path}, %n byte", "{path}, %n bytes", path=path)
    return Finding(Text("log"), WELL, text, "", {"path": str(path), "bytes": size})


def _folder(name: Text, folder: Path) -> Finding:
    existing = nearest_folder(folder)
    details = {"path": str(folder), "exists": existing == folder, "writable": False}
    problem = why_not_writable(existing)
    if problem is not None:
        reason = problem.strerror or str(problem)
        text = Text("{folder} cannot be written: {reason}", folder=folder, reason=reason)
        return Finding(name, WRONG, text, Text("Make it a folder that you may write to."), details)
    free = shutil.disk_usage(existing).free // MB
    details |= {"writable": True, "free_mb": free}
    if free < LEAST_FREE:
        text = Text("{folder}, only {free:,} MB free", folder=folder, free=free)
        return Finding(name, NOTE, text, Text("Make room there."), details)
    text = Text("{folder}, {free:,} MB free", folder=folder, free=free)
    return Finding(name, WELL, text, "", details)


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
