"""The strokes, and the steps from them to the input: pictures with what is done, and its cost."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from digitpad.ink.input.frame import SIDE
from digitpad.ink.input.preparation import Preparation, Steps
from digitpad.support.messages import plural
from digitpad.ui.language import translate
from digitpad.ui.theme import theme
from digitpad.ui.widgets.basics import filled
from digitpad.ui.widgets.painted import Painted, sized


def name(step: str) -> str:
    """Return the name of a step, or of the strokes."""
    match step:
        case "strokes":
            return translate("Steps", "Strokes")
        case "crop":
            return translate("Steps", "Crop")
        case "box":
            return translate("Steps", "Box")
        case "pen":
            return translate("Steps", "Pen")
        case "centre":
            return translate("Steps", "Centre")
        case "grey":
            return translate("Steps", "Grey")
    return translate("Steps", "Normalise")


def sentence(step: str, preparation: Preparation) -> str:
    """Return what the step does, or what happens instead while it is switched off."""
    match step, getattr(preparation, step):
        case "crop", True:
            return translate("Steps", "Cuts out the ink's rectangle")
        case "crop", False:
            return translate("Steps", "The whole sheet goes on")
        case "box", True:
            return translate("Steps", "Longer side to 20 pixels")
        case "box", False:
            return translate("Steps", "Longer side to all 28 pixels")
        case "pen", True:
            return translate("Steps", "Draws it with MNIST's pen")
        case "pen", False:
            return translate("Steps", "Leaves the brush as it was")
        case "centre", True:
            return translate("Steps", "By its centre of mass")
        case "centre", False:
            return translate("Steps", "By its rectangle")
        case "grey", True:
            return translate("Steps", "Grey where ink fills a part")
        case "grey", False:
            return translate("Steps", "Only black and white")
        case "normalise", True:
            return translate("Steps", "Minus mean, over deviation")
    return translate("Steps", "Grey levels go in as they are")


def what_was_drawn(steps: Steps) -> tuple[str, str]:
    """Return a sentence about the sheet, and how much is on it."""
    if steps.is_framed:
        size = translate("Steps", "{0} × {0} pixels").format(SIDE)
        return translate("Steps", "A sample or a picture"), size
    points = plural(steps.points, "%n point", "%n points")
    return translate("Steps", "As you drew it"), str(points)


def explanation(step: str) -> str:
    """Return what the step is good for; of the strokes, what they are."""
    match step:
        case "strokes":
            return translate(
                "Steps",
                "What you drew: the points of your pen, joined by lines as wide as the brush. "
                "From the next step on, ink is bright and paper dark, as in MNIST.",
            )
        case "crop":
            return translate(
                "Steps",
                "Only the rectangle around the ink goes on: where on the sheet you draw, and "
                "how large, makes no difference.",
            )
        case "box":
            return translate(
                "Steps",
                "The longer side becomes 20 of the 28 pixels, as in MNIST: the network has "
                "only seen digits with a margin.",
            )
        case "pen":
            return translate(
                "Steps", "The strokes are drawn as wide as MNIST's, 2.6 pixels, whatever the brush."
            )
        case "centre":
            return translate(
                "Steps",
                "The digit is placed by its centre of mass, as MNIST's are, and not by its "
                "rectangle.",
            )
        case "grey":
            return translate(
                "Steps",
                "A pixel is as bright as ink covers it. Without grey levels it is black or "
                "white, and edges become steps.",
            )
    return translate(
        "Steps",
        "MNIST's mean is subtracted, and the rest divided by its deviation: the network was "
        "trained on such numbers.",
    )


LINE = 14.0  # pixels: height of a line of small text
NAME, SMALL = 13, 11  # pixels: type of a step's name, and of the text under its picture
SENTENCE_LINES, COST_LINES = 2, 2
HEAD = 24  # pixels for the name
BELOW = int(LINE * (1 + SENTENCE_LINES + COST_LINES)) + 10  # pixels for the texts
ARROW = 14  # pixels beside the picture, for the arrow to the next; texts may use them
SPACE = 5  # pixels between a card's texts and those of the next


class PictureCard(Painted):
    """A picture under its name; its size and a sentence are below."""

    usual, least = (118, 230), (84, 188)

    def __init__(self, heading: QWidget, name: str, explanation: str) -> None:
        """Make a card without a picture. heading: shows ``name``."""
        super().__init__()
        self.setToolTip(explanation)
        self.setAccessibleName(name)
        heading.setFont(sized(heading.font(), NAME))
        filled(QVBoxLayout(self), heading, None)
        self._image: QImage | None = None
        self._share = 1.0
        self._breadth = self.sizeHint().width()
        self._size = self._sentence = ""

    def set_breadth(self, breadth: int) -> None:
        """Leave ``breadth`` pixels for picture and arrow, the same on all cards of a row."""
        self._breadth = breadth
        highest = HEAD + breadth - ARROW + BELOW  # more would be empty
        self.setMaximumHeight(max(highest, self.minimumSizeHint().height()))
        self.update()

    def show_picture(self, image: QImage | None, size: str, share: float) -> None:
        """Show ``image``, its longer side ``share`` of the room's, and ``size`` under it."""
        self._image, self._size, self._share = image, size, share
        self.update()

    def show_sentence(self, sentence: str) -> None:
        """Say what is seen, or what is done."""
        self._sentence = sentence
        self.setAccessibleDescription(self._description())
        self.update()

    def _description(self) -> str:
        """Return what those are told who cannot see the card."""
        return self._sentence

    def size_text(self) -> str:
        """Return the picture's size as it is written: closer where it has to."""
        room, metrics = self.width() - SPACE, QFontMetricsF(sized(self.font(), SMALL))
        is_wide = metrics.horizontalAdvance(self._size) > room
        return self._size.replace(" × ", "×") if is_wide else self._size

    def picture_rect(self) -> QRectF:
        """Return the square that pictures are shown in."""
        side = min(self._breadth - ARROW, self.height() - HEAD - BELOW)
        return QRectF(0, HEAD, side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        painter, colours = QPainter(self), theme()
        square = self.picture_rect()
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(QColor(colours.window))
        painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5))
        if self._image is not None:
            self._paint_picture(painter, self._image, square)
        top = square.bottom() + 4
        self._text(painter, top, 1, self.size_text(), colours.muted)
        self._text(painter, top + LINE, SENTENCE_LINES, self._sentence, colours.text)
        self._paint_more(painter, top + LINE * (1 + SENTENCE_LINES) + 4)

    def _paint_more(self, painter: QPainter, top: float) -> None:
        """Paint what else there is to say, from ``top`` on."""

    def _paint_picture(self, painter: QPainter, image: QImage, square: QRectF) -> None:
        """Paint ``image`` with its pixels equally large, however many the screen has for each."""
        ratio = self.devicePixelRatioF()
        scale = square.width() * self._share / max(image.width(), image.height())
        width, height = (round(side * scale) for side in (image.width(), image.height()))
        if min(width, height) < 1:
            return  # there is no room
        place = QRectF(0, 0, width, height)
        place.moveTopLeft(
            square.topLeft()
            + QPointF((square.width() - width) // 2, (square.height() - height) // 2)
        )
        whole = math.ceil(scale * ratio)
        painter.drawImage(
            place,
            image.scaled(image.size() * whole).scaled(
                QSize(round(width * ratio), round(height * ratio)),
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            ),
        )

    def _text(
        self, painter: QPainter, top: float, lines: int, text: str, colour: str, *,
        bold: bool = False,
    ) -> None:  # fmt: skip
        painter.setFont(sized(self.font(), SMALL, bold=bold))
        painter.setPen(QColor(colour))
        flags = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(QRectF(0, top, self.width() - SPACE, lines * LINE), flags, text)


class StrokesCard(PictureCard):
    """What was drawn, framed as a sheet of paper; there is nothing to switch off."""

    def __init__(self, name: str, explanation: str) -> None:
        """Make a card without a picture."""
        super().__init__(QLabel(name), name, explanation)

    def _paint_picture(self, painter: QPainter, image: QImage, square: QRectF) -> None:
        super()._paint_picture(painter, image, square)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(square.adjusted(0.5, 0.5, -0.5, -0.5))


class StepCard(PictureCard):
    """One step: its switch, the picture after it, what it does, and the answer otherwise."""

    def __init__(self, name: str, explanation: str) -> None:
        """Make a card without a picture."""
        self.switch = QCheckBox(name)
        super().__init__(self.switch, name, explanation)
        self.switch.setChecked(True)
        self.switch.setAccessibleDescription(explanation)
        self._cost = ""
        self._is_alarming = False

    def show_cost(self, cost: str, *, is_alarming: bool) -> None:
        """Say what the answer would be otherwise; alarming: it is another digit."""
        if (cost, is_alarming) == self.cost():
            return
        self._cost, self._is_alarming = cost, is_alarming
        self.setAccessibleDescription(self._description())
        self.update()

    def cost(self) -> tuple[str, bool]:
        """Return what the answer would be otherwise, and whether that is another digit."""
        return self._cost, self._is_alarming

    def _description(self) -> str:
        return f"{self._sentence}. {self._cost}" if self._cost else self._sentence

    def _paint_more(self, painter: QPainter, top: float) -> None:
        colour = theme().second if self._is_alarming else theme().muted
        self._text(painter, top, COST_LINES, self._cost, colour, bold=self._is_alarming)
