"""Makes the typeface that the program's own Chinese is written in; argument: Noto Sans CJK.

    python packaging/chinese_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

Of that font it takes the signs that ``assets/translations`` and Qt's own Chinese have and Inter
lacks: two hundred kilobytes instead of twenty megabytes. It is needed again when a test says that
a sign is missing. fontTools comes with matplotlib.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

CHECKOUT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(CHECKOUT))

from digitpad.support.translations import messages  # noqa: E402

FONTS = CHECKOUT / "assets" / "fonts"
MADE = FONTS / "NotoSansSC-digitpad.otf"
FACE = "Noto Sans CJK SC"  # of the collection: the same signs have other forms in other countries
FAMILY = "Noto Sans SC digitpad"  # it does not hide the whole font where that is installed


def signs() -> set[str]:
    """Return the signs that the program's Chinese texts, and Qt's own, have and Inter lacks."""
    ours = CHECKOUT / "assets" / "translations" / "digitpad_zh_CN.qm"
    qt = importlib.util.find_spec("PySide6")
    assert qt is not None
    assert qt.submodule_search_locations
    folder = Path(qt.submodule_search_locations[0])
    qts = next(folder.rglob("qtbase_zh_CN.qm"))
    found = {sign for file in (ours, qts) for text in said_in(file) for sign in text}
    inter = set(map(chr, TTFont(FONTS / "Inter-Regular.otf").getBestCmap()))
    return {sign for sign in found - inter if sign.isprintable() and not sign.isspace()}


def said_in(file: Path) -> Iterable[str]:
    """Yield all that a compiled translation says."""
    for _, _, forms in messages(file.read_bytes()):
        yield from forms


def make(source: Path) -> None:
    """Write the font. source: a collection that has FACE, or that face alone."""
    font = face(source)
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True)
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "DSIG"]
    wanted = signs()
    missing = sorted(wanted - set(map(chr, font.getBestCmap())))
    if missing:
        print(f"{source.name} lacks {' '.join(missing)}")
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, wanted)))
    subsetter.subset(font)
    names = {1: FAMILY, 3: f"{FAMILY} Regular", 4: FAMILY, 6: FAMILY.replace(" ", "")}
    for record in tuple(font["name"].names):
        if record.nameID in (16, 17):
            font["name"].removeNames(nameID=record.nameID)
    for number, text in names.items():
        font["name"].removeNames(nameID=number)
        font["name"].setName(text, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames[0] = names[6]
    give_line(font)
    font["head"].modified = font["head"].created  # the same file each time
    font.recalcTimestamp = False
    font.save(MADE)
    print(f"{MADE.name}: {len(wanted)} signs, {MADE.stat().st_size / 1000:.0f} kB")


def give_line(font: TTFont) -> None:
    """Give it the line of Inter, or each line with a Chinese sign in it would be a fifth higher."""
    inter = TTFont(FONTS / "Inter-Regular.otf")
    scale = font["head"].unitsPerEm / inter["head"].unitsPerEm
    above, below = round(inter["hhea"].ascent * scale), round(inter["hhea"].descent * scale)
    font["hhea"].ascent = font["OS/2"].sTypoAscender = font["OS/2"].usWinAscent = above
    font["hhea"].descent = font["OS/2"].sTypoDescender = below
    font["OS/2"].usWinDescent = -below
    font["hhea"].lineGap = font["OS/2"].sTypoLineGap = 0


def face(source: Path) -> TTFont:
    """Return FACE of a collection, or the font that a file holds."""
    if source.suffix.lower() not in (".ttc", ".otc"):
        return TTFont(source)
    for font in TTCollection(source).fonts:
        if font["name"].getDebugName(1) == FACE:
            return font
    sys.exit(f"digitpad: {source} has no {FACE}. Name NotoSansCJK-Regular.ttc.")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("digitpad: Name NotoSansCJK-Regular.ttc.")
    make(Path(sys.argv[1]))
