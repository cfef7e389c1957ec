"""What the window for adapting says in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from digitpad.training.adapt.settings import ENOUGH

if TYPE_CHECKING:
    from digitpad.network.checkpoint import Checkpoint
    from digitpad.training.adapt.events import Adapted

LOSS = 0.002  # of MNIST's test images: two in a thousand are worth a warning


class AdaptWords(QObject):
    """Turns numbers into sentences."""

    def about_count(self, count: int, fewest: int) -> str:
        """Say how many digits there are, and whether that is enough."""
        if count >= max(ENOUGH, fewest):
            return self.tr("You have {0} digits of your own.").format(f"{count:,}")
        if count >= fewest:
            return self.tr(
                "You have {0} digits of your own. It works from {1}, and better from about {2}."
            ).format(count, fewest, ENOUGH)
        return self.tr(
            "You have {0} digits of your own, too few: about {1} are needed. Say under the canvas "
            "what your digits are, or practise."
        ).format(count, ENOUGH)

    def learning(self, origin: Checkpoint) -> str:
        """Say what goes on."""
        return self.tr("{0} learns your digits…").format(origin.path.stem)

    def verdict(self, adapted: Adapted, origin: Checkpoint, count: int | None) -> str:
        """Say in sentences what the figures mean."""
        from digitpad.training.adapt.keep import has_learnt_before

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
            sentences.append(
                self.tr("With {0} digits the first row is a rough guess.").format(adapted.digits)
            )
        if count is not None and adapted.digits < count:
            sentences.append(
                self.tr("Learnt are the latest {0} of your digits.").format(f"{adapted.digits:,}")
            )
        if has_learnt_before(origin):
            sentences.append(
                self.tr("{0} has learnt some of them before, so Before is too high.").format(
                    origin.path.stem
                )
            )
        return " ".join(sentences)
