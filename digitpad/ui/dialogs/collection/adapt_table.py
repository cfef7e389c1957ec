"""What an adaptation changed, as a small table: before and after, in percent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from digitpad.support.messages import in_turn
from digitpad.support.numbers import signed
from digitpad.training.adapt.settings import ENOUGH
from digitpad.ui.widgets.basics import label

if TYPE_CHECKING:
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.adapt.settings import Adapted, Score


LOSS = 0.002  # of MNIST's test images: two in a thousand are worth a warning


class AdaptWords(QObject):
    """Turns numbers into sentences."""

    def about_count(self, count: int, fewest: int) -> str:
        """Say how many digits there are, and whether that is enough."""
        if count >= max(ENOUGH, fewest):
            return self.tr("You have {0} digits of your own.", "", count).format(f"{count:,}")
        if count >= fewest:
            return self.tr(
                "You have {0} digits of your own. It works from {1}, and better from about {2}.",
                "", count,
            ).format(count, fewest, ENOUGH)  # fmt: skip
        return self.tr(
            "You have {0} digits of your own, too few: about {1} are needed. Say under the canvas "
            "what your digits are, or practise.",
            "", count,
        ).format(count, ENOUGH)  # fmt: skip

    def learning(self, origin: Checkpoint) -> str:
        """Say what goes on."""
        return self.tr("{0} learns your digits…").format(origin.path.stem)

    def verdict(self, adapted: Adapted, origin: Checkpoint, count: int | None) -> str:
        """Say in sentences what the figures mean."""
        from digitpad.training.adapt.settings import has_learnt_before

        before, after = adapted.before, adapted.after
        if after.own.correct > before.own.correct:
            sentences = [self.tr("It reads your digits better.")]
        elif after.own.correct == before.own.correct:
            sentences = [self.tr("It reads your digits as well as before, and no better.")]
        else:
            sentences = [self.tr("It reads your digits worse: discard it, and add more digits.")]
        if before.mnist is not None and after.mnist is not None:
            lost = before.mnist.accuracy - after.mnist.accuracy
            if lost > LOSS:
                sentences.append(
                    self.tr("It has lost {0} points on MNIST.").format(f"{100 * lost:.2f}")
                )
        if adapted.digits < ENOUGH:
            text = self.tr("With %n digits the first row is a rough guess.", "", adapted.digits)
            sentences.append(text)
        if count is not None and adapted.digits < count:
            text = self.tr("Learnt are the latest {0} of your digits.", "", adapted.digits)
            sentences.append(text.format(f"{adapted.digits:,}"))
        if has_learnt_before(origin):
            sentences.append(
                self.tr("{0} has learnt some of them before, so Before is too high.").format(
                    origin.path.stem
                )
            )
        return in_turn(*sentences)


NOTHING = "–"  # where there is no figure
MANY = 5000  # samples, of which one is less than 0.02 %
OWN, MNIST, OTHERS = "own", "mnist", "others"  # rows
BEFORE, AFTER, POINTS = "Before", "After", "Points"  # columns


class AdaptTable(QFrame):
    """Three rows: the user's digits, MNIST's test images, synthetic digits by other hands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a table without figures."""
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(self.tr("Read right before and after adapting"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 10, 14, 10)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        heads = (self.tr("Read right"), self.tr("Before"), self.tr("After"), self.tr("Points"))
        for column, text in enumerate(heads):
            self._grid.addWidget(label(text, "heading"), 0, column, _side(column))
        self._names = {
            OWN: label(self.tr("Your digits, held back"), "ownName"),
            MNIST: label("", "mnistName"),
            OTHERS: label(self.tr("Synthetic digits by other hands"), "othersName"),
        }
        self._names[OWN].setToolTip(
            self.tr("Each digit as read by a network that learnt from others of yours, not from it")
        )
        self._figures: dict[tuple[str, str], QLabel] = {}
        for row, key in enumerate((OWN, MNIST, OTHERS), start=1):
            self._grid.addWidget(self._names[key], row, 0)
            for column, head in enumerate((BEFORE, AFTER, POINTS), start=1):
                figure = label(NOTHING, f"{key}{head}")
                self._figures[key, head] = figure
                self._grid.addWidget(figure, row, column, _side(column))
        self.clear()

    def clear(self) -> None:
        """Show no figures."""
        for key in (OWN, MNIST, OTHERS):
            self._fill(key, None, None)
        self._names[MNIST].setText(self.tr("MNIST's test images"))

    def show_adapted(self, adapted: Adapted) -> None:
        """Show what ``adapted`` says."""
        self.clear()
        before, after = adapted.before, adapted.after
        self._fill(OWN, before.own, after.own)
        self._fill(MNIST, before.mnist, after.mnist)
        self._fill(OTHERS, before.others, after.others)
        if after.mnist is None:
            self._names[MNIST].setText(self.tr("MNIST is not on this machine"))

    def text(self, row: str, column: str) -> str:
        """Return what one place shows."""
        return self._figures[row, column].text()

    def _fill(self, row: str, before: Score | None, after: Score | None) -> None:
        for column, score in ((BEFORE, before), (AFTER, after)):
            figure = self._figures[row, column]
            if score is None:
                figure.setText(NOTHING)
                figure.setToolTip("")
                continue
            figure.setText(self.tr("{0} %").format(f"{100 * score.accuracy:.{_decimals(score)}f}"))
            figure.setToolTip(
                self.tr("{0} of {1}").format(f"{score.correct:,}", f"{score.samples:,}")
            )
        points = NOTHING
        if before is not None and after is not None:
            lost_or_won = 100 * (after.accuracy - before.accuracy)
            points = signed(lost_or_won, _decimals(after))
        self._figures[row, POINTS].setText(points)


def _decimals(score: Score) -> int:
    """Return how many decimals of a percentage ``score`` is worth."""
    return 2 if score.samples >= MANY else 1


def _side(column: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
