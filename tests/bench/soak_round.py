"""What a user does in one round of soak.py, by mouse events, buttons and menus of a real window."""

import time

import numpy as np
from PySide6.QtCore import QEventLoop, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from digitpad.ink.drawing import CANVAS_SIDE
from tests.handwriting.strokes import hand, write

LONGEST = 120.0  # seconds that anything may take
LEFT = Qt.MouseButton.LeftButton
PAGES = ("layers", "train", "lab", "test")
REST = 2.5  # seconds: the window collects its garbage every two
TO_THE_END = 3  # each how many rounds a training goes to its end
RECIPES = {True: "fast", False: "tutorial"}


class User:
    """Uses a window."""

    def __init__(self, window) -> None:
        """Wait for the model."""
        self._window = window
        self._random = np.random.default_rng(1)
        self._wait(lambda: window.session.checkpoint is not None)

    def do_all(self, number: int) -> None:
        """Do all of a round."""
        self._draw_digits()
        self._look_through_layers()
        self._use_lab(number)
        self._train(number)
        self._test()
        self._change_model(number)
        self._open_windows()
        actions = self._window.actions_
        actions.colours["dark" if number % 2 else "light"].trigger()
        actions.layers_page.trigger()

    def clear(self) -> None:
        """Take all ink away."""
        self._window.canvas.clear()
        self._wait(lambda: self._window.session.is_settled)

    def rest(self) -> None:
        """Do nothing for a while."""
        end = time.monotonic() + REST
        self._wait(lambda: time.monotonic() > end)

    def objects(self) -> int:
        """Return how many objects of Qt there are below windows."""
        return sum(1 + len(one.findChildren(QObject)) for one in QApplication.topLevelWidgets())

    # What a round has

    def _draw_digits(self) -> None:
        """Draw each digit, correct one of them, then a number of two."""
        window = self._window
        for digit in self._random.permutation(10):
            self.clear()
            self._draw(int(digit))
            self._wait(lambda: window.session.is_settled)
        self._click(f"correct{self._random.integers(10)}")
        self.clear()
        self._draw(4, 0.45)
        self._draw(2, 0.45, 0.5)
        self._wait(lambda: window.session.is_settled)
        window.actions_.undo.trigger()
        window.actions_.redo.trigger()
        self._wait(lambda: window.session.is_settled)

    def _draw(self, digit: int, scale: float = 1.0, right: float = 0.0) -> None:
        """Draw a digit as somebody writes it; right: how far, in parts of the canvas."""
        canvas = self._window.canvas
        someone = hand(int(self._random.integers(1_000_000)))
        side = canvas.width()
        for stroke in write(digit, someone, self._random).strokes:
            xy = (stroke.points[:, :2] / CANVAS_SIDE * scale + (right, 0.0)) * side
            places = [QPoint(int(x), int(y)) for x, y in np.clip(xy, 1, side - 2)]
            QTest.mousePress(canvas, LEFT, pos=places[0])
            for place in places[1:]:
                QTest.mouseMove(canvas, place)
            QTest.mouseRelease(canvas, LEFT, pos=places[-1])

    def _look_through_layers(self) -> None:
        """Open every layer with a value's arithmetic."""
        layers = self._page("layers")
        for name in layers.layer_names:
            layers.select_layer(name)
            self._turn(0.1)
            layers.explain_value((0, 1, 1))
            self._turn(0.1)

    def _use_lab(self, number: int) -> None:
        """Set the lab to a lesson, play some steps and take another sample."""
        lab = self._page("lab")
        window = self._window
        window.actions_.dialogs["lessons"].trigger()
        choice = window.findChild(QWidget, "lessonBox")
        choice.setCurrentIndex(number % 6)  # those of the lab
        choice.activated.emit(choice.currentIndex())
        self._wait(lambda: lab.view.is_settled)
        lab.view.steps.play_or_pause()
        self._turn(0.5)
        lab.view.steps.play_or_pause()
        self._click("lessonClose")

    def _train(self, number: int) -> None:
        """Train, draw meanwhile, pause, go on and stop; or to the end."""
        train = self._page("train")
        to_the_end = number % TO_THE_END == 0
        box = train.form.recipe_box
        box.setCurrentIndex(box.findData(RECIPES[to_the_end]))
        box.activated.emit(box.currentIndex())
        self._click("trainButton")
        self._wait(train.controls.pause.isEnabled)
        self.clear()
        self._draw(int(self._random.integers(10)))
        if not to_the_end:
            self._turn(2.0)
            self._click("pauseButton")
            self._turn(0.3)
            self._click("pauseButton")
            self._turn(0.3)
            self._click("stopButton")
        self._wait(lambda: not train.is_training)

    def _test(self) -> None:
        """Test the model."""
        test = self._page("test")
        self._click("examineButton")
        self._wait(lambda: not test.is_running)

    def _change_model(self, number: int) -> None:
        """Read with the bundled model, then with one of those that were trained."""
        window = self._window
        changes: list[object] = []
        window.session.model_changed.connect(changes.append)
        window.actions_.bundled_model.trigger()
        self._wait(lambda: len(changes) == 1)
        window.actions_.dialogs["models"].trigger()
        dialog = window.findChild(QWidget, "modelsDialog")
        self._wait(lambda: dialog.table.rowCount() > 2)  # the two that ship with digitpad are first
        dialog.table.selectRow(2 + number % (dialog.table.rowCount() - 2))
        self._click("useModelButton", dialog)
        self._wait(lambda: len(changes) == 2)
        window.session.model_changed.disconnect(changes.append)
        self._wait(lambda: dialog._work is None)
        dialog.close()
        self._wait(lambda: window.session.is_settled)

    def _open_windows(self) -> None:
        """Open and close what has a window of its own."""
        actions, window = self._window.actions_, self._window
        for action, name in (
            (actions.design, "designer"), (actions.my_digits, "collectionDialog"),
            (actions.experiments, "experimentsDialog"),
        ):  # fmt: skip
            action.trigger()
            self._turn(0.3)
            window.findChild(QWidget, name).close()

    # How it is done

    def _page(self, name: str):
        """Click the tab of a page; returns the page."""
        pages = self._window.pages
        bar = pages.tabBar()
        QTest.mouseClick(bar, LEFT, pos=bar.tabRect(PAGES.index(name)).center())
        return getattr(pages, name)

    def _click(self, name: str, parent: QWidget | None = None) -> None:
        """Click a button."""
        button = (parent or self._window).findChild(QAbstractButton, name)
        assert button.isEnabled(), name
        QTest.mouseClick(button, LEFT)

    def _turn(self, seconds: float) -> None:
        """Run the event loop for a while."""
        end = time.monotonic() + seconds
        self._wait(lambda: time.monotonic() > end)

    def _wait(self, condition) -> None:
        """Run the event loop until ``condition`` holds."""
        late = time.monotonic() + LONGEST
        while not condition():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            if time.monotonic() > late:
                raise TimeoutError
            time.sleep(0.001)
