"""Context menus: a picture's copy, and for a list what the buttons beside it do."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QMenu, QPushButton, QWidget

from digitpad.ui.language import translate
from digitpad.ui.messages import tell
from digitpad.ui.theme import theme


def offer_picture(widget: QWidget, owner: QObject | None = None) -> None:
    """Have ``widget`` be copied as a picture from its context menu, which has all its actions.

    owner: of the entry; None: the widget.
    """
    copy = QAction(translate("ContextMenus", "&Copy Picture"), owner or widget)
    copy.triggered.connect(partial(_copy_picture, widget))
    widget.addAction(copy)
    if widget.contextMenuPolicy() == Qt.ContextMenuPolicy.CustomContextMenu:
        return  # of a widget that gets its words anew
    # Qt's own menu of a widget's actions would hold whoever sends the event until it closes.
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    widget.customContextMenuRequested.connect(partial(_show_actions, widget))


def _show_actions(widget: QWidget, point: QPoint) -> None:
    menu = _menu(widget)
    menu.addActions(widget.actions())
    menu.popup(widget.mapToGlobal(point))


def _menu(widget: QWidget) -> QMenu:
    menu = QMenu(widget)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _copy_picture(widget: QWidget) -> None:
    ratio = widget.devicePixelRatioF()
    picture = QPixmap(widget.size() * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(theme().panel))
    painter = QPainter(picture)
    # Without what lies over it, as a ring around what has the keyboard.
    widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawWindowBackground)
    painter.end()
    QGuiApplication.clipboard().setImage(picture.toImage())
    tell(translate("ContextMenus", "The picture is copied"))


def offer_buttons(view: QWidget, *buttons: QPushButton) -> None:
    """Have the context menu of ``view`` do what ``buttons`` do, as they are at that moment.

    The selected rows of a list can be copied as text too.
    """
    view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    view.customContextMenuRequested.connect(partial(_show_buttons, view, buttons))


def _show_buttons(view: QWidget, buttons: tuple[QPushButton, ...], point: QPoint) -> None:
    menu = _menu(view)
    for button in buttons:
        inner = button.menu()
        if isinstance(inner, QMenu):
            entry = menu.addMenu(inner)
            entry.setText(button.text())
        else:
            entry = menu.addAction(button.text(), button.click)
        entry.setEnabled(button.isEnabled())
    if isinstance(view, QAbstractItemView):
        menu.addSeparator()
        copy = menu.addAction(translate("ContextMenus", "&Copy"), partial(_copy_rows, view))
        copy.setEnabled(bool(view.selectedIndexes()))
    inside = view.viewport() if isinstance(view, QAbstractScrollArea) else view
    menu.popup(inside.mapToGlobal(point))


def _copy_rows(view: QAbstractItemView) -> None:
    """Put the selected rows on the clipboard, their columns apart by tabs."""
    model, rows = view.model(), sorted({index.row() for index in view.selectedIndexes()})
    columns = range(model.columnCount(QModelIndex()))
    lines = ["\t".join(str(model.index(row, n).data() or "") for n in columns) for row in rows]
    QGuiApplication.clipboard().setText("\n".join(lines))
    tell(translate("ContextMenus", "Copied"))
