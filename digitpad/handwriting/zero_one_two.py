"""The forms of 0, 1 and 2. Each function is one form: its tracks, given by its traits."""

from digitpad.handwriting.forms import (
    Form,
    Number,
    Track,
    Traits,
    arc,
    at,
    corner,
    cosine,
    sine,
)


def _oval(t: Traits) -> Track:
    start = t("start", -50, 60)
    sweep = 360 + t("overlap", -30, 75)
    return arc(
        (0.3, 0.5), (t("width", 0.2, 0.5), 0.5), start, start - sweep, 11,
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


def zero_slashed(t: Traits) -> list[Track]:
    """Write it with a stroke through it: programmers, Scandinavians."""
    across, up = t("across", 0.15, 0.5), t("up", 0.25, 0.6)
    return [_oval(t), [at(0.3 + across, 0.5 - up), at(0.3 - across, 0.5 + up)]]


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
    return [_flagged(t, 0.4, 0.9, 18, 50)]


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
    out = t("out", 0.08, 0.25)
    return [[
        at(0.3, 0.0), at(0.28, 0.5), at(0.29, 0.85), at(0.3 + 0.45 * out, 0.99),
        at(0.3 + out, t("end", 0.85, 0.98)),
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
    Form(0, "slashed", 0.1, zero_slashed),
    Form(1, "plain", 0.8, one, "American Asian"),
    Form(1, "flagged", 0.5, one_flagged, "European Arab"),
    Form(1, "long-flagged", 0.25, one_long_flagged, "European"),
    Form(1, "flagged and based", 0.4, one_flagged_based, "European Arab"),
    Form(1, "based", 0.1, one_based),
    Form(1, "based at once", 0.12, one_based_at_once),
    Form(1, "hooked", 0.08, one_hooked),
    Form(2, "plain", 1.0, two, "European"),
    Form(2, "looped", 1.0, two_looped, "American"),
    Form(2, "swung", 0.5, two_swung, "American"),
    Form(2, "tented", 0.3, two_tented),
    Form(2, "round-footed", 0.35, two_round_foot),
    Form(2, "angular", 0.4, two_angular, "Asian Arab"),
    Form(2, "tailed", 0.25, two_tailed),
)
