"""The forms of 8 and 9. Each function is one form: its tracks, given by its traits."""

from digitpad.handwriting.forms import Form, Track, Traits, arc, at, corner, mirrored, narrowed


def _eight(
    t: Traits, gap: float = 40, overlap: float = 35, narrow: float = 0.08, wide: float = 0.32
) -> Track:
    """Return an 8 that begins like an S at the top right; gap and overlap in degrees."""
    waist = t("waist", 0.3, 0.64)
    top, bottom = waist / 2, (1.0 - waist) / 2
    upper, lower = t("upper", narrow, wide), t("lower", narrow + 0.03, wide + 0.03)
    shift = t("shift", -0.05, 0.05)
    start = t("start", 15, 120)
    return [
        *arc((0.3 + shift, top), (upper, top), start, -140, 6, t("enter", 0.8, 1.5)),
        at(0.3, waist),
        *arc((0.3 - shift, 1.0 - bottom), (lower, bottom), 45, 315, 7),
        at(0.3, waist + t("crossing", -0.06, 0.04)),
        *arc((0.3 + shift, top), (upper, top), 135, start - t("overlap", -gap, overlap), 3, 1.0,
             t("leave", 0.75, 1.3)),
    ]  # fmt: skip


def eight(t: Traits) -> list[Track]:
    """Write it in one stroke that begins like an S."""
    return [_eight(t)]


def eight_from_left(t: Traits) -> list[Track]:
    """Write it in one stroke that begins like a mirrored S."""
    return [mirrored(_eight(t))]


def eight_unclosed(t: Traits) -> list[Track]:
    """Write it like an S; the pen does not come back to the top."""
    return [_eight(t, 110, -35)]


def eight_unclosed_from_left(t: Traits) -> list[Track]:
    """Write the same, mirrored."""
    return [mirrored(_eight(t, 110, -35))]


def eight_of_circles(t: Traits) -> list[Track]:
    """Write two circles, one on the other."""
    waist = t("waist", 0.3, 0.64)
    gap = t("gap", -0.08, 0.06)
    top, bottom = (waist - gap / 2) / 2, (1.0 - waist - gap / 2) / 2
    x = 0.3 + t("shift", -0.07, 0.07)
    start, overlap = t("start", -60, 60), t("overlap", -30, 40)
    second, more = t("second start", -60, 60), t("second overlap", -30, 40)
    return [
        arc((x, top), (t("upper", 0.13, 0.27), top), start, start - 360 - overlap, 9),
        arc((0.3, 1.0 - bottom), (t("lower", 0.17, 0.33), bottom), second, second - 360 - more, 9,
            1.0, t("leave", 0.85, 1.1)),
    ]  # fmt: skip


def eight_open(t: Traits) -> list[Track]:
    """Write a loop with two arms that meet above it, or do not."""
    waist = t("waist", 0.36, 0.58)
    bottom = (1.0 - waist) / 2
    return [[
        at(0.3 + t("start", -0.3, 0.2), t("start y", -0.02, 0.16)),
        at(0.3 - t("arm", 0.1, 0.28), t("arm y", 0.1, 0.24)),
        at(0.3, waist),
        *arc((0.3, 1.0 - bottom), (t("lower", 0.1, 0.32), bottom), 45, 315, 7),
        at(0.3, waist + t("crossing", -0.06, 0.04)),
        at(0.3 + t("other arm", 0.08, 0.26), t("other arm y", 0.14, 0.26)),
        at(0.3 + t("end", 0.0, 0.36), t("end y", -0.02, 0.14)),
    ]]  # fmt: skip


def eight_open_from_right(t: Traits) -> list[Track]:
    """Write the same, mirrored."""
    return [mirrored(track) for track in eight_open(t)]


def eight_slim(t: Traits) -> list[Track]:
    """Write it in one stroke, so narrow that a pen leaves little white in it."""
    return [_eight(t, narrow=0.08, wide=0.14)]


