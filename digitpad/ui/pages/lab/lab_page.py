"""The Convolution lab's page: it is empty until it is first shown."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from digitpad.support.errors import DigitpadError
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.lab.inputs import InputSource
    from digitpad.lab.lab_settings import Area, LabSettings
    from digitpad.lab.result import LabResult
    from digitpad.lab.steps import Step
    from digitpad.ui.data_sets import DataSets
    from digitpad.ui.pages.lab.input_picture import NumberBefore
    from digitpad.ui.pages.lab.kernel_column import Typed
    from digitpad.ui.pages.lab.lab_view import LabView

AREAS: tuple[Area, ...] = ("steps", "shapes", "pooling")  # in their order in the lab


@dataclass(frozen=True)
class LabUnderWay:
    """What a lab is set to, which area is shown below, and how far its output is filled.

    typed: the numbers of its kernels that can be taken back; numbers_before: those of its grids.
    grids: by how many channels they have, as they were typed last.
    """

    lab_settings: LabSettings
    area: Area
    filled: Step | None
    typed: tuple[Typed, ...]
    numbers_before: tuple[NumberBefore, ...]
    grids: dict[int, InputSource]


class LabPage(QWidget):
    """Builds the lab when it is first needed: the window's start does not wait for it.

    ``lessons_asked()``: the lessons shall be shown. ``looked()``: as the lab's, once there is one.
    """

    lessons_asked = Signal()
    looked = Signal()

    def __init__(
        self, session: Session, data_sets: DataSets, parent: QWidget | None = None
    ) -> None:
        """Make an empty page."""
        super().__init__(parent)
        self.setObjectName("labPage")
        self._session, self._data_sets = session, data_sets
        self._remembered = ""
        self._view: LabView | None = None
        QVBoxLayout(self).setContentsMargins(0, 0, 0, 0)

    @property
    def view(self) -> LabView:
        """The lab; the first call builds it."""
        if self._view is None:
            from digitpad.ui.pages.lab.lab_view import LabView

            self._view = LabView(self._session, self._data_sets)
            self._view.lessons.clicked.connect(self.lessons_asked)
            self._view.looked.connect(self.looked)
            self._recall(self._view)
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._view)
            self._view.show()  # the layout itself would do so later
        return self._view

    def show_settings(self, lab_settings: LabSettings, *, filled: Step | None = None) -> None:
        """Set the whole lab. filled: the output is covered after this move."""
        self.view.show_settings(lab_settings, filled=filled)

    def show_area(self, area: Area) -> None:
        """Show one of the areas below."""
        self.view.show_area(AREAS.index(area))

    def lab_settings(self) -> LabSettings:
        """Return all that the lab is set to."""
        return self.view.lab_settings()

    def area(self) -> Area | None:
        """Return which area is shown below; None while there is no lab."""
        return None if self._view is None else AREAS[self._view.area.current()]

    def filled(self) -> Step | None:
        """Return how far the output is filled, move by move; None where all of it is shown."""
        view = self._view
        return None if view is None else view.to_fill or view.steps.filled

    def result(self) -> LabResult | None:
        """Return what the lab shows; None while there is no lab, or while it computes."""
        return self._view.result if self._view is not None and self._view.is_settled else None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        _ = self.view
        super().showEvent(event)

    # Between two windows, and between two starts

    def hand_over(self) -> LabUnderWay | str:
        """Return what is set and shown, for another page; of a lab that is not built, as text."""
        if self._view is None:
            return self._remembered
        area, ground = AREAS[self._view.area.current()], self._view.playground
        return LabUnderWay(
            self.lab_settings(), area, self.filled(), tuple(ground.kernels.typed),
            tuple(ground.input.numbers_before), ground.source.grids,
        )  # fmt: skip

    def take_over(self, under_way: LabUnderWay | str) -> None:
        """Go on where another page was."""
        if isinstance(under_way, str):
            self.restore(under_way)
        else:
            self.show_settings(under_way.lab_settings, filled=under_way.filled)
            self.show_area(under_way.area)
            ground = self.view.playground
            ground.kernels.typed = list(under_way.typed)
            ground.input.numbers_before = list(under_way.numbers_before)
            ground.source.grids = under_way.grids

    def restore(self, remembered: str) -> None:
        """Take up what ``remembered`` returned; it is read when the lab is built."""
        self._remembered = remembered

    def remembered(self) -> str:
        """Return the scene as text; a picture's pixels stay out, for the settings are read early.

        Of a lab that was not looked at, what it remembered before.
        """
        if self._view is None:
            return self._remembered
        lab_settings = self._view.lab_settings()
        if lab_settings.source.kind == "picture":
            from digitpad.lab.inputs import DRAWING

            kernels = tuple(one.for_channels(1) for one in lab_settings.kernels)
            lab_settings = replace(lab_settings, source=DRAWING, kernels=kernels, cell=None)
        return json.dumps(lab_settings.to_json())

    def _recall(self, view: LabView) -> None:
        if not self._remembered:
            return
        from digitpad.lab.lab_settings import LabSettings

        try:
            view.show_settings(LabSettings.from_json(json.loads(self._remembered)))
        except (ValueError, RecursionError, DigitpadError):
            self._remembered = ""  # spoiled settings read as none
