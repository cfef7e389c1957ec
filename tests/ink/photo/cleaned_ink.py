"""What of a picture is ink without marks, and what of that is the digit."""

from digitpad.ink.photo import picture
from digitpad.ink.photo.marks import without_marks


def clean_ink(grey, colours=None, *, digit_only=False):
    """The ink of a picture (h, w). digit_only: of a photograph, only what is most likely meant."""
    ink = without_marks(picture.all_ink(grey, colours)).ink
    return picture._meant(ink, grey) if digit_only else ink
