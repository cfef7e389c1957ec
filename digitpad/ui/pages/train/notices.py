"""What the Train page offers over the curves: to go on, and to keep the earlier model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot

from digitpad.network.files.code_needed import CodeNeeded
from digitpad.support.errors import DigitpadError, TrainingError
from digitpad.support.folders import user_data_folder
from digitpad.support.messages import in_turn
from digitpad.support.pytorch import why_it_fails, why_missing
from digitpad.training.unfinished_files import UnfinishedFiles
from digitpad.ui.widgets.basics import Notice, press_once
from digitpad.ui.widgets.names import data_title, preset_title, recipe_title
from digitpad.ui.window.session import Session

if TYPE_CHECKING:
    from digitpad.data.samples import Samples
    from digitpad.network.files.checkpoint import Checkpoint
    from digitpad.training.evaluation import Report
    from digitpad.training.unfinished import Unfinished


@dataclass(frozen=True)
class Offer:
    """What a ResumeNotice has: the files, and what it offers of them."""

    files: UnfinishedFiles
    left: Unfinished | None
    path: Path


class ResumeNotice(Notice):
    """Offers ``left``, a training that was broken off, and has the files of those under way."""

    def __init__(self) -> None:
        """Offer nothing yet."""
        super().__init__("resume")
        self.text.setTextFormat(Qt.TextFormat.PlainText)  # whatever a file's network is called
        self.files = UnfinishedFiles(user_data_folder() / "unfinished")
        self.left: Unfinished | None = None
        self._path = Path()
        self.resume_button = self.button(self.tr("Resume"), "Button")
        self.discard_button = self.button(self.tr("Discard"), "DiscardButton")

    def look(self) -> bool:
        """Offer the latest training that was broken off; False when there is none.

        Without PyTorch it waits for a start with it.
        """
        path = None if why_missing() else self.files.left()
        if path is None:
            return False
        try:
            from digitpad.training.unfinished import load_unfinished

            left = load_unfinished(path)
        except (ImportError, OSError) as error:
            if why_it_fails(error) is None:
                raise
            return False
        except DigitpadError as error:
            if not isinstance(error.__cause__, OSError):  # which may be over at the next start
                self.files.discard()
            return False
        self.left, self._path = left, path
        self._tell_left(left)
        return True

    def hand_over(self) -> Offer:
        """Let go of what there is, for another notice."""
        offer = Offer(self.files, self.left, self._path)
        self.files = UnfinishedFiles(user_data_folder() / "unfinished")
        return offer

    def take_over_offer(self, offer: Offer) -> None:
        """Offer what another notice has offered."""
        self.files, self.left, self._path = offer.files, offer.left, offer.path
        if offer.left is not None:
            self._tell_left(offer.left)

    def _tell_left(self, left: Unfinished) -> None:
        said = self.tr("A training ({0}, {1}, {2}) was broken off after epoch {3} of {4}.").format(
            preset_title(left.network.name), recipe_title(left.recipe.name),
            data_title(left.data), f"{left.progress.epoch:,}",
            f"{left.recipe.epochs:,}",
        )  # fmt: skip
        if isinstance(left.network, CodeNeeded):
            asks = self.tr("Resume asks before the code in {0} runs.")
            said = in_turn(said, asks.format(left.network.title))
        self.tell(said)

    def take_over(self, samples: Samples) -> Path:
        """Go on with it, and offer it no more; returns its file.

        Raises DigitpadError when ``samples`` are not those that it was trained with.
        """
        from digitpad.training.unfinished import fingerprint

        if self.left is None or fingerprint(samples) != self.left.fingerprint:
            raise TrainingError(
                "The data set is not the one that the training began with. Train again from the "
                "start."
            )
        self.files.take_over()
        self.left = None
        self.tell("")
        return self._path

    def discard(self) -> None:
        """Delete it."""
        self.files.discard()
        self.left = None
        self.tell("")


@dataclass(frozen=True)
class Told:
    """What a ResultNotice tells, and the two models that it changes between."""

    report: Report
    trained: Checkpoint
    earlier: Checkpoint | None
    use_later: bool


class ResultNotice(Notice):
    """Says what came of a training, and changes between its model and the one before."""

    def __init__(self, session: Session) -> None:
        """Have nothing to tell yet."""
        super().__init__("result")
        self._session = session
        self._earlier: Checkpoint | None = None
        self._trained: Checkpoint | None = None
        self._report: Report | None = None
        self._use_later = False
        self.decline_button = self.button("", "DeclineButton")
        self.decline_button.clicked.connect(self._change_model)
        press_once(self.decline_button)
        session.model_changed.connect(self._tell_what_reads)

    def show_result(self, report: Report, trained: Checkpoint, *, use: bool) -> None:
        """Tell ``report``, and read with ``trained``; not ``use``: when ``use_trained`` says so."""
        self._earlier, self._trained = self._session.checkpoint, trained
        self._use_later = True
        self._tell_result(report, trained)
        self.decline_button.setVisible(self._earlier is not None)
        if use:
            self.use_trained()

    @property
    def told(self) -> Told | None:
        """What is told now."""
        if self._report is None or self._trained is None or self.isHidden():
            return None
        return Told(self._report, self._trained, self._earlier, self._use_later)

    def tell_again(self, told: Told | None) -> None:
        """Tell what another notice has told."""
        if told is None:
            return
        self._trained, self._earlier, self._use_later = told.trained, told.earlier, told.use_later
        self._tell_result(told.report, told.trained)
        self.decline_button.setVisible(self._earlier is not None)

    def _tell_result(self, report: Report, trained: Checkpoint) -> None:
        self._report = report
        info = trained.training_info
        said = self.tr(
            "{0} of {1} test digits of {4} right ({2} %), average loss {3}."
        ).format(
            f"{report.correct:,}", f"{report.samples:,}", f"{100 * report.accuracy:.2f}",
            f"{report.loss:.4f}", data_title(info.data or ""),
        )  # fmt: skip
        reads = self._reads_trained()
        if reads:
            weights = self.tr("The weights of epoch {0} read your drawing now.")
            if info.is_cut_short:
                weights = self.tr(
                    "The weights of epoch {0}, which was not finished, read your drawing now."
                )
            said += " " + weights.format(info.epochs)
        if info.hands_accuracy is not None:
            hands = self.tr(
                "Of digits by synthetic hands, which it has not learnt from, it reads {0} %."
            )
            said += " " + hands.format(f"{100 * info.hands_accuracy:.1f}")
        self.tell(said)
        self.decline_button.setText(
            self.tr("Keep the Earlier Model") if reads else self.tr("Use the Trained Model")
        )

    @Slot()
    def _tell_what_reads(self) -> None:
        """Tell the same again, now that it is another model, or this one, that reads."""
        told = self.told
        if told is not None:
            self._tell_result(told.report, told.trained)

    def use_trained(self) -> None:
        """Read with the trained model, if that was put off."""
        if self._use_later and self._trained is not None:
            self._session.use(self._trained, has_learnt=True)
        self._use_later = False

    @Slot()
    def _change_model(self) -> None:
        """Go back to the model that was in use before the training, or again to the new one."""
        trained, earlier = self._trained, self._earlier
        if trained is None or earlier is None:
            return
        goes_back = self._reads_trained()
        self._use_later = False
        is_between = goes_back or self._session.checkpoint is earlier  # and no file opened since
        self._session.use(earlier if goes_back else trained, has_learnt=is_between)

    def _reads_trained(self) -> bool:
        """Tell whether the trained model reads, or will."""
        present, trained = self._session.checkpoint, self._trained
        if present is None or trained is None:
            return False
        return self._use_later or present.network is trained.network
