"""digitpad: draw a digit, and a convolutional network reads it while you draw."""

__version__ = "0.1.0"
