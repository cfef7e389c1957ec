"""Drawings that are no digits, for a network that shall say so: scribbles, signs, specks."""

import numpy as np

from digitpad.data.samples import Bytes
from digitpad.handwriting.chance import chosen, derived, numbered
from digitpad.handwriting.forms import Form, Shape, Track, Traits, arc, at, corner
from digitpad.handwriting.hand import hands
from digitpad.handwriting.letters import LETTERS, LOOK_ALIKES, Line, letter
from digitpad.handwriting.paths import Writing
from digitpad.handwriting.synthetic import pictures


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


def face(t: Traits) -> list[Track]:
    """Draw a round face with eyes and a mouth."""
    eye = t("eye", 0.32, 0.42)
    return [
        arc((0.5, 0.5), (0.5, 0.5), 10, -355, 11),
        [at(0.3, eye), at(0.31, eye + 0.06)],
        [at(0.7, eye), at(0.69, eye + 0.06)],
        [at(0.25, 0.65), at(0.5, t("mouth", 0.6, 0.85)), at(0.75, 0.65)],
    ]


def _letters(table: dict[str, tuple[Line, ...]]) -> tuple[Form, ...]:
    return tuple(Form(None, name, 1.0, letter(lines)) for name, lines in table.items())


SIGNS = (
    *_letters(LETTERS),
    Form(None, "face", 1.0, face),
)


# What a network is taught: how many of a hundred are of each kind.
KINDS = (
    (SCRIBBLES, 30.0), (SIGNS, 33.0), (_letters(LOOK_ALIKES), 25.0), (SPECKS, 12.0)
)  # fmt: skip
NOT_DIGITS = tuple(form for forms, _ in KINDS for form in forms)


def not_digits(count: int, seed: int, first_hand: int = 0) -> Bytes:
    """Return (count, 28, 28) uint8, pictures of all kinds, each by a hand of its own.

    A picture depends on its place, the seed and ``first_hand`` alone; see ``synthetic``.
    """
    writers = numbered(seed, first_hand, count, "hand")
    keys = derived(writers, "not digits")
    shares = [
        form.share * share / sum(form.share for form in forms)
        for forms, share in KINDS
        for form in forms
    ]
    which = chosen(keys, "form", np.array([shares]))
    writing = Writing(hands(writers), keys)
    images = np.empty((count, 28, 28), np.uint8)
    for number, form in enumerate(NOT_DIGITS):
        rows = np.flatnonzero(which == number)
        if len(rows):
            images[rows] = pictures(form, writing.of(rows))
    return images