def eight_slim_open(t: Traits) -> list[Track]:
    """Write it narrow, with arms that meet above the loop, or do not."""
    return [narrowed(track, 0.3, t("slim", 0.5, 0.75)) for track in eight_open(t)]


def eight_from_waist(t: Traits) -> list[Track]:
    """Write it in one stroke that begins and ends at the waist."""
    waist = t("waist", 0.38, 0.54)
    top, bottom = waist / 2, (1.0 - waist) / 2
    return [[
        at(0.3 + t("start", -0.1, 0.02), waist + t("start y", -0.05, 0.06)),
        *arc((0.3, top), (t("upper", 0.12, 0.27), top), 125, -140, 7),
        at(0.3, waist),
        *arc((0.3, 1.0 - bottom), (t("lower", 0.16, 0.33), bottom), 45, 300, 7),
        at(0.3 + t("end", -0.12, 0.1), waist + t("end y", -0.06, 0.08)),
    ]]  # fmt: skip


def _top_loop(t: Traits, end: float) -> Track:
    """Return the loop of a 9, from its right, against the clock and to its right again."""
    height = t("loop", 0.14, 0.32)
    return arc(
        (0.27, height), (t("loop width", 0.12, 0.33), height),
        t("start", 30, 115), end, 9, t("enter", 0.75, 1.1), 1.0,
    )  # fmt: skip


def nine(t: Traits) -> list[Track]:
    """Write a loop, then a straight stem."""
    width = t("loop width", 0.12, 0.33)
    right = 0.27 + width
    top = t("stem top", -0.04, 0.2)
    return [[
        *_top_loop(t, -235),
        corner(right + t("stem out", -0.03, 0.04), top),
        at(right + t("bow", -0.06, 0.03), 0.5),
        at(right + t("foot", -0.28, 0.06), 1.0),
    ]]  # fmt: skip


def nine_pointed(t: Traits) -> list[Track]:
    """Write it so that the loop begins and ends in a point at the stem's top."""
    right, low = t("right", 0.34, 0.6), t("low", 0.3, 0.56)
    return [[
        at(right + t("start", -0.14, 0.03), t("start y", -0.02, 0.12)),
        at(right * t("shoulder", 0.2, 0.5), t("shoulder y", 0.02, 0.16)),
        at(t("left", -0.04, 0.08), low * 0.65),
        at(right * t("bottom", 0.2, 0.5), low),
        at(right * 0.85, low * t("rise", 0.5, 0.85)),
        corner(right + t("stem out", -0.02, 0.06), t("stem top", -0.06, 0.24)),
        at(right + t("bow", -0.08, 0.03), 0.52),
        at(right + t("foot", -0.3, 0.06), 1.0),
    ]]  # fmt: skip


def nine_round(t: Traits) -> list[Track]:
    """Write a turned 6: the loop runs into a curved stem."""
    right = 0.27 + t("loop width", 0.12, 0.33)
    return [[
        *_top_loop(t, -270),
        at(right - t("bend", 0.0, 0.06), 0.58),
        at(right - t("bend more", 0.08, 0.2), 0.82),
        at(right - t("foot", 0.2, 0.5), 1.0),
    ]]  # fmt: skip


def nine_curved(t: Traits) -> list[Track]:
    """Write a loop, then a stem that bends to the left at its foot."""
    right = 0.27 + t("loop width", 0.12, 0.33)
    return [[
        *_top_loop(t, -235),
        corner(right + t("stem out", -0.03, 0.03), t("stem top", -0.03, 0.2)),
        at(right + t("bow", -0.03, 0.03), 0.5),
        at(right - t("bend", 0.02, 0.12), 0.84),
        at(right - t("foot", 0.2, 0.32), t("foot y", 0.95, 1.0)),
        at(right - t("tail", 0.36, 0.6), t("tail y", 0.86, 1.02)),
    ]]  # fmt: skip


