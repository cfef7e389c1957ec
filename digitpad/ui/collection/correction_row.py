"""Correct it: one click, or a key, says what the drawing should have been read as."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QWidget,
)

from digitpad.collection import CORRECTION
from digitpad.collection.entry import text_of
from digitpad.ui.collection.digits import Added, DigitKeys, Digits, Keeping
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import Line, filled, label, press_once, push_button
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.ink.drawing import Drawing

BUTTON_HEIGHT = 28  # pixels
NARROWEST = 20  # pixels, of a button
ASKING, TELLING = 0, 1  # pages


class CorrectionRow(QWidget):
    """Ten buttons, and one for no digit; after one of them, what was kept, until ink changes.

    ``corrected(int)``: what the user says it is. ``label_changed(int)``: what it is said to be
    now, -1 for nothing: it is what it was read as.
    """

    corrected = Signal(int)
    label_changed = Signal(int)

    def __init__(self, session: Session, digits: Digits, parent: QWidget | None = None) -> None:
        """Make the row for the drawing of ``session``; what is kept joins ``digits``."""
        super().__init__(parent)
        self.setObjectName("correctionRow")
        # The theme's padding leaves no room for a digit in a button as narrow as these.
        self.setStyleSheet(
            "QToolButton { padding: 3px 0; } QToolButton:focus { padding: 2px 0; }"
            "QPushButton { padding: 3px 10px; } QPushButton:focus { padding: 2px 9px; }"
        )
        self._session, self._digits = session, digits
        self._kept: list[Keeping] = []  # of the present drawing, the newest last
        self._handed: list[Keeping] = []  # by another row, of the drawing that is being looked for
        self._asked_about: tuple[Drawing, int] | None = None  # not surely read: keep it as that?
        self._keys = DigitKeys(self)
        self.actions_ = [self._action(digit) for digit in range(10)]
        self.message = Line()
        self.undo_button = push_button(
            self.tr("Undo"), "undoCorrectionButton", self.tr("Take back what was kept last")
        )
        self.undo_button.setFixedHeight(BUTTON_HEIGHT)
        self.undo_button.clicked.connect(self._undo)
        self.keep_button = push_button(
            "", "keepDoubtfulButton", self.tr("Keep the drawing among my digits all the same")
        )
        self.keep_button.setFixedHeight(BUTTON_HEIGHT)
        self.keep_button.clicked.connect(self._keep_doubtful)
        self.none_action = self._none_action()
        self._lay_out()
        press_once(*self.findChildren(QAbstractButton))  # Undo lies where a digit was
        self._enable()
        session.drawing_changed.connect(self._follow)
        session.search_ended.connect(self._let_go)

    def leave_keys_to(self, *widgets: QWidget) -> None:
        """Let ``widgets`` have the keys 0 to 9 while they have the focus."""
        for widget in widgets:
            self._keys.leave_to(widget)

    def _lay_out(self) -> None:
        asking, telling = QWidget(), QWidget()
        heading = label(self.tr("It is"), "heading")
        heading.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        digits = [(_button(action, str(digit)), 1) for digit, action in enumerate(self.actions_)]
        none = _button(self.none_action, "None")
        filled(QHBoxLayout(asking), heading, 4, *digits, (none, 1), spacing=2)
        filled(
            QHBoxLayout(telling), (self.message, 1), self.keep_button, self.undo_button, spacing=8
        )
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(asking)
        self._pages.addWidget(telling)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _action(self, digit: int) -> QAction:
        action = QAction(self.tr("It Is {0}").format(digit), self)
        action.setIconText(str(digit))
        action.setToolTip(
            self.tr("It is {0}: keep the drawing among my digits ({0})").format(digit)
        )
        action.setShortcut(QKeySequence(str(digit)))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)
        action.setData(digit)
        action.triggered.connect(self._correct)
        self.addAction(action)
        return action

    def _none_action(self) -> QAction:
        action = QAction(self.tr("It Is Not a Digit"), self)
        action.setIconText("–")
        action.setToolTip(self.tr("It is not a digit: do not keep the drawing (N)"))
        action.setShortcut(QKeySequence("N"))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)
        action.triggered.connect(self._say_no_digit)
        self.addAction(action)
        return action

    @Slot()
    def _correct(self) -> None:
        action = self.sender()
        drawing = self._session.drawing
        if not isinstance(action, QAction) or not self._session.has_ink:
            return
        digit = int(action.data())
        asked = self._asked_about
        is_asked = asked is not None and asked[0] is drawing
        if is_asked or self._kept or not _is_doubtful(self._session):
            self._keep(drawing, digit)
            return
        self._asked_about = drawing, digit
        self.keep_button.setText(self.tr("Keep as {0}").format(digit))
        self._tell(self.tr("Not sure that it is a digit."))

    @Slot()
    def _keep_doubtful(self) -> None:
        if self._asked_about is not None:
            self._keep(*self._asked_about)

    def _keep(self, drawing: Drawing, digit: int) -> None:
        self.corrected.emit(digit)
        self.label_changed.emit(digit)
        keeping = Keeping(self._digits, self._tell_problem)
        keeping.keep(
            drawing, digit, _read(self._session), CORRECTION, partial(self._take_kept, keeping)
        )
        self._kept.append(keeping)

    @Slot()
    def _say_no_digit(self) -> None:
        """Keep nothing of the drawing; what was kept of it is taken back."""
        if not self._session.has_ink:
            return
        while self._kept:
            self._kept.pop().take_back()
        self._asked_about = None
        self.label_changed.emit(-1)
        self._tell(self.tr("Not a digit: it is not kept."))

    def take_back(self) -> bool:
        """Take back what was kept last of the present drawing; False where nothing was."""
        if not self._kept:
            return False
        self._undo()
        return True

    @Slot()
    def _undo(self) -> None:
        if self._kept:  # not clicked again before what was kept is taken back
            self._kept.pop().take_back(self._tell_undone)

    @Slot()
    def _follow(self) -> None:
        """Ask again as soon as the drawing is another."""
        self._enable()
        self._kept, self._asked_about = [], None
        self._pages.setCurrentIndex(ASKING)
        if self._handed and self._session.has_ink:
            self._take_up(self._session.drawing)

    def hand_over(self) -> list[Keeping]:
        """Return what can be taken back of the present drawing, for a row made anew."""
        return self._kept

    def take_over(self, kept: list[Keeping]) -> None:
        """Offer to take ``kept`` back as soon as its drawing is there."""
        for keeping in kept:
            keeping.go_on_with(self._digits, self._tell_problem)
        self._handed = [keeping for keeping in kept if keeping.added is not None]

    def _take_up(self, drawing: Drawing) -> None:
        """Offer to take back what was handed over, if it is of ``drawing``."""
        last = self._handed[-1]
        if last.added is not None and text_of(last.drawing) == text_of(drawing):
            self._kept = list(self._handed)
            self._tell_kept(last.added)

    @Slot()
    def _let_go(self) -> None:
        self._handed = []

    def _enable(self) -> None:
        has_ink = self._session.has_ink
        if has_ink != self.actions_[0].isEnabled():
            for action in (*self.actions_, self.none_action):
                action.setEnabled(has_ink)

    def _take_kept(self, keeping: Keeping, added: Added) -> None:
        """Tell what was kept, if the drawing is still there and it was not taken back."""
        if keeping in self._kept:
            self._tell_kept(added)

    def _tell_kept(self, added: Added) -> None:
        self._asked_about = None
        digit, count = added.kept.entry.label, added.count
        if count == 1:
            text = self.tr("Kept as {0}. It is your first digit.").format(digit)
        else:
            text = self.tr("Kept as {0}. {1} digits are yours.", "", count)
            text = text.format(digit, f"{count:,}")
        self._tell(text)

    def _tell_undone(self, result: None) -> None:
        if self._kept:
            label_before = self._kept[-1].label
            self.label_changed.emit(label_before)
            self._tell(self.tr("Kept as {0} again.").format(label_before))
        else:
            self.label_changed.emit(-1)
            self._pages.setCurrentIndex(ASKING)

    def _tell_problem(self, text: str) -> None:
        self._kept = [keeping for keeping in self._kept if keeping.is_wanted]
        self._tell(text)
        tell(text)

    def _tell(self, text: str) -> None:
        self.message.setText(text)
        self.undo_button.setVisible(bool(self._kept))
        self.keep_button.setVisible(self._asked_about is not None)
        self._pages.setCurrentIndex(TELLING)


def _button(action: QAction, name: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"correct{name}")
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    button.setMinimumWidth(NARROWEST)
    button.setFixedHeight(BUTTON_HEIGHT)
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _is_doubtful(session: Session) -> bool:
    """Tell whether the network has read the drawing, and is not sure of it."""
    reading = session.reading
    answer = reading.unchanged if session.is_settled and reading is not None else None
    return answer is not None and not answer.is_sure


def _read(session: Session) -> int | None:
    """Return what the network, as it was trained, says about the drawing as it is now."""
    reading = session.reading
    if not session.is_settled or reading is None or reading.unchanged is None:
        return None
    return reading.unchanged.digit
