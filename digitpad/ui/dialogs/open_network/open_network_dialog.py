"""Open a network from its code: a file of the user's, or torchvision; with weights or without.

Nothing of the code runs before the user has agreed in this dialog, which shows where it is.
"""

from __future__ import annotations

import ast
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from digitpad.network.architecture import MNIST_MEAN, MNIST_STD
from digitpad.ui.background import Job
from digitpad.ui.dialogs.open_network.code_dialog import CodeDialog
from digitpad.ui.messages import ask_open_path
from digitpad.ui.widgets.basics import filled, named, push_button, wrapped
from digitpad.ui.widgets.boxes import ChoiceBox

if TYPE_CHECKING:
    from digitpad.graph.foreign.source import Choice
    from digitpad.training.opening import OpenedNetwork

TORCHVISION = "torchvision.models"
GUESSED, OWN = "guessed", "own"
KNOWN = {"mnist": (MNIST_MEAN, MNIST_STD), "half": (0.5, 0.5), "none": (0.0, 1.0)}


class OpenNetworkDialog(CodeDialog):
    """``opened(OpenedNetwork)``: a network that shall read from now on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a dialog in which nothing is chosen yet."""
        super().__init__(parent)
        self.setObjectName("openNetwork")
        self.setWindowTitle(self.tr("Open Network"))
        self.resize(560, 420)
        self._choices: list[Choice] = []
        self._arguments: dict[str, QLineEdit] = {}
        self.place = self.line("networkPlace", self.tr("net.py, or {0}").format(TORCHVISION))
        self.browse = push_button(self.tr("&Browse…"), "browseNetworkButton")
        self.warning = wrapped("", "hint")
        self.run = push_button(self.tr("&Run and List Networks"), "runNetworkCode", primary=True)
        self.names = ChoiceBox("networkNames")
        self.weights = self.line("networkWeights", self.tr("none: as the code initialises them"))
        self.browse_weights = push_button(self.tr("Brow&se…"), "browseWeightsButton")
        self.pixels = ChoiceBox("networkPixels")
        for key, text in (
            (GUESSED, self.tr("as made-up digits are read best")),
            ("mnist", self.tr("MNIST's mean 0.1307 and deviation 0.3081")),
            ("half", self.tr("mean 0.5 and deviation 0.5")),
            ("none", self.tr("as they are, from 0 to 1")),
            (OWN, self.tr("other numbers")),
        ):
            self.pixels.addItem(text, key)
        self.mean, self.std = self.line("pixelMean", "0.0"), self.line("pixelStd", "1.0")
        self.open_button = push_button(self.tr("&Open"), "openNetworkButton", primary=True)
        self.cancel = push_button(self.tr("&Cancel"), "cancelNetworkButton")
        self._lay_out()
        self._connect()
        self._show_place()

    def _lay_out(self) -> None:
        self.code = QFormLayout()
        self.code.addRow(
            named(self.tr("Cod&e"), self.place),
            filled(QHBoxLayout(), (self.place, 1), self.browse, spacing=6),
        )
        self.code.addRow(self.warning)
        self.code.addRow(filled(QHBoxLayout(), self.run, None))
        self.details = QWidget()
        self.form = QFormLayout(self.details)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.addRow(named(self.tr("&Network"), self.names), self.names)
        self.form.addRow(
            named(self.tr("&Weights"), self.weights),
            filled(QHBoxLayout(), (self.weights, 1), self.browse_weights, spacing=6),
        )
        self.form.addRow(named(self.tr("&Pixels"), self.pixels), self.pixels)
        self.own = QWidget()
        filled(
            QHBoxLayout(self.own), named(self.tr("&Mean"), self.mean), self.mean,
            named(self.tr("&Deviation"), self.std), self.std, spacing=6,
        )  # fmt: skip
        self.form.addRow(self.own)
        buttons = filled(QHBoxLayout(), None, self.open_button, self.cancel, spacing=8)
        filled(
            QVBoxLayout(self), self.code, self.details, self.message, (self.traceback, 1), None,
            buttons, spacing=10, margins=(14, 12, 14, 12),
        )  # fmt: skip

    def _connect(self) -> None:
        self.place.textChanged.connect(self._show_place)
        self.browse.clicked.connect(self._choose_code)
        self.browse_weights.clicked.connect(self._choose_weights)
        self.run.clicked.connect(self._list)
        self.names.currentIndexChanged.connect(self._show_arguments)
        self.pixels.currentIndexChanged.connect(self._show_numbers)
        self.open_button.clicked.connect(self._open)
        self.cancel.clicked.connect(self.reject)

    # What is asked for

    def choose(self, code: Path) -> None:
        """Name a file of code, of which nothing runs yet."""
        self.place.setText(str(code))
        self.cancel.setFocus()  # a key that was pressed too often agrees to nothing

    @Slot()
    def _choose_code(self) -> None:
        kinds = self.tr("Python files (*.py)")
        path = ask_open_path(self, self.tr("Code of a Network"), kinds)
        if path is not None:
            self.place.setText(str(path))

    @Slot()
    def _choose_weights(self) -> None:
        kinds = self.tr("Weights (*.safetensors *.pth *.pt *.ckpt)")
        path = ask_open_path(self, self.tr("Weights"), kinds)
        if path is not None:
            self.weights.setText(str(path))

    @Slot()
    def _show_place(self) -> None:
        """Begin anew: nothing of what is named now has run."""
        place = self.place.text().strip()
        self._choices = []
        self.names.clear()
        self.details.hide()
        self.enable(is_free=self._task is None)
        self.forget()
        if place.lower().endswith(".py"):
            self.warning.setText(
                self.tr("To list its networks the code in {0} has to run. It may do whatever you "
                        "may do on this computer: run what you trust.").format(place)
            )  # fmt: skip
        else:
            self.warning.setText(
                self.tr("A file with a class of torch.nn.Module, or {0} for ready networks.")
                .format(TORCHVISION)
            )  # fmt: skip

    @Slot()
    def _show_arguments(self) -> None:
        """Ask for what the chosen network's constructor needs; what was said was of another."""
        self.forget()
        for line in self._arguments.values():
            self.form.removeRow(line)
        self._arguments = {}
        choice = self._choice()
        for place, name in enumerate(() if choice is None else choice.needed, start=1):
            line = self.line(f"argument_{name}", self.tr('a number or "text"'))
            self.form.insertRow(place, name, line)
            self._arguments[name] = line

    @Slot()
    def _show_numbers(self) -> None:
        self.own.setVisible(self.pixels.currentData() == OWN)

    def _choice(self) -> Choice | None:
        index = self.names.currentIndex()
        return self._choices[index] if 0 <= index < len(self._choices) else None

    # What is done

    @Slot()
    def _list(self) -> None:
        self.do(partial(_choices, self.place.text().strip()), self._take_choices)

    def _take_choices(self, found: list[Choice]) -> None:
        self._choices = found
        self.names.clear()
        self.names.addItems([choice.name for choice in found])
        self.details.setVisible(bool(found))
        self.open_button.setEnabled(bool(found))
        self._show_arguments()
        self._show_numbers()
        if not found:
            self.tell(self.tr("There is no class, function or instance of torch.nn.Module in it."))

    @Slot()
    def _open(self) -> None:
        choice = self._choice()
        if choice is None:
            return
        try:
            normalisation = self._normalisation()
        except ValueError:
            self.tell(self.tr("Mean and deviation are numbers, the deviation above 0."))
            return
        for name, line in self._arguments.items():
            if not line.text().strip():
                self.tell(self.tr('{0} is missing: type a number or "text".').format(name))
                line.setFocus()
                return
        arguments = {name: _value(line.text()) for name, line in self._arguments.items()}
        weights = self.weights.text().strip()
        self.do(
            partial(
                _opened, self.place.text().strip(), choice.name, arguments,
                Path(weights) if weights else None, normalisation,
            ),
            self._take,
        )  # fmt: skip

    def _normalisation(self) -> tuple[float, float] | None:
        key = self.pixels.currentData()
        if key == OWN:
            mean, std = float(self.mean.text() or "0"), float(self.std.text() or "1")
            if not std > 0:
                raise ValueError
            return mean, std
        return KNOWN.get(key)

    def _take(self, found: OpenedNetwork) -> None:
        self.accept()
        self.opened.emit(found)

    def enable(self, *, is_free: bool) -> None:  # noqa: D102
        self.run.setEnabled(is_free and bool(self.place.text().strip()))
        self.open_button.setEnabled(is_free and bool(self._choices))

    def next_field(self, *, has_failed: bool) -> QWidget:  # noqa: D102
        if not self._choices:
            return self.place
        if not has_failed and len(self._choices) > 1:
            return self.names
        return next(iter(self._arguments.values()), self.open_button)


def _choices(place: str, _job: Job) -> list[Choice]:
    """Run the code, in the thread, and list its networks."""
    from digitpad.graph.foreign.source import CodeSource, choices

    return choices(CodeSource(place))


def _opened(
    place: str, name: str, arguments: dict[str, Any], weights: Path | None,
    normalisation: tuple[float, float] | None, job: Job,
) -> OpenedNetwork:  # fmt: skip
    """Make the network, in the thread."""
    from digitpad.graph.foreign.source import CodeSource
    from digitpad.training.opening import open_network

    return open_network(CodeSource(place, name), arguments, weights, normalisation, job.check)


def _value(text: str) -> Any:
    """Return the number, list or text that was typed; what is no Python literal is a text."""
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError):
        return text
