"""The forms of 0, 1 and 2. Each function is one form: its tracks, given by its traits."""

import numpy as np

from digitpad.handwriting.forms import (
    Form,
    Number,
    Track,
    Traits,
    arc,
    at,
    corner,
    cosine,
    mirrored,
    sine,
)


def _oval(t: Traits, narrow: float = 0.2, wide: float = 0.5) -> Track:
    start = t("start", -50, 60)
    sweep = 360 + t("overlap", -30, 75)
    return arc(
        (0.3, 0.5), (t("width", narrow, wide), 0.5), start, start - sweep, 11,
        t("enter", 0.75, 1.25), t("leave", 0.7, 1.35),
    )  # fmt: skip


def zero(t: Traits) -> list[Track]:
    """Write it round, against the clock from the top."""
    return [_oval(t)]


def zero_clockwise(t: Traits) -> list[Track]:
    """Write it round, with the clock, from anywhere on the left: left-handers."""
    start = t("start", -200, 20)
    end = start + 360 + t("overlap", -30, 50)
    return [
        arc((0.3, 0.5), (t("width", 0.2, 0.42), 0.5), start, end, 11, 1.0, t("leave", 0.8, 1.2))
    ]


def zero_curled(t: Traits) -> list[Track]:
    """Write it closed by a small loop or a stroke across at the top."""
    width = t("width", 0.22, 0.42)
    out = t("out", 0.1, 0.35)
    return [[
        *arc((0.3, 0.5), (width, 0.5), t("start", 5, 45), -345, 10),
        at(0.3 + 0.5 * out, t("dip", 0.05, 0.2)),
        at(0.3 + out, t("end", -0.05, 0.12)),
    ]]  # fmt: skip


SLASHED = (0.32, 0.64)  # of a digit's height: half the width of an oval that is slashed


def _slash(t: Traits) -> Track:
    """Return the line through an oval, from within it to three times as long as it is wide there.

    It leans to the right, from nearly upright to nearly level.
    """
    angle = 6 + 68 * t("slash angle", 0.0, 1.0) ** 1.5  # degrees from the vertical
    across, up = sine(angle), cosine(angle)
    radius = 1 / np.hypot(across / t("width", *SLASHED), up / 0.5)
    x, y = 0.3 + t("slash x", -0.04, 0.04), 0.5 + t("slash y", -0.04, 0.04)
    reach = radius * (0.65 + 2.5 * t("reach", 0.0, 1.0) ** 1.5)
    above, below = (reach * t(end, 0.85, 1.1) for end in ("above", "below"))
    return [at(x + above * across, y - above * up), at(x - below * across, y + below * up)]


def zero_slashed(t: Traits) -> list[Track]:
    """Write it with a stroke through it: programmers, Scandinavians."""
    return [_oval(t, *SLASHED), _slash(t)]


def zero_slashed_back(t: Traits) -> list[Track]:
    """Write it with a stroke through it that leans to the left."""
    return [mirrored(track) for track in zero_slashed(t)]


def zero_slashed_at_once(t: Traits) -> list[Track]:
    """Write the oval from its upper right, and from there the stroke through it."""
    across, down = t("width", *SLASHED), 0.5
    start = t("start", 15, 70)
    end = start + t("slash angle", -12, 12) + 180
    over, through = t("over", 1.0, 1.35), t("through", 0.7, 1.6)
    return [[
        *arc((0.3, 0.5), (across, down), start, start - 350, 10),
        corner(0.3 + over * across * sine(start), 0.5 - over * down * cosine(start)),
        at(0.3 + through * across * sine(end), 0.5 - through * down * cosine(end)),
    ]]  # fmt: skip


def zero_dotted(t: Traits) -> list[Track]:
    """Write it with a dot or a short line in it: programmers."""
    x, y = 0.3 + t("dot x", -0.06, 0.06), 0.5 + t("dot y", -0.1, 0.1)
    return [
        _oval(t, 0.26, 0.56),
        [at(x, y), at(x + t("length x", -0.02, 0.06), y + t("length y", 0.01, 0.16))],
    ]


