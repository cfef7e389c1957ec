"""The guide of the first minutes: a bubble that points at what there is to do next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from digitpad.ui.background import at_end
from digitpad.ui.canvas.canvas import Canvas
from digitpad.ui.collection.correction_row import CorrectionRow
from digitpad.ui.messages import announce
from digitpad.ui.pages import PAGES
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import filled, label, push_button, wrapped
from digitpad.ui.window.pages import Pages
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.ui.pages.layers.layers_page import LayersPage
    from digitpad.ui.pages.train.train_page import TrainPage

DRAW, LOOK, TRAIN, CORRECT = range(4)  # the steps
OVER = 4

WIDTH = 300  # pixels of the bubble, its tail not among them
TAIL = 12  # pixels around it, for the tail, whichever side that is on
CORNER = 10  # pixels
AWAY = 4  # pixels from the window's edge

_MOVES = (
    QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide,
    QEvent.Type.LayoutRequest,
)  # fmt: skip


@dataclass(frozen=True)
class GuideStep:
    """What is pointed at, by its object name; the bubble's side of it; the page that it is on."""

    target: str
    side: str
    page: str = ""


STEPS = (
    GuideStep("canvas", "right"),
    GuideStep("flowStrip", "below", "layers"),
    GuideStep("trainButton", "below", "train"),
    GuideStep("correctionRow", "right"),
)


