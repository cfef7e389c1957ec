"""Ink: strokes or a picture become the network's 28 x 28 input."""
