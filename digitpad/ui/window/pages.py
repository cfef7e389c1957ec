"""The pages beside the canvas, and the data sets that they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyleOptionTabWidgetFrame, QTabWidget, QWidget

from digitpad.ui.background import Job, Task
from digitpad.ui.data_sets import DataSets
from digitpad.ui.pages import PAGES
from digitpad.ui.widgets.stack import least_height
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.ui.pages.evaluate.evaluate_page import TestPage
    from digitpad.ui.pages.lab.lab_page import LabPage
    from digitpad.ui.pages.layers.layers_page import LayersPage
    from digitpad.ui.pages.train.train_page import TrainPage

BESIDE_TABS = 24  # pixels between the last tab and what stands beside it


class Pages(QTabWidget):
    """Layers, Train, Convolution lab and Test: each as an attribute of its name in ``PAGES``.

    A page is made when it is first shown or asked for: the window's first picture waits for one
    alone. ``make_rest`` makes the others once there is time.

    ``sample_chosen(array)``: a sample, (28, 28) uint8, shall be on the canvas.
    """

    sample_chosen = Signal(object)
    layers: LayersPage
    train: TrainPage
    lab: LabPage
    test: TestPage

    def __init__(
        self, session: Session, data_sets: DataSets, parent: QWidget | None = None
    ) -> None:
        """Make the pages, which share ``data_sets``."""
        super().__init__(parent)
        self.setObjectName("pages")
        self.setAccessibleName(self.tr("Pages"))
        self.setDocumentMode(True)
        self._session, self.data_sets = session, data_sets
        self._to_do: defaultdict[str, list[Callable[[Any], object]]] = defaultdict(list)
        for page in PAGES.values():
            self.addTab(QWidget(), str(page.title))
        self.tabBar().setDrawBase(False)
        self._beside: QWidget | None = None
        self._scrolled = 0  # pixels that the pages are moved up by
        self._ground = QWidget(self)  # below the tabs, where a page is scrolled beneath them
        self._ground.setAutoFillBackground(True)
        self.tabBar().installEventFilter(self)
        self.currentChanged.connect(self._make_shown)
        self.currentChanged.connect(self.updateGeometry)  # each page needs another height
        self.when_made("test", lambda test: test.sample_chosen.connect(self.sample_chosen))
        self.when_made(
            "layers", lambda page: page.learn.switch.triggered.connect(self._show_layers)
        )
        self._make_shown()

    # Making pages

    def __getattr__(self, name: str) -> QWidget:
        """Make a page when it is first asked for."""
        if name not in PAGES:
            raise AttributeError(name)
        return self._make(name)

    def when_made(self, name: str, do: Callable[[Any], object]) -> None:
        """Call ``do`` with the page called ``name``: at once, or when it is made."""
        if self._is_made(name):
            do(getattr(self, name))
        else:
            self._to_do[name].append(do)

    def if_made(self, name: str) -> Any:
        """Return a page, or None while it has not been made."""
        return getattr(self, name) if self._is_made(name) else None

    def make_all(self) -> None:
        """Make what has not been made, at once."""
        for name in PAGES:
            getattr(self, name)

    def make_rest(self) -> None:
        """Make what has not been made: imported beside the window, then one page a turn."""
        importing = Task(_import_pages, self)
        importing.done.connect(self._make_next)
        importing.start()

    @Slot()
    def _make_next(self) -> None:
        for name in PAGES:
            if not self._is_made(name):
                self._make(name)
                QTimer.singleShot(0, self, self._make_next)
                return

    @Slot()
    def _make_shown(self) -> None:
        getattr(self, self.shown_page)

    def _make(self, name: str) -> QWidget:
        page = PAGES[name].maker()(self._session, self.data_sets)
        setattr(self, name, page)
        place, shown = list(PAGES).index(name), self.currentIndex()
        empty, title = self.widget(place), self.tabText(place)
        blocked = QSignalBlocker(self)  # the page that is shown stays
        self.removeTab(place)
        self.insertTab(place, page, title)
        self.setCurrentIndex(shown)
        blocked.unblock()
        assert empty is not None
        empty.deleteLater()
        for do in self._to_do.pop(name, ()):
            do(page)
        return page

    def _is_made(self, name: str) -> bool:
        return name in self.__dict__

    def show_page(self, name: str) -> None:
        """Show one of ``PAGES``."""
        self.setCurrentWidget(getattr(self, name))

    def show_remembered(self, name: str) -> None:
        """Show the page that was left, if there is such a one."""
        if name in PAGES:
            self.show_page(name)

    @Slot(QAction)
    def show_page_of(self, action: QAction) -> None:
        """Show the page that an action of the menu is for."""
        self.show_page(action.data())

    @Slot()
    def _show_layers(self) -> None:
        self.show_page("layers")  # what was switched by key or menu is seen

    @property
    def shown_page(self) -> str:
        """The name of the page that is shown."""
        return list(PAGES)[self.currentIndex()]

    # Sizes

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        width = super().minimumSizeHint().width()
        return QSize(width, self.least_height(max(width, self.width())))

    def least_height(self, width: int) -> int:
        """Return the height that the page that is shown needs where they are so wide, with tabs.

        Qt's own is that of the highest page.
        """
        page = self.currentWidget()
        if page is None:
            return 0
        option = QStyleOptionTabWidgetFrame()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_TabWidgetTabContents
        inside = self.style().subElementRect(part, option, self)
        around = self.size() - inside.size()
        return around.height() + least_height(page, width - around.width())

    def put_beside_tabs(self, widget: QWidget) -> None:
        """Give ``widget``, of a fixed height, the room that tabs leave: no page moves for it."""
        # A corner widget would be cut to the height of the tabs, and have everything laid out.
        self._beside = widget
        widget.setParent(self)
        self._place_beside()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._place_beside()

    def _place_beside(self) -> None:
        if self._beside is not None:
            tabs = self.tabBar()
            left = tabs.tabRect(tabs.count() - 1).right() + BESIDE_TABS
            self._beside.setGeometry(
                left, self._scrolled, self.width() - left, self._beside.height()
            )

    # Scrolling

    @property
    def tabs_height(self) -> int:
        """The height at the top that tabs, with what is beside them, take from a page too."""
        beside = 0 if self._beside is None else self._beside.height()
        return max(self.tabBar().height(), beside)

    def stays(self, part: QWidget) -> bool:
        """Tell whether ``part`` is one that stays when the pages are scrolled."""
        staying = [one for one in (self.tabBar(), self._beside) if one is not None]
        return any(one is part or one.isAncestorOf(part) for one in staying)

    def scroll_to(self, pixels: int) -> None:
        """Move up by ``pixels``; the tabs stay where they are."""
        self._scrolled = pixels
        self.move(0, -pixels)
        self._place_tabs()
        self._place_beside()

    def _place_tabs(self) -> None:
        tabs, is_scrolled = self.tabBar(), self._scrolled > 0
        tabs.move(tabs.x(), self._scrolled)
        self._ground.setVisible(is_scrolled)
        if is_scrolled:
            self._ground.setGeometry(0, self._scrolled, self.width(), self.tabs_height)
            for part in (self._ground, tabs, self._beside):
                if part is not None:
                    part.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        moves = event.type() in (QEvent.Type.Move, QEvent.Type.Resize)
        if moves and watched is self.tabBar() and self.tabBar().y() != self._scrolled:
            self._place_tabs()  # Qt has put them at the top
        return super().eventFilter(watched, event)


def _import_pages(job: Job) -> None:
    for page in PAGES.values():
        job.check()
        page.maker()