def nine_curled(t: Traits) -> list[Track]:
    """Write a loop, then a tail as that of a g."""
    right = 0.27 + t("loop width", 0.12, 0.33)
    return [[
        *_top_loop(t, -235),
        corner(right + t("stem out", -0.03, 0.03), t("stem top", -0.03, 0.18)),
        at(right + t("bow", -0.02, 0.03), 0.45),
        at(right - t("bend", -0.01, 0.06), 0.8),
        at(right - t("foot", 0.16, 0.26), 1.0),
        at(right - t("tail", 0.4, 0.56), t("tail y", 0.82, 0.98)),
        at(right - t("tip", 0.44, 0.62), t("tip y", 0.66, 0.84)),
    ]]  # fmt: skip


def nine_pinhole(t: Traits) -> list[Track]:
    """Write a loop so small that little white is left in it, and a stem, straight or bent."""
    height, width = t("loop", 0.06, 0.13), t("loop width", 0.08, 0.19)
    right = 0.27 + width
    foot = t("foot", -0.05, 0.34)
    return [[
        *arc((0.27, height), (width, height), t("start", 30, 115), -240, 9,
             t("enter", 0.6, 1.0)),
        at(right + t("stem out", -0.02, 0.03), height + t("below", -0.02, 0.06)),
        at(right + t("bow", -0.05, 0.04), 0.55),
        at(right - 0.5 * foot, 0.85),
        at(right - foot, 1.0),
    ]]  # fmt: skip


def nine_flat_footed(t: Traits) -> list[Track]:
    """Write a loop and a stem, then a line to the left at its foot."""
    right = 0.27 + t("loop width", 0.12, 0.33)
    foot = right - t("lean", -0.04, 0.12)
    return [[
        *_top_loop(t, -235),
        corner(right + t("stem out", -0.03, 0.03), t("stem top", -0.03, 0.2)),
        at(right + t("bow", -0.03, 0.03), 0.5),
        corner(foot, 1.0),
        at(foot - t("line", 0.18, 0.55), t("end", 0.95, 1.03)),
    ]]  # fmt: skip


def nine_based(t: Traits) -> list[Track]:
    """Write a loop and a stem, then a line to stand on."""
    stem = nine(t)[0]
    foot, y = stem[-1].x, t("base", 0.96, 1.04)
    return [stem, [at(foot - t("left", 0.08, 0.3), y), at(foot + t("base right", 0.08, 0.3), y)]]


def nine_s_tailed(t: Traits) -> list[Track]:
    """Write a loop, then a tail that swings out to the right and back to the left, as in an S."""
    height, width = t("loop", 0.14, 0.27), t("loop width", 0.12, 0.3)
    start, swing = t("start", 60, 110), t("swing", 0.0, 0.12)
    return [[
        *arc((0.27, height), (width, height), start, start - t("close", 335, 375), 9,
             t("enter", 0.75, 1.1)),
        at(0.27 + 0.95 * width, height + t("neck", 0.12, 0.24)),
        at(0.27 + width + swing, t("belly", 0.62, 0.76)),
        at(0.27 + t("foot", -0.08, 0.12), 1.0),
        at(0.27 - t("tail", 0.12, 0.34), t("tail y", 0.84, 1.0)),
    ]]  # fmt: skip


def nine_wave_tailed(t: Traits) -> list[Track]:
    """Write a loop, then a stem that bends to the left and ends to the right: a mirrored S."""
    right = 0.27 + t("loop width", 0.12, 0.33)
    back = right - t("back", 0.08, 0.3)
    return [[
        *_top_loop(t, -235),
        corner(right + t("stem out", -0.03, 0.03), t("stem top", -0.02, 0.16)),
        at(right - t("bend", -0.01, 0.05), 0.45),
        at(back, t("turn", 0.72, 0.88)),
        at(back + t("foot", 0.04, 0.14), 1.0),
        at(back + t("end", 0.16, 0.36), t("end y", 0.88, 1.02)),
    ]]  # fmt: skip


