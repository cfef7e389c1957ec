"""Synthetic handwriting: digits as strokes, by hands that differ as people's do.

A form (an allograph) is a function of traits; a hand has its own value of every trait and comes
near to it each time. So a sample has no original that somebody drew.
"""

from digitpad.handwriting.hand import Hand, hand
from digitpad.handwriting.synthetic import data_set, synthetic
from digitpad.handwriting.writing import write

__all__ = ["Hand", "data_set", "hand", "synthetic", "write"]
