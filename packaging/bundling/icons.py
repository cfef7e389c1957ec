"""The program's icon as each system wants it, drawn from the one SVG."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

PNG_SIDES = (16, 24, 32, 48, 64, 128, 256, 512)  # pixels; the hicolor theme's
ICO_SIDES = (16, 24, 32, 48, 64, 128, 256)  # 256 is the most that the format holds
ICNS_SIDES = (16, 32, 64, 128, 256, 512, 1024)


def make_icons(svg: Path, folder: Path) -> list[Path]:
    """Write digitpad.ico, digitpad.icns and digitpad-SIDE.png into ``folder``; return them."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = {side: _drawn(svg, side) for side in {*PNG_SIDES, *ICO_SIDES, *ICNS_SIDES}}
    files = []
    for side in PNG_SIDES:
        files.append(folder / f"digitpad-{side}.png")
        drawn[side].save(files[-1])
    for name, sides in (("digitpad.ico", ICO_SIDES), ("digitpad.icns", ICNS_SIDES)):
        files.append(folder / name)
        # Each size is drawn by itself: scaled down, the strokes of a small one would be grey.
        drawn[sides[-1]].save(
            files[-1],
            sizes=[(side, side) for side in sides],
            append_images=[drawn[side] for side in sides],
        )
    return files


def _drawn(svg: Path, side: int) -> Image.Image:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(svg)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(io.BytesIO(bytes(buffer.data().data())))
