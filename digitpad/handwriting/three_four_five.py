"""The forms of 3, 4 and 5. Each function is one form: its tracks, given by its traits."""

from digitpad.handwriting.forms import Form, Number, Track, Traits, arc, at, corner


def _lower_bowl(t: Traits, start: float) -> Track:
    """Return the lower half of a 3."""
    waist = t("waist", 0.4, 0.54)
    height = (1.0 - waist) / 2
    return arc(
        (t("bowl x", 0.2, 0.3), 1.0 - height), (t("bowl", 0.18, 0.34), height),
        start, t("end", 165, 300), 7, 1.0, t("leave", 0.8, 1.1),
    )  # fmt: skip


def _upper_bowl(t: Traits, end: float) -> Track:
    height = t("waist", 0.4, 0.54) / 2
    return arc(
        (0.25, height), (t("cap", 0.14, 0.3), height), t("start", -110, -30), end, 6,
        t("enter", 0.7, 1.15),
    )  # fmt: skip


def three(t: Traits) -> list[Track]:
    """Write two bowls that meet in a corner."""
    waist = t("waist", 0.4, 0.54)
    return [[*_upper_bowl(t, 150), corner(t("notch", 0.06, 0.3), waist), *_lower_bowl(t, 25)]]


def three_smooth(t: Traits) -> list[Track]:
    """Write two bowls, the pen swings from one into the other."""
    waist = t("waist", 0.4, 0.54)
    notch = t("notch", 0.14, 0.32)
    return [[*_upper_bowl(t, 140), at(notch, waist), *_lower_bowl(t, 40)]]


def three_looped(t: Traits) -> list[Track]:
    """Write a small loop between the bowls."""
    waist, x, size = t("waist", 0.4, 0.54), t("notch", 0.08, 0.25), t("loop", 0.02, 0.11)
    return [[
        *_upper_bowl(t, 140),
        at(x + 0.06, waist + 0.01), at(x - size * 0.5, waist), at(x - size * 0.3, waist - size),
        at(x + size, waist - size * 0.4),
        *_lower_bowl(t, 40),
    ]]  # fmt: skip


def three_flat(t: Traits) -> list[Track]:
    """Write a flat top, a slanting line, a bowl."""
    waist = t("waist", 0.36, 0.5)
    return [[
        at(t("left", -0.02, 0.12), t("left y", -0.02, 0.06)),
        corner(t("right", 0.4, 0.55), t("right y", -0.04, 0.05)),
        corner(t("notch", 0.12, 0.28), waist),
        *_lower_bowl(t, 15),
    ]]  # fmt: skip


def _upright(t: Traits, x: Number) -> Track:
    return [
        at(x + t("top x", -0.06, 0.1), t("top", -0.08, 0.42)),
        at(x + t("foot", -0.1, 0.06), 1.0),
    ]


def four_open(t: Traits) -> list[Track]:
    """Write it open at the top: an angle, then the stem through it."""
    bar, stem = t("bar", 0.42, 0.82), t("stem", 0.2, 0.54)
    return [
        [
            at(stem * t("start", 0.12, 0.6), t("start y", -0.02, 0.16)),
            corner(stem * t("left", -0.15, 0.2), bar),
            at(stem + t("over", 0.03, 0.32), bar + t("tilt", -0.1, 0.06)),
        ],
        _upright(t, stem),
    ]  # fmt: skip


def four_cup(t: Traits) -> list[Track]:
    """Write it open at the top: a cup, then the stem."""
    bar = t("bar", 0.42, 0.66)
    stem = t("stem", 0.4, 0.54)
    return [
        [
            at(t("start", 0.0, 0.2), t("start y", 0.0, 0.14)),
            at(t("left", -0.02, 0.1), bar * 0.62),
            at(0.12, bar * 0.97),
            at(0.3, bar),
            at(stem + t("over", 0.0, 0.2), bar + t("tilt", -0.16, 0.0)),
        ],
        _upright(t, stem),
    ]  # fmt: skip


def four_closed(t: Traits) -> list[Track]:
    """Write it closed at the top: a triangle, then the stem."""
    bar, stem = t("bar", 0.52, 0.76), t("stem", 0.38, 0.52)
    return [
        [
            at(stem + t("apex", -0.1, 0.03), 0.0),
            corner(t("left", -0.06, 0.08), bar),
            at(stem + t("over", 0.02, 0.28), bar + t("tilt", -0.08, 0.06)),
        ],
        [
            at(stem + t("top x", -0.06, 0.03), t("top", -0.04, 0.24)),
            at(stem + t("foot", -0.08, 0.05), 1.0),
        ],
    ]  # fmt: skip


def four_short(t: Traits) -> list[Track]:
    """Write it open at the top; the stem ends at the bar or little below."""
    bar, stem = t("bar", 0.78, 0.97), t("stem", 0.34, 0.66)
    return [
        [
            at(t("start", 0.0, 0.34), t("start y", -0.04, 0.2)),
            corner(t("left", -0.12, 0.1), bar),
            at(stem + t("over", 0.04, 0.3), bar + t("tilt", -0.06, 0.05)),
        ],
        [
            at(stem + t("top x", -0.04, 0.12), t("top", 0.0, 0.42)),
            at(stem + t("foot", -0.05, 0.04), t("end", 0.98, 1.1)),
        ],
    ]