def zero_of_halves(t: Traits) -> list[Track]:
    """Write it in two halves, as children do."""
    width = t("width", 0.2, 0.42)
    left, right = t("left", -0.06, 0.04), t("right", -0.04, 0.06)
    return [
        arc((0.3 + left, 0.5), (width, 0.5), t("start", -20, 30), t("end", -200, -160), 6),
        arc((0.3 + right, 0.5), (width, t("high", 0.42, 0.52)), t("again", -25, 25),
            t("stop", 155, 205), 6),
    ]  # fmt: skip


def _stem(t: Traits) -> Track:
    """Return the stem of a 1 below its top."""
    return [at(0.3 + t("bow", -0.06, 0.06), 0.5), at(0.3 + t("foot", -0.05, 0.05), 1.0)]


def one(t: Traits) -> list[Track]:
    """Write a line."""
    return [[at(0.3, 0.0), *_stem(t)]]


def _flagged(t: Traits, least: float, most: float, narrow: float, wide: float) -> Track:
    length, angle = t("flag", least, most), t("angle", narrow, wide)  # degrees from the stem
    x, y = -length * sine(angle), length * cosine(angle)
    bend = t("flag bend", -0.12, 0.12)
    return [
        at(0.3 + x, y), at(0.3 + x / 2 + bend * y, y / 2 - bend * x), corner(0.3, 0.0), *_stem(t)
    ]  # fmt: skip


def one_flagged(t: Traits) -> list[Track]:
    """Write it with a flag at the top."""
    return [_flagged(t, 0.1, 0.48, 22, 66)]


def one_long_flagged(t: Traits) -> list[Track]:
    """Write it with an upstroke nearly as long as the stem: France, Germany."""
    return [_flagged(t, 0.4, 0.95, 18, 46)]


def _base(t: Traits, foot: Number) -> Track:
    y = t("base", 0.94, 1.04)
    tilt = t("base tilt", -0.07, 0.07)
    left, right = t("left", 0.08, 0.36), t("right", 0.08, 0.36)
    return [at(foot - left, y + tilt), at(foot + right, y - tilt)]


def one_flagged_based(t: Traits) -> list[Track]:
    """Write it with a flag and a line to stand on."""
    stem = _flagged(t, 0.1, 0.5, 25, 80)
    return [stem, _base(t, stem[-1].x)]


def one_based(t: Traits) -> list[Track]:
    """Write it with a line to stand on, and next to no flag."""
    stem = _flagged(t, 0.0, 0.12, 25, 80)
    return [stem, _base(t, stem[-1].x)]


def one_based_at_once(t: Traits) -> list[Track]:
    """Write the base line joined to the stem."""
    left, right = t("left", 0.05, 0.3), t("right", 0.1, 0.35)
    stem = _flagged(t, 0.05, 0.45, 25, 80)
    stem[-1] = corner(0.3, 1.0)
    return [[*stem, corner(0.3 - left, 0.99), at(0.3 + right, t("end", 0.94, 1.03))]]


def one_hooked(t: Traits) -> list[Track]:
    """Write it so that the stem ends in a curve to the right."""
    return [[at(0.3, 0.0), at(0.28, 0.5), *_exit(t)]]


def _exit(t: Traits) -> Track:
    """Return the end of a stem that goes on to the right, with a curve or like a short base."""
    out = t("out", 0.06, 0.2)
    return [
        at(0.29, t("turn", 0.8, 0.92)), at(0.3 + t("round", 0.3, 0.5) * out, 1.0),
        at(0.3 + out, t("end", 0.86, 1.0)),
    ]  # fmt: skip


def one_flagged_hooked(t: Traits) -> list[Track]:
    """Write it with a flag, and so that the stem ends in a curve to the right."""
    flag = _flagged(t, 0.1, 0.36, 20, 46)[:3]  # with a longer one it is a 2
    return [[*flag, at(0.3 + t("bow", -0.05, 0.04), 0.5), *_exit(t)]]


