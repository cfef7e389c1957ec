"""Correct it: one click, or a key, says what the drawing should have been read as."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedLayout, QToolButton, QWidget

from digitpad.collection import CORRECTION, Kept
from digitpad.ui.collection.digits import Added, DigitKeys, Digits
from digitpad.ui.messages import tell
from digitpad.ui.widgets.basics import Line, filled, label, push_button
from digitpad.ui.window.session import Session

BUTTON_HEIGHT = 28  # pixels
NARROWEST = 22  # pixels, of a button
ASKING, TELLING = 0, 1  # pages


class CorrectionRow(QWidget):
    """Ten buttons; after one of them, what was kept, and a way back, until the drawing changes.

    ``corrected(int)``: what the user says it is.
    """

    corrected = Signal(int)

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
        self._kept: list[Kept] = []  # of the present drawing, the newest last
        self._keys = DigitKeys(self)
        self.actions_ = [self._action(digit) for digit in range(10)]
        self.message = Line()
        self.undo_button = push_button(
            self.tr("Undo"), "undoCorrectionButton", self.tr("Take back what was kept last")
        )
        self.undo_button.setFixedHeight(BUTTON_HEIGHT)
        self.undo_button.clicked.connect(self._undo)
        self._lay_out()
        self._enable()
        session.drawing_changed.connect(self._follow)

    def leave_keys_to(self, *widgets: QWidget) -> None:
        """Let ``widgets`` have the keys 0 to 9 while they have the focus."""
        for widget in widgets:
            self._keys.leave_to(widget)

    def _lay_out(self) -> None:
        asking, telling = QWidget(), QWidget()
        heading = label(self.tr("It is a"), "heading")
        heading.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        digits = [(_button(action, digit), 1) for digit, action in enumerate(self.actions_)]
        filled(QHBoxLayout(asking), heading, 4, *digits, spacing=3)
        filled(QHBoxLayout(telling), (self.message, 1), self.undo_button, spacing=8)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(asking)
        self._pages.addWidget(telling)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _action(self, digit: int) -> QAction:
        action = QAction(self.tr("It Is a {0}").format(digit), self)
        action.setIconText(str(digit))
        action.setToolTip(
            self.tr("It is a {0}: keep the drawing among my digits ({0})").format(digit)
        )
        action.setShortcut(QKeySequence(str(digit)))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)
        action.setData(digit)
        action.triggered.connect(self._correct)
        self.addAction(action)
        return action

    @Slot()
    def _correct(self) -> None:
        action = self.sender()
        drawing = self._session.drawing
        if not isinstance(action, QAction) or drawing.is_empty:
            return
        digit = int(action.data())
        self.corrected.emit(digit)
        self._digits.keep(
            drawing, digit, _read(self._session), CORRECTION, self._tell_kept, self._tell_problem
        )

    @Slot()
    def _undo(self) -> None:
        if not self._kept:  # clicked again before what was kept is taken back
            return
        kept = self._kept.pop()
        collection = self._digits.collection
        self._digits.change(lambda check: collection.undo([kept]), self._tell_undone,
                            self._tell_problem)  # fmt: skip

    @Slot()
    def _follow(self) -> None:
        """Ask again as soon as the drawing is another."""
        self._enable()
        self._kept.clear()
        self._pages.setCurrentIndex(ASKING)

    def _enable(self) -> None:
        has_ink = not self._session.drawing.is_empty
        if has_ink != self.actions_[0].isEnabled():
            for action in self.actions_:
                action.setEnabled(has_ink)

    def _tell_kept(self, added: Added) -> None:
        self._kept.append(added.kept)
        digit, count = added.kept.entry.label, added.count
        if count == 1:
            text = self.tr("Kept as {0}. It is your first digit.").format(digit)
        else:
            text = self.tr("Kept as {0}. {1} digits are yours.", "", count)
            text = text.format(digit, f"{count:,}")
        self._tell(text)

    def _tell_undone(self, result: None) -> None:
        if self._kept:
            self._tell(self.tr("Kept as {0} again.").format(self._kept[-1].entry.label))
        else:
            self._pages.setCurrentIndex(ASKING)

    def _tell_problem(self, text: str) -> None:
        self._tell(text)
        tell(text)

    def _tell(self, text: str) -> None:
        self.message.setText(text)
        self.message.setToolTip(text)
        self.undo_button.setVisible(bool(self._kept))
        self._pages.setCurrentIndex(TELLING)


def _button(action: QAction, digit: int) -> QToolButton:
    button = QToolButton()
    button.setObjectName(f"correct{digit}")
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    button.setMinimumWidth(NARROWEST)
    button.setFixedHeight(BUTTON_HEIGHT)
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _read(session: Session) -> int | None:
    """Return what the network says about the drawing as it is now."""
    reading = session.reading
    if not session.is_settled or reading is None or reading.answer is None:
        return None
    return reading.answer.digit
