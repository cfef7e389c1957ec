"""The stroke that is being drawn: it grows point by point and is never copied."""

import numpy as np

from digitpad.ink.drawing import CANVAS_SIDE, Points, Stroke


class PenTrack:
    """Points of a pen that is down.

    ``points`` are views of one array that only grows, so a stroke handed to another thread
    stays as it was while the pen moves on.
    """

    def __init__(self, width: float) -> None:
        """Start a track without points; ``width`` in canvas units."""
        self.width = width
        self._room = np.empty((256, 4))
        self._count = 0

    def add(self, x: float, y: float, pressure: float, time: float) -> bool:
        """Add a point, x and y kept on the sheet; False for one that is where the last was."""
        point = (
            min(max(x, 0.0), CANVAS_SIDE), min(max(y, 0.0), CANVAS_SIDE),
            min(max(pressure, 0.0), 1.0), time,
        )  # fmt: skip
        if self._count and tuple(self._room[self._count - 1, :2]) == point[:2]:
            return False
        if self._count == len(self._room):
            self._room = np.concatenate((self._room, np.empty_like(self._room)))
        self._room[self._count] = point
        self._count += 1
        return True

    @property
    def points(self) -> Points:
        """(n, 4) float64, as in Stroke.points."""
        return self._room[: self._count]

    def stroke(self) -> Stroke:
        """Return the stroke as far as it goes."""
        return Stroke(self.points, self.width)