def one_hooked_left(t: Traits) -> list[Track]:
    """Write it so that the stem ends in a small curve to the left."""
    out = t("out", 0.06, 0.2)
    return [[
        *_flagged(t, 0.0, 0.3, 22, 60)[:3], at(0.3, 0.5), at(0.29, t("turn", 0.86, 0.94)),
        at(0.3 - 0.5 * out, 1.0), at(0.3 - out, t("end", 0.92, 1.0)),
    ]]  # fmt: skip


def _head(t: Traits, height: Number) -> Track:
    """Return the head of a 2: from the left over the top to where the neck begins."""
    across = t("head", 0.17, 0.33)
    return arc(
        (0.3, height), (across, height), t("start", -115, -35), t("neck", 95, 130), 6,
        t("enter", 0.7, 1.15),
    )  # fmt: skip


def two(t: Traits) -> list[Track]:
    """Write it so that neck and base meet in a corner."""
    left, foot = t("left", -0.08, 0.16), t("foot", 0.94, 1.03)
    bend = t("base bend", -0.06, 0.06)
    right = t("right", 0.42, 0.9)
    return [[
        *_head(t, t("height", 0.18, 0.32)),
        at(0.28 + t("neck bow", -0.06, 0.08), t("middle", 0.62, 0.76)),
        corner(left, foot),
        at((left + right) / 2, foot + bend),
        at(right, t("end", 0.9, 1.03)),
    ]]  # fmt: skip


def two_looped(t: Traits) -> list[Track]:
    """Write a loop between neck and base, tiny or as large as the head."""
    across, down = t("loop width", 0.02, 0.24), t("loop height", 0.02, 0.2)
    x, foot = t("loop x", 0.04, 0.2), t("foot", 0.88, 1.0)
    middle = foot - down
    return [[
        *_head(t, t("height", 0.16, 0.3)),
        at(x + across + t("neck", 0.06, 0.2), t("middle", 0.55, 0.68)),
        at(x + 0.4 * across, foot - 0.1 * down),
        at(x - across, middle + t("low", 0.0, 0.5) * down),
        at(x - 0.1 * across, middle - down),
        at(x + across + 0.06, middle + t("cross", -0.4, 0.6) * down),
        at(x + across + t("dip x", 0.16, 0.26), t("dip", 0.93, 1.03)),
        at(x + across + t("right", 0.3, 0.6), t("end", 0.8, 1.04)),
    ]]  # fmt: skip


def two_swung(t: Traits) -> list[Track]:
    """Write head, neck and a loop as large as the head in one swing; the end crosses the neck."""
    right, foot = t("neck x", 0.34, 0.54), t("foot", 0.9, 1.02)
    top = t("loop top", 0.52, 0.8)
    left = t("left", -0.1, 0.14)
    return [[
        *arc((0.28, t("height", 0.16, 0.3)), (t("head", 0.17, 0.32), t("height", 0.16, 0.3)),
             t("start", -115, -35), 85, 5, t("enter", 0.7, 1.15)),
        at(right, t("neck y", 0.5, 0.68)),
        at(left * 0.5 + right * 0.4, foot),
        at(left, (foot + top) / 2 + t("hang", -0.04, 0.06)),
        at(left * 0.6 + right * t("peak", 0.3, 0.5), top),
        at(right + t("cross x", 0.0, 0.1), top + t("cross", 0.04, 0.2)),
        at(right + t("end", 0.12, 0.36), t("end y", 0.78, 1.08)),
    ]]  # fmt: skip


