"""Synthetic handwriting as a data set: made here, everywhere and at once, of no file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from digitpad.data.sources import Check, Source, SourceFile
from digitpad.support.messages import Text

if TYPE_CHECKING:
    from digitpad.data.samples import Samples


def _read(files: tuple[SourceFile, ...], folder: Path, is_training: bool, check: Check) -> Samples:
    from digitpad.handwriting.synthetic import data_set

    if is_training:
        return data_set(test=0, check=check).training
    return data_set(training=0, check=check).test


HANDWRITING = Source("handwriting", Text("Synthetic handwriting"), "MIT", (), _read)
