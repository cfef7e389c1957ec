"""The forms of 6 and 7. Each function is one form: its tracks, given by its traits."""

from digitpad.handwriting.forms import Form, Number, Track, Traits, arc, at, corner


def _bottom_loop(t: Traits, start: Number) -> Track:
    height = t("loop", 0.13, 0.34)
    return arc(
        (0.28, 1.0 - height), (t("loop width", 0.09, 0.36), height),
        start, t("close", -360, -490), 9, 1.0, t("leave", 0.7, 1.1),
    )  # fmt: skip


def six(t: Traits) -> list[Track]:
    """Write a curve that runs into the loop."""
    left = 0.28 - t("loop width", 0.09, 0.36)
    return [[
        at(t("start", 0.3, 0.62), t("start y", -0.02, 0.06)),
        at(left * 0.6 + t("shoulder", 0.1, 0.22), t("shoulder y", 0.16, 0.28)),
        at(left + t("back", 0.0, 0.06), t("back y", 0.42, 0.54)),
        *_bottom_loop(t, -95),
    ]]  # fmt: skip


def six_straight(t: Traits) -> list[Track]:
    """Write a straight stem that runs into the loop."""
    left = 0.28 - t("loop width", 0.09, 0.36)
    start, end = t("start", 0.05, 0.5), left + 0.01
    return [[
        at(start, 0.0),
        at(start * 0.5 + end * 0.5 + t("bow", -0.05, 0.02), 0.36),
        *_bottom_loop(t, -95),
    ]]  # fmt: skip


def six_pinhole(t: Traits) -> list[Track]:
    """Write a stem, bent or straight, that ends in a loop so small that little white is left."""
    height, width = t("loop", 0.06, 0.13), t("loop width", 0.08, 0.19)
    left, start = 0.28 - width, t("start", 0.14, 0.56)
    return [[
        at(start, t("start y", -0.02, 0.08)),
        at(start * 0.5 + left * 0.5 + t("bow", -0.12, 0.02), t("bow y", 0.28, 0.42)),
        at(left + t("back", -0.01, 0.04), 0.92 - 2 * height),
        *arc((0.28, 1.0 - height), (width, height), -95, t("close", -400, -480), 9, 1.0,
             t("leave", 0.6, 1.0)),
    ]]  # fmt: skip


def six_hooked(t: Traits) -> list[Track]:
    """Write it so that the curve begins with a turn at the top, as a C does."""
    left = 0.28 - t("loop width", 0.09, 0.36)
    return [[
        at(t("start", 0.42, 0.58), t("start y", 0.1, 0.24)),
        at(t("top x", 0.3, 0.4), 0.0),
        at(left + t("shoulder", 0.04, 0.1), 0.2),
        at(left, 0.48),
        *_bottom_loop(t, -95),
    ]]  # fmt: skip


def six_cup(t: Traits) -> list[Track]:
    """Write a cup: down, up again on the right, and in a curl back to the middle."""
    width, inside = t("width", 0.36, 0.6), t("inside", 0.1, 0.5)
    high = t("high", 0.3, 0.66)
    return [[
        at(t("start", 0.12, 0.5), 0.0),
        at(t("back", 0.0, 0.1), t("back y", 0.4, 0.5)),
        at(t("left", -0.04, 0.04), 0.8),
        at(width * 0.45, 1.0),
        at(width, 0.55 + 0.5 * high),
        at(width * t("top", 0.6, 0.9), high),
        at(width * inside, high + t("curl", 0.06, 0.16)),
        at(width * (inside + t("end", -0.25, 0.15)), high + t("drop", 0.18, 0.4)),
    ]]  # fmt: skip


def _bar_and_stem(t: Traits, lean: float = 0.48) -> Track:
    right, top = t("right", 0.36, 0.64), t("right y", -0.05, 0.08)
    foot = right - t("foot", 0.0, lean)
    left = t("left y", -0.03, 0.22)
    return [
        at(t("left", -0.08, 0.1), left),
        at(right / 2, (left + top) / 2 + t("bar bend", -0.05, 0.07)),
        corner(right, top),
        at((right + foot) / 2 + t("bow", -0.12, 0.08), t("bow y", 0.42, 0.58)),
        at(foot, 1.0),
    ]


