"""Data sets in the window: which one is in use, and a look at its samples."""
