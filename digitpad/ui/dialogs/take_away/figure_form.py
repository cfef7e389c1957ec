"""What a figure is to be: of which layers, how large, in which colours, with which caption."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QWidget,
)

from digitpad.figures.spec import (
    LEAST,
    MOST,
    SIZE,
    FigureLabels,
    FigureSpec,
    Kind,
    Part,
    Shown,
    title,
    usual_caption,
)
from digitpad.graph.trace import Activations
from digitpad.ui.theme import theme, theme_source
from digitpad.ui.widgets.basics import filled, label, named
from digitpad.ui.widgets.boxes import ChoiceBox, WholeNumberBox

LONGEST_CAPTION = 1000


class FigureForm(QWidget):
    """``changed`` tells that another figure is asked for. ``labels``: its texts, translated.

    ``refused(str)``: why a number was not taken.
    """

    changed = Signal()
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a form for a figure of a slide's size, light or dark as the window is."""
        super().__init__(parent)
        self._trace: Activations | None = None
        self._shown: Shown | None = None
        self._has_chosen_colours = False
        self.labels = FigureLabels()
        self.this_layer = QRadioButton()
        self.whole_flow = QRadioButton(self.tr("The &whole flow"))
        self.this_layer.setChecked(True)
        self.width_box = _pixels("figureWidth", SIZE[0], self.tr("Width in pixels"))
        self.height_box = _pixels("figureHeight", SIZE[1], self.tr("Height in pixels"))
        self.colours = ChoiceBox("figureColours")
        self.colours.addItems([self.tr("Light"), self.tr("Dark")])
        self.caption = QLineEdit(maxLength=LONGEST_CAPTION)
        self.caption.setObjectName("figureCaption")
        self._lay_out()
        self.this_layer.toggled.connect(self._follow)
        for box in (self.width_box, self.height_box):
            box.valueChanged.connect(self.changed)
            box.refused.connect(self.refused)
        self.caption.textChanged.connect(self.changed)
        self.colours.currentIndexChanged.connect(self.changed)
        self.colours.activated.connect(self._choose_colours)
        theme_source.changed.connect(self._follow_theme)
        self._follow_theme()

    def show_trace(self, trace: Activations | None, shown: Shown | None) -> None:
        """Name ``shown``, and until the caption is edited write what fits ``trace``."""
        self._trace, self._shown = trace, shown
        name = title(shown, self.labels) if shown is not None else ""
        self.this_layer.setText(self.tr("&This layer: {0}").format(name))
        self._write_caption()

    def chosen(self) -> Part:
        """Return what is asked for: what is shown, or the whole flow."""
        if self._shown is None or self.whole_flow.isChecked():
            return "flow"
        return self._shown

    def spec(self, kind: Kind, each: bool) -> FigureSpec:
        """Return how the figure is to be drawn."""
        return FigureSpec(
            kind, self.width_box.value(), self.height_box.value(), self.caption.text(),
            dark=self.colours.currentIndex() == 1, each=each,
        )  # fmt: skip

    @Slot()
    def _follow_theme(self) -> None:
        """Take the light or dark of the window, until it is chosen."""
        if not self._has_chosen_colours:
            self.colours.setCurrentIndex(1 if theme().dark else 0)

    def _lay_out(self) -> None:
        what = filled(QHBoxLayout(), self.this_layer, self.whole_flow, None, spacing=18)
        size = filled(
            QHBoxLayout(), self.width_box, 10, named(self.tr("&Height"), self.height_box),
            self.height_box, 10, named(self.tr("Co&lours"), self.colours), self.colours, None,
            spacing=8,
        )  # fmt: skip
        form = QGridLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.addWidget(label(self.tr("What"), "field"), 0, 0)
        form.addLayout(what, 0, 1)
        form.addWidget(named(self.tr("W&idth"), self.width_box), 1, 0)
        form.addLayout(size, 1, 1)
        form.addWidget(named(self.tr("C&aption"), self.caption), 2, 0)
        form.addWidget(self.caption, 2, 1)

    @Slot()
    def _follow(self) -> None:
        self._write_caption()
        self.changed.emit()

    def _write_caption(self) -> None:
        if self._trace is not None and not self.caption.isModified():
            self.caption.setText(usual_caption(self._trace, self.chosen(), self.labels))
            self.caption.setCursorPosition(0)

    @Slot()
    def _choose_colours(self) -> None:
        self._has_chosen_colours = True


def _pixels(name: str, value: int, told: str) -> WholeNumberBox:
    box = WholeNumberBox(LEAST, MOST, name)
    box.setSingleStep(100)
    box.setValue(value)
    box.setAccessibleName(told)
    return box
