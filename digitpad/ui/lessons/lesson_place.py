"""The room that pages and a lesson share: side by side where it is wide, else one above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QScrollBar, QSizePolicy, QWidget

if TYPE_CHECKING:
    from digitpad.ui.window.pages import Pages

SIDE = 280  # pixels: width of a lesson beside the pages
STRIP = 172  # pixels: height of a lesson over the pages
BETWEEN = 8  # pixels
BAR = 10  # pixels: width of the bar that scrolls the pages
LEAST_PAGE = 240  # pixels: height of what is seen of a page that is scrolled
LESSON_PAGE = 600  # pixels: height of the pages with a lesson, which leads to each part of them
WHEEL = 0.5  # pixels for each eighth of a degree that a wheel turns


class LessonPlace(QWidget):
    """Lays out the pages, and a lesson while there is one.

    Canvas and answer keep their room, and so does the window. A page that is higher than what a
    low screen, the practice above or a lesson leaves is scrolled, below its tabs.
    """

    def __init__(self, pages: Pages, parent: QWidget | None = None) -> None:
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
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_keyboard)
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
        if self._part is not None:
            self._scroll_to(self._part)

    @Slot(QWidget, QWidget)
    def _follow_keyboard(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Scroll to where a key has led; what is clicked stays under the pointer."""
        by_keys = QApplication.mouseButtons() == Qt.MouseButton.NoButton
        if new is not None and by_keys and self._pages.isAncestorOf(new):
            self._scroll_to(new)

    def _scroll_to(self, part: QWidget) -> None:
        if not self.bar.isVisible() or not part.isVisible() or self._pages.stays(part):
            return
        top = part.mapTo(self._pages, part.rect().topLeft()).y()
        bottom = top + part.height()
        now = self.bar.value()
        if bottom > now + self._clip.height():
            self.bar.setValue(bottom - self._clip.height())
        elif top < now + self._pages.tabs_height:
            self.bar.setValue(top - self._pages.tabs_height)

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
        above = STRIP + BETWEEN if self._has_lesson and not self.is_beside else 0
        return QSize(least.width(), above + min(self._least(self.width()), LEAST_PAGE))

    def _least(self, width: int) -> int:
        """Return the height that the pages need where they are so wide: with less they scroll."""
        least = self._pages.least_height(width)
        return max(least, LESSON_PAGE) if self._has_lesson else least

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
        scrolls = self._least(width) > room
        self._clip.setProperty("scrolls", scrolls)
        bar = BAR if scrolls else 0
        least = self._least(width - bar)
        self._clip.setGeometry(0, top, width - bar, room)
        self.bar.setVisible(scrolls)
        self.bar.setGeometry(QRect(width - bar, top, bar, room))
        self.bar.setPageStep(room)
        self.bar.setRange(0, max(least - room, 0) if scrolls else 0)
        self._pages.resize(width - bar, least if scrolls else room)
        self._scroll()
        if self._part is not None:
            QTimer.singleShot(0, self, self._scroll_to_part)  # once the page is laid out

    @Slot()
    def _scroll(self) -> None:
        self._pages.scroll_to(self.bar.value())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        if self.bar.isVisible():
            self._leave_part()
            self.bar.setValue(self.bar.value() - round(event.angleDelta().y() * WHEEL))
            event.accept()
        else:
            super().wheelEvent(event)
