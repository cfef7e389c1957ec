"""The answer beside the canvas, for those who see it and those who hear it."""
