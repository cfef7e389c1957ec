"""A window of its own in which networks are designed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from digitpad.graph.fitting import Fitting
from digitpad.network.architecture import LONGEST_NAME, Architecture
from digitpad.network.design.architecture_draft import ArchitectureDraft
from digitpad.network.design.assessment import Assessment, assess, end_of
from digitpad.network.design.designer_state import DesignerState, begun_from
from digitpad.network.files.architecture_file import load_architecture
from digitpad.network.presets import PRESETS
from digitpad.support.errors import DigitpadError
from digitpad.ui.dialogs.designer.designer_actions import ArchitectureFiles, DesignerActions
from digitpad.ui.dialogs.designer.input_row import InputRow
from digitpad.ui.dialogs.designer.layer_delegate import TotalsLine
from digitpad.ui.dialogs.designer.layers_table import LayersTable
from digitpad.ui.widgets.basics import filled, named, push_button, show_message, wrapped
from digitpad.ui.widgets.boxes import is_typing_taken

DEFAULT_SIZE = (1000, 640)
LEAST_SIZE = (900, 420)
NAME_HEIGHT = 30  # pixels, as high as the buttons beside it look


class DesignerDialog(QDialog):
    """Shows one draft and changes it.

    ``network_chosen(Architecture)``: this one shall be trained. ``network_saved()``: a new file
    among the user's networks. ``state_changed(DesignerState)``: something to remember.
    """

    network_chosen = Signal(object)
    network_saved = Signal()
    state_changed = Signal(object)

    def __init__(self, designer_state: DesignerState, parent: QWidget | None = None) -> None:
        """Make the window with ``designer_state``; ``show`` it, it is not modal."""
        super().__init__(parent)
        self.setObjectName("designer")
        self.setWindowTitle(self.tr("Design Network"))
        self.resize(*DEFAULT_SIZE)
        self.setMinimumSize(*LEAST_SIZE)
        self._given = designer_state.given
        self._revisions = designer_state.drafts
        self._assessment = assess(designer_state.draft)
        self._has_just_refused = False  # a number, at the event that is handled now

        self.name = QLineEdit(maxLength=LONGEST_NAME)
        self.name.setObjectName("networkName")
        self.name.setAccessibleName(self.tr("Name of the network"))
        self.name.setMinimumHeight(NAME_HEIGHT)
        self.table = LayersTable()
        self.actions_ = DesignerActions(self, self.table)
        self.files = ArchitectureFiles(self)
        self.input = InputRow()
        self.totals = TotalsLine()
        self.message = wrapped("", "message")
        self.message.hide()
        self.use = push_button(self.tr("Use for &Training"), "useNetworkButton", primary=True)
        self.close_button = push_button(self.tr("&Close"), "closeDesignerButton")
        self.use_action = QAction(self)
        self.use_action.setShortcut("Ctrl+Return")
        self.addAction(self.use_action)
        self._lay_out()
        self._connect()
        self._show(0)
        self.table.setFocus()

    @property
    def draft(self) -> ArchitectureDraft:
        """What is shown."""
        return self._revisions.present

    @property
    def assessment(self) -> Assessment:
        """What it gives and costs, or why it is no network yet."""
        return self._assessment

    def take(self, architecture: Architecture) -> None:
        """Show ``architecture`` unless it was the last one taken; undo brings back the other."""
        if architecture != self._given:
            self._given = architecture
            self._change(begun_from(architecture), current=0)

    # Building

    def _lay_out(self) -> None:
        actions = self.actions_
        start = actions.menu_button(
            actions.start_menu, "startFromButton", "Ctrl+N",
            self.tr("Begin with a preset or one of your networks"),
        )  # fmt: skip
        upper = filled(
            QHBoxLayout(), named(self.tr("&Name"), self.name), (self.name, 1), start,
            actions.button(actions.open, "openNetworkButton"),
            actions.button(actions.save, "saveNetworkButton"),
            actions.button(actions.save_as, "saveNetworkAsButton"), spacing=7,
        )  # fmt: skip
        self.add_button = actions.menu_button(
            actions.add_menu, "addBlockButton", "Insert",
            self.tr("Put a layer below the chosen one"),
        )  # fmt: skip
        lower = filled(
            QHBoxLayout(), self.add_button, actions.button(actions.remove, "removeBlockButton"),
            actions.button(actions.up, "blockUpButton"),
            actions.button(actions.down, "blockDownButton"),
            actions.button(actions.undo, "undoDesignButton"),
            actions.button(actions.redo, "redoDesignButton"), None, spacing=7,
        )  # fmt: skip
        end = filled(QHBoxLayout(), (self.totals, 1), self.use, self.close_button, spacing=7)
        filled(
            QVBoxLayout(self), upper, self.input, lower, (self.table, 1), self.message, end,
            spacing=9,
            margins=(14, 12, 14, 12),
        )  # fmt: skip
        self.setTabOrder(self.table, self.table.editor)
        before: QWidget = self.table
        for box in self.table.editor.boxes.values():
            self.setTabOrder(before, box)
            before = box
        self.setTabOrder(before, self.use)

    def _connect(self) -> None:
        actions, table = self.actions_, self.table
        actions.add_asked.connect(self._add)
        actions.start_asked.connect(self._start_from)
        actions.remove.triggered.connect(self._remove)
        actions.up.triggered.connect(self._move_up)
        actions.down.triggered.connect(self._move_down)
        actions.undo.triggered.connect(self._undo)
        actions.redo.triggered.connect(self._redo)
        actions.open.triggered.connect(self._open)
        actions.save.triggered.connect(self._save)
        actions.save_as.triggered.connect(self._save_as)
        table.setting_changed.connect(self._set)
        table.move_asked.connect(self._move)
        table.current_changed.connect(self._take_current)
        table.refused.connect(self._refuse)
        self.input.changed.connect(self._set_input)
        self.input.refused.connect(self._refuse)
        self.name.textEdited.connect(self._rename)
        self.use.clicked.connect(self._use)
        self.use_action.triggered.connect(self._use)
        self.close_button.clicked.connect(self.close)

    # Changes

    @Slot(str)
    def _add(self, kind: str) -> None:
        draft = self.draft
        place = min(self.table.current + 1, len(draft.rows))
        try:
            self._change(draft.added(kind, place), current=draft.place_for(kind, place)[0])
        except DigitpadError as error:
            self._tell(str(error))
        self.table.setFocus()

    @Slot()
    def _remove(self) -> None:
        place = self.table.current
        if place < len(self.draft.rows):
            self._change(self.draft.removed(place), current=place)

    @Slot(int, int)
    def _move(self, place: int, before: int) -> None:
        rows = self.draft.rows
        if place < len(rows) and not place <= before <= end_of(rows, place):
            target = before if before < place else before - (end_of(rows, place) - place)
            self._change(self.draft.moved(place, target), current=target)

    @Slot()
    def _move_up(self) -> None:
        self._step(-1)

    @Slot()
    def _move_down(self) -> None:
        self._step(1)

    def _step(self, steps: int) -> None:
        if self.table.current < len(self.draft.rows):
            draft, place = self.draft.stepped(self.table.current, steps)
            self._change(draft, current=place)

    @Slot(int, str, object)
    def _set(self, place: int, setting: str, value: float) -> None:
        changed = self.draft.with_setting(place, setting, value)
        self._change(changed, of=f"{place}.{setting}")

    @Slot(str, int, int, object)
    def _set_input(self, what: str, channels: int, side: int, fitting: Fitting) -> None:
        self._change(self.draft.with_input(channels, side, fitting), of=f"input.{what}")

    @Slot(str)
    def _rename(self, text: str) -> None:
        name = text.replace(" ", "_").replace("-", "_")
        if name != text:
            place = self.name.cursorPosition()
            self.name.setText(name)
            self.name.setCursorPosition(place)
        self._change(self.draft.named(name), of="name")

    @Slot(object)
    def _start_from(self, what: str | Path | ArchitectureDraft) -> None:
        if isinstance(what, ArchitectureDraft):
            self._change(what, current=0)
            return
        try:
            architecture = load_architecture(what) if isinstance(what, Path) else PRESETS[what]
        except DigitpadError as error:
            self._tell(str(error))
        else:
            self._change(begun_from(architecture), current=0)

    @Slot()
    def _undo(self) -> None:
        if not is_typing_taken():
            return
        self._revisions = self._revisions.undone()
        self._show()

    @Slot()
    def _redo(self) -> None:
        self._revisions = self._revisions.redone()
        self._show()

    def _change(self, draft: ArchitectureDraft, of: str = "", current: int | None = None) -> None:
        if draft != self.draft:  # a box tells its value again when a typed one is refused
            self._revisions = self._revisions.changed(draft, of)
            self._show(current)

    # Showing

    def _show(self, current: int | None = None) -> None:
        """Show the present draft, the layer at ``current`` chosen, else the one that was."""
        draft = self.draft
        self._assessment = assess(draft)
        self._tell("")
        self.table.show_assessment(self._assessment, current)
        self.totals.show_assessment(self._assessment)
        self.input.show_draft(draft)
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        self._enable()
        self.state_changed.emit(DesignerState(self._revisions, self._given))

    @Slot()
    def _enable(self) -> None:
        actions, place, draft = self.actions_, self.table.current, self.draft
        count = len(draft.rows)
        actions.remove.setEnabled(place < count)
        actions.up.setEnabled(0 < place < count)
        is_last = place >= count or draft.stepped(place, 1)[0] == draft
        actions.down.setEnabled(not is_last)
        actions.undo.setEnabled(bool(self._revisions.past))
        actions.redo.setEnabled(bool(self._revisions.future))
        actions.save.setEnabled(self._assessment.is_valid)
        actions.save_as.setEnabled(self._assessment.is_valid)
        self.add_button.setEnabled(not draft.is_full)
        self.use.setEnabled(self._assessment.is_valid)
        self.use.setToolTip(
            self._assessment.problem or self.tr("Choose it on the Train page (Ctrl+Return)")
        )
        self.use.setAccessibleDescription(self._assessment.problem)

    @Slot()
    def _take_current(self) -> None:
        """Take what was said away, unless the click that chose the layer had it said."""
        if not self._has_just_refused:
            self._tell("")
        self._enable()

    @Slot(str)
    def _refuse(self, reason: str) -> None:
        self._tell(reason)
        self._has_just_refused = True
        QTimer.singleShot(0, self, self._rest)

    @Slot()
    def _rest(self) -> None:
        self._has_just_refused = False

    def _tell(self, text: str, *, is_news: bool = False) -> None:
        if text != self.message.text():
            show_message(self.message, text, is_news=is_news)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        if not event.spontaneous():
            self._tell("")

    # Files and use

    @Slot()
    def _open(self) -> None:
        try:
            architecture = self.files.open()
        except DigitpadError as error:
            self._tell(str(error))
        else:
            if architecture is not None:
                self._change(begun_from(architecture), current=0)

    @Slot()
    def _save(self) -> None:
        if not is_typing_taken():
            return
        try:
            path = self.files.save(self.draft.to_network())
        except DigitpadError as error:
            self._tell(str(error))
        else:
            if path is not None:
                self._tell(self.tr("Saved as {0}").format(path.stem), is_news=True)
                self.network_saved.emit()

    @Slot()
    def _save_as(self) -> None:
        if not is_typing_taken():
            return
        try:
            path = self.files.save_as(self.draft.to_network())
        except DigitpadError as error:
            self._tell(str(error))
        else:
            if path is not None:
                self._tell(self.tr("Saved as {0}").format(path), is_news=True)
                self.network_saved.emit()

    @Slot()
    def _use(self) -> None:
        if is_typing_taken() and self._assessment.is_valid:
            self._given = self.draft.to_network()
            self.state_changed.emit(DesignerState(self._revisions, self._given))
            self.network_chosen.emit(self._given)
            self.close()
