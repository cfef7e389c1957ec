"""Windows along one axis: where they lie, how many there are, the formula, what they cover."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Role = Literal["input", "padding", "kernel", "dilation", "stride", "output", "sign"]


@dataclass(frozen=True)
class FormulaPart:
    """A piece of the filled-in formula, and what it stands for."""

    text: str
    role: Role


@dataclass(frozen=True)
class WindowAxis:
    """All windows along one axis.

    size: pixels of the input. before, after: pixels of padding at its two ends. kernel: pixels
    that a window looks at, ``dilation`` apart. stride: pixels from a window to the next.
    """

    size: int
    before: int
    after: int
    kernel: int
    stride: int = 1
    dilation: int = 1

    @property
    def padded(self) -> int:
        """Pixels of the input with its padding."""
        return self.before + self.size + self.after

    @property
    def span(self) -> int:
        """Pixels from a window's first to its last, gaps of the dilation included."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def output(self) -> int:
        """How many windows there are: the output's size; below 1 where none fits."""
        return (self.padded - self.span) // self.stride + 1

    def window(self, place: int) -> range:
        """Return the input's pixels under a window; padding has those below 0 and beyond."""
        start = place * self.stride - self.before
        return range(start, start + self.span, self.dilation)

    def coverage(self) -> NDArray[np.int64]:
        """Return (size,): how many windows look at each pixel of the input."""
        starts = np.arange(self.output) * self.stride - self.before
        pixels = (starts[:, None] + np.arange(self.kernel) * self.dilation).ravel()
        inside = pixels[(pixels >= 0) & (pixels < self.size)]
        return np.bincount(inside, minlength=self.size).astype(np.int64)

    def parts(self) -> tuple[FormulaPart, ...]:
        """Return ``floor((n + 2p - d(k - 1) - 1) / s) + 1 = output`` with its numbers filled in.

        Without dilation it is ``floor((n + 2p - k) / s) + 1``; two unlike amounts of padding are
        added one by one. Source: torch.nn.Conv2d, "Shape".
        """
        if self.before == self.after:
            padding = f"2·{self.before}"
        else:
            padding = f"{self.before} + {self.after}"
        if self.dilation == 1:
            kernel = [FormulaPart(str(self.kernel), "kernel")]
        else:
            kernel = [
                FormulaPart(str(self.dilation), "dilation"),
                FormulaPart("·(", "sign"),
                FormulaPart(str(self.kernel), "kernel"),
                FormulaPart(" − 1) − 1", "sign"),
            ]
        return (
            FormulaPart("floor((", "sign"),
            FormulaPart(str(self.size), "input"),
            FormulaPart(" + ", "sign"),
            FormulaPart(padding, "padding"),
            FormulaPart(" − ", "sign"),
            *kernel,
            FormulaPart(") / ", "sign"),
            FormulaPart(str(self.stride), "stride"),
            FormulaPart(") + 1 = ", "sign"),
            FormulaPart(str(self.output), "output"),
        )

    @property
    def formula(self) -> str:
        """The parts as one line."""
        return "".join(part.text for part in self.parts())
