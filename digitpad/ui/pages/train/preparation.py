"""From the click on Train or on Resume to a plan, once network and data set are in memory."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from digitpad.graph.graph import Graph
from digitpad.network.architecture import Architecture
from digitpad.support.errors import DigitpadError
from digitpad.training.plan import Plan
from digitpad.ui.background import Job, Task
from digitpad.ui.data_sets import DataSets
from digitpad.ui.pages.train.controls import DeviceBox
from digitpad.ui.pages.train.network_choice import ArchitectureChoice
from digitpad.ui.pages.train.notices import ResumeNotice
from digitpad.ui.pages.train.recipe_form import RecipeForm

if TYPE_CHECKING:
    from digitpad.data.samples import DataSet
    from digitpad.training.opening import OpenedNetwork
    from digitpad.training.unfinished import Unfinished


@dataclass(frozen=True, eq=False)
class Resumed:
    """A training that was broken off and shall go on, with its network."""

    left: Unfinished
    network: Architecture | Graph


class Resuming(QObject):
    """Finds the network of the training that ``offer`` offers.

    ``ready(Resumed)``: it can go on. ``code_asked(CodeNeeded)``: its code has to run first, which
    its user is asked for; ``go_on_with`` takes what came of it. ``failed(str)``: why it cannot go
    on; it stays offered.
    """

    ready = Signal(object)
    code_asked = Signal(object)
    failed = Signal(str)

    def __init__(self, offer: ResumeNotice, choice: ArchitectureChoice, parent: QObject) -> None:
        """Resume what ``offer`` has; with the open network of ``choice``, if it is of its code."""
        super().__init__(parent)
        self._offer, self._choice = offer, choice

    def begin(self) -> None:
        """Go on with the network if it is there, or ask for its code."""
        left = self._offer.left
        if left is None:
            return
        if isinstance(left.network, Architecture):
            self.ready.emit(Resumed(left, left.network))
            return
        from digitpad.training.opening import among

        network = among(self._choice.open_networks, left.network)
        if network is None:
            self.code_asked.emit(left.network)
        else:
            self._check(left, network)

    def go_on_with(self, opened: OpenedNetwork) -> None:
        """Go on with the network whose code has run for it."""
        if self._offer.left is not None:
            self._check(self._offer.left, opened.checkpoint.network)

    def _check(self, left: Unfinished, network: Graph) -> None:
        from digitpad.training.unfinished import check_fits

        try:
            check_fits(left, network)
        except DigitpadError as error:
            self.failed.emit(str(error))
        else:
            self.ready.emit(Resumed(left, network))


Trainable = Architecture | Graph | Resumed


class TrainingPreparation(QObject):
    """Waits with one network, or with one training that was broken off.

    ``loading(float)``: how much, 0..1, of its data set is in memory. ``planned(Plan, str, Path)``:
    it can be trained now, on the data called so; the path is of the file that each epoch is saved
    in. ``failed(str)``: why it cannot. ``given_up()``: it waits no more, and is not trained.
    ``imported()``: nothing is left to be imported.
    """

    loading = Signal(float)
    planned = Signal(object, str, object)
    failed = Signal(str)
    given_up = Signal()
    imported = Signal()

    def __init__(
        self, data_sets: DataSets, form: RecipeForm, device_box: DeviceBox, offer: ResumeNotice,
        parent: QObject,
    ) -> None:  # fmt: skip
        """Wait with nothing yet; recipe and device are what ``form`` and ``device_box`` say."""
        super().__init__(parent)
        self.waiting: Trainable | None = None
        self._data = ""  # what it waits for
        self._importing: Task | None = None
        self._data_sets, self._offer = data_sets, offer
        self._form, self._device_box = form, device_box
        data_sets.load_progress.connect(self._tell_share)
        data_sets.loaded.connect(self._take_data)
        data_sets.load_failed.connect(self._take_failure)

    def import_ahead(self) -> None:
        """Import, once and in a thread, what the first batch would wait for."""
        if self._importing is None:
            # For what stays in another language: an import cannot be broken off, only waited for.
            self._importing = Task(_import, self._data_sets)
            self._importing.done.connect(self._load)
            self._importing.failed.connect(self._load)
            self._importing.start()

    def begin(self, what: Trainable, data: str) -> None:
        """Wait with ``what`` for the data set called ``data``.

        It is loaded after the imports: beside each other both take longer than one after the other.
        """
        self.waiting, self._data = what, data
        if self._importing is None or not self._importing.is_running:
            self._data_sets.load(data)

    @Slot()
    def _load(self) -> None:
        if self.waiting is not None:
            self._data_sets.load(self._data)
        self.imported.emit()

    def _load_again(self) -> None:
        """Ask once more: another page has had another one loaded in between."""
        if self.waiting is not None:
            self.begin(self.waiting, self._data)

    @Slot(str, str)
    def _take_failure(self, data: str, _message: str) -> None:
        if data == self._data:  # the choice of the data set says why
            self.give_up()
        else:
            self._load_again()

    @Slot()
    def give_up(self) -> None:
        """Wait no more."""
        if self.waiting is not None:
            self.waiting = None
            self.given_up.emit()

    @Slot()
    def discard_offered(self) -> None:
        """Have the training that was broken off forgotten, also where it waits."""
        if isinstance(self.waiting, Resumed) and self.waiting.left is self._offer.left:
            self.give_up()
        self._offer.discard()

    def hand_over(self) -> tuple[Trainable, str] | None:
        """Return what waits and for which data, with which another one begins."""
        waiting, self.waiting = self.waiting, None
        return None if waiting is None else (waiting, self._data)

    @Slot(float)
    def _tell_share(self, share: float) -> None:
        if self.waiting is not None:
            self.loading.emit(share)

    @Slot(object)
    def _take_data(self, data: DataSet) -> None:
        if self._data_sets.current_name != self._data:
            self._load_again()
            return
        waiting, self.waiting = self.waiting, None
        if waiting is None:
            return
        if isinstance(waiting, Architecture | Graph):
            device = str(self._device_box.currentData())
            plan = Plan(waiting, self._form.recipe(), data, device)
            self.planned.emit(plan, self._data, self._offer.files.begin())
            return
        try:
            unfinished = self._offer.take_over(data.training)
        except DigitpadError as error:
            self.failed.emit(str(error))
        else:
            self.planned.emit(self._going_on(waiting, data), self._data, unfinished)

    def _going_on(self, resumed: Resumed, data: DataSet) -> Plan:
        left = resumed.left
        device = left.device if self._device_box.findData(left.device) >= 0 else "cpu"
        return Plan(resumed.network, left.recipe, data, device, left.progress, left.curves)


def _import(_job: Job) -> None:
    """Import torch and what trains with it, two seconds: in a thread."""
    with suppress(ImportError, OSError):  # which the first training tells
        import digitpad.training.session  # noqa: F401
        from digitpad.training.loop import import_compiler

        import_compiler()
