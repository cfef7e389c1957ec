"""The main window: it puts the parts side by side and connects them to the session."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from digitpad.ink.drawing import Drawing, Pixels
from digitpad.support.folders import bundled_model
from digitpad.ui.background import end_all
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.canvas.drawing_files import DrawingFiles, PictureDrop, Pictures
from digitpad.ui.canvas.tool_row import Square, ToolRow
from digitpad.ui.canvas.whole_number import WholeNumber
from digitpad.ui.messages import messages, tell
from digitpad.ui.theme import DARK, LIGHT, apply_theme, prepare, system_theme
from digitpad.ui.widgets.basics import Line, panel
from digitpad.ui.window.about import About
from digitpad.ui.window.actions import Actions
from digitpad.ui.window.answer_panel import AnswerPanel
from digitpad.ui.window.experiments import Experiments
from digitpad.ui.window.garbage import GuiGarbageCollection
from digitpad.ui.window.lessons import Lessons
from digitpad.ui.window.own_digits import OwnDigits
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.recent_models import RecentModels
from digitpad.ui.window.recovery_bar import Recovery
from digitpad.ui.window.session import Session
from digitpad.ui.window.settings import Settings

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.ui.dialogs.models.models_dialog import ModelsDialog

DEFAULT_SIZE = (1280, 800)
COLUMN_SHARE = 0.34  # of the width, for canvas and answer beside the pages
LEAST_COLUMN = 344  # pixels


class MainWindow(QMainWindow):
    """Canvas, answer and status; it reads with the bundled model, or with ``model``."""

    def __init__(self, model: Path | None = None, *, remember: bool = True) -> None:
        """Build the window. The model is loaded in the background once the window is shown.

        remember: take up the user's settings, and write them when the window is closed.
        """
        super().__init__()
        prepare(_app())
        self._settings = Settings() if remember else None
        self._colours = self._settings.colours if self._settings is not None else "system"
        self._garbage = GuiGarbageCollection(self)
        self._model_to_load: Path | None = model or bundled_model()
        self._models: ModelsDialog | None = None
        self._has_offered = False
        self._has_columns = False
        self.setWindowTitle(self.tr("digitpad"))
        self.resize(*DEFAULT_SIZE)

        self.session = Session(self)
        self.actions_ = Actions(self)
        self.canvas = Canvas()
        self.pictures = Pictures(self)
        PictureDrop(self, self.canvas, self.pictures)
        self.drawing_files = DrawingFiles(self.canvas, self.pictures, self)
        self.recovery = Recovery(self.canvas, self) if remember else None
        self.number = WholeNumber(self.session, self.canvas, self)
        self.tools = ToolRow(
            self.actions_.eraser, self.actions_.undo, self.actions_.redo, self.actions_.clear
        )
        self.answer = AnswerPanel()
        self.pages = Pages(self.session)
        self.pages.put_beside_tabs(self.number.row)
        self.experiments = Experiments(self.session, self.pages, self)
        self.lessons = Lessons(self.session, self.canvas, self.pages, self)
        self.own_digits = OwnDigits(self.session, lambda: self.pages.data_sets.folder, self)
        self.about = About(self)
        self.work_status = Line()
        self.model_status = QLabel(self.tr("Loading the model…"))
        self._lay_out()
        self._connect_canvas()
        self._connect_session()
        self._connect_pages()
        self._connect_digits()
        self._connect_menus()
        self._restore_settings()
        _app().aboutToQuit.connect(self._end)

    # Building

    def _lay_out(self) -> None:
        drawing_panel = panel()
        inside = QVBoxLayout(drawing_panel)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.setSpacing(6)
        inside.addWidget(self.tools)
        inside.addWidget(Square(self.canvas), 1)
        inside.addWidget(self.own_digits.correction)
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
        beside.addWidget(self.own_digits.practice)
        beside.addWidget(self.pages, 1)
        self.columns.addWidget(right)
        self.columns.setStretchFactor(0, 0)
        self.columns.setStretchFactor(1, 1)
        column.setMinimumWidth(LEAST_COLUMN)
        centre = QWidget()
        rows = QVBoxLayout(centre)
        rows.setContentsMargins(14, 10, 14, 12)
        if self.recovery is not None:
            rows.addWidget(self.recovery.bar)
            rows.addWidget(self.recovery.unwritable_bar)
        rows.addWidget(self.columns, 1)
        self.setCentralWidget(centre)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().addWidget(self.work_status, 1)
        self.statusBar().addPermanentWidget(self.model_status)
        messages.came.connect(self._show_message)
        self.setMinimumSize(960, 600)

    def _connect_canvas(self) -> None:
        actions, canvas = self.actions_, self.canvas
        canvas.drawing_changed.connect(self._enable_clear)
        canvas.eraser_changed.connect(actions.eraser.setChecked)
        canvas.undo_stack.canUndoChanged.connect(actions.undo.setEnabled)
        canvas.undo_stack.canRedoChanged.connect(actions.redo.setEnabled)
        actions.undo.triggered.connect(canvas.undo)
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

    def _connect_session(self) -> None:
        self.session.reading_changed.connect(self.answer.show_reading)
        self.session.model_changed.connect(self._tell_model)
        self.session.model_failed.connect(self._tell_model_failure)

    def _connect_pages(self) -> None:
        train = self.pages.train
        train.progressed.connect(self._tell_progress)
        self.experiments.progressed.connect(self._tell_progress)
        self.actions_.experiments.triggered.connect(self.experiments.show)
        self.pages.layers.input_marked.connect(self.answer.preview.mark)
        self.actions_.add_layers(self.pages.layers.controls.actions_)
        self.pages.sample_chosen.connect(self._show_sample)
        self.actions_.add_training(
            [train.controls.train, train.controls.pause, train.controls.stop],
            [train.plot_files.save_picture, train.plot_files.save_figures],
        )
        self.actions_.browse.triggered.connect(self.pages.browse)
        self.actions_.design.triggered.connect(self.pages.design)
        self.actions_.layers_page.triggered.connect(self._show_layers_page)
        self.actions_.train_page.triggered.connect(self._show_train_page)
        self.actions_.lab_page.triggered.connect(self._show_lab_page)
        self.actions_.test_page.triggered.connect(self._show_test_page)
        self.actions_.test_model.triggered.connect(self._test_model)

    def _connect_digits(self) -> None:
        own, actions, layers = self.own_digits, self.actions_, self.pages.layers
        actions.add_correction(own.correction.actions_)
        actions.my_digits.triggered.connect(own.show_list)
        actions.adapt.triggered.connect(own.show_adapt)
        actions.practice.triggered.connect(own.practice.open)
        own.drawing_chosen.connect(self._show_own_digit)
        own.correction.leave_keys_to(
            layers.why, layers.panel.kernels.numbers, self.pages.train.plot, self.pages.lab
        )
        own.practice.clear_asked.connect(self.canvas.clear)
        own.practice.opened.connect(self.number.switch_off)
        own.practice.closed.connect(self.number.switch_on)
        own.practice.take_enter_from(self.canvas)

    def _connect_menus(self) -> None:
        actions = self.actions_
        actions.open.triggered.connect(self.drawing_files.open)
        actions.save.triggered.connect(self.drawing_files.save)
        actions.lessons.triggered.connect(self.lessons.show)
        self.pages.lab.lessons_asked.connect(self.lessons.show)
        actions.open_lesson.triggered.connect(self.lessons.files.open)
        actions.save_lesson.triggered.connect(self.lessons.files.save)
        actions.quit.triggered.connect(self.close)
        actions.open_model.triggered.connect(self._choose_model)
        actions.bundled_model.triggered.connect(self._use_bundled_model)
        actions.models.triggered.connect(self._show_models)
        RecentModels(actions.model_menu, self.session)
        actions.about.triggered.connect(self.about.show)
        actions.colours_group.triggered.connect(self._choose_colours)

    def _restore_settings(self) -> None:
        if self._settings is not None:
            geometry = self._settings.geometry
            if geometry is not None:
                self.restoreGeometry(geometry)
            if self._settings.columns is not None:
                self._has_columns = self.columns.restoreState(self._settings.columns)
            self.tools.brush.setValue(self._settings.brush)
            self.pages.train.restore(self._settings.training)
            self.pages.lab.restore(self._settings.lab)
        self.canvas.set_brush(self.tools.brush.value())
        self.set_colours(self._colours)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply_colours)

    # Drawings

    def show_drawing(self, drawing: Drawing) -> None:
        """Put ``drawing`` on the canvas, fitted into it; undo takes it off again."""
        self.drawing_files.show(drawing)

    @Slot(object, str)
    def _show_picture(self, drawing: Drawing, name: str) -> None:
        """Put what was opened, pasted or dropped on the canvas; undo takes it off again."""
        self.canvas.set_drawing(drawing.fitted_to_canvas(), name)
        tell(self.tr("{0} is on the canvas").format(name))

    @Slot(object)
    def _show_sample(self, picture: Pixels) -> None:
        """Put a data set's sample, (28, 28) uint8, on the canvas."""
        self.canvas.set_drawing(Drawing(picture=picture), self.tr("Sample"))

    @Slot(object)
    def _enable_clear(self, drawing: Drawing) -> None:
        self.actions_.clear.setEnabled(not drawing.is_empty)

    @Slot()
    def _thinner(self) -> None:
        self.tools.change_brush(-1)

    @Slot()
    def _thicker(self) -> None:
        self.tools.change_brush(1)

    # Models

    @Slot()
    def _choose_model(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self, self.tr("Open Model"), "", self.tr("Models (*.safetensors *.pth *.pt)")
        )
        if name:
            self._load_model(Path(name))

    @Slot()
    def _show_models(self) -> None:
        if self._models is None:
            from digitpad.ui.dialogs.models.models_dialog import ModelsDialog

            self._models = ModelsDialog(self.session, self)
            self.pages.train.model_saved.connect(self._models.refresh)
            self.own_digits.model_saved.connect(self._models.refresh)
            self.experiments.model_saved.connect(self._models.refresh)
        self._models.show()
        self._models.raise_()

    @Slot()
    def _use_bundled_model(self) -> None:
        self._load_model(bundled_model())

    def _load_model(self, path: Path) -> None:
        self.model_status.setText(self.tr("Loading {0}…").format(path.name))
        self.session.load_model(path)

    @Slot(object)
    def _tell_model(self, checkpoint: Checkpoint) -> None:
        self._offer_unfinished()
        self.answer.show_message("")
        training_info = checkpoint.training_info
        if training_info.test_accuracy is None:
            text = self.tr("Model {0}, runs on the CPU").format(checkpoint.path.stem)
        else:
            text = self.tr("Model {0}, {1} % of test digits right, runs on the CPU").format(
                checkpoint.path.stem, f"{training_info.test_accuracy * 100:.2f}"
            )
        self.model_status.setText(text)

    @Slot(str)
    def _tell_model_failure(self, message: str) -> None:
        self._offer_unfinished()
        present = self.session.checkpoint
        if present is None:
            self.model_status.setText(self.tr("No model"))
            self.answer.show_message(self.tr("{0} You can draw all the same.").format(message))
        else:
            self._tell_model(present)
            self.answer.show_message(message)

    @Slot(object)
    def _show_own_digit(self, drawing: Drawing) -> None:
        self.canvas.set_drawing(drawing.fitted_to_canvas(), self.tr("My Digit"))

    # Pages

    def _offer_unfinished(self) -> None:
        """Once a start: offer to go on with a training that was broken off."""
        if self._settings is not None and not self._has_offered:
            self._has_offered = True
            if self.pages.train.offer_unfinished():
                self.pages.show_page("train")

    @Slot(float, str)
    def _tell_progress(self, share: float, words: str) -> None:
        """Show in title and status bar how far a training is; -1 when there is none."""
        if share < 0:
            self.setWindowTitle(self.tr("digitpad"))
            self.work_status.setText("")
            return
        percent = f"{100 * share:.0f}"
        self.setWindowTitle(self.tr("{0} % trained – digitpad").format(percent))
        self.work_status.setText(self.tr("Training {0} % · {1}").format(percent, words))

    @Slot(str)
    def _show_message(self, text: str) -> None:
        self.statusBar().showMessage(text, 8000)

    @Slot()
    def _show_layers_page(self) -> None:
        self.pages.show_page("layers")

    @Slot()
    def _show_train_page(self) -> None:
        self.pages.show_page("train")

    @Slot()
    def _show_lab_page(self) -> None:
        self.pages.show_page("lab")

    @Slot()
    def _show_test_page(self) -> None:
        self.pages.show_page("test")

    @Slot()
    def _test_model(self) -> None:
        self.pages.show_page("test")
        self.pages.test.evaluate_or_cancel()

    # The window itself

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        if not self._has_columns:
            self._has_columns = True
            width = max(self.columns.width() * COLUMN_SHARE, LEAST_COLUMN)
            self.columns.setSizes([round(width), round(self.columns.width() - width)])
        if self._model_to_load is not None:
            path, self._model_to_load = self._model_to_load, None
            self._load_model(path)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802, D102
        if not self.pages.train.may_close():
            event.ignore()
            return
        if not self.experiments.may_close():
            event.ignore()
            return
        if self._settings is not None:
            self._settings.geometry = self.saveGeometry()
            self._settings.brush = self.tools.brush.value()
            self._settings.colours = self._colours
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

    @Slot(QAction)
    def _choose_colours(self, action: QAction) -> None:
        self.set_colours(action.data())

    @Slot()
    def _apply_colours(self) -> None:
        theme = {"light": LIGHT, "dark": DARK}.get(self._colours) or system_theme()
        apply_theme(_app(), theme)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # Status tips of menus would wipe what the status bar tells.
        return True if event.type() == QEvent.Type.StatusTip else super().event(event)


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
