"""The forms of displays: digits of up to seven straight lines. All know them, few write so."""

from collections.abc import Iterator

from digitpad.handwriting.forms import Form, Shape, Track, Traits, at

# From where to where, in halves of the height; x is stretched by each hand's width.
_SEGMENTS = {
    "a": ((0, 0), (1, 0)), "b": ((1, 0), (1, 1)), "c": ((1, 1), (1, 2)), "d": ((1, 2), (0, 2)),
    "e": ((0, 2), (0, 1)), "f": ((0, 1), (0, 0)), "g": ((0, 1), (1, 1)),
}  # fmt: skip
_LIT = (
    ("abcdef",), ("bc",), ("abged",), ("abgcd",), ("fgbc",), ("afgcd",), ("afgcde", "fgcde"),
    ("abc", "fabc"), ("abcdefg",), ("abcdfg", "abcfg"),
)  # fmt: skip
SHARE = 0.06
MOST_FILLED = 0.7  # bars of a display are wide


def _shape(lit: str) -> Shape:
    """Return a form's function: the segments that are lit, which meet or leave a gap."""

    def shape(t: Traits) -> list[Track]:
        width, gap = t("width", 0.42, 0.62), t("gap", 0.0, 0.09)
        tracks = []
        for name in lit:
            (x0, y0), (x1, y1) = _SEGMENTS[name]
            across, down = width * (x1 - x0), 0.5 * (y1 - y0)
            left, top = width * x0, 0.5 * y0
            tracks.append(
                [
                    at(left + (x1 - x0) * gap, top + (y1 - y0) * gap),
                    at(left + across - (x1 - x0) * gap, top + down - (y1 - y0) * gap),
                ]
            )
        return tracks

    return shape


def _forms() -> Iterator[Form]:
    for digit, ways in enumerate(_LIT):
        for lit in ways:
            if digit == 1:
                continue  # a line, as others write it
            yield Form(
                digit, f"segments {lit}", SHARE / len(ways), _shape(lit), looseness=0.35,
                most_filled=MOST_FILLED,
            )  # fmt: skip


SEVEN_SEGMENTS = tuple(_forms())
