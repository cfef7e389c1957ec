"""The window as a lesson sees it: a scene is shown, taken, and looked at for what is asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, Signal, SignalInstance, Slot

from digitpad.data.catalogue import DATASETS
from digitpad.lab.steps import Step
from digitpad.support.folders import bundled_drawing
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from digitpad.lessons.facts import Seen
    from digitpad.lessons.lesson import Scene


class WindowScene(QObject):
    """Sets the window, and tells what it shows.

    ``changed()``: something that a lesson may ask about is perhaps another now.
    """

    changed = Signal()

    def __init__(self, session: Session, canvas: Canvas, pages: Pages, window: QObject) -> None:
        """Serve the window."""
        super().__init__(window)
        self._session, self._canvas, self._pages = session, canvas, pages
        self._to_select: Scene | None = None  # its layer's value, once the drawing is read
        session.reading_changed.connect(self._take_reading)
        session.network_changed.connect(self.changed)
        pages.currentChanged.connect(self.changed)
        for name, signals in {
            "lab": lambda page: (page.looked,),
            "layers": lambda page: (page.strip.chosen, page.learn.changed),
            "train": lambda page: (page.form.changed, page.progressed),
            "test": lambda page: (page.evaluated,),
        }.items():  # fmt: skip
            pages.when_made(name, partial(self._listen, signals))

    def _listen(self, signals: Callable[[Any], tuple[SignalInstance, ...]], page: object) -> None:
        for signal in signals(page):
            signal.connect(self.changed)

    # Showing

    def show(self, scene: Scene) -> None:
        """Set the window to ``scene``."""
        pages = self._pages
        if scene.recipe is not None:
            pages.train.form.show_recipe(scene.recipe)
        if scene.has_details:
            pages.train.details_button.setChecked(True)
        if scene.dataset in DATASETS:
            pages.train.data.choose(scene.dataset)
        if scene.lab_settings is not None:
            pages.lab.show_settings(scene.lab_settings, filled=Step() if scene.is_covered else None)
        if scene.area is not None:
            pages.lab.show_area(scene.area)
        if scene.page:
            pages.show_page(scene.page)
        self._to_select = scene
        if scene.layer is not None:
            pages.layers.select_layer(scene.layer)
        if scene.learns or (scene.layer is not None and pages.if_made("layers") is not None):
            pages.layers.learn.switch.setChecked(scene.learns)
        self._draw(scene)
        if self._canvas.drawing.is_empty or self._session.is_settled:
            self._select_value()
        self.changed.emit()

    def put_back(self, before: Scene) -> None:
        """Set lab and training as they were in ``before``."""
        if before.lab_settings is not None:
            self._pages.lab.show_settings(before.lab_settings)
        if before.recipe is not None:
            self._pages.train.form.show_recipe(before.recipe)
        if before.dataset in DATASETS and before.dataset != self._pages.train.data.key():
            self._pages.train.data.choose(before.dataset)
        layers = self._pages.if_made("layers")
        if layers is not None:
            layers.learn.switch.setChecked(before.learns)

    def part_of(self, scene: Scene) -> QWidget | None:
        """Return the part of the page that the scene is about, to be scrolled to."""
        if scene.page == "lab":
            view = self._pages.lab.view
            return view.playground if scene.area == "steps" else view.views
        if scene.page == "layers" and scene.learns:
            return self._pages.layers.learn
        if scene.page == "layers" and scene.position is not None:
            return self._pages.layers.views
        return None

    def _draw(self, scene: Scene) -> None:
        drawing = scene.drawing
        if drawing is None and scene.needs_drawing and self._canvas.drawing.is_empty:
            from digitpad.ink.strokes_file import load_drawing

            drawing = load_drawing(bundled_drawing())
        if drawing is not None:
            self._canvas.set_drawing(drawing.fitted_to_canvas(), self.tr("Lesson"))

    @Slot(object)
    def _take_reading(self, reading: object) -> None:
        if reading is not None:
            self._select_value()
        self.changed.emit()

    def _select_value(self) -> None:
        """Show the scene's layer and value; a drawing is read by the lesson's network by then."""
        scene, self._to_select = self._to_select, None
        if scene is None or scene.layer is None:
            return
        self._pages.layers.select_layer(scene.layer)
        if scene.position is not None:
            self._pages.layers.explain_value(scene.position)

    def lacks(self, scene: Scene | None) -> str:
        """Return the layer that the scene shows and the network in use has not; else nothing."""
        if scene is None or scene.layer is None or self._session.network is None:
            return ""
        return "" if scene.layer in self._pages.layers.layer_names else scene.layer

    # Taking

    def take(self) -> Scene:
        """Return what the window shows now."""
        from digitpad.lessons.lesson import Scene

        self._canvas.finish_stroke()
        layers, train, pages = self._pages.layers, self._pages.train, self._pages
        page = pages.shown_page
        is_inside = page == "layers"
        dataset = train.data.key()  # or the path of a folder, which is nobody else's business
        return Scene(
            page,
            pages.lab.area() if page == "lab" else None,
            pages.lab.lab_settings(),
            pages.lab.filled() is not None,
            layers.selected_layer if is_inside else None,
            layers.panel.position if is_inside else None,
            train.form.recipe(),
            dataset if dataset in DATASETS else None,
            page == "train" and train.details_button.isChecked(),
            self._canvas.drawing,
            learns=is_inside and layers.learn.is_on,
        )

    # Looking

    def seen(self) -> Seen:
        """Return what is seen now, as far as a lesson may ask about it."""
        from digitpad.lessons.facts import Seen

        pages, reading = self._pages, self._session.reading
        lab, layers = pages.if_made("lab"), pages.if_made("layers")
        train, test = pages.if_made("train"), pages.if_made("test")
        changes = None if layers is None else layers.changes
        runs = () if train is None else train.runs_menu.runs
        answer = None if reading is None else reading.answer
        return Seen(
            pages.shown_page,
            "" if lab is None else lab.area() or "",
            None if lab is None else lab.result(),
            "" if layers is None else layers.selected_layer,
            0 if changes is None else len(changes.silenced) + len(changes.kernels),
            self._session.network,
            None if answer is None else np.array(answer.probabilities, np.float32),
            None if train is None else train.form.recipe(),
            runs[-1].curves.epochs if runs else (),
            None if test is None else test.report,
            None if layers is None else layers.learn.losses,
        )
