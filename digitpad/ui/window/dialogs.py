"""The windows of their own. Each is registered here with its entry in a menu, and nowhere else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QWidget

from digitpad.network.architecture import Architecture
from digitpad.support.errors import ModelError
from digitpad.support.messages import Text, in_turn
from digitpad.ui.collection.digits import Digits
from digitpad.ui.lessons.lesson_files import LessonFiles
from digitpad.ui.lessons.lesson_place import LessonPlace
from digitpad.ui.messages import tell
from digitpad.ui.window.geometry import fitted
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.lessons.lesson import Lesson
    from digitpad.network.files.code_needed import CodeNeeded
    from digitpad.network.files.training_info import NeedsSourceError
    from digitpad.training.opening import OpenedNetwork
    from digitpad.ui.lessons.lessons_panel import LessonState
    from digitpad.ui.pages.train.train_page import TrainPage


class Dialogs(QObject):
    """Makes each of ``DIALOGS`` when it is first asked for, keeps it and shows it.

    What they tell the window: ``progressed(float, str)``, how far an experiment is, -1 when there
    is none. ``model_saved()``: there is a new file in the models' folder, the Train page's too.
    ``drawing_chosen(Drawing)``: one of the user's digits shall be on the canvas.
    ``guide_moved(int)``: at which step the guide is.
    """

    progressed = Signal(float, str)
    model_saved = Signal()
    drawing_chosen = Signal(object)
    guide_moved = Signal(int)

    def __init__(
        self, session: Session, pages: Pages, digits: Digits, lesson_files: LessonFiles,
        lesson_place: LessonPlace, window: QMainWindow,
    ) -> None:  # fmt: skip
        """Serve ``window`` and its ``pages``."""
        super().__init__(window)
        self.session, self.pages, self.digits, self.window = session, pages, digits, window
        self.lesson_files, self.lesson_place = lesson_files, lesson_place
        self._made: dict[str, Any] = {}
        self._has_asked: Callable[[OpenedNetwork], None] = self.use_network  # for code
        session.code_asked.connect(self._ask_for_model)
        pages.when_made("train", self._connect_train)
        pages.when_made("layers", lambda it: it.take_away_asked.connect(self._shows("take_away")))
        pages.when_made("lab", lambda it: it.lessons_asked.connect(self._shows("lessons")))

    def _connect_train(self, train: TrainPage) -> None:
        train.model_saved.connect(self.model_saved)
        train.browse_asked.connect(self._shows("samples"))
        train.network.design_asked.connect(self._shows("designer"))
        train.resuming.code_asked.connect(partial(self.ask_for_code, train.resuming.go_on_with))

    def _shows(self, name: str) -> Callable[[], None]:
        return partial(self.show, name)

    def __getitem__(self, name: str) -> Any:
        """Return the dialog called ``name``; the first call makes it."""
        if name not in self._made:
            self._made[name] = fitted(DIALOGS[name].make(self))
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
    def show_own_lesson(self, lesson: Lesson) -> None:
        """Show a lesson from a file: its steps if it says something, else its one scene."""
        scene = lesson.steps[0].scene
        if any(str(step.text) or step.question is not None for step in lesson.steps):
            self["lessons"].show_lesson(lesson)
        elif scene is not None:
            self.lesson_files.scene.show(scene)

    @Slot(object)
    def try_lesson(self, lesson: Lesson) -> None:
        """Show a lesson that is being written as a student sees it."""
        self["lessons"].show_lesson(lesson)

    @Slot(object)
    def use_network(self, opened: OpenedNetwork) -> None:
        """Have a network that was opened from its code read, and say what has to be known of it."""
        self.session.use(opened.checkpoint)
        self.pages.show_page("layers")
        tell(in_turn(*opened.said))

    def ask_for_code(
        self, then: Callable[[OpenedNetwork], None], needed: CodeNeeded, weights: Path | None = None
    ) -> None:
        """Ask whether the code that a file of ours needs may run, and do ``then`` with its network.

        weights: a checkpoint with its numbers.
        """
        self._has_asked = then
        self["run_code"].ask_for(needed, weights)
        self.show("run_code")

    @Slot(object)
    def _ask_for_model(self, error: NeedsSourceError) -> None:
        """Ask for the code of a checkpoint that shall be opened, if it says where that is."""
        if error.needed.source:
            use = self.session.use
            self.ask_for_code(lambda it: use(it.checkpoint), error.needed, error.path)

    @Slot(object)
    def take_code(self, opened: OpenedNetwork) -> None:
        """Give a network whose code has run to who asked for it, and say what is to be known."""
        self._has_asked(opened)
        if opened.said:
            tell(in_turn(*opened.said))

    def lesson_state(self) -> LessonState | None:
        """Return where one is, or was, in the lessons; None where they were not opened yet."""
        panel = self._made.get("lessons")
        return None if panel is None else panel.state()

    def end_lessons(self) -> None:
        """Set lab and training as they were before the lessons, if these are open."""
        state = self.lesson_state()
        if state is not None and state.is_shown:
            self["lessons"].close_lessons()

    @property
    def guide_step(self) -> int | None:
        """The step that the guide is at; None while it is not shown."""
        guide = self._made.get("guide")
        return guide.step if guide is not None and guide.is_shown else None

    def hand_over(self, name: str) -> Any:
        """Return what is under way in a dialog, for one made anew; None where nothing is."""
        dialog = self._made.get(name)
        return None if dialog is None else dialog.hand_over()

    def may_close(self) -> bool:
        """Ask whether what trains in a dialog, or a lesson not saved, may end with the window."""
        editor = self._made.get("lesson_editor")
        if editor is not None and not editor.may_close(self.window):
            return False
        return self.may_be_made_anew()

    def may_be_made_anew(self) -> bool:
        """Ask whether an experiment, or what the network learns of a hand, may end."""
        experiments, adapt = self._made.get("experiments"), self._made.get("adapt")
        return (experiments is None or experiments.run_row.may_close(self.window)) and (
            adapt is None or adapt.may_close(self.window)
        )


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


def _run_code(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.open_network.code_dialog import RunCodeDialog

    dialog = RunCodeDialog(dialogs.window)
    dialog.opened.connect(dialogs.take_code)
    return dialog


def _samples(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.data_browser import DataBrowser

    dialog = DataBrowser(dialogs.window)
    dialog.sample_chosen.connect(dialogs.pages.sample_chosen)
    dialogs.pages.data_sets.loaded.connect(dialog.show_data_set)
    dialogs.pages.data_sets.load_failed.connect(dialog.tell_failure)
    return dialog


def _experiments(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.experiments.experiments_dialog import ExperimentsDialog

    dialog = ExperimentsDialog(dialogs.session, dialogs.pages.data_sets, dialogs.window)
    dialog.progressed.connect(dialogs.progressed)
    dialog.model_saved.connect(dialogs.model_saved)
    own = dialog.own_networks
    own.code_asked.connect(partial(dialogs.ask_for_code, own.take))
    return dialog


def _lessons(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.lessons.lessons_panel import LessonsPanel

    return LessonsPanel(dialogs.lesson_files.scene, dialogs.lesson_place)


def _lesson_editor(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.lessons.lesson_editor import LessonEditor

    editor = LessonEditor(dialogs.lesson_files, dialogs.window)
    editor.tried.connect(dialogs.try_lesson)
    return editor


def _guide(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.window.guide import Guide

    guide = Guide(dialogs.session, dialogs.pages, dialogs.window)
    guide.moved.connect(dialogs.guide_moved)
    return guide


def _shortcuts(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.help import ShortcutsDialog

    dialogs.pages.make_all()  # they have actions too
    return ShortcutsDialog(dialogs.window)


def _not_sure(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.help import NotSureDialog

    return NotSureDialog(dialogs.window)


def _about(dialogs: Dialogs) -> QWidget:
    from digitpad.ui.dialogs.about import AboutDialog

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
    "run_code": Dialog(_run_code),
    "samples": Dialog(
        _samples, Text("S&amples of the Data Set…"), "Ctrl+D", "training",
        lambda dialogs, _: dialogs.pages.data_sets.load(dialogs.pages.train.data.key()),
    ),
    "experiments": Dialog(_experiments, Text("E&xperiments…"), "Ctrl+Shift+X", "training"),
    "lessons": Dialog(_lessons, Text("&Lessons"), "F1", "help", lambda _, panel: panel.open()),
    "guide": Dialog(_guide, Text("&Guide"), "", "help", lambda _, guide: guide.begin()),
    "shortcuts": Dialog(_shortcuts, Text("&Keyboard Shortcuts"), "Ctrl+F1", "help"),
    "not_sure": Dialog(_not_sure, Text("What “&Not Sure” Means"), "", "help"),
    "lesson_editor": Dialog(_lesson_editor, Text("&Write a Lesson…"), "", "lessons"),
    "about": Dialog(_about, Text("&About digitpad"), "", "help"),
    "take_away": Dialog(
        _take_away, prepare=lambda dialogs, dialog: dialogs.pages.layers.offer_to(dialog)
    ),
}  # fmt: skip
