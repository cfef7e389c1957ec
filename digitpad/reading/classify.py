"""One image in, one answer out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from digitpad.support.messages import percentage

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from digitpad.network.module import Network

SURE = 0.6  # confidence from which an answer counts: most of what is no digit stays below


def percent(probability: float) -> str:
    """Return ``98.7 %`` for 0.987, and never 100.0 % for what is not certain."""
    return percentage(min(probability, 0.999) if probability < 1 else 1.0)


@dataclass(frozen=True)
class Answer:
    """What a network says about one image: the probabilities of the digits 0 to 9."""

    probabilities: tuple[float, ...]

    @property
    def digit(self) -> int:
        """The most probable digit."""
        return max(range(len(self.probabilities)), key=self.probabilities.__getitem__)

    @property
    def confidence(self) -> float:
        """Probability of that digit, 0..1."""
        return self.probabilities[self.digit]

    @property
    def is_sure(self) -> bool:
        """False where it may be another digit, or none at all."""
        return self.confidence >= SURE


def classify(network: Network, image: NDArray[np.float32]) -> Answer:
    """Return the answer of ``network``, in evaluation mode, for ``image`` (28, 28) in 0..1.

    Importing this module does not import torch: the window shows percents before it is there.
    """
    import numpy as np
    import torch

    from digitpad.network.module import normalised

    with torch.inference_mode():
        batch = torch.from_numpy(np.array(image, dtype=np.float32))[None]  # (1, 28, 28)
        log_probabilities = network(normalised(batch, network.architecture))[0]  # (10,)
        return Answer(tuple(log_probabilities.exp().tolist()))