class Guide(QWidget):
    """Goes on when the user does what a step says, whatever else is done meanwhile.

    It takes no focus and covers nothing that a step needs. ``moved(int)``: the step that it is at,
    ``OVER`` after the last one and when it was closed.
    """

    moved = Signal(int)

    def __init__(self, session: Session, pages: Pages, window: QMainWindow) -> None:
        """Make a guide through ``window`` that is not seen before ``begin``."""
        super().__init__(window)
        self.setObjectName("guide")
        self._session, self._pages, self._window = session, pages, window
        inside = window.centralWidget()
        assert inside is not None
        self._inside = inside  # not the window, which would make all pages to find what is on them
        canvas, correction = inside.findChild(Canvas), inside.findChild(CorrectionRow)
        assert canvas is not None
        assert correction is not None
        self._canvas, self._correction = canvas, correction
        self._step = OVER
        self._tip = QPointF()  # of the tail
        self._watched: list[QObject] = []
        self.number = label("", "heading")
        self.text = wrapped("", "guideText")
        self.skip_button = push_button(self.tr("Skip"), "guideSkipButton")
        self.close_button = push_button(self.tr("Close the Guide"), "guideCloseButton")
        for button in (self.skip_button, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the canvas
        self._place_soon = QTimer(self, singleShot=True, interval=0)
        self._lay_out()
        self._connect()
        self.hide()
        at_end(self._end)

    def _lay_out(self) -> None:
        buttons = filled(QHBoxLayout(), self.close_button, None, self.skip_button, spacing=8)
        inside = 14 + TAIL
        filled(
            QVBoxLayout(self), self.number, self.text, 4, buttons, spacing=4,
            margins=(inside, TAIL + 10, inside, inside),
        )  # fmt: skip
        self.setFixedWidth(WIDTH + 2 * TAIL)

    def _connect(self) -> None:
        self._session.reading_changed.connect(self._look_at_drawing)
        self._canvas.undo_stack.indexChanged.connect(self._look_at_drawing)  # the pen is lifted
        self._pages.when_made("layers", self._follow_layers)
        self._pages.when_made("train", self._follow_training)
        self._correction.corrected.connect(partial(self._is_done, CORRECT))
        self._pages.currentChanged.connect(self._say)
        self._place_soon.timeout.connect(self._place)
        self.skip_button.clicked.connect(self._go_on)
        self.close_button.clicked.connect(self.close)

    def _follow_layers(self, page: LayersPage) -> None:
        page.strip.chosen.connect(partial(self._is_done, LOOK))
        page.panel.maps.chosen.connect(partial(self._is_done, LOOK))

    def _follow_training(self, page: TrainPage) -> None:
        page.progressed.connect(self._look_at_training)

    @property
    def step(self) -> int:
        """The step that it is at; ``OVER`` after the last one and when it was closed."""
        return self._step

    @property
    def is_shown(self) -> bool:
        """True from its beginning to its end."""
        return self._step < OVER

    def begin(self, step: int = DRAW) -> None:
        """Point at what is to be done at ``step``, once its page is shown."""
        self._step = step
        self._say()

    # Going on

    @Slot()
    def _look_at_drawing(self) -> None:
        reading = self._session.reading
        if reading is not None and reading.answer is not None and not self._canvas.is_in_use:
            self._is_done(DRAW)

    @Slot(float, str)
    def _look_at_training(self, share: float, _words: str) -> None:
        if share >= 0:
            self._is_done(TRAIN)

    def _is_done(self, step: int, *_told: object) -> None:
        if step == self._step:
            self._go_on()

    @Slot()
    def _go_on(self) -> None:
        if self._step + 1 >= OVER:
            self.close()
            return
        self._step += 1
        self.moved.emit(self._step)
        self._go_to_page()

    def _go_to_page(self) -> None:
        """Show the step's page, or point at its tab from the page of the step before.

        There somebody looks at what he has just found. On any other page a bubble below the tabs
        would cover fields until it is closed.
        """
        page = STEPS[self._step].page
        if page in ("", self._pages.shown_page) or self._is_on_page_before():
            self._say()
        else:
            self._pages.show_page(page)  # and that says it

    def _is_on_page_before(self) -> bool:
        return self._step > 0 and STEPS[self._step - 1].page == self._pages.shown_page

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802, D102
        super().closeEvent(event)
        self._step = OVER
        self._watch([])
        self.moved.emit(OVER)

    def _end(self) -> None:
        """Point at nothing that goes with the window; the next start goes on at the same step."""
        self._step = OVER

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    # What it says

    @Slot()
    def _say(self) -> None:
        if not self.is_shown:
            return
        text = self._words()
        if STEPS[self._step].page not in ("", self._pages.shown_page):
            text = self.tr("Open this page. {0}").format(text)
        self.number.setText(self.tr("Step {0} of {1}").format(self._step + 1, len(STEPS)))
        self.text.setText(text)
        self.setAccessibleName(text)
        is_last = self._step == len(STEPS) - 1
        self.skip_button.setVisible(not is_last)
        self._place()
        if self.isVisible():
            announce(self, text)

    def _words(self) -> str:
        return (
            self.tr("Draw a digit here. The network reads it while you draw."),
            self.tr(
                "These are the network's layers, from your ink to the answer. Click one to see "
                "its maps, and a value in a map to see the numbers behind it."
            ),
            self.tr(
                "Press Train: a new network learns from examples, and its curves are drawn. "
                "Your drawing is read by it meanwhile. You can go on drawing."
            ),
            self.tr(
                "Was a drawing read wrongly? Click what it is. It joins your own digits, from "
                "which the network can learn your hand. Help → Guide shows this again."
            ),
        )[self._step]

    # Where it is

    def _target(self) -> QRect | None:
        """Return what is pointed at, as the window has it; None while that cannot be seen.

        Nor is it where the user has gone to a page that the step has nothing to do with.
        """
        step = STEPS[self._step]
        if step.page not in ("", self._pages.shown_page):
            if not self._is_on_page_before():
                return None
            tabs = self._pages.tabBar()
            place = tabs.tabRect(list(PAGES).index(step.page))
            widget: QWidget = tabs
        else:
            found = self._inside.findChild(QWidget, step.target)
            assert found is not None
            widget, place = found, found.rect()
        self._watch([widget, *_within(widget, self._window), self._window])
        if not widget.isVisibleTo(self._window):
            return None
        return QRect(widget.mapTo(self._window, place.topLeft()), place.size())

    def _watch(self, widgets: list[QWidget]) -> None:
        """Follow the places of ``widgets``, and of no others."""
        if widgets == self._watched:
            return
        for old in self._watched:
            old.removeEventFilter(self)
        self._watched = list[QObject](widgets)
        for new in widgets:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if event.type() in _MOVES:
            self._place_soon.start()
        return super().eventFilter(watched, event)

    @Slot()
    def _place(self) -> None:
        if not self.is_shown:
            return
        target = self._target()
        if target is None:
            self.hide()
            return
        layout = self.layout()
        assert layout is not None
        self.setFixedHeight(layout.totalHeightForWidth(self.width()))
        corner = self._corner(target)
        self.move(corner)
        self._tip = QPointF(_nearest(target, QRect(corner, self.size()).center()) - corner)
        self.show()
        self.raise_()
        self.update()

    def _corner(self, target: QRect) -> QPoint:
        """Return the top left corner, beside or below ``target``, never over the canvas."""
        size = self.size()
        beside = self._pages.mapTo(self._window, QPoint(0, 0)).x()
        if STEPS[self._step].side == "right":
            corner = QPoint(target.right() + 2, target.center().y() - size.height() // 2)
        else:
            left = max(target.center().x() - size.width() // 2, beside - TAIL)
            corner = QPoint(left, target.bottom() + 2)
            if target.width() > size.width():  # what comes to the left below it stays free
                corner.setX(target.right() - size.width())
        room = self._window.rect().adjusted(AWAY, AWAY, -AWAY, -AWAY)
        corner.setX(max(room.left(), min(corner.x(), room.right() - size.width())))
        corner.setY(max(room.top(), min(corner.y(), room.bottom() - size.height())))
        return corner

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(TAIL, TAIL, -TAIL, -TAIL)
        bubble = QPainterPath()
        bubble.addRoundedRect(body, CORNER, CORNER)
        painter.setPen(QPen(QColor(theme().accent), 2))
        painter.setBrush(QColor(theme().panel))
        painter.drawPath(bubble.united(_tail(body, self._tip)))


def _within(widget: QWidget, window: QWidget) -> list[QWidget]:
    """Return what ``widget`` lies in, up to ``window`` and without it."""
    parts, above = [], widget.parentWidget()
    while above is not None and above is not window:
        parts.append(above)
        above = above.parentWidget()
    return parts


def _nearest(target: QRect, point: QPoint) -> QPoint:
    """Return the point of ``target`` that is nearest to ``point``."""
    return QPoint(
        max(target.left(), min(point.x(), target.right())),
        max(target.top(), min(point.y(), target.bottom())),
    )


def _tail(body: QRectF, tip: QPointF) -> QPainterPath:
    """Return a triangle from the side of ``body`` that faces ``tip``, as far as there is room."""
    inside = body.adjusted(CORNER + TAIL, CORNER + TAIL, -CORNER - TAIL, -CORNER - TAIL)
    middle = QPointF(
        max(inside.left(), min(tip.x(), inside.right())),
        max(inside.top(), min(tip.y(), inside.bottom())),
    )
    across, down = tip.x() - middle.x(), tip.y() - middle.y()
    tail = QPainterPath()
    if abs(across) > abs(down):
        edge, out = (body.right(), TAIL - 2) if across > 0 else (body.left(), 2 - TAIL)
        points = [(edge, middle.y() - TAIL), (edge + out, middle.y()), (edge, middle.y() + TAIL)]
    else:
        edge, out = (body.bottom(), TAIL - 2) if down > 0 else (body.top(), 2 - TAIL)
        points = [(middle.x() - TAIL, edge), (middle.x(), edge + out), (middle.x() + TAIL, edge)]
    tail.moveTo(*points[0])
    tail.lineTo(*points[1])
    tail.lineTo(*points[2])
    tail.closeSubpath()
    return tail