def nine_clockwise(t: Traits) -> list[Track]:
    """Write the loop with the clock: it begins below, beside the stem, and runs into it."""
    height, width = t("loop", 0.14, 0.32), t("loop width", 0.12, 0.33)
    right = 0.27 + width
    foot, tail = t("foot", 0.0, 0.4), t("tail", 0.0, 0.3)
    return [[
        *arc((0.27, height), (width, height), t("start", 110, 225), 440, 9, t("enter", 0.6, 1.1)),
        at(right - t("bend", -0.02, 0.06), 0.6),
        at(right - foot * 0.6, 0.9),
        at(right - foot - tail * 0.4, 1.0),
        at(right - foot - tail, 1.0 - t("tip", -0.04, 0.4) * tail),
    ]]  # fmt: skip


def nine_hooked(t: Traits) -> list[Track]:
    """Write a loop, then a stem with a hook to the right, like a q."""
    right = 0.27 + t("loop width", 0.12, 0.33)
    return [[
        *_top_loop(t, -235),
        corner(right + t("stem out", -0.03, 0.03), t("stem top", -0.03, 0.2)),
        at(right, 0.5),
        at(right - t("bend", -0.02, 0.06), 0.9),
        at(right + t("foot", 0.02, 0.08), 1.0),
        at(right + t("tip", 0.1, 0.24), t("tip y", 0.82, 0.96)),
    ]]  # fmt: skip


def nine_in_two_strokes(t: Traits) -> list[Track]:
    """Write a circle, then the stem beside it."""
    height, width = t("loop", 0.17, 0.32), t("loop width", 0.15, 0.3)
    start = t("start", -60, 100)
    x = 0.27 + width + t("gap", -0.06, 0.06)
    return [
        arc((0.27, height), (width, height), start, start - 360 - t("overlap", -50, 30), 9),
        [
            at(x + t("stem top x", -0.03, 0.06), t("stem top", -0.06, 0.26)),
            at(x + t("bow", -0.03, 0.04), 0.55),
            at(x + t("foot", -0.24, 0.05), 1.0),
        ],
    ]  # fmt: skip


EIGHT_NINE = (
    Form(8, "in one stroke", 1.0, eight),
    Form(8, "from the left", 0.4, eight_from_left),
    Form(8, "unclosed", 0.2, eight_unclosed),
    Form(8, "unclosed, from the left", 0.15, eight_unclosed_from_left),
    Form(8, "of two circles", 0.4, eight_of_circles, "Asian Indian"),
    Form(8, "slim", 0.25, eight_slim, most_filled=0.8),
    Form(8, "slim, open", 0.12, eight_slim_open, most_filled=0.8),
    Form(8, "from the waist", 0.2, eight_from_waist),
    Form(8, "open", 0.3, eight_open),
    Form(8, "open, from the right", 0.2, eight_open_from_right),
    Form(9, "straight", 1.0, nine, "American Indian"),
    Form(9, "pointed", 0.6, nine_pointed),
    Form(9, "round", 0.6, nine_round),
    Form(9, "curved", 0.6, nine_curved, "European Arab"),
    Form(9, "curled", 0.4, nine_curled, "European Latin Slavic"),
    Form(9, "pinhole", 0.3, nine_pinhole, most_filled=1.1),
    Form(9, "flat-footed", 0.15, nine_flat_footed, "Slavic"),
    Form(9, "based", 0.06, nine_based),
    Form(9, "S-tailed", 0.2, nine_s_tailed, "Latin"),
    Form(9, "wave-tailed", 0.09, nine_wave_tailed),
    Form(9, "clockwise", 0.3, nine_clockwise),
    Form(9, "hooked", 0.1, nine_hooked),
    Form(9, "in two strokes", 0.4, nine_in_two_strokes),
)
