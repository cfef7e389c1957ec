"""Synthetic handwriting: digits by hands that differ as people's do.

A form (an allograph) is a function of traits; a hand has its own value of every trait and comes
near to it each time. So a sample has no original that somebody drew.
"""
