"""The icon of each system is drawn from the one SVG, in all sizes."""

import icons
import pytest
from PIL import Image


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    from parts import CHECKOUT

    folder = tmp_path_factory.mktemp("icons")
    icons.make_icons(CHECKOUT / "assets" / "icons" / "digitpad.svg", folder)
    return folder


@pytest.mark.parametrize("side", [16, 24, 32, 48, 64, 128, 256, 512])
def test_each_png_has_the_size_that_it_is_named_after(made, side):
    with Image.open(made / f"digitpad-{side}.png") as image:
        assert image.size == (side, side)


def test_windows_icon_has_small_and_large_sizes(made):
    with Image.open(made / "digitpad.ico") as image:
        assert {(16, 16), (32, 32), (48, 48), (256, 256)} <= image.ico.sizes()


def test_macos_icon_has_sizes_for_sharp_screens(made):
    with Image.open(made / "digitpad.icns") as image:
        pixels = {(width * scale, height * scale) for width, height, scale in image.info["sizes"]}
    assert {(32, 32), (256, 256), (512, 512), (1024, 1024)} <= pixels


def test_the_icon_is_the_drawing_on_nothing(made):
    with Image.open(made / "digitpad-256.png") as file:
        image = file.convert("RGBA")
    assert image.getpixel((0, 0))[3] == 0
    assert image.getpixel((30, 128)) == (0x24, 0x57, 0xD6, 255)  # the SVG's ground
    assert image.getpixel((128, 74)) == (255, 255, 255, 255)  # the bar of its seven