def two_tented(t: Traits) -> list[Track]:
    """Write it so that the pen goes back up from the foot and swings down to the right."""
    left, foot = t("left", -0.1, 0.12), t("foot", 0.86, 1.0)
    peak = t("peak", 0.62, 0.84)
    return [[
        *_head(t, t("height", 0.18, 0.32)),
        at(0.3, t("middle", 0.55, 0.66)),
        corner(left, foot),
        at(left + t("back", 0.1, 0.24), peak),
        at(left + t("down", 0.3, 0.5), (peak + foot) / 2),
        at(t("end", 0.48, 0.8), t("end y", 0.86, 1.08)),
    ]]  # fmt: skip


def two_round_foot(t: Traits) -> list[Track]:
    """Write it so that the neck swings into the base, as in a mirrored S."""
    return [[
        *_head(t, t("height", 0.2, 0.3)),
        at(0.24, t("middle", 0.6, 0.72)),
        at(t("left", 0.0, 0.12), t("foot", 0.86, 0.94)),
        at(t("turn", 0.12, 0.24), 1.0),
        at(t("right", 0.42, 0.72), t("end", 0.86, 1.02)),
    ]]  # fmt: skip


def two_angular(t: Traits) -> list[Track]:
    """Write it like a Z."""
    bend = t("top bend", -0.14, 0.01)
    right = t("top right", 0.4, 0.58)
    return [[
        at(t("start", -0.02, 0.14), t("start y", 0.0, 0.18)),
        at(0.28, 0.06 + bend),
        corner(right, t("shoulder", 0.04, 0.24)),
        at(t("neck x", 0.22, 0.32), t("neck y", 0.52, 0.66)),
        corner(t("left", -0.05, 0.12), 1.0),
        at(t("right", 0.45, 0.72), t("end", 0.92, 1.05)),
    ]]  # fmt: skip


def two_tailed(t: Traits) -> list[Track]:
    """Write a base that swings down below the line or ends in a wave."""
    left = t("left", 0.0, 0.14)
    return [[
        *_head(t, t("height", 0.18, 0.28)),
        at(0.3, t("middle", 0.55, 0.66)),
        corner(left, t("foot", 0.8, 0.92)),
        at(left + 0.15, t("crest", 0.76, 0.88)),
        at(0.46, t("dip", 0.9, 1.0)),
        at(t("right", 0.6, 0.85), t("end", 0.88, 1.0)),
    ]]  # fmt: skip


ZERO_ONE_TWO = (
    Form(0, "plain", 1.0, zero),
    Form(0, "clockwise", 0.3, zero_clockwise),
    Form(0, "curled", 0.25, zero_curled),
    Form(0, "of halves", 0.1, zero_of_halves),
    Form(0, "slashed", 0.3, zero_slashed, "Nordic European", most_filled=0.36),
    Form(0, "slashed back", 0.02, zero_slashed_back, most_filled=0.36),
    Form(0, "slashed at once", 0.06, zero_slashed_at_once, "Nordic", most_filled=0.36),
    Form(0, "dotted", 0.03, zero_dotted),
    Form(1, "plain", 0.8, one, "American Asian Nordic Indian"),
    Form(1, "flagged", 0.5, one_flagged, "European Arab Slavic"),
    Form(1, "long-flagged", 0.25, one_long_flagged, "European Slavic"),
    Form(1, "flagged and based", 0.4, one_flagged_based, "European Arab Latin"),
    Form(1, "based", 0.1, one_based),
    Form(1, "based at once", 0.12, one_based_at_once),
    Form(1, "hooked", 0.16, one_hooked),
    Form(1, "flagged and hooked", 0.07, one_flagged_hooked, "Slavic Latin"),
    Form(1, "hooked to the left", 0.05, one_hooked_left, "Indian"),
    Form(2, "plain", 1.0, two, "European"),
    Form(2, "looped", 1.0, two_looped, "American Latin Slavic"),
    Form(2, "swung", 0.5, two_swung, "American"),
    Form(2, "tented", 0.3, two_tented),
    Form(2, "round-footed", 0.35, two_round_foot),
    Form(2, "angular", 0.4, two_angular, "Asian Arab"),
    Form(2, "tailed", 0.25, two_tailed),
)
