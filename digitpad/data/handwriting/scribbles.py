"""Scribbles, dots and dashes, in the language of forms: what a pad gets besides digits."""

import numpy as np

from digitpad.data.handwriting.forms import Form, Shape, Track, Traits, at, corner


def _tangle(count: int) -> Shape:
    """Return a form's function: ``count`` places in any order, joined by a curve."""

    def shape(t: Traits) -> list[Track]:
        track = []
        for number in range(count):
            # In the middle of their ranges the places lie apart, as a path needs to be measured.
            angle = 2.4 * number  # radians: never near to the one before
            x, y = 0.5 + 0.3 * np.cos(angle), 0.5 + 0.3 * np.sin(angle)
            track.append(at(t(f"x {number}", x - 0.5, x + 0.5), t(f"y {number}", y - 0.5, y + 0.5)))
        return [track]

    return shape


def _zigzag(count: int) -> Shape:
    """Return a form's function: to and fro, as one crosses something out or fills it."""

    def shape(t: Traits) -> list[Track]:
        step, lean = t("step", 0.02, 0.28), t("lean", -0.3, 0.3)
        track = []
        for number in range(count):
            y = step * number
            side = 0.8 + t(f"side {number}", -0.12, 0.12) if number % 2 else 0.0
            track.append(corner(side + lean * y, y + t(f"y {number}", -0.03, 0.03)))
        return [track]

    return shape


def _spiral(turns: float) -> Shape:
    """Return a form's function: a spiral of more than one turn."""

    def shape(t: Traits) -> list[Track]:
        count = round(8 * turns)
        inner, begin = t("inner", 0.0, 0.2), t("begin", 0.0, 360.0)
        track = []
        for number in range(count):
            angle = np.radians(begin + 45.0 * number)
            radius = inner + (0.5 - inner) * number / (count - 1)
            track.append(at(0.5 + radius * np.sin(angle), 0.5 - radius * np.cos(angle)))
        return [track]

    return shape


def _coil(count: int) -> Shape:
    """Return a form's function: loops in a row, as children play at writing."""

    def shape(t: Traits) -> list[Track]:
        step, size = t("step", 0.15, 0.5), t("size", 0.15, 0.4)
        track = []
        for number in range(count * 6):
            angle = np.radians(60.0 * number)
            x = step * number / 6 + size * np.sin(angle)
            track.append(at(x, 0.5 - size * np.cos(angle)))
        return [track]

    return shape


def _wave(count: int) -> Shape:
    """Return a form's function: a wavy line."""

    def shape(t: Traits) -> list[Track]:
        high = t("high", 0.05, 0.3)
        return [[at(0.25 * number, 0.5 + high * (-1) ** number) for number in range(count)]]

    return shape


def _hatching(count: int) -> Shape:
    """Return a form's function: parallel lines."""

    def shape(t: Traits) -> list[Track]:
        step, lean = t("step", 0.12, 0.35), t("lean", -0.3, 0.5)
        return [
            [
                at(step * number, 1.0 + t(f"end {number}", -0.15, 0.15)),
                at(step * number + lean, t(f"start {number}", -0.15, 0.15)),
            ]
            for number in range(count)
        ]

    return shape


def _dots(count: int) -> Shape:
    """Return a form's function: dots, which are short lines of a restless pen."""

    def shape(t: Traits) -> list[Track]:
        tracks = []
        for number in range(count):
            x = 0.35 * number + t(f"x {number}", -0.2, 0.2)
            y = t(f"y {number}", -0.3, 0.3)
            length = t(f"length {number}", 0.0, 0.008)
            tracks.append([at(x, y), at(x + length, y + t(f"fall {number}", -0.004, 0.004))])
        return tracks

    return shape


def dash(t: Traits) -> list[Track]:
    """Draw a short line, more across than down: one that is steep is a 1."""
    length, slope = t("length", 0.1, 0.4), t("slope", -0.45, 0.45)
    return [[at(0.0, 0.0), at(length, length * slope)]]


def corner_of_lines(t: Traits) -> list[Track]:
    """Draw two lines that meet below, wide open: a V."""
    wide = t("wide", 0.5, 1.0)
    return [[
        at(0.0, t("left", -0.1, 0.1)), corner(wide / 2, 0.7), at(wide, t("right", -0.1, 0.1))
    ]]  # fmt: skip


SCRIBBLES = (
    *(Form(None, f"tangle of {count}", 1.0, _tangle(count)) for count in (8, 11, 15, 20)),
    *(Form(None, f"zigzag of {count}", 0.7, _zigzag(count)) for count in (6, 9, 14)),
    *(Form(None, f"spiral of {turns}", 0.5, _spiral(turns)) for turns in (3.0, 4.5)),
    *(Form(None, f"coil of {count}", 0.5, _coil(count)) for count in (3, 4, 6)),
    *(Form(None, f"wave of {count}", 0.5, _wave(count)) for count in (5, 8)),
    *(Form(None, f"hatching of {count}", 0.6, _hatching(count)) for count in (3, 5)),
)
SPECKS = (
    Form(None, "dot", 2.0, _dots(1), looseness=0.02),
    *(Form(None, f"{count} dots", 0.5, _dots(count), looseness=0.02) for count in (2, 3, 5)),
    Form(None, "dash", 2.0, dash, looseness=0.2),
    Form(None, "corner", 0.5, corner_of_lines),
)
