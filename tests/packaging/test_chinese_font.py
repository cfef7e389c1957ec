"""The program's own Chinese can be read on a machine that has no Chinese font."""

import chinese_font
import matplotlib as mpl
from fontTools.ttLib import TTFont

from digitpad.support.typeface import NO_SIGN, drawable, use_our_font
from digitpad.support.typeface_names import OURS


def test_each_sign_that_is_said_is_in_our_fonts():
    """Else run python packaging/chinese_font.py."""
    has = set(map(chr, TTFont(chinese_font.MADE).getBestCmap()))
    assert sorted(chinese_font.signs() - has) == []
    assert {"卷", "积", "核", "，", "取", "消"} <= has


def test_it_is_small_and_has_a_name_of_its_own():
    assert chinese_font.MADE.stat().st_size < 400_000
    assert TTFont(chinese_font.MADE)["name"].getDebugName(1) == OURS == chinese_font.FAMILY


def test_plots_and_figures_are_written_with_it():
    use_our_font()
    families = mpl.rcParams["font.family"]
    assert families[:3] == ["Inter", "DejaVu Sans", OURS]
    assert NO_SIGN not in drawable("卷积核、步长，填充（特征图）")
