"""Whole numbers: the digits on the canvas, side by side, and which one is looked at."""
