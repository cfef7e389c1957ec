"""The windows of their own. Each is registered here with its entry in a menu, and nowhere else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QWidget

from digitpad.network.architecture import Architecture
from digitpad.support.errors import ModelError
from digitpad.support.messages import Text
from digitpad.ui.collection.digits import Digits
from digitpad.ui.messages import tell
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.lessons.lesson_file import Lesson
    from digitpad.training.opening import OpenedNetwork


class Dialogs(QObject):
    """Makes each of ``DIALOGS`` when it is first asked for, keeps it and shows it.

    What they tell the window: ``progressed(float, str)``, how far an experiment is, -1 when there
    is none. ``model_saved()``: there is a new file in the models' folder, the Train page's too.
    ``drawing_chosen(Drawing)``: one of the user's digits shall be on the canvas.
    """

    progressed = Signal(float, str)
    model_saved = Signal()
    drawing_chosen = Signal(object)

    def __init__(
        self, session: Session, pages: Pages, digits: Digits, window: QMainWindow
    ) -> None:  # fmt: skip
        """Serve ``window`` and its ``pages``."""
        super().__init__(window)
        self.session, self.pages, self.digits, self.window = session, pages, digits, window
        self._made: dict[str, Any] = {}
        pages.train.model_saved.connect(self.model_saved)
        for asked, name in (
            (pages.layers.take_away_asked, "take_away"),
            (pages.train.browse_asked, "samples"),
            (pages.train.network.design_asked, "designer"),
            (pages.lab.lessons_asked, "lessons"),
        ):
            asked.connect(partial(self.show, name))

    def __getitem__(self, name: str) -> Any:
        """Return the dialog called ``name``; the first call makes it."""
        if name not in self._made:
            self._made[name] = DIALOGS[name].make(self)
        return self._made[name]

    def show(self, name: str) -> None:
        """Show the dialog called ``name``, over the others and with the keyboard."""
        dialog = self[name]
        DIALOGS[name].prepare(self, dialog)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    @Slot(QAction)
    def show_dialog_of(self, action: QAction) -> None:
        """Show the dialog that an action of a menu is for."""
        self.show(action.data())

    @Slot(object)
    def show_note(self, lesson: Lesson) -> None:
        """Show what a lesson from a file says, if it says something."""
        if lesson.note:
            self["lessons"].panel.show_note(lesson.title, lesson.note)
            self["lessons"].open()

    @Slot(object)
    def use_network(self, opened: OpenedNetwork) -> None:
        """Have a network that was opened from its code read, and say what has to be known of it."""
        self.session.use(opened.checkpoint)
        self.pages.show_page("layers")
        tell(" ".join(map(str, opened.said)))

    @property
    def shown_lesson(self) -> int | None:
        """Which of the lessons is shown, from 0; None while they are not open."""
        dock = self._made.get("lessons")
        return None if dock is None or dock.isHidden() else dock.panel.choice.currentIndex()

    def show_lesson(self, number: int) -> None:
        """Open the lessons at one of them."""
        self["lessons"].open()
        self["lessons"].panel.choice.setCurrentIndex(number)

    def may_close(self) -> bool:
        """Ask whether an experiment may end with the window; True when none is under way."""
        dialog = self._made.get("experiments")
        return dialog is None or dialog.run_row.may_close(self.window)


@dataclass(frozen=True)
class Dialog:
    """One dialog: what makes it, and where it is in the menus.

    entry: its text in the menu; None where another part of the window opens it. place: the part of
    the menus that it is in, see ``Actions``. prepare: what is done each time before it is shown.
    """

    make: Callable[[Dialogs], QWidget]
    entry: Text | None = None
    keys: str = ""
    place: str = ""
    prepare: Callable[[Dialogs, Any], None] = lambda *_: None


def _my_digits(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.collection.collection_dialog import CollectionDialog

    dialog = CollectionDialog(dialogs.session, dialogs.digits, dialogs.window)
    dialog.drawing_chosen.connect(dialogs.drawing_chosen)
    return dialog


def _models(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.models.models_dialog import ModelsDialog

    dialog = ModelsDialog(dialogs.session, dialogs.window)
    dialogs.model_saved.connect(dialog.refresh)
    return dialog


def _adapt(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.collection.adapt_dialog import AdaptDialog

    data_sets = dialogs.pages.data_sets
    dialog = AdaptDialog(
        dialogs.session, dialogs.digits, lambda: data_sets.folder, parent=dialogs.window
    )
    dialog.model_saved.connect(dialogs.model_saved)
    return dialog


def _designer(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.designer.designer_dialog import DesignerDialog

    choice = dialogs.pages.train.network
    dialog = DesignerDialog(choice.designer_state, dialogs.window)

    def train(architecture: Architecture) -> None:
        choice.choose_design(architecture)
        dialogs.pages.show_page("train")

    dialog.state_changed.connect(choice.keep_designer_state)
    dialog.network_saved.connect(choice.take_saved)
    dialog.network_chosen.connect(train)
    return dialog


def _design_what_is_chosen(dialogs: Dialogs, dialog: Any) -> None:
    with contextlib.suppress(ModelError):  # a click on Train tells why a file cannot be used
        network = dialogs.pages.train.network.network()
        if isinstance(network, Architecture):
            dialog.take(network)


def _open_network(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.open_network.open_network_dialog import OpenNetworkDialog

    dialog = OpenNetworkDialog(dialogs.window)
    dialog.opened.connect(dialogs.use_network)
    return dialog


def _samples(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.data_browser import DataBrowser

    dialog = DataBrowser(dialogs.window)
    dialog.sample_chosen.connect(dialogs.pages.sample_chosen)
    dialogs.pages.data_sets.loaded.connect(dialog.show_data_set)
    return dialog


def _experiments(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.experiments.experiments_dialog import ExperimentsDialog

    train = dialogs.pages.train
    dialog = ExperimentsDialog(
        dialogs.session, dialogs.pages.data_sets, train.why_busy, dialogs.window
    )
    train.why_not = dialog.run_row.why_busy  # one thing trains at a time
    dialog.progressed.connect(dialogs.progressed)
    dialog.model_saved.connect(dialogs.model_saved)
    return dialog


def _lessons(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.lessons.lessons_dock import LessonsDock

    return LessonsDock(dialogs.session, dialogs.pages, dialogs.window)


def _open_beside_lab(dialogs: Dialogs, dock: Any) -> None:
    dialogs.pages.show_page("lab")
    dock.open()


def _about(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.about.about_dialog import AboutDialog

    return AboutDialog(dialogs.window)


def _take_away(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.take_away.take_away import TakeAwayDialog

    dialog = TakeAwayDialog(dialogs.window)
    dialogs.pages.layers.offered.connect(dialog.show_trace)
    return dialog


DIALOGS = {
    "my_digits": Dialog(_my_digits, Text("M&y Digits…"), "Ctrl+Shift+D", "digits"),
    "models": Dialog(_models, Text("&Models…"), "Ctrl+Shift+M", "models"),
    "adapt": Dialog(_adapt, Text("Adapt to My &Hand…"), "Ctrl+Shift+H", "networks"),
    "designer": Dialog(
        _designer, Text("&Design Network…"), "Ctrl+Shift+N", "networks", _design_what_is_chosen
    ),
    "open_network": Dialog(_open_network, Text("Open &Network…"), "Ctrl+Alt+O", "files"),
    "samples": Dialog(
        _samples, Text("&Samples of the Data Set…"), "Ctrl+D", "training",
        lambda dialogs, _: dialogs.pages.data_sets.load(dialogs.pages.train.data.key()),
    ),
    "experiments": Dialog(_experiments, Text("E&xperiments…"), "Ctrl+Shift+X", "training"),
    "lessons": Dialog(_lessons, Text("&Lessons"), "F1", "help", _open_beside_lab),
    "about": Dialog(_about, Text("&About digitpad"), "", "help"),
    "take_away": Dialog(
        _take_away, prepare=lambda dialogs, dialog: dialogs.pages.layers.offer_to(dialog)
    ),
}  # fmt: skip