def _serif(t: Traits, track: Track) -> Track:
    """Return the track with a short line down from its left end, drawn first."""
    first = track[0]
    tip = at(first.x + t("serif x", -0.06, 0.04), first.y + t("serif", 0.07, 0.34))
    return [tip, corner(first.x, first.y), *track[1:]]


def _cross_bar(t: Traits, track: Track) -> Track:
    """Return the line across the stem."""
    corner_node, foot = track[-3], track[-1]
    y = t("cross", 0.34, 0.84)
    x = corner_node.x + (foot.x - corner_node.x) * y
    tilt = t("cross tilt", -0.1, 0.06)
    left, right = t("cross left", 0.08, 0.3), t("cross right", 0.08, 0.3)
    return [at(x - left, y - tilt), at(x + right, y + tilt)]


def seven(t: Traits) -> list[Track]:
    """Write a bar and a stem."""
    return [_bar_and_stem(t)]


def seven_with_serif(t: Traits) -> list[Track]:
    """Write it with a short line down at the left."""
    return [_serif(t, _bar_and_stem(t))]


def seven_crossed(t: Traits) -> list[Track]:
    """Write it with a cross bar."""
    track = _bar_and_stem(t)
    return [track, _cross_bar(t, track)]


def seven_crossed_with_serif(t: Traits) -> list[Track]:
    """Write it with both."""
    track = _bar_and_stem(t)
    return [_serif(t, track), _cross_bar(t, track)]


def _tailed(t: Traits) -> Track:
    """Return a bar and a stem that goes on to the right at the foot, much less far than the bar."""
    bar = _bar_and_stem(t, lean=0.24)
    foot, tail = bar[-1].x, t("tail", 0.06, 0.17)
    return [
        *bar[:-1],
        at(foot, t("turn", 0.9, 0.98)),
        at(foot + 0.3 * tail, 1.0),
        at(foot + tail, t("tail y", 0.88, 1.01)),
    ]


def seven_tailed(t: Traits) -> list[Track]:
    """Write it so that the pen goes on to the right at the foot."""
    return [_tailed(t)]


def seven_tailed_crossed(t: Traits) -> list[Track]:
    """Write the same with a cross bar."""
    track = _tailed(t)
    return [track, _cross_bar(t, track[:-2])]


def _swung(t: Traits) -> Track:
    """Return a 7 whose bar swings into the stem."""
    right = t("right", 0.3, 0.6)
    foot = right - t("foot", 0.0, 0.42)
    return [
        at(t("left", -0.06, 0.1), t("left y", 0.02, 0.3)),
        at(right * 0.5, t("top", -0.02, 0.05)),
        at(right, t("turn", 0.06, 0.2)),
        at((right + foot) / 2 + t("bow", -0.08, 0.08), t("bow y", 0.46, 0.6)),
        at(foot, 1.0),
    ]


def seven_swung(t: Traits) -> list[Track]:
    """Write it so that the bar swings into the stem."""
    return [_swung(t)]


def seven_swung_crossed(t: Traits) -> list[Track]:
    """Write the same with a cross bar."""
    track = _swung(t)
    return [track, _cross_bar(t, track)]


SIX_SEVEN = (
    Form(6, "curved", 1.0, six),
    Form(6, "straight", 0.6, six_straight),
    Form(6, "cup", 0.8, six_cup),
    Form(6, "hooked", 0.2, six_hooked),
    Form(6, "pinhole", 0.3, six_pinhole, most_filled=1.1),
    Form(7, "plain", 1.0, seven, "American Indian"),
    Form(7, "with serif", 0.5, seven_with_serif, "Asian Arab"),
    Form(7, "crossed", 0.7, seven_crossed, "European Nordic Latin Slavic"),
    Form(7, "tailed", 0.05, seven_tailed, "Slavic"),
    Form(7, "tailed, crossed", 0.12, seven_tailed_crossed, "Slavic"),
    Form(7, "crossed, with serif", 0.4, seven_crossed_with_serif, "European"),
    Form(7, "swung", 0.4, seven_swung),
    Form(7, "swung, crossed", 0.2, seven_swung_crossed, "European"),
)
