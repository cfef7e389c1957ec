"""The pages beside the canvas."""