def four_joined(t: Traits) -> list[Track]:
    """Write it in one stroke: down, across, up again and down the stem."""
    bar, stem = t("bar", 0.38, 0.6), t("stem", 0.36, 0.5)
    top = t("top", -0.02, 0.2)
    return [[
        at(t("start", 0.0, 0.14), t("start y", 0.0, 0.14)),
        at(t("left", -0.02, 0.08), bar * 0.6),
        corner(t("turn", 0.0, 0.14), bar),
        at(0.3, bar + t("sag", -0.04, 0.04)),
        at(stem - 0.01, bar * 0.7 + top * 0.3),
        corner(stem + 0.03, top),
        at(stem + t("foot", -0.12, 0.04), 1.0),
    ]]  # fmt: skip


def four_from_stem(t: Traits) -> list[Track]:
    """Write it in one stroke: down from the apex, across, in a loop up and down the stem."""
    bar, stem = t("bar", 0.5, 0.68), t("stem", 0.3, 0.42)
    out = t("out", 0.12, 0.28)
    return [[
        at(stem, 0.0),
        corner(t("left", -0.08, 0.06), bar),
        at(stem + out * 0.7, bar),
        at(stem + out, bar - 0.1),
        at(stem + out * 0.4, t("top", 0.3, 0.42)),
        at(stem + 0.01, bar),
        at(stem + t("foot", -0.08, 0.04), 1.0),
    ]]  # fmt: skip


def _belly(t: Traits, neck: Number) -> Track:
    """Return the belly of a 5, from the corner below its neck."""
    x, y = t("corner x", 0.0, 0.14), neck
    top = y - t("rise", 0.0, 0.12)
    down = (1.0 - top) / 2
    return [
        corner(x, y),
        *arc(
            (t("belly x", 0.2, 0.28), 1.0 - down), (t("belly", 0.2, 0.36), down),
            t("shoulder", -15, 20), t("end", 175, 300), 7, 1.0, t("leave", 0.8, 1.1),
        ),
    ]  # fmt: skip


def five(t: Traits) -> list[Track]:
    """Write it in one stroke: bar, neck, belly."""
    return [[
        at(t("bar", 0.4, 0.7), t("bar y", -0.18, 0.1)),
        corner(t("top x", 0.04, 0.2), t("top y", 0.0, 0.07)),
        *_belly(t, t("neck", 0.34, 0.54)),
    ]]  # fmt: skip


def five_with_separate_bar(t: Traits) -> list[Track]:
    """Write neck and belly, then the bar."""
    x, y = t("top x", 0.04, 0.2), t("top y", 0.0, 0.12)
    bar = y + t("bar gap", -0.1, 0.06)
    start = x + t("bar start", -0.06, 0.14)
    return [
        [at(x, y), *_belly(t, t("neck", 0.34, 0.52))],
        [at(start, bar), at(start + t("bar", 0.22, 0.6), bar + t("bar tilt", -0.14, 0.05))],
    ]


def five_smooth(t: Traits) -> list[Track]:
    """Write it like an S: no corners."""
    return [[
        at(t("bar", 0.4, 0.62), t("bar y", 0.0, 0.12)),
        at(0.28, t("top", -0.01, 0.06)),
        at(t("left", 0.02, 0.14), t("left y", 0.16, 0.26)),
        at(t("waist x", 0.2, 0.3), t("waist", 0.38, 0.5)),
        at(t("right", 0.42, 0.58), t("right y", 0.62, 0.76)),
        at(t("foot", 0.2, 0.34), 1.0),
        at(t("end", -0.04, 0.12), t("end y", 0.84, 0.98)),
    ]]  # fmt: skip


def five_round_neck(t: Traits) -> list[Track]:
    """Write a corner at the top left, then one swing."""
    return [[
        at(t("bar", 0.4, 0.7), t("bar y", -0.06, 0.1)),
        corner(t("top x", 0.06, 0.2), 0.03),
        at(t("left", 0.02, 0.12), t("neck", 0.28, 0.4)),
        at(0.26, t("waist", 0.38, 0.5)),
        at(t("right", 0.42, 0.58), t("right y", 0.64, 0.76)),
        at(t("foot", 0.2, 0.34), 1.0),
        at(t("end", -0.04, 0.12), t("end y", 0.82, 0.98)),
    ]]  # fmt: skip


THREE_FOUR_FIVE = (
    Form(3, "round", 1.0, three),
    Form(3, "smooth", 0.4, three_smooth),
    Form(3, "looped", 0.3, three_looped, "American"),
    Form(3, "flat-topped", 0.3, three_flat, "European"),
    Form(4, "open", 0.8, four_open, "American European"),
    Form(4, "cup", 0.5, four_cup),
    Form(4, "closed", 0.7, four_closed, "Asian"),
    Form(4, "short", 0.25, four_short, "Indian"),
    Form(4, "joined", 0.35, four_joined, "Slavic"),
    Form(4, "from the apex", 0.15, four_from_stem),
    Form(5, "in one stroke", 1.0, five),
    Form(5, "with a separate bar", 0.9, five_with_separate_bar, "American Asian"),
    Form(5, "smooth", 0.4, five_smooth),
    Form(5, "round-necked", 0.4, five_round_neck),
)
