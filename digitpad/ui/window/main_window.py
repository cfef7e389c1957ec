"""The main window: it puts the parts side by side and connects them to the session."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from digitpad.collection import Collection
from digitpad.ink.drawing import Drawing, Pixels
from digitpad.support.folders import best_reader, bundled_model
from digitpad.ui.background import end_all
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.drawing_files import DrawingFiles, PictureDrop, Pictures
from digitpad.ui.canvas.tool_row import ToolRow
from digitpad.ui.canvas.whole_number import WholeNumber
from digitpad.ui.collection.correction_row import CorrectionRow
from digitpad.ui.collection.digits import Digits
from digitpad.ui.collection.practice_panel import PracticePanel
from digitpad.ui.data_sets import DataSets
from digitpad.ui.focus_ring import FocusRing
from digitpad.ui.lessons.lesson_files import LessonFiles
from digitpad.ui.lessons.lesson_place import LessonPlace
from digitpad.ui.lessons.window_scene import WindowScene
from digitpad.ui.theme import prepare, use_colours
from digitpad.ui.widgets.context_menus import offer_picture
from digitpad.ui.window.actions import SYSTEM, Actions, RecentModels
from digitpad.ui.window.another_language import WindowLanguage
from digitpad.ui.window.answer.answer_panel import AnswerPanel, SpokenAnswer
from digitpad.ui.window.app import GuiGarbageCollection
from digitpad.ui.window.dialogs import Dialogs
from digitpad.ui.window.files_from_outside import FilesFromOutside, RecentFiles
from digitpad.ui.window.geometry import fit_answer, lay_out, take_place
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.recovery import Recovery
from digitpad.ui.window.session import Session
from digitpad.ui.window.settings import GUIDE_STEPS, Settings, SettingsWriter
from digitpad.ui.window.status import Status
from digitpad.ui.window.stroke import connect_stroke

if TYPE_CHECKING:
    from digitpad.training.opening import OpenedNetwork
    from digitpad.ui.pages.layers.layers_page import LayersPage
    from digitpad.ui.pages.train.train_page import TrainPage


class MainWindow(QMainWindow):
    """Canvas, answer and status; it reads with the bundled model, or with ``model``."""

    def __init__(
        self,
        model: Path | None = None,
        *,
        remember: bool = True,
        network: OpenedNetwork | None = None,
    ) -> None:
        """Build the window. The model is loaded in the background once the window is shown.

        remember: take up the user's settings, and write them when the window is closed.
        network: reads from the start, in place of a model.
        """
        super().__init__()
        prepare(_app())
        self._settings = Settings() if remember else None
        self._colours = self._settings.colours if self._settings is not None else "system"
        self._garbage = GuiGarbageCollection(self)
        reads_best = self._settings is not None and self._settings.best_reader
        self.first_model = model or (best_reader() if reads_best else bundled_model())
        self._network = network
        self._has_begun = self._has_made_rest = self._is_guided = False
        take_place(self)

        self.session = Session(self)
        self.data_sets = DataSets(self)
        self.canvas = Canvas()
        self.recent = RecentFiles(self, [] if self._settings is None else self._settings.recent)
        self.session.model_changed.connect(self.recent.note_model)
        self.language = WindowLanguage(
            self, SYSTEM if self._settings is None else self._settings.language
        )
        self._settings_writer = None if self._settings is None else SettingsWriter(self)
        self.stays: tuple[QObject, ...] = (*self.children(), self.canvas)
        self.build()
        self._restore_settings()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply_colours)
        _app().aboutToQuit.connect(self._end)

    # Building

    def build(self) -> None:
        """Make all that has words, around what ``stays``: session, data sets and canvas."""
        self.actions_ = Actions(self)
        self.pictures = Pictures(self)
        PictureDrop(self, self.canvas, self.pictures)
        self.drawing_files = DrawingFiles(self.canvas, self.pictures, self)
        self.recovery = Recovery(self.canvas, self) if self._settings is not None else None
        self.number = WholeNumber(self.session, self.canvas, self)
        self.tools = ToolRow(
            self.canvas, self.actions_.eraser, self.actions_.undo, self.actions_.redo,
            self.actions_.clear,
        )  # fmt: skip
        self.answer = AnswerPanel()
        self.pages = Pages(self.session, self.data_sets)
        self.pages.put_beside_tabs(self.number.row)
        connect_stroke(self.canvas, self.number, self.session, self.pages, self.answer)
        scene = WindowScene(self.session, self.canvas, self.pages, self)
        self.lesson_place = LessonPlace(self.pages)
        self.lesson_files = LessonFiles(self.session, scene, self)
        self.digits = Digits(Collection(), self)
        self.correction = CorrectionRow(self.session, self.digits)
        self.practice = PracticePanel(self.session, self.digits)
        self.dialogs = Dialogs(
            self.session, self.pages, self.digits, self.lesson_files, self.lesson_place, self
        )
        self.status = Status(self.session, self.answer, self)
        FocusRing(self)
        SpokenAnswer(self.session, self.number, self.answer)
        self.files = FilesFromOutside(
            self.session, self.pictures, self.pages, self.lesson_files, self.dialogs, self.status
        )
        self.columns = lay_out(self)
        self._connect_canvas()
        self._connect_pages()
        self._connect_digits()
        self._connect_dialogs()
        self._connect_files()
        if self._settings_writer is not None:
            self._settings_writer.follow()

    def _connect_canvas(self) -> None:
        actions, canvas = self.actions_, self.canvas
        canvas.drawing_changed.connect(self._enable_clear)
        actions.undo.triggered.connect(self._undo)
        actions.thinner.triggered.connect(self.tools.make_thinner)
        actions.thicker.triggered.connect(self.tools.make_thicker)
        canvas.addActions([actions.undo, actions.redo, actions.clear, actions.paste])
        canvas.addActions([actions.open, actions.save])
        offer_picture(canvas, actions)
        actions.paste.triggered.connect(self.pictures.paste)
        actions.add_number(self.number.actions_)

    def _connect_pages(self) -> None:
        pages, actions = self.pages, self.actions_
        pages.when_made("layers", self._connect_layers)
        pages.when_made("train", self._connect_train)
        pages.when_made("lab", self.correction.leave_keys_to)
        pages.sample_chosen.connect(self._show_sample)
        actions.page_chosen.connect(pages.show_page_of)
        actions.test_model.triggered.connect(self._test_model)

    def _connect_layers(self, layers: LayersPage) -> None:
        layers.input_marked.connect(self.answer.preview.mark)
        self.actions_.add_layers(layers.controls.actions_)
        self.correction.leave_keys_to(layers.why, layers.panel.kernels.numbers)

    def _connect_train(self, train: TrainPage) -> None:
        train.progressed.connect(self.status.tell_progress)
        self.actions_.add_training(
            [train.controls.train, train.controls.pause, train.controls.stop],
            [train.plot_files.save_picture, train.plot_files.save_figures],
        )
        self.correction.leave_keys_to(train.plot)

    def _connect_digits(self) -> None:
        practice = self.practice
        self.actions_.add_correction([*self.correction.actions_, self.correction.none_action])
        self.correction.label_changed.connect(self.number.finder.say)
        self.actions_.practice.triggered.connect(practice.open)
        practice.clear_asked.connect(self.canvas.clear)
        practice.begun.connect(self.number.switch_off)
        practice.ended.connect(self.number.switch_on)
        practice.adapt_asked.connect(partial(self.dialogs.show, "adapt"))
        practice.take_enter_from(self.canvas)

    def _connect_dialogs(self) -> None:
        self.actions_.dialog_chosen.connect(self.dialogs.show_dialog_of)
        self.dialogs.progressed.connect(self.status.tell_progress)
        self.dialogs.drawing_chosen.connect(self._show_own_digit)
        self.dialogs.guide_moved.connect(self._keep_guide)
        self.lesson_files.opened.connect(self.dialogs.show_own_lesson)

    def _connect_files(self) -> None:
        actions = self.actions_
        actions.open.triggered.connect(self.drawing_files.open)
        actions.save.triggered.connect(self.drawing_files.save)
        actions.open_lesson.triggered.connect(self.lesson_files.open)
        actions.quit.triggered.connect(self.close)
        actions.open_model.triggered.connect(self.files.choose_model)
        actions.bundled_model.triggered.connect(self.files.use_bundled_model)
        actions.best_reader.triggered.connect(self.files.use_best_reader)
        RecentModels(actions.model_menu, self.session)
        self.recent.fill(actions.recent_menu)
        self.recent.asked.connect(self.files.open)
        self.drawing_files.used.connect(self.recent.note)
        self.pictures.file_read.connect(self.recent.note)
        self.session.model_changed.connect(self._make_rest)
        self.session.model_failed.connect(self._make_rest)
        actions.colours_chosen.connect(self._choose_colours)
        self.language.follow(actions)

    def _restore_settings(self) -> None:
        if self._settings is not None:
            self._settings.take_up(self)
        self.canvas.set_brush(self.tools.brush.value())
        self.set_colours(self._colours)

    # Drawings

    def show_drawing(self, drawing: Drawing) -> None:
        """Put ``drawing`` on the canvas, fitted into it; undo takes it off again."""
        self.drawing_files.show(drawing)

    @Slot()
    def leave_drawing(self) -> None:
        """Have the drawing offered at the next start, though the window will be closed."""
        if self.recovery is not None:
            self.recovery.leave_drawing()

    @Slot(object)
    def _show_sample(self, picture: Pixels) -> None:
        """Put a data set's sample, (28, 28) uint8, on the canvas."""
        self.canvas.set_drawing(Drawing(picture=picture), self.tr("Sample"))

    @Slot(object)
    def _show_own_digit(self, drawing: Drawing) -> None:
        self.canvas.set_drawing(drawing.fitted_to_canvas(), self.tr("My Digit"))

    @Slot(object)
    def _enable_clear(self, drawing: Drawing) -> None:
        self.actions_.clear.setEnabled(not drawing.is_empty)

    @Slot()
    def _undo(self) -> None:
        """Take back what was done last: a digit of the practice, a keeping, or ink."""
        if not self.practice.undo() and not self.correction.take_back():
            self.canvas.undo()

    # Pages

    @Slot()
    def _make_rest(self) -> None:
        """Once a start: what the first answer did not need."""
        if not self._has_made_rest:
            self._has_made_rest = True
            if self._settings is not None:
                self.pages.when_made("train", self._offer_unfinished)
            self.pages.make_rest()

    def _offer_unfinished(self, train: TrainPage) -> None:
        """Offer to go on with a training that was broken off."""
        if train.offer_unfinished():
            self.pages.show_page("train")

    @Slot()
    def _test_model(self) -> None:
        self.pages.show_page("test")
        self.pages.test.evaluate_or_cancel()

    # The window itself

    def findChild(self, *what: Any, **how: Any) -> Any:  # noqa: N802
        """Find a part by its kind and name, on a page that was not shown yet too."""
        self.pages.make_all()
        return super().findChild(*what, **how)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self.columns.divide()
        if not self._has_begun:
            self._has_begun = True
            self._begin()

    def _begin(self) -> None:
        """Have a network read, and the guide shown from the first start on until it is closed."""
        if self._network is not None:
            self.dialogs.use_network(self._network)
        else:
            self.files.load_model(self.first_model)
        step = None if self._settings is None else self._settings.guide
        if self._settings_writer is not None:
            self._settings_writer.begin()
        if step is not None:
            self._is_guided = True
            self._keep_guide(step)
            self.dialogs["guide"].begin(step)

    @Slot(int)
    def _keep_guide(self, step: int) -> None:
        """Have the next start go on with the guide, unless it was closed once."""
        if self._settings_writer is not None and self._is_guided:
            self._settings_writer.write({"guide": step})
            self._is_guided = step < GUIDE_STEPS

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        fit_answer(self)
        self.columns.divide()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802, D102
        train = self.pages.if_made("train")
        if (train is not None and not train.may_close()) or not self.dialogs.may_close():
            event.ignore()
            return
        self.dialogs.end_lessons()  # what is remembered is the user's, not a lesson's
        if self._settings_writer is not None:
            self._settings_writer.keep_all()
        self._end()
        super().closeEvent(event)

    @Slot()
    def _end(self) -> None:
        self.hide()  # ending the threads may take a moment
        end_all(self)
        self._garbage.stop()

    def set_colours(self, name: str) -> None:
        """Use the theme ``light``, ``dark`` or that of the ``system``."""
        self._colours = name
        self.actions_.colours[name].setChecked(True)
        self._apply_colours()

    @property
    def colours(self) -> str:
        """Which theme was chosen, as ``set_colours`` takes it."""
        return self._colours

    @Slot(QAction)
    def _choose_colours(self, action: QAction) -> None:
        self.set_colours(action.data())

    @Slot()
    def _apply_colours(self) -> None:
        use_colours(_app(), self._colours)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Status tips of menus would wipe what the status bar tells.
        return True if event.type() == QEvent.Type.StatusTip else super().event(event)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
