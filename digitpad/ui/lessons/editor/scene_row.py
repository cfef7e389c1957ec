"""A scene of a lesson: what the window shows is taken, and shown again."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitpad.lessons.lesson import Scene
from digitpad.ui.lessons.window_scene import WindowScene
from digitpad.ui.pages import PAGES
from digitpad.ui.widgets.basics import Line, filled, label, push_button


class SceneRow(QWidget):
    """``changed()``: another scene was taken, or none."""

    changed = Signal()

    def __init__(
        self, title: str, name: str, window: WindowScene, parent: QWidget | None = None
    ) -> None:
        """Hold no scene. title: what the scene is; name: the beginning of objects' names."""
        super().__init__(parent)
        self._window = window
        self.scene: Scene | None = None
        self.words = Line(f"{name}Words")
        self.take = push_button(
            self.tr("From the Window"), f"{name}Take", self.tr("Take what the window shows now")
        )
        self.show_ = push_button(self.tr("Show"), f"{name}Show", self.tr("Set the window to it"))
        self.none = push_button(
            self.tr("None"), f"{name}None", self.tr("Leave the window as it is then")
        )
        for button in (self.take, self.show_, self.none):
            button.setProperty("segment", True)
        filled(
            QHBoxLayout(self), label(title, "field"), (self.words, 1), self.take, self.show_,
            self.none, spacing=6,
        )  # fmt: skip
        self.take.clicked.connect(self._take)
        self.show_.clicked.connect(self._show)
        self.none.clicked.connect(self._drop)
        self.set_scene(None)

    def set_scene(self, scene: Scene | None) -> None:
        """Hold ``scene`` without a signal."""
        self.scene = scene
        self.words.setText(self.tr("as it is") if scene is None else self._told(scene))
        self.words.setToolTip(self.words.text())
        for button in (self.show_, self.none):
            button.setEnabled(scene is not None)

    def _told(self, scene: Scene) -> str:
        """Say what a scene shows."""
        told = [str(PAGES[scene.page].title)] if scene.page in PAGES else []
        if scene.area is not None:
            told.append({
                "steps": self.tr("step through"), "shapes": self.tr("shapes and cost"),
                "pooling": self.tr("pooling"),
            }[scene.area])  # fmt: skip
        if scene.is_covered:
            told.append(self.tr("output covered"))
        if scene.layer is not None:
            words = {"ink": self.tr("ink"), "why": self.tr("why?")}  # which no network names
            told.append(words.get(scene.layer, scene.layer))
        if scene.drawing is not None and not scene.drawing.is_empty:
            told.append(self.tr("with the drawing"))
        return self.tr(", ").join(told)

    @Slot()
    def _take(self) -> None:
        self.set_scene(self._window.take())
        self.changed.emit()

    @Slot()
    def _show(self) -> None:
        if self.scene is not None:
            self._window.show(self.scene)

    @Slot()
    def _drop(self) -> None:
        self.set_scene(None)
        self.changed.emit()
