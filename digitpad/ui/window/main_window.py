"""The main window: it puts the parts side by side and connects them to the session."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from digitpad.collection import Collection
from digitpad.ink.drawing import Drawing, Pixels
from digitpad.support.folders import bundled_model
from digitpad.support.translations import languages
from digitpad.ui.background import end_all
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.drawing_files import DrawingFiles, PictureDrop, Pictures
from digitpad.ui.canvas.tool_row import Square, ToolRow
from digitpad.ui.canvas.whole_number import WholeNumber
from digitpad.ui.collection.correction_row import CorrectionRow
from digitpad.ui.collection.digits import Digits
from digitpad.ui.collection.practice_panel import PracticePanel
from digitpad.ui.data_sets import DataSets
from digitpad.ui.language import use_language
from digitpad.ui.lessons.lesson_files import LessonFiles
from digitpad.ui.messages import take_back, tell
from digitpad.ui.theme import DARK, LIGHT, apply_theme, follow_in_title_bars, prepare, system_theme
from digitpad.ui.widgets.basics import panel
from digitpad.ui.window.actions import SYSTEM, Actions, RecentModels
from digitpad.ui.window.another_language import say_anew
from digitpad.ui.window.answer_panel import AnswerPanel
from digitpad.ui.window.app import GuiGarbageCollection
from digitpad.ui.window.dialogs import Dialogs
from digitpad.ui.window.files_from_outside import FilesFromOutside
from digitpad.ui.window.geometry import (
    LEAST,
    LEAST_COLUMN,
    LOW,
    USUAL,
    column_width,
    first_size,
    free_part,
    placed,
)
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.recovery_bar import Recovery
from digitpad.ui.window.session import Session
from digitpad.ui.window.settings import Settings
from digitpad.ui.window.status import Status
from digitpad.ui.window.stroke import connect_stroke

if TYPE_CHECKING:
    from digitpad.training.opening import OpenedNetwork


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
        remembered = self._settings.language if self._settings is not None else SYSTEM
        self._language = remembered if remembered in languages() else SYSTEM
        self._garbage = GuiGarbageCollection(self)
        self._model_to_load: Path | None = model or bundled_model()
        self._network = network
        self._has_offered = False
        self._has_own_columns = False  # the user has moved what divides them
        self._take_place()
        self._told_of_canvas = ""  # true until the canvas changes

        self.session = Session(self)
        self.data_sets = DataSets(self)
        self.canvas = Canvas()
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
            self.actions_.eraser, self.actions_.undo, self.actions_.redo, self.actions_.clear
        )
        self.answer = AnswerPanel()
        self.pages = Pages(self.session, self.data_sets)
        self.pages.put_beside_tabs(self.number.row)
        connect_stroke(self.canvas, self.number, self.session, self.pages, self.answer)
        self.lesson_files = LessonFiles(self.session, self.canvas, self.pages, self)
        self.digits = Digits(Collection(), self)
        self.correction = CorrectionRow(self.session, self.digits)
        self.practice = PracticePanel(self.session, self.digits)
        self.dialogs = Dialogs(self.session, self.pages, self.digits, self)
        self.status = Status(self.session, self.answer, self)
        self.files = FilesFromOutside(
            self.session, self.pictures, self.pages, self.lesson_files, self.dialogs, self.status
        )
        self._lay_out()
        self._connect_canvas()
        self._connect_pages()
        self._connect_digits()
        self._connect_dialogs()
        self._connect_files()

    def _take_place(self) -> None:
        """Take the usual size, or what the screen has of it."""
        available = free_part(QGuiApplication.primaryScreen())
        size = USUAL if available is None else first_size(available.size())
        self.setMinimumSize(LEAST.boundedTo(size))
        self.resize(size)
        if available is not None and size != USUAL:  # else the system finds a place
            self.move(placed(size, available).topLeft())

    def _lay_out(self) -> None:
        drawing_panel = panel()
        inside = QVBoxLayout(drawing_panel)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.setSpacing(6)
        inside.addWidget(self.tools)
        self._square = Square(self.canvas)
        inside.addWidget(self._square, 1)
        inside.addWidget(self.correction)
        column = QWidget()
        left = QVBoxLayout(column)
        left.setContentsMargins(0, 0, 4, 0)
        left.setSpacing(8)
        left.addWidget(drawing_panel, 1)
        left.addWidget(self.answer)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setChildrenCollapsible(False)
        self.columns.addWidget(column)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(4, 0, 0, 0)
        beside.addWidget(self.practice)
        beside.addWidget(self.pages, 1)
        self.columns.addWidget(right)
        self.columns.setStretchFactor(0, 1)  # the canvas grows too
        self.columns.setStretchFactor(1, 2)
        self.columns.splitterMoved.connect(self._keep_columns)
        column.setMinimumWidth(LEAST_COLUMN)
        centre = QWidget()
        rows = QVBoxLayout(centre)
        rows.setContentsMargins(14, 10, 14, 12)
        if self.recovery is not None:
            rows.addWidget(self.recovery.bar)
            rows.addWidget(self.recovery.unwritable_bar)
        rows.addWidget(self.columns, 1)
        self.setCentralWidget(centre)

    def _connect_canvas(self) -> None:
        actions, canvas = self.actions_, self.canvas
        canvas.drawing_changed.connect(self._enable_clear)
        canvas.eraser_changed.connect(actions.eraser.setChecked)
        canvas.undo_stack.canUndoChanged.connect(actions.undo.setEnabled)
        canvas.undo_stack.canRedoChanged.connect(actions.redo.setEnabled)
        actions.undo.triggered.connect(self._undo)
        actions.redo.triggered.connect(canvas.redo)
        actions.clear.triggered.connect(canvas.clear)
        actions.eraser.toggled.connect(canvas.set_erasing)
        actions.thinner.triggered.connect(self._thinner)
        actions.thicker.triggered.connect(self._thicker)
        self.tools.brush_changed.connect(canvas.set_brush)
        actions.paste.triggered.connect(self.pictures.paste)
        self.pictures.picture_ready.connect(self._show_picture)
        self.pictures.failed.connect(tell)
        actions.add_number(self.number.actions_)

    def _connect_pages(self) -> None:
        train = self.pages.train
        train.progressed.connect(self.status.tell_progress)
        self.pages.layers.input_marked.connect(self.answer.preview.mark)
        self.actions_.add_layers(self.pages.layers.controls.actions_)
        self.pages.sample_chosen.connect(self._show_sample)
        self.actions_.add_training(
            [train.controls.train, train.controls.pause, train.controls.stop],
            [train.plot_files.save_picture, train.plot_files.save_figures],
        )
        self.actions_.page_chosen.connect(self.pages.show_page_of)
        self.actions_.test_model.triggered.connect(self._test_model)

    def _connect_digits(self) -> None:
        practice, layers = self.practice, self.pages.layers
        self.actions_.add_correction([*self.correction.actions_, self.correction.none_action])
        self.correction.leave_keys_to(
            layers.why, layers.panel.kernels.numbers, self.pages.train.plot, self.pages.lab
        )
        self.actions_.practice.triggered.connect(practice.open)
        practice.clear_asked.connect(self.canvas.clear)
        practice.opened.connect(self.number.switch_off)
        practice.closed.connect(self.number.switch_on)
        practice.adapt_asked.connect(partial(self.dialogs.show, "adapt"))
        practice.take_enter_from(self.canvas)

    def _connect_dialogs(self) -> None:
        self.actions_.dialog_chosen.connect(self.dialogs.show_dialog_of)
        self.dialogs.progressed.connect(self.status.tell_progress)
        self.dialogs.drawing_chosen.connect(self._show_own_digit)
        self.lesson_files.opened.connect(self.dialogs.show_note)

    def _connect_files(self) -> None:
        actions = self.actions_
        actions.open.triggered.connect(self.drawing_files.open)
        actions.save.triggered.connect(self.drawing_files.save)
        actions.open_lesson.triggered.connect(self.lesson_files.open)
        actions.save_lesson.triggered.connect(self.lesson_files.save)
        actions.quit.triggered.connect(self.close)
        actions.open_model.triggered.connect(self._choose_model)
        actions.bundled_model.triggered.connect(self._use_bundled_model)
        RecentModels(actions.model_menu, self.session)
        self.session.model_changed.connect(self._offer_unfinished)
        self.session.model_failed.connect(self._offer_unfinished)
        actions.colours_chosen.connect(self._choose_colours)
        actions.language_chosen.connect(self._choose_language)
        actions.languages[self._language].setChecked(True)

    def _restore_settings(self) -> None:
        if self._settings is not None:
            geometry = self._settings.geometry
            if geometry is not None:
                self.restoreGeometry(geometry)
            if self._settings.columns is not None:
                self._has_own_columns = self.columns.restoreState(self._settings.columns)
            self.tools.brush.setValue(self._settings.brush)
            self.pages.train.restore(self._settings.training)
            self.pages.lab.restore(self._settings.lab)
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

    @Slot(object, str)
    def _show_picture(self, drawing: Drawing, name: str) -> None:
        """Put what was opened, pasted or dropped on the canvas; undo takes it off again."""
        self.canvas.set_drawing(drawing.fitted_to_canvas(), name)
        self._told_of_canvas = self.tr("{0} is on the canvas").format(name)
        tell(self._told_of_canvas)

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
        if self._told_of_canvas:
            take_back(self._told_of_canvas)
            self._told_of_canvas = ""

    @Slot()
    def _undo(self) -> None:
        """Take back what was done last: a digit of the practice, a keeping, or ink."""
        if not self.practice.undo() and not self.correction.take_back():
            self.canvas.undo()

    @Slot()
    def _thinner(self) -> None:
        self.tools.change_brush(-1)

    @Slot()
    def _thicker(self) -> None:
        self.tools.change_brush(1)

    # Models

    @Slot()
    def _choose_model(self) -> None:
        kinds = self.tr("Models (*.safetensors *.pth *.pt *.ckpt *.onnx)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open Model"), "", kinds)
        if name:
            self._load_model(Path(name))

    @Slot()
    def _use_bundled_model(self) -> None:
        self._load_model(bundled_model())

    def _load_model(self, path: Path) -> None:
        self.status.tell_loading(path)
        self.session.load_model(path)

    # Pages

    @Slot()
    def _offer_unfinished(self) -> None:
        """Once a start: offer to go on with a training that was broken off."""
        if self._settings is not None and not self._has_offered:
            self._has_offered = True
            if self.pages.train.offer_unfinished():
                self.pages.show_page("train")

    @Slot()
    def _test_model(self) -> None:
        self.pages.show_page("test")
        self.pages.test.evaluate_or_cancel()

    # The window itself

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        self._divide()
        if self._network is not None:
            network, self._network, self._model_to_load = self._network, None, None
            self.dialogs.use_network(network)
        elif self._model_to_load is not None:
            path, self._model_to_load = self._model_to_load, None
            self._load_model(path)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self.answer.set_compact(self.height() < LOW)
        self._divide()

    def _divide(self) -> None:
        """Give the canvas what it has use for, unless the user divides the room."""
        if self._has_own_columns or not self.isVisible():
            return
        inside = self.columns.size()
        column = self.columns.widget(0)
        assert column is not None
        for part in (self.answer, column):
            layout = part.layout()
            assert layout is not None
            layout.activate()
        beside = column.size() - self._square.size()
        width = column_width(inside.width(), beside, inside.height())
        self.columns.setSizes([width, inside.width() - width])

    @Slot()
    def _keep_columns(self) -> None:
        self._has_own_columns = True

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802, D102
        if not self.pages.train.may_close() or not self.dialogs.may_close():
            event.ignore()
            return
        if self._settings is not None:
            self._settings.geometry = self.saveGeometry()
            self._settings.brush = self.tools.brush.value()
            self._settings.colours = self._colours
            self._settings.language = self._language
            if self._has_own_columns:
                self._settings.columns = self.columns.saveState()
            self._settings.training = self.pages.train.choices()
            self._settings.lab = self.pages.lab.remembered()
            self._settings.save()
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
        follow_in_title_bars(self._colours)
        theme = {"light": LIGHT, "dark": DARK}.get(self._colours) or system_theme()
        apply_theme(_app(), theme)

    # Its language

    @Slot(QAction)
    def _choose_language(self, action: QAction) -> None:
        # The menu that was clicked in is made anew too: not before it has closed.
        QTimer.singleShot(0, self, partial(self._use_language, action.data()))

    def _use_language(self, language: str) -> None:
        """Say everything in ``language``, and remember it, unless an experiment shall go on."""
        if not self.dialogs.may_close():
            self.actions_.languages[self._language].setChecked(True)
            return
        self._language = language
        use_language(language or None)
        say_anew(self)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Status tips of menus would wipe what the status bar tells.
        return True if event.type() == QEvent.Type.StatusTip else super().event(event)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
