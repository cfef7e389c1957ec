"""Finds what has less room than it needs: labels, buttons, boxes, tabs, headings and pictures."""

import itertools

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QMenuBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QTabBar,
    QToolButton,
    QWidget,
)

SLACK = 1  # pixel: widths are rounded
LEADING = 4  # pixels of a line's height that no letter needs
ROUNDS = 10  # of events, after which what has come has its room
MNEMONIC = Qt.TextFlag.TextShowMnemonic.value  # its & takes no room


def clipped_at_rest(root):
    """Return what is ``clipped`` when all has its place: what has just come gets its room."""
    for _ in range(3):  # a text's own height is known when its width is
        QApplication.processEvents()
    seen = set(clipped(root))
    for _ in range(ROUNDS):  # what came while this was looked for
        if not seen:
            break
        QApplication.processEvents()
        seen.intersection_update(clipped(root))
    return sorted(seen)


def clipped(root):
    """Return the texts within ``root`` that are seen and do not fit, with what they are in."""
    found = set()
    for widget in (root, *root.findChildren(QWidget)):
        if not widget.isVisible():
            continue
        if not _is_whole(widget, root):
            found.add(f"{_name(widget)} is cut off: {_said(widget)!r}")
        found.update(f"{_name(beside)} is too near to its neighbour" for beside in _near(widget))
        if _is_squeezed(widget):
            found.add(f"{_name(widget)} is too low: {_said(widget)!r}")
        found.update(f"{_name(widget)} has no room for {text!r}" for text in _too_long(widget))
    return sorted(found)


def _name(widget):
    return f"{type(widget).__name__} {widget.objectName()}".strip()


def _said(widget):
    if isinstance(widget, QComboBox):
        return widget.currentText()
    return widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""


def _is_squeezed(widget):
    """Tell whether a widget without others in it is lower than it says that it can be."""
    least = widget.minimumHeight() or widget.minimumSizeHint().height()
    if isinstance(widget, QHeaderView) or widget.layout() is not None:
        return False
    return 0 < widget.height() < least - LEADING


def _near(above):
    """Yield what lies nearer to the next one in a row than the row's spacing, or over it."""
    for row in (above.layout(), *above.findChildren(QBoxLayout)):
        if not isinstance(row, QBoxLayout) or row.parentWidget() is not above:
            continue
        if row.direction() != QBoxLayout.Direction.LeftToRight:
            continue
        items = [row.itemAt(place) for place in range(row.count())]
        shown = [item for item in items if not item.isEmpty() and item.widget() is not None]
        for one, other in itertools.pairwise(shown):
            gap = other.widget().geometry().left() - one.widget().geometry().right() - 1
            if gap < row.spacing() - SLACK:
                yield one.widget()


def _is_whole(widget, root):
    """Tell whether nothing that ``widget`` lies in cuts it off; what scrolls does not count."""
    above = widget.parentWidget()
    while above is not None and widget is not root:
        if isinstance(above.parentWidget(), QScrollArea) or above.property("scrolls"):
            return True
        place = QRect(widget.mapTo(above, widget.rect().topLeft()), widget.size())
        if not above.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(place):
            return False
        if above is root:
            break
        above = above.parentWidget()
    return True


def _too_long(widget):
    for kind, texts in (
        (QLabel, _label), (QAbstractButton, _button), (QComboBox, _box), (QTabBar, _tabs),
        (QHeaderView, _headings), (QMenuBar, _menus),
    ):  # fmt: skip
        if isinstance(widget, kind):
            yield from texts(widget)


def _label(widget):
    text = widget.text()
    if not text:
        return
    if widget.wordWrap():
        fits = widget.heightForWidth(widget.width()) <= widget.height() + LEADING
    else:
        fits = widget.minimumSizeHint().width() <= widget.width() + SLACK
    if not fits or widget.fontMetrics().height() > widget.contentsRect().height() + LEADING:
        yield text


def _button(widget):
    text = widget.text()
    option = QStyleOptionButton()
    if isinstance(widget, QToolButton):
        shown = widget.toolButtonStyle()
        if shown == Qt.ToolButtonStyle.ToolButtonIconOnly and not widget.icon().isNull():
            return
        room = widget.width()
    elif isinstance(widget, QPushButton | QCheckBox | QRadioButton):
        part = (
            QStyle.SubElement.SE_PushButtonContents if isinstance(widget, QPushButton)
            else QStyle.SubElement.SE_CheckBoxContents if isinstance(widget, QCheckBox)
            else QStyle.SubElement.SE_RadioButtonContents
        )  # fmt: skip
        widget.initStyleOption(option)
        room = widget.style().subElementRect(part, option, widget).width()
    else:
        return
    if len(text) == 1:
        room = widget.width()  # a sign may stand where the style has its margins
    metrics = widget.fontMetrics()
    if any(metrics.size(MNEMONIC, line).width() > room + SLACK for line in text.splitlines()):
        yield text


def _box(widget):
    option = QStyleOptionComboBox()
    widget.initStyleOption(option)
    edit = QStyle.SubControl.SC_ComboBoxEditField
    room = widget.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, edit, widget)
    if widget.fontMetrics().horizontalAdvance(widget.currentText()) > room.width() + SLACK:
        yield widget.currentText()


def _tabs(widget):
    for place in range(widget.count()):
        there_is = widget.tabRect(place)
        if there_is.width() + SLACK < widget.tabSizeHint(place).width() or not (
            widget.rect().contains(there_is)
        ):
            yield widget.tabText(place)


def _headings(widget):
    model = widget.model()
    if widget.orientation() != Qt.Orientation.Horizontal or model is None:
        return
    for column in range(widget.count()):
        text = model.headerData(column, Qt.Orientation.Horizontal)
        if not isinstance(text, str) or widget.isSectionHidden(column):
            continue
        if widget.fontMetrics().horizontalAdvance(text) > widget.sectionSize(column) + SLACK:
            yield text


def _menus(widget):
    for action in widget.actions():
        if not widget.rect().contains(widget.actionGeometry(action)):
            yield action.text()
