"""The room that pages and a lesson share: side by side where it is wide, else one above."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QSizePolicy, QWidget

SIDE = 280  # pixels: width of a lesson beside the pages
STRIP = 172  # pixels: height of a lesson over the pages
BETWEEN = 8  # pixels
BAR = 10  # pixels: width of the bar that scrolls the pages
LEAST_PAGE = 240  # pixels: height of what is seen of a page below a lesson
WHEEL = 0.5  # pixels for each eighth of a degree that a wheel turns


class LessonPlace(QWidget):
    """Lays out the pages, and a lesson while there is one.

    Canvas and answer keep their room, and so does the window. A page that is higher than what a
    lesson leaves is scrolled.
    """

    def __init__(self, pages: QWidget, parent: QWidget | None = None) -> None:
        """Give all room to ``pages``."""
        super().__init__(parent)
        self._pages = pages
        self._lesson: QWidget | None = None
        self._part: QWidget | None = None  # of a page, that shall be seen
        self._clip = QWidget(self)  # cuts off what of the pages is scrolled out of sight
        pages.setParent(self._clip)
        self._clip.installEventFilter(self)  # is told when the pages need other room
        self.bar = QScrollBar(Qt.Orientation.Vertical, self)
        self.bar.setAccessibleName(self.tr("Scroll the page"))
        self.bar.hide()
        self.bar.valueChanged.connect(self._scroll)
        self.bar.actionTriggered.connect(self._leave_part)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_lesson(self, lesson: QWidget) -> None:
        """Give ``lesson`` room whenever it is not hidden."""
        self._lesson = lesson
        lesson.setParent(self)
        lesson.installEventFilter(self)
        self._place()

    @property
    def is_beside(self) -> bool:
        """True where a lesson stands beside the pages, and not over them."""
        return self.width() - SIDE - BETWEEN >= self._pages.minimumSizeHint().width()

    def show_part(self, part: QWidget | None) -> None:
        """Scroll so that ``part`` of a page is seen, until somebody scrolls; None: stay."""
        self._part = part
        self._scroll_to_part()

    @Slot()
    def _scroll_to_part(self) -> None:
        """Scroll to the part, which may have got its place just now."""
        part = self._part
        if part is None or not self.bar.isVisible() or not part.isVisible():
            return
        top = part.mapTo(self._pages, part.rect().topLeft()).y()
        bottom = top + part.height()
        now = self.bar.value()
        if bottom > now + self._clip.height():
            self.bar.setValue(bottom - self._clip.height())
        elif top < now:
            self.bar.setValue(top)

    @Slot()
    def _leave_part(self) -> None:
        self._part = None

    # Sizes

    @property
    def _has_lesson(self) -> bool:
        return self._lesson is not None and not self._lesson.isHidden()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return self._pages.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        least = self._pages.minimumSizeHint()
        if self._has_lesson and not self.is_beside:
            return QSize(least.width(), min(least.height(), STRIP + BETWEEN + LEAST_PAGE))
        return least

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        kinds = (
            (QEvent.Type.LayoutRequest,)
            if watched is self._clip
            else (QEvent.Type.ShowToParent, QEvent.Type.HideToParent)
        )
        if event.type() in kinds:
            self.updateGeometry()
            self._place()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        self._place()

    def _place(self) -> None:
        width, height, top = self.width(), self.height(), 0
        if self._has_lesson and self._lesson is not None:
            if self.is_beside:
                width -= SIDE + BETWEEN
                self._lesson.setGeometry(width + BETWEEN, 0, SIDE, height)
            else:
                self._lesson.setGeometry(0, 0, width, STRIP)
                top = STRIP + BETWEEN
        room = height - top
        least = self._pages.minimumSizeHint().height()
        scrolls = least > room and self._has_lesson
        self._clip.setProperty("scrolls", scrolls)
        bar = BAR if scrolls else 0
        self._clip.setGeometry(0, top, width - bar, room)
        self.bar.setVisible(scrolls)
        self.bar.setGeometry(QRect(width - bar, top, bar, room))
        self.bar.setPageStep(room)
        self.bar.setRange(0, max(least - room, 0) if scrolls else 0)
        self._pages.setGeometry(0, -self.bar.value(), width - bar, least if scrolls else room)
        if self._part is not None:
            QTimer.singleShot(0, self, self._scroll_to_part)  # once the page is laid out

    @Slot()
    def _scroll(self) -> None:
        self._pages.move(0, -self.bar.value())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        if self.bar.isVisible():
            self._leave_part()
            self.bar.setValue(self.bar.value() - round(event.angleDelta().y() * WHEEL))
            event.accept()
        else:
            super().wheelEvent(event)
