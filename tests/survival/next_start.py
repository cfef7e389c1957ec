"""The start after a kill: what it offers, and whether a training that was broken off goes on."""

import json
import os
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from digitpad.ui.window import main_window

EVERY = 20  # milliseconds between two looks


class Restarted(main_window.MainWindow):
    """Waits for what is offered, has a training go on for an epoch, stops it and closes.

    Writes JSON to ``told``: ``drawing``, whether one is offered; ``training``, the same;
    ``epochs``, how many more of it there were; ``problem``, what the Train page said.
    """

    def __init__(self, model: Path | None, told: int) -> None:
        super().__init__(model)
        self._told = told
        self._has_looked = False
        self._drawing = self._training = False
        self._before = self._after = 0
        self.recovery.looked.connect(self._note_look)
        self._steps = self._go()
        self._clock = QTimer(self, interval=EVERY)
        self._clock.timeout.connect(lambda: next(self._steps, None))
        self._clock.start()

    def _note_look(self) -> None:
        self._has_looked = True

    def _go(self):
        page = self.pages.train
        while not (self._has_looked and self.session.checkpoint is not None):
            yield
        self._drawing = self.recovery.restore_button.isVisible()
        self._training = page.offer.isVisible()
        if self._training:
            self._before = len(page.offer.left.curves.epochs)
            QTest.mouseClick(page.offer.resume_button, Qt.MouseButton.LeftButton)
            while not (page.problem.isVisible() or self._epochs() > self._before):
                yield
            self._after = self._epochs()
            while page.is_training:
                page.controls.stop.trigger()
                yield
        answer = {
            "drawing": self._drawing, "training": self._training,
            "epochs": self._after - self._before, "problem": page.problem.text.text(),
        }  # fmt: skip
        os.write(self._told, json.dumps(answer).encode())
        self._clock.stop()
        self.close()

    def _epochs(self) -> int:
        """Return after how many epochs the training is, also when it has just ended."""
        training_session, run = (
            self.pages.train.training.session,
            self.pages.train.runs_menu.current,
        )
        curves = (
            training_session.curves
            if training_session is not None
            else run.curves
            if run is not None
            else None
        )
        return len(curves.epochs) if curves is not None else 0
