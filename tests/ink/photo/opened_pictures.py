"""Grey pictures that tests draw, as the program opens and reads them."""

import numpy as np

from digitpad.ink.photo.on_sheet import PaperImage
from digitpad.reading.written import read_picture


def opened(picture):
    """Return the levels (h, w), 0 to 1, and the picture that has them."""
    grey = np.asarray(picture, np.float32) / np.float32(255)
    return grey, PaperImage.of(grey, None)


def read(network, picture):
    return read_picture(network, opened(picture)[0], None, picture.size)
