"""Letters and signs that no digit looks like, in the language of forms."""

from digitpad.data.handwriting.forms import Form, Shape, Track, Traits, arc, at, corner

Line = tuple[bool, tuple[tuple[float, float], ...]]  # is it round, and its places

LOOSE = 0.09  # of a letter's height: hands place its parts this far from where they stand here


def _angular(*places: tuple[float, float]) -> Line:
    return False, places


def _round(*places: tuple[float, float]) -> Line:
    return True, places


_LETTERS: dict[str, tuple[Line, ...]] = {
    "A": (_angular((0, 1), (0.35, 0), (0.7, 1)), _angular((0.12, 0.62), (0.6, 0.62))),
    "E": (
        _angular((0.6, 0), (0.05, 0), (0.05, 1), (0.6, 1)), _angular((0.05, 0.5), (0.5, 0.5))
    ),
    "F": (_angular((0.6, 0), (0.05, 0), (0.02, 1)), _angular((0.05, 0.48), (0.48, 0.46))),
    "H": (
        _angular((0.05, 0), (0.05, 1)), _angular((0.6, 0), (0.6, 1)),
        _angular((0.05, 0.5), (0.6, 0.5)),
    ),
    "K": (_angular((0.05, 0), (0.05, 1)), _angular((0.6, 0), (0.08, 0.5), (0.65, 1))),
    "M": (_angular((0, 1), (0.1, 0), (0.42, 0.7), (0.74, 0), (0.84, 1)),),
    "N": (_angular((0.02, 1), (0.05, 0), (0.6, 1), (0.65, 0)),),
    "R": (
        _angular((0.05, 1), (0.05, 0.02)),
        _round((0.02, 0.05), (0.35, 0), (0.55, 0.22), (0.38, 0.46), (0.08, 0.5)),
        _angular((0.2, 0.5), (0.62, 1)),
    ),
    "W": (_angular((0, 0), (0.2, 1), (0.42, 0.3), (0.64, 1), (0.86, 0)),),
    "X": (_angular((0.05, 0), (0.65, 1)), _angular((0.65, 0), (0, 1))),
    "a": (
        _round((0.5, 0.3), (0.25, 0.2), (0.02, 0.6), (0.22, 1), (0.48, 0.6), (0.52, 0.25)),
        _round((0.54, 0.2), (0.52, 0.7), (0.6, 0.98), (0.8, 0.9)),
    ),
    "e": (
        _round((0.05, 0.6), (0.4, 0.52), (0.56, 0.28), (0.32, 0.05), (0.05, 0.45), (0.2, 0.95),
               (0.62, 0.85)),
    ),
    "h": (
        _angular((0.05, 0), (0.05, 1)),
        _round((0.05, 0.75), (0.2, 0.48), (0.42, 0.5), (0.46, 0.75), (0.46, 1)),
    ),
    "k": (_angular((0.05, 0), (0.05, 1)), _angular((0.42, 0.42), (0.08, 0.7), (0.48, 1))),
    "m": (
        _round((0.02, 0.3), (0.05, 1)), _round((0.05, 0.5), (0.22, 0.3), (0.36, 0.45), (0.38, 1)),
        _round((0.38, 0.5), (0.55, 0.3), (0.7, 0.45), (0.72, 1)),
    ),
    "w": (
        _round((0, 0.2), (0.1, 0.9), (0.25, 0.95), (0.38, 0.4), (0.5, 0.95), (0.65, 0.9),
               (0.75, 0.2)),
    ),
    "+": (_angular((0.4, 0), (0.4, 0.8)), _angular((0, 0.4), (0.8, 0.4))),
    "=": (_angular((0, 0.3), (0.75, 0.3)), _angular((0, 0.6), (0.75, 0.6))),
    "?": (
        _round((0.05, 0.18), (0.25, 0), (0.48, 0.18), (0.35, 0.42), (0.26, 0.55), (0.26, 0.72)),
        _angular((0.26, 0.95), (0.27, 0.99)),
    ),
    "!": (_angular((0.2, 0), (0.2, 0.66)), _angular((0.2, 0.93), (0.21, 0.98))),
    "#": (
        _angular((0.25, 0), (0.15, 1)), _angular((0.55, 0), (0.45, 1)),
        _angular((0, 0.35), (0.75, 0.32)), _angular((0, 0.7), (0.72, 0.66)),
    ),
    "*": (
        _angular((0.4, 0), (0.4, 0.8)), _angular((0.05, 0.15), (0.75, 0.65)),
        _angular((0.75, 0.15), (0.05, 0.65)),
    ),
    "%": (
        _round((0.18, 0), (0.02, 0.18), (0.18, 0.36), (0.32, 0.18), (0.18, 0)),
        _angular((0.75, 0), (0.1, 1)),
        _round((0.66, 0.64), (0.5, 0.82), (0.66, 1), (0.82, 0.82), (0.66, 0.64)),
    ),
    "check": (_angular((0, 0.55), (0.25, 0.9), (0.85, 0)),),
    "arrow": (_angular((0, 0.4), (1, 0.4)), _angular((0.72, 0.15), (1, 0.4), (0.72, 0.65))),
    "triangle": (_angular((0.4, 0), (0, 0.8), (0.85, 0.8), (0.4, 0)),),
    "square": (_angular((0, 0), (0, 0.8), (0.8, 0.8), (0.8, 0), (0, 0)),),
    "star": (
        _angular((0.15, 0.95), (0.45, 0), (0.75, 0.95), (0, 0.36), (0.9, 0.36), (0.15, 0.95)),
    ),
    "heart": (
        _round((0.45, 0.25), (0.25, 0), (0, 0.25), (0.2, 0.65), (0.45, 0.95)),
        _round((0.45, 0.25), (0.65, 0), (0.9, 0.25), (0.7, 0.65), (0.45, 0.95)),
    ),
}  # fmt: skip


def _letter(lines: tuple[Line, ...]) -> Shape:
    """Return a form's function: each place is near to where the table has it."""

    def shape(t: Traits) -> list[Track]:
        tracks = []
        for number, (is_round, places) in enumerate(lines):
            track = []
            for index, (x, y) in enumerate(places):
                here = (
                    t(f"x {number} {index}", x - LOOSE, x + LOOSE),
                    t(f"y {number} {index}", y - LOOSE, y + LOOSE),
                )
                track.append(at(*here) if is_round else corner(*here))
            tracks.append(track)
        return tracks

    return shape


def face(t: Traits) -> list[Track]:
    """Draw a round face with eyes and a mouth."""
    eye = t("eye", 0.32, 0.42)
    return [
        arc((0.5, 0.5), (0.5, 0.5), 10, -355, 11),
        [at(0.3, eye), at(0.31, eye + 0.06)],
        [at(0.7, eye), at(0.69, eye + 0.06)],
        [at(0.25, 0.65), at(0.5, t("mouth", 0.6, 0.85)), at(0.75, 0.65)],
    ]


SIGNS = (
    *(Form(None, name, 1.0, _letter(lines)) for name, lines in _LETTERS.items()),
    Form(None, "face", 1.0, face),
)
